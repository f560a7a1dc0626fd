"""The calendar at the command line."""

from pathlib import Path
from typing import Any

NOW = ("--from", "2026-11-24")


def kinds(said: Any) -> set[tuple[str, str]]:
    """The kind and subject of each obligation in a JSON answer."""
    return {(one["kind"], one["subject"]) for one in said.json["obligations"]}


def test_what_is_overdue_makes_the_answer_a_no(assay: Any, northwind: Path) -> None:
    said = assay("calendar", *NOW, "-C", northwind, "--json")

    assert said.code == 1
    assert said.json["from"] == "2026-11-24"
    assert said.json["until"] == "2027-11-24"
    overdue = [one["overdue"] for one in said.json["obligations"]]
    assert overdue[0]
    assert overdue == sorted(overdue, reverse=True)
    assert ("surveillance", "iso-9001-2024") in kinds(said)


def test_where_nothing_is_overdue_the_answer_is_yes(
    assay: Any, northwind: Path
) -> None:
    said = assay("calendar", "--program", "ISO 27001", *NOW, "-C", northwind, "--json")

    assert said.code == 0
    (audit,) = said.json["obligations"]
    assert audit["due"] == "2027-06-08"
    assert audit["if_missed"]["state"] == "lapsed"
    assert audit["if_missed"]["falls_on"] == "2027-06-09"
    fallen = {cell["program"] for cell in audit["if_missed"]["cells"]}
    assert fallen == {"iso-27001", "iso-27017", "iso-27018"}


def test_people_read_what_is_lost_and_when(assay: Any, northwind: Path) -> None:
    said = assay("calendar", "--program", "fedramp", *NOW, "-C", northwind)
    words = " ".join(said.out.split())

    assert "What falls due from 2026-11-24 to 2027-11-24" in said.out
    assert "2027-01-30 FedRAMP: an assessment is due by 30" in words
    assert "lapsed: DoD Cloud Computing SRG" in words


def test_the_days_looked_at_can_be_chosen(assay: Any, northwind: Path) -> None:
    words = ("--from", "2026-11-24", "--until", "2026-11-25", "--program", "iso-27001")
    said = assay("calendar", *words, "-C", northwind)

    assert said.code == 0
    assert said.out == "Nothing falls due from 2026-11-24 to 2026-11-25.\n"


def test_what_was_recorded_later_can_be_left_out(assay: Any, northwind: Path) -> None:
    words = ("--from", "2026-01-01", "--program", "fedramp", "--json")
    now = assay("calendar", *words, "-C", northwind)
    then = assay("calendar", *words, "--as-of", "2026-01-01", "-C", northwind)
    due = ("assessment", "fedramp-high-2025")

    assert "2026-02-10" not in {one["due"] for one in now.json["obligations"]}
    assert due in kinds(then)
    assert "2026-02-10" in {one["due"] for one in then.json["obligations"]}


def test_a_calendar_file_is_written(assay: Any, northwind: Path) -> None:
    said = assay("calendar", "--program", "ISO 27001", *NOW, "--ics", "-C", northwind)

    assert said.code == 0
    assert said.out.startswith("BEGIN:VCALENDAR")
    assert "DTSTART;VALUE=DATE:20270608" in said.out


def test_days_out_of_order_and_far_away_are_refused(
    assay: Any, northwind: Path
) -> None:
    for until in ("2026-11-23", "2036-11-25"):
        said = assay("calendar", *NOW, "--until", until, "-C", northwind)
        assert said.code == 2
        assert "--until" in said.err
    assert assay("calendar", "--from", "soon", "-C", northwind).code == 2
    unknown = assay("calendar", "--program", "soc-9", "-C", northwind)
    assert unknown.code == 2
    assert "soc-1" in unknown.err


def test_a_paper_of_another_year_is_asked_of_its_own_day(
    assay: Any, paper: Path
) -> None:
    said = assay("calendar", "-C", paper, "--json")

    assert said.code == 0
    assert said.json["from"] == "2017-03-31"
    assert {one["kind"] for one in said.json["obligations"]} == {"restatement"}
    told = {
        one["subject"]: one["if_missed"]["says"] for one in said.json["obligations"]
    }
    assert told["irap-2017"].endswith("is aged: IRAP in ap-southeast-2.")
    assert told["iso-27001-2017"].endswith(
        "is aged: its source does not say of which services and regions."
    )
