"""What a register's agreements say of a spot, for the conditions that ask for them."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from assay.register import Register
from assay.register.agreements import (
    KIND_TITLES,
    Condition,
    covers,
    eligibility,
    in_force,
    may,
)
from assay.register.basis import AgreementKind
from assay.workload.facts import (
    Finding,
    Spot,
    Verdict,
    designating,
    provided,
    signing,
)
from assay.workload.values import Move

__all__ = ["agreement", "eligible"]

_ELIGIBLE: Final = {
    "eligible": Verdict.YES,
    "not_eligible": Verdict.NO,
    "not_stated": Verdict.UNKNOWN,
}


def agreement(register: Register, kind: AgreementKind, spot: Spot, on: date) -> Finding:
    """Whether an agreement of the kind permits the service there to the account."""
    title = KIND_TITLES[kind]
    if not spot.account:
        reason = f"the account is not stated, so nobody knows whether a {title} holds"
        lacks = (signing(kind, spot),)
        return Finding(verdict=Verdict.CHOICE, reason=reason, lacks=lacks)
    unknown = _stranger(register, kind, spot)
    if unknown is not None:
        return unknown
    data = _data(register, kind)
    if not data or not spot.region:
        return _plainly(register, kind, spot, on)
    found = may(
        register,
        account=spot.account,
        data=data,
        service=spot.service,
        region=spot.region,
        on=on,
    )
    return _of_conditions(found.conditions, register, kind, spot, on)


def _stranger(register: Register, kind: AgreementKind, spot: Spot) -> Finding | None:
    """An account that the register gives to nobody."""
    known = {one for party in register.parties.values() for one in party.accounts}
    if spot.account in known:
        return None
    title, lacks = KIND_TITLES[kind], (signing(kind, spot),)
    if register.provider.speaks_on is not None and not register.agreements:
        reason = f"the register's source names no account that has signed a {title}"
        return Finding(verdict=Verdict.UNKNOWN, reason=reason, lacks=lacks)
    reason = (
        f"account {spot.account} belongs to no customer, so no {title} designates it"
    )
    return Finding(verdict=Verdict.NO, reason=reason, lacks=lacks)


def _data(register: Register, kind: AgreementKind) -> str:
    """A class of data for which the programs ask this kind of agreement."""
    for program in register.programs.values():
        for one in program.agreements:
            if one.kind == kind and one.data:
                return one.data[0].id
    return ""


def _plainly(register: Register, kind: AgreementKind, spot: Spot, on: date) -> Finding:
    """Where no program says what the agreement is asked for, or no region is stated."""
    title, lacks = KIND_TITLES[kind], (signing(kind, spot),)
    held = in_force(register, kind, spot.account, on)
    if not held:
        reason = f"no {title} is in force for account {spot.account}"
        return Finding(verdict=Verdict.NO, reason=reason, lacks=lacks)
    if not spot.region:
        reason = "the region is not stated"
        return Finding(verdict=Verdict.CHOICE, reason=reason, lacks=lacks)
    judged = [covers(register, one, spot.service, spot.region, on) for one in held]
    where = f"{spot.service} in {spot.region}"
    if True in judged:
        reason = f"a {title} is in force for account {spot.account} and covers {where}"
        return Finding(verdict=Verdict.YES, reason=reason)
    verdict = Verdict.UNKNOWN if None in judged else Verdict.NO
    reason = (
        f"the {title} of account {spot.account} does not say that it covers {where}"
    )
    return Finding(verdict=verdict, reason=reason, lacks=lacks)


def _of_conditions(
    found: Iterable[Condition],
    register: Register,
    kind: AgreementKind,
    spot: Spot,
    on: date,
) -> Finding:
    conditions = tuple(found)
    failing = [one for one in conditions if one.met is False]
    open_ = [one for one in conditions if one.met is None]
    told = failing or open_ or list(conditions)
    verdict = Verdict.NO if failing else Verdict.UNKNOWN if open_ else Verdict.YES
    lacks = {_lacks(one, register, kind, spot, on) for one in (*failing, *open_)}
    if signing(kind, spot) in lacks:  # what is signed anew designates the account too
        lacks.discard(designating(kind, spot))
    sources = dict.fromkeys(one.source_text for one in told if one.source_text)
    return Finding(
        verdict=verdict,
        reason="; ".join(one.says.removesuffix(".") for one in told),
        source="; ".join(sources),
        lacks=tuple(sorted(lacks)),
    )


def _lacks(
    condition: Condition,
    register: Register,
    kind: AgreementKind,
    spot: Spot,
    on: date,
) -> Move:
    """What would make a condition of an agreement hold."""
    program = _program(register, kind)
    match condition.id:
        case "account_designated":
            return designating(kind, spot)
        case "screening":
            return provided(f"screened:{program}", spot)
        case "service_eligible" if _barred(register, program, spot, on):
            return provided(f"eligible:{program}", spot)
        case _:
            return signing(kind, spot)


def _barred(register: Register, program: str, spot: Spot, on: date) -> bool:
    """Whether the program's own list leaves the service out."""
    found = eligibility(register, program, spot.service, spot.region, on)
    return found.state == "not_eligible"


def _program(register: Register, kind: AgreementKind) -> str:
    return next(
        program.id
        for program in register.programs.values()
        if any(one.kind == kind for one in program.agreements)
    )


def eligible(register: Register, program: str, spot: Spot, on: date) -> Finding:
    """Whether the program's list, or the customer's agreement, names the service."""
    found = eligibility(register, program, spot.service, spot.region, on)
    verdict = _ELIGIBLE[found.state]
    if verdict is Verdict.UNKNOWN:
        own = _named_in(register, program, spot, on)
        if own is not None:
            return own
    return Finding(
        verdict=verdict,
        reason=found.reason,
        source=found.source_text,
        lacks=(provided(f"eligible:{program}", spot),),
    )


def _named_in(register: Register, program: str, spot: Spot, on: date) -> Finding | None:
    """What the customer's own agreement says of the service, where there is no list."""
    known = {one for party in register.parties.values() for one in party.accounts}
    held = register.programs.get(program)
    if held is None or not spot.region or spot.account not in known:
        return None
    for asked in held.agreements:
        found = may(
            register,
            account=spot.account,
            data=asked.data[0].id,
            service=spot.service,
            region=spot.region,
            on=on,
        )
        named = next(one for one in found.conditions if one.id == "service_eligible")
        if found.agreement and named.met is not None:
            return Finding(
                verdict=Verdict.YES if named.met else Verdict.NO,
                reason=named.says.removesuffix("."),
                source=named.source_text,
                lacks=(signing(asked.kind, spot),),
            )
    return None
