"""What somebody with bad intent, or a register with a bad title, gets."""

import csv
import io
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.workspace import Workspace

SECRET = b"not for you"


@pytest.mark.parametrize(
    "address",
    [
        "/library/..%2f..%2fkeys/log.pem",
        "/library/soc-3-2026h2/..%2f..%2f..%2fkeys%2flog.pem",
        "/library/../keys/log.pem",
        "/dossiers/../keys/log.pem",
        "/dossiers/..%2fkeys%2flog.pem",
        "/dossiers/overview-1.assay%00",
        "/log/tile/../journal/journal.sqlite3",
        "/log/tile/0/..%2f..%2f..%2fkeys%2flog.pem",
        "/log/tile/x/../../../keys/log.pem",
        "/log/journal/journal.sqlite3",
        "/log/tile/0/0000",
        "/log/tile/entries/../../journal/journal.sqlite3",
        "/static/../../app.py",
        "/static/..%2fapp.py",
        "/verify.policy/../keys/log.pem",
        "/keys/log.pem",
        "/assay.toml",
    ],
)
def test_no_address_leads_out_of_what_is_public(
    northwind: Workspace, client: Client, address: str
) -> None:
    key = (northwind.root / "keys" / "log.pem").read_bytes()
    answer = client.get(address)

    body = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST}
    assert key[30:80] not in body
    assert b"SQLite" not in body


@pytest.mark.usefixtures("northwind")
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    prefix=st.sampled_from(
        ["/", "/scope/", "/scope/soc-2/", "/programs/", "/library/", "/log/tile/"]
    ),
    text=st.text(max_size=40),
    query=st.dictionaries(
        st.sampled_from(["q", "on", "region", "kind", "level", "sha256", "compare"]),
        st.text(max_size=30),
        max_size=3,
    ),
)
def test_any_address_gets_an_answer_and_never_a_failure(
    client: Client, prefix: str, text: str, query: dict[str, str]
) -> None:
    try:
        answer = client.get("/", query, PATH_INFO=prefix + text)
    except UnicodeEncodeError:  # a lone surrogate is no address at all
        return

    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR


def test_every_restricted_copy_is_refused_one_by_one(
    scratch: Workspace, client: Client
) -> None:
    served, refused = 0, 0
    artefacts = scratch.root / "register" / "artefacts"
    for made in scratch.register.attestations.values():
        for copy in made.copies:
            answer = client.get(f"/library/{made.id}/{copy.id}")
            if copy.audience not in {"public", "registry_public"}:
                refused += 1
                assert answer.status_code == HTTPStatus.FORBIDDEN, (made.id, copy.id)
                assert "Who may have it" in answer.content.decode()
            elif copy.file:
                served += 1
                assert answer.content == (artefacts / copy.file).read_bytes()
                assert answer["Content-Disposition"].startswith("attachment")
                assert "sandbox" in answer["Content-Security-Policy"]

    assert served > 5
    assert refused > 10


def test_a_restricted_copy_is_refused_even_where_its_file_lies_there(
    scratch: Workspace, client: Client
) -> None:
    _restrict(scratch, 'audience = "public"', 'audience = "account_holder_under_nda"')
    artefacts = scratch.root / "register" / "artefacts"
    secret = (artefacts / "soc-3-2026h2.md").read_bytes()

    answer = client.get("/library/soc-3-2026h2/report")
    page = client.get("/library")

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert secret not in answer.content
    assert "/library/soc-3-2026h2/report" not in page.content.decode()


def test_a_link_in_the_artefacts_is_not_followed(
    scratch: Workspace, client: Client, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.md"
    outside.write_bytes(SECRET)
    path = scratch.root / "register" / "artefacts" / "soc-3-2026h2.md"
    path.unlink()
    path.symlink_to(outside)

    answer = client.get("/library/soc-3-2026h2/report")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert SECRET not in answer.content


def test_a_title_that_is_markup_is_shown_and_never_run(
    scratch: Workspace, client: Client
) -> None:
    attack = "<script>alert(1)</script>"
    _retitle(scratch, attack)

    for address in (
        "/scope",
        "/services/object-storage",
        "/scope/soc-2/object-storage",
        "/scope/soc-2/object-storage/eu-west-1",
        "/search?q=script",
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/nothing/%3Cscript%3E",
        "/programs/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/?x=%22%3E%3Cscript%3E",
    ):
        html = client.get(address).content.decode()
        assert "<script" not in html, address
    page = client.get("/services/object-storage").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_title_that_is_a_formula_is_text_in_the_spreadsheet(
    scratch: Workspace, client: Client
) -> None:
    register = scratch.root / "register" / "provider.toml"
    text = register.read_text().replace("Northwind Cloud", "=HYPERLINK(1)", 1)
    register.write_text(text)

    table = client.get("/scope.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))

    assert "=HYPERLINK" in table
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]


@pytest.mark.usefixtures("northwind")
def test_the_log_is_served_as_its_public_files_alone(
    northwind: Workspace, client: Client
) -> None:
    head = client.get("/log/checkpoint")
    tiles = sorted((northwind.root / "log" / "tile").rglob("*"))
    files = [path for path in tiles if path.is_file()]

    assert head.content == (northwind.root / "log" / "checkpoint").read_bytes()
    assert head["Cache-Control"] == "no-store"
    assert files
    for path in files:
        answer = client.get(f"/log/{path.relative_to(northwind.root / 'log')}")
        assert answer.content == path.read_bytes()
        assert "immutable" in answer["Cache-Control"]


@pytest.mark.usefixtures("northwind")
@pytest.mark.parametrize("address", ["/scope", "/library", "/log/checkpoint", "/words"])
def test_nothing_but_the_verifier_takes_a_form(client: Client, address: str) -> None:
    before = client.get(address)
    answer = Client(headers={"host": "localhost"}, enforce_csrf_checks=True).post(
        address
    )

    assert before.status_code == HTTPStatus.OK
    assert answer.status_code == HTTPStatus.FORBIDDEN


def _retitle(workspace: Workspace, title: str) -> None:
    path = workspace.root / "register" / "services.toml"
    text = path.read_text().replace('title = "Object Storage"', f'title = "{title}"')
    path.write_text(text)


def _restrict(workspace: Workspace, old: str, new: str) -> None:
    path = workspace.root / "register" / "attestations" / "soc-3-2026h2.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
