"""What a claim rests on: an attestation or a plan, with how far it reaches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assay.dossier.notes import NoteBook
from assay.register import Claim, ClaimState, Register
from assay.register.extent import reference
from assay.register.reach import Reach, exclusions, reaches
from assay.register.values import Copy, Exclusion, Scope

__all__ = ["Basis", "bases"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A statement or plan, its scope with every reference resolved."""

    title: str
    state: ClaimState
    reaches: tuple[tuple[Reach, str], ...]
    """Each with what its source remarks on it."""
    exclusions: tuple[Exclusion, ...] = ()
    copies: tuple[Copy, ...] = ()
    note: int


def bases(
    register: Register, claims: Iterable[Claim], book: NoteBook
) -> Iterator[Basis]:
    """What each claim rests on, once each, in the order of the claims."""
    states: dict[str, ClaimState] = {c.attestation: c.state for c in claims}
    for identifier, state in states.items():
        made = register.attestations.get(identifier)
        if made is not None:
            yield Basis(
                title=made.title or made.id,
                state=state,
                reaches=tuple(_reaches(register, made.scope)),
                exclusions=tuple(exclusions(register, made)),
                copies=made.copies,
                note=book.attestation(made),
            )
    for plan in register.plans:
        aimed = f"plan:{plan.program}:{plan.target}"
        if aimed in states:
            yield Basis(
                title=aimed,
                state=states[aimed],
                reaches=tuple(_reaches(register, plan.scope)),
                note=book.cite(plan.source, "standing", "register"),
            )


def _reaches(
    register: Register, scopes: Iterable[Scope]
) -> Iterator[tuple[Reach, str]]:
    for scope in scopes:
        other = register.attestations.get(reference(scope.services))
        shared = (
            f"The services are those of {other.title or other.id}." if other else ""
        )
        remark = f"{shared} {scope.note}".strip()
        for one in reaches(register, [scope]):
            yield one, remark
