"""Whether a service is on a program's list of eligible services, on a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from assay.register.agreement import Eligible
from assay.register.basis import Extent
from assay.register.calendar import earliest, latest
from assay.register.extent import named
from assay.register.reach import offered
from assay.register.values import Register
from assay.register.wording import cited, day, listed

__all__ = ["Eligibility", "EligibilityState", "eligibility", "eligible_on", "lists"]

EligibilityState: TypeAlias = Literal["eligible", "not_eligible", "not_stated"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """How a service stands to a program's list in a region."""

    state: EligibilityState
    reason: str
    """Why, as a clause without capital or full stop."""
    source_text: str = ""
    since: date | None = None
    """The first day of this, where the list says."""
    until: date | None = None
    """The last day of this, where the list says."""


def lists(register: Register, program: str) -> tuple[Eligible, ...]:
    """Every entry that the program's list has or had."""
    return tuple(one for one in register.eligible if one.program == program)


def eligibility(
    register: Register, program: str, service: str, region: str, on: date
) -> Eligibility:
    """Whether the service is on the program's list in the region, on a day.

    Names are canonical ids. A program without a list, or a list that does not say in
    which regions, gives `not_stated`; so does an empty region where the service is on
    the list in some regions only. What is not sold there is not eligible there.
    """
    what = _title(register, service)
    where = f" in {region}" if region else ""
    if not offered(register, service, region, on):
        reason = f"{what} is not offered{where} on {day(on)}"
        return Eligibility(state="not_eligible", reason=reason)
    known = lists(register, program)
    if not known:
        law = _program(register, program)
        reason = f"the register holds no list of services for {law}"
        return Eligibility(state="not_stated", reason=reason)
    own = [one for one in known if one.service == service]
    today = [one for one in own if _on(one, on)]
    for one in today:
        if one.regions == "all" or (region and region in named(one.regions)):
            return _eligible(register, one, what, where)
    if any(one.regions == "unstated" for one in today) or (today and not region):
        return _unstated(register, today, what)
    return _absent(register, own, on, f"{what}{where}", region)


def eligible_on(register: Register, program: str, on: date) -> Extent:
    """The services on the program's list on a day; `unstated` where it has no list."""
    known = lists(register, program)
    if not known:
        return "unstated"
    return tuple(dict.fromkeys(one.service for one in known if _on(one, on)))


def _on(entry: Eligible, on: date) -> bool:
    return entry.since <= on and (entry.until is None or on <= entry.until)


def _eligible(register: Register, one: Eligible, what: str, where: str) -> Eligibility:
    version = f", version {one.version}," if one.version else ""
    program = _program(register, one.program)
    until = f" until {day(one.until)}" if one.until is not None else ""
    return Eligibility(
        state="eligible",
        reason=f"{what} is on the list of services for {program}{version}{where} "
        f"since {day(one.since)}{until}",
        source_text=_source(register, one),
        since=one.since,
        until=one.until,
    )


def _unstated(register: Register, today: list[Eligible], what: str) -> Eligibility:
    names = [name for one in today for name in named(one.regions)]
    where = f"it is in {listed(names)}" if names else "it does not say where"
    program = _program(register, today[0].program)
    return Eligibility(
        state="not_stated",
        reason=f"{what} is on the list of services for {program}, and {where}",
        source_text=_source(register, today[0]),
    )


def _absent(
    register: Register, own: list[Eligible], on: date, what: str, region: str
) -> Eligibility:
    """Not on the list on that day: it left it, joins it later, or was never on it."""
    here = [
        one
        for one in own
        if isinstance(one.regions, str) or not region or region in one.regions
    ]
    gone = [one for one in here if one.until is not None and one.until < on]
    later = earliest(*(one.since for one in here if one.since > on))
    last = latest(*(one.until for one in gone))
    told = "is not on the list of services"
    if last is not None:
        told = f"left the list of services after {day(last)}"
    joins = f", and joins it on {day(later)}" if later is not None else ""
    nearest = gone or own
    return Eligibility(
        state="not_eligible",
        reason=f"{what} {told}{joins}{_elsewhere(own, here, on)}",
        source_text=_source(register, nearest[0]) if nearest else "",
        since=None if last is None else last + _DAY,
        until=None if later is None else later - _DAY,
    )


def _elsewhere(own: list[Eligible], here: list[Eligible], on: date) -> str:
    away = [one for one in own if one not in here and _on(one, on)]
    others = [name for one in away for name in named(one.regions)]
    return f"; it is in {listed(others)}" if others else ""


def _source(register: Register, one: Eligible) -> str:
    return cited(register, one.source) if one.source is not None else ""


def _title(register: Register, service: str) -> str:
    sold = register.services.get(service)
    return sold.title if sold is not None else service or "a service that is not named"


def _program(register: Register, program: str) -> str:
    known = register.programs.get(program)
    return known.title if known is not None else program
