"""Controls and coverage name only what exists."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

import assay.library
from assay.catalog import Baseline, Library, read_library
from assay.errors import BadInput
from assay.register import Register, read_controls

Make = Callable[..., Register]

CONTROL = """
    title = "Access ends"
    statement = "Accounts of leavers are disabled within a day."
    owner = "operations"
    objective = "soc1.2"
    services = ["queue"]
"""
COVERAGE = """
    [[coverage]]
    catalog = "tsc-2017"
    requirements = ["cc6.2", "cc6.3"]
    controls = ["access-removal"]
    extent = "full"
    status = "reviewed"
    by = "operations"
    on = 2026-04-01
"""


@pytest.fixture(scope="session")
def library() -> Library:
    """The catalogs the statements may name."""
    root = Path(assay.library.__file__).parent
    return read_library(
        {
            f"catalogs/{path.name}": path.read_bytes()
            for path in (root / "catalogs").glob("*.toml")
            if path.stem in ("tsc-2017", "soc-1-objectives")
        }
    )


def files(control: str = CONTROL, coverage: str = COVERAGE) -> dict[str, bytes]:
    return {
        "controls/access-removal.toml": dedent(control).encode(),
        "controls/coverage/tsc-2017.toml": dedent(coverage).encode(),
        "checks/other/check.toml": b"not ours",
    }


def test_controls_are_named_by_their_files(make: Make, library: Library) -> None:
    controls, coverage = read_controls(files(), make(), library)

    assert list(controls) == ["access-removal"]
    assert controls["access-removal"].regions == "all"
    assert coverage[0].requirements == ("cc6.2", "cc6.3")


@pytest.mark.parametrize(
    ("was", "now", "place"),
    [
        ('"operations"', '"operation"', "owner"),
        ('"operations"', '"halden"', "owner"),
        ("soc1.2", "soc1.9", "objective"),
        ('["queue"]', '["quue"]', "services"),
        ('["queue"]', '"unstated"', "services"),
        ("title", "id = 'x'\n    title", "id"),
        ("title", "titel", "titel"),
        ('title = "Access ends"', "title =", ""),
    ],
)
def test_a_control_is_held_to_its_names(
    make: Make, library: Library, was: str, now: str, place: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read_controls(files(control=CONTROL.replace(was, now)), make(), library)

    assert ("controls/access-removal.toml", place) in [
        (problem.file, problem.place) for problem in caught.value.problems
    ]


@pytest.mark.parametrize(
    ("was", "now", "place"),
    [
        ("cc6.3", "cc6.9", "coverage[0].requirements"),
        ('["cc6.2", "cc6.3"]', "[]", "coverage[0].requirements"),
        ('["access-removal"]', '["access-removed"]', "coverage[0].controls"),
        ('["access-removal"]', "[]", "coverage[0].controls"),
        ('"operations"', '"operation"', "coverage[0].by"),
        ('"tsc-2017"', '"tsc-2018"', "coverage[0].catalog"),
        ('"full"', '"complete"', "coverage[0].extent"),
        ("[[coverage]]", "[[covers]]", "covers"),
    ],
)
def test_coverage_is_held_to_its_names(
    make: Make, library: Library, was: str, now: str, place: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read_controls(files(coverage=COVERAGE.replace(was, now)), make(), library)

    assert place in [problem.place for problem in caught.value.problems]


def test_a_control_that_cannot_be_read_is_not_also_unknown(
    make: Make, library: Library
) -> None:
    with pytest.raises(BadInput) as caught:
        read_controls(files(control="?"), make(), library)

    assert [p.file for p in caught.value.problems] == ["controls/access-removal.toml"]


def test_the_file_of_a_control_has_a_good_name(make: Make, library: Library) -> None:
    given = {"controls/Access.toml": dedent(CONTROL).encode()}
    with pytest.raises(BadInput) as caught:
        read_controls(given, make(), library)

    assert [problem.place for problem in caught.value.problems] == ["id"]


def test_a_baseline_may_be_covered_too(make: Make, library: Library) -> None:
    tsc = library.catalogs["tsc-2017"]
    baseline = Baseline(
        id="tsc-security",
        title="Security alone",
        catalog=tsc.id,
        program="soc-2",
        level="",
        edition=tsc.edition,
        count=1,
        provenance=tsc.provenance,
        requirements=("cc6.2",),
    )
    wider = replace(library, baselines={baseline.id: baseline})
    given = {
        "controls/access-removal.toml": dedent(CONTROL).encode(),
        "controls/coverage/tsc-security.toml": dedent(COVERAGE)
        .replace("tsc-2017", "tsc-security")
        .encode(),
    }
    with pytest.raises(BadInput) as caught:
        read_controls(given, make(), wider)

    (problem,) = caught.value.problems
    assert "'cc6.3'" in problem.message
