"""The dossiers that were published, newest first; and the files that may be fetched."""

import re
from dataclasses import dataclass
from pathlib import Path

from assay.canonical import digest
from assay.dossier import verify
from assay.errors import Error
from assay.ledger import Policy
from assay.portal.board import Board

__all__ = ["POLICY", "Form", "Published", "plain_file", "policy_of", "published"]

POLICY = "verify.policy"
_NAME = re.compile(r"([a-z0-9-]+)-([1-9][0-9]{0,5})\.assay")
_FORMS = {".pdf": "PDF", ".html": "Web page", ".json": "Data"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The newest document of a paper, as one file."""

    name: str
    title: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One sealed dossier."""

    name: str
    paper: str
    number: int
    bytes: int
    sha256: str
    on: str
    """The day that its documents speak of."""
    entry: int | None
    """Index of its entry in the log."""
    verdict: str
    """What verifying it with the provider's own policy file finds just now."""
    newest: bool
    forms: tuple[Form, ...] = ()
    """The same documents beside it; of the newest one only."""


def published(shown: Board) -> tuple[Published, ...]:
    """Every dossier in the folder, newest number first within its paper."""
    return shown.keep(("published",), lambda: _published(shown))


def policy_of(shown: Board) -> Policy | None:
    """The provider's own policy file; None where it is missing or cannot be read."""
    data = plain_file(shown.workspace.root, POLICY)
    if data is None:
        return None
    try:
        return Policy.parse(data, file=POLICY)
    except Error:
        return None


def plain_file(folder: Path, name: str) -> bytes | None:
    """The bytes of a plain file in a folder, never of one reached by a link or `..`."""
    parts = Path(name).parts
    if not parts or any(part in {"..", "/", "."} for part in parts):
        return None
    path = folder
    for part in parts:
        path = path / part
        if path.is_symlink():
            return None
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        return path.read_bytes() if inside and path.is_file() else None
    except (OSError, ValueError):
        return None


def _published(shown: Board) -> tuple[Published, ...]:
    folder = shown.workspace.root / "dossiers"
    named = [
        (found[1], int(found[2]), path.name)
        for path in (folder.iterdir() if folder.is_dir() else ())
        if (found := _NAME.fullmatch(path.name))
    ]
    ordered = sorted(named, key=lambda one: (one[0], -one[1]))
    last = {paper: number for paper, number, _ in reversed(ordered)}
    policy = policy_of(shown) or Policy()
    return tuple(
        _one(folder, paper, number, name, policy=policy, newest=last[paper] == number)
        for paper, number, name in ordered
    )


def _one(
    folder: Path, paper: str, number: int, name: str, *, policy: Policy, newest: bool
) -> Published:
    data = plain_file(folder, name) or b""
    report = verify(data, policy)
    return Published(
        name=name,
        paper=paper,
        number=number,
        bytes=len(data),
        sha256=digest(data),
        on=report.on,
        entry=report.entry,
        verdict=report.reason or "genuine",
        newest=newest,
        forms=tuple(_forms(folder, paper)) if newest else (),
    )


def _forms(folder: Path, paper: str) -> list[Form]:
    found: list[Form] = []
    for suffix, title in _FORMS.items():
        data = plain_file(folder, paper + suffix)
        if data is not None:
            name = paper + suffix
            found.append(
                Form(name=name, title=title, bytes=len(data), sha256=digest(data))
            )
    return found
