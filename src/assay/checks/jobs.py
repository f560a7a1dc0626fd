"""The checks of one run, each judged and written, whatever happens to the others."""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import duckdb
import pyarrow as pa

from assay.checks.engine import Engine, closed_engine, show_files
from assay.checks.fuse import judge_together
from assay.checks.judge import CheckError, Question, count, give_up, judge
from assay.checks.plain import Plain, as_plain
from assay.checks.rows import write_rows
from assay.checks.sight import Doubt, Sight
from assay.checks.values import Check

__all__ = ["Job", "Judged", "Progress", "judge_all"]

Progress: TypeAlias = Callable[[str], None]
"""Told the id of each check before it is judged."""

_ENGINE_FAULTS = (duckdb.Error, pa.ArrowException)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One check in one run."""

    question: Question
    doubt: Doubt
    """Why nothing can be met on this evidence, and where."""
    obstacle: str
    """Why the check cannot be run on this evidence; empty where it can."""
    rows: Path
    """Where its verdict rows go."""

    @property
    def check(self) -> Check:
        """The check."""
        return self.question.check


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of a job; its rows are written."""

    population: int
    """Everyone who was to be judged, counted apart from the rows."""
    doubt: str = ""
    failure: str = ""
    """Why the check could not be run; empty where it was."""


def judge_all(
    jobs: Sequence[Job],
    sights: Mapping[str, Sight],
    *,
    progress: Progress,
    threads: int | None,
) -> dict[str, Judged]:
    """Judge every job; the result is by id of the check."""
    usable = [sight for sight in sights.values() if not sight.obstacle]
    files = [path for sight in usable for path in sight.paths]
    found: dict[str, Judged] = {}
    with (
        tempfile.TemporaryDirectory(dir=_beside(jobs)) as spill,
        closed_engine(files=files, spill=Path(spill), threads=threads) as engine,
    ):
        for sight in usable:
            show_files(engine, sight.table, sight.paths)
        for group in _groups(jobs):
            found |= _judge_group(engine, group, progress, threads)
        for job in jobs:
            if job.check.id not in found:
                progress(job.check.id)
                found[job.check.id] = _judge_one(engine, job, sights)
    return found


def _groups(jobs: Sequence[Job]) -> list[list[tuple[Job, Plain]]]:
    """The jobs that can be judged together, in groups of one scan each."""
    able = {f"c{index}": job for index, job in enumerate(jobs) if not job.obstacle}
    plain = {name: as_plain(job.question, name) for name, job in able.items()}
    pairs = [(able[name], check) for name, check in plain.items() if check]
    groups: dict[tuple[str, ...], list[tuple[Job, Plain]]] = {}
    for job, check in pairs:
        groups.setdefault(check.scan, []).append((job, check))
    return list(groups.values())


def _judge_group(
    engine: Engine,
    group: Sequence[tuple[Job, Plain]],
    progress: Progress,
    threads: int | None,
) -> dict[str, Judged]:
    """Judge jobs in one scan; nothing where they must be judged one at a time."""
    jobs = [job for job, _ in group]
    for job in jobs:
        progress(job.check.id)
    try:
        population = judge_together(
            engine,
            [check for _, check in group],
            [job.doubt for job in jobs],
            [job.rows for job in jobs],
            threads=threads,
        )
    except _ENGINE_FAULTS:
        return {}
    if population is None:
        return {}
    return {
        job.check.id: Judged(population=population, doubt=job.doubt.reason)
        for job in jobs
    }


def _beside(jobs: Sequence[Job]) -> Path | None:
    """Where the rows go there is room for what does not fit in memory."""
    return jobs[0].rows.parent.parent if jobs else None


def _judge_one(engine: Engine, job: Job, sights: Mapping[str, Sight]) -> Judged:
    why = job.obstacle
    if not why:
        try:
            return _judge(engine, job)
        except CheckError as fault:
            why = f"the check is at fault: {fault.message}"
        except _ENGINE_FAULTS as fault:
            why = f"the engine stopped: {str(fault).splitlines()[0]}"
    if not any(sights[table].obstacle for table in job.question.population.tables):
        try:
            return _give_up(engine, job, why)
        except _ENGINE_FAULTS as fault:
            why = f"the engine stopped: {str(fault).splitlines()[0]}"
    write_rows(job.rows, ())
    return Judged(population=0, failure=why)


def _judge(engine: Engine, job: Job) -> Judged:
    population = count(engine, job.question)
    doubt = job.doubt
    if population.nameless:
        nameless = f"{population.nameless:,} of the population have no name"
        said = "; ".join(why for why in (doubt.reason, nameless) if why)
        doubt = Doubt(reason=said)
    write_rows(job.rows, judge(engine, job.question, doubt))
    return Judged(population=population.subjects, doubt=doubt.reason)


def _give_up(engine: Engine, job: Job, why: str) -> Judged:
    population = count(engine, job.question)
    write_rows(job.rows, give_up(engine, job.question, why))
    return Judged(population=population.subjects, failure=why)
