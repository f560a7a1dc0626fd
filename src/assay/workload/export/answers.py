"""What the register answers to everything that rails ask of it, at every spot.

Engines that enforce cannot read a register, so its answers go with the policies: for
each thing asked, each service and each region, as they are on the day of the export.
A spot that is not among them is unknown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, TypeAlias

from assay.register import Register
from assay.workload.conditions import (
    Claimed,
    Condition,
    Eligible,
    HasAgreement,
    leaves,
)
from assay.workload.export.values import Task
from assay.workload.facts import Spot, Verdict
from assay.workload.of_register import RegisterFacts

__all__ = ["ANY", "Ask", "Asked", "Spots", "asked", "levels_known", "required"]

Asked: TypeAlias = HasAgreement | Eligible | Claimed
ANY: Final = "*"
"""Any service, or account, that the register does not name."""
_STRANGER: Final = "(any other)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that is asked of the register, at one level."""

    leaf: Asked
    level: str = ""

    @property
    def key(self) -> str:
        """Its name in policies: `claimed:fedramp:moderate:no`, `agreement:baa`."""
        match self.leaf:
            case HasAgreement():
                return f"agreement:{self.leaf.kind}"
            case Eligible():
                return f"eligible:{self.leaf.program}"
            case Claimed():
                return f"claimed:{self.leaf.program}:{self.level}:{self.leaf.aged}"

    @property
    def signed(self) -> bool:
        """Whether the answer hangs on the account."""
        return not isinstance(self.leaf, Claimed)


def levels_known(task: Task, program: str) -> tuple[str, ...]:
    """Every level at which a workload may be asked to be under a program."""
    held = task.register.programs.get(program)
    own = [one.id for one in held.levels] if held is not None else []
    asked = [one.levels.get(program, "") for one in task.rails.data.values()]
    return tuple(dict.fromkeys(one for one in (*own, *sorted(asked)) if one))


def required(task: Task) -> tuple[str, ...]:
    """Programs that a workload may require as such: a rule beside the rails."""
    return task.programs or tuple(sorted(task.register.programs))


def asked(task: Task) -> tuple[Ask, ...]:
    """Everything that the rails and the required programs ask, each once."""
    found: dict[str, Ask] = {}
    for condition in _conditions(task):
        for leaf in leaves(condition):
            for ask in _asks(task, leaf):
                found.setdefault(ask.key, ask)
    return tuple(found[key] for key in sorted(found))


def _conditions(task: Task) -> Iterator[Condition]:
    for rail in task.chosen:
        for _, condition in rail.asks(task.on):
            yield condition
    for program in required(task):
        yield Claimed(program=program, level_from="data")


def _asks(task: Task, leaf: object) -> Iterator[Ask]:
    if isinstance(leaf, Claimed) and leaf.level_from == "data":
        for level in ("", *levels_known(task, leaf.program)):
            yield Ask(leaf=leaf, level=level)
    elif isinstance(leaf, Claimed):
        yield Ask(leaf=leaf, level=leaf.level)
    elif isinstance(leaf, HasAgreement | Eligible):
        yield Ask(leaf=leaf)


@dataclass(frozen=True, kw_only=True)
class Spots:
    """The register's answers, looked up where they are asked for."""

    register: Register
    on: date
    account: str = ""

    @cached_property
    def facts(self) -> RegisterFacts:
        """The register on the day."""
        return RegisterFacts(self.register, self.on)

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        """The one that is exported for, or all customers', and `ANY` other."""
        if self.account:
            return ("", self.account)
        held = {
            account
            for party in self.register.parties.values()
            for account in party.accounts
        }
        return ("", *sorted(held), ANY)

    @cached_property
    def services(self) -> tuple[str, ...]:
        """Those of the register, and `ANY` other where it names none."""
        other = () if self.register.provider.services_stated else (ANY,)
        return (*sorted(self.register.services), *other)

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Those of the register, and none stated."""
        return ("", *sorted(self.register.regions))

    def answer(self, ask: Ask, spot: Spot) -> Verdict:
        """What the register says of one thing at one spot."""
        service, region, account = spot
        there = Spot(
            _STRANGER if service == ANY else service,
            region,
            _STRANGER if account == ANY else account,
        )
        match ask.leaf:
            case HasAgreement():
                return self.facts.agreement(ask.leaf.kind, there).verdict
            case Eligible():
                return self.facts.eligible(ask.leaf.program, there).verdict
            case Claimed():
                return self.facts.claimed(ask.leaf, ask.level, there).verdict

    def table(self, asks: Iterable[Ask]) -> dict[str, dict[str, object]]:
        """`answers[key][account][service][verdict]`: a list of regions.

        Keys are `Ask.key`; what is unknown is left out.
        """
        return {
            ask.key: {
                account: self._column(ask, account)
                for account in (self.accounts if ask.signed else (ANY,))
            }
            for ask in asks
        }

    def _column(self, ask: Ask, account: str) -> dict[str, dict[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = {}
        for service in self.services:
            for region in self.regions:
                spot = Spot(service, region, account if ask.signed else "")
                verdict = self.answer(ask, spot)
                if verdict is not Verdict.UNKNOWN:
                    cell = found.setdefault(service, {})
                    cell.setdefault(verdict.name.lower(), []).append(region)
        return found
