"""The Cloud Security Alliance's workbooks, in the layout of each of their editions.

The sheets are written here with the headings and the arrangement of the published ones;
the words in them are ours.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog import Catalog
from assay.catalog.imports import Imported
from assay.catalog.imports.recognising import recognise
from assay.catalog.imports.tables import looks_like_csa, read_csa
from assay.errors import BadInput
from assay.sheets import Sheet, write_csv, write_xlsx

Rows = tuple[tuple[str, ...], ...]
CCM_4: Rows = (
    ("CLOUD CONTROLS MATRIX VERSION 4.0.12",),
    ("", "", "", "", "", "Typical Control Applicability and Ownership", "", ""),
    (
        *("Control Domain", "Control Title", "Control ID", "Control Specification"),
        *("CCM Lite", "IaaS", "PaaS", "SaaS"),
    ),
    ("Audit & Assurance - A&A",),
    ("Audit & Assurance", "Policy", "A&A-01", "Our words one.", "No", "Shared", "", ""),
    (
        *("Audit & Assurance", "Assessments", "A&A-02", "Our words two.", "Yes"),
        *("CSP-Owned", "CSP-Owned", "Shared (Independent)"),
    ),
    ("Logging and Monitoring - LOG",),
    ("Logging and Monitoring", "Policy", "LOG-01", "Our words three.", "", "", "", ""),
    ("End of Standard",),
    ("(c) a fictional notice of rights",),
)
GUIDE: Rows = (
    ("Implementation Guidelines",),
    ("Control Title", "Control ID", "Control Specification", "Implementation"),
    ("Policy", "A&A-01", "Our words one.", "How."),
    ("Policy", "LOG-01", "Other words.", "How."),
)
CAIQ_4: Rows = (
    ("CONSENSUS ASSESSMENTS INITIATIVE QUESTIONNAIRE VERSION 4.1.0",),
    (
        *("Question ID", "Question", "CSP CAIQ Answer", "SSRM Control Ownership"),
        "CSP Implementation Description (Optional/Recommended)",
        "CSC Responsibilities (Optional/Recommended)",
        *("CCM Control ID", "CCM Control Specification", "CCM Control Title"),
        "CCM Domain Title",
    ),
    (
        *("A&A-01.1", "Is it so?", "Yes", "CSP-owned", "Thus.", "None."),
        *("A&A-01", "Our words one.", "Policy", "Audit & Assurance"),
    ),
    ("A&A-01.2", "Is it reviewed?", "No", "", "", "", "", "", "", ""),
    (
        *("UEM-14.1", "And there?", "", "", "", ""),
        *("UEM-14", "Our words four.", "Third parties", "Endpoints"),
    ),
)
CAIQ_3: Rows = (
    ("CONSENSUS ASSESSMENTS INITIATIVE QUESTIONNAIRE v3.0.1",),
    (
        *("Control Domain", "Control ID", "Question ID", "Control Specification"),
        *("Consensus Assessment Questions", "Consensus Assessment Answers"),
    ),
    ("", "", "", "", "", "Yes", "No", "Not Applicable"),
    (
        *("Application & Interface Security\nApplication Security", "AIS-01"),
        *("AIS-01.1", "Our words.", "Is it built so?", "X"),
    ),
    ("", "", "AIS-01.2", "", "Is it tested?", "", "X"),
    ("Mobile Security\nAnti-Malware", "MOS-01", "MOS-01. 1", "Words.", "On phones?"),
)
CAIQ_2014: Rows = (
    (
        *("Control Group", "CGID", "CID", "Control Specification"),
        "Consensus Assessment Questions",
    ),
    ("Audit Assurance & Compliance\nPlanning", "AAC-01", "AAC-01.1", "W.", "Planned?"),
)
CCM_3: Rows = (
    ("Cloud Controls Matrix Version 3.0.1",),
    ("Control Domain", "CCM V3.0 Control ID", "Updated Control Specification"),
    ("Application & Interface Security\nApplication Security", "AIS-01", "Words."),
    ("Encryption & Key Management\nEntitlement", "EKM-01", "Words."),
)


def book(**sheets: Rows) -> bytes:
    return write_xlsx([Sheet(name=name, rows=rows) for name, rows in sheets.items()])


def read(**sheets: Rows) -> Imported:
    data = book(**sheets)
    assert recognise(data, file="x.xlsx") == "csa"
    return read_csa(data, file="x.xlsx")


def ids(catalog: Catalog) -> list[str]:
    return [one.id for one in catalog.requirements]


def test_the_matrix_4_has_controls_domains_owners_and_its_notice() -> None:
    imported = read(Introduction=(("Read me",),), CCM=CCM_4, Guidelines=GUIDE)
    (catalog,) = imported.catalogs
    assert ids(catalog) == ["a-a-01", "a-a-02", "log-01"]
    assert (catalog.edition, catalog.unit, catalog.count) == ("4.0.12", "control", 3)
    assert [(one.id, one.title) for one in catalog.groups] == [
        ("a-a", "Audit & Assurance"),
        ("log", "Logging and Monitoring"),
    ]
    assert catalog.requirements[0].attributes == ("iaas-shared",)
    assert catalog.requirements[1].attributes == (
        *("lite", "iaas-csp-owned", "paas-csp-owned"),
        "saas-shared-independent",
    )
    assert catalog.requirements[1].text == "Our words two."
    assert imported.origin.licence == "(c) a fictional notice of rights"
    assert [one.place for one in imported.problems] == ["Guidelines row 4"]


def test_the_questionnaire_4_has_questions_and_the_controls_they_are_about() -> None:
    imported = read(CAIQ=CAIQ_4)
    controls, questions = imported.catalogs
    assert ids(questions) == ["a-a-01.1", "a-a-01.2", "uem-14.1"]
    assert ids(controls) == ["a-a-01", "uem-14"]
    assert questions.unit == "question"
    assert questions.edition == "4.1.0"
    assert questions.requirements[1].text == "Is it reviewed?"
    assert questions.requirements[1].title == "Policy, question 2"
    assert questions.requirements[1].group == "a-a"


def test_answers_are_told_and_not_kept() -> None:
    imported = read(CAIQ=CAIQ_4)
    (note,) = imported.notes
    assert note.startswith("5 cells")
    assert not any("CSP-owned" in str(one) for one in imported.catalogs)


def test_a_yes_in_the_first_row_of_a_matrix_is_no_answer() -> None:
    assert not read(CCM=(*CCM_4[:3], *CCM_4[4:])).notes


def test_the_questionnaire_3_has_domain_and_title_in_one_cell() -> None:
    imported = read(**{"CAIQ 3.0.1": CAIQ_3})
    controls, questions = imported.catalogs
    assert ids(controls) == ["ais-01", "mos-01"]
    assert controls.requirements[0].title == "Application Security"
    assert controls.groups[0].title == "Application & Interface Security"
    assert ids(questions) == ["ais-01.1", "ais-01.2", "mos-01.1"]
    assert questions.edition == "3.0.1"
    assert "blanks" in imported.problems[0].message


def test_an_older_heading_names_questions_cid() -> None:
    controls, questions = read(CAIQ=CAIQ_2014).catalogs
    assert (ids(controls), ids(questions)) == (["aac-01"], ["aac-01.1"])
    assert questions.edition == "3.0.1"


def test_the_matrix_3_is_known_by_its_domains() -> None:
    (catalog,) = read(Sheet=CCM_3[1:]).catalogs
    assert (ids(catalog), catalog.edition) == (["ais-01", "ekm-01"], "3.0.1")


def test_a_control_without_a_specification_is_told() -> None:
    imported = read(CCM=(*CCM_4[:5], ("Audit", "Bare", "A&A-03", "")))
    assert ids(imported.catalogs[0]) == ["a-a-01"]
    assert [one.place for one in imported.problems] == ["CCM row 6"]


def test_a_csv_of_the_matrix_is_known_as_well() -> None:
    assert recognise(write_csv(CCM_4), file="ccm.csv") == "csa"


@pytest.mark.parametrize(
    "rows",
    [
        (("Control ID", "Control Specification"), ("ABC-01", "Words."), ("XY", "W")),
        (("id", "title"), ("AIS-01", "Words.")),
        ((),),
    ],
)
def test_other_tables_are_not_taken_for_them(rows: Rows) -> None:
    data = write_csv(rows)
    assert not looks_like_csa(data)
    with pytest.raises(BadInput):
        read_csa(data, file="x.csv")


CELLS = st.sampled_from(
    [
        *("Question ID", "Question", "Control ID", "Control Specification", "CID"),
        *("Control Domain", "IaaS", "A&A-01", "AIS-01.1", "AIS-1.99", "Audit - A&A"),
        *("End of Standard", "", "Yes", "CCM Lite", "AIS-01.1a"),
    ]
)


@given(st.lists(st.lists(CELLS | st.text(max_size=5), max_size=6), max_size=8))
def test_whatever_a_sheet_holds_it_is_read_or_refused(rows: list[list[str]]) -> None:
    try:
        imported = read_csa(write_csv(rows), file="f.csv")
    except BadInput as refused:
        told: object = refused.problems
    else:
        told = imported.catalogs
    assert told
