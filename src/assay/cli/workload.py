"""`assay workload`: may this workload run here, and what would have to change?"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from assay.canonical import Json
from assay.cli.options import json_flag, on, workspace_root
from assay.cli.show import console, emit_json, label, table
from assay.cli.workload_export import command as export_command
from assay.dossier.render.workload import verdict_of
from assay.errors import BadInput, Problem, UnknownName
from assay.ids import near
from assay.workload import Answer, Group, Rail, Rails, grouped, rehearse
from assay.workspace import (
    Asking,
    Workspace,
    answer_of,
    check_workload,
    guard_rails,
    open_workspace,
    sign_answer,
)

__all__ = ["command"]

_LARGEST = 256 * 1024 * 1024
_NAMED = 3
"""Subjects of one row that are named; the rest are counted."""


@click.group("workload", short_help="May this workload run here?")
def command() -> None:
    """Ask whether a planned or running workload may run here."""


def _levels(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    levels: dict[str, str] = {}
    for value in values:
        program, equals, level = value.partition("=")
        if not (program and equals and level):
            raise click.BadParameter(f"{value!r} is not PROGRAM=LEVEL: fedramp=high")
        levels[program] = level
    return levels


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--data", multiple=True, metavar="CLASS", help="Data it carries: PHI.")
@click.option("--program", multiple=True, metavar="P", help="It must be under this.")
@click.option(
    "--level",
    "levels",
    multiple=True,
    callback=_levels,
    metavar="P=L",
    help="The level at which a program is required: fedramp=high.",
)
@click.option("--account", default="", metavar="A", help="The account it runs in.")
@click.option("--region", default="", metavar="R", help="Where no region is stated.")
@click.option("--sign", is_flag=True, help="Seal the answer, signed and in the log.")
@click.option(
    "-o",
    "out",
    type=click.Path(path_type=Path),
    metavar="FILE.assay",
    help="Where the sealed answer goes as well, with --sign.",
)
@on
@workspace_root
@json_flag
def _check(
    *,
    file: Path,
    data: tuple[str, ...],
    program: tuple[str, ...],
    levels: dict[str, str],
    account: str,
    region: str,
    sign: bool,
    out: Path | None,
    on: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """Judge the workload in FILE by every guard rail that binds it.

    FILE is a workload in TOML, a Terraform plan (`terraform show -json`), a
    CloudFormation template, an AWS Config snapshot or an inventory in CSV or XLSX,
    wherever it lies. Options add to what it says. Each requirement is answered with its
    reason, its source, and the smallest change that would make it allowed.

    Exit 0 if all is allowed, 1 if anything is not or is not known, 2 for bad input.
    """
    if out is not None and not sign:
        raise click.UsageError("-o says where the sealed answer goes; add --sign.")
    workspace = open_workspace(root)
    asking = Asking(
        data=data, programs=program, levels=levels, account=account, region=region
    )
    answer = check_workload(
        workspace, _read(file), file=str(file), asking=asking, on=on
    )
    told = answer_of(workspace, answer) if as_json else {}
    if not as_json:
        _tell(answer)
    if sign:
        told["sealed"] = _seal(workspace, answer, out, root, quiet=as_json)
    if as_json:
        emit_json(told)
    return 0 if answer.allowed else 1


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size <= _LARGEST:
            return file.read_bytes()
        message = f"The file is larger than {_LARGEST // 2**20} MB"
    except OSError as fault:
        message = f"The file cannot be read: {fault.strerror}"
    remedy = "Name a file that you can read."
    raise BadInput([Problem(file=str(file), message=message, remedy=remedy)])


def _tell(answer: Answer) -> None:
    out = console()
    style = "bold green" if answer.allowed else "bold red"
    out.print(Text(verdict_of(answer), style=style))
    out.print()
    rows = [_row(group) for group in grouped(answer.requirements)]
    out.print(table(("", "rule", "of", "why, and what would change it"), rows))


def _row(group: Group) -> tuple[Text, str, str, Text]:
    one = group.requirement
    named = ", ".join(group.subjects[:_NAMED])
    more = len(group.subjects) - _NAMED
    why = Text(one.reason)
    if one.change:
        why.append(f"\n-> {one.change}", style="bold")
    if one.source:
        why.append(f"\n[{one.source}]", style="dim")
    subjects = f"{named} and {more} more" if more > 0 else named
    return label(one.state), one.rule, subjects, why


def _seal(
    workspace: Workspace, answer: Answer, out: Path | None, root: Path, *, quiet: bool
) -> dict[str, Json]:
    built = sign_answer(workspace, answer, out=out)
    path = out or root / built.path.relative_to(root.resolve())
    if not quiet:
        state = "sealed" if built.new else "sealed already, nothing has changed"
        click.echo(f"{path}  {state}")
        click.echo(f"edition    {built.number} of {built.stream}, entry #{built.entry}")
        click.echo(f"sha256     {built.sha256}")
        click.echo(f"next       assay verify {path} --policy {root}/verify.policy")
    return {
        "path": str(path),
        "sha256": built.sha256,
        "stream": built.stream,
        "number": built.number,
        "entry": built.entry,
        "new": built.new,
    }


command.add_command(export_command)


@command.command("rails")
@click.argument("name", required=False, metavar="[ID]")
@click.option("--rehearse", "rehearsing", is_flag=True, help="Judge their own cases.")
@workspace_root
@json_flag
def _rails(*, name: str | None, rehearsing: bool, root: Path, as_json: bool) -> int:
    """List the guard rails, show one, or judge their own cases.

    With --rehearse, exit 1 if a case does not come out as it says.
    """
    rails = guard_rails(root)
    if name is not None and name not in rails.rails:
        raise UnknownName("guard rail", name, near=near(name, rails.rails))
    chosen = [one for key, one in sorted(rails.rails.items()) if name in (None, key)]
    if rehearsing:
        return _rehearse(rails, chosen, as_json=as_json)
    if as_json:
        emit_json({"guard_rails": chosen})
    elif name is not None:
        _show(chosen[0])
    else:
        _list(chosen)
    return 0


def _rehearse(rails: Rails, chosen: list[Rail], *, as_json: bool) -> int:
    problems = [problem for rail in chosen for problem in rehearse(rail, rails)]
    cases = sum(len(rail.cases) for rail in chosen)
    if as_json:
        emit_json({"rails": len(chosen), "cases": cases, "problems": problems})
        return int(bool(problems))
    for problem in problems:
        click.echo(str(problem))
    click.echo(f"{len(chosen)} guard rails, {cases} cases, {len(problems)} problems")
    return int(bool(problems))


def _list(rails: list[Rail]) -> None:
    rows = [(rail.id, rail.program, _binds(rail), rail.title) for rail in rails]
    console().print(table(("rule", "program", "binds", "what it asks"), rows))


def _binds(rail: Rail) -> str:
    named = [*rail.when.data, *(f"--program {one}" for one in rail.when.programs)]
    return ", ".join(named)


def _show(rail: Rail) -> None:
    out = console()
    out.print(Text(rail.title, style="bold"))
    out.print()
    grid = table(("", ""), _facts_of(rail))
    grid.show_header = False
    out.print(grid)
    out.print()
    out.print(_cases(rail))


def _facts_of(rail: Rail) -> Iterator[tuple[str, str]]:
    yield "summary", rail.summary
    yield "program", rail.program
    yield "source", rail.source
    yield "binds", _binds(rail)
    yield "judged", f"each {rail.each}"
    if rail.since:
        yield "since", rail.since.isoformat()
    if rail.until:
        yield "until", rail.until.isoformat()
    for must in rail.musts:
        yield f"must {must.id}", must.says
    for one in rail.unconfirmed:
        yield "unconfirmed", one


def _cases(rail: Rail) -> Table:
    rows = [(label(case.state), case.name) for case in rail.cases]
    return table(("", "case"), rows)
