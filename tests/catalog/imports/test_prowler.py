"""Prowler's compliance files: what its checks bear on, and no result of theirs."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog.imports import Imported
from assay.catalog.imports.prowler import looks_like_prowler, read_prowler
from assay.errors import BadInput

REAL = {
    "fedramp_moderate_revision_4_aws": (63, 62, 96, 11),
    "gxp_21_cfr_part_11_aws": (11, 11, 83, 4),
    "hipaa_aws": (32, 32, 95, 2),
    "soc2_aws": (27, 27, 171, 11),
}
"""Requirements, those with a check, distinct checks, sections: counted by hand."""


def _file(*requirements: Any, **more: Any) -> bytes:
    whole = {
        "Framework": "Example-Rules",
        "Name": "Example Rules of Nowhere",
        "Version": "2.1",
        "Provider": "AWS",
        "Requirements": list(requirements),
        **more,
    }
    return json.dumps(whole).encode()


def _one(spelling: str, *checks: Any, **more: Any) -> dict[str, Any]:
    return {
        "Id": spelling,
        "Name": "",
        "Description": f"What {spelling} says",
        "Attributes": [{"Section": "First section", "Service": "s3"}],
        "Checks": list(checks),
        **more,
    }


def _read(*requirements: Any, **more: Any) -> Imported:
    return read_prowler(_file(*requirements, **more), file="rules.json")


def _checks(read: Imported) -> dict[str, tuple[str, ...]]:
    return {one.requirement: one.checks for one in read.coverage}


def test_requirements_sections_and_checks_are_read() -> None:
    read = _read(_one("1.1", "a", "b"), _one("1.2"))
    (catalog,) = read.catalogs
    assert [one.id for one in catalog.requirements] == ["1.1", "1.2"]
    assert [one.title for one in catalog.groups] == ["First section"]
    assert catalog.requirements[0].group == catalog.groups[0].id
    assert catalog.requirements[0].text == "What 1.1 says"
    assert catalog.count == 2
    assert catalog.id == "prowler-example-rules-2.1-aws"
    assert (catalog.edition, read.origin.edition) == ("2.1", "2.1")
    assert _checks(read) == {"1.1": ("a", "b")}
    assert {one.tool for one in read.coverage} == {"prowler"}
    assert read.problems == ()


def test_a_requirement_with_checks_never_becomes_a_verdict_or_a_relation() -> None:
    read = _read(_one("1.1", "a"))
    assert (read.baselines, read.crosswalks) == ((), ())
    assert "does not mean that the requirement is met" in read.notes[0]
    assert read.notes[0].startswith("1 of 1 requirements have a check")


def test_a_requirement_without_name_and_text_is_called_by_its_id() -> None:
    read = _read(_one("!!", Description=""), Framework="")
    (catalog,) = read.catalogs
    assert [(one.id, one.title) for one in catalog.requirements] == [("item", "item")]
    assert catalog.id.startswith("prowler-example-rules-of-nowhere")
    assert any("could not be read as ids" in note for note in read.notes)


def test_an_edition_that_the_file_does_not_state_is_not_made_up() -> None:
    read = _read(_one("1"), Version="")
    assert (read.origin.edition, read.catalogs[0].edition) == ("", "")


def test_the_universal_layout_is_read_alike() -> None:
    whole = {
        "framework": "example",
        "name": "Example",
        "version": "1",
        "requirements": [
            {
                "id": "1.1",
                "description": "One",
                "attributes": {"section": "A"},
                "checks": {"aws": ["a"], "azure": ["b", "a"]},
            }
        ],
    }
    data = json.dumps(whole).encode()
    assert looks_like_prowler(data)
    read = read_prowler(data, file="f")
    assert _checks(read) == {"1.1": ("a", "b")}
    assert read.catalogs[0].requirements[0].group == "a"


def test_ids_that_prowler_flattens_are_spelled_as_the_standard_prints_them() -> None:
    read = _read(
        _one("164_312_b", "a", Name="164.312(b) Audit controls"),
        _one("cc_6_1", "a", Name="CC6.1 Something"),
        _one("5_1", "a", Name="6.1 Another thing"),
    )
    found = [one.id for one in read.catalogs[0].requirements]
    assert found[:2] == ["164.312.b", "cc6.1"]
    assert found[2] != "6.1"
    assert any(note.startswith("2 ids are spelled as") for note in read.notes)


def test_flattened_controls_of_sp_800_53_are_read_as_its_enhancements() -> None:
    read = _read(_one("ac-2-1", "a"), Name="FedRAMP Moderate Revision 4")
    assert read.coverage[0].requirement == "ac-2.1"
    other = _read(_one("ac-2-1", "a"))
    assert other.coverage[0].requirement == "ac-2-1"


def test_an_id_that_stands_twice_is_told_and_keeps_the_checks_of_both() -> None:
    read = _read(_one("1", "a"), _one("1", "b", "a"))
    assert _checks(read) == {"1": ("a", "b")}
    assert read.catalogs[0].count == 1
    assert [one.place for one in read.problems] == ["Requirements[1].Id"]


def test_two_spellings_of_one_id_are_told_and_both_kept() -> None:
    read = _read(_one("AC-2 (1)", "a"), _one("ac-2.1", "b"))
    assert [one.place for one in read.problems] == ["Requirements[1].Id"]
    assert read.problems[0].message.endswith("is called ac-2.1-2")
    assert _checks(read) == {"ac-2.1": ("a",), "ac-2.1-2": ("b",)}


@pytest.mark.parametrize(
    ("requirement", "place"),
    [
        (_one("", "a"), "Requirements[1].Id"),
        (_one("2", "a", "a"), "Requirements[1].Checks"),
        (_one("2", None), "Requirements[1].Checks[0]"),
        (_one("2", Checks="a"), "Requirements[1].Checks"),
        (_one("2", Checks={"aws": "a"}), "Requirements[1].Checks.aws"),
        ("2", "Requirements[1]"),
    ],
)
def test_each_fault_is_told_where_it_stands(requirement: Any, place: str) -> None:
    read = _read(_one("1", "a"), requirement)
    assert [one.place for one in read.problems] == [place]
    assert {one.file for one in read.problems} == {"rules.json"}


def test_keys_that_are_not_read_are_named() -> None:
    read = _read(_one("1", Extra=1), Description="long", Icon="x")
    assert "Left aside of each requirement: Extra (1)" in read.notes
    assert "Left aside of each file: Description (1), Icon (1)" in read.notes


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"null", _file(), _file("x"), b'{"Requirements": [{}]}'],
)
def test_what_holds_no_requirement_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_prowler(data, file="f")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a/>",
        b"[]",
        b'{"catalog": {}}',
        b"a,b\n",
        b'[{"Framework":"Requirements"',
    ],
)
def test_other_forms_do_not_look_like_it(data: bytes) -> None:
    assert not looks_like_prowler(data)


_LOOSE = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["Framework", "Name", "Version", "Provider"]), _LOOSE
    ),
    st.lists(
        st.dictionaries(
            st.sampled_from(
                ["Id", "Name", "Description", "Attributes", "Checks", "id"]
            ),
            _LOOSE | st.sampled_from(["1.1", "AC-2 (1)"]),
        )
        | _LOOSE,
        max_size=5,
    ),
)
def test_any_file_gives_a_value_or_is_refused(about: Any, listed: Any) -> None:
    data = json.dumps({**about, "Requirements": listed}).encode()
    try:
        read = read_prowler(data, file="f")
    except BadInput:
        return
    (catalog,) = read.catalogs
    ids = [one.id for one in catalog.requirements]
    assert len(set(ids)) == len(ids) == catalog.count
    assert {one.requirement for one in read.coverage} <= set(ids)
    assert {one.group for one in catalog.requirements} <= {
        "",
        *(one.id for one in catalog.groups),
    }


@given(st.binary(max_size=200))
def test_any_bytes_give_a_value_or_are_refused(data: bytes) -> None:
    looks_like_prowler(data)
    with pytest.raises(BadInput):
        read_prowler(data, file="f")


@pytest.mark.parametrize("name", REAL)
def test_the_published_files_are_counted_as_they_are(
    shared_data: Path, name: str
) -> None:
    path = shared_data / "scans" / f"prowler-compliance-{name}.json"
    data = path.read_bytes()
    assert looks_like_prowler(data[:65_536])
    read = read_prowler(data, file=path.name)
    (catalog,) = read.catalogs
    distinct = {check for one in read.coverage for check in one.checks}
    found = (catalog.count, len(read.coverage), len(distinct), len(catalog.groups))
    assert found == REAL[name]


def test_fedramp_repeats_a_requirement_which_is_told(shared_data: Path) -> None:
    path = shared_data / "scans/prowler-compliance-fedramp_moderate_revision_4_aws.json"
    read = read_prowler(path.read_bytes(), file=path.name)
    told = [one for one in read.problems if one.place.endswith(".Id")]
    assert [one.place for one in told] == ["Requirements[37].Id"]


def test_a_scan_of_prowler_is_no_compliance_file(shared_data: Path) -> None:
    path = shared_data / "scans/prowler-5.46.0-s3-100buckets.ocsf.json"
    assert not looks_like_prowler(path.read_bytes()[:65_536])
