"""A run as bytes: `run.json`, format `assay-run/1` (`docs/formats/run.md`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from assay.canonical import json_bytes, plain
from assay.checks.values import Outcome, Run, Tally, Verdict
from assay.errors import BadInput, Problem
from assay.evidence import parse_json
from assay.reading import read_record

__all__ = ["FORMAT", "outcome_data", "read_outcome", "read_run", "run_bytes"]

FORMAT = "assay-run/1"
_MOST_BYTES = 256 * 1024 * 1024
_RESTORE = "Restore the run's folder from a copy, or run the checks again."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """The tally of one service and region, as it is written."""

    service: str
    region: str
    met: int
    not_met: int
    unknown: int
    not_applicable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """An outcome as it is written: cells as a list."""

    check: str
    check_digest: str
    control: str
    verdict: Verdict
    reason: str
    tally: Tally
    cells: tuple[_Cell, ...]
    batches: tuple[str, ...]
    synthetic: bool
    rows_file: str
    rows_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A run as it is written."""

    format: str
    id: str
    at: datetime
    engine: str
    outcomes: tuple[_Outcome, ...]


def run_bytes(run: Run) -> bytes:
    """The bytes of `run.json`."""
    outcomes = [outcome_data(outcome) for outcome in run.outcomes]
    head: dict[str, Any] = {
        "format": run.format,
        "id": run.id,
        "at": run.at,
        "engine": run.engine,
    }
    return json_bytes({**head, "outcomes": outcomes})


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain data, its cells in order of service and region."""
    data = plain(replace(outcome, cells={}))
    cells = [
        {"service": service, "region": region, **plain(tally)}
        for (service, region), tally in sorted(outcome.cells.items())
    ]
    return {**cast("dict[str, Any]", data), "cells": cells}


def read_run(path: Path) -> Run:
    """The run recorded in a `run.json`.

    Raises:
        BadInput: where it cannot be read as one.
    """
    file = f"{path.parent.name}/{path.name}"
    problems: list[Problem] = []
    written = _written(path, file, problems)
    if written is None:
        raise BadInput(problems)
    outcomes = tuple(_outcome(outcome) for outcome in written.outcomes)
    if any(_sum(outcome) != outcome.tally for outcome in outcomes):
        message = "The cells of an outcome do not add up to its tally"
        raise BadInput([Problem(file=file, message=message, remedy=_RESTORE)])
    return Run(
        format=written.format,
        id=written.id,
        at=written.at,
        engine=written.engine,
        outcomes=outcomes,
    )


def read_outcome(data: bytes) -> Outcome | None:
    """The outcome in `data`, or None where it cannot be read as one."""
    problems: list[Problem] = []
    document = parse_json(data, file="", problems=problems)
    read = read_record(_Outcome, document, file="", place="", problems=problems)
    return _outcome(read) if read is not None else None


def _written(path: Path, file: str, problems: list[Problem]) -> _Run | None:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES)
    except OSError as fault:
        message = f"The record of the run cannot be read: {fault.strerror}"
        problems.append(Problem(file=file, message=message, remedy=_RESTORE))
        return None
    document = parse_json(data, file=file, problems=problems)
    if problems or _is_other(document, file, problems):
        return None
    read = read_record(_Run, document, file=file, place="", problems=problems)
    if read is not None and read.id != path.parent.name:
        message = f"The record is that of run {read.id}"
        problems.append(Problem(file=file, message=message, remedy=_RESTORE))
        return None
    return read


def _is_other(document: Any, file: str, problems: list[Problem]) -> bool:
    """Whether the document says that it is in another format."""
    if not isinstance(document, Mapping):
        return False
    found = cast("Mapping[str, Any]", document).get("format", FORMAT)
    if found == FORMAT:
        return False
    message = f"The run has format {found!r}, and this version reads {FORMAT!r}"
    remedy = "Use the version of Assay that wrote it, or a newer one."
    problems.append(Problem(file=file, message=message, remedy=remedy))
    return True


def _outcome(written: _Outcome) -> Outcome:
    cells = {
        (cell.service, cell.region): Tally(
            met=cell.met,
            not_met=cell.not_met,
            unknown=cell.unknown,
            not_applicable=cell.not_applicable,
        )
        for cell in written.cells
    }
    values = {f.name: getattr(written, f.name) for f in fields(written)}
    return Outcome(**cast("dict[str, Any]", {**values, "cells": cells}))


def _sum(outcome: Outcome) -> Tally:
    return total(outcome.cells.values())


def total(tallies: Iterable[Tally]) -> Tally:
    """Tallies of separate subjects, together."""
    every = tuple(tallies)
    return Tally(
        met=sum(tally.met for tally in every),
        not_met=sum(tally.not_met for tally in every),
        unknown=sum(tally.unknown for tally in every),
        not_applicable=sum(tally.not_applicable for tally in every),
    )
