from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import assay.library
from assay.ids import slug, well_formed
from assay.reading import parse_toml
from assay.register import Program, read_programs

LIBRARY = Path(assay.library.__file__).parent

PAPER_OF_2017 = {
    "cjis": "contractual_policy",
    "csa-star": "self_assessment",
    "cyber-essentials-plus": "certification",
    "dod-srg": "authorization",
    "fedramp": "authorization",
    "ferpa": "law",
    "fips-140": "module_validation",
    "fisma": "law",
    "gxp": "law",
    "hipaa": "law",
    "irap": "independent_assessment",
    "iso-27001": "certification",
    "iso-27017": "certification",
    "iso-27018": "certification",
    "iso-9001": "certification",
    "itar": "law",
    "mpaa": "alignment",
    "mtcs": "certification",
    "nist-800-171": "guidance",
    "pci-dss": "independent_assessment",
    "soc-1": "attestation_report",
    "soc-2": "attestation_report",
    "soc-3": "attestation_report",
}

LATER = {
    "c5": "attestation_report",
    "cmmc": "certification",
    "cmmc-self": "self_assessment",
    "dora": "law",
    "ens": "certification",
    "fedramp-20x": "authorization",
    "gdpr": "law",
    "hds": "certification",
    "ismap": "authorization",
    "iso-27701": "certification",
    "iso-42001": "certification",
    "nis2": "law",
    "soc-2-plus": "attestation_report",
    "tisax": "independent_assessment",
    "tpn": "independent_assessment",
    "tpn-blue": "self_assessment",
}

# What the 2017 paper states and other sources contradict, row by row.
CONTRADICTED = [
    ("csa-star", "298"),
    ("soc-1", "objective areas"),
    ("pci-dss", "3.1"),
    ("fedramp", "Two agency"),
    ("iso-9001", "Eight principles"),
    ("soc-1", "AT 801"),
    ("fisma", "DIACAP"),
    ("dod-srg", "Cloud Security Model"),
    ("soc-2", "Security and availability"),
    ("soc-3", "security and availability"),
    ("nist-800-171", "Final Guidelines"),
    ("iso-9001", "ISO/TS 16949"),
    ("mtcs", "SPRING"),
    ("mpaa", "MPAA"),
    ("soc-1", "SAS 70"),
    ("soc-2", "Trust Services Principles"),
    ("nist-800-171", "compliant with the guidelines"),
    ("mpaa", "Aligned"),
    ("ferpa", "enables"),
    ("gxp", "comprehensive approach"),
    ("itar", "supports compliance"),
]


PROGRAMS = read_programs(
    {
        f"programs/{path.name}": path.read_bytes()
        for path in sorted((LIBRARY / "programs").glob("*.toml"))
    }
)
EACH = pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())


def test_the_library_holds_the_programs_of_2017_and_of_today_each_of_its_kind() -> None:
    assert len(PAPER_OF_2017) == 23
    assert {name: p.kind for name, p in PROGRAMS.items()} == PAPER_OF_2017 | LATER


@EACH
def test_only_programs_that_the_paper_names_have_a_name_of_2017(
    program: Program,
) -> None:
    assert bool(program.name_2017) == (program.id in PAPER_OF_2017)
    section = program.sources[0].startswith("The 2017 paper, section ")
    assert section == (program.id in PAPER_OF_2017)


@EACH
def test_a_program_is_complete(program: Program) -> None:
    assert PROGRAMS[program.id] is program
    assert program.axes
    assert program.editions
    assert program.requirement_sets
    assert program.artefacts
    assert program.relations or program.id == "cyber-essentials-plus"
    assert program.sources
    assert len(program.summary) > 200
    assert "  " not in program.summary


@EACH
def test_ids_inside_a_program_are_well_formed_and_used_once(program: Program) -> None:
    for things in (program.levels, program.editions, program.artefacts):
        ids = [thing.id for thing in things]
        assert all(map(well_formed, ids))
        assert len(set(ids)) == len(ids)
    assert all(well_formed(a.role) for a in program.assessors)


@EACH
def test_editions_and_levels_that_a_program_mentions_are_its_own(
    program: Program,
) -> None:
    editions = {edition.id for edition in program.editions}
    levels = {level.id for level in program.levels}
    assert {s.edition for s in program.requirement_sets} <= editions
    assert {p.edition for p in program.principles} <= editions
    assert {s.level for s in program.requirement_sets} - {""} <= levels
    assert {c for level in program.levels for c in level.covers} <= levels


@EACH
def test_an_edition_ends_after_it_began(program: Program) -> None:
    for edition in program.editions:
        if edition.published and edition.retired:
            assert edition.published < edition.retired
        assert edition.retired or not edition.ends_statements


@EACH
def test_a_relation_names_a_program_of_the_library_or_an_outside_standard(
    program: Program,
) -> None:
    for relation in program.relations:
        outside = not well_formed(relation.program)
        assert outside or relation.program in PROGRAMS
        assert relation.program != program.id


def test_no_spelling_stands_for_two_programs() -> None:
    spellings = Counter(
        spelling
        for p in PROGRAMS.values()
        for spelling in {slug(s) for s in (p.id, p.title, p.name_2017, *p.aliases)}
        if spelling
    )
    assert [s for s, times in spellings.items() if times > 1] == []


@EACH
def test_no_spelling_stands_for_two_levels_of_a_program(program: Program) -> None:
    spellings = Counter(
        spelling
        for level in program.levels
        for spelling in {slug(s) for s in (level.id, level.title, *level.aliases)}
    )
    assert [s for s, times in spellings.items() if times > 1] == []


@EACH
def test_requirement_sets_point_to_catalogs_that_the_library_holds(
    program: Program,
) -> None:
    held = {
        path.stem: parse_toml(path.read_bytes(), file=path.name, problems=[])
        for room in ("catalogs", "baselines")
        for path in (LIBRARY / room).glob("*.toml")
    }
    for asked in program.requirement_sets:
        if not asked.catalog:
            continue
        assert asked.catalog in held
        if asked.count is not None:
            found = held[asked.catalog]
            unit = found["unit"] if "unit" in found else held[found["catalog"]]["unit"]
            assert unit == asked.unit
            assert found["count"] == asked.count


@pytest.mark.parametrize(("name", "stated"), CONTRADICTED)
def test_both_sides_of_a_contradiction_are_kept(name: str, stated: str) -> None:
    rows = [c for c in PROGRAMS[name].contradictions if stated in c.stated + c.topic]
    assert rows
    assert all(c.found and c.found_by and c.found != c.stated for c in rows)
    assert all(c.stated_by.startswith("the 2017 paper") for c in rows)


def test_numbers_carry_the_edition_they_count() -> None:
    counts = {c.unit: c.count for c in PROGRAMS["csa-star"].counts}
    assert counts["questions of CAIQ 3.0.1"] == 295
    assert counts["questions of CAIQ 3.1"] == 310
    assert counts["questions of CAIQ 4.0"] == 261
    assert counts["questions of CAIQ 4.1"] == 283


def test_principles_and_objective_areas_are_as_many_as_their_edition_has() -> None:
    lengths = {
        (p.id, listed.edition): len(listed.items)
        for p in PROGRAMS.values()
        for listed in p.principles
    }
    assert lengths == {
        ("soc-1", "at-801"): 8,
        ("iso-9001", "2008"): 8,
        ("iso-9001", "2015"): 7,
    }


def test_levels_are_those_of_the_programs_that_have_them() -> None:
    levels = {p.id: [level.id for level in p.levels] for p in PROGRAMS.values()}
    assert {name: ids for name, ids in levels.items() if ids} == {
        "cmmc": ["1", "2", "3"],
        "cmmc-self": ["1", "2"],
        "csa-star": ["1", "2"],
        "dod-srg": ["2", "4", "5", "6"],
        "ens": ["basic", "medium", "high"],
        "fedramp": [
            "li-saas",
            "low",
            "moderate",
            "high",
            "class-b",
            "class-c",
            "class-d",
        ],
        "fedramp-20x": ["class-a", "class-b", "class-c", "class-d"],
        "fips-140": ["1", "2", "3", "4"],
        "hds": ["1", "2", "3", "4", "5", "6"],
        "irap": [
            "unclassified-dlm",
            "official",
            "official-sensitive",
            "protected",
            "secret",
            "top-secret",
        ],
        "ismap": ["liu", "ismap"],
        "mtcs": ["1", "2", "3"],
        "pci-dss": ["1", "2"],
        "soc-2-plus": ["hitrust", "hipaa", "ccm", "other"],
        "tisax": ["1", "2", "3"],
        "tpn": ["silver", "gold", "gold-star"],
    }


def test_every_impact_level_has_its_row_in_full() -> None:
    columns = {
        "information",
        "controls",
        "connectivity",
        "separation",
        "personnel",
        "location",
    }
    assert all(set(level.facts) == columns for level in PROGRAMS["dod-srg"].levels)


def test_a_retired_edition_says_whether_it_takes_statements_with_it() -> None:
    retired = {
        (p.id, edition.id): (edition.retired, edition.ends_statements)
        for p in PROGRAMS.values()
        for edition in p.editions
    }
    assert retired["iso-27001", "2013"] == (date(2025, 10, 31), True)
    assert retired["iso-9001", "2008"] == (date(2018, 9, 14), True)
    assert retired["fips-140", "140-2"] == (date(2026, 9, 20), True)
    assert retired["pci-dss", "3.1"] == (date(2016, 10, 31), False)
    assert retired["soc-1", "at-801"] == (date(2017, 4, 30), False)


def test_only_a_public_form_of_soc_2_is_public() -> None:
    audiences = {
        name: {a.audience for a in PROGRAMS[name].artefacts}
        for name in ("soc-1", "soc-2", "soc-3")
    }
    assert audiences["soc-3"] == {"public"}
    assert "public" not in audiences["soc-1"] | audiences["soc-2"]
