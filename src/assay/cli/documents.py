"""`assay catalog validate`, `convert` and `resolve`: OSCAL documents, file by file."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from assay import oscal
from assay.cli.options import json_flag
from assay.cli.show import console, emit_json, table
from assay.errors import BadInput, Problem
from assay.oscal import (
    Document,
    Fault,
    Form,
    Unjudged,
    form_of,
    read,
    unknown_keys,
    write,
)
from assay.workspace.documents import Library, read_sets, resolve_file
from assay.workspace.files import write_atomically

if TYPE_CHECKING:
    from assay.oscal.resolve import Trace
    from assay.oscal.upgrade import Upgraded

__all__ = ["convert", "resolve", "validate"]

_COLOURS = {"error": "red", "warning": "yellow", "informational": "dim"}
_OUT = click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write; its name tells the form.",
)
_FILE = click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False, exists=True)
)


@click.command("validate")
@_FILE
@click.option("--errors", "only_errors", is_flag=True, help="Leave warnings out.")
@click.option(
    "--constraints",
    "sets",
    multiple=True,
    metavar="SET.xml",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A Metaschema constraint set to judge by as well.",
)
@json_flag
def validate(
    *, file: Path, only_errors: bool, sets: tuple[Path, ...], as_json: bool
) -> int:
    """Find everything that is wrong with an OSCAL document.

    Structure and patterns first, then references, then the Metaschema's constraints and
    those of the sets that are named. What the release that it is of allowed, and the
    newest does not, is a warning. Constraints that cannot be evaluated are told as not
    judged. Exit 0 if there is no error and all was judged, 1 otherwise, 2 if it is no
    OSCAL document or a set is none.

    With --json: file, model, oscal_version, valid (null where something that must hold
    was not judged), problems (path, rule, message, level) and not_judged (path, rule,
    expression, reason, level).
    """
    given = read_sets(sets)
    document = read(file.read_bytes(), file=file.name)
    judgement = oscal.judge(document, given)
    faults, unjudged = judgement.faults, judgement.unjudged
    if only_errors:
        faults = tuple(one for one in faults if one.level == "error")
        unjudged = tuple(one for one in unjudged if one.level == "error")
    errors = sum(fault.level == "error" for fault in faults)
    told: dict[str, object] = {
        "file": str(file),
        "model": document.root,
        "oscal_version": document.version,
        "valid": judgement.valid,
        "problems": faults,
        "not_judged": unjudged,
    }
    if as_json:
        emit_json(told)
    else:
        _tell(faults)
        _tell_unjudged(unjudged)
        others = len(faults) - errors
        open_ = f", {len(unjudged)} not judged" if unjudged else ""
        click.echo(
            f"{file.name}: {document.root}, {_version(document)}: "
            f"{_many(errors, 'error')}, {_many(others, 'warning')}{open_}"
        )
    return int(judgement.valid is not True)


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _tell(faults: Iterable[Fault]) -> None:
    from rich.text import Text  # noqa: PLC0415 - most documents have no fault

    rows = [
        (Text(one.level, style=_COLOURS[one.level]), one.path, one.message, one.rule)
        for one in faults
    ]
    if rows:
        console().print(table(("level", "where", "what", "rule"), rows))


def _tell_unjudged(unjudged: Iterable[Unjudged]) -> None:
    from rich.text import Text  # noqa: PLC0415 - most documents are judged wholly

    rows = [
        (Text("not judged", style="yellow"), one.path, one.reason, one.rule)
        for one in unjudged
    ]
    if rows:
        console().print(table(("level", "where", "why", "rule"), rows))


@click.command("convert")
@_FILE
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write, whose name tells the form; without it, to the terminal.",
)
@click.option(
    "--to",
    metavar="VERSION",
    help="Upgrade to this release of OSCAL, step by step, each step told.",
)
@click.option("--strict", is_flag=True, help="Refuse keys that OSCAL does not know.")
@json_flag
def convert(
    *, file: Path, out: Path | None, to: str | None, strict: bool, as_json: bool
) -> int:
    """Write an OSCAL document in another form, or as one of a newer release.

    Nothing is lost on the way between JSON, YAML and XML: what comes back from the
    other form is the same document. Keys that OSCAL does not know are kept and told;
    in XML the attributes are, and elements are left out. With --to, what has no place
    in that release is refused with its path, and nothing is written.

    With --json: model, form, unknown; with --to also from, to and changes, each with
    step, path and done; without -o also document.
    """
    if out is None and to is None:
        raise click.UsageError("Name a file with -o, a release with --to, or both.")
    data = file.read_bytes()
    document = read(data, file=file.name, strict=strict and to is None)
    upgraded: Upgraded | None = None
    if to is not None:
        from assay.oscal.upgrade import upgrade  # noqa: PLC0415 - few convert so

        upgraded = upgrade(data, file=file.name, to=to)
        document = upgraded.document
    form = document.form if out is None else _form(out)
    written, unknown = write(document, form), unknown_keys(document)
    if out is not None:
        write_atomically(out, written)
    if as_json:
        told = {"model": document.root, "form": form, "unknown": unknown}
        emit_json(told | _upgrade_told(upgraded) | _shown(document, out))
        return 0
    for problem in unknown:
        click.echo(f"kept, though not known: {problem}", err=True)
    for change in upgraded.changes if upgraded is not None else ():
        click.echo(f"{change.step}: {change.path}: {change.done}", err=True)
    if out is None:
        click.echo(written, nl=False)
    else:
        click.echo(f"{out}: {document.root} in {form.upper()}, {_version(document)}")
    return 0


def _upgrade_told(upgraded: "Upgraded | None") -> dict[str, object]:
    if upgraded is None:
        return {}
    return {
        "from": upgraded.before,
        "to": upgraded.document.version,
        "changes": upgraded.changes,
    }


def _shown(document: Document, out: Path | None) -> dict[str, object]:
    return {} if out is not None else {"document": document.tree}


def _version(document: Document) -> str:
    return f"OSCAL {document.version or 'unstated'}"


def _form(out: Path) -> Form:
    form = form_of(out.name)
    if form is None:
        message = "The name does not tell the form"
        remedy = "End it in .json, .yaml or .xml."
        raise BadInput([Problem(file=str(out), message=message, remedy=remedy)])
    return form


@click.command("resolve")
@_FILE
@_OUT
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="URI=FILE",
    help="Where the document of a URI lies; a URI that ends in / maps a folder.",
)
@click.option(
    "--map-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A TOML file with a table [map] of such pairs.",
)
@click.option(
    "--keep-parents",
    is_flag=True,
    help="Bring the parents of selected controls along, as some baselines do.",
)
@click.option(
    "--drop-broken",
    is_flag=True,
    help="Leave out imports that are circular or missing, instead of stopping.",
)
@click.option(
    "--random-uuid", is_flag=True, help="A new uuid instead of a derived one."
)
@click.option("--now", is_flag=True, help="This moment as last-modified.")
@click.option("--explain", is_flag=True, help="Tell what touched each control.")
@json_flag
def resolve(
    *,
    file: Path,
    out: Path,
    maps: tuple[str, ...],
    map_file: Path | None,
    keep_parents: bool,
    drop_broken: bool,
    random_uuid: bool,
    now: bool,
    explain: bool,
    as_json: bool,
) -> int:
    """Resolve a profile to the catalog that it selects and changes.

    Imports are read beside the profile and from what --map names; nothing is fetched
    from a network. The same inputs give the same bytes, in any of the three forms.

    With --json: controls, sources, warnings (rule, place, message) and, with --explain,
    traces (control, imports, alters, parameters).
    """
    form = _form(out)
    library = Library.of(maps, map_file)
    moment = datetime.now(UTC).isoformat() if now else ""  # noqa: TID251 - asked for
    identity = str(UUID(bytes=_random(), version=4)) if random_uuid else ""
    resolved = resolve_file(
        file,
        library,
        keep_parents=keep_parents,
        drop_broken=drop_broken,
        uuid=identity,
        timestamp=moment,
    )
    write_atomically(out, resolved.written(form))
    if as_json:
        emit_json(
            {
                "controls": len(resolved.traces),
                "sources": resolved.sources,
                "warnings": resolved.warnings,
                "traces": resolved.traces if explain else (),
            }
        )
        return 0
    for warned in resolved.warnings:
        place = f"{warned.place}: " if warned.place else ""
        click.echo(f"warning: {place}{warned.message}", err=True)
    if explain:
        _explain(resolved.traces)
    click.echo(
        f"{out}: {_many(len(resolved.traces), 'control')} from "
        f"{_many(len(resolved.sources), 'file')}"
    )
    return 0


def _explain(traces: "Iterable[Trace]") -> None:
    rows = [
        (
            one.control,
            "\n".join(one.imports),
            ", ".join(one.alters),
            str(len(one.parameters)),
        )
        for one in traces
    ]
    headings = ("control", "imported by", "altered by", "parameters set")
    console().print(table(headings, rows))


def _random() -> bytes:
    import secrets  # noqa: PLC0415 - only where a random uuid is asked for

    return secrets.token_bytes(16)
