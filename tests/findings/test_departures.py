"""A service that leaves a list is a finding for each account that uses it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.findings import (
    CHECK,
    Finding,
    Observation,
    Uses,
    fold,
    open_from_register,
    uses_of,
)
from assay.register import Register
from assay.register.agreements import Agreement, Designation, Eligible
from assay.register.basis import Source
from assay.register.values import Party, Provider, Region, Service

FIRST = date(2026, 1, 1)
NOTHING = Uses()
SOURCE = Source(document="binder")


def at(number: int) -> date:
    return FIRST + timedelta(days=number)


def midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=UTC)


def row(first: int, last: int | None, **more: object) -> Eligible:
    known: dict[str, object] = {
        "program": "hipaa",
        "service": "queue",
        "since": at(first),
        "until": None if last is None else at(last),
    }
    return Eligible(**(known | more))  # type: ignore[arg-type]


def world(
    rows: Iterable[Eligible], last: int | None = None, **more: object
) -> Register:
    known: dict[str, object] = {
        "id": "baa",
        "kind": "baa",
        "program": "hipaa",
        "customer": "clinics",
        "version": "1",
        "signed": at(0),
        "until": None if last is None else at(last),
        "accounts": ("100",),
        "services": "eligible",
        "source": SOURCE,
    }
    agreement = Agreement(**(known | more))  # type: ignore[arg-type]
    return Register(
        provider=Provider(id="p", name="P"),
        programs={},
        services={"queue": Service(id="queue", title="Queue", category="c")},
        regions={n: Region(id=n, title=n, country="US") for n in ("east", "west")},
        parties={
            "clinics": Party(
                id="clinics", name="Clinics", kind="customer", accounts=("100", "200")
            )
        },
        documents={},
        attestations={},
        plans=(),
        agreements={agreement.id: agreement},
        eligible=tuple(rows),
        responsibilities={},
    )


def found(register: Register, uses: Uses = NOTHING, until: int = 30) -> list[Finding]:
    return list(fold(open_from_register(register, uses, at(until))).values())


def seen(number: int, *spots: tuple[str, str, str], **more: object) -> Observation:
    known: dict[str, object] = {
        "question": "inventory",
        "on": at(number),
        "spots": frozenset(spots),
    }
    return Observation(**(known | more))  # type: ignore[arg-type]


QUEUE = ("100", "queue", "east")
OTHER = ("100", "storage", "east")


def test_a_service_that_leaves_opens_a_finding_for_the_designated_account() -> None:
    (one,) = found(world([row(0, 9, vacate=at(20))]))

    assert (one.check, one.subject, one.service) == (CHECK, "100", "queue")
    assert one.opened_at == midnight(at(10))
    assert (one.closed_at, one.due, one.severity) == (None, at(20), "medium")
    assert one.program == "hipaa"
    assert "left the list of services" in one.reason


def test_nothing_is_found_while_it_is_on_the_list_or_was_never_on_it() -> None:
    assert found(world([row(0, None)])) == []
    assert found(world([row(0, 9)]), until=9) == []
    assert found(world([row(0, 9, service="storage")], services=("queue",))) == []


@pytest.mark.parametrize(
    ("register", "closed"),
    [
        (world([row(0, 9), row(15, None)]), 15),
        (world([row(0, 9)], last=14), 15),
        (world([row(0, 9)], terminated=at(15)), 15),
    ],
)
def test_it_closes_when_the_service_is_back_or_the_agreement_over(
    register: Register, closed: int
) -> None:
    (one,) = found(register)

    assert one.opened_at == midnight(at(10))
    assert one.closed_at == midnight(at(closed))


def test_it_opens_again_under_the_same_id() -> None:
    register = world([row(0, 9), row(15, 19)])
    first, again = found(register, until=12), found(register, until=25)

    assert first[0].id == again[0].id
    assert again[0].opened_at == midnight(at(20))
    assert again[0].closed_at is None


def test_evidence_says_what_the_account_uses() -> None:
    register = world([row(0, 9)])
    (used,) = found(register, uses_of([seen(12, QUEUE)]))
    (unused,) = found(register, uses_of([seen(12, OTHER)]))
    (stopped,) = found(register, uses_of([seen(5, QUEUE), seen(14, OTHER)]))
    never = found(register, uses_of([seen(5, OTHER)]))

    assert (used.severity, used.region) == ("high", "east")
    assert "is seen to use it" in used.reason
    assert unused.closed_at == midnight(at(12))
    assert stopped.closed_at == midnight(at(14))
    assert never == []


@pytest.mark.parametrize(
    "blind",
    [
        seen(5, OTHER, partial=True),
        seen(5, OTHER, whole=False),
        seen(5, OTHER, ("100", "", "east")),
        seen(5, ("200", "storage", "east")),
    ],
)
def test_what_evidence_cannot_rule_out_stays_open(blind: Observation) -> None:
    (one,) = found(world([row(0, 9)]), uses_of([blind]))

    assert (one.closed_at, one.severity) == (None, "medium")


def test_a_part_of_an_inventory_ends_no_use() -> None:
    partial = uses_of([seen(5, QUEUE), seen(14, OTHER, partial=True)])
    (one,) = found(world([row(0, 9)]), partial)

    assert one.closed_at is None


def test_two_sources_are_followed_apart() -> None:
    uses = uses_of(
        [
            seen(5, QUEUE),
            seen(12, QUEUE, question="another"),
            seen(14, OTHER),
            seen(16, OTHER, question="another"),
        ]
    )
    (one,) = found(world([row(0, 9)]), uses)

    assert one.closed_at == midnight(at(16))


def test_the_region_counts_where_it_left_and_where_it_is_used() -> None:
    east = row(0, 9, regions=("east",))
    west = row(0, None, regions=("west",))
    used_west = uses_of([seen(0, ("100", "queue", "west"))])

    (one,) = found(world([east, west]))
    assert one.region == "east"
    assert found(world([east, west]), used_west) == []
    assert found(world([east, west], regions=("west",))) == []
    assert len(found(world([east]), uses_of([seen(0, ("100", "queue", ""))]))) == 1


def test_each_account_has_its_own_finding() -> None:
    both = found(world([row(0, 9)], accounts=(), organization=True))

    assert sorted(one.subject for one in both) == ["100", "200"]
    assert len({one.id for one in both}) == 2


def test_an_agreement_under_another_program_is_not_touched() -> None:
    assert found(world([row(0, 9)], program="ferpa")) == []


def test_it_is_found_on_the_first_day_and_not_before() -> None:
    (one,) = found(world([row(0, 9)]), until=10)

    assert one.opened_at == midnight(at(10))


def test_an_account_that_is_designated_again_is_found_again() -> None:
    dated = [
        Designation(account="100", since=at(0), until=at(12)),
        Designation(account="100", since=at(20)),
    ]
    register = world([row(0, 9)], accounts=(), designations=tuple(dated))

    assert found(register, until=15)[0].closed_at == midnight(at(13))
    assert found(register)[0].opened_at == midnight(at(20))


def test_of_several_regions_the_first_day_counts() -> None:
    east = row(0, 9, regions=("east",), vacate=at(15))
    west = row(0, 12, regions=("west",), vacate=at(20))
    (one,) = found(world([east, west]))

    assert (one.opened_at, one.due, one.region) == (midnight(at(10)), at(15), "")
    assert "after 10 January 2026 in east and west" in one.reason
    assert one.reason.startswith("Queue left the list")


def test_an_agreement_without_end_may_run_to_the_end_of_time() -> None:
    (one,) = found(world([row(0, 9)], until=date.max))

    assert one.closed_at is None


Rows = list[tuple[int, int | None]]


def apart(drawn: list[tuple[int, int | None]]) -> Rows:
    """Entries that do not overlap: of each the first days that are still free."""
    kept: Rows = []
    for first, last in sorted(drawn, key=lambda pair: pair[0]):
        if kept and (kept[-1][1] is None or first <= kept[-1][1]):
            continue
        kept.append((first, last if last is None or last >= first else first))
    return kept


spans = st.tuples(st.integers(0, 20), st.one_of(st.none(), st.integers(0, 20)))


@settings(max_examples=300, deadline=None)
@given(
    drawn=st.lists(spans, max_size=5),
    ends=st.one_of(st.none(), st.integers(1, 24)),
    inventories=st.lists(
        st.tuples(st.integers(0, 20), st.booleans()),
        max_size=4,
        unique_by=lambda p: p[0],
    ),
)
def test_every_history_opens_and_closes_on_the_right_days(
    drawn: Rows, ends: int | None, inventories: list[tuple[int, bool]]
) -> None:
    """Day by day, by the plain meaning of the words; then the spans that result."""
    rows = apart(drawn)
    register = world([row(*pair) for pair in rows], last=ends)
    uses = uses_of(seen(n, QUEUE if used else OTHER) for n, used in inventories)
    events = open_from_register(register, uses, at(30))

    wrong: set[int] = set()
    for event in events:
        number = (event.at.date() - FIRST).days
        if event.kind == "opened":
            wrong |= set(range(number, 31))
        elif event.kind == "closed":
            wrong -= set(range(number, 31))
    assert wrong == {n for n in range(31) if affected(n, rows, ends, inventories)}
    assert [e.kind for e in events if e.kind != "seen_again"] == [
        ("opened", "closed")[n % 2]
        for n in range(sum(e.kind != "seen_again" for e in events))
    ]
    assert len({event.finding for event in events}) <= 1


def affected(
    n: int, rows: Rows, ends: int | None, inventories: list[tuple[int, bool]]
) -> bool:
    listed = any(first <= n and (last is None or n <= last) for first, last in rows)
    before = any(last is not None and last < n for _, last in rows)
    in_force = ends is None or n <= ends
    known = sorted(pair for pair in inventories if pair[0] <= n)
    return before and not listed and in_force and (not known or known[-1][1])
