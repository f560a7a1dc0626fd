"""`assay responsibility`: who does what, and what is left to the customer."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from assay.cli.options import json_flag, on, workspace_root
from assay.cli.responsibility_files import (
    export_command,
    import_command,
    satisfied_command,
    write_out,
)
from assay.cli.show import console, emit_json, label, table
from assay.register.responsibilities import Held, Matrix, MatrixRow
from assay.register.responsibilities.exchange.documents import FORMATS
from assay.register.responsibilities.sharing import READERS, Reader
from assay.register.responsibilities.tables import called, matrix_sheets
from assay.sheets import write_csv, write_xlsx
from assay.workspace import (
    AskedFor,
    Workspace,
    export_responsibilities,
    matrix_for,
    open_workspace,
    told_to,
)

__all__ = ["command"]

_FORMATS = ("table", "csv", "xlsx", *FORMATS)


@click.group("responsibility", short_help="Who does what, and what is left to you.")
def command() -> None:
    """See who answers for each requirement, and what the customer has to do."""


@command.command("matrix")
@click.option(
    "--services",
    required=True,
    metavar="A,B,...",
    help="The services of the workload, by id or name.",
)
@click.option("--program", required=True, metavar="P", help="A program's id or name.")
@click.option("--region", default="", metavar="R", help="A region's id or name.")
@click.option("--level", default="", metavar="L", help="A level, such as moderate.")
@click.option("--account", default="", metavar="A", help="Judge it for this account.")
@click.option(
    "--fact",
    "facts",
    multiple=True,
    metavar="NAME=yes|no",
    help="Something that you alone can state, such as us_persons=yes.",
)
@click.option(
    "--for",
    "reader",
    type=click.Choice(tuple(READERS)),
    default="provider",
    help="Leave out what this reader may not have. Default: provider, all of it.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="table",
    help="table, csv or xlsx: the matrix; others: the statements it rests on, as "
    "that vocabulary's workbook or as OSCAL. Default: table.",
)
@click.option("-o", "out", type=click.Path(path_type=Path), help="Write to this file.")
@on
@workspace_root
@json_flag
def _matrix(
    *,
    services: str,
    program: str,
    region: str,
    level: str,
    account: str,
    facts: tuple[str, ...],
    reader: Reader,
    form: str,
    out: Path | None,
    on: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """Merge the statements on several services, and list what the customer must do.

    A requirement is the provider's only where it is for every service; where nothing
    is stated of one of them it is unknown. What the provider's part hangs on (an
    agreement in force, a service on the list) is judged for `--account`.

    Exit 0; 1 where it is asked for an account and part of it may not be relied on.
    """
    workspace = open_workspace(root)
    names = [name.strip() for name in services.split(",") if name.strip()]
    if not names:
        raise click.UsageError("Name the services: --services a,b,c.")
    asked = AskedFor(
        program=program,
        services=names,
        on=workspace.day(on),
        region=region,
        level=level,
        account=account,
        facts=dict(_facts(facts)),
        reader=reader,
    )
    found = matrix_for(workspace, asked)
    if as_json:
        emit_json(matrix_json(found))
    elif form == "table":
        _tell(found)
    elif form in FORMATS:
        write_out(_documented(workspace, found, form, reader), out)
    else:
        write_out(_written(found, form), out)
    return int(any(row.who == "open" for row in found.requirements) and bool(account))


def _facts(stated: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    for one in stated:
        name, _, word = one.partition("=")
        if word not in ("yes", "no"):
            raise click.UsageError(f"Write --fact {name}=yes or --fact {name}=no.")
        yield name, word == "yes"


def matrix_json(found: Matrix) -> dict[str, Any]:
    """The matrix for programs."""
    return {
        "program": found.program,
        "services": found.services,
        "region": found.region,
        "level": found.level,
        "on": found.on,
        "unknown": found.unknown,
        "requirements": [
            {
                "requirement": row.requirement,
                "part": row.part,
                "catalog": row.catalog,
                "title": row.title,
                "who": row.who,
                "services": row.services,
                "duties": row.duties,
            }
            for row in found.requirements
        ],
        "duties": found.duties,
    }


def _documented(
    workspace: Workspace, found: Matrix, form: str, reader: Reader
) -> bytes:
    """The statements that speak for the services, in a vocabulary or as OSCAL."""
    held = told_to(workspace, reader).responsibilities
    used = dict.fromkeys(
        one.statement
        for row in found.requirements
        for one in row.services.values()
        if one.statement
    )
    return export_responsibilities(
        workspace,
        [held[identifier] for identifier in used],
        program=found.program,
        scheme=form,
        on=found.on,
    )


def _written(found: Matrix, form: str) -> bytes:
    sheets = matrix_sheets(found)
    if form == "xlsx":
        return write_xlsx(sheets)
    blank: tuple[tuple[str, ...], ...] = ((),)
    rows = (*sheets[0].rows, *blank, *sheets[1].rows)
    return write_csv(rows)


def _tell(found: Matrix) -> None:
    out = console()
    counts = Counter(row.who for row in found.requirements)
    told = ", ".join(f"{n} {who.replace('_', ' ')}" for who, n in counts.most_common())
    where = f" in {found.region}" if found.region else ""
    level = f" at level {found.level}" if found.level else ""
    out.print(
        f"{found.program} for {', '.join(found.services)}{where}{level} on {found.on}"
    )
    out.print(f"{len(found.requirements)} requirements: {told or 'none'}")
    out.print()
    stated = [row for row in found.requirements if _is_stated(row)]
    if stated:
        rows = [
            (
                called(row.catalog, row.requirement, row.part),
                label(row.who),
                row.title,
                "\n".join(_provider(row)),
                "\n".join(row.duties),
            )
            for row in stated
        ]
        headings = ("", "who", "requirement", "the provider", "duties")
        out.print(table(headings, rows))
        out.print()
    silent = [row for row in found.requirements if not _is_stated(row)]
    if silent:
        names = ", ".join(called(row.catalog, row.requirement) for row in silent)
        out.print(f"Unknown, as nothing is stated of them ({len(silent)}): {names}")
        out.print()
    _checklist(found)


def _is_stated(row: MatrixRow) -> bool:
    return any(held.statement for held in row.services.values())


def _provider(row: MatrixRow) -> Iterator[str]:
    """What the provider does, then what is so of some services only."""
    told = dict.fromkeys(held.provider for held in row.services.values())
    yield from (text for text in told if text)
    notes: defaultdict[str, list[str]] = defaultdict(list)
    for service, held in row.services.items():
        for note in _notes(row, held):
            notes[note].append(service)
    for note, services in notes.items():
        whose = "" if len(services) == len(row.services) else f"{', '.join(services)}: "
        yield f"{whose}{note}"


def _notes(row: MatrixRow, held: Held) -> Iterator[str]:
    if held.reason:
        yield held.reason
    elif held.who != row.who:
        yield held.who.replace("_", " ")
    if held.who not in ("open", "unknown"):
        for condition in held.conditions:
            if condition.met is None:
                yield f"only if this is so: {condition.says}"


def _checklist(found: Matrix) -> None:
    out = console()
    if not found.duties:
        out.print("No duties are stated.")
        return
    out.print(f"Duties ({len(found.duties)})")
    rows = [
        (
            duty.id,
            label("met") if duty.met else "open",
            " ".join(p for p in (duty.bearer.replace("_", " "), duty.name) if p),
            duty.text + (f" When: {duty.precondition}" if duty.precondition else ""),
            ", ".join(duty.serves),
        )
        for duty in found.duties
    ]
    out.print(table(("", "", "whose", "what to do", "serves"), rows))


for _other in (import_command, export_command, satisfied_command):
    command.add_command(_other)
