"""Guard rails as AWS service control policies: which services, in which regions.

Deny statements name what they leave alone (`NotAction`): every action but those of
services that the rails let through in a group of regions, and every action in other
regions. A region that the register does not hold is another region. Services that
administer an account from one place are never denied; those that serve all regions from
one place are exempt from the limits of regions if the rails let them through somewhere.

A policy is 5,120 characters at most (white space counts), and five at most are attached
to one account, unit or root; statements are packed into as few policies as will hold
them. Several policies deny together what each denies.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from assay.canonical import Json
from assay.workload.export.grid import Grid, grid, unseen
from assay.workload.export.named import groups, lacking_names, nothing_named
from assay.workload.export.terms import Terms
from assay.workload.export.values import File, Lacking, Task

__all__ = ["LONGEST", "MOST", "scp"]

LONGEST: Final = 5120
MOST: Final = 5
_REGION: Final = "aws:RequestedRegion"


def scp(task: Task, terms: Terms | None) -> tuple[tuple[File, ...], list[Lacking]]:
    """`scp-1.json` and so on, and what they do not enforce."""
    lacking = list(unseen(task))
    if terms is None or nothing_named(task):
        return (), [*lacking, *lacking_names(task, terms, None)]
    found = grid(task)
    exempt = (*terms.exempt, *_everywhere(task, terms, found))
    lacking += lacking_names(task, terms, found)
    what = f"exempt from the limits of regions: {', '.join(exempt)}"
    lacking.append(Lacking(rail="", what=what))
    statements = list(_statements(task, terms, found))
    policies = list(_packed(statements))
    lacking += _limits(policies)
    return tuple(
        File(name=f"scp-{number}.json", data=_policy(one).encode())
        for number, one in enumerate(policies, 1)
    ), lacking


def _limits(policies: list[list[dict[str, Json]]]) -> Iterator[Lacking]:
    if len(policies) > MOST:
        what = f"{len(policies)} policies, and {MOST} at most are attached to a target"
        yield Lacking(rail="", what=what)
    for number, one in enumerate(policies, 1):
        if len(_policy(one)) > LONGEST:
            what = (
                f"scp-{number}.json is longer than {LONGEST} characters: AWS refuses it"
            )
            yield Lacking(rail="", what=what)


def _everywhere(task: Task, terms: Terms, found: Grid) -> tuple[str, ...]:
    """Services that serve all regions from one place, if they are let through."""
    if not task.register.services or found.others:
        shut = _shut_everywhere(task, terms, found)
        return tuple(one for one in terms.everywhere if one not in shut)
    let = {name for names in found.services.values() for name in names}
    open_ = {
        one for name in let for one in terms.service(task.register, name)
    } - _shut_everywhere(task, terms, found)
    return tuple(one for one in terms.everywhere if one in open_)


def _shut_everywhere(task: Task, terms: Terms, found: Grid) -> frozenset[str]:
    if not found.regions:
        return frozenset(terms.everywhere)
    let = {name for names in found.services.values() for name in names}
    return frozenset(
        one
        for name in task.register.services
        if name not in let
        for one in terms.service(task.register, name)
    )


def _statements(task: Task, terms: Terms, found: Grid) -> Iterator[dict[str, Json]]:
    exempt = (*terms.exempt, *_everywhere(task, terms, found))
    regions = [one for name in found.regions for one in terms.region(name)]
    condition: Json = {"StringNotEquals": {_REGION: sorted(set(regions))}}
    day = task.on.strftime("%Y%m%d")
    yield _deny(f"AssayRegions{day}", exempt, condition if regions else {})
    for number, (prefixes, names) in enumerate(groups(task, terms, found), 1):
        allowed = sorted({*exempt, *prefixes})
        within: Json = {"StringEquals": {_REGION: sorted(names)}}
        yield _deny(f"AssayServices{day}x{number}", allowed, within)


def _deny(sid: str, exempt: Iterable[str], condition: Json) -> dict[str, Json]:
    statement: dict[str, Json] = {
        "Sid": sid,
        "Effect": "Deny",
        "NotAction": [f"{one}:*" for one in sorted(set(exempt))],
        "Resource": "*",
    }
    return statement | ({"Condition": condition} if condition else {})


def _policy(statements: list[dict[str, Json]]) -> str:
    return json.dumps(
        {"Version": "2012-10-17", "Statement": statements}, separators=(",", ":")
    )


def _packed(statements: Iterable[dict[str, Json]]) -> Iterator[list[dict[str, Json]]]:
    """Into policies that are short enough, in their order."""
    held: list[dict[str, Json]] = []
    for statement in statements:
        if held and len(_policy([*held, statement])) > LONGEST:
            yield held
            held = []
        held.append(statement)
    if held:
        yield held
