"""On which days an agreement holds, and which accounts it designates on each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from assay.register.agreement import Agreement
from assay.register.basis import AgreementKind
from assay.register.calendar import earliest, latest
from assay.register.values import Party, Register

__all__ = [
    "AgreementState",
    "Span",
    "customer_of",
    "designates",
    "in_force",
    "spans",
    "starts",
    "state_on",
    "term",
    "theirs",
]

AgreementState: TypeAlias = Literal["not_yet", "in_force", "ended", "terminated"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to the last, both included; an open end is None."""

    first: date
    last: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= on and (self.last is None or on <= self.last)

    def meets(self, first: date | None, last: date | None) -> "Span | None":
        """What it has in common with another, open on either side where None."""
        start = self.first if first is None else max(self.first, first)
        end = earliest(self.last, last)
        return None if end is not None and end < start else Span(start, end)


def starts(agreement: Agreement) -> date:
    """Its first day."""
    return latest(agreement.signed, agreement.effective) or agreement.signed


def term(agreement: Agreement) -> Span | None:
    """The days on which it holds; None where it was terminated before the first."""
    first, stopped = starts(agreement), agreement.terminated
    if stopped is None:
        return Span(first).meets(None, agreement.until)
    if stopped <= first:
        return None
    return Span(first, stopped - _DAY).meets(None, agreement.until)


def state_on(agreement: Agreement, on: date) -> AgreementState:
    """What it is on a day, by its own dates and nothing else."""
    stopped, until = agreement.terminated, agreement.until
    lapsed = until is not None and until < on
    if stopped is not None and stopped <= on:
        first = until is not None and until < stopped
        return "ended" if first else "terminated"
    if on < starts(agreement):
        return "not_yet"
    return "ended" if lapsed else "in_force"


def spans(register: Register, agreement: Agreement, account: str) -> tuple[Span, ...]:
    """The days on which the account is designated under the agreement, in order.

    It is designated only while the agreement holds and it is the customer's.
    """
    whole = term(agreement)
    if whole is None:
        return ()
    customer = register.parties.get(agreement.customer)
    own = () if customer is None else tuple(theirs(customer, account))
    found = [whole.meets(*days) for days in _designated(agreement, account)]
    within = [span.meets(*days) for span in found if span is not None for days in own]
    held = {span for span in within if span is not None}
    return tuple(sorted(held, key=lambda span: (span.first, span.last or date.max)))


Days: TypeAlias = tuple[date | None, date | None]


def _designated(agreement: Agreement, account: str) -> Iterator[Days]:
    everybody = agreement.organization or _binds_everybody(agreement)
    if everybody or account in agreement.accounts:
        yield None, None
    for one in agreement.designations:
        if one.account == account:
            yield one.since, one.until


def _binds_everybody(agreement: Agreement) -> bool:
    """What one may not tell is not told from any account: secrecy names none."""
    named = agreement.accounts or agreement.designations
    return agreement.kind == "nda" and not named


def theirs(customer: Party, account: str) -> Iterator[Days]:
    """From when to when the account is the customer's."""
    if account not in customer.accounts:
        return
    dated = [one for one in customer.joined if one.account == account]
    yield from ((one.since, one.until) for one in dated)
    if not dated:
        yield None, None


def designates(
    register: Register, agreement: Agreement, account: str, on: date
) -> bool:
    """Whether it is in force on that day and the account is designated under it."""
    return any(span.holds(on) for span in spans(register, agreement, account))


def customer_of(register: Register, account: str, on: date) -> Party | None:
    """The customer whose account it is on that day."""
    for party in register.parties.values():
        if party.kind != "customer":
            continue
        for since, until in theirs(party, account):
            if Span(since or date.min, until).holds(on):
                return party
    return None


def in_force(
    register: Register,
    kinds: AgreementKind | tuple[AgreementKind, ...],
    account: str,
    on: date,
) -> tuple[Agreement, ...]:
    """The agreements of these kinds in force on a day that designate the account.

    Newest first. A non-disclosure agreement that names no account binds for all of the
    customer's. The account is a canonical one; of an unknown account, nothing is.
    """
    wanted = (kinds,) if isinstance(kinds, str) else kinds
    found = [
        one
        for one in register.agreements.values()
        if one.kind in wanted and designates(register, one, account, on)
    ]
    return tuple(sorted(found, key=lambda one: (-starts(one).toordinal(), one.id)))
