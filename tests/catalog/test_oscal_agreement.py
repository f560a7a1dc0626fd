"""Our ids against the publishers' OSCAL files, where these are at hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.catalog import Library, canonical, read_library, requirements_of

PROFILES = {
    "fedramp-r4-low": "fedramp/FedRAMP_rev4_LOW-baseline_profile.json",
    "fedramp-r4-moderate": "fedramp/FedRAMP_rev4_MODERATE-baseline_profile.json",
    "fedramp-r5-low": "fedramp/FedRAMP_rev5_LOW-baseline_profile.json",
    "fedramp-r5-moderate": "fedramp/FedRAMP_rev5_MODERATE-baseline_profile.json",
    "nist-r4-low": "nist/NIST_SP-800-53_rev4_LOW-baseline_profile.json",
    "nist-r4-moderate": "nist/NIST_SP-800-53_rev4_MODERATE-baseline_profile.json",
    "nist-r5-low": "nist/NIST_SP-800-53_rev5_LOW-baseline_profile.json",
    "nist-r5-moderate": "nist/NIST_SP-800-53_rev5_MODERATE-baseline_profile.json",
    "nist-r5-high": "nist/NIST_SP-800-53_rev5_HIGH-baseline_profile.json",
    "nist-r5-privacy": "nist/NIST_SP-800-53_rev5_PRIVACY-baseline_profile.json",
}
CATALOGS = {
    "nist-800-53-r4": "nist/NIST_SP-800-53_rev4_catalog.json",
    "nist-800-53-r5": "nist/NIST_SP-800-53_rev5_catalog.json",
}


@pytest.fixture(scope="module")
def library(project: Path) -> Library:
    root = project / "src/assay/library"
    found = [*root.glob("catalogs/*.toml"), *root.glob("baselines/*.toml")]
    return read_library({str(f.relative_to(root)): f.read_bytes() for f in found})


def _document(shared_data: Path, name: str) -> Any:
    return json.loads((shared_data / "oscal" / name).read_bytes())


def _controls(node: Any, parent: str = "") -> Iterator[tuple[str, str, Any]]:
    for group in node.get("groups", []):
        yield from _controls(group)
    for control in node.get("controls", []):
        yield control["id"], parent, control
        yield from _controls(control, control["id"])


def _withdrawn(control: Any) -> bool:
    return any(
        one["name"] == "status" and one["value"].lower() == "withdrawn"
        for one in control.get("props", [])
    )


@pytest.mark.parametrize("name", CATALOGS)
def test_ids_parents_and_withdrawals_are_the_publishers(
    library: Library, shared_data: Path, name: str
) -> None:
    published = _document(shared_data, CATALOGS[name])["catalog"]
    ours = library.catalogs[name].requirements

    assert [(r.id, r.parent, r.status == "withdrawn") for r in ours] == [
        (identifier, parent, _withdrawn(control))
        for identifier, parent, control in _controls(published)
    ]


@pytest.mark.parametrize("name", CATALOGS)
def test_withdrawn_controls_went_where_the_publisher_says(
    library: Library, shared_data: Path, name: str
) -> None:
    published = _document(shared_data, CATALOGS[name])["catalog"]
    ours = {one.id: set(one.now) for one in library.catalogs[name].requirements}
    for identifier, _, control in _controls(published):
        links = {
            link["href"].removeprefix("#").split("_")[0]
            for link in control.get("links", [])
            if link["rel"] in ("incorporated-into", "moved-to")
            and link["href"].startswith("#")
        }
        if "sr" in links:  # a whole family: we list its controls
            assert ours[identifier] == {f"sr-{n}" for n in range(1, 13)}
        else:
            assert ours[identifier] == links


@pytest.mark.parametrize("name", CATALOGS)
def test_printed_labels_read_back_as_our_ids(shared_data: Path, name: str) -> None:
    for identifier, _, control in _controls(
        _document(shared_data, CATALOGS[name])["catalog"]
    ):
        for one in control["props"]:
            if one["name"] == "label":
                assert canonical(one["value"]) == identifier


@pytest.mark.parametrize("name", PROFILES)
def test_baselines_select_what_the_profile_selects(
    library: Library, shared_data: Path, name: str
) -> None:
    profile = _document(shared_data, PROFILES[name])["profile"]
    chosen = [
        identifier
        for one in profile["imports"]
        for selection in one["include-controls"]
        for identifier in selection["with-ids"]
    ]

    assert [one.id for one in requirements_of(library, name)] == chosen


def test_the_requirements_of_800_171_are_those_mapped(
    library: Library, shared_data: Path
) -> None:
    mapping = shared_data / "mappings/nist_800-171r2_to_800-53r4.json"
    rows = json.loads(mapping.read_bytes())["controls"]

    assert [one.id for one in requirements_of(library, "nist-800-171-r2")] == [
        row["control_id"] for row in rows
    ]
