"""Which file a list of services is a list of: a statement's, or a program's own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from assay.errors import BadInput, Problem, UnknownName
from assay.ids import near
from assay.register import Attestation, Register, ask
from assay.register.extent import reference
from assay.register.listing import Cell, Changed, Held, Part, cells_of, write_list
from assay.register.reach import limits
from assay.register.state import LIVE, began, hold
from assay.register.values import Exclusion, Scope
from assay.workspace.importing import existing
from assay.workspace.open import Workspace

__all__ = ["Aim", "As", "Target", "aim", "excluded"]

As: TypeAlias = Literal["scope", "eligible"]
_ABSENT: Final = "# What is eligible, by service. Imported; see register/imported/.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a list is a list of."""

    program: str
    as_: As = "scope"
    attestation: str = ""
    """Which statement, where several hold; the one that holds where it is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """The file that a list is of."""

    register: Register
    program: str
    as_: As
    made: Attestation | None
    """The statement; None for a list of what is eligible."""

    @property
    def file(self) -> str:
        """Where it lies."""
        if self.made is not None:
            return f"register/attestations/{self.made.id}.toml"
        return f"register/eligible/{self.program}.toml"

    def held(self, day: date) -> Held:
        """What it has now."""
        if self.made is None:
            title = self.register.programs[self.program].title
            return Held(
                parts=tuple(self._eligible()),
                what=f"what is eligible under {title}",
                default="all",
            )
        left_out = excluded(self.register, self.made.exclusions, self.made, day)
        return Held(
            parts=tuple(
                Part(
                    services=part.services,
                    regions=part.regions,
                    since=part.since,
                    until=part.until,
                )
                for part in self.made.scope
            ),
            what=f"the scope of {self.made.id}",
            start=began(self.made),
            excluded=left_out,
        )

    def _scope(self) -> tuple[Scope, ...]:
        return self.made.scope if self.made is not None else ()

    def _eligible(self) -> Iterator[Part]:
        for one in self.register.eligible:
            if one.program == self.program:
                yield Part(
                    services=(one.service,),
                    regions=one.regions,
                    since=one.since,
                    until=one.until,
                )

    def write(self, workspace: Workspace, changed: Changed) -> bytes:
        """The file as the list changes it."""
        data = existing(workspace.root / self.file)
        levels = next((part.levels for part in self._scope()), ())
        return write_list(
            data or _ABSENT.encode(),
            self.register,
            changed,
            as_=self.as_,
            recorded=workspace.day(None),
            shared={"levels": list(levels)} if levels else {},
        )

    def refuse_what_no_list_can_say(self) -> None:
        """Scopes that refer to others, and limits on axes that a list has not."""
        parts = self._scope()
        for index, part in enumerate(parts):
            other = reference(part.services) or reference(part.regions)
            if other:
                why = f"refers to {other}"
                remedy = f"Import to {other}, or write the scope out."
            elif limits(part) or part.levels != parts[0].levels:
                why = "is limited further, or by level"
                remedy = "Edit the file."
            else:
                continue
            message = f"This part {why}, which a list of services cannot say"
            place = f"scope[{index}]"
            problem = Problem(
                file=self.file, place=place, message=message, remedy=remedy
            )
            raise BadInput([problem])


def excluded(
    register: Register, left_out: Sequence[Exclusion], made: Attestation, day: date
) -> frozenset[Cell]:
    """Cells that exclusions leave out as a whole on a day."""
    levels = {level for part in made.scope for level in part.levels}
    return frozenset(
        cell
        for one in left_out
        if not limits(one)
        and (not one.levels or levels <= set(one.levels))
        and (one.since is None or one.since <= day)
        and (one.until is None or one.until >= day)
        for cell in cells_of(register, Part(services=one.services, regions=one.regions))
    )


def aim(register: Register, target: Target, day: date) -> Aim:
    """The file that a list is of.

    Raises:
        BadInput: Several statements hold, or none does, and none is named.
        UnknownName: There is no such program or statement.
    """
    program = ask(register, target.program).program
    made = None
    if target.as_ == "scope":
        made = _statement(register, program, target.attestation, day)
    return Aim(register=register, program=program, as_=target.as_, made=made)


def _statement(
    register: Register, program: str, attestation: str, day: date
) -> Attestation:
    """The statement a list is of: the one named, or the only one that still holds."""
    made = {
        one.id: one for one in register.attestations.values() if one.program == program
    }
    if attestation:
        if attestation not in made:
            close = near(attestation, made) or tuple(made)
            raise UnknownName(f"statement on {program}", attestation, near=close)
        return made[attestation]
    live = [one for one in made.values() if hold(register, one, day).state in LIVE]
    if len(live) == 1:
        return live[0]
    if live:
        names = ", ".join(one.id for one in live)
        message = f"Several statements on {program} hold: {names}"
        remedy = "Name one with --attestation."
    else:
        message = f"No statement on {program} holds on {day}"
        remedy = "Record it first, in register/attestations/, or name an older one."
    place = "register/attestations"
    raise BadInput([Problem(file=place, message=message, remedy=remedy)])
