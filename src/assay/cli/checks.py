"""`assay checks`: list them, and rehearse them on their own cases."""

from datetime import timedelta
from pathlib import Path

import click

from assay.checks import rehearse
from assay.cli.options import json_flag, workspace_root
from assay.cli.show import console, emit_json, table
from assay.errors import UnknownName
from assay.ids import near
from assay.workspace import open_workspace

__all__ = ["command"]


@click.group("checks", short_help="List the checks, rehearse them on their cases.")
def command() -> None:
    """List the checks of a workspace, and rehearse them on their own cases."""


@command.command("list")
@workspace_root
@json_flag
def _list(*, root: Path, as_json: bool) -> int:
    """List the checks: what each tests, what it reads, how old evidence may be."""
    checks = open_workspace(root).checks
    if as_json:
        emit_json({"checks": [{**_brief(check)} for check in checks]})
        return 0
    rows = [
        (check.id, check.control, ", ".join(check.reads), _age(check.max_age))
        for check in checks
    ]
    console().print(table(("check", "control", "reads", "max age"), rows))
    return 0


@command.command("rehearse")
@click.argument("names", nargs=-1, metavar="[CHECK]...")
@workspace_root
@json_flag
def _rehearse(*, names: tuple[str, ...], root: Path, as_json: bool) -> int:
    """Run each check on the little tables in its cases.toml. Exit 1 if any fails."""
    checks = open_workspace(root).checks
    known = [check.id for check in checks]
    for name in names:
        if name not in known:
            raise UnknownName("check", name, near=near(name, known))
    chosen = [check for check in checks if not names or check.id in names]
    problems = [problem for check in chosen for problem in rehearse(check)]
    if as_json:
        emit_json({"checks": len(chosen), "problems": problems})
        return int(bool(problems))
    for problem in problems:
        click.echo(str(problem))
    cases = sum(len(check.cases) for check in chosen)
    click.echo(f"{len(chosen)} checks, {cases} cases, {len(problems)} problems")
    return int(bool(problems))


def _age(age: timedelta) -> str:
    """An age as check.toml writes it: `24h`, `7d`."""
    hours = int(age.total_seconds()) // 3600
    return f"{hours // 24}d" if hours % 24 == 0 and hours > 24 else f"{hours}h"  # noqa: PLR2004 - a day


def _brief(check: object) -> dict[str, object]:
    names = ("id", "title", "control", "reads", "max_age", "tolerance", "digest")
    return {name: str(getattr(check, name)) for name in names}
