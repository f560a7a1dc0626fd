"""What changed between two days, in groups of cells that changed alike.

Each change is told once: not again at the levels that its level covers, where it is the
same change by the same statements.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from assay.register.answer import options
from assay.register.change import Change, alike, change
from assay.register.claim import ClaimState, Question
from assay.register.grounds import Ground, grounds
from assay.register.index import index
from assay.register.reach import Asked, levels_below
from assay.register.recorded import known_by
from assay.register.spread import Atlas, Part, atlas, spread
from assay.register.turned import Between, Cells, Day
from assay.register.values import Register

__all__ = ["diff"]


def diff(
    register: Register, d1: date, d2: date, as_of: date | None = None
) -> tuple[Change, ...]:
    """Every claim state that differs between `d1` and `d2`, in groups.

    A change without services is one of the program as a whole: where the source does
    not say which services it means, there is no finer one.
    """
    seen = register if as_of is None else known_by(register, as_of)
    maps = atlas(seen, d1), atlas(seen, d2)
    found: list[Change] = []
    for program in seen.programs:
        known = grounds(seen, program, d1), grounds(seen, program, d2)
        if any(known):
            found.extend(_program(seen, program, maps, known))
    return tuple(found)


Maps = tuple[Atlas, Atlas]
Known = tuple[tuple[Ground, ...], tuple[Ground, ...]]


def _program(
    register: Register, program: str, maps: Maps, known: Known
) -> Iterator[Change]:
    """The changes of a program: found from its highest level down, told from below."""
    told: dict[_Kind, list[tuple[str, Cells]]] = {}
    found: list[list[Change]] = []
    for level in reversed(_levels(register, program)):
        first, then = (
            Day(map_, one, spread(register, map_, level, one))
            for map_, one in zip(maps, known, strict=True)
        )
        between = Between(register, program, level, first, then)
        changes: list[Change] = []
        for turn in _turns(between) or _as_a_whole(between):
            grid, mask = turn.cells
            for higher, (above, places) in told.get(turn.kind, ()):
                if level in levels_below(register.programs[program], (higher,)):
                    grid, mask = grid & ~above, mask & ~places
            told.setdefault(turn.kind, []).append((level, turn.cells))
            changes.extend(_groups(between, turn, (grid, mask)))
        found.append(changes)
    for changes in reversed(found):
        yield from changes


def _levels(register: Register, program: str) -> list[str]:
    """The levels that the program is stated at, in its own order; one `""` if none."""
    made, planned = index(register, program)
    reaches = [r for one in made for r in one.reaches]
    reaches += [r for one in planned for r in one.reaches]
    stated = {level for reach in reaches for level in reach.levels}
    levels = [one.id for one in register.programs[program].levels if one.id in stated]
    return levels or [""]


_Kind: TypeAlias = tuple[ClaimState, ClaimState, str, str]
"""From what state to what, and by whose word each."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """Cells that turned from one state to another by the same two statements."""

    before: ClaimState
    after: ClaimState
    was: Part | None
    now: Part | None
    cells: Cells
    whole: bool = False
    """It is the program that turned, and no one cell of it."""

    @property
    def kind(self) -> _Kind:
        """What two turns have in common that are one change."""
        return self.before, self.after, _id(self.was), _id(self.now)


def _id(part: Part | None) -> str:
    return part.ground.id if part is not None else ""


def _turns(between: Between) -> list[_Turn]:
    """Each way that cells changed, with the cells that changed so."""
    one, other = (_said(each) for each in (between.first, between.then))
    found: list[_Turn] = []
    for before, was, (grid, mask) in one:
        for after, now, (later_grid, later_mask) in other:
            cells = grid & later_grid, mask & later_mask
            if before != after and any(cells):
                found.append(_Turn(before, after, was, now, cells))
    return found


_Said: TypeAlias = tuple[ClaimState, Part | None, Cells]


def _said(each: Day) -> list[_Said]:
    """The cells of a day by state and by who says so; of the rest, nothing is claimed.

    Where the register names no services, they are regions alone.
    """
    map_ = each.map_
    by_cell = bool(map_.services)
    left = map_.product("all", "all") if by_cell else map_.mask("all")
    found: list[tuple[ClaimState, Part | None, int]] = []
    for part in each.spread.parts:
        held = part.cells if by_cell else part.anywhere
        if held:
            found.append((part.state, part, held))
            left &= ~held
    found.append(("not_claimed", None, left))
    return [
        (state, part, (held, 0) if by_cell else (0, held))
        for state, part, held in found
    ]


def _as_a_whole(between: Between) -> Iterator[_Turn]:
    """The program itself, where it changed and no one cell of it did."""
    was, now = (_best(between, each) for each in (between.first, between.then))
    before: ClaimState = was.state if was is not None else "not_claimed"
    after: ClaimState = now.state if now is not None else "not_claimed"
    if before != after:
        yield _Turn(before, after, was, now, (1, 1), whole=True)


def _best(between: Between, each: Day) -> Part | None:
    asked = Question(program=between.program, level=between.level)
    found = options(Asked(between.register, asked, each.on), each.known)
    if not found:
        return None
    return Part(found[0].state, found[0].ground, found[0].fit, 0, 0)


def _groups(between: Between, turn: _Turn, cells: Cells) -> Iterator[Change]:
    """The cells of a turn as products: services that changed in the same regions."""
    states = turn.before, turn.after
    if turn.whole and any(cells):
        yield change(between, (), 0, states)
    elif not turn.whole:
        for services, mask in alike(between.first.map_, cells):
            yield change(between, services, mask, states)
