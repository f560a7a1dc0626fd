"""The workspace as pages see it: read once, kept until a file of it changes."""

import logging
import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Lock, RLock, Thread
from typing import Any, TypeVar, cast

from django.conf import settings

from assay.errors import Error
from assay.register import Matrix, Question, Register, ask, matrix
from assay.standing import (
    CellStanding,
    Ground,
    Look,
    Node,
    explain,
    lay_ground,
    stand_cell,
)
from assay.workspace import Workspace, explain_at, open_workspace

__all__ = ["Board", "board", "warm"]

_LOG = logging.getLogger("assay.portal")

T = TypeVar("T")

_WRITTEN = (
    "register",
    "controls",
    "checks",
    "catalogs",
    "baselines",
    "crosswalks",
    "dossiers",
)
"""Folders of which every file counts: people and publications write there."""
_MADE = ("assay.toml", "verify.policy", "runs", "log/checkpoint")
"""Paths whose own time tells: each run, batch and log head touches them."""
_MOST_ANSWERS, _MOST_CELLS = 128, 8192
"""Whoever asks of one day after another must not fill the memory."""


class _Kept:
    """Values by key, each made once; when there are too many, all are let go."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[Hashable, Any] = {}
        self._turns: dict[Hashable, RLock] = {}
        self._turn = Lock()

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._turn:
            if len(self._turns) >= self._most:
                self._values.clear()
                self._turns.clear()
            turn = self._turns.setdefault(key, RLock())
        with turn:
            if key in self._values:
                return cast("T", self._values[key])
            made = make()
            self._values[key] = made
            return made


class Board:
    """Everything that pages ask of one state of a workspace, each answer kept."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.fault = ""
        """Why evidence cannot be read, where it cannot; claims stand without it."""
        self._answers = _Kept(_MOST_ANSWERS)
        self._cells = _Kept(_MOST_CELLS)

    @property
    def register(self) -> Register:
        """What the provider answers for."""
        return self.workspace.register

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once for this key, whoever asks first."""
        return self._answers.keep(key, make)

    def ground(self, day: date) -> Ground:
        """What standing rests on: the newest run made by the end of a day."""
        return self.keep(("ground", day), lambda: self._ground(day))

    def _ground(self, day: date) -> Ground:
        """A broken check or run takes the evidence away, and never a claim."""
        try:
            made = self.workspace.latest_run(day)
            key = ("run", made.id if made else "")
            return self.keep(key, lambda: self.workspace.ground(made))
        except Error as fault:
            _LOG.error("%s", fault.diagnose())
            self.fault = fault.message
            return _bare(self.workspace)

    def matrix(
        self,
        on: date,
        as_of: date | None = None,
        *,
        region: str = "",
        level: str = "",
    ) -> Matrix:
        """Services against programs on a day."""
        key = ("matrix", on, as_of, region, level)
        return self.keep(
            key,
            lambda: matrix(self.register, on, as_of, region=region, level=level),
        )

    def cell(
        self, question: Question, day: date, as_of: date | None = None
    ) -> CellStanding:
        """Where one cell stands."""
        return self._cells.keep(
            (question, day, as_of),
            lambda: stand_cell(self.ground(day), question, day, as_of),
        )

    def explanation(self, question: Question, day: date, most: int | None) -> Node:
        """The path from a cell's answer down to rows and log entries."""
        asked = {
            "program": question.program,
            "service": question.service,
            "region": question.region,
            "level": question.level,
        }
        ground = self.ground(day)
        if not ground.run_id:
            return explain(ground, self.cell(question, day), _nothing(most))
        return self.keep(
            ("explanation", question, day, most),
            lambda: explain_at(self.workspace, asked, day, most_requirements=most),
        )

    def ask(
        self, program: str, service: str = "", region: str = "", level: str = ""
    ) -> Question:
        """The question in canonical ids."""
        return ask(self.register, program, service, region, level)


def _nothing(most: int | None) -> Look:
    """Where no run was made there are no rows, and no log need be opened."""
    return Look(
        rows=lambda _outcome: (),
        entry=lambda _identifier: None,
        most_requirements=most,
    )


def _bare(workspace: Workspace) -> Ground:
    """Ground without evidence: everything is unknown, and nothing is hidden."""
    return lay_ground(
        register=workspace.register,
        library=workspace.library,
        controls={},
        coverage=(),
        run=None,
        manifests=(),
    )


_lock = Lock()
_boards: dict[Path, tuple[int, Board]] = {}


def board() -> Board:
    """The board of the workspace that this process shows, as its files are now."""
    shown: Workspace = settings.ASSAY_WORKSPACE
    mark = hash(tuple(_traces(shown.root)))
    with _lock:
        known = _boards.get(shown.root)
        if known is None or known[0] != mark:
            fresh = open_workspace(shown.root, clock=shown.clock, entropy=shown.entropy)
            known = (mark, Board(fresh))
            _boards[shown.root] = known
        return known[1]


def warm() -> None:
    """Read everything once ahead of the first reader, in the background."""
    Thread(target=_warm, name="assay-portal-warm", daemon=True).start()


def _warm() -> None:
    try:
        shown = board()
        shown.ground(shown.workspace.day(None))
    except Error as fault:
        _LOG.error("%s", fault.diagnose())
    except OSError as fault:
        _LOG.warning("The workspace is being changed: %s", fault)


def _traces(root: Path) -> Iterator[tuple[str, int, int]]:
    """Name, time and size of all that a page can depend on; nothing is read."""
    for name in _MADE:
        yield from _trace(root / name)
    lake = root / "lake"
    for table in sorted(lake.iterdir()) if lake.is_dir() else ():
        yield from _trace(table)
    for folder in _WRITTEN:
        yield from _walk(os.fspath(root / folder))


def _trace(path: Path) -> Iterator[tuple[str, int, int]]:
    """Nothing where the file is gone: that it is gone is the trace."""
    with suppress(OSError):
        seen = path.stat(follow_symlinks=False)
        yield str(path), seen.st_mtime_ns, seen.st_size


def _walk(folder: str) -> Iterator[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as listing:
            found = sorted(listing, key=lambda one: one.name)
    except OSError:
        return
    for one in found:
        if one.is_dir(follow_symlinks=False):
            yield from _walk(one.path)
        else:
            yield from _trace(Path(one.path))
