"""The main job: every step leaves its entry, and repeats to the byte."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assay.dossier import verify
from assay.errors import BadInput, Error, UnknownName
from assay.ledger import Policy
from assay.workspace import (
    Workspace,
    build_dossier,
    collect,
    derive_standing,
    findings_of,
    initialise,
    list_entries,
    open_workspace,
    read_log,
    run_checks,
)

AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
Make = Callable[[Path], Workspace]


@pytest.fixture
def done(make: Make, tmp_path: Path) -> Workspace:
    """A northwind that has been through the main job once."""
    workspace = make(tmp_path / "nw")
    collect(workspace, ["demo"])
    run_checks(workspace)
    build_dossier(workspace)
    return workspace


def policy(workspace: Workspace) -> Policy:
    return Policy.parse((workspace.root / "verify.policy").read_bytes())


def test_every_step_leaves_an_entry_signed_by_its_role(done: Workspace) -> None:
    kinds = [entry.kind for entry in list_entries(done)]

    assert kinds.count("result") == 1
    assert kinds.count("standing") == 1
    assert kinds.count("publication") == 1
    assert kinds.count("snapshot") == len(done.lake.manifests()) + 1
    with read_log(done) as log:
        assert log.fsck() == ()


def test_a_step_repeated_at_the_same_time_changes_nothing(done: Workspace) -> None:
    before = list_entries(done)
    collect(done, ["demo"])
    run_checks(done)
    derive_standing(done)
    built = build_dossier(done)

    assert list_entries(done) == before
    assert not built.new


def test_two_workspaces_made_alike_publish_the_same_bytes(
    make: Make, tmp_path: Path
) -> None:
    sealed = []
    for name in ("one", "two"):
        workspace = make(tmp_path / name)
        collect(workspace, ["demo"])
        run_checks(workspace)
        sealed.append(build_dossier(workspace).path.read_bytes())

    assert sealed[0] == sealed[1]


def test_a_newer_publication_makes_the_older_one_superseded(done: Workspace) -> None:
    first = (done.root / "dossiers" / "overview-1.assay").read_bytes()
    register = done.root / "register" / "provider.toml"
    register.write_text(register.read_text().replace("Northwind Cloud", "Northwind"))
    again = open_workspace(done.root, clock=lambda: AT, entropy=done.entropy)
    built = build_dossier(again)

    assert built.number == 2
    assert verify(built.path.read_bytes(), policy(again)).genuine
    assert verify(first, policy(again)).reason == "superseded"
    assert verify(built.path.read_bytes(), policy(again), since=first).genuine


def test_a_publisher_that_died_before_telling_the_policy_tells_it_later(
    done: Workspace,
) -> None:
    first = (done.root / "dossiers" / "overview-1.assay").read_bytes()
    told = policy(done)
    untold = replace(told, current=(), known=told.known[:-1])
    (done.root / "verify.policy").write_bytes(untold.format())
    register = done.root / "register" / "provider.toml"
    register.write_text(register.read_text().replace("Northwind Cloud", "Northwind"))
    again = open_workspace(done.root, clock=lambda: AT, entropy=done.entropy)
    second = build_dossier(again).path.read_bytes()

    assert verify(second, policy(again), since=first).genuine
    assert verify(first, policy(again)).reason == "superseded"


def test_a_second_run_that_found_the_same_has_a_standing_too(done: Workspace) -> None:
    run_checks(done, at=AT + timedelta(hours=1))
    derived = derive_standing(done)

    assert [e.kind for e in list_entries(done)].count("standing") == 2
    assert derived.entry == list_entries(done)[-1].index


def test_what_is_seen_now_cannot_be_recorded_as_of_another_day(
    make: Make, tmp_path: Path
) -> None:
    workspace = make(tmp_path / "nw")

    with pytest.raises(BadInput, match="1 problem"):
        collect(workspace, ["host"], at=AT - timedelta(days=900))
    assert workspace.lake.manifests() == ()


def test_nothing_is_published_of_a_day_to_come(done: Workspace) -> None:
    with pytest.raises(Error, match="has not come"):
        build_dossier(done, on=AT.date() + timedelta(days=1))


def test_findings_follow_the_runs(done: Workspace) -> None:
    found = findings_of(done)

    assert {finding.opened_at for finding in found} == {AT}
    assert all(finding.closed_at is None for finding in found)
    assert any(finding.check == "leaver-access-removed" for finding in found)


def test_unknown_papers_sources_and_workspaces_are_named(
    make: Make, tmp_path: Path
) -> None:
    workspace = make(tmp_path / "nw")

    with pytest.raises(UnknownName, match="paper"):
        build_dossier(workspace, "overvew")
    with pytest.raises(UnknownName, match="source"):
        collect(workspace, ["dmo"])
    with pytest.raises(BadInput):
        open_workspace(tmp_path)


def test_keys_are_for_their_owner_only_and_never_replaced(
    make: Make, tmp_path: Path
) -> None:
    workspace = make(tmp_path / "nw")
    keys = sorted((workspace.root / "keys").iterdir())

    assert [key.name for key in keys] == ["collector.pem", "log.pem", "publisher.pem"]
    assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}
    with pytest.raises(BadInput):
        initialise(workspace.root, "northwind")


VERBS: list[list[str]] = [
    ["collect", "demo"],
    ["run"],
    ["dossier", "build", "overview"],
]


@pytest.fixture(scope="module")
def lengths(tmp_path_factory: pytest.TempPathFactory) -> list[float]:
    """How long each verb takes here and now, in seconds."""
    root = tmp_path_factory.mktemp("timed") / "nw"
    initialise(root, "northwind")
    took = []
    for verb in VERBS:
        start = time.monotonic()
        assert run_verb(verb, root).returncode in {0, 1}
        took.append(time.monotonic() - start)
    return took


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.85])
def test_killed_anywhere_it_goes_on_and_loses_nothing(
    tmp_path: Path, lengths: list[float], share: float
) -> None:
    """Each verb is killed once with SIGKILL, then run again to its end."""
    root = tmp_path / "nw"
    initialise(root, "northwind")
    entries = 0
    for verb, length in zip(VERBS, lengths, strict=True):
        delay = length * share
        while not kill_after(verb, root, delay):
            delay *= 0.8  # the machine has become quicker: sooner, then
        with read_log(open_workspace(root)) as log:
            assert log.size >= entries
        finished = run_verb(verb, root)
        assert finished.returncode in {0, 1}, finished.stderr
        with read_log(open_workspace(root)) as log:
            assert log.fsck() == ()
            entries = log.size
    sealed = max((root / "dossiers").glob("*.assay")).read_bytes()
    trusted = Policy.parse((root / "verify.policy").read_bytes())

    assert verify(sealed, trusted).genuine


def command(verb: list[str], root: Path) -> list[str]:
    return [sys.executable, "-m", "assay", *verb, "-C", str(root)]


def run_verb(verb: list[str], root: Path) -> Any:
    return subprocess.run(command(verb, root), capture_output=True, check=False)


def kill_after(verb: list[str], root: Path, delay: float) -> bool:
    """Run a verb and kill it after so many seconds; whether it was still at work."""
    child = subprocess.Popen(
        command(verb, root), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(delay)
    if child.poll() is None:
        os.kill(child.pid, signal.SIGKILL)
    return child.wait() == -signal.SIGKILL
