"""Changes in words: what to do, in the imperative, cheapest first."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from assay.register.agreements import KIND_TITLES
from assay.register.wording import listed
from assay.workload.change import Change
from assay.workload.facts import Spot
from assay.workload.rails import DataClass, FactKind, Must
from assay.workload.values import Move

__all__ = ["filled", "told"]

_TITLES: Final[dict[str, str]] = {str(kind): KIND_TITLES[kind] for kind in KIND_TITLES}


def told(
    change: Change,
    spot: Spot,
    kinds: Mapping[str, FactKind],
    data: Mapping[str, DataClass],
    names: Mapping[str, str],
) -> str:
    """A change as sentences; `names` holds titles of programs by id."""
    ours = [move for move in change.moves if move.kind != "provider"]
    theirs = [move for move in change.moves if move.kind == "provider"]
    said = [_move(move, change, spot, kinds, data) for move in ours]
    said += list(_provider(theirs, names, "Only"))
    if change.broken:
        rules = listed(sorted({rule for rule, _ in change.broken}))
        said.append(f"There, this would no longer hold: {rules}")
    said += list(_provider(change.otherwise, names, "Otherwise only"))
    return " ".join(f"{one}." for one in said)


def _move(
    move: Move,
    change: Change,
    spot: Spot,
    kinds: Mapping[str, FactKind],
    data: Mapping[str, DataClass],
) -> str:
    match move.kind:
        case "set":
            return _setting(move, kinds[move.name])
        case "region":
            others = [one for one in change.regions if one != move.value]
            aside = f" ({listed(others)} would serve as well)" if others else ""
            return f"Run it in {move.value}{aside}"
        case "service":
            return f"Use {move.value} instead of {spot.service}"
        case "drop":
            return f"Keep this out of the workload: {data[move.name].title}"
        case _:
            return _signing(move)


def _setting(move: Move, kind: FactKind) -> str:
    value = str(move.value).lower() if isinstance(move.value, bool) else move.value
    done = kind.choose.get(value, f"Choose {value} for {kind.title.lower()}")
    return f"{done} ({kind.id} = {value})"


def _signing(move: Move) -> str:
    title = _TITLES[move.name]
    account = f"account {move.subject}" if move.subject else "the account, and name it"
    if move.kind == "designate":
        return f"Have {account} designated under the {title}"
    where = f" in {move.region}" if move.region else ""
    covers = f", covering {move.value}{where}" if move.value else ""
    return f"Sign a {title} for {account}{covers}"


def _provider(
    moves: Sequence[Move], names: Mapping[str, str], only: str
) -> Iterator[str]:
    """What nobody but the provider can do, in one sentence."""
    wanted = [_lacking(move, names) for move in moves if move.kind == "provider"]
    if wanted:
        yield f"{only} the provider can change this: it would take {listed(wanted)}"


def _lacking(move: Move, names: Mapping[str, str]) -> str:
    what, _, program = move.name.partition(":")
    title = names.get(program, program)
    where = f"{move.subject} in {move.region}"
    if what == "eligible":
        return f"{where} on the list of services eligible under {title}"
    if what == "screened":
        return f"everybody screened who can reach what {title} protects"
    level = f" at level {move.level}" if move.level else ""
    return f"{title}{level} in force for {where}"


def filled(
    musts: Iterable[Must],
    spot: Spot,
    level: str,
    regions: Sequence[str],
    services: Sequence[str],
) -> str:
    """The musts' own words on what would help, with their blanks filled in.

    A sentence that lists what there is none of is left out.
    """
    blanks = {
        "service": spot.service or "this service",
        "region": spot.region or "its region",
        "account": spot.account or "its account",
        "level": level or "the level asked",
        "regions": listed(regions),
        "services": listed(services),
    }
    empty = [f"{{{name}}}" for name, value in blanks.items() if not value]
    sentences = dict.fromkeys(
        one for must in musts for one in _SENTENCES.split(must.change) if one
    )
    return " ".join(
        one.format_map(blanks)
        for one in sentences
        if not any(blank in one for blank in empty)
    )


_SENTENCES: Final = re.compile(r"(?<=\.)\s+")
