"""`/programs` and `/programs/<id>`: what each program is, and what is claimed of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from assay.canonical import Json
from assay.dossier.words import HOLDERS, RELATIONS
from assay.portal import wording
from assay.portal.asked import Asked, read_asked
from assay.portal.board import Board, board
from assay.portal.overview import Shelf, shelve, tiles
from assay.portal.page import Page, guarded, show
from assay.portal.periods import Periods, periods_of
from assay.portal.strip import lay_out
from assay.portal.twin import wants_json
from assay.register import Program, Question
from assay.register.responsibilities.sharing import for_reader
from assay.register.values import Responsibility
from assay.workspace import answer_json

__all__ = ["ProgramPage", "every", "one"]

_GAP = "Covered by no statement"
_GAPS = {"period": "Outside every period reported on"}
"""What days that nothing covers are called, by the program's time basis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another program that this one leans on, or that leans on it."""

    says: str
    program: str
    """Its id, where the library holds it."""
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramPage:
    """Everything that is known of one program, and where it stands on a day."""

    on: date
    as_of: date | None
    meaning: str
    """What a statement of this kind does and does not mean."""
    answer: dict[str, Json]
    """The program as a whole, in the shape of the command line's answer."""
    regions: tuple[dict[str, Json], ...]
    levels: tuple[dict[str, Json], ...]
    periods: Periods | None
    relations: tuple[Related, ...]
    responsibilities: tuple[Responsibility, ...]
    program: Program


@guarded
def every(request: HttpRequest) -> HttpResponse:
    """Show all programs by kind; `state` narrows them to one claim state."""
    shown = board()
    asked = read_asked(request, shown)
    chosen = request.GET.get("state", "")
    found = tiles(shown, asked)
    if chosen in wording.CLAIMS:
        found = tuple(tile for tile in found if tile.state == chosen)
    value: Shelf = shelve(found)
    count = value.states.get("in_force", 0)
    title = f"{len(found)} programs, {count} of them in force on {asked.day}"
    if chosen in wording.CLAIMS:
        title = f"{len(found)} programs {wording.label(chosen)} on {asked.day}"
    page = Page(
        template="programs.html",
        title=title,
        value=value,
        section="programs",
        extra={
            "chosen": chosen,
            "states": list(wording.CLAIMS),
        },
    )
    return show(request, page)


@guarded
def one(request: HttpRequest, program: str) -> HttpResponse:
    """Show one program; another name of it leads to its own address."""
    shown = board()
    asked = read_asked(request, shown)
    question = shown.ask(program)
    if question.program != program:
        suffix = ".json" if wants_json(request) else ""
        return HttpResponseRedirect(asked.link(f"/programs/{question.program}{suffix}"))
    value = shown.keep(
        ("program", program, asked.day, asked.as_of),
        lambda: _program(shown, asked, question),
    )
    state = wording.label(str(_claim(value)["state"]))
    gap = _GAPS.get(value.program.time, _GAP)
    drawn = lay_out(value.periods, gap) if value.periods else None
    page = Page(
        template="program.html",
        title=f"{value.program.title}: {state} on {asked.day}",
        value=value,
        section="programs",
        extra={
            "strip": drawn,
            "gap": gap,
            "artefacts": _by_audience(value.program),
            "copies": _copies(shown, program),
            "holders": HOLDERS,
            "facts": _fact_names(value.program),
            "titles": {r.id: r.title for r in shown.register.regions.values()},
        },
    )
    return show(request, page)


def _claim(value: ProgramPage) -> dict[str, Any]:
    claim: Any = value.answer["claim"]
    return dict(claim)


def _program(shown: Board, asked: Asked, question: Question) -> ProgramPage:
    program = shown.register.programs[question.program]
    return ProgramPage(
        on=asked.day,
        as_of=asked.as_of,
        meaning=wording.kind_meaning(program.kind),
        answer=_answer(shown, asked, question),
        regions=tuple(
            _answer(shown, asked, replace(question, region=region))
            for region in shown.register.regions
        ),
        levels=tuple(
            _answer(shown, asked, replace(question, level=level.id))
            for level in program.levels
        ),
        periods=periods_of(shown, program.id, asked.day),
        relations=tuple(_relations(shown, program)),
        responsibilities=tuple(
            for_reader(one, "public")
            for one in shown.register.responsibilities.values()
            if one.program == program.id
        ),
        program=program,
    )


def _answer(shown: Board, asked: Asked, question: Question) -> dict[str, Json]:
    cell = shown.cell(question, asked.day, asked.as_of)
    return answer_json(cell, asked.day)


def _relations(shown: Board, program: Program) -> Iterator[Related]:
    programs = shown.register.programs
    for relation in program.relations:
        known = programs.get(relation.program)
        other = known.title if known else relation.program
        yield Related(
            says=RELATIONS[relation.kind].format(other=other),
            program=known.id if known else "",
            note=relation.note,
        )
    for leaning in programs.values():
        for relation in leaning.relations:
            if relation.program == program.id:
                said = RELATIONS[relation.kind].format(other=program.title)
                yield Related(
                    says=f"{leaning.title}: {said[:1].lower()}{said[1:]}",
                    program=leaning.id,
                    note=relation.note,
                )


def _by_audience(program: Program) -> list[tuple[str, list[Any]]]:
    tiers = dict.fromkeys(artefact.audience for artefact in program.artefacts)
    return [
        (tier, [a for a in program.artefacts if a.audience == tier]) for tier in tiers
    ]


def _copies(shown: Board, program: str) -> list[dict[str, Any]]:
    return [
        {"attestation": made, "copy": copy}
        for made in sorted(
            shown.register.attestations.values(), key=lambda a: a.id, reverse=True
        )
        if made.program == program
        for copy in made.copies
    ]


def _fact_names(program: Program) -> list[str]:
    """Columns of the levels' own table."""
    return list(dict.fromkeys(name for level in program.levels for name in level.facts))
