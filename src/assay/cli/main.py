"""The `assay` command: verbs are loaded when they are used, so that `--help` is quick.

Exit codes are a contract: 0 yes or done, 1 the honest answer is no, 2 the input is bad.
"""

import importlib
import json
import sys
from collections.abc import Sequence

import click

from assay import __version__
from assay.errors import BadInput, Error, UnknownName

__all__ = ["VERBS", "command_line", "main"]

VERBS: dict[str, str] = {
    "init": "Start a workspace, empty or from an example.",
    "scope": "Is it claimed, where, since when, and who says so?",
    "workload": "May this workload run here, and what would have to change?",
    "responsibility": "Who does what, and what is left to the customer.",
    "calendar": "What falls due, and what lapses where if it is missed.",
    "agreement": "What customers have signed, and what it permits.",
    "register": "Services, regions and lists of scope, in and out.",
    "migration": "Editions side by side, and what the next one asks.",
    "collect": "Collect evidence from the configured sources into the lake.",
    "run": "Apply every check to the evidence.",
    "standing": "Where each cell stands: claim and evidence, side by side.",
    "findings": "What is wrong, until it is closed.",
    "dossier": "Build the package that is handed over, sealed and verifiable.",
    "verify": "Is this dossier genuine, current and in the log? Works offline.",
    "log": "Look at the log, prove an entry, examine every byte of it.",
    "catalog": "What may be asked: catalogs, baselines and crosswalks.",
    "crosswalk": "How requirements of two catalogs lie, and what follows.",
    "checks": "List the checks, and rehearse them on their own cases.",
    "serve": "Serve the portal for customers.",
    "doctor": "What this installation and this workspace have, and what they lack.",
}
"""Every verb with its one-line help, in the order a newcomer needs them."""


class _Doors(click.Group):
    """Finds a verb's command in the module of its name when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"assay.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(
    cls=_Doors,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    epilog="Exit codes: 0 yes or done; 1 the honest answer is no; 2 the input is bad.",
)
@click.version_option(__version__, prog_name="assay", message="%(prog)s %(version)s")
@click.option(
    "-C",
    "directory",
    metavar="DIR",
    default=None,
    help="The workspace; may also follow the verb. Default: this folder.",
)
@click.pass_context
def _assay(ctx: click.Context, directory: str | None) -> None:
    """One control environment, one body of evidence, every assurance program."""
    ctx.obj = directory


def command_line() -> click.Group:
    """The whole command line as Click sees it, for the reference pages."""
    return _assay


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code.

    Args:
        argv: The words after `assay`; those of this process where None.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        answer = _assay.main(args=words, prog_name="assay", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        return 130
    except click.ClickException as fault:
        fault.show()
        _tell_json({"message": fault.format_message(), "remedy": ""}, words)
        return 2
    except Error as fault:
        click.echo(fault.diagnose(), err=True)
        _tell_json(_fault_as_json(fault), words)
        return fault.exit_code
    except BrokenPipeError:
        return 0
    except OSError as fault:
        message = f"{fault.filename or 'A file'}: {fault.strerror or fault}"
        click.echo(message, err=True)
        _tell_json({"message": message, "remedy": ""}, words)
        return 2
    return answer if isinstance(answer, int) else 0


def _tell_json(told: dict[str, object], words: Sequence[str]) -> None:
    """A fault for programs, on standard output, where JSON was asked for."""
    if "--json" in words:
        click.echo(json.dumps({"error": told}, indent=2))


def _fault_as_json(fault: Error) -> dict[str, object]:
    told: dict[str, object] = {"message": fault.message, "remedy": fault.remedy}
    if isinstance(fault, UnknownName):
        told |= {"what": fault.what, "name": fault.name, "near": list(fault.near)}
    if isinstance(fault, BadInput):
        told["problems"] = [
            {
                "file": problem.file,
                "place": problem.place,
                "message": problem.message,
                "remedy": problem.remedy,
            }
            for problem in fault.problems
        ]
    return told
