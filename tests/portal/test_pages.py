import json
import re
from http import HTTPStatus
from itertools import pairwise

import pytest
from django.test import Client

from assay.workspace import Workspace

PAGES = [
    "/",
    "/search",
    "/search?q=soc",
    "/scope",
    "/scope?region=eu-west-1&kind=certification",
    "/scope?compare=2016-01-01&everything=1",
    "/scope?level=moderate",
    "/scope/soc-2",
    "/scope/irap/-/ap-southeast-2",
    "/programs",
    "/programs?state=in_force",
    "/programs/hipaa",
    "/library",
    "/library?audience=public",
    "/dossiers",
    "/verify",
    "/words",
]


def twin(address: str) -> str:
    path, mark, query = address.partition("?")
    return ("/index" if path == "/" else path) + ".json" + mark + query


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_in_html_and_in_json(client: Client, address: str) -> None:
    page = client.get(address)
    data = client.get(twin(address))
    asked = client.get(address, headers={"accept": "application/json"})

    assert page.status_code == data.status_code == HTTPStatus.OK
    assert page["Content-Type"].startswith("text/html")
    assert data["Content-Type"] == asked["Content-Type"] == "application/json"
    assert json.loads(data.content) == json.loads(asked.content)


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize("address", PAGES)
def test_every_page_names_its_twin_in_its_head_and_in_sight(
    client: Client, address: str
) -> None:
    html = client.get(address).content.decode()
    href = twin(address).replace("&", "&amp;")

    assert f'<link rel="alternate" type="application/json" href="{href}"' in html
    assert f'<a href="{href}" type="application/json">This page as JSON</a>' in html


@pytest.mark.usefixtures("northwind")
@pytest.mark.parametrize(
    "address", [*PAGES, "/nothing", "/verify.policy", "/scope.csv"]
)
def test_no_page_lets_anything_run_or_be_framed(client: Client, address: str) -> None:
    answer = client.get(address)

    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Accept" in answer["Vary"]


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize("address", PAGES)
def test_no_page_needs_a_script_or_a_style_of_its_own(
    client: Client, address: str
) -> None:
    html = client.get(address).content.decode()

    assert "<script" not in html
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", html)
    assert not re.search(r'\ssrc="|<link[^>]*="(?:https?:)?//|url\(', html)


@pytest.mark.usefixtures("northwind")
@pytest.mark.parametrize("address", PAGES)
def test_titles_and_headings_stand_once_and_in_order(
    client: Client, address: str
) -> None:
    html = client.get(address).content.decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", html)]

    assert html.count("<title>") - html.count("<title id") <= 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_a_title_says_the_answer(northwind: Workspace, client: Client) -> None:
    html = client.get("/scope/soc-2/object-storage/eu-west-1").content.decode()

    name = northwind.register.provider.name
    assert f"<title>In force: SOC 2, Object Storage, eu-west-1 · {name}</title>" in html


@pytest.mark.usefixtures("northwind")
@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/programs/fedrmp", "fedramp"),
        ("/scope/soc-2/object-storag", "object-storage"),
        ("/scope/soc-2/object-storage/eu-west", "eu-west-1"),
        ("/scope/soc9", "soc1"),
        ("/services/object-storag", "object-storage"),
        ("/scope?region=eu-west", "eu-west-1"),
        ("/scope/fedramp?level=moderat", "moderate"),
        ("/program", "programs"),
        ("/library/soc-3-2026h9/report", "soc-3-2026h2"),
    ],
)
def test_an_unknown_name_is_a_404_with_near_ones_to_follow(
    client: Client, address: str, near: str
) -> None:
    page = client.get(address)
    data = json.loads(client.get(twin(address)).content)

    assert page.status_code == HTTPStatus.NOT_FOUND
    assert near in [name.lower() for name in data["near"]]
    assert near in page.content.decode().lower()


@pytest.mark.usefixtures("northwind")
def test_a_near_name_leads_to_the_page_that_was_meant(client: Client) -> None:
    html = client.get("/scope/soc-2/object-storag/eu-west-1?on=2026-11-01")

    assert 'href="/scope/soc-2/object-storage/eu-west-1?on=2026-11-01"' in (
        html.content.decode()
    )


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize("address", ["/", "/scope", "/programs/soc-2", "/scope/soc-2"])
@pytest.mark.parametrize("name", ["on", "as_of"])
@pytest.mark.parametrize("day", ["2026-13-01", "yesterday", "2026-11-31", "2026-1-1"])
def test_a_day_that_is_none_is_a_400_that_says_how_to_write_one(
    client: Client, address: str, name: str, day: str
) -> None:
    page = client.get(address, {name: day})

    assert page.status_code == HTTPStatus.BAD_REQUEST
    assert f"{name}=2026-11-24" in page.content.decode()


@pytest.mark.usefixtures("northwind")
def test_a_day_is_taken_along_by_every_link_that_depends_on_it(client: Client) -> None:
    html = client.get("/programs?on=2025-06-30").content.decode()

    assert 'href="/programs/soc-2?on=2025-06-30"' in html
    assert 'href="/scope?on=2025-06-30"' in html


@pytest.mark.usefixtures("northwind")
def test_other_names_of_a_thing_lead_to_its_one_address(client: Client) -> None:
    page = client.get("/scope/SOC2/Object%20Storage/Dublin?on=2026-11-01")
    data = client.get("/programs/SOC2.json")

    assert page["Location"] == "/scope/soc-2/object-storage/eu-west-1?on=2026-11-01"
    assert data["Location"] == "/programs/soc-2.json"


@pytest.mark.usefixtures("northwind")
@pytest.mark.parametrize("address", ["//evil.example/", "/\\evil.example/", "///a//"])
def test_no_redirect_leaves_this_site(client: Client, address: str) -> None:
    answer = client.get("/", PATH_INFO=address)

    location = answer.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


@pytest.mark.usefixtures("northwind")
def test_a_slash_at_the_end_leads_to_the_page(client: Client) -> None:
    answer = client.get("/programs/?on=2026-01-01")

    assert answer.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert answer["Location"] == "/programs?on=2026-01-01"


@pytest.mark.usefixtures("northwind")
def test_a_page_unchanged_is_not_sent_twice(client: Client) -> None:
    first = client.get("/words")
    second = client.get("/words", headers={"if-none-match": first["ETag"]})

    assert second.status_code == HTTPStatus.NOT_MODIFIED


@pytest.mark.usefixtures("northwind")
def test_an_unknown_host_is_refused() -> None:
    answer = Client(headers={"host": "evil.example"}).get("/")

    assert answer.status_code == HTTPStatus.BAD_REQUEST
