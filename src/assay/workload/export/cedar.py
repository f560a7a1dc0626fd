"""Guard rails as Cedar policies: the same verdicts, read back in three steps.

Cedar says Allow or Deny. Each verdict is therefore asked for by three actions:

| `run`  | `settle` | `ask` | the verdict is                                        |
|--------|----------|-------|-------------------------------------------------------|
| Allow  | Allow    | Allow | allowed                                               |
| Deny   | Allow    | Allow | allowed_if: open is what the customer has not stated  |
| Deny   | Deny     | Allow | unknown                                               |
| Deny   | Deny     | Deny  | not_allowed                                           |

Whoever enforces asks for `run`, which nothing but `allowed` permits. One `permit` for
each action asks what holds of every request: that it is well formed, names data or
programs that the rails speak of, and a service that is mapped. Each must of each rail
is a `forbid` with its own `@id`, `rail/must:action`, so that the reasons of a denial
say which musts failed, and a rail's own verdict can be read from them.

A policy whose evaluation fails is skipped by Cedar, which would make a `forbid` weaker:
so the `permit` reads every attribute that a `forbid` reads, and fails with it.

The request: `principal` is an account, `resource` a spot (a service in a region, for an
account), and `context` what is stated: data, programs, levels (`fedramp:high`), facts
of the resource with the workload's filled in, and facts of the workload alone. Yes and
no are `"true"` and `"false"`. A spot states what a case takes as given; a claim at a
level names the program as well (`fedramp` and `fedramp:moderate`). Or it is one of
`entities.json`, which holds the register's own answers.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from assay.canonical import Json, json_bytes
from assay.workload.conditions import Claimed, Condition
from assay.workload.export.answers import Ask, Spots, asked, required
from assay.workload.export.cedar_terms import any_of, expression, quoted, texts
from assay.workload.export.values import File, Lacking, Task
from assay.workload.export.wording import covers, unheld
from assay.workload.facts import Spot, Verdict
from assay.workload.rails import Rail

__all__ = ["cedar"]

_STEPS: Final = {
    "run": Verdict.YES,
    "settle": Verdict.CHOICE,
    "ask": Verdict.UNKNOWN,
}
_TEXTS: Final = ("account", "country", "partition", "region", "service")
_SETS: Final = (
    *("aged", "agreements", "claimed", "eligible"),
    *("holds", "open", "unstated"),
)
_STATED: Final = ("data", "levels", "programs")
_FACTS: Final = ("facts", "workload_facts")


def cedar(task: Task) -> tuple[tuple[File, ...], tuple[Lacking, ...]]:
    """Policies, their schema, and the register's answers as entities."""
    head = "".join(f"// {line}\n" for line in task.headline)
    policies = "\n".join((*_permits(task), *_rails(task), *_required(task)))
    return (
        File(name="guardrails.cedar", data=f"{head}\n{policies}".encode()),
        File(name="guardrails.cedarschema", data=f"{head}\n{_schema(task)}".encode()),
        File(name="entities.json", data=_entities(task)),
    ), (*unheld(task), *_unsaid(task))


def _unsaid(task: Task) -> Iterator[Lacking]:
    yield Lacking(
        rail="",
        what="a level that no program of the register has, and a program that is not"
        " required by its id, are denied as unknown",
    )
    if not task.account:
        yield Lacking(
            rail="",
            what="no account was named: in entities.json, whatever needs an agreement"
            " is for the customer to settle; export for an account",
        )


def _permits(task: Task) -> Iterator[str]:
    for action, step in _STEPS.items():
        asks = _shape() if step is Verdict.UNKNOWN else [*_shape(), *_settled(task)]
        joined = "\n  && ".join(asks)
        yield (
            f'@id("asked:{action}")\n'
            f"permit (principal, {_action(action)}, resource is Assay::Spot)\n"
            f"when {{\n  {joined}\n}};\n"
        )


def _action(name: str) -> str:
    return f"action == Assay::Action::{quoted(name)}"


def _shape() -> list[str]:
    """Every attribute is there, and of its kind: reading it fails otherwise."""
    return [
        *(f'resource.{one} like "*"' for one in _TEXTS),
        *(f'!resource.{one}.contains("")' for one in _SETS),
        *(f'!context.{one}.contains("")' for one in _STATED),
        *(f'!(context.{one} has "")' for one in _FACTS),
    ]


def _settled(task: Task) -> list[str]:
    """What makes it more than unknown: something was asked, of something known."""
    spoken = sorted({name for rail in task.chosen for name in rail.when.data})
    levels = sorted(
        {
            f"{ask.leaf.program}:{ask.level}"
            for ask in asked(task)
            if isinstance(ask.leaf, Claimed) and ask.level
        }
    )
    return [
        'resource.service != ""',
        "!(context.data.isEmpty() && context.programs.isEmpty())",
        _within("context.data", spoken),
        _within("context.programs", required(task)),
        _within("context.levels", levels),
    ]


def _within(field: str, known: Iterable[str]) -> str:
    listed = list(known)
    return f"{texts(listed)}.containsAll({field})" if listed else f"{field}.isEmpty()"


def _rails(task: Task) -> Iterator[str]:
    for rail in task.chosen:
        facts = "workload_facts" if rail.each == "workload" else "facts"
        yield f"// {' '.join(rail.title.split())} ({' '.join(rail.source.split())})\n"
        for must, condition in rail.asks(task.on):
            name = f"{rail.id}/{must.id}"
            yield from _forbids(task, name, _binds(rail), condition, facts)


def _forbids(
    task: Task, name: str, when: str, condition: Condition, facts: str = "facts"
) -> Iterator[str]:
    for action, step in _STEPS.items():
        asks = expression(task, condition, step, facts)
        yield (
            f"@id({quoted(f'{name}:{action}')})\n"
            f"forbid (principal, {_action(action)}, resource is Assay::Spot)\n"
            f"when {{ {when} }}\n"
            f"unless {{ {asks} }};\n"
        )


def _binds(rail: Rail) -> str:
    when = rail.when
    listed = [("context.data", when.data), ("context.programs", when.programs)]
    return " || ".join(any_of(field, names) for field, names in listed if names)


def _required(task: Task) -> Iterator[str]:
    """Programs required as such, where no binding rail asks for them."""
    for program in required(task):
        covering = [
            f"!({_binds(rail)})"
            for rail in task.chosen
            if program in covers(rail, task.on)
        ]
        when = " && ".join([any_of("context.programs", [program]), *covering])
        condition = Claimed(program=program, level_from="data")
        yield from _forbids(task, f"claimed/{program}", when, condition)


def _schema(task: Task) -> str:
    facts = "".join(f"  {json.dumps(one)}?: String,\n" for one in task.rails.facts)
    texts_ = "".join(f"  {one}: String,\n" for one in _TEXTS)
    sets = "".join(f"  {one}: Set<String>,\n" for one in _SETS)
    stated = "".join(f"    {one}: Set<String>,\n" for one in _STATED)
    of_facts = "".join(f"    {one}: Facts,\n" for one in _FACTS)
    actions = ", ".join(_STEPS)
    return (
        "namespace Assay {\n"
        f"type Facts = {{\n{facts}}};\n"
        "entity Account;\n"
        f"entity Spot = {{\n{texts_}{sets}}};\n"
        f"action {actions} appliesTo {{\n"
        "  principal: [Account],\n  resource: [Spot],\n"
        f"  context: {{\n{stated}{of_facts}  }},\n}};\n}}\n"
    )


def _entities(task: Task) -> bytes:
    """Every spot of the register for the account, with what is answered there."""
    spots = Spots(register=task.register, on=task.on, account=task.account)
    asks = asked(task)
    found: list[Json] = [
        _entity(spots, asks, Spot(service, region, task.account))
        for service in spots.services
        for region in spots.regions
    ]
    account: Json = {
        "uid": {"type": "Assay::Account", "id": task.account},
        "attrs": {},
        "parents": [],
    }
    return json_bytes([account, *found])


def _entity(spots: Spots, asks: Iterable[Ask], spot: Spot) -> Json:
    answers: dict[Verdict, list[str]] = {one: [] for one in Verdict}
    for ask in asks:
        answers[spots.answer(ask, spot)].append(ask.key)
    region = spots.register.regions.get(spot.region)
    attrs: dict[str, Json] = dict.fromkeys(_SETS, ())
    attrs |= {
        "account": spot.account,
        "country": region.country if region is not None else "",
        "holds": answers[Verdict.YES],
        "open": answers[Verdict.CHOICE],
        "partition": region.partition if region is not None else "",
        "region": spot.region,
        "service": spot.service,
        "unstated": answers[Verdict.UNKNOWN],
    }
    uid = {"type": "Assay::Spot", "id": f"{spot.service}/{spot.region}"}
    return {"uid": uid, "attrs": attrs, "parents": ()}
