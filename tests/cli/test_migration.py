"""`assay migration` on the example: exit codes, tables and JSON."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Assay = Callable[..., Any]


def test_list_says_how_far_each_has_come(assay: Assay, fresh: Path) -> None:
    said = assay("migration", "list", "--on", "2026-11-24", "-C", fresh, "--json")
    phases = {
        one["migration"]["program"]: one["phase"] for one in said.json["migrations"]
    }

    assert said.code == 0
    assert phases == {"fips-140": "cut_over", "iso-27018": "side_by_side"}


def test_overdue_is_a_no(assay: Assay, fresh: Path) -> None:
    said = assay("migration", "list", "--on", "2027-04-01", "-C", fresh)

    assert said.code == 1
    assert "overdue" in said.out


def test_show_lists_what_is_covered_and_exits_by_it(assay: Assay, fresh: Path) -> None:
    done = assay("migration", "show", "FIPS 140-2", "-C", fresh, "--json")
    open_ = assay("migration", "show", "iso-27018", "-C", fresh)

    assert done.code == 0
    assert {one["state"] for one in done.json["migrations"][0]["needs"]} == {"covered"}
    assert open_.code == 1
    assert "side by side until 2027-03-31" in open_.out


def test_a_program_that_does_not_migrate_is_told(assay: Assay, fresh: Path) -> None:
    said = assay("migration", "show", "soc-2", "-C", fresh)

    assert said.code == 2
    assert "migration of" in said.err
