"""One suite holds for every source there is, ours and those of plug-ins."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assay.errors import UnknownName
from assay.evidence import Gap, Request
from assay.sources import kinds, source_named
from assay.testing.sources import FakeSource, assert_conforms, assert_refuses

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)

SCAN = """<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2">
<TestResult start-time="2026-11-23T00:00:00Z"><target>h</target>
<rule-result idref="r"><result>pass</result></rule-result></TestResult></Benchmark>"""
FINDING = {
    "class_uid": 2004,
    "metadata": {"event_code": "r"},
    "finding_info": {"uid": "u", "title": "t"},
    "status_code": "PASS",
    "time": 1795450600,
    "resources": [{"uid": "a"}],
}


def csv(root: Path) -> dict[str, Any]:
    (root / "in.csv").write_text("account_id\na\n")
    return {"table": "account", "path": "in.csv"}


def jsonl(root: Path) -> dict[str, Any]:
    (root / "in.jsonl").write_text('{"account_id": "a"}\n')
    return {"table": "account", "path": "in.jsonl"}


def parquet(root: Path) -> dict[str, Any]:
    pq.write_table(pa.table({"account_id": ["a"]}), root / "in.parquet")
    return {"table": "account", "path": "in.parquet"}


def host(root: Path) -> dict[str, Any]:
    (root / "machine/etc").mkdir(parents=True)
    (root / "machine/etc/passwd").write_text("root:x:0:0::/:/bin/sh\n")
    return {"root": "machine", "name": "h"}


def git(root: Path) -> dict[str, Any]:
    program = shutil.which("git")
    if program is None:
        pytest.skip("the git program is not on this machine")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q", "."], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run(
            [program, *who, *words],
            cwd=root,
            check=True,
            env={"PATH": os.defpath, "GIT_CONFIG_GLOBAL": os.devnull},
        )
    return {"path": "."}


def prowler(root: Path) -> dict[str, Any]:
    (root / "in.json").write_text(json.dumps([FINDING]))
    return {"path": "in.json"}


def openscap(root: Path) -> dict[str, Any]:
    (root / "in.xml").write_text(SCAN)
    return {"path": "in.xml"}


def synthetic(_root: Path) -> dict[str, Any]:
    return {"size": 20}


READY: dict[str, Callable[[Path], dict[str, Any]]] = {
    "csv": csv,
    "jsonl": jsonl,
    "parquet": parquet,
    "host": host,
    "git": git,
    "prowler": prowler,
    "openscap": openscap,
    "synthetic": synthetic,
}


def request_for(kind: str, root: Path) -> Request:
    return Request(
        name=f"the-{kind}",
        options=READY[kind](root),
        root=root,
        at=AT,
        services=("compute", "storage"),
        regions=("eu-1", "us-gov-1"),
    )


@pytest.mark.parametrize("kind", READY)
def test_every_source_passes_the_suite(kind: str, tmp_path: Path) -> None:
    batches = assert_conforms(
        source_named(kind), request_for(kind, tmp_path), lake=tmp_path / "lake"
    )

    assert {batch.synthetic for batch in batches} == {kind == "synthetic"}


def test_every_source_that_is_installed_is_held_to_it() -> None:
    ours = {p.name for p in entry_points(group="assay.sources") if _is_ours(p.value)}

    assert ours == set(READY)
    assert set(READY) <= set(kinds())


def _is_ours(value: str) -> bool:
    return value.startswith("assay.sources.")


@pytest.mark.parametrize("kind", sorted(READY.keys() - {"host", "synthetic"}))
def test_a_required_option_left_out_is_named(kind: str, tmp_path: Path) -> None:
    needed = [f"bare.{name}" for name in READY[kind](tmp_path)]
    request = Request(name="bare", options={}, root=tmp_path, at=AT)

    assert_refuses(source_named(kind), request, *needed)


def test_a_kind_that_is_not_installed_is_named_with_its_neighbours() -> None:
    with pytest.raises(UnknownName, match="kind of source 'openscan'") as fault:
        source_named("openscan")

    assert fault.value.near == ("openscap",)


RECORDS = {"worker": [{"worker_id": "w1"}, {"worker_id": "w2"}]}


def test_the_source_made_of_records_conforms(tmp_path: Path) -> None:
    request = Request(name="hr", options={}, root=tmp_path, at=AT)
    partial = FakeSource(records=RECORDS, gaps=(Gap(part="page 2", reason="timeout"),))

    (whole,) = assert_conforms(
        FakeSource(records=RECORDS), request, lake=tmp_path / "a"
    )
    (short,) = assert_conforms(partial, request, lake=tmp_path / "b")

    assert not whole.partial
    assert short.partial


BROKEN: dict[str, tuple[FakeSource, str]] = {
    "a kind that is no id": (FakeSource(records=RECORDS, kind="My Source"), "kind"),
    "no table": (FakeSource(records={}), "no table"),
    "an option without meaning": (
        FakeSource(records=RECORDS, options={"x": " "}),
        "without a meaning",
    ),
    "rows fresher than they say": (
        FakeSource(
            records={
                "worker": [
                    {
                        "worker_id": "w",
                        "observed_at": datetime(2020, 1, 1, tzinfo=UTC),
                    }
                ]
            }
        ),
        "fresher than its oldest row",
    ),
    "the same key twice": (
        FakeSource(records={"worker": [{"worker_id": "w"}, {"worker_id": "w"}]}),
        "also the key",
    ),
    "a gap without a reason": (
        FakeSource(records=RECORDS, gaps=(Gap(part="p", reason=""),)),
        "gap without a reason",
    ),
    "a gap that it got": (
        FakeSource(records=RECORDS, gaps=(Gap(part="worker", reason="r"),)),
        "and did not",
    ),
}


@pytest.mark.parametrize(("source", "words"), BROKEN.values(), ids=BROKEN)
def test_the_suite_finds_a_source_that_breaks_its_word(
    source: FakeSource, words: str, tmp_path: Path
) -> None:
    request = Request(name="hr", options={}, root=tmp_path, at=AT)

    with pytest.raises(AssertionError, match=words):
        assert_conforms(source, request, lake=tmp_path)


def test_a_source_that_accepts_what_it_must_refuse_is_found_out(
    tmp_path: Path,
) -> None:
    request = Request(name="hr", options={}, root=tmp_path, at=AT)

    with pytest.raises(AssertionError, match="accepted what it must refuse"):
        assert_refuses(FakeSource(records=RECORDS), request)
