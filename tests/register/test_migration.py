"""Two editions run side by side until the cut-over, and reports stay on theirs."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from assay.catalog import Library, Provenance, Requirement
from assay.catalog.values import Catalog
from assay.errors import Problem
from assay.register import Coverage, Register, migrating, work

Make = Callable[..., Register]
Faults = Callable[..., list[Problem]]

MIGRATION = """
    [[migration]]
    program = "iso-27001"
    leaves = "2013"
    joins = "2022"
    began = 2024-01-01
    cut_over = 2025-06-30
    source = { document = "binder" }
"""
OLD = """
    program = "iso-27001"
    edition = "2013"
    by = "kestrel"
    issued = 2023-05-10
    expires = 2026-05-09
    surveillance = [2024-05-04, 2025-05-04]
    source = { document = "binder" }
    [[scope]]
    services = "all"
    regions = "all"
"""
OURS = Provenance(source="Us", rights="Ours")


def stands(register: Register, on: date) -> tuple[str, list[str]]:
    found = migrating(register, register.migrations[0], on)
    return found.phase, [one.attestation for one in found.held]


def with_old(statements: Mapping[str, str]) -> dict[str, str]:
    return {**statements, "iso-27001-2023": OLD}


def test_the_phase_follows_the_day(make: Make, statements: dict[str, str]) -> None:
    register = make(with_old(statements), migrations=MIGRATION)

    assert stands(register, date(2023, 12, 31))[0] == "planned"
    assert stands(register, date(2024, 1, 1)) == ("side_by_side", ["iso-27001-2023"])
    assert stands(register, date(2025, 6, 30)) == (
        "side_by_side",
        ["iso-27001-2023", "iso-27001-2025"],
    )
    assert stands(register, date(2025, 7, 1))[0] == "overdue"
    assert stands(register, date(2025, 11, 1)) == ("cut_over", ["iso-27001-2025"])


def test_a_report_of_a_period_before_stays_on_its_edition(
    make: Make, statements: dict[str, str]
) -> None:
    text = MIGRATION.replace("iso-27001", "soc-2")
    text = text.replace('"2013"', '"tsc-2017"').replace('"2022"', '"tsp-100a-2016"')
    text = text.replace("2025-06-30", "2026-09-30")
    found = make(statements, migrations=text)
    held = migrating(found, found.migrations[0], date(2026, 12, 1))

    assert held.phase == "cut_over"
    assert [(one.attestation, one.stays) for one in held.held] == [("soc-2-2026", True)]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("cut_over = 2025-06-30", "cut_over = 2025-11-01", "ends on 2025-10-31"),
        ("cut_over = 2025-06-30", "cut_over = 2023-01-01", "is before 2024-01-01"),
        ('joins = "2022"', 'joins = "2013"', "leaves the edition that it joins"),
        ('joins = "2022"', 'joins = "2021"', "no edition of"),
        ('program = "iso-27001"\n    leaves', 'program = "iso"\n    leaves', "program"),
        ("cut_over = 2025-06-30", "cut_over = 2024-06-30", "left 2013 on 2024-06-30"),
    ],
)
def test_a_migration_that_cannot_be_is_refused(
    faults: Faults, statements: dict[str, str], was: str, now: str, said: str
) -> None:
    late = OLD.replace("issued = 2023-05-10", "issued = 2024-07-10")
    late = late.replace("2024-05-04, ", "")
    held = {**statements, "iso-27001-2024": late.replace("2026-05-09", "2027-07-09")}
    found = faults(held, migrations=MIGRATION.replace(was, now))

    assert any(said in problem.message for problem in found), found


def test_two_migrations_from_one_edition_are_refused(faults: Faults) -> None:
    found = faults(migrations=MIGRATION + MIGRATION)

    assert ["already" in problem.message for problem in found] == [True]


def edition(name: str, *requirements: Requirement) -> Catalog:
    return Catalog(
        id=name,
        title=name,
        standard="27001",
        edition=name,
        owner="us",
        programs=("iso-27001",),
        unit="control",
        count=sum(one.status == "active" for one in requirements),
        provenance=OURS,
        requirements=requirements,
    )


def cover(catalog: str, requirement: str, control: str, **how: str) -> Coverage:
    stated = {"extent": "full", "status": "reviewed", "by": "us", **how}
    return Coverage(
        catalog=catalog,
        requirements=(requirement,),
        controls=(control,),
        on=date(2026, 1, 1),
        **stated,  # type: ignore[arg-type]  # words of the two literals
    )


def test_the_work_is_what_the_later_edition_asks_and_nobody_has_stated(
    make: Make, statements: dict[str, str]
) -> None:
    register = make(statements, migrations=MIGRATION)
    program = register.programs["iso-27001"]
    sets = {one.edition: one.catalog for one in program.requirement_sets if one.catalog}
    assert sets.keys() == {"2022"}
    migration = register.migrations[0]
    nothing = Library(catalogs={}, baselines={}, crosswalks={})

    assert work(register, nothing, migration, ()) is None


def test_a_requirement_is_covered_to_be_looked_at_again_or_new(
    make: Make, statements: dict[str, str]
) -> None:
    text = MIGRATION.replace("iso-27001", "fips-140")
    text = text.replace('"2013"', '"140-2"').replace('"2022"', '"140-3"')
    register = make(statements, migrations=text)
    library = Library(
        catalogs={
            "fips-140": edition(
                "fips-140", *(Requirement(id=one, title=one) for one in "abc")
            ),
            "fips-140-3": edition(
                "fips-140-3",
                Requirement(id="a", title="a"),
                Requirement(id="b", title="b", status="withdrawn", now=("d",)),
                Requirement(id="d", title="d"),
                Requirement(id="e", title="e"),
                Requirement(id="c", title="c"),
            ),
        },
        baselines={},
        crosswalks={},
    )
    stated = (
        cover("fips-140", "a", "one"),
        cover("fips-140", "b", "two"),
        cover("fips-140", "c", "three", extent="partial"),
        cover("fips-140-3", "a", "four"),
        cover("fips-140-3", "e", "five", status="proposed"),
    )
    done = work(register, library, register.migrations[0], stated)

    assert done is not None
    assert {one.requirement: (one.state, one.controls) for one in done[1]} == {
        "a": ("covered", ("four",)),
        "d": ("restate", ("two",)),
        "c": ("new", ()),
        "e": ("new", ()),
    }
