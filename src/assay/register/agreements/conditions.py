"""Each condition of an agreement, on a day: met or not, why, and what would change it.

PHI may go where a business associate agreement is in force, and the account is
designated, and the service is eligible: each is judged apart, so that an answer names
the one that fails. What the register does not say is never met.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assay.register.agreement import Agreement
from assay.register.agreements.asked import Asked, permitted
from assay.register.agreements.days import Span, spans, starts, state_on
from assay.register.agreements.eligibility import Eligibility, eligibility
from assay.register.agreements.screening import unscreened
from assay.register.agreements.values import Condition
from assay.register.agreements.words import KIND_TITLES, called, party
from assay.register.basis import Extent
from assay.register.extent import named
from assay.register.values import Register
from assay.register.wording import cited, day, listed, sentence

__all__ = ["Case", "conditions", "covers", "without"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question put to one agreement, in canonical ids."""

    register: Register
    asked: Asked
    account: str
    service: str
    region: str
    on: date


def conditions(case: Case, agreement: Agreement) -> tuple[Condition, ...]:
    """The conditions under one agreement, in the order in which they are read."""
    found = (
        _in_force(case, agreement),
        _designated(case, agreement),
        _eligible(case, agreement),
        _region(case, agreement),
    )
    if agreement.kind == "cjis_addendum":
        return (*found, _screening(case, agreement))
    return found


def covers(
    register: Register, agreement: Agreement, service: str, region: str, on: date
) -> bool | None:
    """Whether the agreement may be used for the service in the region on a day.

    Whatever it names itself, a service that is not on its program's list is not
    covered. None where neither says.
    """
    listed_as = eligibility(register, agreement.program, service, region, on)
    return _all(
        _service(agreement, service, listed_as), _within(agreement.regions, region)
    )


def _all(*judged: bool | None) -> bool | None:
    if False in judged:
        return False
    return None if None in judged else True


def _in_force(case: Case, agreement: Agreement) -> Condition:
    register, on = case.register, case.on
    what, state = called(register, agreement), state_on(agreement, on)
    kind, first = KIND_TITLES[agreement.kind], starts(agreement)
    change, says = f"Sign a new {kind}.", ""
    match state:
        case "not_yet":
            says = f"{what} is in force from {day(first)} only"
            change = f"Wait until {day(first)}."
        case "terminated":
            stopped = agreement.terminated or on
            says = f"{what} was terminated on {day(stopped)}"
        case "ended":
            until = agreement.until or on
            says = f"{what} ended on {day(until)}"
        case "in_force":
            end = f" until {day(agreement.until)}" if agreement.until else ""
            says = f"{what} has been in force since {day(first)}{end}"
            change = ""
            if case.asked.id not in permitted(register, agreement):
                says += f", and does not permit {_data(case)}"
                change = f"Amend it, so that it permits {_data(case)}."
    return Condition(
        id="agreement_in_force",
        met=not change,
        says=sentence(says),
        source_text=_source(case, agreement),
        change=change,
    )


def _data(case: Case) -> str:
    title = case.asked.title
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _designated(case: Case, agreement: Agreement) -> Condition:
    account = case.account
    held = spans(case.register, agreement, account)
    now = next((span for span in held if span.holds(case.on)), None)
    if now is not None:
        says = f"Account {account} has been designated under it since {day(now.first)}"
        change = ""
    else:
        says = f"Account {account} is not designated under it{_nearest(held, case.on)}"
        change = f"Designate account {account} under an agreement that is in force."
    return Condition(
        id="account_designated",
        met=now is not None,
        says=sentence(says),
        source_text=_source(case, agreement),
        change=change,
    )


def _nearest(held: tuple[Span, ...], on: date) -> str:
    """When it was designated, or will be."""
    past = [span.last for span in held if span.last is not None and span.last < on]
    if past:
        return f": it was until {day(max(past))}"
    later = [span.first for span in held if span.first > on]
    return f": it is from {day(min(later))} on" if later else ""


def _eligible(case: Case, agreement: Agreement) -> Condition:
    program, service = agreement.program, case.service
    found = eligibility(case.register, program, service, case.region, case.on)
    met = _service(agreement, service, found)
    if agreement.services == "eligible" or found.state == "not_eligible":
        says = found.reason
    else:
        says = f"the agreement {_names(agreement.services, service, _title(case))}"
    return Condition(
        id="service_eligible",
        met=met,
        says=sentence(says),
        source_text=_both(found.source_text, _source(case, agreement)),
        change="" if met else _another(case, found, agreement.services),
    )


def _service(agreement: Agreement, service: str, found: Eligibility) -> bool | None:
    """What the agreement says, unless the program's list says that it may not be."""
    if found.state == "not_eligible":
        return False
    if agreement.services == "eligible":
        return True if found.state == "eligible" else None
    return _within(agreement.services, service)


def _within(extent: Extent, member: str) -> bool | None:
    if extent == "unstated":
        return None
    return extent == "all" or member in named(extent)


def _names(extent: Extent, service: str, title: str) -> str:
    if extent == "all":
        return "is for every service"
    if extent == "unstated":
        return "is for some services, and the register does not say which"
    named_there = service in named(extent)
    return (
        f"names {title} among its services" if named_there else f"does not name {title}"
    )


def _title(case: Case) -> str:
    sold = case.register.services.get(case.service)
    return sold.title if sold is not None else case.service


def _another(case: Case, found: Eligibility, named_by: Extent = "eligible") -> str:
    what = _title(case)
    if found.state == "not_eligible":
        return f"Use a service that is eligible in {case.region} instead of {what}."
    if named_by == "eligible":
        return "Record the program's list of services, with its dates."
    if named_by == "unstated":
        return "Record the services that the agreement names."
    return f"Use a service that the agreement names, or agree on {what}."


def _region(case: Case, agreement: Agreement) -> Condition:
    met = _within(agreement.regions, case.region)
    says, change = "the agreement is for every region", ""
    if met is None:
        says = "the agreement is for some regions, and the register does not say which"
        change = "Record the regions that the agreement names."
    elif not met:
        names = listed(named(agreement.regions))
        says = f"the agreement is for {names}, not for {case.region}"
        change = f"Use a region that the agreement names, or agree on {case.region}."
    elif agreement.regions != "all":
        says = f"the agreement names {case.region} among its regions"
    return Condition(
        id="region_allowed",
        met=met,
        says=sentence(says),
        source_text=_source(case, agreement),
        change=change,
    )


def _screening(case: Case, agreement: Agreement) -> Condition:
    failing, reaching = unscreened(agreement, case.on)
    met: bool | None = not failing
    change = ""
    if failing:
        says = f"{failing} of {reaching} persons who can reach unencrypted information"
        says += " are not screened"
        change = "Screen them, or end their access and record the day."
    elif agreement.sealed and not reaching:
        says = "nobody of the provider can reach unencrypted information"
    elif reaching:
        one = reaching == 1
        says = "the one person" if one else f"all {reaching} persons"
        says += (
            f" who can reach unencrypted information {'is' if one else 'are'} screened"
        )
    else:
        met = None
        says = "the register does not say who can reach unencrypted information"
        change = "Record the screened persons, or `sealed` where nobody can reach it."
    return Condition(
        id="screening",
        met=met,
        says=sentence(says),
        source_text=_source(case, agreement),
        change=change,
    )


def without(case: Case, owner: str) -> tuple[Condition, ...]:
    """The conditions where no agreement that is asked for was ever signed.

    Args:
        case: The question.
        owner: The customer whose account it is on that day; empty where it is nobody's.
    """
    kinds = listed([KIND_TITLES[one.kind] for _, one in case.asked.agreements])
    if owner:
        says = f"{party(case.register, owner)} has signed no {kinds}"
        change = f"Sign a {kinds} that designates account {case.account}."
    else:
        says = f"Account {case.account} belongs to no customer on {day(case.on)}"
        change = "Use an account of a customer."
    return tuple(_without(case, says, change))


def _without(case: Case, says: str, change: str) -> Iterator[Condition]:
    yield Condition(
        id="agreement_in_force",
        met=False,
        says=sentence(says),
        source_text=case.asked.basis,
        change=change,
    )
    yield Condition(
        id="account_designated",
        met=False,
        says=f"No agreement designates account {case.account}.",
        source_text=case.asked.basis,
        change=change,
    )
    yield _listed(case)
    yield Condition(
        id="region_allowed",
        met=None,
        says="There is no agreement to say in which regions.",
        change=change,
    )
    if any(one.kind == "cjis_addendum" for _, one in case.asked.agreements):
        yield Condition(
            id="screening",
            met=None,
            says="There is no addendum under which anybody would be screened.",
            change=change,
        )


def _listed(case: Case) -> Condition:
    """What the programs' lists alone say of the service: the best of them."""
    programs = dict.fromkeys(program.id for program, _ in case.asked.agreements)
    spot = case.service, case.region, case.on
    found = [eligibility(case.register, program, *spot) for program in programs]
    best = min(found, key=lambda one: _BEST.index(one.state))
    met = {"eligible": True, "not_eligible": False}.get(best.state)
    return Condition(
        id="service_eligible",
        met=met,
        says=sentence(best.reason),
        source_text=best.source_text,
        change="" if met else _another(case, best),
    )


_BEST = ("eligible", "not_stated", "not_eligible")


def _source(case: Case, agreement: Agreement) -> str:
    basis = [
        one.basis
        for program, one in case.asked.agreements
        if (one.kind, program.id) == (agreement.kind, agreement.program)
    ]
    return _both(cited(case.register, agreement.source), *basis)


def _both(*texts: str) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))
