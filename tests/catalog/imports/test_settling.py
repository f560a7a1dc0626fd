"""What is kept of a file, under which names, and what has to be asked first."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog import (
    Baseline,
    Catalog,
    Crosswalk,
    Library,
    Provenance,
    Requirement,
    Row,
    read_library,
)
from assay.catalog.imports import CheckCoverage, Imported, Origin
from assay.catalog.imports.changes import of_catalog
from assay.catalog.imports.settling import settle
from assay.catalog.imports.sound import sound
from assay.catalog.imports.told import Settled, Told
from assay.errors import BadInput
from assay.tomltext import as_toml

DAY = date(2026, 11, 24)
FROM = Provenance(source="somewhere", rights="theirs")
ORIGIN = Origin(file="their.json", sha256="0" * 64, form="oscal", licence="CC0")


def catalog(identifier: str, *ids: str, file: str = "") -> Catalog:
    return Catalog(
        id=identifier,
        title=identifier.upper(),
        standard=identifier,
        edition="1",
        owner="",
        programs=(),
        unit="control",
        count=len(ids),
        provenance=replace(FROM, file=file),
        requirements=tuple(Requirement(id=one, title=one) for one in ids),
    )


def baseline(of: str, *ids: str) -> Baseline:
    return Baseline(
        id="low",
        title="Low",
        catalog=of,
        program="",
        level="",
        edition="1",
        count=len(ids),
        provenance=FROM,
        requirements=ids,
    )


def crosswalk(source: str, target: str, *rows: tuple[str, str]) -> Crosswalk:
    return Crosswalk(
        id="a--b",
        title="A to B",
        source=source,
        target=target,
        provenance=FROM,
        rows=tuple(Row(source=one, targets=(other,)) for one, other in rows),
    )


def holding(*catalogs: Catalog) -> Library:
    return Library(
        catalogs={one.id: one for one in catalogs}, baselines={}, crosswalks={}
    )


def settled(imported: Imported, library: Library, told: Told | None = None) -> Settled:
    return settle(imported, told or Told(), library, DAY)


def test_what_is_kept_says_where_it_came_from() -> None:
    found = settled(Imported(origin=ORIGIN, catalogs=(catalog("x", "a1"),)), holding())
    provenance = found.catalogs[0].provenance
    assert (provenance.file, provenance.sha256) == ("their.json", "0" * 64)
    assert (provenance.licence, provenance.imported) == ("CC0", DAY)


def test_what_a_person_says_goes_before_what_the_file_says() -> None:
    told = Told(id="y", name="Why", edition="2", licence="L", unit="rule", owner="O")
    imported = Imported(origin=ORIGIN, catalogs=(catalog("x", "a1"),))
    (kept,) = settled(imported, holding(), told).catalogs
    assert (kept.id, kept.title, kept.edition, kept.unit) == ("y", "Why", "2", "rule")
    assert (kept.provenance.licence, kept.owner) == ("L", "O")
    assert settled(imported, holding(), told).origin.publisher == "O"


def test_the_same_requirements_are_counted_in_the_unit_of_before() -> None:
    ours = replace(catalog("x", "a1"), unit="criterion or clause")
    same = Imported(origin=ORIGIN, catalogs=(catalog("x", "a1"),))
    assert settled(same, holding(ours)).catalogs[0].unit == "criterion or clause"
    said = settled(same, holding(ours), Told(unit="rule")).catalogs[0]
    assert said.unit == "rule"
    more = Imported(origin=ORIGIN, catalogs=(catalog("x", "a1", "a2"),))
    (kept,) = settled(more, holding(ours)).catalogs
    assert kept.unit == "control"
    told = "\n".join(of_catalog(replace(ours, count=2), kept))
    assert "2 criteria or clauses" in told


@pytest.mark.parametrize("bad", ["A B", "-", "../x", "x" * 200])
def test_an_id_that_is_none_is_refused(bad: str) -> None:
    imported = Imported(origin=ORIGIN, catalogs=(catalog("x", "a1"),))
    with pytest.raises(BadInput):
        settled(imported, holding(), Told(id=bad))


def test_one_id_is_not_given_to_several() -> None:
    both = (catalog("x", "a1"), catalog("y", "a1"))
    with pytest.raises(BadInput) as refused:
        settled(Imported(origin=ORIGIN, catalogs=both), holding(), Told(id="z"))
    assert refused.value.problems[0].file == "--as"


def test_an_edition_that_nobody_says_is_told_as_not_stated() -> None:
    silent = replace(catalog("x", "a1"), edition="")
    found = settled(Imported(origin=ORIGIN, catalogs=(silent,)), holding())
    assert found.catalogs[0].edition == "not stated"
    assert any("--edition" in note for note in found.notes)


def test_a_baseline_is_of_the_only_catalog_that_has_all_it_chooses() -> None:
    held = holding(catalog("a", "a1", "a2"), catalog("b", "a1"))
    found = settled(Imported(origin=ORIGIN, baselines=(baseline("", "a2"),)), held)
    assert found.baselines[0].catalog == "a"
    assert not found.asked


def test_a_baseline_that_may_be_of_several_is_asked_about() -> None:
    held = holding(catalog("a", "a1", file="rules.xml"), catalog("b", "a1"))
    imported = Imported(origin=ORIGIN, baselines=(baseline("", "a1"),))
    (asked,) = settled(imported, held).asked
    assert (asked.option, asked.candidates) == ("--of", ("a", "b"))
    assert settled(imported, held, Told(of="b")).baselines[0].catalog == "b"
    named = Imported(origin=ORIGIN, baselines=(baseline("rules.json", "a1"),))
    assert settled(named, held).baselines[0].catalog == "a"
    with pytest.raises(BadInput):
        settled(imported, held, Told(of="none"))


def test_a_resolved_profile_of_no_catalog_here_is_a_catalog_by_itself() -> None:
    resolved = Imported(
        origin=ORIGIN,
        baselines=(baseline("", "a1", "a2"),),
        instead=(catalog("low", "a1", "a2"),),
    )
    found = settled(resolved, holding(catalog("a", "a1")))
    assert ([one.id for one in found.catalogs], found.baselines) == (["low"], ())
    found = settled(resolved, holding(catalog("a", "a1", "a2")))
    assert ([one.id for one in found.baselines], found.catalogs) == (["low"], ())
    found = settled(resolved, holding(catalog("a", "a1")), Told(of="a"))
    assert [one.catalog for one in found.baselines] == ["a"]


def test_rows_that_dangle_are_left_out_one_by_one() -> None:
    held = holding(catalog("a", "a1", "a2"), catalog("b", "b1"))
    rows = (("a1", "b1"), ("a2", "b9"), ("a9", "b1"), ("a1", "b1"))
    found = settled(
        Imported(origin=ORIGIN, crosswalks=(crosswalk("a", "b", *rows),)), held
    )
    assert [one.source for one in found.crosswalks[0].rows] == ["a1"]
    assert [one.place for one in found.problems] == ["row 2", "row 3", "row 4"]


def test_a_row_that_would_lose_a_target_is_left_out_unless_any_suffices() -> None:
    held = holding(catalog("a", "a1", "a2"), catalog("b", "b1"))
    both = (
        Row(source="a1", targets=("b1", "b9")),
        Row(source="a2", targets=("b1", "b9"), either=True),
    )
    theirs = replace(crosswalk("a", "b"), rows=both)
    found = settled(Imported(origin=ORIGIN, crosswalks=(theirs,)), held)
    assert [(one.source, one.targets) for one in found.crosswalks[0].rows] == [
        ("a2", ("b1",))
    ]
    assert len(found.problems) == 2


def test_the_ends_of_a_crosswalk_are_named_known_or_asked() -> None:
    held = holding(catalog("a", "a1"), catalog("b", "b1"), catalog("c", "b1"))
    imported = Imported(
        origin=ORIGIN, crosswalks=(crosswalk("theirs", "b.json", ("a1", "b1")),)
    )
    found = settled(imported, held)
    (asked,) = found.asked
    assert found.crosswalks[0].source == "a"
    assert (asked.option, asked.candidates) == ("--map", ("b", "c"))
    said = settle(imported, Told(called={"b.json": "c"}), held, DAY)
    assert (said.asked, said.crosswalks[0].target) == ((), "c")


def test_a_crosswalk_to_nowhere_holds_up_nothing_else() -> None:
    imported = Imported(
        origin=ORIGIN,
        catalogs=(catalog("x", "x1"),),
        crosswalks=(crosswalk("x", "cci", ("x1", "c1")),),
    )
    found = settled(imported, holding())
    assert (len(found.catalogs), found.crosswalks, found.asked) == (1, (), ())
    assert any("--map cci=ID" in note for note in found.notes)


def test_checks_are_kept_as_coverage_and_never_as_a_catalog() -> None:
    rows = (CheckCoverage(requirement="a1", checks=("c",), tool="t"),)
    imported = Imported(
        origin=ORIGIN, catalogs=(catalog("theirs", "a1"),), coverage=rows
    )
    found = settled(imported, holding(catalog("a", "a1")))
    assert not found.catalogs
    assert (found.coverage[0].of, found.coverage[0].id) == ("a", "theirs")
    assert not settled(imported, holding()).asked


def test_what_a_source_broke_is_told_and_the_rest_is_kept() -> None:
    rows = (
        Requirement(id="a1", title="one", parent="a2"),
        Requirement(id="a2", title="two", parent="a1"),
        Requirement(id="a1", title="one again"),
        Requirement(id="A 3", title="no id"),
        Requirement(
            id="a4", title="four", parent="gone", status="withdrawn", now=("z",)
        ),
    )
    broken = replace(catalog("x"), requirements=rows, count=9)
    held, problems = sound(broken, "f")
    assert [one.id for one in held.requirements] == ["a1", "a2", "a4"]
    assert held.count == 2
    assert len(problems) == 5
    assert read_library({"catalogs/x.toml": as_toml(held)}).catalogs["x"] == held


def test_long_chains_and_many_rows_are_held_in_no_time() -> None:
    many = 20_000
    rows = tuple(
        Requirement(id=f"a{n}", title="t", parent=f"a{(n + 1) % many}")
        for n in range(many)
    )
    held, problems = sound(replace(catalog("x"), requirements=rows, count=many), "f")
    above = {one.id: one.parent for one in held.requirements}
    for one in above:
        at, deep = one, 0
        while at:
            at, deep = above[at], deep + 1
        assert deep <= 60
    assert len(problems) == sum(not one for one in above.values())
    assert read_library({"catalogs/x.toml": as_toml(held)}).catalogs["x"] == held


TEXT = st.text(max_size=12)
ROWS = st.lists(
    st.builds(
        Requirement,
        id=st.sampled_from(["a1", "a2", "a3", "A", ""]),
        title=TEXT,
        text=TEXT,
        group=st.sampled_from(["", "g", "h"]),
        parent=st.sampled_from(["", "a1", "a2", "a3", "x"]),
        status=st.sampled_from(["active", "withdrawn"]),
        now=st.lists(st.sampled_from(["a1", "a2", "x"]), max_size=2).map(tuple),
        levels=st.lists(TEXT, max_size=2).map(tuple),
    ),
    max_size=6,
)


@given(ROWS, TEXT)
def test_whatever_is_read_can_be_kept_and_is_read_back(
    rows: list[Requirement], title: str
) -> None:
    theirs = replace(catalog("x"), requirements=tuple(rows), title=title)
    (kept,) = settled(Imported(origin=ORIGIN, catalogs=(theirs,)), holding()).catalogs
    held = read_library({"catalogs/x.toml": as_toml(kept, title)}).catalogs["x"]
    assert held == kept
    assert not list(of_catalog(kept, held))


def test_changes_are_told_by_requirement() -> None:
    old = catalog("x", "a1", "a2", "a3")
    rows = (
        Requirement(id="a1", title="other"),
        Requirement(id="a2", title="a2", text="official"),
        Requirement(id="a4", title="a4"),
    )
    told = "\n".join(of_catalog(replace(old, requirements=rows, edition="2"), old))
    for sentence in (
        "a4 is added",
        "a3 is no longer listed",
        "a1 has another title",
        "a2 gets its official text",
        "edition becomes 2; it was 1",
    ):
        assert sentence in told
