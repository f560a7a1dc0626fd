"""What is kept between requests, and when it is read again."""

import json
import os
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client

from assay.portal.board import board
from assay.workspace import Workspace


def test_a_workspace_that_did_not_change_is_read_once(scratch: Workspace) -> None:
    assert scratch.root.is_dir()
    first = board()

    assert board() is first


@pytest.mark.parametrize(
    "name",
    ["register/services.toml", "controls/backup.toml", "verify.policy", "assay.toml"],
)
def test_a_file_that_changes_is_seen_by_the_next_request(
    scratch: Workspace, name: str
) -> None:
    first = board()
    path = scratch.root / name
    path.write_bytes(path.read_bytes() + b"\n")

    assert board() is not first


@pytest.mark.parametrize("name", ["runs/run.x", "lake/worker/batch", "dossiers/a"])
def test_a_run_a_batch_and_a_dossier_are_seen_too(
    scratch: Workspace, name: str
) -> None:
    path = scratch.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    first = board()
    path.mkdir()
    (path / "file").touch()

    assert board() is not first


def test_a_register_that_does_not_hold_is_a_503_and_shows_no_half(
    scratch: Workspace, client: Client
) -> None:
    path = scratch.root / "register" / "services.toml"
    path.write_text(path.read_text() + "\n[[service]]\nid = 1\n")

    page = client.get("/scope")
    data = client.get("/scope.json")

    assert page.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "cannot be read just now" in page.content.decode()
    assert json.loads(data.content)["status"] == HTTPStatus.SERVICE_UNAVAILABLE


def test_a_run_that_is_damaged_takes_evidence_away_and_no_claim(
    scratch: Workspace, client: Client
) -> None:
    folder = scratch.root / "runs" / "run.damaged"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text("{")

    page = client.get("/scope/soc-2/object-storage")
    told = json.loads(client.get("/scope/soc-2/object-storage.json").content)

    assert told["claim"]["state"] == "in_force"
    assert told["evidence"]["state"] == "unknown"
    assert "Evidence cannot be read just now" in page.content.decode()


def test_a_missing_artefact_is_said_and_not_offered(
    scratch: Workspace, client: Client
) -> None:
    (scratch.root / "register" / "artefacts" / "soc-3-2026h2.md").unlink()

    page = client.get("/library").content.decode()
    answer = client.get("/library/soc-3-2026h2/report")

    assert "/library/soc-3-2026h2/report" not in page
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_reading_pages_writes_nothing_to_the_register(
    northwind: Workspace, client: Client
) -> None:
    before = _times(northwind.root)
    for address in ("/", "/scope", "/programs/soc-2", "/scope/soc-2/object-storage"):
        client.get(address)

    assert _times(northwind.root) == before


def _times(root: Path) -> dict[str, int]:
    return {
        os.fspath(path): path.stat().st_mtime_ns
        for folder in ("register", "controls", "checks", "runs", "lake", "dossiers")
        for path in (root / folder).rglob("*")
    }


def test_a_workspace_without_evidence_is_shown_and_not_written_to(
    scratch: Workspace, client: Client
) -> None:
    before = sorted(scratch.root.rglob("*"))
    for address in ("/", "/scope", "/scope/soc-2/object-storage", "/dossiers"):
        assert client.get(address).status_code == HTTPStatus.OK

    assert sorted(scratch.root.rglob("*")) == before


def test_asking_of_day_after_day_does_not_fill_the_memory(
    scratch: Workspace, client: Client
) -> None:
    assert scratch.root.is_dir()
    shown = board()
    for number in range(1000):
        shown.keep(("answer", number), lambda: b"kept")

    assert len(shown._answers._values) <= 128
    assert client.get("/scope/soc-2").status_code == HTTPStatus.OK
