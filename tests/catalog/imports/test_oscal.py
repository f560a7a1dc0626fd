"""OSCAL documents of others become catalogs, baselines and crosswalks of ours."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog.imports.oscal import looks_like_oscal, read_oscal
from assay.errors import BadInput

METADATA = {
    "title": "House *rules*",
    "last-modified": "2026-01-01T00:00:00Z",
    "version": "7",
    "oscal-version": "1.1.2",
}
CATALOG: dict[str, Any] = {
    "catalog": {
        "uuid": "00000000-0000-4000-8000-000000000001",
        "metadata": METADATA,
        "groups": [
            {
                "id": "ac",
                "title": "Access",
                "controls": [
                    {
                        "id": "ac-1",
                        "title": "Doors {{ insert: param, ac-1_p }}",
                        "params": [{"id": "ac-1_p", "label": "which"}],
                        "parts": [
                            {
                                "name": "statement",
                                "prose": "Lock them:",
                                "parts": [
                                    {
                                        "id": "ac-1_smt.a",
                                        "name": "item",
                                        "props": [{"name": "label", "value": "a."}],
                                        "prose": "by day",
                                    }
                                ],
                            },
                            {"name": "guidance", "prose": "Not asked."},
                        ],
                        "controls": [{"id": "AC-01(02)", "title": "Windows"}],
                    },
                    {
                        "id": "ac-2",
                        "title": "Gates",
                        "props": [{"name": "status", "value": "withdrawn"}],
                        "links": [
                            {"rel": "moved-to", "href": "#ac-1_smt.a"},
                            {"rel": "incorporated-into", "href": "#gone"},
                        ],
                    },
                ],
            }
        ],
    }
}


def as_bytes(value: object) -> bytes:
    return json.dumps(value).encode()


def profile(**selection: object) -> bytes:
    chosen = {"href": "sub/rules.json", **selection}
    return as_bytes(
        {"profile": {"uuid": "x", "metadata": METADATA, "imports": [chosen]}}
    )


def test_a_catalog_keeps_ids_order_text_and_what_is_withdrawn() -> None:
    imported = read_oscal(as_bytes(CATALOG), file="rules.json")
    (catalog,) = imported.catalogs
    first, inner, gone = catalog.requirements
    assert (catalog.id, catalog.title, catalog.edition) == (
        "house-rules",
        "House rules",
        "7",
    )
    assert [one.id for one in catalog.requirements] == ["ac-1", "ac-1.2", "ac-2"]
    assert catalog.count == 2
    assert (first.title, first.group) == ("Doors [which]", "ac")
    assert first.text == "Lock them:\na. by day"
    assert (inner.parent, inner.kind) == ("ac-1", "enhancement")
    assert (gone.status, gone.now) == ("withdrawn", ("ac-1",))
    assert [one.place for one in imported.problems] == ["control ac-2"]


def test_what_went_to_a_whole_family_went_to_each_of_it_unless_that_says_nothing() -> (
    None
):
    gone = {
        "id": "zz-1",
        "title": "Gone",
        "props": [{"name": "status", "value": "withdrawn"}],
        "links": [
            {"rel": "moved-to", "href": "#sr"},
            {"rel": "moved-to", "href": "#xx"},
        ],
    }
    groups = [
        {"id": name, "controls": [{"id": f"{name}-{n}"} for n in range(1, many)]}
        for name, many in (("sr", 4), ("xx", 200))
    ]
    made = {"metadata": METADATA, "controls": [gone], "groups": groups}
    imported = read_oscal(as_bytes({"catalog": made}), file="f.json")
    assert imported.catalogs[0].requirements[0].now == ("sr-1", "sr-2", "sr-3")
    assert len(imported.problems) == 1


def test_the_name_of_a_file_does_not_tell_its_form() -> None:
    for name in ("rules.xml", "rules.yaml", "rules", "rules.csv"):
        assert read_oscal(as_bytes(CATALOG), file=name).catalogs[0].count == 2


def test_an_active_control_went_nowhere() -> None:
    links = [{"rel": "moved-to", "href": "#ac-2"}]
    controls = [{"id": "ac-1", "links": links}, {"id": "ac-2"}]
    made = {"metadata": METADATA, "controls": controls}
    imported = read_oscal(as_bytes({"catalog": made}), file="f.json")
    assert imported.catalogs[0].requirements[0].now == ()


def test_the_digest_and_the_form_are_told() -> None:
    origin = read_oscal(as_bytes(CATALOG), file="rules.json").origin
    assert (origin.form, origin.file, origin.unit) == ("oscal", "rules.json", "control")
    assert len(origin.sha256) == 64


def test_a_profile_is_the_baseline_of_the_controls_that_it_names() -> None:
    chosen = profile(
        **{
            "include-controls": [{"with-ids": ["ac-1", "AC-2(1)", "ac-1", "???"]}],
            "exclude-controls": [{"with-ids": ["ac-2.1"]}],
        }
    )
    imported = read_oscal(chosen, file="low.json")
    (baseline,) = imported.baselines
    assert baseline.requirements == ("ac-1",)
    assert baseline.catalog == "rules.json"
    assert len(imported.problems) == 1


@pytest.mark.parametrize(
    "selection",
    [
        {"include-all": {}},
        {},
        {"include-controls": [{"matching": [{"pattern": "ac-*"}]}]},
        {"include-controls": [{"with-ids": ["ac-1"], "with-child-controls": "yes"}]},
    ],
)
def test_a_profile_that_chooses_by_rule_is_resolved_first(
    selection: dict[str, object],
) -> None:
    with pytest.raises(BadInput) as refused:
        read_oscal(profile(**selection), file="low.json")
    assert "catalog resolve" in refused.value.problems[0].remedy


def test_a_resolved_profile_is_a_baseline() -> None:
    resolved = {
        **CATALOG["catalog"],
        "metadata": {**METADATA, "links": [{"rel": "source-profile", "href": "#x"}]},
    }
    imported = read_oscal(as_bytes({"catalog": resolved}), file="low.json")
    assert not imported.catalogs
    assert imported.baselines[0].requirements == ("ac-1", "ac-1.2")


def a_map(relationship: str, sources: list[str], targets: list[str]) -> dict[str, Any]:
    return {
        "uuid": "m",
        "relationship": relationship,
        "sources": [{"type": "control", "id-ref": one} for one in sources],
        "targets": [{"type": "control", "id-ref": one} for one in targets],
        "confidence-score": {"percentage": 0},
    }


def mapping(*maps: dict[str, Any]) -> bytes:
    made = {
        "uuid": "c",
        "metadata": METADATA,
        "mappings": [
            {
                "uuid": "n",
                "source-resource": {"type": "catalog", "href": "#here"},
                "target-resource": {"type": "catalog", "href": "https://x.test/b.json"},
                "maps": list(maps),
            }
        ],
        "back-matter": {
            "resources": [{"uuid": "here", "rlinks": [{"href": "../a.json"}]}]
        },
    }
    return as_bytes({"mapping-collection": made})


def test_a_mapping_is_a_crosswalk_of_proposed_rows() -> None:
    data = mapping(
        a_map("equal-to", ["ac-1"], ["x-1"]),
        a_map("superset-of", ["ac-1"], ["x-2", "x-3"]),
        a_map("no-relationship", ["ac-2"], ["x-1"]),
    )
    (crosswalk,) = read_oscal(data, file="map.json").crosswalks
    assert (crosswalk.source, crosswalk.target) == ("a.json", "b.json")
    assert crosswalk.id == "a--b"
    assert [one.relation for one in crosswalk.rows] == ["equal", "superset", "disjoint"]
    assert crosswalk.rows[1].targets == ("x-2", "x-3")
    assert {one.status for one in crosswalk.rows} == {"proposed"}
    assert {one.confidence for one in crosswalk.rows} == {0.0}


def test_what_holds_of_several_sources_together_is_said_where_a_row_can() -> None:
    two = ["ac-1", "ac-2"]
    data = mapping(
        a_map("subset-of", two, ["x-1"]),
        a_map("equal-to", two, ["x-1"]),
        a_map("superset-of", two, ["x-1", "x-2"]),
        a_map("intersects-with", two, ["x-2"]),
        a_map("no-relationship", two, ["x-3", "x-4"]),
        a_map("equal-to", two, ["x-1", "x-2"]),
    )
    imported = read_oscal(data, file="map.json")
    there, back = imported.crosswalks
    assert [(one.source, one.relation, one.targets) for one in there.rows] == [
        *((one, "subset", ("x-1",)) for one in two),
        *((one, "disjoint", ("x-3", "x-4")) for one in two),
    ]
    assert (back.id, back.source, back.target) == ("b--a", "b.json", "a.json")
    assert [(one.source, one.relation, one.targets) for one in back.rows] == [
        ("x-1", "equal", ("ac-1", "ac-2")),
        ("x-1", "subset", ("ac-1", "ac-2")),
        ("x-2", "subset", ("ac-1", "ac-2")),
        ("x-2", "intersects", ("ac-1", "ac-2")),
    ]
    assert [one.place[-1] for one in imported.problems] == ["5"]


def test_without_one_of_its_sources_no_map_is_turned() -> None:
    bad = a_map("equal-to", ["ac-1", "ac-2"], ["x-1"])
    bad["sources"][1]["type"] = "statement"
    imported = read_oscal(
        mapping(bad, a_map("equal-to", ["ac-3"], ["x-1"])), file="map.json"
    )

    assert [row.source for row in imported.crosswalks[0].rows] == ["ac-3"]
    assert len(imported.crosswalks) == 1
    assert len(imported.problems) == 2


def test_a_row_that_loses_a_target_is_left_out_and_told() -> None:
    bad = a_map("subset-of", ["ac-1"], ["x-1", "x-2"])
    bad["targets"][1]["type"] = "statement"
    strange = a_map("looks-like", ["ac-1"], ["x-1"])
    imported = read_oscal(
        mapping(bad, strange, a_map("equal-to", ["ac-1"], ["x-1"])), file="map.json"
    )
    assert len(imported.crosswalks[0].rows) == 1
    assert "statement" in imported.problems[0].message
    assert "looks-like" in imported.problems[1].message


def test_what_nobody_is_asked_is_refused() -> None:
    made = as_bytes({"component-definition": {"uuid": "x", "metadata": METADATA}})
    assert looks_like_oscal(made)
    with pytest.raises(BadInput) as refused:
        read_oscal(made, file="c.json")
    assert "register import" in refused.value.problems[0].remedy


KEYS = (
    *("id", "title", "groups", "controls", "parts", "params", "props", "links", "name"),
    *("value", "rel", "href", "prose", "label", "metadata", "version", "parties"),
    *("imports", "include-controls", "with-ids", "mappings", "maps", "sources"),
    *("targets", "type", "id-ref", "relationship", "uuid", "status"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(st.sampled_from(("catalog", "profile", "mapping-collection")), JSON)
def test_whatever_stands_in_a_document_it_is_read_or_refused(
    root: str, content: object
) -> None:
    try:
        imported = read_oscal(as_bytes({root: content}), file="f.json")
    except BadInput as refused:
        told: object = refused.problems
    else:
        told = imported.origin
    assert told


@given(st.binary(max_size=60), st.integers(0, 400))
def test_damaged_bytes_are_read_or_refused(noise: bytes, at: int) -> None:
    whole = as_bytes(CATALOG)
    try:
        read_oscal(whole[:at] + noise, file="f.json")
    except BadInput as refused:
        told = refused.problems
        assert told


@pytest.mark.parametrize(
    ("file", "active", "whole"),
    [
        ("nist/NIST_SP-800-53_rev5_catalog.json", 1014, 1196),
        ("nist/NIST_SP-800-53_rev4_catalog.json", 826, 922),
        ("aws/aws_security-hub_catalog.json", 452, 452),
        ("examples/basic-catalog.yaml", 4, 4),
        ("examples/basic-catalog.xml", 4, 4),
    ],
)
def test_published_catalogs_have_the_count_that_is_published(
    shared_data: Path, file: str, active: int, whole: int
) -> None:
    path = shared_data / "oscal" / file
    (catalog,) = read_oscal(path.read_bytes(), file=path.name).catalogs
    assert (catalog.count, len(catalog.requirements)) == (active, whole)


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("nist/NIST_SP-800-53_rev5_HIGH-baseline_profile.json", 370),
        ("nist/NIST_SP-800-53_rev5_LOW-baseline-resolved-profile_catalog.json", 149),
        ("fedramp/FedRAMP_rev5_MODERATE-baseline_profile.json", 323),
        ("fedramp/FedRAMP_rev4_LOW-baseline-resolved-profile_catalog.json", 125),
    ],
)
def test_published_baselines_have_the_count_that_is_published(
    shared_data: Path, file: str, count: int
) -> None:
    path = shared_data / "oscal" / file
    (baseline,) = read_oscal(path.read_bytes(), file=path.name).baselines
    assert baseline.count == len(baseline.requirements) == count


def test_three_forms_of_one_catalog_ask_the_same(shared_data: Path) -> None:
    found = [
        read_oscal((shared_data / "oscal/examples" / name).read_bytes(), file=name)
        for name in ("basic-catalog.json", "basic-catalog.yaml", "basic-catalog.xml")
    ]
    first, *others = [one.catalogs[0].requirements for one in found]
    assert all(one == first for one in others)
