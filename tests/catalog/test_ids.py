"""Requirement ids: one canonical spelling, and back to print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog import canonical, family_of, printed
from assay.catalog.ids import Family, UnreadableId
from assay.ids import well_formed

SPELLINGS = [
    ("AC-2 (1)", "ac-2.1"),
    ("AC-2(1)", "ac-2.1"),
    ("AC-02(01)", "ac-2.1"),
    ("ac-2.1", "ac-2.1"),
    ("AC-02", "ac-2"),
    ("AC-20", "ac-20"),
    ("AC-11(01)", "ac-11.1"),
    ("CM-07(05)(a)", "cm-7.5.a"),
    ("OR-1.0", "or-1.0"),
    ("Si-2", "si-2"),
    ("CC6.1", "cc6.1"),
    ("A.8.24", "a.8.24"),
    ("CLD.12.1.5", "cld.12.1.5"),
    ("3.1.1", "3.1.1"),
    ("3.1.1[a]", "3.1.1.a"),
    ("164.308(a)(1)(ii)(A)", "164.308.a.1.ii.a"),
    ("45 CFR § 164.308(a)(8)", "164.308.a.8"),
    ("§164.312(e)(2)(ii)", "164.312.e.2.ii"),
    ("11.10(a)", "11.10.a"),
    ("99.31(a)(1)(i)(B)", "99.31.a.1.i.b"),
    ("A&A-02", "a-a-02"),
    ("IAM-01.1", "iam-01.1"),
    ("ISM-0027", "ism-0027"),
    ("TS-1.16", "ts-1.16"),
    ("KSI-IAM-AAM", "ksi-iam-aam"),
    ("  8.24  ", "8.24"),
]


@pytest.mark.parametrize(("spelling", "identifier"), SPELLINGS)
def test_each_usual_spelling_has_one_canonical_id(
    spelling: str, identifier: str
) -> None:
    assert canonical(spelling) == identifier


@pytest.mark.parametrize(
    ("identifier", "family", "text"),
    [
        ("ac-2.1", "control", "AC-2(1)"),
        ("ac-2", "control", "AC-2"),
        ("164.308.a.1.ii.a", "paragraph", "164.308(a)(1)(ii)(A)"),
        ("164.308.a.1", "paragraph", "164.308(a)(1)"),
        ("99.31.a.1.i.b", "paragraph", "99.31(a)(1)(i)(B)"),
        ("11.30", "paragraph", "11.30"),
        ("cc6.1", "section", "CC6.1"),
        ("a.8.24", "section", "A.8.24"),
        ("a-a-02", "section", "A&A-02"),
        ("3.1.1", "section", "3.1.1"),
    ],
)
def test_an_id_is_printed_as_its_standard_prints_it(
    identifier: str, family: Family, text: str
) -> None:
    assert printed(identifier, family) == text


@pytest.mark.parametrize(
    ("set_id", "family"),
    [
        ("nist-800-53-r5", "control"),
        ("fedramp-r4-moderate", "control"),
        ("nist-r5-privacy", "control"),
        ("nist-800-171-r2", "section"),
        ("hipaa-security-rule", "paragraph"),
        ("part-11", "paragraph"),
        ("tsc-2017", "section"),
    ],
)
def test_the_family_follows_from_the_set(set_id: str, family: Family) -> None:
    assert family_of(set_id) == family


def _letters(alphabet: str, most: int) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=1, max_size=most)


NUMBERS = st.integers(1, 400).map(str)
CONTROLS = st.tuples(
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=2),
    NUMBERS,
    st.lists(NUMBERS, max_size=2),
).map(lambda t: ".".join([f"{t[0]}-{t[1]}", *t[2]]))
PARAGRAPHS = st.tuples(
    NUMBERS,
    NUMBERS,
    st.integers(0, 4),
    _letters("abcdefgh", 1),
    NUMBERS,
    st.sampled_from(["i", "ii", "iii", "iv", "v"]),
    _letters("abcdefgh", 1),
).map(lambda t: ".".join([*t[:2], *t[3 : 3 + t[2]]]))
SECTIONS = st.from_regex(
    r"(cc|pi|a\.|cld\.|iam-|a-a-)?[1-9][0-9]?(\.[1-9][0-9]?){0,3}", fullmatch=True
)


@pytest.mark.parametrize(
    ("family", "ids"),
    [("control", CONTROLS), ("paragraph", PARAGRAPHS), ("section", SECTIONS)],
)
def test_print_and_read_back_is_the_same_id(
    family: Family, ids: st.SearchStrategy[str]
) -> None:
    @given(ids)
    def law(identifier: str) -> None:
        assert canonical(printed(identifier, family)) == identifier

    law()


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = canonical(text)
    except UnreadableId:
        return

    assert well_formed(found)
    assert canonical(found) == found


def test_what_is_no_id_is_refused_with_examples() -> None:
    with pytest.raises(UnreadableId, match="is not a requirement id") as refusal:
        canonical("???")

    assert "Ids look like AC-2(1)" in refusal.value.diagnose()
