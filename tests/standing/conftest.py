"""Northwind's definitions, and runs made by hand upon them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from assay.catalog import read_library
from assay.checks import Outcome, Run, Tally, Verdict, load_checks
from assay.evidence import Manifest, Reach
from assay.library import read_files
from assay.register import read_controls, read_programs, read_register
from assay.standing import Ground, lay_ground

AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
Place = tuple[str, str]


def _library_files() -> dict[str, bytes]:
    folders = ("catalogs", "baselines", "crosswalks")
    return {f"{f}/{k}": v for f in folders for k, v in read_files(f).items()}


@dataclass(frozen=True)
class World:
    """Northwind, and a run over it that a test can bend."""

    bare: Ground
    outcomes: tuple[Outcome, ...]
    manifest: Manifest

    def ground(self, *changed: Outcome, reach: Reach | None = None) -> Ground:
        """The ground with some outcomes replaced, and the batch's reach."""
        by_check = {one.check: one for one in (*self.outcomes, *changed)}
        found: dict[str, list[Outcome]] = {}
        for outcome in by_check.values():
            found.setdefault(outcome.control, []).append(outcome)
        batch = replace(self.manifest, got=reach or self.manifest.got)
        return replace(
            self.bare,
            run_id="run-1",
            outcomes={name: tuple(made) for name, made in found.items()},
            manifests={batch.id: batch},
        )


def outcome(
    check: str,
    control: str,
    cells: dict[Place, Tally],
    verdict: Verdict = "met",
) -> Outcome:
    """An outcome over these cells."""
    total = Tally(
        met=sum(t.met for t in cells.values()),
        not_met=sum(t.not_met for t in cells.values()),
        unknown=sum(t.unknown for t in cells.values()),
        not_applicable=sum(t.not_applicable for t in cells.values()),
    )
    return Outcome(
        check=check,
        check_digest="0" * 64,
        control=control,
        verdict=verdict,
        reason="made by hand",
        tally=total,
        cells=cells,
        batches=("batch-1",),
        synthetic=True,
        rows_file=f"{check}.parquet",
        rows_sha256="0" * 64,
    )


@pytest.fixture(scope="session")
def make_outcome() -> Callable[..., Outcome]:
    return outcome


@pytest.fixture(scope="session")
def world() -> World:
    files = read_files("examples/northwind")
    programs = read_programs(
        {f"programs/{k}": v for k, v in read_files("programs").items()}
    )
    library = read_library(_library_files())
    register = read_register(files, programs)
    controls, coverage = read_controls(files, register, library)
    checks = load_checks(files)
    manifest = Manifest(
        format="assay-batch/1",
        id="batch-1",
        table="account",
        schema={},
        rows=1,
        parts=(),
        source="demo",
        collector="assay-synthetic/1",
        query="",
        parameters={},
        observed_at=AT,
        collected_at=AT,
        asked=Reach(),
        expected=Reach(),
        got=Reach(),
        gaps=(),
        expected_rows=None,
        partial=False,
        synthetic=True,
    )
    empty: Run | None = None
    bare = lay_ground(
        register=register,
        library=library,
        controls=controls,
        coverage=coverage,
        run=empty,
        manifests=[manifest],
    )
    outcomes = tuple(
        outcome(check.id, check.control, {("", ""): Tally(met=3)}) for check in checks
    )
    return World(bare=bare, outcomes=outcomes, manifest=manifest)
