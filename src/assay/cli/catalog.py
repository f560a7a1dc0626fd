"""`assay catalog`: what may be asked."""

from importlib import import_module

import click

__all__ = ["command"]

_WORDS = {
    "list": "catalog_list:command",
    "show": "catalog_show:command",
    "validate": "documents:validate",
    "convert": "documents:convert",
    "resolve": "documents:resolve",
    "search": "catalog_search:command",
    "diff": "catalog_diff:command",
    "parameters": "catalog_parameters:command",
    "coverage": "catalog_coverage:command",
    "import": "catalog_import:command",
    "fetch": "catalog_fetch:command",
}
"""Where the command of each word lives. It is loaded when it is used, since each needs
much that the others do without."""


class _Doors(click.Group):
    """Finds a word's command where it lives when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_WORDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _WORDS:
            return None
        module, _, name = _WORDS[cmd_name].partition(":")
        found: click.Command = getattr(import_module(f"assay.cli.{module}"), name)
        return found


@click.group("catalog", cls=_Doors, short_help="Catalogs, baselines and crosswalks.")
def command() -> None:
    """Look at what may be asked: catalogs, baselines and crosswalks.

    Each names its edition and its counting unit, because the number of requirements of
    a standard depends on what is counted. In a workspace its own are among them.
    """
