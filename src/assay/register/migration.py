"""From one edition to the next: both run side by side, until one day only one does.

A migration changes no statement. What was stated on the earlier edition keeps it, and a
report whose period ended before the cut-over stays on its own for ever; the cut-over
only says from which day nothing new is stated on the earlier one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from assay.catalog import Delta, Library, Turn, compare
from assay.register.controls import Coverage
from assay.register.program import Program
from assay.register.state import LIVE, began, hold
from assay.register.values import Attestation, Migration, Register

__all__ = ["Held", "Migrating", "Need", "covered", "migrating", "work"]

Phase: TypeAlias = Literal["planned", "side_by_side", "cut_over", "overdue"]
"""`overdue`: past the cut-over, and something still stands on the earlier edition alone
that is not a report of its own time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A statement that still says something, and the edition that it is stated on."""

    attestation: str
    edition: str
    state: str
    stays: bool
    """Whether it keeps the earlier edition rightly: a report of a period before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrating:
    """How one migration stands on a day."""

    migration: Migration
    phase: Phase
    on: date
    held: tuple[Held, ...]
    """Statements of the program on either edition that say something on the day."""
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What one requirement of the later edition still asks of the control environment.

    `covered`: someone has stated that controls cover it. `restate`: the earlier one
    that it came from was covered, by these controls, and someone must look whether
    that still holds. `new`: nothing is known to cover it.
    """

    requirement: str
    state: Literal["covered", "restate", "new"]
    controls: tuple[str, ...]
    turn: Turn


def migrating(register: Register, migration: Migration, on: date) -> Migrating:
    """How far a migration has come on a day."""
    held = tuple(_held(register, migration, on))
    behind = [
        one.attestation
        for one in held
        if one.edition == migration.leaves and not one.stays
    ]
    phase = _phase(migration, on, behind)
    return Migrating(
        migration=migration,
        phase=phase,
        on=on,
        held=held,
        says=_says(register.programs[migration.program], migration, phase, behind),
    )


def _held(register: Register, migration: Migration, on: date) -> Iterator[Held]:
    editions = (migration.leaves, migration.joins)
    for made in register.attestations.values():
        if made.program != migration.program or made.edition not in editions:
            continue
        state = hold(register, made, on).state
        if state in LIVE and began(made) <= on:
            yield Held(
                attestation=made.id,
                edition=made.edition,
                state=state,
                stays=made.edition == migration.leaves and _own(made, migration),
            )


def _own(made: Attestation, migration: Migration) -> bool:
    """A report speaks of its period, so it keeps the edition in use at its end."""
    return made.period is not None and made.period.end <= migration.cut_over


def _phase(migration: Migration, on: date, behind: list[str]) -> Phase:
    if on < migration.began:
        return "planned"
    if on <= migration.cut_over:
        return "side_by_side"
    return "overdue" if behind else "cut_over"


def _says(
    program: Program, migration: Migration, phase: Phase, behind: list[str]
) -> str:
    titles = {edition.id: edition.title for edition in program.editions}
    old, new = titles[migration.leaves], titles[migration.joins]
    last = migration.cut_over
    if phase == "planned":
        return f"{new} is to be taken up beside {old} on {migration.began}."
    if phase == "side_by_side":
        return f"{old} and {new} run side by side until {last}."
    if phase == "cut_over":
        return f"Since {last} nothing is stated on {old} any more, only on {new}."
    return f"{old} was to be left by {last}, and still stands in: {', '.join(behind)}."


def work(
    register: Register,
    library: Library,
    migration: Migration,
    coverage: Iterable[Coverage],
    level: str = "",
) -> tuple[Delta, tuple[Need, ...]] | None:
    """What changes between the two editions, and what that asks of the controls.

    None where the library holds no requirements of one of the editions. `level` picks
    the baseline of a level, where the editions are chosen from by level.

    Raises:
        UnknownName: The migration names a crosswalk that the library does not hold.
    """
    program = register.programs[migration.program]
    old = _set_of(program, migration.leaves, level)
    new = _set_of(program, migration.joins, level)
    if not old or not new:
        return None
    delta = compare(library, old, new, migration.crosswalk)
    stated = tuple(coverage)
    before = covered(library, stated, old)
    after = covered(library, stated, new)
    needs = tuple(
        _need(turn, identifier, before, after)
        for turn in delta.turns
        for identifier in turn.new
    )
    return delta, _once(needs)


def _set_of(program: Program, edition: str, level: str) -> str:
    """The catalog or baseline that holds an edition's requirements, if any does."""
    held = [
        one
        for one in program.requirement_sets
        if one.edition == edition and one.catalog
    ]
    fitting = [one for one in held if one.level == level] or held[:1]
    return fitting[0].catalog if fitting else ""


def covered(
    library: Library, coverage: Iterable[Coverage], set_id: str
) -> Mapping[str, tuple[str, ...]]:
    """The controls that someone has stated to cover a requirement in full."""
    baseline = library.baselines.get(set_id)
    names = (set_id, baseline.catalog if baseline is not None else set_id)
    found: dict[str, tuple[str, ...]] = {}
    for cover in coverage:
        counts = cover.extent == "full" and cover.status == "reviewed"
        if cover.catalog in names and counts:
            found |= dict.fromkeys(cover.requirements, cover.controls)
    return found


def _need(
    turn: Turn,
    identifier: str,
    before: Mapping[str, tuple[str, ...]],
    after: Mapping[str, tuple[str, ...]],
) -> Need:
    if identifier in after:
        own = after[identifier]
        return Need(requirement=identifier, state="covered", controls=own, turn=turn)
    earlier = tuple(
        dict.fromkeys(control for one in turn.old for control in before.get(one, ()))
    )
    state: Literal["restate", "new"] = "restate" if earlier else "new"
    return Need(requirement=identifier, state=state, controls=earlier, turn=turn)


def _once(needs: Iterable[Need]) -> tuple[Need, ...]:
    """One need for each requirement: that of the turn which brings most with it."""
    order = ("covered", "restate", "new")
    best: dict[str, Need] = {}
    for need in needs:
        known = best.get(need.requirement)
        if known is None or order.index(need.state) < order.index(known.state):
            best[need.requirement] = need
    return tuple(best.values())
