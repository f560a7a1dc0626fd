"""Only what a program's kind allows is stated, and by those entitled to state it."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from assay.errors import Problem
from assay.register.invariants.declared import attestation_file
from assay.register.kinds import ANY_KIND, KINDS, Rules
from assay.register.program import Program
from assay.register.state import began
from assay.register.values import Attestation, Party, Register

__all__ = ["faults"]

_OPEN = ("public", "registry_public")
_SHAREABLE = (*_OPEN, "on_request")


def faults(register: Register) -> Iterator[Problem]:
    """Statements that nobody can make, or that this party or kind cannot make so."""
    for attestation in register.attestations.values():
        program = register.programs.get(attestation.program)
        if program is None:
            continue
        party = register.parties.get(attestation.by)
        if party is not None:
            yield from _speaker(program, attestation, party)
        yield from _fields(program, attestation)
        yield from _levels(register, program, attestation)
        yield from _report(register, program, attestation)
        yield from _parts(attestation)
        yield from _copies(program, attestation)
    yield from _provider(register)


def _speaker(
    program: Program, attestation: Attestation, party: Party
) -> Iterator[Problem]:
    rules = KINDS[program.kind]
    if party.kind not in rules.speakers:
        yield _at(
            attestation,
            "by",
            _not_entitled(program, rules, party),
            f"Name a party of kind {' or '.join(rules.speakers)}.",
        )
    elif not _accredited(program, party, began(attestation)):
        roles = ", ".join(assessor.role for assessor in program.assessors)
        yield _at(
            attestation,
            "by",
            f"{party.name} was not accredited on {began(attestation)} for any role "
            f"that assesses {program.title}",
            f"Give the party one of these roles, with its dates: {roles or 'none'}.",
        )


def _not_entitled(program: Program, rules: Rules, party: Party) -> str:
    kind = program.kind.replace("_", " ")
    if rules.certificate:
        return f"A {party.kind} cannot certify: {program.title} is certified by others"
    if party.kind == "assessor" and rules.bare:
        return f"Nobody can attest {program.title}: for a {kind} no certificate exists"
    return f"A {party.kind} cannot state an {program.title} {rules.noun}"


def _accredited(program: Program, party: Party, on: date) -> bool:
    """Whether the party holds a role that assesses this program on that day.

    The provider speaks for itself, and an authority by its office; a role listed for
    them must fit all the same.
    """
    roles = {assessor.role for assessor in program.assessors}
    speaks_by_office = party.kind != "assessor" and not party.accredited
    if party.kind == "provider" or speaks_by_office:
        return True
    return any(
        held.role in roles
        and (held.since is None or held.since <= on)
        and (held.until is None or on <= held.until)
        for held in party.accredited
    )


def _fields(program: Program, attestation: Attestation) -> Iterator[Problem]:
    rules = KINDS[program.kind]
    carried = {
        field.name
        for field in fields(attestation)
        if getattr(attestation, field.name) not in ("", (), None, False)
    }
    kind = program.kind.replace("_", " ")
    for name in sorted(carried - ANY_KIND - rules.may):
        yield _at(
            attestation,
            name,
            f"A statement on a program of kind {kind} cannot carry `{name}`",
            _instead(program, name),
        )
    if attestation.issued is None:
        return
    for name in sorted(rules.must - carried):
        remedy = f"Add `{name}`; where the source does not give it, use `stated_on`."
        message = f"A {rules.noun} with a date of issue must carry `{name}`"
        yield _at(attestation, name, message, remedy)
    endless = program.validity.months is None and attestation.expires is None
    if rules.certificate and endless:
        message = f"{program.title} sets no term, so its certificate needs an end"
        yield _at(attestation, "expires", message, "Add `expires`.")


def _instead(program: Program, name: str) -> str:
    if program.kind == "attestation_report" and name == "expires":
        return "A report does not end, it ages: give its `period`."
    if name in ("expires", "surveillance") and KINDS[program.kind].bare:
        return "No certificate exists, so nothing can run out: remove it."
    return "Remove it, or move the statement to the program it is about."


def _levels(
    register: Register, program: Program, attestation: Attestation
) -> Iterator[Problem]:
    """A claim names its level, unless it only records what an old source left open."""
    if not program.levels or register.provider.speaks_on is not None:
        return
    for index, scope in enumerate(attestation.scope):
        if not scope.levels:
            known = ", ".join(level.id for level in program.levels)
            yield _at(
                attestation,
                f"scope[{index}].levels",
                f"{program.title} is stated at a level, and this scope names none",
                f"Add `levels` from: {known}.",
            )


def _report(
    register: Register, program: Program, attestation: Attestation
) -> Iterator[Problem]:
    if program.kind != "attestation_report" or attestation.period is None:
        return
    period, of_type = attestation.period, attestation.type
    summary = any(r.kind == "summary_of" for r in program.relations)
    if not of_type and not summary and register.provider.speaks_on is None:
        message = "A report says whether it is of Type 1 or Type 2"
        yield _at(attestation, "type", message, 'Add `type = "2"` or `type = "1"`.')
    if of_type == "1" and period.start != period.end:
        message = "A Type 1 report speaks of one day, and this period has several"
        yield _at(attestation, "period", message, "Let it start and end on that day.")
    if of_type == "2" and period.start >= period.end:
        message = "A Type 2 report covers a period, and this one is a day or less"
        yield _at(attestation, "period", message, "Give its first and last day.")


def _parts(attestation: Attestation) -> Iterator[Problem]:
    """What a statement lists, it lists once; and it cannot both end and go on."""
    if attestation.ongoing and attestation.expires is not None:
        message = f"It is ongoing, and ends on {attestation.expires}"
        remedy = "Keep `ongoing`, or the date of termination in `expires`."
        yield _at(attestation, "ongoing", message, remedy)
    names = {
        "cuecs": list(attestation.cuecs),
        "subservice": [one.name for one in attestation.subservice],
        "categories": list(attestation.categories),
    }
    for place, listed in names.items():
        for name in sorted({one for one in listed if listed.count(one) > 1}):
            yield _at(attestation, place, f"It lists {name!r} twice", "Keep one.")


def _copies(program: Program, attestation: Attestation) -> Iterator[Problem]:
    audience = {artefact.id: artefact.audience for artefact in program.artefacts}
    seen = set[str]()
    for index, copy in enumerate(attestation.copies):
        place = f"copies[{index}]"
        meant = audience.get(copy.id)
        if copy.audience in _OPEN and meant is not None and meant not in _SHAREABLE:
            message = f"The {copy.id} of {program.title} may not be given to everyone"
            remedy = f'Its audience is "{meant}".'
            yield _at(attestation, f"{place}.audience", message, remedy)
        if copy.id in seen:
            message = f"There are two copies {copy.id!r}"
            yield _at(attestation, f"{place}.id", message, "Give each its own id.")
        seen.add(copy.id)
        if copy.file and (copy.file.startswith("/") or ".." in copy.file.split("/")):
            message = f"{copy.file!r} points outside register/artefacts/"
            remedy = "Put the file there, and name it by its path from there."
            yield _at(attestation, f"{place}.file", message, remedy)


def _provider(register: Register) -> Iterator[Problem]:
    party = register.parties.get(register.provider.id)
    if party is not None and party.kind != "provider":
        yield Problem(
            file="register/parties.toml",
            place=f"{party.id}.kind",
            message=f"The provider itself is listed as a party of kind {party.kind}",
            remedy='Set its kind to "provider".',
        )


def _at(attestation: Attestation, place: str, message: str, remedy: str) -> Problem:
    file = attestation_file(attestation.id)
    return Problem(file=file, place=place, message=message, remedy=remedy)
