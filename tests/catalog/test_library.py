"""Reading a library: what is refused, and that every fault is told at once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog import (
    Crosswalk,
    Library,
    Row,
    read_library,
    requirement,
    requirements_of,
)
from assay.catalog.library import quickly
from assay.errors import BadInput, Problem, UnknownName
from assay.reading import read_record

CATALOG = """
id = "planets"
title = "Planets"
standard = "The sky"
edition = "2006"
owner = "IAU"
programs = []
unit = "planet"
count = 3
provenance.source = "IAU resolution B5"
provenance.rights = "Facts"
groups = [
  { id = "inner", title = "Inner", count = 2 },
  { id = "outer", title = "Outer" },
]
requirements = [
  { id = "mercury", title = "Mercury", group = "inner" },
  { id = "earth", title = "Earth", group = "inner" },
  { id = "saturn", title = "Saturn", group = "outer" },
  { id = "pluto", title = "Pluto", status = "withdrawn", now = ["saturn"] },
]
"""
BASELINE = """
id = "visible"
title = "Visible to the naked eye"
catalog = "planets"
program = "astronomy"
level = "eye"
edition = "2006"
count = 2
provenance.source = "Looking up"
provenance.rights = "Facts"
requirements = ["saturn", "mercury"]
"""
CROSSWALK = """
id = "planets--planets"
title = "Planets to planets"
source = "planets"
target = "planets"
provenance.source = "Us"
provenance.rights = "Ours"

[[rows]]
source = "mercury"
targets = ["earth"]
status = "reviewed"
by = "office"
on = 2026-01-02
"""


def files(**changed: str) -> dict[str, bytes]:
    texts = {
        "catalogs/planets.toml": CATALOG,
        "baselines/visible.toml": BASELINE,
        "crosswalks/planets--planets.toml": CROSSWALK,
    }
    texts.update({name.replace("__", "/") + ".toml": t for name, t in changed.items()})
    return {name: text.encode() for name, text in texts.items()}


def sky() -> Library:
    return read_library(files())


def faults(given_files: dict[str, bytes]) -> str:
    with pytest.raises(BadInput) as refusal:
        read_library(given_files)
    return refusal.value.diagnose()


def test_a_sound_library_is_read_by_id() -> None:
    library = sky()

    assert list(library.catalogs) == ["planets"]
    assert list(library.baselines) == ["visible"]
    assert list(library.crosswalks) == ["planets--planets"]


def test_files_outside_the_three_folders_are_left_alone() -> None:
    assert read_library({"programs/x.toml": b"\xff", "catalogs/notes.md": b""}) == (
        Library(catalogs={}, baselines={}, crosswalks={})
    )


def test_a_catalogs_requirements_are_its_active_ones() -> None:
    assert [r.id for r in requirements_of(sky(), "planets")] == [
        "mercury",
        "earth",
        "saturn",
    ]


def test_a_baselines_requirements_keep_its_order() -> None:
    found = requirements_of(sky(), "visible")

    assert [r.title for r in found] == ["Saturn", "Mercury"]


def test_an_unknown_set_is_told_with_near_names() -> None:
    with pytest.raises(UnknownName, match="no catalog or baseline 'planet'") as refusal:
        requirements_of(sky(), "planet")

    assert "planets" in refusal.value.near


def test_a_requirement_is_found_by_its_spelling() -> None:
    assert requirement(sky(), "planets", " MERCURY ").title == "Mercury"


def test_a_requirement_that_is_not_there_is_told_with_near_names() -> None:
    with pytest.raises(UnknownName) as refusal:
        requirement(sky(), "planets", "mercure")

    assert refusal.value.near == ("mercury",)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("count = 3", "count = 4", "count: It says 4 and has 3 active rows"),
        ("count = 2 }", "count = 5 }", "'inner' says 5 and holds 2"),
        ('id = "saturn"', 'id = "Saturn"', "'Saturn' is not a well-formed id"),
        ('id = "saturn"', 'id = "earth"', "'earth' is listed 2 times"),
        ('group = "outer"', 'group = "oute"', "Did you mean outer?"),
        ('now = ["saturn"]', 'now = ["satrn"]', "'pluto' is now 'satrn'"),
        ('status = "withdrawn", ', "", "'pluto' is active, and says what replaced it"),
        ('group = "outer"', 'parent = "sun"', "refines 'sun', which is not listed"),
        ('group = "outer"', 'parent = "saturn"', "'saturn' refines itself"),
        ('id = "planets"', 'id = "planet"', "The id 'planet' is not the file's name"),
        ("title =", "titel =", "This key is not known"),
    ],
)
def test_a_catalog_is_held_to_its_word(before: str, after: str, told: str) -> None:
    assert told in faults(files(catalogs__planets=CATALOG.replace(before, after, 1)))


def test_parents_in_a_circle_are_refused() -> None:
    circle = CATALOG.replace('title = "Mercury"', 'title = "M", parent = "earth"')
    circle = circle.replace('title = "Earth"', 'title = "E", parent = "mercury"')

    assert faults(files(catalogs__planets=circle)).count("refines itself") == 2


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("count = 2", "count = 3", "It says 3 and has 2 requirements chosen"),
        ('"mercury"]', '"pluto"]', "'pluto' is withdrawn in planets"),
        ('"mercury"]', '"mercure"]', "Did you mean mercury?"),
        ('"mercury"]', '"saturn"]', "'saturn' is listed 2 times"),
        ('catalog = "planets"', 'catalog = "moons"', "There is no catalog 'moons'"),
        ('id = "visible"', 'id = "planets"', "The id 'planets' is taken"),
    ],
)
def test_a_baseline_is_held_to_its_word(before: str, after: str, told: str) -> None:
    assert told in faults(files(baselines__visible=BASELINE.replace(before, after, 1)))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('source = "planets"', 'source = "moons"', "There is no catalog 'moons'"),
        ('source = "mercury"', 'source = "moon"', "no requirement 'moon' in planets"),
        ('targets = ["earth"]', 'targets = ["moon"]', "no requirement 'moon'"),
        ('targets = ["earth"]', "targets = []", "'mercury' is related to nothing"),
        ('by = "office"', "", "'mercury' is reviewed, and no one says so"),
        ("on = 2026", 'relation = "equal"\neither = true\non = 2026', "`either` has"),
        (
            "[[rows]]",
            '[[rows]]\nsource = "mercury"\ntargets = ["earth"]\n[[rows]]',
            "2 times",
        ),
    ],
)
def test_a_crosswalk_is_held_to_its_word(before: str, after: str, told: str) -> None:
    changed = CROSSWALK.replace(before, after, 1)

    assert told in faults(files(**{"crosswalks__planets--planets": changed}))


def test_faults_of_all_files_are_told_at_once() -> None:
    told = faults(
        files(
            catalogs__planets=CATALOG.replace("count = 3", "count = 9"),
            baselines__visible=BASELINE.replace("count = 2", "count = 9"),
        )
    )

    assert "catalogs/planets.toml" in told
    assert "baselines/visible.toml" in told
    assert told.endswith("2 problems in the input; nothing changed")


def test_an_unreadable_catalog_does_not_cast_blame_on_those_that_lean_on_it() -> None:
    told = faults(files(catalogs__planets="id = "))

    assert "not valid TOML" in told
    assert "no catalog" not in told
    assert "1 problem in the input" in told


@given(st.dictionaries(st.text(max_size=20), st.binary(max_size=60), max_size=4))
def test_no_bytes_break_the_reader(any_files: dict[str, bytes]) -> None:
    in_place = {f"catalogs/{name}.toml": data for name, data in any_files.items()}
    try:
        library = read_library({**any_files, **in_place})
    except BadInput:
        return

    assert library.catalogs == {}


@given(
    cut=st.integers(0, len(CATALOG)),
    noise=st.text(' "[]{}=,\n0a', max_size=8),
)
def test_a_damaged_catalog_is_refused_or_sound(cut: int, noise: str) -> None:
    damaged = CATALOG[:cut] + noise + CATALOG[cut + len(noise) :]
    try:
        library = read_library({"catalogs/planets.toml": damaged.encode()})
    except BadInput:
        return

    stated = library.catalogs["planets"].count
    assert len(requirements_of(library, "planets")) == stated


VALUES = st.one_of(
    st.sampled_from(["mercury", "equal", "subset", "reviewed", "proposed", "like", ""]),
    st.lists(st.sampled_from(["venus", "earth"]), max_size=2),
    st.booleans(),
    st.integers(0, 2),
    st.floats(0, 1),
    st.dates(),
    st.datetimes(),
    st.dictionaries(st.just("x"), st.just(1), max_size=1),
)
ROW = st.dictionaries(
    st.sampled_from([*Row.__slots__, "unheard"]), VALUES, max_size=6
).map(lambda row: {"source": "mercury", "targets": ["venus"]} | row)
WALK = st.fixed_dictionaries(
    {
        "id": st.just("w") | VALUES,
        "title": st.just("t"),
        "source": st.just("planets"),
        "target": st.just("planets"),
        "provenance": st.just({"source": "s", "rights": "r"}) | VALUES,
        "rows": st.lists(ROW | VALUES, max_size=2) | VALUES,
    },
    optional={"unheard": VALUES},
)


@given(WALK)
def test_a_crosswalk_read_quickly_is_one_read_with_care(table: dict[str, Any]) -> None:
    problems: list[Problem] = []
    careful = read_record(Crosswalk, table, file="f", place="", problems=problems)
    quick = quickly(Crosswalk, table)

    assert quick in (None, careful)
    assert (quick is None) or not problems
