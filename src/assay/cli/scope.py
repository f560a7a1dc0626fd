"""`assay scope`: is it claimed, where, since when, and who says so?"""

from datetime import date
from pathlib import Path

import click

from assay.cli.options import as_of, json_flag, on, workspace_root
from assay.cli.show import emit_facts, emit_json
from assay.standing import CellStanding
from assay.workspace import answer_json, open_workspace, stand_at

__all__ = ["command"]


@click.command("scope", short_help="Is it claimed, where, since when, who says so?")
@click.argument("words", nargs=-1, metavar="[SERVICE | matrix | diff DATE DATE]")
@click.option("--program", metavar="P", help="A program's id or name, such as soc-2.")
@click.option("--region", metavar="R", help="A region's id or name.")
@click.option("--level", metavar="L", help="A level, such as moderate or IL4.")
@click.option("--facility", metavar="F", help="A site, where scopes name sites.")
@click.option("--data", metavar="CLASS", help="A class of data, where scopes name it.")
@click.option("--account", metavar="A", help="An account, where scopes name accounts.")
@click.option("--person", metavar="P", help="An attribute of persons: us-person.")
@on
@as_of
@workspace_root
@json_flag
def command(
    *,
    words: tuple[str, ...],
    program: str | None,
    region: str | None,
    level: str | None,
    facility: str | None,
    data: str | None,
    account: str | None,
    person: str | None,
    on: date | None,
    as_of: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """Ask what is claimed, where, since when, and who says so.

    \b
    assay scope SERVICE --program P    one service, in a region or anywhere
    assay scope --program P            the program itself, in a region or anywhere
    assay scope matrix                 every service and program on a day
    assay scope diff DATE DATE         what changed between two days

    Exit 0 if it is in force, 1 if not, 2 if the question names something unknown.
    """  # noqa: D301 - Click reads \b as "keep these lines"
    workspace = open_workspace(root)
    day = workspace.day(on)
    asked = {"program": program or "", "region": region or "", "level": level or ""}
    if words[:1] in (("matrix",), ("diff",)):
        from assay.cli import scope_views  # noqa: PLC0415 - only these compare many

        _refuse(words[0], ("--facility", facility), ("--data", data))
        _refuse(words[0], ("--account", account), ("--person", person))
        view = (
            scope_views.show_matrix if words[0] == "matrix" else scope_views.show_diff
        )
        view(workspace, words[1:], asked, day, as_of, as_json=as_json)
        return 0
    if len(words) > 1:
        raise click.UsageError(f"One service at a time; got {', '.join(words)}.")
    if not program:
        raise click.UsageError("Name the program: --program P (see `scope matrix`).")
    asked["service"] = words[0] if words else ""
    asked |= {"facility": facility or "", "data": data or ""}
    asked |= {"account": account or "", "person": person or ""}
    cell = stand_at(workspace, asked, day, as_of)
    if as_json:
        emit_json(answer_json(cell, day))
    else:
        _tell(cell, day)
    return 0 if cell.claim.state == "in_force" else 1


def _refuse(view: str, *given: tuple[str, str | None]) -> None:
    """Refuse what would be ignored: a view tells of services and regions."""
    for option, value in given:
        if value:
            raise click.UsageError(
                f"`scope {view}` takes no {option}; ask of a service."
            )


def _tell(cell: CellStanding, day: date) -> None:
    claim, evidence = cell.claim, cell.evidence
    synthetic = "rests on synthetic demonstration rows" if evidence.synthetic else ""
    emit_facts(
        claim.says,
        [
            ("claim", claim.state, ""),
            ("because", "", claim.reason),
            ("kind", "", claim.kind.replace("_", " ")),
            ("said by", "", claim.by),
            ("source", "", claim.source_text),
            ("since", "", claim.since.isoformat() if claim.since else ""),
            ("holds until", "", claim.until.isoformat() if claim.until else ""),
            ("target", "", claim.target.isoformat() if claim.target else ""),
            ("evidence", evidence.state, evidence.reason),
            ("", "", synthetic),
            ("mark", cell.mark, ""),
            ("asked of", "", day.isoformat()),
        ],
    )
