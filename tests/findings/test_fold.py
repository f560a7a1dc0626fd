"""Findings follow from runs: opened, seen again, closed, opened again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assay.checks import Verdict
from assay.findings import Finding, Judged, fold, open_from

START = datetime(2026, 1, 1, tzinfo=UTC)


def row(subject: str, verdict: Verdict = "not_met") -> Judged:
    return Judged(
        check="mfa",
        control="access",
        subject=subject,
        service="",
        region="",
        verdict=verdict,
        reason=f"{subject} has none",
    )


def follow(*runs: list[Judged]) -> dict[str, Finding]:
    known: dict[str, Finding] = {}
    for number, rows in enumerate(runs):
        at = START + timedelta(days=number)
        known = fold(open_from(f"run-{number}", at, rows, known, ["mfa"]), known)
    return known


def test_a_deviation_opens_a_finding() -> None:
    (finding,) = follow([row("ann")]).values()

    assert (finding.subject, finding.opened_at, finding.closed_at) == (
        "ann",
        START,
        None,
    )


def test_seen_again_keeps_the_day_it_opened() -> None:
    (finding,) = follow([row("ann")], [row("ann")]).values()

    assert finding.opened_at == START
    assert finding.last_seen_at == START + timedelta(days=1)
    assert finding.times_seen == 2


def test_a_later_run_that_finds_it_met_closes_it() -> None:
    (finding,) = follow([row("ann")], []).values()

    assert finding.closed_at == START + timedelta(days=1)
    assert finding.reason == "ann has none"


def test_unknown_opens_nothing_and_closes_nothing() -> None:
    (finding,) = follow([row("ann")], [row("ann", "unknown")]).values()

    assert finding.closed_at is None
    assert follow([row("bob", "unknown")]) == {}


def test_a_run_that_did_not_see_the_population_closes_nothing() -> None:
    known = follow([row("ann")])
    events = open_from("run-9", START + timedelta(days=9), [], known, [])

    assert events == ()


def test_coming_back_opens_it_anew() -> None:
    (finding,) = follow([row("ann")], [], [row("ann")]).values()

    assert finding.opened_at == START + timedelta(days=2)
    assert finding.closed_at is None


@given(st.lists(st.sets(st.sampled_from("abcd")), max_size=6))
def test_after_any_history_the_open_ones_are_those_of_the_last_run(
    runs: list[set[str]],
) -> None:
    known = follow(*[[row(subject) for subject in run] for run in runs])
    still_open = {one.subject for one in known.values() if one.closed_at is None}

    assert still_open == (runs[-1] if runs else set())
