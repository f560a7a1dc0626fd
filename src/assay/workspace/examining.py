"""Examining an installation and a workspace: what is there, what is at fault."""

import importlib.metadata
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assay.errors import Error
from assay.workspace.collecting import source_kinds
from assay.workspace.open import Workspace, open_workspace
from assay.workspace.recording import read_log

__all__ = ["Remark", "examine"]

_LIBRARIES = ("duckdb", "pyarrow", "sqlglot", "cryptography", "django", "typst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing that was looked at."""

    topic: str
    good: bool
    says: str


def examine(root: Path) -> tuple[Remark, ...]:
    """Everything worth knowing; faults of the workspace are told in full."""
    remarks = [_good("python", platform.python_version())]
    remarks += [_good(name, importlib.metadata.version(name)) for name in _LIBRARIES]
    remarks.append(_good("sources", ", ".join(sorted(source_kinds()))))
    try:
        workspace = open_workspace(root)
    except Error as fault:
        return (*remarks, _bad("workspace", fault))
    return (*remarks, *_workspace(workspace))


def _workspace(workspace: Workspace) -> Iterator[Remark]:
    yield _good("workspace", f"{workspace.config.name} in {workspace.root}")
    yield _try("register", lambda: f"{len(workspace.register.attestations)} statements")
    yield _try(
        "responsibilities", lambda: f"{len(workspace.responsibilities)} statements"
    )
    yield _try("controls", lambda: f"{len(workspace.controls)} controls")
    yield _try("checks", lambda: f"{len(workspace.checks)} checks")
    yield _try("evidence", lambda: _lake(workspace))
    yield _try("runs", lambda: f"{len(workspace.all_runs())} runs")
    yield _try("log", lambda: _log(workspace))


def _lake(workspace: Workspace) -> str:
    manifests = workspace.lake.manifests()
    partial = sum(manifest.partial for manifest in manifests)
    return f"{len(manifests)} batches, {partial} of them partial"


def _log(workspace: Workspace) -> str:
    with read_log(workspace) as log:
        return f"{log.size} entries, origin {log.origin}"


def _try(topic: str, look: Callable[[], str]) -> Remark:
    try:
        return _good(topic, look())
    except Error as fault:
        return _bad(topic, fault)


def _good(topic: str, says: str) -> Remark:
    return Remark(topic=topic, good=True, says=says)


def _bad(topic: str, fault: Error) -> Remark:
    return Remark(topic=topic, good=False, says=fault.diagnose())
