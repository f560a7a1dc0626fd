"""Search: by any name a thing ever had, and plainly when there is none."""

import json
from typing import Any

import pytest
from django.test import Client

from assay.workspace import Workspace


def found(client: Client, words: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(client.get("/search.json", {"q": words}).content)
    return told


@pytest.mark.usefixtures("northwind")
@pytest.mark.parametrize(
    ("words", "section", "first"),
    [
        ("SOC 2", "programs", "soc-2"),
        ("SOC2", "programs", "soc-2"),
        ("Trust Services Principles", "programs", "soc-2"),
        ("CMVP", "programs", "fips-140"),
        ("DoD Cloud Security Model", "programs", "dod-srg"),
        ("Object Storage", "services", "object-storage"),
        ("buckets", "services", "object-storage"),
        ("Dublin", "regions", "eu-west-1"),
        ("eu-west-1", "regions", "eu-west-1"),
        ("cc6.1", "requirements", "cc6.1"),
        ("AC-2", "requirements", "ac-2"),
    ],
)
def test_things_are_found_by_any_of_their_names(
    client: Client, words: str, section: str, first: str
) -> None:
    hits = found(client, words)["found"][section]

    assert hits[0]["id"] == first


@pytest.mark.usefixtures("northwind")
@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("soc 2 object storage", ("soc-2", "object-storage", "")),
        ("Is object storage in Sydney covered by IRAP?", None),
        ("FedRAMP in us-east-1", ("fedramp", "", "us-east-1")),
    ],
)
def test_words_that_name_a_cell_get_its_answer_at_once(
    client: Client, words: str, cell: tuple[str, str, str] | None
) -> None:
    told = found(client, words)
    program, service, region = cell or ("irap", "object-storage", "ap-southeast-2")

    assert told["answer"]["question"] == {
        "program": program,
        "service": service,
        "region": region,
        "level": "",
    }
    page = client.get("/search", {"q": words}).content.decode()
    assert told["answer"]["address"].replace("&", "&amp;") in page


@pytest.mark.usefixtures("northwind")
@pytest.mark.parametrize("words", ["zzz", "quantum blockchain", "%%%", "\u202e"])
def test_nothing_found_is_said_plainly(client: Client, words: str) -> None:
    page = client.get("/search", {"q": words}).content.decode()

    assert "has that name" in page


@pytest.mark.usefixtures("northwind")
def test_a_near_miss_is_offered(client: Client) -> None:
    assert "FedRAMP" in str(found(client, "fedrmp")["found"]["near"])


def test_a_name_of_2017_leads_to_the_program_of_today(
    paper: Workspace, client: Client
) -> None:
    for program in paper.register.programs.values():
        if not program.name_2017:
            continue
        hits = found(client, program.name_2017)["found"]["programs"]
        assert program.id in [hit["id"] for hit in hits]
