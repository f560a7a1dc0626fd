"""Standing: the claim of each cell and its evidence, side by side.

`at_risk`: claimed in force, while something tested is not met or has gone unknown.
`ready`: not claimed, and the evidence is met. Neither is ever merged into one tick.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from assay.canonical import Json, digest, json_bytes
from assay.catalog import Library
from assay.register import Claim, Program, Question, members, scope
from assay.register.program import RequirementSet
from assay.standing.ground import Ground
from assay.standing.requirement import Place
from assay.standing.values import CellStanding, EvidenceState, Mark, Standing

__all__ = ["stand", "stand_cell", "standing_digest", "tested_set"]


def stand(
    ground: Ground,
    on: date,
    at: datetime,
    *,
    programs: Iterable[str] | None = None,
    as_of: date | None = None,
) -> Standing:
    """Every cell of the given programs (all, unless named) on a day."""
    register = ground.register
    chosen = [register.programs[p] for p in programs or sorted(register.programs)]
    places: dict[tuple[str, str], Place] = {}
    cells: list[CellStanding] = []
    for program in chosen:
        for question in _questions(ground, program):
            key = (question.service, question.region)
            place = places.setdefault(key, Place(ground, *key))
            cells.append(_cell(place, question, on, as_of))
    return Standing(on=on, at=at, cells=tuple(cells))


def stand_cell(
    ground: Ground, question: Question, on: date, as_of: date | None = None
) -> CellStanding:
    """One cell, or with empty axes the slice of cells that the question names."""
    return _cell(Place(ground, question.service, question.region), question, on, as_of)


def standing_digest(standing: Standing) -> str:
    """The digest that the ledger keeps: equal standings have equal digests."""
    cells: Json = [
        [c.program, c.level, c.service, c.region, c.claim.state, c.evidence.state]
        for c in standing.cells
    ]
    return digest(json_bytes({"on": standing.on, "cells": cells}))


def tested_set(library: Library, program: Program, level: str, edition: str) -> str:
    """Id of the catalog or baseline that a program's cell is tested against, or "".

    Of the sets that are held, those of the level come first; then the edition nearest
    to the one claimed, or the newest where none is claimed.
    """
    held = [
        asked
        for asked in program.requirement_sets
        if asked.catalog in library.catalogs or asked.catalog in library.baselines
    ]
    at_level = [asked for asked in held if asked.level == level] or [
        asked for asked in held if not asked.level
    ]
    order = {one.id: number for number, one in enumerate(program.editions)}
    wanted = order.get(edition, len(order))

    def distance(asked: RequirementSet) -> int:
        return abs(order.get(asked.edition, len(order)) - wanted)

    return min(at_level, key=distance).catalog if at_level else ""


def _questions(ground: Ground, program: Program) -> Iterator[Question]:
    register = ground.register
    levels = [level.id for level in program.levels] or [""]
    if not register.services:
        for level in levels:
            yield Question(program=program.id, level=level)
        return
    for level in levels:
        for service in register.services.values():
            for region in members(service.regions, register.regions):
                yield Question(
                    program=program.id, level=level, service=service.id, region=region
                )


def _cell(
    place: Place, question: Question, on: date, as_of: date | None
) -> CellStanding:
    ground = place.ground
    program = ground.register.programs[question.program]
    claim = scope(ground.register, question, on, as_of)
    level = question.level or (claim.levels[-1] if claim.levels else "")
    set_id = tested_set(ground.library, program, level, claim.edition)
    evidence = place.evidence(set_id) if set_id else _untested(ground)
    return CellStanding(
        program=question.program,
        level=question.level,
        service=question.service,
        region=question.region,
        claim=claim,
        evidence=evidence,
        mark=_mark(claim, evidence),
    )


def _untested(ground: Ground) -> EvidenceState:
    return EvidenceState(
        state="unknown",
        reason="No catalog of this program's requirements is held here",
        met=0,
        not_met=0,
        unknown=0,
        not_applicable=0,
        catalog="",
        synthetic=False,
        run=ground.run_id,
    )


def _mark(claim: Claim, evidence: EvidenceState) -> Mark:
    gone_unknown = evidence.run and evidence.unknown > evidence.untested
    if claim.state == "in_force" and (evidence.not_met or gone_unknown):
        return "at_risk"
    if claim.state == "not_claimed" and evidence.state == "met":
        return "ready"
    return ""
