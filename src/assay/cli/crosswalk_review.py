"""`assay crosswalk review`: rows that somebody looked at, and may now conclude."""

from datetime import date
from pathlib import Path

import click

from assay.cli.options import json_flag, on, workspace_root
from assay.cli.show import emit_json
from assay.workspace.crosswalks import check_crosswalks
from assay.workspace.reviewing import Reviewed, review_rows

__all__ = ["review"]


@click.command("review")
@click.argument("identifier", metavar="ID")
@click.argument("requirements", metavar="[REQUIREMENT]...", nargs=-1)
@click.option("--by", default="", metavar="WHO", help="Who reviewed the rows.")
@click.option("--all", "all_rows", is_flag=True, help="Every row of the crosswalk.")
@click.option("--take-back", is_flag=True, help="Make the rows proposed again.")
@on
@workspace_root
@json_flag
def review(
    *,
    identifier: str,
    requirements: tuple[str, ...],
    by: str,
    all_rows: bool,
    take_back: bool,
    on: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """Mark rows as reviewed: from then on they conclude.

    Name the requirements whose rows were reviewed, as the crosswalk's own source has
    them, or say --all. The file in crosswalks/ is changed in these rows alone.

    Exit 0 if all reviewed rows of the workspace can hold together, 1 otherwise.
    """
    if bool(requirements) == all_rows:
        raise click.UsageError(
            "Name the requirements that were reviewed, or say --all."
        )
    if bool(by.strip()) == take_back:
        raise click.UsageError("Say with --by who reviewed them, or --take-back.")
    done = review_rows(
        root, identifier, requirements, by=by.strip(), on=on, proposed=take_back
    )
    against = check_crosswalks(root, proposed=False).contradictions
    if as_json:
        emit_json({"crosswalk": identifier, "marked": done, "contradictions": against})
    else:
        _tell(identifier, done, take_back=take_back)
        if against:
            click.echo(
                f"Reviewed rows contradict each other in {len(against)} places, and "
                "conclude nothing there; `assay crosswalk check` names them."
            )
    return int(bool(against))


def _tell(identifier: str, done: Reviewed, *, take_back: bool) -> None:
    many = len(done.rows)
    rows = "row" if many == 1 else "rows"
    now = "proposed again" if take_back else "reviewed"
    click.echo(f"{done.file}: {many:,} {rows} {now}.")
    click.echo(f"{identifier}: {done.reviewed:,} of {done.total:,} rows are reviewed.")
