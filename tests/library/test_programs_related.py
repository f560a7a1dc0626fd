"""What programs say of each other and of their counts, over the whole library."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

import assay.library
from assay.errors import BadInput, UnknownName
from assay.ids import slug, well_formed
from assay.register import Program, Question, Register, ask, read_programs
from assay.register import read_register as read
from assay.register.kinds import KINDS

LIBRARY = Path(assay.library.__file__).parent
FILES = {
    f"programs/{path.name}": path.read_bytes()
    for path in sorted((LIBRARY / "programs").glob("*.toml"))
}
PROGRAMS = read_programs(FILES)
EACH = pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())


@pytest.fixture(scope="module")
def register() -> Register:
    return read({"register/provider.toml": b'id = "us"\nname = "Us"'}, PROGRAMS)


def edges(
    programs: Mapping[str, Program], kinds: Iterable[str]
) -> dict[str, frozenset[str]]:
    """From each program to those of the library that it leans on in these ways."""
    wanted = frozenset(kinds)
    return {
        name: frozenset(
            one.program
            for one in program.relations
            if one.kind in wanted and one.program in programs
        )
        for name, program in programs.items()
    }


def circles(graph: Mapping[str, frozenset[str]]) -> list[str]:
    """The programs from which a path leads back to themselves."""
    found: list[str] = []
    for start in graph:
        seen, ahead = set[str](), set(graph[start])
        while ahead:
            one = ahead.pop()
            if one not in seen:
                seen.add(one)
                ahead |= graph[one]
        if start in seen:
            found.append(start)
    return found


# -- relations -----------------------------------------------------------------


@pytest.mark.parametrize(
    "kinds",
    [("derived_from", "extends", "summary_of"), ("supersedes",), ("evidence_for",)],
)
def test_no_program_rests_on_itself_by_way_of_others(kinds: tuple[str, ...]) -> None:
    assert circles(edges(PROGRAMS, kinds)) == []


def test_a_circle_would_be_seen() -> None:
    a, b, c = frozenset("a"), frozenset("b"), frozenset("c")

    assert circles({"a": b, "b": c, "c": a, "d": a}) == ["a", "b", "c"]


def test_the_chains_are_those_that_the_field_has() -> None:
    leans = edges(PROGRAMS, ("derived_from", "extends", "summary_of"))

    assert leans["soc-3"] >= {"soc-2"}
    assert leans["soc-2-plus"] == {"soc-2"}
    assert leans["csa-star"] == {"soc-2", "iso-27001"}
    assert leans["cmmc"] == leans["cmmc-self"] == {"nist-800-171"}
    assert leans["fedramp-20x"] == {"fedramp"}
    assert leans["tpn"] == leans["tpn-blue"] == {"mpaa"}
    assert leans["hds"] == leans["iso-27701"] == {"iso-27001"}
    assert leans["ismap"] == {"iso-27001", "iso-27017"}


def test_what_is_equivalent_is_so_both_ways() -> None:
    both = edges(PROGRAMS, ("equivalent",))

    assert all(one in both[other] for one, others in both.items() for other in others)


def test_a_program_that_was_superseded_names_its_successor() -> None:
    for name, others in edges(PROGRAMS, ("supersedes",)).items():
        for other in others:
            heir = PROGRAMS[name]
            assert slug(heir.title) in slug(PROGRAMS[other].successor)


def test_a_program_that_points_to_a_successor_says_what_became_of_it() -> None:
    """A name that no entry answers to would lead nowhere."""
    pointing = {name for name, p in PROGRAMS.items() if p.successor}

    assert pointing >= {"fisma", "mpaa", "nist-800-171"}
    assert "TPN" in PROGRAMS["mpaa"].successor
    assert "CMMC" in PROGRAMS["nist-800-171"].successor


@EACH
def test_a_relation_is_stated_once(program: Program) -> None:
    stated = [(one.kind, one.program) for one in program.relations]

    assert len(set(stated)) == len(stated)


@EACH
def test_what_it_extends_is_told_from_what_is_evidence_for_it(program: Program) -> None:
    """Nothing that it rests on is called evidence of it the wrong way round."""
    above = {one.program for one in program.relations if one.kind == "evidence_for"}
    below = {one.program for one in program.relations if one.kind == "extends"}

    assert above & below == set()


@EACH
def test_a_demand_can_be_met_by_a_statement_of_its_kind(program: Program) -> None:
    """The body that made both, a term that ends: not every kind has them."""
    for one in program.relations:
        if "body" in one.demands:
            speakers = set(KINDS[program.kind].speakers)
            assert speakers & set(KINDS[PROGRAMS[one.program].kind].speakers)
        if "term" in one.demands:
            assert PROGRAMS[one.program].validity.months is not None


# -- a law is never certified, and alignment and guidance are kept apart -------


@EACH
def test_only_a_certification_hands_out_certificates(program: Program) -> None:
    handed = {one.id for one in program.artefacts if one.title.startswith("Certificat")}
    if KINDS[program.kind].certificate:
        assert handed
    elif program.kind in ("law", "contractual_policy", "alignment", "guidance"):
        assert handed == set()


@EACH
def test_nobody_assesses_a_law_of_the_union_or_a_self_assessment_alone(
    program: Program,
) -> None:
    if program.id in ("gdpr", "nis2", "dora", "cmmc-self", "tpn-blue"):
        assert program.assessors == ()


@EACH
def test_every_assessor_says_what_makes_it_independent(program: Program) -> None:
    assert all(one.independence.endswith(".") for one in program.assessors)
    if KINDS[program.kind].speakers == ("assessor",):
        assert program.assessors


# -- every count carries what it counts, and of which edition ------------------


@EACH
def test_a_count_names_its_unit_and_its_edition(program: Program) -> None:
    editions = {one.id: one for one in program.editions}
    for asked in program.requirement_sets:
        assert asked.unit
        assert editions[asked.edition].title
        assert asked.count is None or asked.count > 0
        assert asked.count is not None or asked.note
        assert asked.count is not None or not asked.catalog


@EACH
def test_one_unit_of_one_set_has_one_count(program: Program) -> None:
    counted = [
        (one.edition, one.level, one.unit, one.title)
        for one in program.requirement_sets
    ]

    assert len(set(counted)) == len(counted)


@EACH
def test_a_figure_that_is_not_confirmed_is_no_count(program: Program) -> None:
    """What `unconfirmed` calls a number is not stated as one, but for its source."""
    stated = {one.count for one in program.requirement_sets if not one.note}
    for doubt in program.unconfirmed:
        figures = {int(word.strip(".,:")) for word in doubt.split() if word.isdigit()}
        assert not figures & {count for count in stated if count and count > 30}


@pytest.mark.parametrize("key", ["unit", "edition"])
@EACH
def test_a_count_without_its_rule_or_edition_is_refused(
    program: Program, key: str
) -> None:
    file = f"programs/{program.id}.toml"
    text = FILES[file].decode()
    head, _, tail = text.partition("[[requirement_sets]]")
    lines = tail.splitlines()
    lines.remove(next(line for line in lines if line.startswith(f"{key} = ")))

    broken = "\n".join((f"{head}[[requirement_sets]]", *lines))

    with pytest.raises(BadInput) as caught:
        read_programs({file: broken.encode()})
    assert f"requirement_sets[0].{key}" in [p.place for p in caught.value.problems]


# -- names that were superseded still lead somewhere ---------------------------


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("SAS 70", "soc-1"),
        ("SSAE 16", "soc-1"),
        ("AT 801", "soc-1"),
        ("Trust Services Principles", "soc-2"),
        ("MPAA", "mpaa"),
        ("Motion Picture Association of America", "mpaa"),
        ("CDSA and MPA joint program", "mpaa"),
        ("TPN", "tpn"),
        ("DIACAP", "fisma"),
        ("DoD Cloud Security Model", "dod-srg"),
        ("CAIQ 3.0.1", "csa-star"),
        ("CCM 3.0.1", "csa-star"),
        ("CAIQ 4.1", "csa-star"),
        ("FIPS 140-2", "fips-140"),
        ("SPRING", "mtcs"),
        ("SS 584:2013", "mtcs"),
        ("Unclassified DLM", "irap"),
        ("Unclassified (DLM)", "irap"),
        ("JAB P-ATO", "fedramp"),
        ("FedRAMP 20x", "fedramp-20x"),
        ("FedRAMP Ready", "fedramp-20x"),
        ("Annex 22", "gxp"),
        ("CMMC 1.0", "cmmc"),
        ("Real Decreto 3/2010", "ens"),
        ("HADS", "hds"),
        ("Directive 95/46/EC", "gdpr"),
        ("Directive (EU) 2016/1148", "nis2"),
        ("C5:2020", "c5"),
    ],
)
def test_a_superseded_name_finds_the_entry_of_today(
    register: Register, name: str, program: str
) -> None:
    assert ask(register, name) == Question(program=program)


def test_every_outside_name_that_is_superseded_finds_its_heir(
    register: Register,
) -> None:
    for program in PROGRAMS.values():
        for one in program.relations:
            if one.kind == "supersedes" and not well_formed(one.program):
                assert ask(register, one.program).program == program.id


@pytest.mark.parametrize(
    ("program", "name", "level"),
    [
        ("FedRAMP", "Class C", "class-c"),
        ("FedRAMP 20x", "Class A", "class-a"),
        ("FedRAMP", "Moderate", "moderate"),
        ("DoD SRG", "IL5", "5"),
        ("DoD SRG", "IL6", "6"),
        ("CMMC 2.0", "CMMC Level 2", "2"),
        ("CMMC", "Level 3 (DIBCAC)", "3"),
        ("CMMC self-assessment", "Level 1", "1"),
        ("TPN", "Gold Star", "gold-star"),
        ("TPN", "Classic Gold", "silver"),
        ("ENS", "Básica", "basic"),
        ("ENS", "media", "medium"),
        ("ENS", "ALTA", "high"),
        ("TISAX", "AL3", "3"),
        ("HDS", "backup", "6"),
        ("ISMAP", "LIU", "liu"),
        ("SOC 2 Plus", "HITRUST CSF", "hitrust"),
        ("STAR", "STAR Level 2", "2"),
        ("IRAP", "Unclassified DLM", "unclassified-dlm"),
    ],
)
def test_levels_are_asked_for_as_people_call_them(
    register: Register, program: str, name: str, level: str
) -> None:
    assert ask(register, program, level=name).level == level


@pytest.mark.parametrize("name", ["", " ", "-", "???"])
def test_no_name_at_all_finds_no_program(register: Register, name: str) -> None:
    with pytest.raises(UnknownName):
        ask(register, name)
