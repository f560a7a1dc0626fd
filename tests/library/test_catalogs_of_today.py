"""What came after 2017, against the publishers' own files where they are at hand."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assay.catalog import Library, canonical, read_library, requirement, requirements_of

CLASSES = {"b": "low", "c": "moderate", "d": "high"}
Json = dict[str, Any]


@pytest.fixture(scope="module")
def library(project: Path) -> Library:
    root = project / "src/assay/library"
    found = [*root.glob("catalogs/*.toml"), *root.glob("baselines/*.toml")]
    return read_library({str(f.relative_to(root)): f.read_bytes() for f in found})


@pytest.fixture(scope="module")
def rules(shared_data: Path) -> Json:
    file = shared_data / "fedramp-rules/fedramp-consolidated-rules.json"
    found: Json = json.loads(file.read_bytes())
    return found


def indicators(rules: Json) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for theme in rules["KSI"].values():
        for name, indicator in theme["indicators"].items():
            yield theme["id"].lower(), name.lower(), indicator


# -- FedRAMP 20x and the classes -----------------------------------------------


def test_the_indicators_are_those_of_the_rules(library: Library, rules: Json) -> None:
    held = {
        one.id: one.group for one in library.catalogs["fedramp-20x-ksi"].requirements
    }

    assert held == {name: theme for theme, name, _ in indicators(rules)}
    assert library.catalogs["fedramp-20x-ksi"].edition == rules["info"]["version"]


def test_the_rules_are_as_many_as_their_ids(library: Library, rules: Json) -> None:
    ids = [
        name
        for rule_set in rules["FRR"].values()
        for scope in rule_set["data"].values()
        for subset in scope.values()
        for name in subset
    ]
    stated = {c.unit: c.count for c in library.catalogs["fedramp-20x-ksi"].other_counts}

    assert len(set(ids)) == len(ids) == stated["rule"]
    assert len(rules["KSI"]) == stated["theme"]


def test_no_title_of_an_indicator_is_a_sentence_of_the_rules(
    library: Library, rules: Json
) -> None:
    ours = {one.id: one.title for one in requirements_of(library, "fedramp-20x-ksi")}
    for _, name, indicator in indicators(rules):
        assert ours[name] not in indicator.get("statement", "")


def test_a_class_is_asked_the_indicators_that_the_rules_ask_of_it(
    library: Library, rules: Json
) -> None:
    asked: dict[str, set[str]] = {}
    for one in requirements_of(library, "fedramp-20x-ksi"):
        for level in one.levels:
            asked.setdefault(level, set()).add(one.id)
    every = {name for _, name, _ in indicators(rules)}
    by_choice = {
        name
        for _, name, indicator in indicators(rules)
        if "Optional"
        in indicator.get("varies_by_class", {}).get("b", {}).get("statement", "")
    }
    mandatory = rules["FRR"]["FRC"]["data"]["all"]["CLA"]["FRC-CLA-MFR"]
    first = {name for name in every if name.upper() in str(mandatory)}

    chosen = {
        name: set(library.baselines[f"fedramp-20x-{name}"].requirements)
        for name in ("class-a", "class-b")
    }

    assert chosen == {name: asked[name] for name in chosen}
    assert asked["class-a"] == first
    assert asked["class-b"] == every - by_choice
    assert asked["class-c"] == asked["class-d"] == every
    assert {name: len(ids) for name, ids in asked.items()} == {
        "class-a": 7,
        "class-b": 41,
        "class-c": 46,
        "class-d": 46,
    }


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_selects_the_controls_that_the_rules_list(
    library: Library, rules: Json, name: str
) -> None:
    rule = rules["FRR"]["FRC"]["data"]["rev5"]["CSF"]["FRC-CSF-BSL"]
    listed = rule["varies_by_class"][name]["rev5_controls_list"]
    wanted = [canonical(one) for family in listed.values() for one in family]

    held = library.baselines[f"fedramp-r5-class-{name}"].requirements
    assert Counter(held) == Counter(wanted)


@pytest.mark.parametrize(("name", "level"), CLASSES.items())
def test_a_class_is_about_a_level_and_not_the_same(
    library: Library, name: str, level: str
) -> None:
    of_class = set(library.baselines[f"fedramp-r5-class-{name}"].requirements)
    of_level = set(library.baselines[f"fedramp-r5-{level}"].requirements)

    assert of_level - of_class == {"ca-5"}
    assert of_class < of_level


# -- CMMC ----------------------------------------------------------------------


def test_level_2_asks_every_requirement_of_rev_2(library: Library) -> None:
    every = [one.id for one in requirements_of(library, "nist-800-171-r2")]

    assert list(library.baselines["cmmc-level-2"].requirements) == every


def test_the_17_of_level_1_are_15_as_the_acquisition_rules_count_them(
    library: Library,
) -> None:
    asked = library.baselines["cmmc-level-1"].requirements
    as_one = {"3.10.3", "3.10.4", "3.10.5"}

    assert as_one < set(asked)
    assert len(asked) - len(as_one) + 1 == 15


# -- the Union's laws ----------------------------------------------------------


@pytest.mark.parametrize(
    ("law", "spelling", "title"),
    [
        ("gdpr", "28(3)", "What the contract contains"),
        ("gdpr", "33(2)", "Breach told to the controller without delay"),
        ("nis2", "21(2)(d)", "Security of the supply chain"),
        ("nis2", "23", "Reporting of significant incidents"),
        ("dora", "30(3)", "Clauses where critical functions depend on it"),
        ("fedramp-20x-ksi", "KSI-IAM-AAM", "Accounts managed by machine"),
        ("iso-42001-2023", "A.6", "Life cycle of AI systems"),
        ("bsi-c5-2020", "PSS", "Security of the product"),
        ("csa-ccm-4.1", "A&A", "Audit and assurance"),
    ],
)
def test_a_provision_is_found_as_lawyers_cite_it(
    library: Library, law: str, spelling: str, title: str
) -> None:
    assert requirement(library, law, spelling).title == title


def test_the_measures_of_nis2_are_ten(library: Library) -> None:
    kinds = Counter(one.kind for one in requirements_of(library, "nis2"))

    assert kinds["measure"] == 10


def test_the_matrix_of_2026_has_the_domains_of_the_one_before(
    library: Library,
) -> None:
    before, after = (
        [one.id for one in requirements_of(library, name)]
        for name in ("csa-ccm-4", "csa-ccm-4.1")
    )

    assert before == after
    assert {c.count for c in library.catalogs["csa-ccm-4.1"].other_counts} == {207, 283}
