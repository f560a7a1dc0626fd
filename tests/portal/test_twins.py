"""HTML, JSON and the command line's answer say the same of every cell looked at."""

import html as markup
import json
import re
from html.parser import HTMLParser
from itertools import islice
from typing import Any

import pytest
from django.test import Client

from assay.canonical import plain
from assay.portal.wording import label
from assay.workspace import Workspace, answer_json, stand_at


class Text(HTMLParser):
    """What a reader sees, tags left out."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def seen(page: bytes) -> str:
    reader = Text()
    reader.feed(page.decode())
    return " ".join(" ".join(reader.parts).split())


def sampled(workspace: Workspace) -> list[tuple[str, str, str]]:
    register = workspace.register
    cells = [
        (program, service, region)
        for program in register.programs
        for service in register.services or [""]
        for region in ["", *register.regions]
    ]
    return list(islice(cells, 0, None, 97 if register.services else 5))


def address(cell: tuple[str, str, str]) -> str:
    program, service, region = cell
    parts = [program, *([service or "-"] if service or region else [])]
    return "/scope/" + "/".join([*parts, *([region] if region else [])])


def test_a_cell_says_the_same_on_its_page_in_its_twin_and_on_the_command_line(
    either: Workspace, client: Client
) -> None:
    for cell in sampled(either):
        path = address(cell)
        asked = dict(zip(("program", "service", "region"), cell, strict=True))
        wanted = answer_json(
            stand_at(either, asked, either.day(None)), either.day(None)
        )
        told = json.loads(client.get(path + ".json").content)
        text = seen(client.get(path).content)

        assert {name: told[name] for name in wanted} == plain(wanted), path
        assert told["claim"]["says"] in text, path
        assert told["claim"]["reason"] in text, path
        assert f"What is claimed {label(told['claim']['state'])}" in text, path
        assert f"What the evidence says {label(told['evidence']['state'])}" in text


def test_the_matrix_says_of_each_cell_what_its_own_page_says(
    northwind: Workspace, client: Client
) -> None:
    found = json.loads(client.get("/scope.json?region=eu-west-1").content)
    cells = [
        cell for line in found["rows"] for cell in line["cells"] if cell["service"]
    ]

    for cell in cells[::41]:
        path = address((cell["program"], cell["service"], cell["region"]))
        own = json.loads(client.get(path + ".json").content)
        assert cell["state"] == own["claim"]["state"]
        assert cell["says"] == own["claim"]["says"]
        assert cell["evidence"] == own["evidence"]["state"]
        assert cell["mark"] == own["mark"]
    assert len(cells) == len(found["programs"]) * len(northwind.register.services)


@pytest.mark.usefixtures("northwind")
def test_the_matrix_page_shows_each_state_of_its_twin_in_words(client: Client) -> None:
    page = client.get("/scope?region=eu-west-1").content.decode()
    found = json.loads(client.get("/scope.json?region=eu-west-1").content)
    shown = re.findall(r'<a class="cell[^"]*" href="([^"?]*)[^"]*">(.*?)</a>', page)
    words = {
        markup.unescape(path): re.sub(r"<[^>]+>", " ", inner) for path, inner in shown
    }

    for line in found["rows"]:
        for cell in line["cells"]:
            if cell["regions"] == 0 and cell["service"]:
                continue
            path = address((cell["program"], cell["service"], cell["region"]))
            assert label(cell["state"]) in words[path]


@pytest.mark.usefixtures("northwind")
def test_the_table_for_spreadsheets_has_a_row_for_each_cell(client: Client) -> None:
    found = json.loads(client.get("/scope.json").content)
    table = client.get("/scope.csv").content.decode("utf-8-sig").splitlines()

    cells = sum(len(line["cells"]) for line in found["rows"])
    assert len(table) == cells + 1
    assert table[0].startswith("on,program,service,region,level,state,evidence,mark")


def test_a_source_that_names_no_service_is_never_turned_into_a_yes(
    paper: Workspace, client: Client
) -> None:
    told = json.loads(client.get("/scope/soc-2/object%20storage.json").content)
    text = seen(client.get("/scope/soc-2/object%20storage").content)

    assert paper.register.services == {}
    assert told["claim"]["state"] == "not_stated"
    assert "What is claimed not stated" in text


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize(
    ("program", "only"),
    [("cyber-essentials-plus", "eu-west-1"), ("irap", "ap-southeast-2")],
)
def test_what_holds_in_one_region_shows_in_force_in_no_other(
    client: Client, program: str, only: str
) -> None:
    found = json.loads(client.get("/scope.json").content)
    held = [
        line["id"]
        for line in found["rows"]
        for cell in line["cells"]
        if line["id"] and cell["program"] == program and cell["state"] == "in_force"
    ]

    assert held == [only]


@pytest.mark.usefixtures("either")
def test_no_law_or_alignment_is_shown_as_certified(
    either: Workspace, client: Client
) -> None:
    bare = {"law", "alignment", "guidance", "contractual_policy"}
    for program in either.register.programs.values():
        told = json.loads(client.get(f"/scope/{program.id}.json").content)
        if program.kind in bare:
            assert "certified" not in told["claim"]["says"]


@pytest.mark.usefixtures("northwind")
def test_what_was_not_seen_is_shown_as_unknown_with_its_reason(client: Client) -> None:
    told = json.loads(client.get("/scope/soc-2/object-storage.json").content)
    text = seen(client.get("/scope/soc-2/object-storage").content)

    assert told["evidence"]["unknown"] > 0
    assert f"unknown {told['evidence']['unknown']}" in text
    assert told["evidence"]["reason"] in text
    assert "Rests on synthetic demonstration rows" in text


@pytest.mark.usefixtures("northwind")
def test_the_path_reaches_from_the_answer_to_batches_and_log_entries(
    client: Client,
) -> None:
    told = json.loads(client.get("/scope/soc-2/object-storage/eu-west-1.json").content)
    page = client.get("/scope/soc-2/object-storage/eu-west-1").content.decode()

    nodes = list(_walk(told["explanation"]))
    levels = {node["level"] for node in nodes}
    assert levels >= {
        "cell",
        "claim",
        "run",
        "requirement",
        "control",
        "check",
        "batch",
    }
    batches = [node for node in nodes if node["level"] == "batch"]
    assert all(len(node["digest"]) == 64 for node in batches)
    assert all(node["entry"] is not None for node in batches)
    assert batches[0]["digest"] in page
    assert f"log entry <b>#{batches[0]['entry']}</b>" in page


def _walk(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(found for child in node["children"] for found in _walk(child))]
