"""The paper says what the register says, each sentence with its source."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assay.dossier import Facts, Paper, assemble
from assay.dossier.paper import Section, Statement
from assay.register import Register, read_programs, read_register
from assay.standing import Standing


def sections(paper: Paper) -> dict[str, Section]:
    """Every section by program."""
    return {s.id: s for chapter in paper.chapters for s in chapter.sections}


def values(value: Any, kind: type[Any]) -> Iterator[Any]:
    """Every value of a kind anywhere in the paper."""
    if isinstance(value, kind):
        yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from values(getattr(value, field.name), kind)
    elif isinstance(value, tuple):
        for item in value:
            yield from values(item, kind)


def test_every_program_has_one_section_under_its_kind(paper: Paper) -> None:
    assert [chapter.title for chapter in paper.chapters] == [
        "Certifications",
        "Independent reports",
        "Authorizations",
        "Laws",
        "Alignments",
        "Guidance",
    ]
    assert [row.program for row in paper.matrix] == list(sections(paper))


def test_every_statement_has_a_note_that_exists(paper: Paper) -> None:
    numbers = {note.number for note in paper.notes}

    assert numbers == set(range(1, len(paper.notes) + 1))
    for one in values(paper, Statement):
        assert one.notes, one.text
        assert set(one.notes) <= numbers
        assert one.text.endswith((".", "!", "?"))


def test_a_note_names_document_section_page_and_proof(paper: Paper) -> None:
    claim = sections(paper)["soc-2"].claims[0]
    note = paper.notes[claim.statement.notes[0] - 1]

    assert note.text == (
        "Alder & Finch LLP, “Reports & “certificates””, 11 November 2026, "
        "section “SOC 2 <2026>”, page 3. Recorded in ledger entry 2 (standing), "
        f"SHA-256 {note.digest[:16]}…"
    )
    assert note.entry == 2


def test_evidence_rests_on_its_run(paper: Paper) -> None:
    evidence = sections(paper)["soc-2"].evidence
    note = paper.notes[evidence.statement.notes[0] - 1]

    assert "run 20261124T060000Z.abc" in note.text
    assert note.entry == 1


def test_entries_that_notes_name_are_listed_once(paper: Paper) -> None:
    assert [anchor.entry for anchor in paper.anchors] == [1, 2]


def test_claim_and_evidence_stand_side_by_side(paper: Paper) -> None:
    section = sections(paper)["soc-2"]

    assert section.claims[0].state == "in_force"
    assert section.evidence.state == "not_met"
    cells = section.evidence.cells
    assert (cells.met, cells.unknown, cells.not_met) == (6, 3, 3)
    assert "Most often (in 6): account: evidence too old." in (
        section.evidence.statement.text
    )


def test_what_was_not_seen_is_never_counted_as_met(paper: Paper) -> None:
    for row in paper.matrix:
        cells = sections(paper)[row.program].evidence.cells
        assert row.evidence != "met" or cells.unknown == cells.not_met == 0


def test_a_law_is_never_certified(paper: Paper) -> None:
    for chapter in paper.chapters:
        for section in chapter.sections:
            if section.kind in {"law", "alignment", "guidance"}:
                said = " ".join(one.text for one in values(section, Statement))
                assert "certified" not in said
                assert "o certificate exists" in said


def test_scope_not_stated_is_said_and_not_filled_in(paper: Paper) -> None:
    (line,) = sections(paper)["hipaa"].scope

    assert line.services == "Not stated by the source"
    assert line.regions == "All 3"


def test_a_shared_scope_is_resolved_and_says_so(paper: Paper) -> None:
    (line,) = sections(paper)["iso-27001"].scope

    assert line.services == "All 4"
    assert line.remark == "The services are those of SOC 2 Type 2, 2026."


def test_an_exclusion_is_told_with_its_reason(paper: Paper) -> None:
    (one,) = sections(paper)["iso-27001"].exclusions

    assert one.text.startswith("Not in scope: 日本語 & مرحبا in all 3 regions.")
    assert one.text.endswith("Too new.")


def test_levels_are_told_by_title(paper: Paper) -> None:
    section = sections(paper)["fedramp"]

    assert section.levelled
    assert section.scope[0].levels == "High"
    assert section.where == "High, gov"


def test_a_plan_is_in_process_with_its_target(paper: Paper) -> None:
    section = sections(paper)["gxp"]
    claim = section.claims[0]

    assert claim.state == "in_process"
    assert ("Target", "1 June 2027") in [(f.label, f.text) for f in claim.facts]
    assert section.scope[0].regions == "East (east)"


def test_where_nothing_is_claimed_no_document_is_promised(paper: Paper) -> None:
    section = sections(paper)["mpaa"]

    assert section.claims[0].state == "not_claimed"
    assert section.artefacts == ()
    row = next(row for row in paper.matrix if row.program == "mpaa")
    assert (row.since, row.where, row.by) == ("\N{EN DASH}",) * 3


def test_a_document_says_who_may_have_it(paper: Paper) -> None:
    (line,) = sections(paper)["soc-2"].artefacts

    assert line.audience == "Account holders under a non-disclosure agreement"


def test_contradictions_keep_both_sides(paper: Paper) -> None:
    (line,) = sections(paper)["soc-2"].contradictions

    assert (line.stated, line.found, line.confirmed) == ("Eight.", "Seven.", False)


def test_no_customer_is_named(paper: Paper) -> None:
    """Neither in the table of agreements nor in the note on its source."""
    assert paper.agreements[0].title == "Business associate agreement"
    assert not any("Acme" in text for text in values(paper, str))


def test_duties_of_customers_are_listed_and_counted(paper: Paper) -> None:
    assert paper.duties[0].text == "Close #old accounts."
    assert (paper.responsibilities[0].shared, paper.responsibilities[0].provider) == (
        1,
        0,
    )


def test_fiction_and_synthetic_evidence_are_told_first(paper: Paper) -> None:
    assert paper.notices[0].startswith("Northwind Cloud is fictional.")
    assert "synthetic" in paper.notices[1]


def test_without_a_standing_there_is_no_evidence_and_it_says_so(
    register: Register, paper: Paper
) -> None:
    bare = assemble(register, None, paper.on)
    section = sections(bare)["soc-2"]

    assert section.evidence.state == "none"
    assert section.evidence.statement.text.startswith("No evidence")
    assert bare.anchors == ()


def test_a_historical_register_says_that_it_is_not_about_today(
    register: Register, paper: Paper
) -> None:
    provider = replace(register.provider, fictional=False, speaks_on=date(2017, 3, 1))
    old = replace(register, provider=provider)
    told = assemble(old, None, paper.on).notices

    assert told[0].startswith("This paper repeats what a source said on 1 March 2017.")


def test_text_that_hides_or_reorders_other_text_is_shown_by_code_point(
    register: Register, paper: Paper
) -> None:
    sly = replace(register.provider, name="North\u202ewind\x07\n Cloud")
    told = assemble(replace(register, provider=sly), None, paper.on)

    assert told.provider == "North[U+202E]wind[U+0007] Cloud"


def test_equal_inputs_give_equal_papers(
    register: Register, standing: Standing, paper: Paper
) -> None:
    facts = Facts(seq=1)

    assert assemble(register, standing, paper.on, facts=facts) == assemble(
        register, standing, paper.on, facts=facts
    )


@pytest.mark.parametrize(
    ("example", "on"), [("northwind", date(2026, 11, 24)), ("aws-2017", None)]
)
def test_the_examples_make_papers(project: Path, example: str, on: date | None) -> None:
    library = project / "src" / "assay" / "library"
    root = library / "examples" / example
    if not (root / "register" / "provider.toml").is_file():
        pytest.skip(f"the example {example} is not written")
    programs = read_programs(_files(library / "programs", library))
    register = read_register(_files(root / "register", root), programs)
    day = on or register.provider.speaks_on
    assert day is not None
    paper = assemble(register, None, day)

    assert len(paper.matrix) == len(programs)
    for section in sections(paper).values():
        bare = section.kind in {"law", "alignment", "guidance", "contractual_policy"}
        assert not (bare and "certified" in section.claims[0].statement.text)


def _files(folder: Path, base: Path) -> dict[str, bytes]:
    found = sorted(folder.rglob("*.toml"))
    return {path.relative_to(base).as_posix(): path.read_bytes() for path in found}
