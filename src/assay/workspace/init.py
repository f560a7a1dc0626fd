"""Starting a workspace: the definitions, the keys, and the verifiers' policy."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assay.errors import BadInput, Problem
from assay.library import read_files
from assay.workspace.clock import Entropy, system_entropy
from assay.workspace.config import FILE, read_config
from assay.workspace.files import write_tree
from assay.workspace.keys import KEYS, POLICY_FILE, first_policy, make_keys

__all__ = ["Initialised", "initialise"]

_IGNORED = "# Written by Assay; the definitions beside these are yours to version.\n"
_GITIGNORE = _IGNORED + "keys/\nlake/\nlog/\nruns/\ndossiers/\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Initialised:
    """What was made."""

    root: Path
    name: str
    example: str
    origin: str
    policy: Path
    files: int


def initialise(
    directory: Path, example: str, *, entropy: Entropy = system_entropy
) -> Initialised:
    """Make a workspace from an example of the library, whole or not at all.

    Raises:
        BadInput: The folder exists and is not empty, or its place cannot be written.
    """
    _refuse_occupied(directory)
    tree = read_files(f"examples/{example}")
    config = read_config(tree[FILE])
    tree[".gitignore"] = _GITIGNORE.encode()

    def finish(staging: Path) -> None:
        keys = make_keys(staging / KEYS, config.origin, entropy)
        (staging / POLICY_FILE).write_bytes(first_policy(keys))

    _guarded(directory, lambda: write_tree(directory.resolve(), tree, finish))
    return Initialised(
        root=directory,
        name=config.name,
        example=example,
        origin=config.origin,
        policy=directory / POLICY_FILE,
        files=len(tree),
    )


def _refuse_occupied(directory: Path) -> None:
    occupied = directory.exists() and not directory.is_dir()
    if occupied or (directory.is_dir() and any(directory.iterdir())):
        message = "There is something here already"
        remedy = "Name a folder that is empty or does not exist yet."
        problem = Problem(file=str(directory), message=message, remedy=remedy)
        raise BadInput([problem])


def _guarded(directory: Path, write: Callable[[], None]) -> None:
    try:
        write()
    except OSError as fault:
        message = f"The folder cannot be written: {fault.strerror}"
        remedy = "Name a folder in a place that you may write to."
        problem = Problem(file=str(directory), message=message, remedy=remedy)
        raise BadInput([problem]) from fault
