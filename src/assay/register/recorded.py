"""What a register can have held by a day: nothing that happened after it.

Two times are kept apart. A state is asked of the day on which it holds; what was known
is asked of the day by which it was recorded, and that is settled here, before any rule
is applied.
"""

from dataclasses import replace
from datetime import date

from assay.register.terms import begins
from assay.register.values import Agreement, Attestation, Register

__all__ = ["known_by"]


def known_by(register: Register, as_of: date) -> Register:
    """The register as it can have been recorded by the end of a day."""
    return replace(
        register,
        attestations={
            known.id: _forget(known, as_of)
            for known in register.attestations.values()
            if (known.recorded or begins(known)) <= as_of
        },
        plans=tuple(
            replace(plan, abandoned=_by(as_of, plan.abandoned))
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


def _by(as_of: date, on: date | None) -> date | None:
    """The day of an event, where it had happened by then."""
    return on if on is not None and on <= as_of else None


def _entered(recorded: date | None, as_of: date) -> bool:
    """Whether a part had been entered; one without a day of its own came with all."""
    return recorded is None or recorded <= as_of


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
    joins or leaves.
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
        scope=tuple(p for p in attestation.scope if _entered(p.recorded, as_of)),
        exclusions=tuple(
            e for e in attestation.exclusions if _entered(e.recorded, as_of)
        ),
        validation=validation,
    )
