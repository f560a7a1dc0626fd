"""`assay catalog diff`: two editions side by side, and what that asks of controls."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
from rich.text import Text

from assay.catalog import Delta, Turn
from assay.cli.options import json_flag, workspace_root
from assay.cli.show import console, emit_json, table
from assay.register.carryover import Step
from assay.workspace.delta import Compared, compare_sets

__all__ = ["command"]

_NEAR = 4
"""Words shown of what stays the same beside what changed."""
_STYLES = {"gone": "red", "new": "green"}


@click.command("diff", short_help="Two editions side by side.")
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option("--crosswalk", metavar="ID", default="", help="Which one relates them.")
@click.option("--all", "whole", is_flag=True, help="List what was kept as well.")
@click.option("--words", is_flag=True, help="Show which words changed.")
@workspace_root
@json_flag
def command(
    *,
    old: str,
    new: str,
    crosswalk: str,
    whole: bool,
    words: bool,
    root: Path,
    as_json: bool,
) -> int:
    """Show what changes from one catalog or baseline to another, and what to do.

    A and B are ids, or files that `assay catalog import` reads. Texts are compared word
    by word where both are here; where they are not, whether a requirement was reworded
    is unknown. In a workspace the plan says which controls are concerned and how.
    Exit 0 if the two ask the same, 1 if not or if that cannot be told.
    """
    found = compare_sets(root, old, new, crosswalk)
    if as_json:
        emit_json(_as_json(found))
    else:
        _tell(found, whole=whole, words=words)
    return int(not _is_same(found.delta))


def _is_same(delta: Delta) -> bool:
    return all(one.kind == "kept" and one.wording == "same" for one in delta.turns)


def _as_json(found: Compared) -> dict[str, object]:
    delta = found.delta
    return {
        "old": delta.old,
        "new": delta.new,
        "counts": delta.counts,
        "wordings": delta.wordings,
        "notes": found.notes,
        "turns": delta.turns,
        "plan": found.steps,
    }


def _tell(found: Compared, *, whole: bool, words: bool) -> None:
    delta = found.delta
    click.secho(f"From {delta.old} to {delta.new}", bold=True)
    click.echo(", ".join(f"{n} {kind}" for kind, n in delta.counts.items()) + ".")
    unknown = delta.wordings.get("unknown", 0)
    if unknown:
        click.echo(
            f"Of the ids that stay, {unknown} have no text here in both editions:"
            " whether they are reworded is unknown."
        )
    for note in found.notes:
        click.echo(note)
    shown = [one for one in delta.turns if whole or one.kind != "kept"]
    if shown:
        rows = [
            (_named(one), one.kind, ", ".join(one.new), Text(_why(one)))
            for one in shown
        ]
        click.echo()
        console().print(table(("requirement", "became", "now", "why"), rows))
    for one in shown if words else ():
        if one.words:
            said = Text(f"\n{_named(one)}: ", style="bold")
            console().print(said.append_text(Text(" ").join(_changes(one))))
    if found.steps is not None:
        _tell_plan(found.steps)


def _named(turn: Turn) -> str:
    return ", ".join(turn.old) or "(new)"


def _why(turn: Turn) -> str:
    counts = Counter[str]()
    for piece in turn.words:
        counts[piece.how] += len(piece.text.split())
    if not counts:
        return turn.why
    return f"{turn.why} Words gone: {counts['gone']}, new: {counts['new']}."


def _changes(turn: Turn) -> Iterator[Text]:
    """The words that changed, with a few beside them."""
    last = len(turn.words) - 1
    for number, piece in enumerate(turn.words):
        words = piece.text.split()
        if piece.how != "same":
            mark = "-" if piece.how == "gone" else "+"
            yield Text(f"[{mark}{piece.text}{mark}]", _STYLES[piece.how])
        elif number == 0 and len(words) > _NEAR:
            yield Text(f"… {' '.join(words[-_NEAR:])}")
        elif number == last and len(words) > _NEAR:
            yield Text(f"{' '.join(words[:_NEAR])} …")
        elif len(words) > 2 * _NEAR:
            yield Text(f"{' '.join(words[:_NEAR])} … {' '.join(words[-_NEAR:])}")
        else:
            yield Text(piece.text)


def _tell_plan(steps: tuple[Step, ...]) -> None:
    click.echo()
    click.secho("For the controls", bold=True)
    if not steps:
        click.echo("Nothing is left to be stated.")
        return
    counts = Counter(one.do for one in steps)
    click.echo(", ".join(f"{count} to {do}" for do, count in counts.items()) + ".\n")
    told = [(one.do, Text(one.says)) for one in steps if one.do != "cover"]
    if told:
        console().print(table(("to do", "what"), told))
    bare = ", ".join(name for one in steps if one.do == "cover" for name in one.new)
    if bare:
        console().print(f"No control is stated to cover: {bare}.")
