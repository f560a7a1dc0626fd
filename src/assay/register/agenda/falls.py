"""Which cells lose their state between two registers, told in groups that fall alike.

The two differ in one thing that was done or was not, so every cell told here is lost by
that alone. Both are judged by the register's own functions.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from assay.register.agenda.values import Fall
from assay.register.claim import ClaimState
from assay.register.grounds import grounds
from assay.register.spread import Atlas, States, atlas, spread
from assay.register.state import LIVE, RANK
from assay.register.values import Attestation, Plan, Register

__all__ = ["dependents", "falls"]

_SAYS = LIVE | {"not_stated"}
"""States that can be lost; what was expressly left out has nothing to lose."""


def dependents(register: Register) -> Mapping[str, frozenset[str]]:
    """For each program, itself and those whose statements rest on its statements."""
    rest: dict[str, set[str]] = {program: {program} for program in register.programs}
    for made in register.attestations.values():
        for identifier in made.derives_from:
            parent = register.attestations.get(identifier)
            if parent is not None:
                rest[parent.program].add(made.program)
    return {program: frozenset(_reach(rest, program)) for program in rest}


def _reach(links: Mapping[str, set[str]], start: str) -> set[str]:
    reached, ahead = set[str](), [start]
    while ahead:
        one = ahead.pop()
        if one not in reached:
            reached.add(one)
            ahead.extend(links[one])
    return reached


def falls(
    kept: Register, missed: Register, programs: Iterable[str], on: date
) -> tuple[Fall, ...]:
    """The cells of the programs that stand worse in `missed` than in `kept`."""
    map_ = atlas(kept, on)
    found: list[Fall] = []
    for program in sorted(programs):
        one, other = grounds(kept, program, on), grounds(missed, program, on)
        for level in _levels(kept, program):
            before = spread(kept, map_, level, one)
            after = spread(missed, map_, level, other)
            found.extend(_program(kept, map_, (program, level), before, after))
    return tuple(found)


def _levels(register: Register, program: str) -> list[str]:
    """The levels at which the program is stated or planned; one `""` if none."""
    made: list[Attestation | Plan] = [*register.attestations.values(), *register.plans]
    stated = {
        level
        for one in made
        if one.program == program
        for part in one.scope
        for level in part.levels
    }
    levels = [one.id for one in register.programs[program].levels if one.id in stated]
    return levels or [""]


def _program(
    register: Register,
    map_: Atlas,
    cell: tuple[str, str],
    before: Mapping[str, States],
    after: Mapping[str, States],
) -> Iterator[Fall]:
    alike: dict[tuple[ClaimState, ClaimState, int], list[str]] = {}
    for service in register.services or ("",):
        for turn in _worse(before[service], after[service]):
            alike.setdefault(turn, []).append(service)
    for (was, becomes, mask), services in alike.items():
        yield Fall(
            of="claim",
            program=cell[0],
            level=cell[1],
            before=was,
            after=becomes,
            services=tuple(service for service in services if service),
            regions=map_.names(mask),
        )


def _worse(
    before: States, after: States
) -> Iterator[tuple[ClaimState, ClaimState, int]]:
    for was, held in before.items():
        if was not in _SAYS:
            continue
        for becomes, holds in after.items():
            if RANK[becomes] > RANK[was] and held & holds:
                yield was, becomes, held & holds
