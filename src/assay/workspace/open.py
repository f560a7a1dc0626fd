"""A workspace, opened: each part is read when it is first asked for, and only once."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assay import checks as checks_room
from assay import evidence as evidence_room
from assay import register as register_room
from assay import standing as standing_room
from assay.catalog import Library, read_library
from assay.errors import BadInput, Problem
from assay.library import read_files
from assay.reading import parse_toml
from assay.register import Program, Register
from assay.register.responsibility import Responsibility
from assay.register.statements import OBJECTIVES_OF
from assay.workspace.clock import Clock, Entropy, system_clock, system_entropy
from assay.workspace.config import FILE, Config, read_config
from assay.workspace.files import read_tree
from assay.workspace.remembering import remembered

if TYPE_CHECKING:
    from assay.checks import Check, Run
    from assay.evidence import Lake
    from assay.register import Control, Coverage
    from assay.standing import Ground

__all__ = ["Workspace", "asked_files", "held_library", "open_workspace"]

_ASKED = ("catalogs", "baselines", "crosswalks")


class Workspace:
    """The one place that builds stores, keys, clock and sources.

    Definitions are read on first use, so that a question about scope does not read the
    evidence, and a broken check does not stop a question about scope.
    """

    def __init__(
        self, root: Path, config: Config, *, clock: Clock, entropy: Entropy
    ) -> None:
        self.root = root
        self.config = config
        self.clock = clock
        self.entropy = entropy

    @cached_property
    def programs(self) -> Mapping[str, Program]:
        """The program library."""
        return register_room.read_programs(_inside("programs"))

    @cached_property
    def library(self) -> Library:
        """Catalogs, baselines and crosswalks: the library's and the workspace's own."""
        files = asked_files(self.root)
        return remembered(Library, (files,), lambda: read_library(files))

    @cached_property
    def register(self) -> Register:
        """What the provider answers for."""
        files, programs = read_tree(self.root, "register"), _inside("programs")
        return remembered(
            register_room.Register,
            (files, programs),
            lambda: register_room.read_register(files, self.programs),
        )

    @cached_property
    def responsibilities(self) -> Mapping[str, Responsibility]:
        """Who does what, by id; each of a requirement that the library holds."""
        from assay.register.invariants.asked import (  # noqa: PLC0415 - only this
            responsibility_faults,
        )

        problems = sorted(set(responsibility_faults(self.register, self.library)))
        if problems:
            raise BadInput(problems)
        return self.register.responsibilities

    @cached_property
    def _control_environment(self) -> "tuple[dict[str, Control], tuple[Coverage, ...]]":
        files = read_tree(self.root, "controls")
        return register_room.read_controls(files, self.register, self.library)

    @property
    def controls(self) -> "Mapping[str, Control]":
        """What the provider does, by id."""
        return self._control_environment[0]

    @property
    def coverage(self) -> "tuple[Coverage, ...]":
        """Which requirements the controls are stated to cover."""
        return self._control_environment[1]

    @cached_property
    def checks(self) -> "tuple[Check, ...]":
        """Every check; each must test a control that exists."""
        checks = checks_room.load_checks(read_tree(self.root, "checks"))
        problems = [
            Problem(
                file=f"checks/{check.id}/check.toml",
                place="control",
                message=f"There is no control {check.control!r}",
                remedy=f"Add controls/{check.control}.toml or name another.",
            )
            for check in checks
            if check.control not in self.controls
        ]
        if problems:
            raise BadInput(problems)
        return checks

    @cached_property
    def lake(self) -> "Lake":
        """The evidence."""
        return evidence_room.Lake(self.root / "lake")

    @property
    def runs(self) -> Path:
        """Where runs are kept."""
        return self.root / "runs"

    def day(self, on: date | None) -> date:
        """The day a question is asked of: as given, or the register's own, or today."""
        return on or self.register.provider.speaks_on or self.clock().date()

    def all_runs(self) -> "tuple[Run, ...]":
        """Every run, in the order of time."""
        found = [
            checks_room.read_run(path) for path in self.runs.glob("[!.]*/run.json")
        ]
        return tuple(sorted(found, key=lambda run: (run.at, run.id)))

    def latest_run(self, on: date | None = None) -> "Run | None":
        """The newest run made by the end of that day; None where there is none."""
        end = datetime.combine(self.day(on), time.max, UTC)
        made = [run for run in self.all_runs() if run.at <= end]
        return made[-1] if made else None

    def ground(self, run: "Run | None") -> "Ground":
        """What standing is derived from, given a run."""
        return standing_room.lay_ground(
            register=self.register,
            library=self.library,
            controls=self.controls,
            coverage=self.coverage,
            run=run,
            manifests=evidence_room.manifests_in(self.root / "lake"),
        )

    def ground_for(self, program: str, run: "Run | None") -> "Ground":
        """What the standing of one program is derived from, with no other catalogs.

        Where these do not suffice, or hold a fault, everything is read, and every fault
        of it told.
        """
        if "library" in self.__dict__:
            return self.ground(run)
        try:
            library = read_library(self._asked_of(program))
            files = {
                file: data
                for file, data in read_tree(self.root, "controls").items()
                if _is_of(file, library)
            }
            controls, coverage = register_room.read_controls(
                files, self.register, library
            )
        except BadInput:
            return self.ground(run)
        return standing_room.lay_ground(
            register=self.register,
            library=library,
            controls=controls,
            coverage=coverage,
            run=run,
            manifests=evidence_room.manifests_in(self.root / "lake"),
        )

    def _asked_of(self, program: str) -> dict[str, bytes]:
        """The files of what a program asks, and of the objectives of controls."""
        held = asked_files(self.root)
        wanted = [
            asked.catalog
            for name in (program, OBJECTIVES_OF)
            if name in self.programs
            for asked in self.programs[name].requirement_sets
        ]
        found: dict[str, bytes] = {}
        while wanted:
            name = wanted.pop()
            for file in (f"catalogs/{name}.toml", f"baselines/{name}.toml"):
                if file in held and file not in found:
                    found[file] = held[file]
                    table = parse_toml(held[file], file=file, problems=[])
                    wanted.append(str(table.get("catalog", "")))
        return found


def open_workspace(
    root: Path,
    *,
    clock: Clock = system_clock,
    entropy: Entropy = system_entropy,
) -> Workspace:
    """Open the workspace in a folder; raises `BadInput` where it is not one."""
    path = root / FILE
    if not path.is_file():
        message = f"This is not an Assay workspace: it has no {FILE}"
        remedy = "Make one with `assay init DIR`, or name one with `-C DIR`."
        raise BadInput([Problem(file=str(root), message=message, remedy=remedy)])
    return Workspace(
        root.resolve(), read_config(path.read_bytes()), clock=clock, entropy=entropy
    )


def held_library(root: Path) -> Library:
    """What a folder holds: with the workspace's own catalogs, if it is a workspace."""
    if (root / FILE).is_file():
        return open_workspace(root).library
    return read_library(_shipped())


def asked_files(root: Path) -> dict[str, bytes]:
    """The files of what may be asked: the library's, and a workspace's own."""
    own = read_tree(root, *_ASKED) if (root / FILE).is_file() else {}
    return _shipped() | own


def _is_of(file: str, library: Library) -> bool:
    """Whether a file below `controls/` is of a control, or covers what is held."""
    folder, _, name = file.rpartition("/")
    covered = name.removesuffix(".toml")
    held = covered in library.catalogs or covered in library.baselines
    return not folder.endswith("/coverage") or held


def _shipped() -> dict[str, bytes]:
    return {path: data for folder in _ASKED for path, data in _inside(folder).items()}


def _inside(folder: str) -> dict[str, bytes]:
    return {f"{folder}/{name}": data for name, data in read_files(folder).items()}
