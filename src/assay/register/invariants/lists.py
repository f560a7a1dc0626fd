"""Texts of agreements, lists of eligible services and accounts are kept in order."""

import re
from collections.abc import Iterator
from typing import Final

from assay.errors import Problem
from assay.register.agreement import Eligible, Terms
from assay.register.agreements.days import theirs
from assay.register.invariants.agreements import crossing, order, shared
from assay.register.invariants.declared import Where, entries
from assay.register.values import Party, Register

__all__ = ["faults"]

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def faults(register: Register) -> Iterator[Problem]:
    """Texts that are given twice, entries that overlap, accounts of two customers."""
    for terms in register.terms.values():
        yield from _terms(terms)
    yield from _versions(register)
    yield from _entries(register)
    for party in register.parties.values():
        yield from _joined(party)
    yield from _owners(register)


def _terms(terms: Terms) -> Iterator[Problem]:
    where = Where("register/terms.toml", terms.id)
    yield from order(where.at("retired"), terms.published, terms.retired)
    if terms.sha256 and not _SHA256.fullmatch(terms.sha256):
        message = f"{terms.sha256!r} is no SHA-256 digest"
        remedy = "Write 64 hexadecimal digits in lower case."
        yield where.at("sha256").fault(message, remedy)
    if terms.file and not terms.sha256:
        message = "A text that is held is known by its digest"
        yield where.at("sha256").fault(message, "Add the `sha256` of the file.")
    if terms.file.startswith("/") or ".." in terms.file.split("/"):
        message = f"{terms.file!r} points outside register/artefacts/"
        remedy = "Put the file there, and name it by its path from there."
        yield where.at("file").fault(message, remedy)


def _versions(register: Register) -> Iterator[Problem]:
    first: dict[tuple[str, str], str] = {}
    for terms in register.terms.values():
        other = first.setdefault((terms.kind, terms.version), terms.id)
        if other != terms.id:
            message = f"{other} is version {terms.version} of the same kind"
            where = Where("register/terms.toml", terms.id)
            yield where.at("version").fault(message, "Give each its own version.")


def _entries(register: Register) -> Iterator[Problem]:
    """A service is on a program's list once, in any region on any day."""
    alike: dict[tuple[str, str], list[Eligible]] = {}
    for where, one in entries(register):
        yield from order(where.at("until"), one.since, one.until)
        yield from order(where.at("vacate"), one.until, one.vacate)
        if one.vacate is not None and one.until is None:
            message = "Nobody has to be off a service that stays on the list"
            yield where.at("vacate").fault(message, "Add `until`, or remove it.")
        for other in alike.setdefault((one.program, one.service), []):
            yield from _twice(where, one, other)
        alike[one.program, one.service].append(one)


def _twice(where: Where, one: Eligible, other: Eligible) -> Iterator[Problem]:
    days = (one.since, one.until), (other.since, other.until)
    if crossing(*days) and shared(one.regions, other.regions):
        message = f"It is on the list twice: since {other.since} and {one.since}"
        remedy = "Let one entry end before the other begins, or part the regions."
        yield where.fault(message, remedy)


def _joined(party: Party) -> Iterator[Problem]:
    """Dated accounts are among the party's accounts, each in order."""
    for index, one in enumerate(party.joined):
        where = Where("register/parties.toml", f"{party.id}.joined[{index}]")
        yield from order(where.at("until"), one.since, one.until)
        if one.account not in party.accounts:
            message = f"{one.account!r} is none of its accounts"
            yield where.at("account").fault(message, "Add it to `accounts`.")
        for other in party.joined[:index]:
            days = (one.since, one.until), (other.since, other.until)
            if one.account == other.account and crossing(*days):
                message = f"{one.account!r} joins while it is there already"
                remedy = "Let one membership end before the next begins."
                yield where.fault(message, remedy)


def _owners(register: Register) -> Iterator[Problem]:
    """On any day an account is of one party."""
    owners: dict[str, list[Party]] = {}
    for party in register.parties.values():
        for account in dict.fromkeys(party.accounts):
            for other in owners.setdefault(account, []):
                mine, others = theirs(party, account), list(theirs(other, account))
                if any(crossing(days, day) for days in mine for day in others):
                    where = Where("register/parties.toml", party.id).at("accounts")
                    message = f"{account!r} is an account of {other.id} as well"
                    remedy = "Say in `joined` from when to when it is whose."
                    yield where.fault(message, remedy)
            owners[account].append(party)
