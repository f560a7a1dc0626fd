"""What a register can have held by a day: nothing that happened after it.

Two times are kept apart. A state is asked of the day on which it holds; what was known
is asked of the day by which it was recorded, and that is settled here, before any rule
is applied.
"""

from dataclasses import replace
from datetime import date
from typing import Final, TypeVar

from assay.register.calendar import latest
from assay.register.terms import begins
from assay.register.values import Agreement, Attestation, Exclusion, Register, Scope

__all__ = ["known_by"]

Part = TypeVar("Part", Scope, Exclusion)


def known_by(register: Register, as_of: date) -> Register:
    """The register as it can have been recorded by the end of a day."""
    kept: dict[date, Register] = register.memo.setdefault("known_by", {})
    seen = kept.get(as_of)
    if seen is None:
        seen = _known_by(register, as_of)
        # What follows from services and regions alone is the same for both.
        seen.memo["places"] = register.memo.setdefault("places", {})
        for oldest in list(kept)[: 1 - _KEPT]:
            kept.pop(oldest, None)
        kept[as_of] = seen
    return seen


_KEPT: Final = 8
"""How many days a register is kept for, as it was recorded by then."""


def _known_by(register: Register, as_of: date) -> Register:
    settled = register.memo.setdefault("settled", {})
    attestations: dict[str, Attestation] = {}
    for known in register.attestations.values():
        if (known.recorded or begins(known)) <= as_of:
            last = settled.get(known.id)
            if last is None:
                last = settled[known.id] = _settled(known)
            attestations[known.id] = known if last <= as_of else _forget(known, as_of)
    return replace(
        register,
        attestations=attestations,
        plans=tuple(
            replace(
                plan,
                abandoned=_by(as_of, plan.abandoned),
                scope=_entered(plan.scope, as_of),
            )
            for plan in register.plans
            if (plan.recorded or plan.began) <= as_of
        ),
        migrations=tuple(
            m for m in register.migrations if (m.recorded or m.began) <= as_of
        ),
        agreements={
            known.id: _forget_agreement(known, as_of)
            for known in register.agreements.values()
            if (known.recorded or known.signed) <= as_of
        },
        eligible=tuple(
            row for row in register.eligible if (row.recorded or row.since) <= as_of
        ),
    )


def _settled(made: Attestation) -> date:
    """The day from which nothing of a statement is still to come."""
    validation = made.validation
    days = (
        *made.surveillance,
        *made.assessments,
        *made.scans,
        *(part.on for part in made.covered),
        *(bridge.issued for bridge in made.bridges),
        *(part.recorded or part.since for part in made.scope),
        *(part.recorded or part.since for part in made.exclusions),
        made.suspended,
        made.reinstated,
        made.withdrawn,
        validation.revoked if validation is not None else None,
    )
    return latest(*days) or date.min


def _by(as_of: date, on: date | None) -> date | None:
    """The day of an event, where it had happened by then."""
    return on if on is not None and on <= as_of else None


def _entered(parts: tuple[Part, ...], as_of: date) -> tuple[Part, ...]:
    """Those that had been entered by then; without a day of their own, by their start.

    One that has neither came with the statement that it is a part of.
    """
    return tuple(
        part for part in parts if (part.recorded or part.since or date.min) <= as_of
    )


def _forget_agreement(agreement: Agreement, as_of: date) -> Agreement:
    """The agreement without the termination and the screening that came later."""
    return replace(
        agreement,
        terminated=_by(as_of, agreement.terminated),
        screened=tuple(
            replace(
                one,
                withdrawn=_by(as_of, one.withdrawn),
                certified=_by(as_of, one.certified),
            )
            for one in agreement.screened
            if one.cleared <= as_of
        ),
    )


def _forget(attestation: Attestation, as_of: date) -> Attestation:
    """The statement without the events that came after a day.

    Dates that may be settled beforehand stay: its end, and when a part of its scope
    leaves. So does a part that joins later, if it was recorded by then.
    """
    validation = attestation.validation
    if validation is not None:
        validation = replace(validation, revoked=_by(as_of, validation.revoked))
    return replace(
        attestation,
        surveillance=tuple(d for d in attestation.surveillance if d <= as_of),
        assessments=tuple(d for d in attestation.assessments if d <= as_of),
        covered=tuple(part for part in attestation.covered if part.on <= as_of),
        scans=tuple(d for d in attestation.scans if d <= as_of),
        suspended=_by(as_of, attestation.suspended),
        reinstated=_by(as_of, attestation.reinstated),
        withdrawn=_by(as_of, attestation.withdrawn),
        bridges=tuple(b for b in attestation.bridges if b.issued <= as_of),
        scope=_entered(attestation.scope, as_of),
        exclusions=_entered(attestation.exclusions, as_of),
        validation=validation,
    )
