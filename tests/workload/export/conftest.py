"""Cases as requests to the engines, and a way to ask them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import cedarpy
import pytest
import regopy  # type: ignore[import-untyped]

from assay.canonical import json_bytes
from assay.workload.rails import Given, Rail


def asked(rail: Rail, given: Given) -> Given:
    """A case with the data, or else the programs, that its rail binds by."""
    if given.data or given.programs:
        return given
    return replace(given, data=rail.when.data, programs=rail.when.programs)


def request(given: Given, **more: Any) -> dict[str, Any]:
    """What Rego takes as input."""
    return {
        "service": given.service,
        "region": given.region,
        "country": given.country,
        "partition": given.partition,
        "account": given.account,
        "data": list(given.data),
        "programs": list(given.programs),
        "levels": given.levels,
        "agreements": list(given.agreements),
        "eligible": list(given.eligible),
        "claimed": list(given.claimed),
        "aged": list(given.aged),
        "unstated": list(given.unstated),
        "facts": given.facts,
        "workload_facts": given.facts,
        **more,
    }


Ask = Callable[[Mapping[str, Any]], dict[str, Any]]
NO_ANSWERS = json_bytes({"assay": {}})


def rego_of(module: bytes, held: bytes = NO_ANSWERS) -> Ask:
    """An interpreter with a module and, maybe, a register's answers."""
    engine = regopy.Interpreter()
    engine.add_module("guardrails", module.decode())
    engine.add_data_json(held.decode())

    def ask(given: Mapping[str, Any]) -> dict[str, Any]:
        engine.set_input(dict(given))
        found: dict[str, Any] = (
            engine.query("data.assay.guardrails").results[0].expressions[0]
        )
        return found

    return ask


STATES = {"run": "allowed", "settle": "allowed_if", "ask": "unknown"}


class Cedar:
    """Exported policies, asked in the three steps."""

    def __init__(self, policies: bytes, schema: bytes) -> None:
        self._policies = cedarpy.PolicySet.from_str(policies.decode())
        self._schema = cedarpy.Schema.from_str(schema.decode())
        told = json.loads(cedarpy.policies_to_json_str(policies.decode()))
        self._ids = {
            key: one["annotations"]["id"] for key, one in told["staticPolicies"].items()
        }

    def _asked(
        self, resource: str, context: dict[str, Any], entities: list[dict[str, Any]]
    ) -> dict[str, cedarpy.AuthzResult]:
        requests = [
            {
                "principal": {"type": "Assay::Account", "id": "who"},
                "action": {"type": "Assay::Action", "id": action},
                "resource": {"type": "Assay::Spot", "id": resource},
                "context": context,
            }
            for action in STATES
        ]
        found = cedarpy.is_authorized_batch(
            requests, self._policies, entities, schema=self._schema
        )
        assert not [one for each in found for one in each.diagnostics.errors]
        return dict(zip(STATES, found, strict=True))

    def state(
        self, resource: str, context: dict[str, Any], entities: list[dict[str, Any]]
    ) -> str:
        """The verdict on everything that is asked."""
        return self._of(
            {
                action: one.decision is cedarpy.Decision.Allow
                for action, one in self._asked(resource, context, entities).items()
            }
        )

    def of_rail(
        self,
        rail: str,
        resource: str,
        context: dict[str, Any],
        entities: list[dict[str, Any]],
    ) -> str:
        """The verdict of one rail, read from the reasons of denial."""
        return self._of(
            {
                action: not any(
                    self._ids[reason].startswith(f"{rail}/")
                    for reason in one.diagnostics.reasons
                )
                for action, one in self._asked(resource, context, entities).items()
            }
        )

    def _of(self, permitted: dict[str, bool]) -> str:
        found = (STATES[action] for action in STATES if permitted[action])
        return next(found, "not_allowed")


def entity(given: Given) -> dict[str, Any]:
    """A case's spot, as Cedar takes it."""
    programs = [one.partition(":")[0] for one in given.claimed]
    aged = [one.partition(":")[0] for one in given.aged]
    return {
        "uid": {"type": "Assay::Spot", "id": "here"},
        "attrs": {
            "account": given.account,
            "country": given.country,
            "partition": given.partition,
            "region": given.region,
            "service": given.service,
            "agreements": list(given.agreements),
            "eligible": list(given.eligible),
            "claimed": [*given.claimed, *programs],
            "aged": [*given.aged, *aged],
            "unstated": list(given.unstated),
            "holds": [],
            "open": [],
        },
        "parents": [],
    }


def context(
    given: Given, workload_facts: Mapping[str, str | bool] | None = None
) -> dict[str, Any]:
    """What is stated in a case, as Cedar takes it."""
    return {
        "data": list(given.data),
        "programs": list(given.programs),
        "levels": [":".join(pair) for pair in given.levels.items()],
        "facts": _words(given.facts),
        "workload_facts": _words(
            given.facts if workload_facts is None else workload_facts
        ),
    }


def _words(facts: Mapping[str, str | bool]) -> dict[str, str]:
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in facts.items()
    }


@pytest.fixture(scope="session")
def engines() -> SimpleNamespace:
    """How the engines are asked, and how a case is put to them."""
    return SimpleNamespace(
        Cedar=Cedar,
        asked=asked,
        context=context,
        entity=entity,
        rego_of=rego_of,
        request=request,
    )
