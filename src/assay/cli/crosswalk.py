"""`assay crosswalk`: how what one standard asks lies to what another asks."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from assay.catalog import Crosswalk, Row, family_of, printed
from assay.catalog.ids import among
from assay.cli.crosswalk_answers import carry, check, relate
from assay.cli.crosswalk_files import export_command, import_command
from assay.cli.crosswalk_review import review
from assay.cli.options import json_flag, workspace_root
from assay.cli.show import console, emit_json, label, table
from assay.workspace import held_library
from assay.workspace.crosswalks import crosswalk_named

__all__ = ["command"]


@click.group("crosswalk", short_help="How requirements of two catalogs lie.")
def command() -> None:
    """Look at crosswalks, and at what follows along them.

    A row says how the set that one requirement asks lies to what others ask: equal,
    subset, superset, intersects or disjoint. Rows that somebody reviewed conclude;
    proposed ones conclude nothing.
    """


command.add_command(carry)
command.add_command(check)
command.add_command(relate)
command.add_command(review)
command.add_command(export_command)
command.add_command(import_command)


@command.command("list")
@workspace_root
@json_flag
def _list(*, root: Path, as_json: bool) -> int:
    """List the crosswalks held, with how many rows are reviewed."""
    held = held_library(root).crosswalks.values()
    told = [
        {
            "id": one.id,
            "title": one.title,
            "source": one.source,
            "target": one.target,
            "rows": len(one.rows),
            "reviewed": sum(row.status == "reviewed" for row in one.rows),
            "relations": dict(Counter(row.relation for row in one.rows)),
            "provenance": one.provenance,
        }
        for one in held
    ]
    if as_json:
        emit_json({"crosswalks": told})
        return 0
    rows = [
        (
            one.id,
            f"{one.source} to {one.target}",
            f"{len(one.rows):,}",
            f"{sum(row.status == 'reviewed' for row in one.rows):,}",
        )
        for one in held
    ]
    console().print(table(("id", "from, to", "rows", "reviewed"), rows))
    return 0


@command.command("show")
@click.argument("identifier", metavar="ID")
@click.argument("requirement", metavar="[REQUIREMENT]", required=False)
@workspace_root
@json_flag
def _show(
    *, identifier: str, requirement: str | None, root: Path, as_json: bool
) -> int:
    """Show a crosswalk's rows, or those that name one requirement.

    Exit 0 if there are rows to show, 1 if none.
    """
    one = crosswalk_named(held_library(root), identifier)
    rows = list(one.rows if requirement is None else _naming(one, requirement))
    if as_json:
        emit_json(
            {
                "id": one.id,
                "source": one.source,
                "target": one.target,
                "provenance": one.provenance,
                "rows": rows,
            }
        )
        return int(not rows)
    out = console()
    out.print(f"{one.title}, {one.source} to {one.target} ({one.provenance.source})")
    ends = family_of(one.source), family_of(one.target)
    out.print(
        table(
            (one.source, "relation", one.target, "status", "by", "note"),
            [
                (
                    printed(row.source, ends[0]),
                    row.relation,
                    (" or " if row.either else ", ").join(
                        printed(to, ends[1]) for to in row.targets
                    ),
                    label(row.status),
                    " ".join(_by(row.by, row.reviewer, row.on)),
                    "; ".join(part for part in (row.note, row.citation) if part),
                )
                for row in rows
            ],
        )
    )
    return int(not rows)


def _naming(one: Crosswalk, spelling: str) -> Iterator[Row]:
    """The rows that name a requirement of either end, in any spelling of its id."""
    sources = {row.source for row in one.rows}
    targets = {to for row in one.rows for to in row.targets}
    froms = among(spelling, sources, family_of(one.source))
    tos = among(spelling, targets, family_of(one.target))
    for row in one.rows:
        if row.source in froms or not set(tos).isdisjoint(row.targets):
            yield row


def _by(by: str, reviewer: str, on: date | None) -> Iterator[str]:
    yield from (by, f"reviewed {reviewer}" if reviewer else "")
    yield on.isoformat() if on else ""
