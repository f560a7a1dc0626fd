"""`/scope`: services against programs, and the same as CSV."""

import csv
import io
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse

from assay.portal import wording
from assay.portal.asked import Asked, BadQuestion, read_asked, read_day
from assay.portal.board import Board, board
from assay.portal.fetching import download
from assay.portal.grid import Column, Filters, Grid, build_grid
from assay.portal.page import Page, guarded, show

__all__ = ["table", "view"]

_HEADINGS = (
    "on",
    "program",
    "service",
    "region",
    "level",
    "state",
    "evidence",
    "mark",
    "in_force_regions",
    "offered_regions",
    "since",
    "until",
    "says",
)


@guarded
def view(request: HttpRequest) -> HttpResponse:
    """Show the matrix."""
    shown = board()
    asked = read_asked(request, shown)
    filters = _filters(request, shown)
    value = _grid(shown, asked, filters)
    page = Page(
        template="scope.html",
        title=_title(shown, value),
        value=value,
        section="scope",
        extra={
            "columns": _spans(value.programs),
            "groups": _groups(value),
            "regions": list(shown.register.regions.values()),
            "kinds": _kinds(shown),
            "levels": _levels(shown),
            "states": list(wording.CLAIMS),
            "fault": shown.fault,
            "csv": asked.link("/scope.csv", _query(filters)),
            "programs": shown.register.programs,
        },
    )
    return show(request, page)


@guarded
def table(request: HttpRequest) -> HttpResponse:
    """The same matrix as a table for a spreadsheet."""
    shown = board()
    asked = read_asked(request, shown)
    found = _grid(shown, asked, _filters(request, shown))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for line in found.rows:
        for cell in line.cells:
            row = (
                found.on,
                cell.program,
                cell.service,
                cell.region,
                found.filters.level,
                cell.state,
                cell.evidence,
                cell.mark,
                cell.held,
                cell.regions,
                cell.since or "",
                cell.until or "",
                cell.says,
            )
            writer.writerow([_inert(str(part)) for part in row])
    name = f"scope-{found.on}.csv"
    return download(name, text.getvalue().encode("utf-8-sig"))


def _inert(text: str) -> str:
    """A value that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _grid(shown: Board, asked: Asked, filters: Filters) -> Grid:
    return shown.keep(
        ("grid", asked, filters), lambda: build_grid(shown, asked, filters)
    )


def _filters(request: HttpRequest, shown: Board) -> Filters:
    told = request.GET
    kind = told.get("kind", "").strip()
    if kind and kind not in wording.KIND_ORDER:
        raise BadQuestion(
            f"“{kind[:40]}” is not a kind of program",
            f"Kinds are: {', '.join(wording.KIND_ORDER)}.",
        )
    region = told.get("region", "").strip()
    if region:
        region = shown.ask(next(iter(shown.register.programs)), region=region).region
    return Filters(
        region=region,
        kind=kind,
        level=told.get("level", "").strip(),
        compare=read_day(request, "compare"),
        everything=told.get("everything", "") == "1",
    )


def _query(filters: Filters) -> dict[str, str]:
    return {
        "region": filters.region,
        "kind": filters.kind,
        "level": filters.level,
        "compare": filters.compare.isoformat() if filters.compare else "",
        "everything": "1" if filters.everything else "",
    }


def _spans(columns: tuple[Column, ...]) -> list[tuple[str, int]]:
    """Kinds above their programs, each as wide as it has programs."""
    return [
        (kind, len(list(members)))
        for kind, members in groupby(columns, key=lambda column: column.kind)
    ]


def _groups(found: Grid) -> list[dict[str, Any]]:
    """Rows under their category, in the order of the register."""
    seen: dict[str, list[Any]] = {}
    for line in found.rows:
        seen.setdefault(line.group, []).append(line)
    return [{"name": name, "lines": lines} for name, lines in seen.items()]


def _kinds(shown: Board) -> list[str]:
    held = {program.kind for program in shown.register.programs.values()}
    return [kind for kind in wording.KIND_ORDER if kind in held]


def _levels(shown: Board) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (program.title, [(level.title, level.title) for level in program.levels])
        for program in shown.register.programs.values()
        if program.levels
    ]


def _title(shown: Board, found: Grid) -> str:
    where = shown.register.regions.get(found.filters.region)
    place = f" in {where.title}" if where else ""
    count = len(found.programs)
    if found.filters.compare:
        return f"Scope{place}: {found.filters.compare} compared with {found.on}"
    return f"Scope of {count} programs{place} on {found.on}"
