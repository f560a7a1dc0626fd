"""An agreement holds together: its parties, its accounts, its days and its law."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import TypeAlias

from assay.errors import Problem, UnknownName
from assay.register.agreement import Agreement, Designation, Screening, Terms
from assay.register.agreements import KIND_TITLES
from assay.register.agreements.asked import asked_for, asking
from assay.register.agreements.days import spans, starts
from assay.register.basis import Extent
from assay.register.calendar import earliest
from assay.register.invariants.declared import Where, agreement_file
from assay.register.values import Register
from assay.register.wording import listed

__all__ = ["crossing", "faults", "order", "shared"]

Days: TypeAlias = tuple[date | None, date | None]


def faults(register: Register) -> Iterator[Problem]:
    """Agreements that contradict themselves, each other, their text or the law."""
    for agreement in register.agreements.values():
        where = Where(agreement_file(agreement.id))
        yield from _parties(register, agreement, where)
        yield from _accounts(register, agreement, where)
        yield from _dates(agreement, where)
        yield from _text(register, agreement, where)
        yield from _law(register, agreement, where)
        yield from _screened(agreement, where)
    yield from _twice(register)


def _parties(
    register: Register, agreement: Agreement, where: Where
) -> Iterator[Problem]:
    sides = {
        "customer": (agreement.customer, "customer"),
        "provider": (agreement.provider or register.provider.id, "provider"),
    }
    for place, (identifier, kind) in sides.items():
        party = register.parties.get(identifier)
        if party is not None and party.kind != kind:
            message = f"{party.name} is a party of kind {party.kind}"
            remedy = f"An agreement is made with a party of kind {kind}."
            yield where.at(place).fault(message, remedy)
    known = {identifier for identifier, _ in sides.values()}
    for index, signatory in enumerate(agreement.signatories):
        here = where.at(f"signatories[{index}]")
        if signatory.party in register.parties and signatory.party not in known:
            message = f"{signatory.party!r} is no party of this agreement"
            remedy = f"Name {listed(sorted(known))}."
            yield here.at("party").fault(message, remedy)
        if signatory.on > agreement.signed:
            message = f"It was signed on {agreement.signed}, before {signatory.on}"
            remedy = "`signed` is the day on which the last party signed."
            yield here.at("on").fault(message, remedy)


def _accounts(
    register: Register, agreement: Agreement, where: Where
) -> Iterator[Problem]:
    """Designated accounts are the customer's, each once on any day."""
    customer = register.parties.get(agreement.customer)
    places = [("accounts", account) for account in agreement.accounts]
    dated = enumerate(agreement.designations)
    places += [(f"designations[{index}]", one.account) for index, one in dated]
    for place, account in places:
        if customer is not None and account not in customer.accounts:
            message = f"{account!r} is no account of {customer.name}"
            remedy = "List it with the customer in register/parties.toml."
            yield where.at(place).fault(message, remedy)
    if agreement.organization and places:
        message = "It designates every account of the customer, and some by name"
        remedy = "Keep `organization`, or the accounts."
        yield where.at("organization").fault(message, remedy)
    yield from _designations(agreement, where)


def _designations(agreement: Agreement, where: Where) -> Iterator[Problem]:
    listed_twice = {a for a in agreement.accounts if agreement.accounts.count(a) > 1}
    dated = {one.account for one in agreement.designations}
    for account in sorted(listed_twice | dated.intersection(agreement.accounts)):
        message = f"Account {account!r} is designated twice"
        yield where.at("accounts").fault(message, "Keep one of the two.")
    for index, one in enumerate(agreement.designations):
        here = where.at(f"designations[{index}]")
        yield from order(here.at("since"), starts(agreement), one.since)
        yield from order(here.at("until"), one.since, one.until)
        for other in agreement.designations[:index]:
            if other.account == one.account and _meet(one, other):
                message = f"Account {one.account!r} is designated twice on some days"
                remedy = "Let one designation end before the next begins."
                yield here.fault(message, remedy)


def _meet(one: Designation, other: Designation) -> bool:
    return crossing((one.since, one.until), (other.since, other.until))


def _dates(agreement: Agreement, where: Where) -> Iterator[Problem]:
    signed = agreement.signed
    yield from order(where.at("effective"), signed, agreement.effective)
    yield from order(where.at("until"), starts(agreement), agreement.until)
    yield from order(where.at("terminated"), signed, agreement.terminated)
    yield from order(where.at("recorded"), signed, agreement.recorded)


def _text(register: Register, agreement: Agreement, where: Where) -> Iterator[Problem]:
    """The text is known, of the same kind, and could be signed on that day."""
    terms = register.terms.get(agreement.terms)
    if not agreement.terms and not agreement.version:
        message = "It does not say which text was signed"
        remedy = "Add `terms`, or `version` where the register does not hold the text."
        yield where.at("terms").fault(message, remedy)
    if terms is None:
        return
    if terms.kind != agreement.kind:
        message = f"{terms.title} is a text of kind {terms.kind}"
        remedy = f"Name a text of kind {agreement.kind}."
        yield where.at("terms").fault(message, remedy)
    if agreement.version not in ("", terms.version):
        message = f"{terms.id} is version {terms.version}, not {agreement.version}"
        yield where.at("version").fault(message, "Remove `version`, or correct one.")
    yield from _signable(terms, agreement.signed, where)


def _signable(terms: Terms, signed: date, where: Where) -> Iterator[Problem]:
    remedy = "Name the text that was signed, or correct the date."
    if terms.published is not None and signed < terms.published:
        message = f"{terms.title} was published on {terms.published}, after {signed}"
        yield where.at("terms").fault(message, remedy)
    if terms.retired is not None and signed > terms.retired:
        message = f"{terms.title} could be signed until {terms.retired}, not {signed}"
        yield where.at("terms").fault(message, remedy)


def _law(register: Register, agreement: Agreement, where: Where) -> Iterator[Problem]:
    """It hangs on a program that asks for its kind, for data that it is asked for."""
    programs = asking(register, agreement.kind)
    known = agreement.program in register.programs
    if programs and known and agreement.program not in programs:
        title = register.programs[agreement.program].title
        message = f"{title} asks for no agreement of kind {agreement.kind}"
        remedy = f"It hangs on {' or '.join(sorted(programs))}."
        yield where.at("program").fault(message, remedy)
    if agreement.services == "eligible" and not agreement.program:
        message = "Without a program there is no list of eligible services"
        yield where.at("services").fault(message, "Name the services, or a program.")
    for name in agreement.data:
        try:
            asked = asked_for(register, name)
        except UnknownName as fault:
            remedy = fault.remedy or "Use the id of a class that a program names."
            yield where.at("data").fault(fault.message, remedy)
        else:
            if known and not asked.suits(agreement):
                kind = KIND_TITLES[agreement.kind]
                message = f"No {kind} of this program is asked for {asked.title}"
                yield where.at("data").fault(message, "Remove it.")


def _screened(agreement: Agreement, where: Where) -> Iterator[Problem]:
    """Records of screening belong to a CJIS addendum, each person once on any day."""
    if agreement.kind != "cjis_addendum":
        if agreement.screened or agreement.sealed:
            message = "Persons are screened under a CJIS Security Addendum only"
            remedy = "Remove `screened` and `sealed`."
            yield where.at("screened").fault(message, remedy)
        return
    if agreement.sealed and any(one.unencrypted for one in agreement.screened):
        message = "Nobody is said to reach unencrypted information, and somebody can"
        remedy = "Remove `sealed`, or `unencrypted` from the records."
        yield where.at("sealed").fault(message, remedy)
    for index, one in enumerate(agreement.screened):
        here = where.at(f"screened[{index}]")
        yield from order(here.at("until"), one.cleared, one.until)
        yield from order(here.at("withdrawn"), one.cleared, one.withdrawn)
        yield from order(here.at("left"), one.cleared, one.left)
        for other in agreement.screened[:index]:
            if other.person == one.person and crossing(_held(one), _held(other)):
                message = f"{one.person!r} has two records for some days"
                remedy = "Let one record end before the next begins."
                yield here.fault(message, remedy)


def _held(one: Screening) -> Days:
    return one.cleared, earliest(one.until, one.withdrawn, one.left)


def _twice(register: Register) -> Iterator[Problem]:
    """No two agreements of a kind hold for one account and service at one time."""
    alike: dict[tuple[str, str, str], list[Agreement]] = {}
    for one in register.agreements.values():
        about = (one.kind, one.program, one.customer)
        alike.setdefault(about, []).append(one)
    for group in alike.values():
        for one, other in combinations(group, 2):
            yield from _both(register, one, other)


def _both(register: Register, one: Agreement, other: Agreement) -> Iterator[Problem]:
    cells = ((one.services, other.services), (one.regions, other.regions))
    common = _common(register, one, other)
    if common and all(shared(*pair) for pair in cells):
        first, later = sorted((one, other), key=lambda each: (starts(each), each.id))
        message = f"It and {first.id} hold for account {common[0]} at one time"
        remedy = f"End {first.id} before {starts(later)}, by `until` or `terminated`."
        yield Where(agreement_file(later.id)).fault(message, remedy)


def _common(register: Register, one: Agreement, other: Agreement) -> list[str]:
    """The accounts that both designate on some day."""
    customer = register.parties.get(one.customer)
    accounts = customer.accounts if customer is not None else ()
    return [
        account
        for account in accounts
        if any(
            crossing((mine.first, mine.last), (theirs.first, theirs.last))
            for mine in spans(register, one, account)
            for theirs in spans(register, other, account)
        )
    ]


def order(where: Where, first: date | None, then: date | None) -> Iterator[Problem]:
    """A fault where a day comes before the one that it must follow."""
    if first is not None and then is not None and then < first:
        message = f"{then} comes before {first}, which it must follow"
        yield where.fault(message, "Correct one of the two dates.")


def crossing(one: Days, other: Days) -> bool:
    """Whether two spans of days, open where None, have a day in common."""
    (first, last), (start, end) = one, other
    return (last is None or start is None or start <= last) and (
        end is None or first is None or first <= end
    )


def shared(one: Extent, other: Extent) -> bool:
    """Whether two extents may have a member in common."""
    if isinstance(one, str) or isinstance(other, str):
        return True
    return not set(one).isdisjoint(other)
