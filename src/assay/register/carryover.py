"""What the control environment needs when one edition follows another.

A statement that controls cover a requirement is of one edition: it never carries over
by itself, not even where the text stays. The steps say what someone has to look at and
to state anew, and which controls an edition no longer needs.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from assay.catalog import Delta, Library, Turn
from assay.register.controls import Coverage
from assay.register.migration import covered

__all__ = ["Step", "carryover"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do.

    `restate`: nothing is known to have changed; state the same of the later edition.
    `look`: what is asked changed, or may have. `settle`: it is asked elsewhere now.
    `drop`: the later edition does not ask it. `cover`: no control is known to cover it.
    """

    do: Literal["restate", "look", "settle", "drop", "cover"]
    old: tuple[str, ...]
    new: tuple[str, ...]
    controls: tuple[str, ...]
    """Those stated to cover the old one, in full or in part."""
    idle: tuple[str, ...] = ()
    """Of a `drop`: controls that nothing else is stated to need."""
    says: str


def carryover(
    library: Library, delta: Delta, coverage: Iterable[Coverage]
) -> tuple[Step, ...]:
    """The steps from the earlier set of a comparison to the later, in its order.

    What is already stated to be covered in full in the later set, and reviewed, needs
    no step; nor does what is stated of a catalog that both sets choose from.
    """
    stated = tuple(coverage)
    before = _stated(library, stated, delta.old)
    done = frozenset(covered(library, stated, delta.new))
    if _names(library, delta.old) & _names(library, delta.new):
        done |= before.keys()  # one catalog: what is stated of it goes on being stated
    ground = _Ground(
        before=before,
        done=done,
        supplied=frozenset(
            one
            for turn in delta.turns
            for one in turn.new
            if any(old in before for old in turn.old)
        ),
        needed=frozenset(_needed(library, stated, delta, before)),
        later=delta.new,
    )
    steps = (step for turn in delta.turns for step in _steps(turn, ground))
    return tuple(dict.fromkeys(steps))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What is stated, as far as it bears on the steps."""

    before: Mapping[str, tuple[str, ...]]
    """By requirement of the earlier set, the controls stated to cover it."""
    done: frozenset[str]
    """Requirements of the later set that nothing has to be stated of."""
    supplied: frozenset[str]
    """Those that come from a requirement which something covers."""
    needed: frozenset[str]
    """Controls that something else needs."""
    later: str


def _steps(turn: Turn, ground: _Ground) -> Iterator[Step]:
    controls = tuple(
        dict.fromkeys(one for old in turn.old for one in ground.before.get(old, ()))
    )
    open_ = tuple(one for one in turn.new if one not in ground.done)
    if controls and not turn.new:
        yield _drop(turn, controls, ground)
    elif controls and open_:
        yield _carry(turn, controls, open_, ground.later)
    else:
        for one in open_:
            if one not in ground.supplied:
                says = (
                    f"{one}: no control is stated to cover it. State one, or add one."
                )
                yield Step(do="cover", old=(), new=(one,), controls=(), says=says)


def _drop(turn: Turn, controls: tuple[str, ...], ground: _Ground) -> Step:
    idle = tuple(one for one in controls if one not in ground.needed)
    says = f"{_said(turn.old)}: {ground.later} does not ask it. {turn.why}"
    if idle:
        says += f" Nothing else is stated to need {_said(idle)}: decide if it stays."
    return Step(
        do="drop", old=turn.old, new=(), controls=controls, idle=idle, says=says
    )


def _carry(
    turn: Turn, controls: tuple[str, ...], open_: tuple[str, ...], later: str
) -> Step:
    """What was covered, and stands there still or elsewhere."""
    who, what, where = _said(controls), _said(turn.old), _said(open_)
    do: Literal["restate", "look", "settle"] = "restate"
    same = turn.kind in {"kept", "renumbered"}
    if same and turn.wording == "same":
        says = f"{where}: the text is the same. State of {later}: covered by {who}."
    elif same and turn.wording == "unknown":
        says = (
            f"{where}: the text is not here in both editions. Read them, and state of"
            f" {later} whether it is covered by {who}."
        )
    elif turn.kind in {"moved", "incorporated"}:
        do = "settle"
        says = f"{what} is now in {where}: look whether that is covered by {who}."
    else:
        do = "look"
        says = f"{where}: look whether it is still covered by {who}. {turn.why}"
    return Step(do=do, old=turn.old, new=open_, controls=controls, says=says)


def _stated(
    library: Library, coverage: Iterable[Coverage], set_id: str
) -> dict[str, tuple[str, ...]]:
    """The controls that anyone states to cover a requirement, even in part."""
    names = _names(library, set_id)
    found: dict[str, list[str]] = {}
    for cover in coverage:
        for one in cover.requirements if cover.catalog in names else ():
            found.setdefault(one, []).extend(cover.controls)
    return {one: tuple(dict.fromkeys(controls)) for one, controls in found.items()}


def _needed(
    library: Library,
    coverage: Iterable[Coverage],
    delta: Delta,
    before: Mapping[str, tuple[str, ...]],
) -> set[str]:
    """The controls that something else needs: another catalog, or what carries on."""
    own = _names(library, delta.old)
    elsewhere = {
        control
        for cover in coverage
        if cover.catalog not in own
        for control in cover.controls
    }
    onwards = {
        control
        for turn in delta.turns
        if turn.new
        for old in turn.old
        for control in before.get(old, ())
    }
    return elsewhere | onwards


def _names(library: Library, set_id: str) -> frozenset[str]:
    baseline = library.baselines.get(set_id)
    return frozenset({set_id, baseline.catalog if baseline is not None else set_id})


def _said(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
