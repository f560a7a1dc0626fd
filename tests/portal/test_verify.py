"""The verify page: seven different answers, and nothing kept of what was sent."""

import json
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assay.canonical import digest
from assay.ledger import Policy
from assay.ledger.keys import generate
from assay.ledger.policy_text import Current, Role
from assay.workspace import Workspace


def dossier(workspace: Workspace) -> bytes:
    return (workspace.root / "dossiers" / "overview-1.assay").read_bytes()


def policy(workspace: Workspace) -> Policy:
    return Policy.parse((workspace.root / "verify.policy").read_bytes())


def send(client: Client, data: bytes, own: bytes | None = None) -> dict[str, Any]:
    files = {"dossier": SimpleUploadedFile("paper.assay", data)}
    if own is not None:
        files["policy"] = SimpleUploadedFile("mine.policy", own)
    answer = client.post("/verify.json", files)
    told: dict[str, Any] = json.loads(answer.content)
    return told


def test_a_published_dossier_is_genuine(northwind: Workspace, client: Client) -> None:
    data = dossier(northwind)
    report = send(client, data)["report"]
    files = {"dossier": SimpleUploadedFile("paper.assay", data)}
    page = client.post("/verify", files).content.decode()

    assert report["genuine"]
    assert report["sha256"] == digest(data)
    assert report["verdict"] in page
    assert "Genuine, and nothing newer is known" in page
    for check in report["checks"]:
        assert check["name"].replace("_", " ") in page


@pytest.mark.parametrize("share", [0.1, 0.35, 0.6, 0.9])
def test_a_flipped_bit_is_altered(
    northwind: Workspace, client: Client, share: float
) -> None:
    data = bytearray(dossier(northwind))
    data[int(len(data) * share)] ^= 1
    report = send(client, bytes(data))["report"]

    assert not report["genuine"]
    assert report["reason"] == "altered"
    assert report["verdict"].startswith("Altered")


@pytest.mark.parametrize("data", [b"x", b"PK\x03\x04", b"\x00" * 4096])
@pytest.mark.usefixtures("northwind")
def test_something_else_is_malformed(client: Client, data: bytes) -> None:
    report = send(client, data)["report"]

    assert report["reason"] == "malformed"
    assert report["verdict"].startswith("Not a dossier")


def test_a_dossier_cut_short_is_malformed(northwind: Workspace, client: Client) -> None:
    report = send(client, dossier(northwind)[:-200])["report"]

    assert report["reason"] == "malformed"


def test_another_publisher_is_the_wrong_key(
    northwind: Workspace, client: Client
) -> None:
    other = generate("example.com/publisher", entropy=bytes)
    trusted = replace(policy(northwind), roles=(Role(name="publisher", key=other.key),))
    report = send(client, dossier(northwind), trusted.format())["report"]

    assert report["reason"] == "wrong_key"
    assert report["policy"] == "yours"


def test_a_newer_number_makes_it_superseded_and_still_genuine_in_words(
    northwind: Workspace, client: Client
) -> None:
    newer = Current(stream="publication.overview", seq=9)
    trusted = replace(policy(northwind), current=(newer,))
    report = send(client, dossier(northwind), trusted.format())["report"]

    assert report["reason"] == "superseded"
    assert report["verdict"].startswith("Genuine, but superseded")


def test_a_head_that_contradicts_what_was_seen_is_a_fork(
    northwind: Workspace, client: Client
) -> None:
    trusted = policy(northwind)
    known = tuple(replace(one, root=bytes(32)) for one in trusted.known)
    forked = replace(trusted, known=known)
    report = send(client, dossier(northwind), forked.format())["report"]

    assert known
    assert report["reason"] == "forked_log"
    assert report["verdict"].startswith("Forked log")


def test_every_verdict_has_words_of_its_own() -> None:
    from typing import get_args  # noqa: PLC0415

    from assay.ledger.errors import Reason  # noqa: PLC0415
    from assay.portal.pages.verify import _VERDICTS  # noqa: PLC0415

    assert set(_VERDICTS) == {"", *get_args(Reason)}
    assert len({says for says, _ in _VERDICTS.values()}) == len(_VERDICTS)


@pytest.mark.parametrize("own", [b"nonsense\n", b"\xff\xfe", b"log x\nquorum y\n"])
def test_a_policy_that_cannot_be_read_is_told_by_its_line(
    northwind: Workspace, client: Client, own: bytes
) -> None:
    files = {
        "dossier": SimpleUploadedFile("paper.assay", dossier(northwind)),
        "policy": SimpleUploadedFile("mine.policy", own),
    }
    answer = client.post("/verify", files)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "Your policy file cannot be read" in answer.content.decode()


@pytest.mark.usefixtures("northwind")
def test_no_file_is_said_plainly(client: Client) -> None:
    answer = client.post("/verify", {})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "choose one first" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused(northwind: Workspace) -> None:
    strict = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    files = {"dossier": SimpleUploadedFile("paper.assay", dossier(northwind))}
    answer = strict.post("/verify", files)

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Open the page again" in answer.content.decode()


@pytest.mark.usefixtures("northwind")
def test_a_file_too_large_is_turned_away_unread(client: Client) -> None:
    answer = client.post(
        "/verify",
        data=b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(40 * 2**20),
    )

    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_nothing_that_was_sent_is_kept(northwind: Workspace, client: Client) -> None:
    before = sorted(path for path in northwind.root.rglob("*"))
    send(client, b"secret of a customer")

    assert sorted(northwind.root.rglob("*")) == before


def test_a_digest_of_a_published_dossier_is_known(
    northwind: Workspace, client: Client
) -> None:
    sha256 = digest(dossier(northwind))
    told = json.loads(client.get("/verify.json", {"sha256": sha256}).content)
    page = client.get("/verify", {"sha256": f"SHA256:{sha256.upper()}"})

    assert told["digest"]["what"] == "published dossier"
    assert "One of ours" in page.content.decode()


def test_a_digest_of_a_public_document_is_known(
    northwind: Workspace, client: Client
) -> None:
    path = northwind.root / "register" / "artefacts" / "soc-3-2026h2.md"
    told = json.loads(
        client.get("/verify.json", {"sha256": digest(path.read_bytes())}).content
    )

    assert told["digest"]["address"] == "/library/soc-3-2026h2/report"


@pytest.mark.usefixtures("northwind")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0" * 64, "Not one of ours"),
        ("hello", "That is not a SHA-256 digest"),
        ("0" * 63, "That is not a SHA-256 digest"),
    ],
)
def test_any_other_digest_is_not(client: Client, text: str, says: str) -> None:
    assert says in client.get("/verify", {"sha256": text}).content.decode()


def test_the_policy_is_served_as_it_is(northwind: Workspace, client: Client) -> None:
    served = client.get("/verify.policy").content

    assert served == (northwind.root / "verify.policy").read_bytes()


def test_a_dossier_is_served_as_it_was_sealed(
    northwind: Workspace, client: Client
) -> None:
    answer = client.get("/dossiers/overview-1.assay")
    paper = client.get("/dossiers/overview.json")

    assert answer.content == dossier(northwind)
    assert paper.content == (northwind.root / "dossiers" / "overview.json").read_bytes()
