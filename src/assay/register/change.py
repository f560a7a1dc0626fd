"""One change between two days: which cells, from what to what, since when, and why.

Which cells changed is known at once. Since when and why is worked out when it is asked
for: most readers of a large comparison read a part of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from assay.register.claim import ClaimState
from assay.register.kinds import KINDS
from assay.register.phrases import unmade
from assay.register.spread import Atlas, Mask
from assay.register.state import LIVE
from assay.register.turned import Between, Cells, Reason, Turned, days_of
from assay.register.values import Register
from assay.register.wording import day, listed, plural, possessive, sentence

__all__ = ["Change", "alike", "change"]


@dataclass(frozen=True, slots=True)
class Change:
    """Cells that changed alike: each of the services in each of the regions."""

    program: str
    level: str
    services: tuple[str, ...]
    """Empty where the program as a whole changed and no one cell of it did."""
    regions: tuple[str, ...]
    before: ClaimState
    after: ClaimState
    _between: Between = field(repr=False, compare=False)

    @property
    def on(self) -> date | None:
        """The day on which all of them changed; None if they did on different days."""
        return self._why().on

    @property
    def attestation(self) -> str:
        """The statement that it turns on: that brought it, or that ended."""
        return self._why().attestation

    @property
    def cause(self) -> str:
        """Why, as a clause without capital or full stop."""
        return self._why().cause

    @property
    def says(self) -> str:
        """The change in one sentence."""
        return self.told(self.services, self.regions)

    def told(
        self, services: Sequence[str], regions: Sequence[str], *, in_each: bool = True
    ) -> str:
        """The same sentence about more cells, which changed with these."""
        register = self._between.register
        who = _subject(register, services, regions, in_each=in_each)
        return _tell(self, self._between, who, many=len(services) > 1)

    def by_day(self) -> "tuple[Change, ...]":
        """The change in parts of which each has its day, the earliest first."""
        if self.on is not None:
            return (self,)
        found = sorted(days_of(self._between, self._turn()), key=lambda one: one[0])
        return tuple(
            change(self._between, services, mask, (self.before, self.after))
            for _, cells in found
            for services, mask in alike(self._between.first.map_, cells)
        )

    def _turn(self) -> Turned:
        return Turned(self.services, self.regions, self.before, self.after)

    def _why(self) -> Reason:
        return self._between.why(self._turn())


def change(
    between: Between,
    services: tuple[str, ...],
    mask: Mask,
    turn: tuple[ClaimState, ClaimState],
) -> Change:
    """The change of these services in the regions of a mask, from state to state."""
    regions = between.first.map_.names(mask)
    cells = between.program, between.level, services, regions
    return Change(*cells, *turn, between)


def alike(map_: Atlas, cells: Cells) -> Iterator[tuple[tuple[str, ...], Mask]]:
    """Cells as products: the services that have cells in the same regions."""
    grid, mask = cells
    if mask:
        yield (), mask
    found: dict[Mask, list[str]] = {}
    for service, row in map_.found(grid):
        found.setdefault(row, []).append(service)
    for row, services in found.items():
        yield tuple(services), row


def _subject(
    register: Register,
    services: Sequence[str],
    regions: Sequence[str],
    *,
    in_each: bool = True,
) -> str:
    """`Northwind's Object Storage and Message Queue in eu-west-1`.

    A few are named, many counted, and all of them told as all. Where not every service
    changed `in_each` of the regions, that is said.
    """
    name = register.provider.name
    titles = [register.services[service].title for service in services]
    what = f"{possessive(name)} {listed(titles)}" if titles else name
    if len(titles) > _FEW:
        many = "all " if len(titles) == len(register.services) else ""
        what = f"{many}{len(titles)} services of {name}"
    if not regions:
        return what
    if len(regions) <= _FEW:
        return f"{what} in {listed(regions)}" + (
            "" if in_each else " (not each in all)"
        )
    if not in_each:
        return f"{what} in up to {len(regions)} regions"
    many = "all " if len(regions) == len(register.regions) else ""
    return f"{what} in {many}{len(regions)} regions"


_FEW = 3


def _tell(one: Change, between: Between, who: str, *, many: bool) -> str:
    """A sentence on who changed how, since when and why."""
    program = between.register.programs[one.program]
    verb = KINDS[program.kind].verbs[_shown(one)]
    made = between.register.attestations.get(one.attestation)
    edition = made.edition if made is not None else ""
    levels = (one.level,) if one.level else ()
    what = f"{who} {plural(verb) if many else verb} {unmade(program, edition, levels)}"
    if one.after == "not_stated":
        what = f"whether {what} is not stated by the source"
    first, then, on = between.first.on, between.then.on, one.on
    when = f"by {day(then)}" if on is None or then < first else f"since {day(on)}"
    why = ": ".join(part for part in (one.attestation, one.cause) if part)
    return sentence(f"{when}, {what}" + (f" ({why})" if why else ""))


def _shown(one: Change) -> ClaimState:
    """The state whose verb tells the change: what ended has been."""
    ended = one.after == "not_claimed" and one.before in LIVE
    return "lapsed" if ended else one.after
