"""What Metapath expressions become: functions over items, three to each.

An expression may be asked for its items, for the plain values of those, or for no more
than whether it holds. The last two are what most constraints ask of each of a hundred
thousand properties, so the common forms (`@flag`, `@flag = 'x'`, a namespace, `and`)
answer them straight from the document, with no item or list made on the way.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from assay.oscal.constraints.items import Item

__all__ = [
    "OSCAL",
    "Atom",
    "Expression",
    "Path",
    "Value",
    "all_of",
    "any_of",
    "atoms_of",
    "chain",
    "comparison",
    "constant",
    "filtered",
    "flag",
    "general",
    "here",
    "in_namespace",
    "is_true",
    "joined",
    "truth",
]

OSCAL: Final = "http://csrc.nist.gov/ns/oscal"
"""The namespace of names that carry none of their own."""

Value: TypeAlias = Item | str | bool | float
Atom: TypeAlias = str | float | bool
Path: TypeAlias = Callable[[Item], Sequence[Value]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A compiled expression."""

    values: Path
    """Its items and plain values, in order."""
    holds: Callable[[Item], bool]
    """Its effective boolean value."""
    atoms: Callable[[Item], list[Atom]]
    """The plain values of all of them."""
    constant: tuple[Atom, ...] | None = None
    """Its values where they are the same everywhere."""
    flag: str = ""
    """The name of a flag of the item itself, where it is no more than that."""
    last_flag: str = ""
    """The name of the flag that each of its values is, where they all are of one."""
    holders: Path | None = None
    """The items whose flags those are, and some that have none of that name."""
    here: bool = False
    """Whether it is the item itself, `.`."""
    single: bool = False
    """Whether it never has more than one value."""
    numeric: bool = False
    """Whether its value is a number, which as a predicate would be a position."""


def is_true(values: Sequence[Value]) -> bool:
    """The effective boolean value of a sequence (XPath 3.1, 2.4.3)."""
    if not values:
        return False
    first = values[0]
    return True if isinstance(first, Item) else bool(first)


def atoms_of(values: Iterable[Value]) -> list[Atom]:
    """The plain values of items and of values that are plain already."""
    found: list[Atom] = []
    for one in values:
        atom = one.text if isinstance(one, Item) else one
        if atom is not None:
            found.append(atom)
    return found


def general(path: Path, *, single: bool = False, numeric: bool = False) -> Expression:
    """An expression that is asked for its values, whatever is wanted of them."""
    return Expression(
        values=path,
        holds=lambda item: is_true(path(item)),
        atoms=lambda item: atoms_of(path(item)),
        single=single,
        numeric=numeric,
    )


def truth(holds: Callable[[Item], bool]) -> Expression:
    """An expression that is true or false."""
    return Expression(
        values=lambda item: [holds(item)],
        holds=holds,
        atoms=lambda item: [holds(item)],
        single=True,
    )


def constant(values: Sequence[Atom], *, numeric: bool = False) -> Expression:
    """An expression that is the same everywhere."""
    known: list[Atom] = list(values)
    holds = is_true(known)
    return Expression(
        values=lambda _: list(known),
        holds=lambda _: holds,
        atoms=lambda _: known,
        constant=tuple(values),
        single=len(known) == 1,
        numeric=numeric,
    )


def here() -> Expression:
    """`.`."""
    return replace(general(lambda item: (item,), single=True), here=True)


def flag(name: str) -> Expression:
    """`@name`."""

    def values(item: Item) -> Sequence[Value]:
        one = item.flag(name)
        return () if one is None else (one,)

    def atoms(item: Item) -> list[Atom]:
        text = item.flag_text(name)
        return [] if text is None else [text]

    return Expression(
        values=values,
        holds=lambda item: item.flag_text(name) is not None,
        atoms=atoms,
        flag=name,
        last_flag=name,
        holders=lambda item: (item,),
        single=True,
    )


def any_of(parts: Sequence[Expression]) -> Expression:
    """`a or b`."""
    first, *others = [part.holds for part in parts]
    if len(others) == 1:
        other = others[0]
        return truth(lambda item: first(item) or other(item))
    return truth(lambda item: first(item) or any(one(item) for one in others))


def all_of(parts: Sequence[Expression]) -> Expression:
    """`a and b`."""
    first, *others = [part.holds for part in parts]
    if len(others) == 1:
        other = others[0]
        return truth(lambda item: first(item) and other(item))
    return truth(lambda item: first(item) and all(one(item) for one in others))


def joined(parts: Sequence[Expression]) -> Expression:
    """`a | b` and `(a, b)`: one sequence of all."""
    known = [part.constant for part in parts]
    if all(one is not None for one in known):
        return constant([atom for one in known for atom in one or ()])
    paths = [part.values for part in parts]
    return general(lambda item: [one for path in paths for one in path(item)])


def chain(steps: Sequence[Expression]) -> Expression:
    """`a/b/c`: each step from what the one before found."""
    *before, last = steps
    path = _walk([step.values for step in steps])
    single = all(step.single for step in steps)
    name = last.flag
    if not name:
        return general(path, single=single)
    holders = _walk([step.values for step in before])

    def atoms(item: Item) -> list[Atom]:
        texts = [one.flag_text(name) for one in holders(item) if isinstance(one, Item)]
        return [text for text in texts if text is not None]

    return Expression(
        values=path,
        holds=lambda item: bool(atoms(item)),
        atoms=atoms,
        last_flag=name,
        holders=holders,
        single=single,
    )


def _walk(paths: Sequence[Path]) -> Path:
    first, *others = paths
    if not others:
        return first

    def walk(item: Item) -> Sequence[Value]:
        found = first(item)
        for step in others:
            if not found:
                return found
            found = [
                one for inner in found if isinstance(inner, Item) for one in step(inner)
            ]
        return found

    return walk


def filtered(base: Expression, test: Expression) -> Expression:
    """`base[test]`."""
    path, holds = base.values, test.holds
    if base.here:
        return general(lambda item: (item,) if holds(item) else (), single=True)

    def walk(item: Item) -> list[Value]:
        return [one for one in path(item) if isinstance(one, Item) and holds(one)]

    return general(walk, single=base.single)


def comparison(sign: str, left: Expression, right: Expression) -> Expression:
    """A general comparison: true if it is so of any two (XPath 3.1, 3.7.2)."""
    name, known = left.flag, right.constant
    if sign == "=" and name and known is not None:
        texts = frozenset(atom for atom in known if isinstance(atom, str))
        if len(texts) == len(set(known)):
            return truth(lambda item: item.flag_text(name) in texts)
    ones, others = left.atoms, right.atoms
    return truth(lambda item: _compare(sign, ones(item), others(item)))


def _compare(sign: str, left: list[Atom], right: list[Atom]) -> bool:
    return any(_related(sign, one, other) for one in left for other in right)


def _related(sign: str, left: Atom, right: Atom) -> bool:
    if isinstance(left, float) or isinstance(right, float):
        try:
            return _ORDER[sign](float(left), float(right))
        except ValueError:
            return False
    return _ORDER[sign](str(left), str(right))


_ORDER: Final[dict[str, Callable[[str | float, str | float], bool]]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,  # type: ignore[operator]  # both are of one type
    ">": lambda a, b: a > b,  # type: ignore[operator]  # both are of one type
    "<=": lambda a, b: a <= b,  # type: ignore[operator]  # both are of one type
    ">=": lambda a, b: a >= b,  # type: ignore[operator]  # both are of one type
}


def in_namespace(arguments: Sequence[Expression]) -> Expression:
    """`has-oscal-namespace`: a name without a namespace is in OSCAL's own."""
    known = [one.constant for one in arguments]
    if all(one is not None for one in known):
        wanted = frozenset(str(atom) for one in known for atom in one or ())
        bare = OSCAL in wanted

        def holds(item: Item) -> bool:
            space = item.flag_text("ns")
            return bare if space is None else space in wanted

        return truth(holds)
    asked = [one.atoms for one in arguments]

    def looked_up(item: Item) -> bool:
        there = {str(atom) for atoms in asked for atom in atoms(item)}
        space = item.flag_text("ns")
        return (OSCAL if space is None else space) in there

    return truth(looked_up)
