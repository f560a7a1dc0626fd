"""The library's own catalogs: each count is held, and each id can be printed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from assay.catalog import (
    Library,
    Provenance,
    canonical,
    family_of,
    printed,
    read_library,
    requirement,
    requirements_of,
)

FOLDERS = ("catalogs", "baselines", "crosswalks")


@pytest.fixture(scope="module")
def library(project: Path) -> Library:
    root = project / "src/assay/library"
    found = [file for folder in FOLDERS for file in root.glob(f"{folder}/*.toml")]
    return read_library({str(f.relative_to(root)): f.read_bytes() for f in found})


COUNTS = {
    "annex-11": 17,
    "bsi-c5-2020": 17,
    "cjis-2017": 13,
    "cjis-6.1": 18,
    "csa-ccm-3.0.1": 16,
    "csa-ccm-4": 17,
    "csa-ccm-4.1": 17,
    "cyber-essentials": 5,
    "dod-srg": 4,
    "dora": 13,
    "fedramp-20x-ksi": 46,
    "ferpa": 11,
    "fips-140": 11,
    "fips-140-3": 11,
    "fisma-rmf": 7,
    "gdpr": 22,
    "hds-activities": 6,
    "hipaa-security-rule": 22 + 41,
    "ism": 23,
    "ismap-standards": 3,
    "iso-27001-2022": 30 + 93,
    "iso-27017-2015": 7,
    "iso-27018": 25,
    "iso-42001-2023": 9,
    "iso-9001-2015": 28,
    "itar-guidelines": 8,
    "mpa-2017": 3,
    "mpa-5": 4,
    "mtcs-ss584": 19,
    "nis2": 16,
    "nist-800-171-r2": 110,
    "nist-800-53-r4": 240 + 586,
    "nist-800-53-r5": 300 + 714,
    "part-11": 20,
    "pci-dss-4.0.1": 63 + 8,
    "soc-1-objectives": 8,
    "tisax-labels": 10,
    "tsc-2017": 61,
}

SELECTED = {
    "cmmc-level-1": 17,
    "cmmc-level-2": 110,
    "fedramp-r4-low": 125,
    "fedramp-r4-moderate": 325,
    "fedramp-r5-li-saas": 156,
    "fedramp-r5-low": 156,
    "fedramp-r5-moderate": 323,
    "fedramp-r5-high": 410,
    "fedramp-20x-class-a": 7,
    "fedramp-20x-class-b": 41,
    "fedramp-r5-class-b": 155,
    "fedramp-r5-class-c": 322,
    "fedramp-r5-class-d": 409,
    "nist-r4-low": 124,
    "nist-r4-moderate": 261,
    "nist-r5-low": 149,
    "nist-r5-moderate": 287,
    "nist-r5-high": 370,
    "nist-r5-privacy": 96,
}


def test_every_catalog_has_the_count_of_its_standard(library: Library) -> None:
    assert {name: c.count for name, c in library.catalogs.items()} == COUNTS


def test_every_baseline_selects_as_many_as_its_publisher(library: Library) -> None:
    assert {name: b.count for name, b in library.baselines.items()} == SELECTED


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        ("fedramp-r5-low", "fedramp-r5-moderate"),
        ("fedramp-r5-moderate", "fedramp-r5-high"),
        ("nist-r5-high", "fedramp-r5-high"),
        ("nist-r5-moderate", "fedramp-r5-moderate"),
        ("fedramp-r4-low", "fedramp-r4-moderate"),
        ("fedramp-r5-class-b", "fedramp-r5-class-c"),
        ("fedramp-r5-class-c", "fedramp-r5-class-d"),
        ("fedramp-20x-class-a", "fedramp-20x-class-b"),
        ("cmmc-level-1", "cmmc-level-2"),
    ],
)
def test_a_higher_baseline_holds_the_lower(
    library: Library, smaller: str, larger: str
) -> None:
    low, high = library.baselines[smaller], library.baselines[larger]

    assert set(low.requirements) <= set(high.requirements)


def test_revision_5_names_every_withdrawn_control_and_where_it_went(
    library: Library,
) -> None:
    every = library.catalogs["nist-800-53-r5"].requirements
    gone = {one.id: one.now for one in every if one.status == "withdrawn"}

    assert len(every) == 1196
    assert len(gone) == 182
    assert {name for name, now in gone.items() if not now} == {"cp-10.3", "sc-19"}
    assert gone["au-8.1"] == ("sc-45.1",)


def test_every_catalog_says_what_it_counts_and_where_it_is_from(
    library: Library,
) -> None:
    for catalog in library.catalogs.values():
        assert catalog.edition
        assert catalog.unit
        assert catalog.programs
    for origin in _origins(library):
        assert origin.source
        assert origin.rights


def _origins(library: Library) -> Iterator[Provenance]:
    yield from (one.provenance for one in library.catalogs.values())
    yield from (one.provenance for one in library.baselines.values())
    yield from (one.provenance for one in library.crosswalks.values())


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("iso-27001-2022", {"clause": 30, "control": 93}),
        ("hipaa-security-rule", {"standard": 22, "specification": 41}),
    ],
)
def test_kinds_are_counted_apart(
    library: Library, name: str, kinds: Mapping[str, int]
) -> None:
    assert Counter(one.kind for one in requirements_of(library, name)) == kinds


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("hipaa-security-rule", {"required": 19, "addressable": 22}),
        ("nist-800-171-r2", {"basic": 31, "derived": 79}),
        ("iso-27001-2022", {"annex-a": 93}),
        ("pci-dss-4.0.1", {"appendix": 8}),
    ],
)
def test_attributes_are_counted_apart(
    library: Library, name: str, attributes: Mapping[str, int]
) -> None:
    held = (a for one in requirements_of(library, name) for a in one.attributes)

    assert Counter(held) == attributes


def test_the_themes_of_annex_a_hold_37_8_14_and_34(library: Library) -> None:
    groups = {g.id: g.count for g in library.catalogs["iso-27001-2022"].groups}

    assert [groups[f"a.{n}"] for n in (5, 6, 7, 8)] == [37, 8, 14, 34]


def test_pci_has_twelve_requirements_and_three_appendices(library: Library) -> None:
    groups = [g.id for g in library.catalogs["pci-dss-4.0.1"].groups]

    assert groups == [*map(str, range(1, 13)), "a1", "a2", "a3"]


@pytest.mark.parametrize(
    ("name", "whole"), [("csa-ccm-4", 197), ("mpa-5", 82), ("ism", 1143)]
)
def test_the_parts_written_as_attributes_add_up(
    library: Library, name: str, whole: int
) -> None:
    parts = [one.attributes[0].split()[0] for one in requirements_of(library, name)]
    stated = library.catalogs[name].other_counts[0].count

    assert sum(map(int, parts)) == whole == stated


def test_a_standard_counted_otherwise_says_so(library: Library) -> None:
    counts = {
        name: {c.count for c in catalog.other_counts}
        for name, catalog in library.catalogs.items()
    }

    assert counts["tsc-2017"] >= {301}
    assert counts["pci-dss-4.0.1"] >= {12, 351}
    assert counts["iso-27017-2015"] >= {37}
    assert counts["csa-ccm-4"] >= {197, 261, 283}
    assert counts["csa-ccm-3.0.1"] >= {133, 295}
    assert counts["ism"] >= {1073, 34, 1143, 49}
    assert counts["itar-guidelines"] >= {514, 169}


def test_weak_facts_are_marked(library: Library) -> None:
    marked = {n for n, c in library.catalogs.items() if not c.provenance.confirmed}

    assert marked == {
        "csa-ccm-3.0.1",
        "csa-ccm-4.1",
        "ferpa",
        "ismap-standards",
        "iso-27018",
        "iso-9001-2015",
        "mpa-2017",
        "mtcs-ss584",
        "tisax-labels",
    }


def test_every_id_prints_and_reads_back(library: Library) -> None:
    for name, catalog in library.catalogs.items():
        for one in catalog.requirements:
            assert canonical(printed(one.id, family_of(name))) == one.id


def test_titles_are_short_and_ours(library: Library) -> None:
    for catalog in library.catalogs.values():
        for one in catalog.requirements:
            assert 1 <= len(one.title.split()) <= 8, one
            assert not one.title.endswith("."), one


@pytest.mark.parametrize(
    ("name", "spelling", "title"),
    [
        ("tsc-2017", "CC6.1", "Logical access protection"),
        ("iso-27001-2022", "A.8.24", "Use of cryptography"),
        ("iso-27001-2022", "8.24", "Use of cryptography"),
        ("iso-27001-2022", "8.1", "Operational planning and control"),
        ("hipaa-security-rule", "164.308(a)(1)(ii)(A)", "Risk analysis"),
        ("part-11", "11.10(e)", "Time-stamped audit trails"),
        ("nist-800-171-r2", "3.13.11", "FIPS-validated cryptography"),
        ("fedramp-r5-moderate", "AC-02 (01)", "Automated system account management"),
        ("csa-ccm-4", "A&A", "Audit and assurance"),
    ],
)
def test_requirements_are_found_as_auditors_write_them(
    library: Library, name: str, spelling: str, title: str
) -> None:
    assert requirement(library, name, spelling).title == title
