"""A service that leaves a list of eligible services, for each account that uses it.

Nothing is set here either: a list's dates, an agreement's dates and what was seen of an
account's resources fold to a finding that opens on the first day on which all of this
holds, and closes on the first day on which it no longer does.

What an account uses is known from evidence. Where no whole inventory of its resources
was seen, or some of them belong to no known service, it counts as using whatever its
agreement lets it; the finding says which of the two it rests on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from assay.canonical import digest
from assay.findings.fold import Event, Kind, Severity
from assay.findings.uses import Uses
from assay.register import Register
from assay.register.agreements import Agreement, Eligible, Span, spans
from assay.register.basis import Extent
from assay.register.extent import members, named
from assay.register.wording import day, listed

__all__ = ["CHECK", "open_from_register"]

CHECK: Final = "service-left-list"
"""What stands in a finding's `check`: the register is what it was found in."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Case:
    """An account and a service that was ever taken off a program's list."""

    register: Register
    uses: Uses
    program: str
    account: str
    service: str
    held: tuple[tuple[Agreement, tuple[Span, ...]], ...]
    entries: tuple[Eligible, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is wrong on a day."""

    regions: tuple[str, ...]
    left: date
    """The last day on the list."""
    due: date
    agreement: str
    observed: bool


def open_from_register(
    register: Register, uses: Uses, until: date
) -> tuple[Event, ...]:
    """What happened by the end of a day, in the order of time.

    An account is affected while it is designated under an agreement in force that is
    for the service, uses the service, and the service is off the program's list in a
    region in which it was on it before. A finding's subject is the account.
    """
    events = [
        event for case in _cases(register, uses) for event in _followed(case, until)
    ]
    return tuple(sorted(events, key=lambda event: (event.at, event.finding)))


def _cases(register: Register, uses: Uses) -> Iterator[_Case]:
    lists: dict[str, dict[str, list[Eligible]]] = {}
    for one in register.eligible:
        lists.setdefault(one.program, {}).setdefault(one.service, []).append(one)
    for program, services in sorted(lists.items()):
        held = _held(register, program)
        for service, entries in sorted(services.items()):
            if all(one.until is None for one in entries):
                continue
            for account, agreements in sorted(held.items()):
                suited = tuple(
                    (one, days) for one, days in agreements if _for(one, service)
                )
                if suited:
                    yield _Case(
                        register,
                        uses,
                        program,
                        account,
                        service,
                        suited,
                        tuple(entries),
                    )


def _held(
    register: Register, program: str
) -> dict[str, list[tuple[Agreement, tuple[Span, ...]]]]:
    """For each account, the agreements under the program that ever designate it."""
    found: dict[str, list[tuple[Agreement, tuple[Span, ...]]]] = {}
    for agreement in register.agreements.values():
        customer = register.parties.get(agreement.customer)
        if agreement.program != program or customer is None:
            continue
        for account in dict.fromkeys(customer.accounts):
            days = spans(register, agreement, account)
            if days:
                found.setdefault(account, []).append((agreement, days))
    return found


def _for(agreement: Agreement, service: str) -> bool:
    """Whether the agreement is for the service, or for whatever is on the list."""
    services = agreement.services
    return isinstance(services, str) or service in services


def _followed(case: _Case, until: date) -> Iterator[Event]:
    before: _Seen | None = None
    for on in _turns(case, until):
        now = _on(case, on)
        if now == before:
            continue
        if now is None and before is not None:
            yield _event(case, "closed", on, before)
        elif now is not None:
            yield _event(case, "seen_again" if before else "opened", on, now)
        before = now


def _turns(case: _Case, until: date) -> list[date]:
    """The days on which anything may turn."""
    found: set[date] = set()
    for _, days in case.held:
        for span in days:
            found.update(_edges(span.first, span.last))
    for entry in case.entries:
        found.update(_edges(entry.since, entry.until))
    for use in case.uses.uses:
        if use.account == case.account and use.service in ("", case.service):
            found.update(_edges(use.first, use.last))
    found.update(since for one, since in case.uses.watched if one == case.account)
    return sorted(on for on in found if on <= until)


def _edges(first: date, last: date | None) -> Iterator[date]:
    yield first
    if last is not None and last < date.max:
        yield last + _DAY


def _on(case: _Case, on: date) -> _Seen | None:
    """What is wrong on the day; None if nothing is."""
    current = [
        agreement
        for agreement, days in case.held
        if any(span.holds(on) for span in days)
    ]
    used = case.uses.regions(case.account, case.service, on)
    if not used and case.uses.complete(case.account, on):
        return None
    observed, used = bool(used), used or ("",)
    gone = _departed(case, on)
    for agreement in current:
        regions = tuple(
            region
            for region in gone
            if _in(agreement.regions, region) and ("" in used or region in used)
        )
        if regions:
            left = min(gone[region].until or on for region in regions)
            due = min(_vacate(gone[region]) or on for region in regions)
            return _Seen(regions, left, due, agreement.id, observed)
    return None


def _departed(case: _Case, on: date) -> dict[str, Eligible]:
    """The regions where the service was on the list and is not, with what ended."""
    still = {
        region
        for entry in case.entries
        if entry.since <= on and (entry.until is None or on <= entry.until)
        for region in _regions(case, entry.regions)
    }
    gone: dict[str, Eligible] = {}
    ended = [one for one in case.entries if one.until is not None and one.until < on]
    for entry in sorted(ended, key=lambda one: one.until or on):
        for region in _regions(case, entry.regions):
            if region not in still:
                gone[region] = entry
    return dict(sorted(gone.items()))


def _regions(case: _Case, extent: Extent) -> tuple[str, ...]:
    """Regions that an entry names; a list that does not say may mean any."""
    whole: Extent = "all" if extent == "unstated" else extent
    return members(whole, case.register.regions)


def _in(extent: Extent, region: str) -> bool:
    return isinstance(extent, str) or region in named(extent)


def _vacate(entry: Eligible) -> date | None:
    return entry.vacate or entry.until


def _event(case: _Case, kind: Kind, on: date, seen: _Seen) -> Event:
    severity: Severity = "high" if seen.observed else "medium"
    name = digest(f"{case.program}/{case.account}/{case.service}".encode())
    return Event(
        finding=f"{CHECK}.{name[:10]}",
        kind=kind,
        at=datetime.combine(on, time(), UTC),
        run="",
        check=CHECK,
        control="",
        subject=case.account,
        service=case.service,
        region=seen.regions[0] if len(seen.regions) == 1 else "",
        reason=_reason(case, seen),
        program=case.program,
        severity=severity,
        due=seen.due,
    )


def _reason(case: _Case, seen: _Seen) -> str:
    sold = case.register.services.get(case.service)
    law = case.register.programs.get(case.program)
    what = sold.title if sold is not None else case.service
    title = law.title if law is not None else case.program
    used = "the account is seen to use it"
    if not seen.observed:
        used = "no inventory shows that the account does not use it; agreement "
        used += f"{seen.agreement} is for it"
    return (
        f"{what} left the list of services for {title} after {day(seen.left)} in "
        f"{listed(seen.regions)}, and {used}"
    )
