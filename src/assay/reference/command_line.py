"""The page of the command line: every verb's own help."""

from collections.abc import Iterator

import click

from assay.cli.main import VERBS, command_line
from assay.reference.markdown import grid, prose

__all__ = ["command_line_page"]

_WIDTH = 88
_EXITS = (
    ("0", "yes, or done"),
    ("1", "the honest answer is no: not in force, at risk, not met, not genuine"),
    ("2", "the input is at fault; nothing was changed"),
    ("130", "stopped with Ctrl-C"),
)


def command_line_page() -> Iterator[str]:
    """Help texts at a fixed width, in the order in which a newcomer needs them."""
    yield "# The command line\n"
    yield from grid(("exit code", "meaning"), _EXITS)
    yield ""
    yield prose(
        "Verbs that need a workspace take `-C DIR`, before or after the verb. `--json` "
        "gives the same answer for programs; faults then come as JSON too, with the "
        "same exit code."
    )
    root = command_line()
    context = click.Context(
        root,
        info_name="assay",
        terminal_width=_WIDTH,
        max_content_width=_WIDTH,
        help_option_names=["-h", "--help"],
    )
    yield from _help(root, context)
    for verb in VERBS:
        yield from _below(root, verb, context)


def _below(group: click.Group, name: str, context: click.Context) -> Iterator[str]:
    found = group.get_command(context, name)
    if found is None:
        return
    inner = click.Context(found, info_name=name, parent=context)
    yield f"\n## {inner.command_path}\n"
    yield from _help(found, inner)
    if isinstance(found, click.Group):
        for verb in found.list_commands(inner):
            yield from _below(found, verb, inner)


def _help(command: click.Command, context: click.Context) -> Iterator[str]:
    yield "```"
    yield from (line.rstrip() for line in command.get_help(context).splitlines())
    yield "```"
