"""The validity picture: what is drawn, what is a gap, and that both have a table."""

import json
import re
from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from assay.portal.board import board
from assay.portal.periods import Lane, Periods, Span, periods_of
from assay.portal.strip import lay_out
from assay.workspace import Workspace

DAY = date(2026, 11, 24)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 1, 1))


@pytest.mark.usefixtures("northwind")
def test_a_report_shows_its_period_and_what_no_period_covers() -> None:
    found = periods_of(board(), "soc-2", DAY)

    assert found is not None
    newest = found.lanes[0]
    assert newest.spans == (
        Span(kind="period", start=date(2026, 4, 1), end=date(2026, 9, 30)),
    )
    assert found.gaps == (
        Span(kind="gap", start=date(2026, 10, 1), end=DAY, open=True),
    )


@pytest.mark.usefixtures("northwind")
def test_a_bridge_letter_is_drawn_apart_from_what_was_audited() -> None:
    found = periods_of(board(), "soc-1", DAY)

    assert found is not None
    spans = [span for lane in found.lanes for span in lane.spans]
    bridges = [span for span in spans if span.kind == "bridge"]
    assert bridges
    assert found.gaps


@pytest.mark.usefixtures("northwind")
def test_a_certificate_shows_its_surveillance_audits() -> None:
    found = periods_of(board(), "iso-27001", DAY)

    assert found is not None
    kinds = {mark.kind for lane in found.lanes for mark in lane.marks}
    assert kinds >= {"issued", "surveillance"}


def test_each_program_that_has_statements_has_a_picture(northwind: Workspace) -> None:
    register = northwind.register
    stated = {made.program for made in register.attestations.values()}
    stated |= {plan.program for plan in register.plans}
    for program in register.programs:
        assert (periods_of(board(), program, DAY) is not None) == (program in stated)


def test_every_date_of_the_picture_stands_in_its_table(
    either: Workspace, client: Client
) -> None:
    for program in either.register.programs:
        told = json.loads(client.get(f"/programs/{program}.json").content)["periods"]
        page = client.get(f"/programs/{program}").content.decode()
        if told is None:
            assert '<svg class="strip"' not in page
            continue
        dates = {
            span[end]
            for lane in told["lanes"]
            for span in lane["spans"]
            for end in ("start", "end")
            if not span["open"] or end == "start"
        }
        dates |= {mark["on"] for lane in told["lanes"] for mark in lane["marks"]}
        assert "Span(" not in page
        assert dates <= set(re.findall(r'<time datetime="([^"]+)"', page))


@given(
    ends=st.lists(st.tuples(DAYS, DAYS).map(sorted), min_size=1, max_size=6), on=DAYS
)
def test_whatever_the_dates_the_drawing_stays_on_its_paper(
    ends: list[list[date]], on: date
) -> None:
    lanes = tuple(
        Lane(
            id=str(number),
            title="Statement",
            state="in_force",
            by="",
            edition="",
            spans=(Span(kind="validity", start=first, end=last),),
            marks=(),
        )
        for number, (first, last) in enumerate(ends)
    )
    days = [day for pair in ends for day in pair] + [on]
    found = lay_out(
        Periods(on=on, start=min(days), end=max(days), lanes=lanes, gaps=()),
        "gap",
    )

    assert all(0 <= bar.x <= found.width for bar in found.bars)
    assert all(bar.x + bar.width <= found.width for bar in found.bars)
    assert all(bar.y + bar.height <= found.height for bar in found.bars)
    assert 0 <= found.today <= found.width
