"""Crosswalks out as OSCAL and tables, and in again: the same rows, and nothing more."""

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.catalog import (
    Catalog,
    Crosswalk,
    Library,
    Provenance,
    Requirement,
    Row,
)
from assay.catalog.crosswalks import as_oscal, as_table, settle
from assay.catalog.imports.appendix_d import looks_like_appendix_d, read_appendix_d
from assay.catalog.imports.oscal import read_oscal
from assay.catalog.imports.tables import read_crosswalk_table
from assay.errors import BadInput
from assay.oscal import judge, read, write
from assay.sheets import write_csv

OURS = Provenance(source="Us", rights="Ours")
AT = datetime(2026, 11, 24, tzinfo=UTC)
IDS = ("a.1", "a.2", "b.1", "b.2")


def catalog(name: str) -> Catalog:
    gone = Requirement(id="z.1", title="z", status="withdrawn")
    return Catalog(
        id=name,
        title=f"The {name}",
        standard=name,
        edition="1",
        owner="us",
        programs=(),
        unit="thing",
        count=len(IDS),
        provenance=OURS,
        requirements=(*(Requirement(id=one, title=one) for one in IDS), gone),
    )


CATALOGS = {name: catalog(name) for name in ("one", "two")}
LIBRARY = Library(catalogs=CATALOGS, baselines={}, crosswalks={})


def walk(*rows: Row, source: str = "one") -> Crosswalk:
    return Crosswalk(
        id=f"{source}--two",
        title="Ours",
        source=source,
        target="two",
        provenance=OURS,
        rows=rows,
    )


LINE = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), max_size=12)
NAME = LINE.filter(bool)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    relation: Any = draw(
        st.sampled_from(["equal", "subset", "superset", "intersects", "disjoint"])
    )
    reviewed = draw(st.booleans())
    return Row(
        source=draw(st.sampled_from(IDS)),
        targets=tuple(
            draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True))
        ),
        relation=relation,
        either=relation == "subset" and draw(st.booleans()),
        status="reviewed" if reviewed else "proposed",
        by=draw(NAME if reviewed else LINE),
        on=draw(st.dates() if reviewed else st.none() | st.dates()),
        reviewer=draw(LINE),
        citation=draw(LINE),
        confidence=draw(st.none() | st.floats(0, 1)),
        note=draw(LINE),
    )


WALKS = st.lists(rows(), min_size=1, max_size=4).map(lambda found: walk(*found))


@given(WALKS, st.sampled_from(["json", "yaml", "xml"]))
@settings(max_examples=60)
def test_oscal_gives_the_same_rows_again(one: Crosswalk, form: Any) -> None:
    document = as_oscal(one, CATALOGS["one"], CATALOGS["two"], AT)
    data = write(document, form)
    if form == "xml":  # Markdown in a note is markup there, and comes back as such
        data = write(read(data, form="xml"), "json")
    (found,) = read_oscal(data, file="it").crosswalks

    assert (found.source, found.target) == ("one", "two")
    told = [one if form != "xml" else _bare(one) for one in found.rows]
    assert told == [row if form != "xml" else _bare(row) for row in one.rows]


def _bare(row: Row) -> tuple[object, ...]:
    return row.source, row.targets, row.relation, row.either, row.status, row.by, row.on


@given(WALKS)
@settings(max_examples=60)
def test_what_is_written_is_valid_oscal(one: Crosswalk) -> None:
    judgement = judge(as_oscal(one, CATALOGS["one"], CATALOGS["two"], AT))

    assert judgement.faults == ()
    assert judgement.valid


@cache
def official(schemas: Path) -> Any:
    text = (schemas / "oscal_mapping_schema.json").read_text(encoding="utf-8")
    return jsonschema_rs.validator_for(json.loads(text))


@given(one=WALKS)
@settings(max_examples=30)
def test_the_official_schema_takes_it(shared_data: Path, one: Crosswalk) -> None:
    document = as_oscal(one, CATALOGS["one"], CATALOGS["two"], AT)
    schema = official(shared_data / "oscal/schemas")

    assert [str(fault) for fault in schema.iter_errors(document.tree)] == []


def test_the_same_crosswalk_is_the_same_document() -> None:
    one = walk(Row(source="a.1", targets=("b.1",)))
    first, again = (
        write(as_oscal(one, CATALOGS["one"], CATALOGS["two"], AT), "json")
        for _ in range(2)
    )

    assert first == again


@given(WALKS)
@settings(max_examples=60)
def test_a_table_gives_the_same_rows_again(one: Crosswalk) -> None:
    data = write_csv(as_table(one))
    (found,) = read_crosswalk_table(data, file="it.csv").crosswalks

    assert (found.source, found.target) == ("one", "two")
    assert found.rows == one.rows


def read_csv(text: str) -> Any:
    return read_crosswalk_table(text.encode(), file="it.csv")


def test_a_table_of_others_is_read_by_its_usual_headings() -> None:
    (found,) = read_csv(
        "Our mapping,,,\n"
        "Focal Document Element,Reference Document Element,Relationship,Rationale\n"
        'AC-2,"CC6.1; CC6.2",intersects with,both about accounts\n'
    ).crosswalks

    assert found.rows == (
        Row(
            source="ac-2",
            targets=("cc6.1", "cc6.2"),
            relation="intersects",
            note="both about accounts",
        ),
    )


def test_a_table_without_relations_says_no_more_than_that_both_overlap() -> None:
    read_ = read_csv("source,target\nAC-2,CC6.1\n")

    assert read_.crosswalks[0].rows[0].relation == "intersects"
    assert "no column of relations" in read_.notes[0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a.1,b.1,like,,,", "The relation 'like' is none"),
        ("a.1,b.1,,,,", "The relation '' is none"),
        ("a.1; a.2,b.1,equal,,,", "names not one source"),
        ("a.1,,equal,,,", "has no target"),
        ("a.1,b.1,subset,reviewed,,", "not by whom and when; it is proposed"),
        ("a.1,b.1,subset,reviewed,us,", "not by whom and when; it is proposed"),
        ("a.1,b.1,subset,reviewed,us,yesterday", "'yesterday' is no day"),
        ("a.1,b.1,subset,approved,us,2026-01-02", "The status 'approved' is none"),
    ],
)
def test_what_a_table_says_badly_is_told_and_never_reviewed(
    line: str, message: str
) -> None:
    found = read_csv(f"source,target,relation,status,by,on\n{line}\nb.2,b.2,equal,,,\n")

    assert any(message in problem.message for problem in found.problems)
    assert all(row.status == "proposed" for row in found.crosswalks[0].rows)


def test_either_is_said_of_what_lies_within_and_of_nothing_else() -> None:
    found = read_csv(
        "source,target,relation,combination\n"
        "a.1,b.1; b.2,equal,either\na.1,b.1; b.2,subset,any\na.2,b.1,subset,some\n"
    )

    assert [(row.relation, row.either) for row in found.crosswalks[0].rows] == [
        ("subset", True),
        ("subset", False),
    ]
    assert [one.message for one in found.problems] == [
        "Either has no meaning for equal; left out",
        "'some' is read as all",
    ]


@given(st.binary(max_size=120) | st.text(max_size=120).map(lambda t: t.encode()))
def test_no_table_ends_in_anything_but_rows_or_bad_input(data: bytes) -> None:
    try:
        found = read_crosswalk_table(
            b"source,targets,relation,status\n" + data, file="f"
        )
    except BadInput:
        return
    assert all(one.rows for one in found.crosswalks)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["controls", "control_id", "mapped_controls", "x"]), inner
        )
    ),
    max_leaves=10,
)


@given(st.binary(max_size=80) | JSON.map(lambda tree: json.dumps(tree).encode()))
def test_no_map_ends_in_anything_but_rows_or_bad_input(data: bytes) -> None:
    try:
        found = read_appendix_d(data, file="f")
    except BadInput:
        return
    assert found.crosswalks[0].rows


def test_the_map_of_sp_800_171_is_read_with_its_gaps_filled(shared_data: Path) -> None:
    data = (shared_data / "mappings/nist_800-171r2_to_800-53r4.json").read_bytes()
    read_ = read_appendix_d(data, file="map.json")
    rows_ = {row.source: row for row in read_.crosswalks[0].rows}

    assert looks_like_appendix_d(data[:100_000])
    assert len(rows_) == 110
    assert read_.problems == ()
    for source, target in (
        *(("3.3.1", "au-11"), ("3.3.2", "au-11"), ("3.5.1", "ia-3")),
        *(("3.5.2", "ia-3"), ("3.10.1", "pe-4"), ("3.10.2", "pe-4")),
        *(("3.12.4", "pl-2"), ("3.12.4", "ca-5"), ("3.14.3", "si-2")),
    ):
        assert target in rows_[source].targets
        assert rows_[source].status == "reviewed"
    assert rows_["3.4.8"].either
    assert rows_["3.4.8"].targets == ("cm-7.4", "cm-7.5")
    assert rows_["3.1.1"].status == "proposed"


def test_rows_are_found_here_in_any_spelling_and_left_out_where_they_are_not() -> None:
    given_rows = (
        Row(source="A.1", targets=("b.1",)),
        Row(source="a.1", targets=("b.1",), note="again"),
        Row(source="a.9", targets=("b.1",)),
        Row(source="a.2", targets=("b.1", "z.1")),
        Row(source="a.2", targets=("???",)),
    )
    settled = settle(walk(*given_rows), LIBRARY, file="f")

    assert settled.crosswalk.rows == (Row(source="a.1", targets=("b.1",)),)
    assert [one.message for one in settled.problems] == [
        "It says again what row 1 says; the row is left out",
        "a.9 is no requirement of one; the row is left out",
        "z.1 is withdrawn in two; the row is left out",
        "??? is no requirement of two; the row is left out",
    ]


def test_what_is_held_already_is_left_out_but_not_where_it_was_only_proposed() -> None:
    proposed = Row(source="a.1", targets=("b.1", "b.2"))
    reviewed = Row(
        source="a.1",
        targets=("b.2", "b.1"),
        status="reviewed",
        by="us",
        on=date(2026, 1, 1),
    )
    held = Library(
        catalogs=CATALOGS,
        baselines={},
        crosswalks={"held": Crosswalk(**{**_fields(walk(proposed)), "id": "held"})},
    )

    assert settle(walk(proposed), held, file="f").held_by == {"held": 1}
    assert settle(walk(reviewed), held, file="f").crosswalk.rows == (reviewed,)


def _fields(one: Crosswalk) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


def test_an_end_that_is_no_catalog_here_is_refused() -> None:
    with pytest.raises(BadInput, match="1 problem") as fault:
        settle(walk(source="won"), LIBRARY, file="f")

    assert "Its source 'won' is no catalog held here" in fault.value.diagnose()
