"""`assay catalog search`: a requirement by its id in any spelling, or by words."""

from pathlib import Path

import click
from rich.text import Text

from assay.catalog.search import Found, Hit
from assay.cli.options import json_flag, workspace_root
from assay.cli.show import console, emit_json, table
from assay.workspace.searching import search

__all__ = ["command"]


@click.command("search", short_help="Find requirements by id or words.")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option(
    "--catalog",
    "sets",
    multiple=True,
    metavar="ID",
    help="Only in this catalog or baseline; may be given several times.",
)
@click.option(
    "--limit",
    "limit",
    type=int,
    metavar="N",
    default=20,
    show_default=True,
    help="How many at most.",
)
@workspace_root
@json_flag
def command(
    *,
    words: tuple[str, ...],
    sets: tuple[str, ...],
    limit: int,
    root: Path,
    as_json: bool,
) -> int:
    """Find requirements in everything held, by id in any spelling or by words.

    What bears the id comes first, then what lies below it, then what holds all the
    words, and last what holds some. A word also finds those that begin like it; words
    in quotation marks stand side by side.
    Exit 0 if anything has the id or all the words, 1 if not.
    """
    text = " ".join(words)
    found = search(root, text, sets, limit)
    if as_json:
        emit_json({"query": text, "hits": found.hits, "near": found.near})
    else:
        _tell(found)
    return int(all(one.matched == "some_words" for one in found.hits))


def _tell(found: Found) -> None:
    if all(one.matched == "some_words" for one in found.hits):
        some = ", some have some of them" if found.hits else ""
        click.echo(f"Nothing that is held has this id or all these words{some}.")
    if found.near:
        click.echo(f"Did you mean {' or '.join(found.near)}?")
    if found.hits:
        rows = [
            (one.catalog, one.printed, _title(one), _how(one)) for one in found.hits
        ]
        console().print(table(("catalog", "id", "title", "found"), rows))


def _title(hit: Hit) -> Text:
    """The title, with the words marked where they stand in it."""
    shown = _marked(hit) if hit.snippet == hit.title else Text(hit.title)
    return shown if hit.status == "active" else shown.append(f" ({hit.status})")


def _how(hit: Hit) -> "Text | str":
    """How it was found: by its id, or by words that do not stand in its title."""
    if not hit.marks:
        return {"id": "by id", "below": "below it"}.get(hit.matched, "")
    return "in the title" if hit.snippet == hit.title else _marked(hit)


def _marked(hit: Hit) -> Text:
    shown, at = Text(), 0
    for begin, end in hit.marks:
        shown.append(hit.snippet[at:begin])
        shown.append(f"«{hit.snippet[begin:end]}»", style="bold")
        at = end
    return shown.append(hit.snippet[at:])
