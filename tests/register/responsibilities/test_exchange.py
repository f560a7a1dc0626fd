"""Documents in and out: what is read, what is told, and what comes back unchanged."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.oscal import read as read_oscal
from assay.oscal import structure_faults
from assay.reading import parse_toml, read_records
from assay.register import Register
from assay.register.responsibilities import SCHEMES, NotExpressible, native, who
from assay.register.responsibilities.exchange.answering import answered
from assay.register.responsibilities.exchange.documents import (
    FORMATS,
    write_document,
)
from assay.register.responsibilities.exchange.values import Imported, Known
from assay.register.responsibilities.toml import responsibilities_toml
from assay.register.responsibility import Allocation, Responsibility, Scheme
from assay.sheets import read_sheets, write_xlsx

from .conftest import KNOWN, ORIGIN, Read, Rows, places, statements, table

AT = datetime(2026, 6, 1, tzinfo=UTC)
SLOW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],
)

CIS: Rows = [
    ("Northwind Government", "", "CIS Worksheet"),
    ("", "Implementation Status", "", "Control Origination"),
    (
        "Control ID",
        "Implemented",
        "Partially Implemented",
        "Planned",
        "Alternative Implementation",
        "N/A",
        "Service Provider Corporate",
        "Service Provider System Specific",
        "Service Provider Hybrid (Corporate and System Specific)",
        "Configured by Customer (Customer System Specific)",
        "Provided by Customer (Customer System Specific)",
        "Shared (Service Provider and Customer Responsibility)",
        "Inherited from Pre-Existing FedRAMP Authorization",
        "Justification",
    ),
    ("AC-01", "x", "", "", "", "", "", "", "X"),
    ("AC-2", "x", "", "", "", "", "", "✓", "", "x"),
    ("AC-2 (1)", "", "x", "", "", "", "", "", "", "", "", "x"),
    ("AC-3", "", "", "x", "", "", *[""] * 6, "FR1234567890, 2024-05-17"),
    ("PE-3", "", "", "", "", "x", *[""] * 7, "Nothing is on the premises."),
]
CRM: Rows = [
    (
        "Control ID",
        "Can Be Inherited from CSP",
        "Specific Inheritance and Customer Agency/CSP Responsibilities",
    ),
    ("AC-1", "Yes", "The policy is inherited."),
    ("AC-2 (a)", "Partial", "Name who may have an account."),
    ("AC-2 (b)", "Partial", "Assign managers."),
    ("AC-2(1)", "Partial", "Switch automation on."),
]


def by_id(found: Imported) -> dict[str, Responsibility]:
    """The statements by what they speak of."""
    return {one.part or one.requirement: one for one in found.statements}


def test_marks_of_a_summary_and_texts_of_a_matrix_meet(read: Read) -> None:
    found = read({"Moderate CIS": CIS, "Moderate CRM": CRM})
    read_ = by_id(found)

    assert found.scheme == "fedramp"
    assert not found.problems
    assert {name: one.native[0].word for name, one in read_.items()} == {
        "ac-1": "sp-corporate + sp-system",
        "ac-2": "sp-system + customer-configured",
        "ac-2.1": "shared",
        "ac-3": "inherited",
        "pe-3": "not-applicable",
    }
    assert [one.native[0].status for one in read_.values()] == [
        "implemented",
        "implemented",
        "partial",
        "planned",
        "",
    ]
    told = [duty.text for duty in read_["ac-2"].duties]
    assert told == ["Name who may have an account.", "Assign managers."]
    assert read_["ac-1"].provider_text == "The policy is inherited."
    assert read_["pe-3"].not_applicable == "Nothing is on the premises."
    assert read_["ac-3"].inherits[0].package == "FR1234567890"
    extract = read_["ac-2"].extract
    assert extract is not None
    assert (extract.locator, extract.digest) == ("Moderate CIS row 5", "ab" * 32)


def _cis(*row: str) -> dict[str, Rows]:
    return {"CIS": [*CIS[:3], row], "CRM": CRM[:1]}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("AC-2", "x", *[""] * 7, "x"), "does not say what to do"),
        (("AC-2", *[""] * 6, "perhaps"), "'perhaps' is no mark"),
        (("AC-2", "x"), "Nothing is marked for AC-2"),
        (("AC-99", *[""] * 5, "x"), "has no requirement 'AC-99'"),
        (("AC-2(10)", *[""] * 5, "x"), "withdrawn; in its place: ac-2.11"),
        (("PE-3", *[""] * 4, "x"), "why the requirement does not apply"),
        (("AC-3", *[""] * 11, "somebody else's"), "which authorization of which day"),
        (("AC-3", *[""] * 11, "FR1234567, 2024-13-01"), "which authorization"),
    ],
)
def test_a_row_that_cannot_be_taken_at_its_word_is_told(
    read: Read, row: tuple[str, ...], message: str
) -> None:
    found = read(_cis(*row))

    assert places(found)[0] == "CIS row 4"
    assert message in " ".join(problem.message for problem in found.problems)
    assert not found.statements


def test_titles_of_sections_are_passed_over(read: Read) -> None:
    found = read(_cis("Access Control"))
    assert (found.statements, found.problems) == ((), ())


def test_a_control_stated_twice_is_told(read: Read) -> None:
    mark = (*[""] * 5, "x")
    found = read({"CIS": [*CIS[:3], ("AC-1", *mark), ("AC-01", *mark)]})

    assert places(found) == ["CIS row 5"]
    assert len(found.statements) == 1


def test_a_matrix_alone_says_what_can_be_inherited(read: Read) -> None:
    rows: Rows = [
        *CRM[:1],
        ("AC-1", "Yes", ""),
        ("AC-2", "Partial", "Your part."),
        ("AC-3", "No", "All of it."),
        ("PE-3", "maybe", ""),
    ]
    found = read({"CRM": rows})

    assert [who(one) for one in found.statements] == ["provider", "shared", "customer"]
    assert places(found) == ["CRM row 5"] * 2


def test_a_matrix_row_without_a_summary_row_is_told(read: Read) -> None:
    found = read({"CIS": CIS, "CRM": [*CRM, ("CC6.1", "No", "All.")]})
    assert [p.message for p in found.problems] == [
        "CC6.1 is not in the implementation summary"
    ]


PCI: Rows = [
    ("Responsibility summary",),
    ("Requirement", "Requirement Text", "TPSP", "Customer", "Shared", "N/A", "Notes"),
    ("Requirement 1: Networks",),
    ("1.2", "...", "", "", "X", "", "You write the rules."),
    ("3.5.1", "...", "", "x", "", "", ""),
    ("9.2", "...", "x", "", "", "", "Guards."),
    ("9.5", "...", "", "", "", "x", "No devices."),
    ("12.10", "...", "x", "x", "", "", "Call us."),
]


def test_a_summary_of_pci_is_read_by_its_ticks(read: Read) -> None:
    found = read({"Sheet1": PCI})
    read_ = by_id(found)

    assert (found.scheme, found.problems) == ("pci", ())
    assert {name: who(one) for name, one in read_.items()} == {
        "1.2": "shared",
        "3.5.1": "customer",
        "9.2": "provider",
        "9.5": "not_applicable",
        "12.10": "shared",
    }
    assert read_["3.5.1"].requirement == "3.5"
    assert [duty.text for duty in read_["3.5.1"].duties] == [
        "Meet 3.5.1 in your own part."
    ]
    assert read_["9.2"].provider_text == "Guards."
    assert read_["1.2"].duties[0].text == "You write the rules."


def test_a_summary_of_pci_is_read_by_its_words(read: Read) -> None:
    rows: Rows = [
        (
            "PCI DSS Requirement",
            "Responsibility",
            "Provider Responsibilities",
            "Customer's Responsibilities",
            "Service",
        ),
        ("Req. 1.2", "Both", "Ours.", "Yours.", "Message Queue"),
        ("9.2", "CSP", "Guards.", "", "all"),
        ("9.5", "perhaps", "", "", ""),
        ("3.5", "Shared", "", "", ""),
        ("12.10", "Provider", "", "Call us.", ""),
        ("9.2", "CSP", "Guards.", "", "quue"),
    ]
    found = read(table(rows))

    first, second = found.statements
    assert (first.services, first.provider_text) == (("queue",), "Ours.")
    assert second.services == "all"
    assert [duty.text for duty in first.duties] == ["Yours."]
    assert places(found) == [f"sheet row {n}" for n in (4, 5, 6, 7)]
    assert "queue" in found.problems[-1].remedy


def test_the_columns_of_a_caiq_are_read(read: Read) -> None:
    rows: Rows = [
        ("CAIQv4.0.3",),
        (
            "Question ID",
            "Question",
            "CSP CAIQ Answer",
            "SSRM Control Ownership",
            "CSP Implementation Description (Optional/Recommended)",
            "CSC Responsibilities (Optional/Recommended)",
        ),
        ("A&A-01.1", "?", "Yes", "CSP-owned", "We audit.", ""),
        ("IAM-01.1", "?", "Yes", "Shared CSP and CSC", "We do.", "You too."),
        ("IAM-02.1", "?", "No", "3rd-party outsourced", "They do.", ""),
        ("IAM-03.1", "?", "NA", "N/A", "No such system.", ""),
        ("IAM-04.1", "?", "Yes", "Nobody", "", ""),
    ]
    found = read({"CAIQ": rows})
    read_ = by_id(found)

    assert found.scheme == "ccm"
    assert [one.requirement for one in read_.values()] == ["a-a", *["iam"] * 3]
    assert [who(one) for one in read_.values()] == [
        "provider",
        "shared",
        "provider",
        "not_applicable",
    ]
    assert [one.native[0].status for one in read_.values()] == ["yes", "yes", "no", ""]
    assert read_["iam-03.1"].not_applicable == "No such system."
    assert places(found) == ["CAIQ row 7"]


def test_complementary_controls_are_gathered_by_criterion(read: Read) -> None:
    rows: Rows = [
        ("ID", "Complementary Control", "Related Criteria", "Kind", "Organization",
         "Method"),
        ("CUEC-1", "Keep accounts in order.", "CC6.1, CC6.2", "", "", ""),
        ("CUEC-2", "Review them.", "CC6.1", "CUEC", "", ""),
        ("CSOC-1", "Guard the halls.", "CC6.3", "", "Harbour Vault", "Carve-out"),
        ("CSOC-2", "Watch.", "CC6.3", "", "", "inclusive"),
        ("CUEC-3", "Lost.", "", "", "", ""),
        ("CUEC-4", "Lost too.", "CC9.9", "", "", ""),
    ]  # fmt: skip
    found = read({"Sheet1": rows})
    read_ = by_id(found)

    assert found.scheme == "soc"
    assert [one.native[0].word for one in read_.values()] == [
        "control + cuec",
        "control + csoc",
    ]
    first, second = read_["cc6.1"].duties
    assert (first.id, first.kind, first.serves) == ("cuec-1", "cuec", ("cc6.2",))
    assert second.id == "cuec-2"
    supplier = read_["cc6.3"].duties[0]
    assert (supplier.bearer, supplier.name, supplier.method) == (
        "third_party",
        "Harbour Vault",
        "carve_out",
    )
    assert places(found) == ["Sheet1 row 5"] * 2 + ["Sheet1 row 6", "Sheet1 row 7"]


def test_two_columns_say_whose_it_is(read: Read) -> None:
    rows: Rows = [
        ("Control", "Cloud service customer", "Cloud service provider", "Note"),
        ("CLD.6.3.1", "Agree on it.", "Write it down.", ""),
        ("A.8.24", "", "We encrypt.", ""),
        ("8.24", "", "Again.", ""),
        ("AC-1", "Not applicable", "Not applicable", "No policy."),
        ("AC-2", "Do.", "N/A", ""),
        ("AC-3", "", "", ""),
    ]
    found = read({"27017": rows})
    read_ = by_id(found)

    assert found.scheme == "iso27017"
    assert {name: one.native[0].word for name, one in read_.items()} == {
        "cld.6.3.1": "both",
        "a.8.24": "provider",
        "ac-1": "excluded",
    }
    assert places(found) == ["27017 row 6", "27017 row 7", "27017 row 4"]


def test_each_service_model_has_its_own_word(read: Read) -> None:
    rows: Rows = [
        ("Requirement", "Title", "IaaS", "PaaS", "SaaS"),
        ("AC-2(1)", "...", "Agency", "Both", "Service Provider"),
        ("AC-3", "...", "CJIS/CSO", "", ""),
        ("AC-1", "...", "nobody", "", ""),
        ("PE-3", "...", "", "", ""),
        ("Access control", "", "", "", ""),
    ]
    policy = replace(KNOWN, requirements=frozenset({"ac", "pe"}))
    found = read({"CJIS": rows}, known=policy)

    assert found.scheme == "cjis"
    assert [(one.service_model, who(one)) for one in found.statements] == [
        ("iaas", "customer"),
        ("paas", "shared"),
        ("saas", "provider"),
        ("iaas", "authority"),
    ]
    assert all(one.duties for one in found.statements[:2])
    assert places(found) == ["CJIS row 4", "CJIS row 5"]


def test_columns_are_known_by_their_words_wherever_they_stand(read: Read) -> None:
    turned = [tuple(reversed((*row, *[""] * (7 - len(row))))) for row in PCI]
    assert by_id(read({"S": turned})).keys() == by_id(read({"S": PCI})).keys()


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", b"\x00\xff", b"{}", b"[1]", b"<a/>"],
)
def test_what_is_no_such_document_is_refused(read: Read, content: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        read(content)
    assert all(problem.message for problem in caught.value.problems)


# -- what goes out comes back ----------------------------------------------------


def write(
    register: Register, rows: tuple[Responsibility, ...], scheme: str, **more: Any
) -> bytes:
    """The statements as a document."""
    return write_document(
        register, rows, scheme=scheme, program="fedramp", at=AT, **more
    )


def differing(rows: list[Responsibility]) -> tuple[Responsibility, ...]:
    """Those with ids of their own."""
    return tuple({one.id: one for one in rows}.values())


@pytest.fixture
def register(make: Callable[..., Register]) -> Register:
    """The small provider."""
    return make()


@SLOW
@given(rows=st.lists(statements(), min_size=1, max_size=4).map(differing))
@pytest.mark.parametrize("scheme", SCHEMES)
def test_own_rows_are_lossless_through_a_workbook(
    read: Read, register: Register, scheme: str, rows: tuple[Responsibility, ...]
) -> None:
    data = write(register, rows, scheme)
    found = read(data)

    assert found.statements == rows
    assert found.scheme == scheme
    assert write(register, rows, scheme) == data


@SLOW
@given(rows=st.lists(statements(), min_size=1, max_size=4).map(differing))
def test_own_rows_are_lossless_through_toml(rows: tuple[Responsibility, ...]) -> None:
    problems: list[Any] = []
    data = responsibilities_toml(rows, "A heading\nof two lines")
    document = parse_toml(data, file="f", problems=problems)
    read_ = read_records(
        Responsibility,
        document["responsibility"],
        file="f",
        place="responsibility",
        problems=problems,
    )
    assert (read_, problems) == (rows, [])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("program", ["fedramp", "soc-2"])
def test_the_visible_columns_alone_say_the_same_words(
    northwind: Register, read: Read, scheme: Scheme, program: str
) -> None:
    rows = tuple(
        one for one in northwind.responsibilities.values() if one.program == program
    )
    data = write_document(
        northwind, rows, scheme=scheme, program=program, at=AT, plain=True
    )
    known = Known(
        program=program,
        catalog=rows[0].catalog,
        requirements=frozenset(one.requirement for one in rows),
        services={name: name for name in northwind.services},
    )
    found = read(data, known=known)

    assert (found.scheme, found.problems) == (scheme, ())
    held = {(one.requirement): native(one, scheme) for one in rows}
    for one in found.statements:
        assert native(one, scheme) == held[one.requirement]
    assert {one.requirement for one in found.statements} == held.keys()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_row_that_was_edited_is_not_overruled(
    read: Read, register: Register, scheme: str
) -> None:
    rows = read({"CIS": CIS, "CRM": CRM}).statements[1:2]
    stated = tuple(
        Responsibility(
            id="x",
            program="fedramp",
            catalog=one.catalog,
            requirement="ac-2",
            source=one.source,
            allocations=(
                Allocation(party="provider", duty="implement"),
                Allocation(party="customer", duty="configure"),
            ),
            duties=one.duties,
        )
        for one in rows
    )
    problems: list[Any] = []
    sheets = read_sheets(write(register, stated, scheme), file="x", problems=problems)
    edited = [
        type(sheet)(
            name=sheet.name,
            rows=tuple(
                tuple(cell.replace("Assign managers.", "Rest.") for cell in row)
                if sheet.name != "Statements"
                else row
                for row in sheet.rows
            ),
        )
        for sheet in sheets
    ]
    with pytest.raises(BadInput) as caught:
        read(write_xlsx(edited))
    assert "changed after" in caught.value.problems[0].message

    without = read(write_xlsx(edited[:-1]))
    assert "Rest." in " ".join(d.text for one in without.statements for d in one.duties)


def test_statements_of_another_program_are_refused(
    read: Read, register: Register
) -> None:
    rows = read({"CIS": CIS, "CRM": CRM}).statements
    data = write(register, rows, "fedramp")
    other = Known(program="soc-2", catalog="tsc-2017", requirements=frozenset())
    with pytest.raises(BadInput, match="5 problems"):
        read(data, known=other)


def test_a_vocabulary_without_a_word_says_so(northwind: Register) -> None:
    audits = (northwind.responsibilities["cjis-audits"],)
    with pytest.raises(NotExpressible):
        write_document(northwind, audits, scheme="pci", program="cjis", at=AT)
    assert write_document(northwind, audits, scheme="cjis", program="cjis", at=AT)


# -- OSCAL ------------------------------------------------------------------------


@pytest.mark.parametrize("program", ["fedramp", "pci-dss", "hipaa", "soc-2", "cjis"])
def test_a_plan_that_is_written_is_oscal_and_the_same_each_time(
    northwind: Register, program: str
) -> None:
    rows = tuple(
        one for one in northwind.responsibilities.values() if one.program == program
    )
    data = write_document(northwind, rows, scheme="oscal", program=program, at=AT)
    again = write_document(northwind, rows, scheme="oscal", program=program, at=AT)

    assert data == again
    assert not list(structure_faults(read_oscal(data)))
    duties = {d.id for one in rows for d in one.duties if d.bearer == "customer"}
    told = {
        prop["value"].split("@")[0]
        for prop in _everything(json.loads(data), "props")
        if prop["name"] == "duty-id"
    }
    assert told == duties
    uuids = [one["uuid"] for one in _everything(json.loads(data), "responsibilities")]
    assert len(set(uuids)) == len(uuids)


def _everything(node: Any, key: str) -> list[Any]:
    if isinstance(node, dict):
        return [
            *(node.get(key) or []),
            *(x for value in node.values() for x in _everything(value, key)),
        ]
    if isinstance(node, list):
        return [x for value in node for x in _everything(value, key)]
    return []


def test_a_plan_comes_back_with_its_duties(northwind: Register, read: Read) -> None:
    rows = tuple(
        one for one in northwind.responsibilities.values() if one.program == "pci-dss"
    )
    known = Known(
        program="pci-dss",
        catalog="pci-dss-4.0.1",
        requirements=frozenset(one.requirement for one in rows),
        services={one.title.lower().replace(" ", "-"): one.id
                  for one in northwind.services.values()},
    )  # fmt: skip
    found = read(
        write_document(northwind, rows, scheme="oscal", program="pci-dss", at=AT),
        known=known,
    )

    assert not found.problems
    told = {d.id.split("@")[0]: d.text for one in found.statements for d in one.duties}
    assert told == {d.id: d.text for one in rows for d in one.duties}
    assert [one.not_applicable for one in found.statements if one.not_applicable] == [
        "Northwind has no devices that read cards."
    ]


R4 = Known(
    program="fedramp",
    catalog="nist-800-53-r4",
    requirements=frozenset({"ac-2"}),
)


def test_what_a_published_plan_exports_is_kept_with_its_uuids(
    shared_data: Path, read: Read
) -> None:
    for form in ("json", "xml", "yaml"):
        path = shared_data / f"oscal/examples/oscal_leveraged-example_ssp.{form}"
        named = replace(ORIGIN, file=path.name)
        found = read(path.read_bytes(), known=R4, origin=named)
        (one,) = found.statements

        assert (one.requirement, one.part, found.problems) == ("ac-2", "ac-2.a", ())
        assert [given.id[-4:] for given in one.provided] == ["1001", "2001"]
        assert [duty.id[-4:] for duty in one.duties] == ["1002", "2002"]
        assert [duty.provided[-4:] for duty in one.duties] == ["1001", "2001"]
        assert who(one) == "shared"


def test_a_customers_plan_is_held_against_the_providers(
    shared_data: Path, read: Read
) -> None:
    folder = shared_data / "oscal/examples"
    provider = read(
        (folder / "oscal_leveraged-example_ssp.json").read_bytes(), known=R4
    )
    customer = read(
        (folder / "oscal_leveraging-example_ssp.json").read_bytes(), known=R4
    )
    found = answered(provider.statements, customer.answers)

    assert [(one.duty[-4:], len(one.by)) for one in found.duties] == [
        ("1002", 0),
        ("2002", 1),
    ]
    assert [one.refers_to[-4:] for one in found.inherited] == ["2001"]
    # The publisher's example satisfies something that is provided, which is no duty.
    assert [(one.kind, one.refers_to[-4:]) for one in found.astray] == [
        ("satisfied", "1001")
    ]


def test_originations_of_the_published_template_are_read(
    shared_data: Path, read: Read
) -> None:
    path = shared_data / "oscal/fedramp/FedRAMP-SSP-OSCAL-Template.json"
    plan = json.loads(path.read_bytes())
    body = plan["system-security-plan"]["control-implementation"]
    controls = [one["control-id"] for one in body["implemented-requirements"]]
    known = Known(program="fedramp", catalog="r5", requirements=frozenset(controls))
    found = read(path.read_bytes(), known=known)

    assert not found.problems
    assert [one.requirement for one in found.statements] == controls
    words = {one.requirement: one.native[0].word for one in found.statements}
    assert words.pop("ac-2") == "sp-system + customer-configured"
    assert set(words.values()) == {"sp-system"}
    assert sorted(one.kind for one in found.answers) == ["inherited", "satisfied"]


def test_a_duty_of_the_registers_is_found_by_the_uuid_that_was_exported(
    northwind: Register, read: Read
) -> None:
    rows = tuple(
        one for one in northwind.responsibilities.values() if one.program == "fedramp"
    )
    data = write_document(northwind, rows, scheme="oscal", program="fedramp", at=AT)
    exported = _everything(json.loads(data), "responsibilities")
    customer = _plan(satisfied=[exported[0]["uuid"]], inherited=["nothing"])
    found = answered(rows, read(customer, known=R4).answers)

    assert sum(bool(one.by) for one in found.duties) == 1
    assert [one.kind for one in found.astray] == ["inherited"]


def _plan(
    satisfied: list[str] | None = None,
    inherited: list[str] | None = None,
    **requirement: Any,
) -> bytes:
    component: dict[str, Any] = {
        "satisfied": [{"uuid": f"s{n}", "responsibility-uuid": one, "description": "."}
                      for n, one in enumerate(satisfied or [])],
        "inherited": [{"uuid": f"i{n}", "provided-uuid": one}
                      for n, one in enumerate(inherited or [])],
    }  # fmt: skip
    one = {"control-id": "ac-2", "by-components": [component], **requirement}
    body = {"implemented-requirements": [one]}
    return json.dumps(
        {"system-security-plan": {"control-implementation": body}}
    ).encode()


def _origin(*values: str) -> list[dict[str, str]]:
    space = "https://fedramp.gov/ns/oscal"
    return [
        {"name": "control-origination", "ns": space, "value": value} for value in values
    ]


def _export(**what: Any) -> list[dict[str, Any]]:
    return [{"component-uuid": "c", "export": what}]


DUTY = {"uuid": "d", "description": "Do it."}


@pytest.mark.parametrize(
    ("requirement", "message"),
    [
        ({"props": _origin("customer-configured")}, "does not say what to do"),
        ({"props": _origin("the-moon")}, "is no control origination"),
        (
            {"props": _origin("sp-system"),
             "by-components": _export(responsibilities=[DUTY])},
            "leaves something to the customer",
        ),
        (
            {"by-components": _export(responsibilities=[DUTY, DUTY])},
            "was used before",
        ),
        (
            {"by-components": _export(responsibilities=[{"description": "."}])},
            "no uuid",
        ),
        (
            {"by-components": _export(responsibilities=[{"uuid": "d"}])},
            "says what is to be done",
        ),
        (
            {"by-components": _export(
                responsibilities=[{**DUTY, "provided-uuid": "p"}])},
            "Nothing in this plan is provided",
        ),
        (
            {"control-id": "zz-1", "by-components": _export(provided=[DUTY])},
            "not in the catalog",
        ),
        (
            {"props": [{"name": "implementation-status", "value": "not-applicable"}]},
            "why the control does not apply",
        ),
    ],
)  # fmt: skip
def test_faults_of_a_plan_are_told(
    read: Read, requirement: dict[str, Any], message: str
) -> None:
    found = read(_plan(**requirement), known=R4)
    assert message in " ".join(problem.message for problem in found.problems)


# -- whatever comes -----------------------------------------------------------------

_cells = st.sampled_from(
    [
        "",
        "x",
        "AC-2",
        "1.2",
        "CC6.1, CC6.2",
        "Requirement",
        "Control ID",
        "Customer",
        "Service Provider Corporate",
        "Shared",
        "Shared (both)",
        "IaaS",
        "Both",
        "N/A",
        "Control Origination",
        "Criteria",
        "Complementary Control",
        "Can be inherited",
        "Customer Responsibilities",
        "SSRM Control Ownership",
        "CSP-owned",
        "Statements",
        "FR1234567 2024-02-30",
    ]
) | st.text(max_size=8)


@SLOW
@given(
    rows=st.lists(st.lists(_cells, max_size=7).map(tuple), max_size=8),
    scheme=st.sampled_from(["", *SCHEMES]),
)
def test_any_table_is_read_or_refused(read: Read, rows: Rows, scheme: str) -> None:
    try:
        found = read(table(rows), scheme)
    except BadInput:
        return
    assert all(one.requirement in KNOWN.requirements for one in found.statements)
    assert all(problem.message for problem in found.problems)
    assert all(one.extract for one in found.statements)
    for one in found.statements:
        assert native(one, one.native[0].scheme) == one.native[0].word


@SLOW
@given(data=st.binary(max_size=200), scheme=st.sampled_from(["", *FORMATS]))
def test_any_bytes_are_read_or_refused(read: Read, data: bytes, scheme: str) -> None:
    try:
        found = read(data, scheme)
    except BadInput:
        return
    assert found.statements or found.problems is not None


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "control-implementation",
                    "implemented-requirements",
                    "by-components",
                    "statements",
                    "export",
                    "provided",
                    "responsibilities",
                    "satisfied",
                    "props",
                    "uuid",
                    "control-id",
                    "statement-id",
                    "description",
                    "system-implementation",
                    "components",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@SLOW
@given(tree=_json)
def test_any_plan_is_read_or_refused(read: Read, tree: Any) -> None:
    data = json.dumps({"system-security-plan": tree}).encode()
    try:
        read(data, "oscal")
    except BadInput:
        return


@SLOW
@given(
    data=st.data(), rows=st.lists(statements(), min_size=1, max_size=2).map(differing)
)
def test_a_damaged_workbook_of_ours_is_read_or_refused(
    read: Read, register: Register, data: st.DataObject,
    rows: tuple[Responsibility, ...]
) -> None:  # fmt: skip
    sheets = list(read_sheets(write(register, rows, "fedramp"), file="x", problems=[]))
    which = data.draw(st.integers(0, len(sheets) - 1))
    sheet = sheets[which]
    row = data.draw(st.integers(0, len(sheet.rows) - 1))
    text = data.draw(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
    changed = (*sheet.rows[:row], (text,), *sheet.rows[row + 1 :])
    sheets[which] = type(sheet)(name=sheet.name, rows=changed)
    try:
        read(write_xlsx(sheets))
    except BadInput:
        return
