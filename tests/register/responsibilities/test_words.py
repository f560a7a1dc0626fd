"""The published vocabularies: each row of the table, and what holds of all of them."""

from datetime import date
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.register.basis import Source
from assay.register.responsibilities.parts import (
    NOT_APPLICABLE,
    SHAPES,
    Shape,
    accountable,
    shape_of,
    who_holds,
)
from assay.register.responsibilities.words import (
    SCHEMES,
    NotExpressible,
    admits,
    narrow,
    native,
    possibilities,
    possible,
    read_word,
    who,
    word_of,
)
from assay.register.responsibility import (
    Allocation,
    Inheritance,
    Native,
    Responsibility,
    Scheme,
)


def parts(*names: str) -> Shape:
    """Shapes are named by their parts."""
    found = [shape for shape in SHAPES if shape == set(names)]
    return found[0]


EVERY = sorted(SHAPES, key=lambda shape: ", ".join(sorted(shape)))

# canonical | FedRAMP | PCI | CCM | SOC | ISO 27017 | CJIS
TABLE = [
    (
        parts("provider-corporate"),
        "sp-corporate",
        "provider",
        "CSP-owned",
        "control",
        "provider",
        "Service Provider",
    ),
    (
        parts("provider-system"),
        "sp-system",
        "provider",
        "CSP-owned",
        "control",
        "provider",
        "Service Provider",
    ),
    (
        parts("provider-corporate", "provider-system"),
        "sp-corporate + sp-system",
        "provider",
        "CSP-owned",
        "control",
        "provider",
        "Service Provider",
    ),
    (
        parts("provider-system", "customer-configure"),
        "sp-system + customer-configured",
        "shared",
        "Shared CSP and CSC",
        "control + cuec",
        "both",
        "Both",
    ),
    (
        parts("provider-system", "customer-implement"),
        "sp-system + customer-provided",
        "shared",
        "Shared CSP and CSC",
        "control + cuec",
        "both",
        "Both",
    ),
    (
        parts("customer-implement"),
        "customer-provided",
        "customer",
        "CSC-owned",
        "cuec",
        "customer",
        "Agency",
    ),
    (
        parts("third-party-authorized"),
        "inherited",
        "provider",
        "3rd-party outsourced",
        "csoc",
        "provider",
        "Service Provider",
    ),
    (
        parts("third-party"),
        "sp-system",
        "provider",
        "3rd-party outsourced",
        "csoc",
        "provider",
        "Service Provider",
    ),
    (
        parts("third-party-authorized", "provider-system"),
        "sp-system + inherited",
        "provider",
        "Shared CSP and 3rd party",
        "control + csoc",
        "provider",
        "Service Provider",
    ),
    (parts("authority"), "", "", "", "", "", "CJIS/CSO"),
    (NOT_APPLICABLE, "not-applicable", "n/a", "N/A", "excluded", "excluded", ""),
]
ORDER: tuple[Scheme, ...] = ("fedramp", "pci", "ccm", "soc", "iso27017", "cjis")
CELLS = [
    (row[0], scheme, row[index])
    for row in TABLE
    for index, scheme in enumerate(ORDER, start=1)
]


def said(scheme: Scheme, shape: Shape) -> str:
    """The word, or nothing where there is none."""
    try:
        return word_of(scheme, shape)
    except NotExpressible:
        return ""


WORDS = sorted(
    {(scheme, said(scheme, shape)) for scheme in SCHEMES for shape in SHAPES}
    | {("fedramp", "shared"), ("fedramp", "sp-system + shared")}
    | {("fedramp", "inheritable"), ("fedramp", "inheritable in part")}
    | {("fedramp", "not inheritable")}
)
REAL = [(scheme, word) for scheme, word in WORDS if word]


def statement(
    *allocations: Allocation,
    native: tuple[Native, ...] = (),
    extent: Literal["none", "partial", "full"] = "none",
    reason: str = "",
) -> Responsibility:
    """A statement of one requirement."""
    inherits = (
        Inheritance(extent=extent, package="FR-1", authorized=date(2026, 1, 2)),
    )
    return Responsibility(
        id="ac-2",
        program="fedramp",
        catalog="nist-800-53-r5",
        requirement="ac-2",
        source=Source(document="crm"),
        allocations=allocations,
        native=native,
        inherits=inherits if extent != "none" else (),
        not_applicable=reason,
    )


@pytest.mark.parametrize(("shape", "scheme", "word"), CELLS)
def test_each_cell_of_the_table_is_said_as_it_stands(
    shape: Shape, scheme: Scheme, word: str
) -> None:
    if word:
        assert word_of(scheme, shape) == word
    else:
        with pytest.raises(NotExpressible):
            word_of(scheme, shape)


def test_fedramp_tells_the_rows_of_provider_customer_and_third_party_apart() -> None:
    rows = [row for row in TABLE if row[0] != {"third-party"}]
    assert len({row[1] for row in rows}) == len(rows)


def test_others_tell_fewer() -> None:
    named = TABLE[:9]
    counts = [len({row[column] for row in named}) for column in range(1, 7)]
    assert counts == [8, 3, 5, 5, 3, 3]


@pytest.mark.parametrize(("scheme", "word"), REAL)
def test_what_is_read_is_written_again(scheme: Scheme, word: str) -> None:
    """export(import(x)) = {x}"""
    read = possibilities(scheme, word)
    assert read
    kept = statement(native=(Native(scheme=scheme, word=word),))
    assert native(kept, scheme) == word
    assert all(admits(scheme, word, shape) for shape in read)


@given(st.sampled_from(sorted(SCHEMES)), st.sampled_from(EVERY))
def test_what_is_written_may_have_been_what_is_read(
    scheme: Scheme, shape: Shape
) -> None:
    word = said(scheme, shape)
    assert shape in possibilities(scheme, word) or not word


@given(st.sampled_from(REAL), st.sampled_from(REAL))
def test_a_second_source_narrows_and_never_adds(
    first: tuple[Scheme, str], second: tuple[Scheme, str]
) -> None:
    """narrow(import(x)) is a subset of import(x)"""
    one, other = possibilities(*first), possibilities(*second)
    assert narrow(one, other) <= one
    assert narrow(one, other) == narrow(other, one)
    assert narrow(one, one) == one


def test_words_that_no_shape_bears_both_of_contradict() -> None:
    provider = possibilities("pci", "provider")
    assert not narrow(provider, possibilities("fedramp", "customer-provided"))
    left = narrow(provider, possibilities("fedramp", "sp-corporate"))
    assert left == {frozenset({"provider-corporate"})}


@pytest.mark.parametrize("shape", EVERY)
def test_any_part_of_the_customers_makes_it_shared_or_the_customers(
    shape: Shape,
) -> None:
    ours = any(part.startswith("customer") for part in shape)
    assert (who_holds(shape) == "provider") <= (not ours)
    if ours:
        assert who_holds(shape) in {"customer", "shared"}


def test_supplied_and_configured_is_what_the_summary_calls_it() -> None:
    supplied = (
        Allocation(party="provider", duty="supply", layer="system"),
        Allocation(party="customer", duty="configure"),
    )
    assert native(statement(*supplied), "fedramp") == "customer-configured"
    assert native(statement(*supplied), "pci") == "shared"
    named = (Native(scheme="pci", word="customer"),)
    assert native(statement(*supplied, native=named), "pci") == "customer"
    assert who(statement(native=named)) == "customer"


def test_without_allocations_a_word_says_what_it_can() -> None:
    shared = statement(native=(Native(scheme="pci", word="shared"),))
    assert who(shared) == "shared"
    with pytest.raises(NotExpressible, match="leaves open"):
        native(shared, "fedramp")
    assert native(shared, "iso27017") == "both"
    assert who(statement()) == "unknown"
    assert possible(statement()) == frozenset()


def test_of_several_words_the_one_that_says_most_is_written() -> None:
    vague = Native(scheme="fedramp", word="shared")
    exact = Native(scheme="fedramp", word="sp-system + customer-configured")
    for words in ((vague, exact), (exact, vague)):
        assert native(statement(native=words), "fedramp") == exact.word


def test_a_third_party_is_inherited_where_its_authorization_is() -> None:
    third = Allocation(party="third_party", duty="operate", name="A landlord")
    assert shape_of(statement(third)) == {"third-party"}
    assert shape_of(statement(third, extent="full")) == {"third-party-authorized"}
    assert native(statement(third, extent="full"), "fedramp") == "inherited"


def test_the_provider_answers_for_a_third_party() -> None:
    assert accountable(Allocation(party="third_party", duty="operate")) == "provider"
    assert accountable(Allocation(party="customer", duty="operate")) == "customer"


def test_a_reason_takes_the_place_of_parts() -> None:
    assert shape_of(statement(reason="There are no devices")) == NOT_APPLICABLE
    assert who(statement(reason="There are no devices")) == "not_applicable"


@pytest.mark.parametrize(
    ("scheme", "spelling", "word"),
    [
        ("fedramp", "Service Provider Corporate", "sp-corporate"),
        ("fedramp", "Service Provider System Specific", "sp-system"),
        ("fedramp", "SP System", "sp-system"),
        ("fedramp", "Hybrid", "sp-corporate + sp-system"),
        ("fedramp", "Configured by Customer", "customer-configured"),
        ("fedramp", "Cust. Provided", "customer-provided"),
        ("fedramp", "Inherited from pre-existing authorization", "inherited"),
        (
            "fedramp",
            "customer-configured, sp-system",
            "sp-system + customer-configured",
        ),
        ("fedramp", "N/A, sp-system", ""),
        ("fedramp", "the moon", ""),
        ("pci", "Client", "customer"),
        ("pci", "Joint", "shared"),
        ("pci", "TPSP", "provider"),
        ("pci", "perhaps", ""),
        ("pci", "", ""),
        ("ccm", "Third-party outsourced", "3rd-party outsourced"),
        ("ccm", "shared csp and 3rd party", "Shared CSP and 3rd party"),
        ("iso27017", "Cloud service customer", "customer"),
        ("cjis", "both", "Both"),
        ("cjis", "CSO", "CJIS/CSO"),
        ("soc", "CUEC, control", "control + cuec"),
        ("soc", "excluded; cuec", ""),
        ("soc", "?", ""),
    ],
)
def test_spellings_stand_for_words(scheme: Scheme, spelling: str, word: str) -> None:
    assert read_word(scheme, spelling) == word


@given(st.sampled_from(sorted(SCHEMES)), st.text())
def test_any_text_is_a_word_or_none(scheme: Scheme, spelling: str) -> None:
    word = read_word(scheme, spelling)
    assert read_word(scheme, word) == word
