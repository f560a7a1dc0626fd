"""`/scope/<program>/<service>/<region>`: one cell, its claim and its evidence."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from assay.canonical import Json, plain
from assay.catalog import requirements_of
from assay.errors import Error
from assay.portal import wording
from assay.portal.asked import Asked, read_asked
from assay.portal.board import Board, board
from assay.portal.page import Page, guarded, show
from assay.portal.twin import wants_json
from assay.register import Question, members
from assay.workspace import answer_json

__all__ = ["view"]

_WHOLE = "-"
"""Stands for every service where a region follows; no id can be spelled so."""
_FIRST = 12
"""Requirements that an explanation shows unless all are asked for."""


@guarded
def view(
    request: HttpRequest, program: str, service: str = "", region: str = ""
) -> HttpResponse:
    """Show a cell; other names of its axes lead to its own address."""
    shown = board()
    asked = read_asked(request, shown)
    named = "" if service == _WHOLE else service
    level = request.GET.get("level", "").strip()
    question = shown.ask(program, named, region, level)
    here = address(question)
    if here != address(Question(program=program, service=named, region=region)):
        suffix = ".json" if wants_json(request) else ""
        return HttpResponseRedirect(
            asked.link(here + suffix, {"level": question.level})
        )
    whole = request.GET.get("all", "") == "1"
    value = shown.keep(
        ("answer", question, asked, whole),
        lambda: _value(shown, asked, question, whole=whole),
    )
    claim: Any = value["claim"]
    page = Page(
        template="cell.html",
        title=_title(shown, question, claim["state"]),
        value=value,
        section="scope",
        extra={
            "program": shown.register.programs[question.program],
            "service_title": _title_of(shown.register.services, question.service),
            "region_title": _title_of(shown.register.regions, question.region),
            "level_title": _level_title(shown, question),
            "fault": shown.fault,
            "first": _FIRST,
            "whole": whole,
            "titles": {r.id: r.title for r in shown.register.regions.values()},
        },
    )
    return show(request, page)


def address(question: Question) -> str:
    """The one path of a cell."""
    parts = [question.program]
    if question.service or question.region:
        parts.append(question.service or _WHOLE)
    if question.region:
        parts.append(question.region)
    return "/scope/" + "/".join(quote(part, safe="") for part in parts)


def _value(
    shown: Board, asked: Asked, question: Question, *, whole: bool
) -> dict[str, Json]:
    cell = shown.cell(question, asked.day, asked.as_of)
    made = shown.register.attestations.get(cell.claim.attestation)
    path, absent = _explanation(shown, asked, question, whole=whole)
    return answer_json(cell, asked.day) | {
        "titles": _titles(shown, cell.evidence.catalog),
        "as_of": asked.as_of.isoformat() if asked.as_of else None,
        "statement": plain(_statement(made)) if made else None,
        "regions": [] if question.region else _regions(shown, asked, question),
        "levels": [] if question.level else _levels(shown, asked, question),
        "explanation": path,
        "explanation_missing": absent,
    }


def _titles(shown: Board, set_id: str) -> dict[str, Json]:
    """What the steps of the path are called, beside their ids."""
    library = shown.workspace.library
    known = set_id in library.catalogs or set_id in library.baselines
    asked = requirements_of(library, set_id) if known else ()
    controls = shown.ground(shown.workspace.day(None)).controls
    return {
        "requirement": {one.id: one.title for one in asked},
        "control": {one.id: one.title for one in controls.values()},
    }


def _statement(made: Any) -> dict[str, Any]:
    """The attestation's own facts; its copies stand with the claim."""
    return {
        "id": made.id,
        "title": made.title,
        "basis": made.basis,
        "opinion": made.opinion,
        "type": made.type,
        "period": made.period,
        "issued": made.issued,
        "expires": made.expires,
        "stated_on": made.stated_on,
        "categories": made.categories,
        "note": made.note,
    }


def _explanation(
    shown: Board, asked: Asked, question: Question, *, whole: bool
) -> tuple[Json, str]:
    try:
        node = shown.explanation(question, asked.day, None if whole else _FIRST)
    except Error as fault:
        return None, fault.message
    return plain(node), ""


def _regions(shown: Board, asked: Asked, question: Question) -> list[Json]:
    register = shown.register
    sold = register.services.get(question.service)
    offered = members(sold.regions, register.regions) if sold else register.regions
    return [
        _short(shown, asked.day, asked.as_of, replace(question, region=region))
        for region in offered
    ]


def _levels(shown: Board, asked: Asked, question: Question) -> list[Json]:
    program = shown.register.programs[question.program]
    return [
        {
            **_short(shown, asked.day, asked.as_of, replace(question, level=level.id)),
            "title": level.title,
        }
        for level in program.levels
    ]


def _short(
    shown: Board, day: date, as_of: date | None, question: Question
) -> dict[str, Json]:
    cell = shown.cell(question, day, as_of)
    return {
        "region": question.region,
        "level": question.level,
        "claim": cell.claim.state,
        "since": cell.claim.since.isoformat() if cell.claim.since else None,
        "attestation": cell.claim.attestation,
        "evidence": cell.evidence.state,
        "mark": cell.mark,
    }


def _title(shown: Board, question: Question, state: str) -> str:
    names = [
        shown.register.programs[question.program].title,
        _level_title(shown, question),
        _title_of(shown.register.services, question.service),
        question.region,
    ]
    return f"{wording.label(state).capitalize()}: {', '.join(n for n in names if n)}"


def _title_of(known: Any, name: str) -> str:
    found = known.get(name)
    return found.title if found is not None else name


def _level_title(shown: Board, question: Question) -> str:
    levels = shown.register.programs[question.program].levels
    return next((one.title for one in levels if one.id == question.level), "")
