"""Who does what: nobody twice, nobody left out, and nothing that contradicts itself."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from assay.errors import Problem
from assay.register.invariants.declared import Where
from assay.register.responsibilities.choosing import ties
from assay.register.responsibilities.parts import accountable
from assay.register.responsibilities.words import (
    SCHEMES,
    possibilities,
    possible,
    read_word,
)
from assay.register.responsibility import (
    Allocation,
    Duty,
    Inheritance,
    Precondition,
    Responsibility,
)
from assay.register.values import Register, Subservice

__all__ = ["faults", "tie"]

_FILE = Where("register/responsibilities")
_DIGEST: Final = 64


def faults(register: Register) -> Iterator[Problem]:
    """Everything that a statement may not say, by itself or beside another."""
    for one in register.responsibilities.values():
        where = _FILE.at(one.id)
        for rule in _RULES:
            yield from rule(one, where)
        for index, duty in enumerate(one.duties):
            yield from _duty(register, one, duty, where.at(f"duties[{index}]"))
    yield from _duty_ids(register)
    for one, other in ties(register, {}):
        yield tie(one, other)


def tie(one: Responsibility, other: Responsibility) -> Problem:
    """Two statements of which neither wins."""
    message = f"It contradicts {one.id!r} where both apply, and neither is narrower"
    remedy = "Let one name fewer services, regions or levels, or let both say the same."
    return _FILE.at(other.id).fault(message, remedy)


def _says_something(one: Responsibility, where: Where) -> Iterator[Problem]:
    if not (one.allocations or one.native or one.not_applicable):
        message = "It does not say who has a part in the requirement"
        remedy = "Add `allocations`, or why it is `not_applicable`."
        yield where.fault(message, remedy)


def _accountable(one: Responsibility, where: Where) -> Iterator[Problem]:
    """Each part is stated once, and one party answers for it.

    For a third party that is the provider, who chose it; nobody answers for what the
    customer or an authority does but itself. A provider may act on the customer's
    account, as under the CJIS Security Policy.
    """
    for part, times in Counter(one.allocations).items():
        if times > 1:
            message = f"One part of the {_called(part)} stands here {times} times"
            yield where.at("allocations").fault(message, "Leave one of them.")
    for index, part in enumerate(one.allocations):
        place = where.at(f"allocations[{index}]")
        if accountable(part) not in _ANSWERS[part.party]:
            message = f"{accountable(part)!r} cannot answer for a {_called(part)}"
            remedy = "Leave `answers_for` out: then the right party does."
            yield place.at("answers_for").fault(message, remedy)
        yield from _layer(part, place)


_ANSWERS: Final = {
    "provider": ("provider", "customer"),
    "customer": ("customer",),
    "third_party": ("provider",),
    "authority": ("authority",),
}


def _called(part: Allocation) -> str:
    return part.party.replace("_", " ")


def _layer(part: Allocation, place: Where) -> Iterator[Problem]:
    if part.layer and part.party != "provider":
        message = f"A {_called(part)} has no layer"
        remedy = "Only the provider's part is corporate or of the system."
        yield place.at("layer").fault(message, remedy)
    if part.party == "third_party" and not part.name:
        message = "A third party has to be named"
        yield place.at("name").fault(message, 'Add `name = "..."`.')


def _not_applicable(one: Responsibility, where: Where) -> Iterator[Problem]:
    if not one.not_applicable:
        return
    for key, held in (
        ("allocations", one.allocations),
        ("duties", one.duties),
        ("provided", one.provided),
        ("inherits", one.inherits),
    ):
        if held:
            message = "A requirement that does not apply gives nobody anything to do"
            remedy = "Remove it, or the reason why it does not apply."
            yield where.at(key).fault(message, remedy)


def _customer(one: Responsibility, where: Where) -> Iterator[Problem]:
    """Whoever has a part is told what it is, and nobody else is asked for anything."""
    told = any(duty.bearer == "customer" for duty in one.duties)
    having = [
        any(part.startswith("customer") for part in shape) for shape in possible(one)
    ]
    if having and all(having) and not told:
        message = "The customer has a part, and is not told what to do"
        remedy = 'Add to `duties` one with `bearer = "customer"`.'
        yield where.at("duties").fault(message, remedy)
    if told and not any(having):
        message = "The customer has something to do, and no part"
        remedy = "Add the customer's allocation, or remove the duty."
        yield where.at("allocations").fault(message, remedy)


def _native(one: Responsibility, where: Where) -> Iterator[Problem]:
    """A native word is held against what is stated, and never taken for it."""
    left = possible(one)
    for index, told in enumerate(one.native):
        place = where.at(f"native[{index}]")
        word = read_word(told.scheme, told.word)
        if not word:
            message = f"{told.word!r} is no word of the {SCHEMES[told.scheme]}"
            remedy = "Write it as the document does, or remove it."
            yield place.at("word").fault(message, remedy)
        elif not left & possibilities(told.scheme, word):
            message = f"{word!r} contradicts what else is stated"
            remedy = "Correct the allocations, or the word."
            yield place.at("word").fault(message, remedy)
        if told.status and told.scheme != "fedramp":
            message = "Only FedRAMP has such a status"
            yield place.at("status").fault(message, "Remove it.")


def _inherits(one: Responsibility, where: Where) -> Iterator[Problem]:
    for index, inherits in enumerate(one.inherits):
        place = where.at(f"inherits[{index}]")
        yield from _inherited(inherits, place)
        if inherits.extent == "partial" and not one.duties:
            message = "What is inherited in part leaves a remainder"
            remedy = "Name the remainder in `duties`."
            yield place.at("extent").fault(message, remedy)


def _inherited(inherits: Inheritance, place: Where) -> Iterator[Problem]:
    if inherits.extent == "none":
        return
    if bool(inherits.authorization) == bool(inherits.package):
        message = "Something is inherited from one authorization"
        remedy = "Name it: an attestation as `authorization`, or else a `package`."
        yield place.fault(message, remedy)
    if inherits.package and inherits.authorized is None:
        message = "A package was authorized on some day"
        yield place.at("authorized").fault(message, "Add `authorized = ...`.")


def _preconditions(one: Responsibility, where: Where) -> Iterator[Problem]:
    for index, asked in enumerate(one.preconditions):
        place = where.at(f"preconditions[{index}]")
        if _keys(asked) != 1:
            message = "A precondition is one thing"
            remedy = "Write one of `agreement`, `eligible` and `fact`."
            yield place.fault(message, remedy)


def _keys(asked: Precondition) -> int:
    return sum(map(bool, (asked.agreement, asked.eligible, asked.fact)))


def _dates(one: Responsibility, where: Where) -> Iterator[Problem]:
    if one.since is not None and one.until is not None and one.until < one.since:
        message = "It ends before it begins"
        yield where.at("until").fault(message, "Correct one of the two days.")
    digest = one.extract.digest if one.extract is not None else ""
    if digest and (len(digest) != _DIGEST or set(digest) - set("0123456789abcdef")):
        message = f"{digest!r} is no SHA-256 digest"
        remedy = "Write 64 hexadecimal digits in lower case."
        yield where.at("extract").at("digest").fault(message, remedy)


_RULES: Final[tuple[Callable[[Responsibility, Where], Iterator[Problem]], ...]] = (
    _says_something,
    _accountable,
    _not_applicable,
    _customer,
    _native,
    _inherits,
    _preconditions,
    _dates,
)


def _duty(
    register: Register, one: Responsibility, duty: Duty, place: Where
) -> Iterator[Problem]:
    if not duty.text.strip():
        message = "A duty says what is to be done"
        yield place.at("text").fault(message, "Write it as one sentence.")
    if duty.kind == "cuec" and duty.bearer != "customer":
        message = "A complementary user entity control is the customer's"
        remedy = 'Write `bearer = "customer"`, or another kind.'
        yield place.at("bearer").fault(message, remedy)
    if duty.provided and duty.provided not in {given.id for given in one.provided}:
        message = f"Nothing that is provided here has the id {duty.provided!r}"
        remedy = "Name one of the entries of `provided`."
        yield place.at("provided").fault(message, remedy)
    if duty.kind == "csoc":
        yield from _csoc(register, one, duty, place)
    elif duty.method or duty.test:
        message = "Only a complementary subservice organization control has a method"
        yield place.at("method").fault(message, "Remove `method` and `test`.")


def _csoc(
    register: Register, one: Responsibility, duty: Duty, place: Where
) -> Iterator[Problem]:
    """The supplier is named, and so is whether the same report looks into it."""
    if duty.bearer != "third_party" or not duty.name:
        message = "Such a control is expected of a supplier, which has to be named"
        remedy = 'Write `bearer = "third_party"` and `name = "..."`.'
        yield place.at("name").fault(message, remedy)
    if not duty.method:
        message = "A report carves a supplier out, or includes it"
        remedy = 'Add `method = "carve_out"` or `method = "inclusive"`.'
        yield place.at("method").fault(message, remedy)
    if (duty.method == "inclusive") != bool(duty.test):
        message = "An inclusive report tests the supplier's control, and only that does"
        remedy = "Say in `test` where the report describes it, or leave both out."
        yield place.at("test").fault(message, remedy)
    tested = any(
        part.party == "third_party" and part.name == duty.name
        for part in one.allocations
    )
    if duty.method == "inclusive" and not tested:
        message = f"{duty.name!r} has no part here, so that nothing of it was tested"
        remedy = "Add its allocation."
        yield place.at("name").fault(message, remedy)
    yield from _as_reported(register, one, duty, place)


def _as_reported(
    register: Register, one: Responsibility, duty: Duty, place: Where
) -> Iterator[Problem]:
    extract = one.extract
    made = register.attestations.get(extract.attestation) if extract else None
    listed: dict[str, Subservice] = (
        {supplier.name: supplier for supplier in made.subservice} if made else {}
    )
    supplier = listed.get(duty.name)
    if supplier is not None and duty.method and supplier.method != duty.method:
        message = f"The report treats {duty.name} by another method"
        remedy = f'Write `method = "{supplier.method}"`.'
        yield place.at("method").fault(message, remedy)


def _duty_ids(register: Register) -> Iterator[Problem]:
    """A duty is known by its id in every checklist, so no two have the same."""
    first: dict[str, str] = {}
    for one in register.responsibilities.values():
        for index, duty in enumerate(one.duties):
            place = _FILE.at(one.id).at(f"duties[{index}].id")
            if not duty.id.strip():
                message = "A duty is known by its id"
                yield place.fault(message, "Give it one, and keep it.")
            elif duty.id in first:
                message = f"The id {duty.id!r} is taken by a duty of {first[duty.id]!r}"
                yield place.fault(message, "Give each duty an id of its own.")
            first.setdefault(duty.id, one.id)
