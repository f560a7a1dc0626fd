"""`assay catalog parameters`: what is left to be defined, and what it is defined as."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from assay.catalog import requirement
from assay.catalog.parameters import Valued, valued, violations
from assay.cli.options import json_flag, workspace_root
from assay.cli.show import console, emit_json, table
from assay.errors import Problem
from assay.workspace import held_library
from assay.workspace.parameters import held_settings, set_parameters

__all__ = ["command"]


@click.command("parameters", short_help="What is left to define, and its values.")
@click.argument(
    "words", nargs=-1, required=True, metavar="SET [REQUIREMENT] | set ID=VALUE..."
)
@click.option(
    "--for", "chosen", metavar="SET", default="", help="With set: of which one it is."
)
@workspace_root
@json_flag
def command(*, words: tuple[str, ...], chosen: str, root: Path, as_json: bool) -> int:
    """List the parameters of a catalog or baseline with their values, or set some.

    \b
    assay catalog parameters SET [REQUIREMENT]
    assay catalog parameters set ID=VALUE...    several of one ID are a list of values;
                                                ID= takes away what was set

    Values are kept in parameters/SET.toml; those of a catalog hold in its baselines.
    Exit 0 if each has a value and none breaks what is asked of it, 1 otherwise. A
    constraint in words is for a person to judge, and told as unknown.
    """  # noqa: D301 - Click reads \b as "keep these lines"
    if words[0] == "set":
        return _set(words[1:], chosen, root, as_json=as_json)
    if len(words) > len(("SET", "REQUIREMENT")):
        raise click.UsageError(
            f"One requirement at a time; got {', '.join(words[1:])}."
        )
    if chosen:
        raise click.UsageError("--for goes with `set`; name the set itself here.")
    name, *rest = words
    library = held_library(root)
    found = valued(library, name, held_settings(root, library))
    for spelling in rest:
        asked = requirement(library, name, spelling).id
        found = tuple(one for one in found if one.requirement == asked)
    problems = violations(found)
    if as_json:
        emit_json({"set": name, "parameters": found, "problems": problems})
    else:
        _tell(name, found, problems)
    return int(bool(problems) or any(one.origin == "not_set" for one in found))


def _set(given: Sequence[str], chosen: str, root: Path, *, as_json: bool) -> int:
    pairs = [one.partition("=") for one in given]
    wrong = [one for one, pair in zip(given, pairs, strict=True) if not all(pair[:2])]
    if wrong or not given:
        raise click.UsageError(f"Write ID=VALUE; got {', '.join(wrong) or 'nothing'}.")
    texts = ((name.strip(), value) for name, _, value in pairs)
    path, settings = set_parameters(root, texts, chosen)
    held = settings.get(path.stem, {})
    if as_json:
        emit_json({"file": path, "set": {key: one.values for key, one in held.items()}})
    else:
        names = len({name for name, _, _ in pairs})
        click.echo(f"{path}: {names} changed, {len(held)} set.")
    return 0


def _tell(name: str, found: Sequence[Valued], problems: Sequence[Problem]) -> None:
    if not found:
        click.echo(f"{name}: nothing that is held here is left to be defined.")
        return
    rows = [
        (
            Text(one.parameter.id),
            one.requirement,
            _value(one),
            one.origin.replace("_", " "),
            _judged(one),
        )
        for one in found
    ]
    console().print(table(("parameter", "of", "value", "set by", "held to"), rows))
    counts = Counter(one.origin.replace("_", " ") for one in found)
    told = ", ".join(f"{count} {origin}" for origin, count in counts.items())
    unknown = sum(j.verdict == "unknown" for one in found for j in one.judged)
    count = f"{len(found)} parameter{'s' if len(found) > 1 else ''}"
    click.echo(f"\n{count}: {told}; {unknown} to be judged by a person.")
    for problem in problems:
        click.echo(str(problem))


def _value(one: Valued) -> Text:
    if one.values:
        return Text("; ".join(one.values))
    parameter = one.parameter
    offered = f"one of: {'; '.join(parameter.choices)}" if parameter.choices else ""
    return Text(
        f"not set ({offered or parameter.label or 'without a label'})", "yellow"
    )


def _judged(one: Valued) -> Text:
    """Each thing asked, with its verdict; of one not set, what will be asked."""
    shown = Text()
    if not one.values:
        asks = [c.description or ", ".join(c.tests) for c in one.parameter.constraints]
        return shown.append("; ".join(asks))
    for number, judged in enumerate(one.judged):
        style = {"met": "green", "not_met": "red"}.get(judged.verdict, "yellow")
        shown.append("; " if number else "")
        shown.append(judged.verdict.replace("_", " "), style).append(f": {judged.asks}")
    return shown
