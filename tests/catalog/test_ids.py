"""Requirement ids: one canonical spelling, and back to print."""

import re
from pathlib import Path
from typing import get_args

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog import canonical, family_of, printed
from assay.catalog.ids import Family, UnreadableId, among
from assay.catalog.imports.recognising import read_foreign
from assay.ids import well_formed

FAMILIES: tuple[Family, ...] = get_args(Family)

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
    ("AC-2(1)(a)", "ac-2.1.a"),
    ("AC-2a.1", "ac-2.a.1"),
    ("AC-2 Enhancement (1)", "ac-2.1"),
    ("NIST SP 800-53 Rev. 5 AC\u20112(1)", "ac-2.1"),
    ("ac-2_smt.a", "ac-2.a"),
    ("ac-2.1_smt.a.1", "ac-2.1.a.1"),
    ("CC 6.1", "cc6.1"),
    ("SOC 2 CC6.1", "cc6.1"),
    ("soc1.1", "soc1.1"),
    ("Annex A 8.24", "a.8.24"),
    ("ISO/IEC 27001:2022 A.8.24", "a.8.24"),
    ("Req 3.5.1", "3.5.1"),
    ("CIS 5.1", "5.1"),
    ("CIS Controls v8.1 Safeguard 5.1", "5.1"),
    ("CIS Control 5", "5"),
    ("cis-1.1", "cis-1.1"),
    ("HDS 4.1", "4.1"),
    ("HDS v2.0 4.1", "4.1"),
    ("C5:2020 OPS-01", "ops-01"),
    ("KSI-IAM-MFA", "ksi-iam-mfa"),
    ("ISO/IEC 27017 CLD.6.3.1", "cld.6.3.1"),
    ("AC.L2-3.1.1", "ac.l2-3.1.1"),
    ("PCI DSS v4.0.1 Requirement 3.5.1.a", "3.5.1.a"),
    ("45 CFR 164.308", "164.308"),
    ("21 CFR Part 11 \u00a7 11.10(a)", "11.10.a"),
    ("21 CFR Part 11, Subpart B, 11.10(a)", "11.10.a"),
    ("164.308(A)(1)(II)(A)", "164.308.a.1.ii.a"),
    ("ISM-1570", "ism-1570"),
    ("ISM 0123", "ism-0123"),
    ("03.01.01", "3.1.1"),
    ("SP_800_171_03.01.01", "3.1.1"),
    ("CMMC AC.L2-3.1.1", "ac.l2-3.1.1"),
    ("AC.L1-b.1.i", "ac.l1-b.1.i"),
    ("KSI-IAM-01", "ksi-iam-01"),
    ("Art. 32(1)(b)", "32.1.b"),
    ("NIS2 Art 21.2", "21.2"),
    ("CLD.6.3.1", "cld.6.3.1"),
    ("C5 OPS-01", "ops-01"),
    ("C5:2020 PS-01", "ps-01"),
    ("SP-01", "sp-01"),
    ("TISAX 1.1.1", "1.1.1"),
    ("PR.AC-1", "pr.ac-1"),
]
AMBIGUOUS = [
    ("AC-2, AC-3", ("ac-2", "ac-3")),
    ("AC-2/AC-3", ("ac-2", "ac-3")),
    ("CC6.1 and CC6.2", ("cc6.1", "cc6.2")),
    ("AC-2 - AC-5", ("ac-2", "ac-5")),
    ("AC-2-AC-5", ("ac-2", "ac-5")),
    ("1.1.1 to 1.1.4", ("1.1.1", "1.1.4")),
    ("AC-2 1", ("ac-2.1", "ac-21")),
    ("AC-2 (1) Automated", ("ac-2.1",)),
    ("A 8.24", ("a.8.24", "a8.24")),
    ("164.308(a)(1)(I)", ("164.308.a.1.i",)),
    ("164.308(A)(1)(ii)", ("164.308.a.1.ii",)),
]


@pytest.mark.parametrize(("spelling", "identifier"), SPELLINGS)
def test_each_usual_spelling_has_one_canonical_id(
    spelling: str, identifier: str
) -> None:
    assert canonical(spelling) == identifier


@pytest.mark.parametrize(("text", "candidates"), AMBIGUOUS)
def test_a_text_that_may_mean_several_is_refused_with_each(
    text: str, candidates: tuple[str, ...]
) -> None:
    with pytest.raises(UnreadableId) as refusal:
        canonical(text)

    assert refusal.value.candidates == candidates
    assert all(one in refusal.value.diagnose() for one in candidates)


@pytest.mark.parametrize("text", ["21 CFR Part 11", "part 164"])
def test_a_whole_part_of_a_regulation_is_no_requirement(text: str) -> None:
    with pytest.raises(UnreadableId, match=r"is not a requirement id$"):
        canonical(text)


def test_the_family_decides_whether_zeros_pad() -> None:
    assert canonical("PS-01", "control") == "ps-1"
    assert canonical("PS-01", "section") == "ps-01"
    assert canonical("AC2(01)", "control") == "ac-2.1"
    assert canonical("03.01.01", "section") == "03.01.01"


@pytest.mark.parametrize(
    ("spelling", "family", "found"),
    [
        ("8.24", None, ("a.8.24",)),
        ("PR.AC-1", None, ("pr.ac-01",)),
        ("AC.L2-3.1.1", None, ("3.1.1",)),
        ("A8.24", None, ("a.8.24",)),
        ("OPS-1", "section", ("ops-001", "ops-01")),
        ("ops-01", "section", ("ops-01",)),
        ("cc9", None, ()),
    ],
)
def test_a_spelling_is_looked_for_among_the_ids_of_a_catalog(
    spelling: str, family: Family | None, found: tuple[str, ...]
) -> None:
    known = ["a.8.24", "pr.ac-01", "3.1.1", "ops-01", "ops-001", "cc6.1"]

    assert among(spelling, known, family) == found


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
        ("3.5.1.a", "section", "3.5.1.a"),
        ("ac.l1-b.1.i", "section", "AC.L1-b.1.i"),
        ("32.1.b", "article", "Art. 32(1)(b)"),
        ("3.1.1", "padded", "03.01.01"),
        ("3.14.12.a.1", "padded", "03.14.12.a.1"),
        ("164.103.1.i.a", "paragraph", "164.103(1)(i)(A)"),
        ("164.308.a.1.i.a.1.i", "paragraph", "164.308(a)(1)(i)(A)(1)(i)"),
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
        ("nist-800-171-r3", "padded"),
        ("nis2", "article"),
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


ARTICLES = st.tuples(
    NUMBERS, st.lists(st.one_of(NUMBERS, _letters("abcdef", 1)), max_size=3)
).map(lambda t: ".".join([t[0], *t[1]]))
REVISION_3 = st.tuples(
    st.integers(3, 3), st.integers(1, 17), st.integers(1, 30), _letters("abc", 1)
).map(lambda t: ".".join(map(str, t)))


@pytest.mark.parametrize(
    ("family", "ids"),
    [
        ("control", CONTROLS),
        ("paragraph", PARAGRAPHS),
        ("section", SECTIONS),
        ("article", ARTICLES),
        ("padded", REVISION_3),
    ],
)
def test_print_and_read_back_is_the_same_id(
    family: Family, ids: st.SearchStrategy[str]
) -> None:
    @given(ids)
    def law(identifier: str) -> None:
        text = printed(identifier, family)

        assert canonical(text) == canonical(text, family) == identifier
        assert canonical(identifier, family) == identifier

    law()


def test_every_id_of_the_library_is_canonical_and_reads_back_from_print(
    project: Path,
) -> None:
    folder = project / "src/assay/library/catalogs"
    for file in folder.glob("*.toml"):
        family = family_of(file.stem)
        for row in tomli.loads(file.read_text(encoding="utf-8"))["requirements"]:
            assert canonical(row["id"], family) == row["id"]
            assert canonical(printed(row["id"], family), family) == row["id"]


def test_every_id_of_the_library_is_found_by_its_print_in_its_own_catalog(
    project: Path,
) -> None:
    folder = project / "src/assay/library/catalogs"
    for file in folder.glob("*.toml"):
        rows = tomli.loads(file.read_text(encoding="utf-8"))["requirements"]
        ids, family = {row["id"] for row in rows}, family_of(file.stem)
        for one in ids:
            assert among(printed(one, family), ids, family) == (one,)


def test_every_id_of_the_real_files_reads_back_from_print(shared_data: Path) -> None:
    files = [
        *shared_data.glob("ciso-library/*.yaml"),
        *shared_data.glob("scans/prowler-compliance-*.json"),
        shared_data / "fedramp-rules/fedramp-consolidated-rules.json",
        shared_data / "oscal/aws/aws_security-hub_catalog.json",
    ]
    catalogs = [
        catalog
        for file in files
        for catalog in read_foreign(file.read_bytes(), file=file.name).catalogs
    ]

    assert len(catalogs) >= 10
    for catalog in catalogs:
        family = family_of(catalog.id)
        for one in catalog.requirements:
            assert canonical(one.id, family) == one.id
            assert canonical(printed(one.id, family), family) == one.id


def test_every_id_of_the_published_catalogs_reads_back_from_print(
    shared_data: Path,
) -> None:
    files = [*shared_data.glob("oscal/nist/*catalog.json")]
    assert files
    for file in files:
        ids = re.findall(r'"id"\s*:\s*"([a-z]{2}-\d+(?:\.\d+)?)"', file.read_text())
        assert ids
        for identifier in ids:
            assert canonical(identifier) == identifier
            assert canonical(printed(identifier, "control")) == identifier


@given(
    st.text("aAcCiI0123.()- _/&\u2013\u00a7", max_size=24), st.sampled_from(FAMILIES)
)
def test_a_canonical_id_is_its_own_canonical_spelling(
    text: str, family: Family
) -> None:
    try:
        found = canonical(text, family)
    except UnreadableId as refusal:
        found = next(iter(refusal.candidates), "ac-2")

    assert canonical(found, family) == found


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = canonical(text)
    except UnreadableId:
        return

    assert well_formed(found)
    assert canonical(found) == found


def test_a_long_text_is_no_id_and_is_not_told_at_length() -> None:
    with pytest.raises(UnreadableId) as refused:
        canonical("1." * 50_000)
    assert len(refused.value.message) < 100


def test_what_is_no_id_is_refused_with_examples() -> None:
    with pytest.raises(UnreadableId, match="is not a requirement id") as refusal:
        canonical("???")

    assert "Ids look like AC-2(1)" in refusal.value.diagnose()
