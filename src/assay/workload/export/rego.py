"""Guard rails as Rego (Open Policy Agent 1.0): the same verdicts, in four values.

`guardrails.rego` takes as input what a case of a rail takes as given:

```json
{"service": "s3", "region": "us-east-1", "account": "1234", "data": ["phi"],
 "programs": [], "levels": {}, "facts": {"endpoint": "fips"}, "workload_facts": {},
 "country": "US", "partition": "commercial", "agreements": ["baa"],
 "eligible": ["hipaa"], "claimed": ["fedramp:moderate"], "aged": [], "unstated": []}
```

and answers `state` (allowed, allowed_if, unknown or not_allowed), `allow`, and for each
rail under `rail` whether it binds, its state and that of each of its musts. `facts` are
the resource's own; the workload's fill in what they leave open.

`register.json` holds the register's answers. Loaded as data, it is asked instead of
the input for countries, partitions, agreements, eligible services and claims, so that
nobody can grant them to himself:

```
opa eval -d guardrails.rego -d register.json -i input.json data.assay.guardrails.state
```

A verdict is a number: 0 no, 1 unknown, 2 the customer's to choose, 3 yes. `all` is the
least and `any` the greatest. Input that is malformed is never better than unknown.
"""

import json
from collections.abc import Iterable

from assay.canonical import Json, json_bytes
from assay.workload.conditions import (
    All,
    Any_,
    Claimed,
    Condition,
    Eligible,
    FactIs,
    HasAgreement,
    InPlace,
    Not,
    Within,
)
from assay.workload.export.answers import Spots, asked, required
from assay.workload.export.rego_prelude import PRELUDE
from assay.workload.export.values import File, Lacking, Task
from assay.workload.export.wording import covers, fitting, unheld
from assay.workload.rails import Rail

__all__ = ["rego"]


def rego(task: Task) -> tuple[tuple[File, ...], tuple[Lacking, ...]]:
    """`guardrails.rego` and `register.json`, and what they leave to their caller."""
    return (
        File(name="guardrails.rego", data=_module(task).encode()),
        File(name="register.json", data=_register(task)),
    ), tuple(unheld(task))


def _register(task: Task) -> bytes:
    spots = Spots(register=task.register, on=task.on, account=task.account)
    regions = task.register.regions.values()
    held: Json = {
        "answers": spots.table(asked(task)),  # type: ignore[dict-item]
        "country": {one.id: one.country for one in regions},
        "origin": task.origin,
        "partition": {one.id: one.partition for one in regions},
    }
    return json_bytes({"assay": {"register": held}})


def _module(task: Task) -> str:
    head = "".join(f"# {line}\n" for line in task.headline)
    levels = {one.id: one.levels for one in task.rails.data.values() if one.levels}
    rails = "".join(_rail(task, rail) for rail in task.chosen)
    return (
        f"{head}{PRELUDE}\n"
        f"class_levels := {_json(levels)}\n\n"
        f"required_known := {_json(list(required(task)))}\n\n"
        f"rails := {{\n{rails}}}\n"
    )


def _rail(task: Task, rail: Rail) -> str:
    when: Json = {"data": rail.when.data, "programs": rail.when.programs}
    facts = "workload_facts" if rail.each == "workload" else "facts"
    musts = "".join(
        f"\t\t\t{_json(must.id)}: {_expression(task, condition, facts, wanted=True)},\n"
        for must, condition in rail.asks(task.on)
    )
    return (
        f"\t# {' '.join(rail.title.split())}\n"
        f"\t{_json(rail.id)}: {{\n"
        f'\t\t"when": {_json(when)},\n'
        f'\t\t"covers": {_json(list(covers(rail, task.on)))},\n'
        f'\t\t"musts": {{\n{musts}\t\t}},\n'
        "\t},\n"
    )


def _expression(task: Task, condition: Condition, facts: str, *, wanted: bool) -> str:
    """A Rego expression whose value is the condition's verdict as a number."""
    match condition:
        case All() | Any_():
            parts = [
                _expression(task, one, facts, wanted=wanted) for one in condition.of
            ]
            return _nested(parts, least=isinstance(condition, All) == wanted)
        case Not() | Within():
            turned = wanted != isinstance(condition, Not)
            return _expression(task, condition.of, facts, wanted=turned)
        case FactIs():
            values = fitting(task.rails, condition, wanted=wanted)
            return f"fact({facts}, {_json(condition.name)}, {_json(values)})"
        case InPlace():
            values, turn = list(condition.values), str(wanted).lower()
            return f"place({_json(condition.axis)}, {_json(values)}, {turn})"
        case _:
            found = _asked(condition)
            return found if wanted else f"contrary({found})"


def _asked(leaf: HasAgreement | Eligible | Claimed) -> str:
    match leaf:
        case HasAgreement():
            return f"agreement({_json(leaf.kind)})"
        case Eligible():
            return f"on_list({_json(leaf.program)})"
        case Claimed():
            program, aged = _json(leaf.program), _json(leaf.aged)
            if leaf.level_from == "data":
                return f"in_force_at_levels({program}, {aged})"
            return f"in_force({program}, {_json(leaf.level)}, {aged})"


def _nested(parts: Iterable[str], *, least: bool) -> str:
    listed = list(parts)
    if not listed:
        return "3" if least else "0"
    name = "min" if least else "max"
    return f"{name}([{', '.join(listed)}])"


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
