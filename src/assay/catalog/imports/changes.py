"""What an import would change, counted and in sentences."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assay.catalog.imports.coverage import HeldCoverage
from assay.catalog.values import Baseline, Catalog, Crosswalk, Requirement

__all__ = [
    "Changes",
    "between",
    "of_baseline",
    "of_catalog",
    "of_coverage",
    "of_crosswalk",
]

_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """From what is held under an id to what an import holds, by requirement id."""

    added: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    """Active before, and now marked as withdrawn."""
    gone: tuple[str, ...] = ()
    """No longer listed at all."""
    restored: tuple[str, ...] = ()
    """Withdrawn before, and active now."""
    retitled: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    """With another official text than before."""
    given_text: tuple[str, ...] = ()
    """With an official text, where there was none."""

    @property
    def any_(self) -> bool:
        """Whether anything is different."""
        return any(getattr(self, name) for name in self.__slots__)


def between(old: Catalog, new: Catalog) -> Changes:
    """What is different in the newer of two catalogs under one id."""
    before = {row.id: row for row in old.requirements}
    after = {row.id: row for row in new.requirements}
    both = [(before[one], row) for one, row in after.items() if one in before]
    return Changes(
        added=tuple(one for one in after if one not in before),
        gone=tuple(one for one in before if one not in after),
        withdrawn=_where(both, lambda a, b: (a.status, b.status) == _WENT),
        restored=_where(both, lambda a, b: (b.status, a.status) == _WENT),
        retitled=_where(both, lambda a, b: a.title != b.title),
        reworded=_where(both, lambda a, b: bool(a.text) and a.text != b.text),
        given_text=_where(both, lambda a, b: not a.text and bool(b.text)),
    )


_WENT = ("active", "withdrawn")


def _where(
    both: Sequence[tuple[Requirement, Requirement]],
    different: Callable[[Requirement, Requirement], bool],
) -> tuple[str, ...]:
    return tuple(new.id for old, new in both if different(old, new))


_SAID = {
    "added": ("is added", "are added"),
    "withdrawn": ("is withdrawn", "are withdrawn"),
    "gone": ("is no longer listed", "are no longer listed"),
    "restored": ("is active again", "are active again"),
    "retitled": ("has another title", "have another title"),
    "reworded": ("has another text", "have another text"),
    "given_text": ("gets its official text", "get their official text"),
}


def of_catalog(new: Catalog, old: Catalog | None) -> Iterator[str]:
    """What becomes of a catalog, in sentences."""
    if old is None:
        yield f"{_named(new)} is added, edition {new.edition}: {_counted(new)}."
        return
    changes = between(old, new)
    for name, verbs in _SAID.items():
        ids: tuple[str, ...] = getattr(changes, name)
        if ids:
            yield f"In {new.id}, {_listed(ids)} {verbs[len(ids) > 1]}."
    for what, was, now in (
        ("edition", old.edition, new.edition),
        ("title", old.title, new.title),
        ("unit", old.unit, new.unit),
        ("programs", ", ".join(old.programs), ", ".join(new.programs)),
    ):
        if was != now:
            yield f"In {new.id}, the {what} becomes {now or 'none'}; it was {was}."
    if old.count != new.count or old.unit != new.unit:
        yield (
            f"{new.id} then counts {_many(new.count, new.unit)}; it counted "
            f"{_many(old.count, old.unit)}."
        )


def of_baseline(new: Baseline, old: Baseline | None) -> Iterator[str]:
    """What becomes of a baseline, in sentences."""
    if old is None:
        yield (
            f"{new.title} ({new.id}) is added, edition {new.edition}: it chooses "
            f"{new.count:,} requirements of {new.catalog or 'a catalog to be named'}."
        )
        return
    before, after = set(old.requirements), set(new.requirements)
    for ids, verbs in (
        ([one for one in new.requirements if one not in before], ("is", "are")),
        ([one for one in old.requirements if one not in after], ("is no", "are no")),
    ):
        if ids:
            which = "longer chosen" if verbs[0] != "is" else "chosen as well"
            yield f"In {new.id}, {_listed(ids)} {verbs[len(ids) > 1]} {which}."
    if old.catalog != new.catalog:
        yield f"{new.id} chooses from {new.catalog}; it chose from {old.catalog}."
    if old.edition != new.edition:
        yield f"In {new.id}, the edition becomes {new.edition}; it was {old.edition}."


def of_crosswalk(new: Crosswalk, old: Crosswalk | None) -> Iterator[str]:
    """What becomes of a crosswalk, in sentences."""
    if old is None:
        reviewed = sum(row.status == "reviewed" for row in new.rows)
        yield (
            f"{new.title} ({new.id}) is added, from {new.source} to {new.target}: "
            f"{_many(len(new.rows), 'row')}, {reviewed:,} of them reviewed."
        )
        return
    before, after = set(old.rows), set(new.rows)
    fresh = sum(row not in before for row in new.rows)
    lost = sum(row not in after for row in old.rows)
    if fresh or lost:
        yield f"In {new.id}, {_many(fresh, 'row')} come in and {lost:,} go."


def of_coverage(new: HeldCoverage, old: HeldCoverage | None) -> Iterator[str]:
    """What becomes of a statement of what a tool looks at."""
    if old is not None and (old.rows, old.of) == (new.rows, new.of):
        return
    tools = ", ".join(sorted({row.tool for row in new.rows}))
    yield (
        f"{new.id} is {'kept' if old is None else 'replaced'}: {tools} has checks for "
        f"{_many(len(new.tested), 'requirement')}"
        f"{f' of {new.of}' if new.of else ''}. That is where it looks, and not what "
        "it found."
    )


def _named(one: Catalog) -> str:
    return f"{one.title} ({one.id})"


def _counted(one: Catalog) -> str:
    groups = f" in {_many(len(one.groups), 'group')}" if one.groups else ""
    gone = len(one.requirements) - one.count
    withdrawn = f", and {gone:,} withdrawn" if gone else ""
    texts = sum(bool(row.text) for row in one.requirements)
    text = f", {texts:,} with their text" if texts else ", none with its text"
    return f"{_many(one.count, one.unit)}{groups}{withdrawn}{text}"


_PLURAL = {"criterion": "criteria", "entry": "entries"}


def _many(count: int, what: str) -> str:
    """A number of something: of `control or enhancement`, each word in the plural."""
    if count == 1:
        return f"1 {what}"
    words = (_PLURAL.get(word, f"{word}s") for word in what.split(" or "))
    return f"{count:,} {' or '.join(words)}"


def _listed(ids: Sequence[str]) -> str:
    """All of a few; of many the first, and how many they are."""
    if len(ids) <= _SHOWN:
        return " and ".join(filter(None, (", ".join(ids[:-1]), ids[-1])))
    return f"{', '.join(ids[:3])} and {len(ids) - 3:,} others"
