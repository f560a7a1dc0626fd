"""`assay catalog coverage`: what of a baseline is covered, by whose word."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from rich.text import Text

from assay.catalog import family_of, printed
from assay.cli.options import json_flag, on, workspace_root
from assay.cli.show import console, emit_json, table
from assay.standing.covering import Covered, Stated
from assay.workspace.covering import CoveredAt, covered_at

__all__ = ["command"]

_STATED: tuple[Stated, ...] = ("covered", "proposed", "partly", "not_covered")


@click.command("coverage", short_help="Which controls cover it, and how it stands.")
@click.argument("name", metavar="SET")
@click.option("--service", default="", metavar="S", help="Standing of this service.")
@click.option("--region", default="", metavar="R", help="Standing in this region.")
@click.option(
    "--only",
    type=click.Choice(_STATED),
    help="Show only requirements that are so; they are all counted.",
)
@on
@workspace_root
@json_flag
def command(
    *,
    name: str,
    service: str,
    region: str,
    only: str | None,
    on: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """Which controls are stated to cover a catalog or baseline, and how it stands.

    `covered`: a party reviewed that these controls cover all of it. `proposed`: nobody
    reviewed it yet. `partly`: controls cover a part, and parts never add up. What is
    stated and what the evidence says are told side by side.

    Exit 0 if each requirement is covered, 1 otherwise.
    """
    found = covered_at(root, name, service=service, region=region, on=on)
    counts: Counter[Stated] = Counter(one.stated for one in found.requirements)
    shown = [one for one in found.requirements if only in (None, one.stated)]
    if as_json:
        emit_json(
            {
                "set": name,
                "on": found.on,
                "run": found.run,
                "service": service,
                "region": region,
                "counts": {stated: counts[stated] for stated in _STATED},
                "requirements": shown,
            }
        )
    else:
        _tell(name, found, shown, counts)
    return int(counts["covered"] != len(found.requirements))


def _tell(
    name: str, found: CoveredAt, shown: Sequence[Covered], counts: Counter[Stated]
) -> None:
    family = family_of(name)
    rows = [
        (
            printed(one.requirement, family),
            one.title,
            _said(one),
            ", ".join(one.controls),
            one.state.replace("_", " "),
        )
        for one in shown
    ]
    if rows:
        head = ("requirement", "title", "is", "by controls", "evidence")
        console().print(table(head, rows))
    told = ", ".join(f"{counts[one]} {one.replace('_', ' ')}" for one in _STATED)
    run = f"run {found.run}" if found.run else "no run was made"
    click.echo(f"\n{name}: of {len(found.requirements)}, {told}.")
    click.echo(f"Evidence of {found.on} ({run}).")


def _said(one: Covered) -> Text:
    style = {"covered": "green", "proposed": "yellow", "partly": "yellow"}
    return Text(one.stated.replace("_", " "), style.get(one.stated, ""))
