"""Made-up populations: the same each time, and with the exceptions that are listed."""

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import assay
from assay.checks import Run, load_checks, read_rows, run
from assay.errors import BadInput
from assay.evidence import TABLES, Batch, Lake, Request, row_problems
from assay.reading import parse_toml
from assay.sources.synthetic import SOURCE, Planted, planted

NORTHWIND = Path(assay.__file__).with_name("library") / "examples" / "northwind"
AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
CHECKS = load_checks(
    {
        path.relative_to(NORTHWIND).as_posix(): path.read_bytes()
        for path in sorted(NORTHWIND.glob("checks/*/*"))
    }
)
Found = set[tuple[str, str, str, str, str]]


def named(kind: str) -> tuple[str, ...]:
    data = (NORTHWIND / "register" / f"{kind}s.toml").read_bytes()
    table: dict[str, Any] = parse_toml(data, file=kind, problems=[])
    return tuple(one["id"] for one in table[kind])


SERVICES, REGIONS = named("service"), named("region")


def request(at: datetime = AT, **given: Any) -> Request:
    places = {key: given.pop(key, ()) for key in ("services", "regions")}
    extra = {"cells": given.pop("cells")} if "cells" in given else {}
    return Request(
        name="demo", options=given, root=Path(), at=at, extra=extra, **places
    )


def judged(batches: list[Batch], folder: Path, at: datetime = AT) -> Run:
    lake = Lake(folder / "lake")
    for batch in batches:
        lake.write(batch, at)
    return run(CHECKS, lake, at, folder / "runs")


def found_in(made: Run, folder: Path) -> Found:
    return {
        (outcome.check, row.subject, row.verdict, row.service or "", row.region or "")
        for outcome in made.outcomes
        for row in read_rows(
            folder / "runs" / made.id / outcome.rows_file, ("not_met", "unknown")
        )
    }


def listed(exceptions: tuple[Planted, ...]) -> Found:
    return {
        (one.check, one.subject, one.verdict, one.service, one.region)
        for one in exceptions
    }


PLACED: dict[str, Any] = {"services": SERVICES, "regions": REGIONS}


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Found]:
    """A run over northwind's places, and what it found at fault."""
    folder = tmp_path_factory.mktemp("northwind")
    made = judged(list(SOURCE.collect(request(seed=7, size=200, **PLACED))), folder)
    return made, found_in(made, folder)


def test_a_run_finds_the_planted_exceptions_and_no_others(
    demonstrated: tuple[Run, Found],
) -> None:
    made, found = demonstrated
    expected = planted(seed=7, size=200, at=AT, **PLACED)

    assert found == listed(expected)
    assert Counter(one.verdict for one in expected)["not_met"] == 14
    assert all(outcome.tally.population for outcome in made.outcomes)
    assert all(outcome.synthetic for outcome in made.outcomes)


def test_most_checks_have_no_exception(demonstrated: tuple[Run, Found]) -> None:
    made, _ = demonstrated

    assert sum(outcome.verdict == "met" for outcome in made.outcomes) >= 38


def test_most_cells_have_no_exception_but_the_gap(
    demonstrated: tuple[Run, Found],
) -> None:
    _, found = demonstrated
    beyond = {
        (service, region)
        for check, _, _, service, region in found
        if check not in {"crypto-modules-active", "government-endpoints-validated"}
    }

    assert len(beyond - {("", "")}) == 4


def test_without_exceptions_everything_is_met(tmp_path: Path) -> None:
    made = judged(list(SOURCE.collect(request(exceptions=False))), tmp_path)

    assert {outcome.verdict for outcome in made.outcomes} == {"met"}


NAMES = st.lists(
    st.sampled_from(["alpha", "beta", "gamma", "delta"]), min_size=1, unique=True
).map(tuple)
PLACES = st.lists(
    st.sampled_from(["north-1", "south-1", "us-gov-west-1", "us-gov-east-1"]),
    min_size=1,
    unique=True,
).map(tuple)
MOMENTS = st.datetimes(
    min_value=datetime(2017, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
)
@given(
    world=st.fixed_dictionaries(
        {
            "seed": st.integers(0, 10**9),
            "size": st.integers(12, 90),
            "services": NAMES,
            "regions": PLACES,
        }
    ),
    at=MOMENTS,
)
def test_any_world_holds_exactly_what_is_listed_for_it(
    tmp_path_factory: pytest.TempPathFactory, world: dict[str, Any], at: datetime
) -> None:
    folder = tmp_path_factory.mktemp("world")
    made = judged(list(SOURCE.collect(request(at, **world))), folder, at)

    assert found_in(made, folder) == listed(planted(at=at, **world))


def test_the_same_request_gives_the_same_rows_and_another_seed_others() -> None:
    first, again, other = (
        list(SOURCE.collect(request(seed=seed, size=40))) for seed in (7, 7, 8)
    )

    assert first == again
    assert [batch.rows for batch in first] != [batch.rows for batch in other]


def test_every_row_is_of_its_table_and_marked_as_made_up() -> None:
    batches = list(SOURCE.collect(request(services=SERVICES, regions=REGIONS)))

    assert {batch.table for batch in batches} == set(SOURCE.tables)
    assert all(batch.synthetic for batch in batches)
    for batch in batches:
        assert not row_problems(TABLES[batch.table], batch.rows, file=batch.table)


def test_the_generator_fills_every_table_that_a_check_reads() -> None:
    read = {table for check in CHECKS for table in check.reads}

    assert read <= set(SOURCE.tables)


def test_only_the_list_that_ended_early_is_partial() -> None:
    batches = list(SOURCE.collect(request(services=SERVICES, regions=REGIONS)))
    partial = [batch for batch in batches if batch.partial]

    assert [(b.table, b.expected.regions) for b in partial] == [
        ("crypto_module", ("us-gov-east-1",))
    ]
    assert len(partial[0].rows) < (partial[0].expected_rows or 0)


def test_only_cells_that_exist_are_filled() -> None:
    cells = [("alpha", "north-1"), ("beta", "us-gov-west-1")]
    batches = SOURCE.collect(request(cells=cells, regions=("north-1", "us-gov-west-1")))
    seen = {
        (row["service"], row["region"])
        for batch in batches
        for row in batch.rows.select(["service", "region"]).to_pylist()
        if row["service"] and row["region"]
    }

    assert seen == set(cells)


def test_rows_grow_with_the_number_of_workers_and_are_made_fast() -> None:
    began = time.monotonic()
    batches = SOURCE.collect(request(size=10_000, services=SERVICES, regions=REGIONS))
    rows = sum(len(batch.rows) for batch in batches)

    assert rows > 1_000_000
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("size", [0, 11, 1_000_001])
def test_a_world_too_small_or_too_large_is_refused(size: int) -> None:
    with pytest.raises(BadInput) as refused:
        list(SOURCE.collect(request(size=size)))

    assert "size" in refused.value.problems[0].place


def test_an_option_nobody_knows_is_refused_with_its_neighbour() -> None:
    with pytest.raises(BadInput) as refused:
        list(SOURCE.collect(request(sead=3)))

    assert "seed" in refused.value.problems[0].remedy


def test_a_second_collection_takes_the_place_of_the_first(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    later = datetime(2026, 11, 25, 6, tzinfo=UTC)
    for batch in SOURCE.collect(request(size=20)):
        lake.write(batch, AT)
    for batch in SOURCE.collect(request(later, seed=9, size=40, exceptions=False)):
        lake.write(batch, later)

    for table in SOURCE.tables:
        latest = lake.latest(table, later)
        assert {manifest.observed_at for manifest in latest} == {later}
