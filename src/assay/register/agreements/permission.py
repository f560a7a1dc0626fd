"""May this class of data go into this service, in this account, here, on that day?"""

from collections.abc import Iterable
from datetime import date

from assay.errors import UnknownName
from assay.ids import near
from assay.register.agreement import Agreement
from assay.register.agreements.asked import Asked, asked_for
from assay.register.agreements.conditions import Case, conditions, without
from assay.register.agreements.days import customer_of, starts
from assay.register.agreements.values import Condition, Permission
from assay.register.question import ask
from assay.register.recorded import known_by
from assay.register.values import Register

__all__ = ["account_named", "may"]


def may(
    register: Register,
    *,
    account: str,
    data: str,
    service: str,
    region: str,
    on: date,
    as_of: date | None = None,
    classes: Iterable[tuple[str, str]] = (),
) -> Permission:
    """Whether the data may be processed there, with each condition met or not.

    Of several agreements one is enough; the answer shows the one that comes nearest.
    A class of data that asks for no agreement is allowed as far as agreements go, and
    the one condition says so.

    Args:
        register: What the provider answers for.
        account: One of the accounts that parties have.
        data: A class of data by id, title or alias: `phi`, `ePHI`, `education records`.
        service: A service by id, title or alias.
        region: A region by id, title or alias.
        on: The day that is asked about.
        as_of: Answer from what had been recorded by this day.
        classes: `(spelling, id)` of classes of data that no program asks anything for.

    Raises:
        UnknownName: A name stands for nothing here; the nearest names are given.
    """
    seen = register if as_of is None else known_by(register, as_of)
    asked = asked_for(seen, data, classes)
    for what, name in (("service", service), ("region", region)):
        if not name:
            raise UnknownName(what, name)
    named = ask(seen, next(iter(seen.programs), ""), service, region)
    case = Case(
        register=seen,
        asked=asked,
        account=account_named(seen, account),
        service=named.service,
        region=named.region,
        on=on,
    )
    if not asked.agreements:
        return _answer(case, (_unasked(asked),))
    owner = customer_of(seen, case.account, on)
    signed = [
        one
        for one in seen.agreements.values()
        if owner is not None and one.customer == owner.id and asked.suits(one)
    ]
    judged = [(one, conditions(case, one)) for one in signed]
    if not judged:
        return _answer(case, without(case, owner.id if owner is not None else ""))
    best, found = min(judged, key=lambda pair: _preference(*pair))
    return _answer(case, found, best.id)


def account_named(register: Register, name: str) -> str:
    """The account, if any party has it.

    Raises:
        UnknownName: Nobody has it; the nearest accounts are given.
    """
    known = [one for party in register.parties.values() for one in party.accounts]
    if name not in known:
        raise UnknownName("account", name, near=near(name, known))
    return name


def _unasked(asked: Asked) -> Condition:
    return Condition(
        id="agreement_in_force",
        met=True,
        says=f"No agreement is asked for data of class {asked.title}; what else such "
        "data asks for is another question.",
    )


def _answer(
    case: Case, found: tuple[Condition, ...], agreement: str = ""
) -> Permission:
    return Permission(
        allowed=_together(found),
        conditions=found,
        account=case.account,
        data=case.asked.id,
        service=case.service,
        region=case.region,
        on=case.on,
        agreement=agreement,
    )


def _together(found: tuple[Condition, ...]) -> bool | None:
    judged = [one.met for one in found]
    if False in judged:
        return False
    return None if None in judged else True


def _preference(
    agreement: Agreement, found: tuple[Condition, ...]
) -> tuple[int, int, int, str]:
    """What is allowed first, then what is open, then what lacks least, then newest."""
    rank = (True, None, False).index(_together(found))
    lacking = sum(one.met is not True for one in found)
    return rank, lacking, -starts(agreement).toordinal(), agreement.id
