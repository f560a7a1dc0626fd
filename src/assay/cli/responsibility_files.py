"""Documents of `assay responsibility`: what they say, in and out."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from assay.cli.options import json_flag, on, workspace_root
from assay.cli.show import console, emit_json, table
from assay.errors import Problem
from assay.register import ask
from assay.register.responsibilities.exchange.answering import Answered, answered
from assay.register.responsibilities.exchange.documents import FORMATS
from assay.register.responsibilities.sharing import READERS, Reader
from assay.workspace import (
    ImportPreview,
    Incoming,
    apply_responsibilities,
    export_responsibilities,
    open_workspace,
    preview_responsibilities,
    read_file,
    told_to,
)

__all__ = ["export_command", "import_command", "satisfied_command", "write_out"]

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_PROGRAM = click.option(
    "--program", required=True, metavar="P", help="The program's id or name."
)
_SCHEME = click.option(
    "--scheme",
    type=click.Choice(FORMATS),
    help="The vocabulary. Default: as the document is headed.",
)
_CATALOG = click.option(
    "--catalog",
    default="",
    metavar="ID",
    help="Whose requirements it speaks of. Default: the newest that the program asks.",
)


def write_out(data: bytes, out: Path | None) -> None:
    """Write bytes to a file, or to standard output."""
    if out is None:
        click.echo(data, nl=False)
    else:
        out.write_bytes(data)
        click.echo(f"Wrote {out}.", err=True)


@click.command("import")
@click.argument("file", type=_FILE)
@_PROGRAM
@_SCHEME
@_CATALOG
@click.option(
    "--services",
    default="",
    metavar="A,B,...",
    help="What it speaks of, where it does not say. Default: all services.",
)
@click.option(
    "--source",
    default="",
    metavar="ID",
    help="The register's document it is. Default: a new one of the file's name.",
)
@click.option(
    "--attestation",
    default="",
    metavar="ID",
    help="The statement it belongs to: when that has run out, what it says is stale.",
)
@click.option(
    "--audience",
    type=click.Choice(sorted(READERS["provider"])),
    default="public",
    help="Who may have it. Default: public.",
)
@click.option("--apply", "write", is_flag=True, help="Write what can be read.")
@click.option(
    "--partly",
    is_flag=True,
    help="Write it though some rows cannot be read; those stay unknown.",
)
@on
@workspace_root
@json_flag
def import_command(
    *,
    file: Path,
    program: str,
    scheme: str | None,
    catalog: str,
    services: str,
    source: str,
    attestation: str,
    audience: Any,
    write: bool,
    partly: bool,
    on: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """Preview, and with --apply make, what a document would change.

    FILE is a FedRAMP CIS/CRM workbook, a PCI responsibility summary, a CAIQ with its
    SSRM columns, a list of complementary controls, the columns of ISO/IEC 27017 or of
    the CJIS companion (XLSX or CSV), or an OSCAL system security plan.

    What a document leaves open stays open; what contradicts the register is told. Exit
    0 if the preview is clean or was applied, 1 if some of it cannot be read or
    contradicts, 2 if none of it can.
    """
    workspace = open_workspace(root)
    preview = preview_responsibilities(
        workspace,
        Incoming(
            file=file,
            program=program,
            on=workspace.day(on),
            scheme=scheme or "",
            catalog=catalog,
            services=tuple(n.strip() for n in services.split(",") if n.strip()),
            source=source,
            attestation=attestation,
            audience=audience,
        ),
    )
    applied = write and (partly or not preview.problems)
    if applied:
        apply_responsibilities(workspace, preview)
    if as_json:
        emit_json(_as_json(preview, applied=applied))
    else:
        _tell(preview, applied=applied, asked=write)
    return int(bool(preview.problems) and not applied)


def _as_json(preview: ImportPreview, *, applied: bool) -> dict[str, Any]:
    return {
        "program": preview.program,
        "scheme": preview.scheme,
        "changes": [
            {
                "kind": one.kind,
                "says": one.says,
                "beside": one.beside,
                "statement": one.statement,
            }
            for one in preview.changes
        ],
        "answers": preview.answers,
        "problems": preview.problems,
        "files": sorted(preview.files),
        "applied": applied,
    }


def _tell(preview: ImportPreview, *, applied: bool, asked: bool) -> None:
    out = console()
    shown = [one for one in preview.changes if one.kind != "contradicts"]
    if shown:
        rows = [(one.kind, one.says) for one in shown]
        out.print(table(("change", "what"), rows))
    for answer in preview.answers:
        verb = "takes over" if answer.kind == "inherited" else "satisfies"
        click.echo(f"{answer.requirement} {verb} {answer.refers_to}")
    for problem in preview.problems:
        click.echo(str(problem), err=True)
    if not (preview.changes or preview.answers or preview.problems):
        click.echo("The document does not say who does what.")
    told = ", ".join(sorted(preview.files)) or "nothing"
    if applied:
        click.echo(f"Wrote {told}.")
    elif asked and preview.problems:
        click.echo("Nothing was written: --partly writes what can be read.")
    else:
        click.echo(f"--apply would write {told}.")


@click.command("export")
@_PROGRAM
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    required=True,
    help="The vocabulary of the workbook, or oscal.",
)
@click.option("--csv", "plain", is_flag=True, help="CSV: the visible columns only.")
@click.option(
    "--for",
    "reader",
    type=click.Choice(tuple(READERS)),
    default="customer",
    help="Leave out what this reader may not have. Default: customer.",
)
@click.option("-o", "out", type=click.Path(path_type=Path), help="Write to this file.")
@on
@workspace_root
def export_command(
    *,
    program: str,
    form: str,
    plain: bool,
    reader: Reader,
    out: Path | None,
    on: date | None,
    root: Path,
) -> int:
    """Write a program's statements as the document that customers expect.

    No reader loses a duty: sentences of documents that a reader may not have are left
    out, and so are the provider's internal ones. The day given is the document's date.
    """
    workspace = open_workspace(root)
    asked = ask(workspace.register, program).program
    held = told_to(workspace, reader).responsibilities.values()
    data = export_responsibilities(
        workspace,
        (one for one in held if one.program == asked),
        program=asked,
        scheme=form,
        on=workspace.day(on),
        plain=plain,
    )
    write_out(data, out)
    return 0


@click.command("satisfied")
@click.argument("file", type=_FILE)
@_PROGRAM
@click.option(
    "--against",
    type=_FILE,
    help="The provider's OSCAL plan. Default: the register's statements.",
)
@_CATALOG
@on
@workspace_root
@json_flag
def satisfied_command(
    *,
    file: Path,
    program: str,
    against: Path | None,
    catalog: str,
    on: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """Hold a customer's OSCAL plan against the duties that are left to it.

    A duty is satisfied where the plan names its uuid. Exit 0 if all are and nothing
    refers to something else, 1 otherwise.
    """
    workspace = open_workspace(root)
    asked = ask(workspace.register, program).program
    day = workspace.day(on)

    def read(path: Path) -> Any:
        told = Incoming(
            file=path, program=asked, on=day, scheme="oscal", catalog=catalog
        )
        return read_file(workspace, told, asked, "plan")

    held = workspace.responsibilities.values()
    stated = [one for one in held if one.program == asked]
    if against is not None:
        stated = list(read(against).statements)
    found = answered(stated, read(file).answers)
    if as_json:
        emit_json(found)
    else:
        _tell_answered(found, file.name)
    return int(bool(found.astray) or any(not one.by for one in found.duties))


def _tell_answered(found: Answered, file: str) -> None:
    rows = [
        (one.duty, "satisfied" if one.by else "open", one.requirement, one.text)
        for one in found.duties
    ]
    console().print(table(("duty", "", "requirement", "what to do"), rows))
    for problem in _astray(found, file):
        click.echo(str(problem), err=True)


def _astray(found: Answered, file: str) -> Iterator[Problem]:
    for one in found.astray:
        what = "provided" if one.kind == "inherited" else "a duty of the customer"
        yield Problem(
            file=file,
            place=one.place,
            message=f"{one.refers_to} is not {what} there",
            remedy="Correct the uuid that it refers to.",
        )
