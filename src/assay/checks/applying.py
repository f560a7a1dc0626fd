"""Checks applied to the evidence as of a time; equal inputs give equal bytes.

A run is a folder `<into>/<run-id>/` with `run.json` and a Parquet file of verdict rows
for each check. It is made beside its place and moved there when it is whole.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from assay.canonical import Json, digest, json_bytes
from assay.checks.cache import Cache, cache_key
from assay.checks.conclude import conclude
from assay.checks.engine import engine_name
from assay.checks.jobs import Job, Judged, Progress, judge_all
from assay.checks.judge import CheckError, ask
from assay.checks.record import FORMAT, run_bytes, total
from assay.checks.rows import file_digest
from assay.checks.sight import Sight, doubt, look, obstacle
from assay.checks.tally import Cells, tallies
from assay.checks.values import Check, Outcome, Run
from assay.errors import Error
from assay.evidence import Lake
from assay.ids import well_formed

__all__ = ["run"]


def run(
    checks: Sequence[Check],
    lake: Lake,
    at: datetime,
    into: Path,
    *,
    progress: Progress = lambda _: None,
    threads: int | None = None,
) -> Run:
    """Judge everyone whom the checks are about, and record it under `into`.

    What cannot be judged is unknown, with the reason; only the caller's own mistakes
    stop a run.

    Args:
        checks: The checks, each with an id of its own.
        lake: The evidence; of each table the newest batches observed by `at` are read,
            and held against their manifests before use.
        at: The time as of which to judge.
        into: The folder of all runs.
        progress: Told the id of each check before it is judged.
        threads: How many threads the engine may use; all where None.
    """
    if at.tzinfo is None:
        raise Error("The time of a run has no time zone", remedy="Give it in UTC.")
    moment = at.astimezone(UTC)
    ordered = _ordered(checks)
    tables = sorted({table for check in ordered for table in check.reads})
    sights = {table: look(lake, table, moment) for table in tables}
    identity = _identity(ordered, sights, moment)
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=into) as hidden:
        folder = Path(hidden, "run")
        folder.mkdir()
        jobs = [_job(check, sights, moment, folder) for check in ordered]
        made = Run(
            format=FORMAT,
            id=identity,
            at=moment,
            engine=engine_name(),
            outcomes=_outcomes(
                jobs,
                sights,
                Cache(into),
                identity=identity,
                progress=progress,
                threads=threads,
            ),
        )
        (folder / "run.json").write_bytes(run_bytes(made))
        _place(folder, into / made.id)
    return made


def _ordered(checks: Sequence[Check]) -> list[Check]:
    for check in checks:
        if not well_formed(check.id):
            raise Error(f"{check.id!r} cannot be the id of a check")
    by_id = {check.id: check for check in checks}
    if len(by_id) != len(checks):
        raise Error("Two checks have the same id", remedy="Give each its own folder.")
    return [by_id[name] for name in sorted(by_id)]


def _identity(
    checks: Iterable[Check], sights: Mapping[str, Sight], at: datetime
) -> str:
    """`run.<time>.<12 hex>` of all that the run depends on."""
    content: dict[str, Json] = {
        "format": FORMAT,
        "engine": engine_name(),
        "at": at,
        "checks": {check.id: check.digest for check in checks},
        "evidence": {
            table: {"batches": sight.digests, "obstacle": sight.obstacle}
            for table, sight in sights.items()
        },
    }
    return f"run.{at:%Y%m%dT%H%M%SZ}.{digest(json_bytes(content))[:12]}"


def _job(check: Check, sights: Mapping[str, Sight], at: datetime, folder: Path) -> Job:
    return Job(
        question=ask(check, at),
        doubt=doubt(check, sights, at),
        obstacle=obstacle(check, sights),
        rows=folder / f"{check.id}.parquet",
    )


def _outcomes(
    jobs: Sequence[Job],
    sights: Mapping[str, Sight],
    cache: Cache,
    *,
    identity: str,
    progress: Progress,
    threads: int | None,
) -> tuple[Outcome, ...]:
    """The outcome of every job: recalled, or sought anew."""
    keys = {job.check.id: cache_key(job.check, sights, job.question.at) for job in jobs}
    found: dict[str, Outcome] = {}
    for job in jobs:
        if job.obstacle:
            continue  # the evidence is not what it was
        known = cache.recall(keys[job.check.id], job.check, job.rows)
        if known is not None:
            found[job.check.id] = known
    anew = [job for job in jobs if job.check.id not in found]
    judged = judge_all(anew, sights, progress=progress, threads=threads)
    cells = tallies([job.rows for job in anew], threads=threads)
    for job in anew:
        name = job.check.id
        found[name] = _outcome(job, judged[name], cells[job.rows], sights)
        if not judged[name].failure:
            cache.remember(keys[name], identity, found[name])
    return tuple(found[job.check.id] for job in jobs)


def _outcome(
    job: Job, judged: Judged, cells: Cells, sights: Mapping[str, Sight]
) -> Outcome:
    check = job.check
    tally = total(cells.values())
    if tally.population != judged.population:
        counts = f"{tally.population} verdicts on a population of {judged.population}"
        raise CheckError(f"{check.id}: {counts}")
    verdict, reason = conclude(check, tally, doubt=judged.doubt, failure=judged.failure)
    batches = [batch for table in check.reads for batch in sights[table].batches]
    return Outcome(
        check=check.id,
        check_digest=check.digest,
        control=check.control,
        verdict=verdict,
        reason=reason,
        tally=tally,
        cells=cells,
        batches=tuple(batch.id for batch in batches),
        synthetic=any(batch.synthetic for batch in batches),
        rows_file=job.rows.name,
        rows_sha256=file_digest(job.rows),
    )


def _place(folder: Path, target: Path) -> None:
    """Move a whole run to its place; the same run made again takes the old one's."""
    if target.exists():
        target.rename(folder.with_name("replaced"))
    folder.rename(target)
