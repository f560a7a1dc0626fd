"""Cedar and Rego give the verdicts of our own judge, in all four values."""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from typing import Any

import cedarpy
import pytest

from assay.library import read_files
from assay.register import Register
from assay.workload import Resource, Workload, check, read_rails
from assay.workload.export import File, export
from assay.workload.rails import Case, Given, Rail
from assay.workload.rehearsal import day_of, state_of

ON = date(2026, 11, 24)
RAILS = read_rails(read_files("guardrails"))
CASES = [
    pytest.param(rail, case, id=f"{rail.id}: {case.name}")
    for rail in RAILS.rails.values()
    for case in rail.cases
]


@cache
def _exported(form: Any, rail: str, on: date, register: Any) -> tuple[File, ...]:
    del register
    return export(RAILS, _EMPTY[0], form=form, on=on, only=[rail])


_EMPTY: list[Register] = []


@pytest.fixture(autouse=True)
def _without_answers(northwind: Register) -> None:
    """Cases bring their own world: the register's answers are not looked at."""
    _EMPTY[:] = [replace(northwind, programs={}, services={})]


@pytest.mark.parametrize(("rail", "case"), CASES)
def test_rego_agrees_on_every_case_of_the_library(
    rail: Rail, case: Case, engines: Any
) -> None:
    files = _exported("rego", rail.id, day_of(rail, case), None)

    said = engines.rego_of(files[0].data)(
        engines.request(engines.asked(rail, case.given))
    )

    assert said["rail"][rail.id]["binds"]
    assert said["rail"][rail.id]["state"] == state_of(rail, case, RAILS) == case.state


@pytest.mark.parametrize(("rail", "case"), CASES)
def test_cedar_agrees_on_every_case_of_the_library(
    rail: Rail, case: Case, engines: Any
) -> None:
    files = _exported("cedar", rail.id, day_of(rail, case), None)
    stated = engines.asked(rail, case.given)

    engine = engines.Cedar(files[0].data, files[1].data)
    said = engine.of_rail(
        rail.id, "here", engines.context(stated), [engines.entity(stated)]
    )

    assert said == state_of(rail, case, RAILS) == case.state


def test_cedar_permits_a_run_exactly_where_all_is_allowed(
    northwind: Register, engines: Any
) -> None:
    files = export(RAILS, northwind, form="cedar", on=ON)
    engine = engines.Cedar(files[0].data, files[1].data)
    good = Given(
        data=("phi",),
        agreements=("baa",),
        eligible=("hipaa",),
        programs=("soc-2",),
        claimed=("soc-2",),
    )

    assert (
        engine.state("here", engines.context(good), [engines.entity(good)]) == "allowed"
    )
    for worse in (
        replace(good, agreements=()),
        replace(good, claimed=()),
        replace(good, programs=("hipaa", "soc-2")),
    ):
        assert (
            engine.state("here", engines.context(worse), [engines.entity(worse)])
            == "not_allowed"
        )
    for open_ in (
        replace(good, data=("phi", "nobody-knows-this")),
        replace(good, programs=("soc-2", "nobody-knows-this")),
        replace(good, levels={"soc-2": "9"}),
        replace(good, data=(), programs=()),
        replace(good, service=""),
    ):
        assert (
            engine.state("here", engines.context(open_), [engines.entity(open_)])
            == "unknown"
        )


def test_the_policies_fit_their_own_schema(northwind: Register) -> None:
    policies, schema, *_ = export(RAILS, northwind, form="cedar", on=ON)

    found = cedarpy.validate_policies(policies.data.decode(), schema.data.decode())

    assert found.validation_passed, [str(one) for one in found.errors[:3]]


@pytest.mark.parametrize("lacking", ["claimed", "holds", "region", "unstated"])
def test_a_spot_that_lacks_an_attribute_is_denied(
    northwind: Register, engines: Any, lacking: str
) -> None:
    files = export(RAILS, northwind, form="cedar", on=ON, only=["itar-location"])
    spot = engines.entity(Given(country="US", claimed=("itar",)))
    del spot["attrs"][lacking]
    stated = engines.context(Given(data=("itar",), facts={"persons": "us-persons"}))

    said = cedarpy.is_authorized(
        {
            "principal": 'Assay::Account::"who"',
            "action": 'Assay::Action::"run"',
            "resource": 'Assay::Spot::"here"',
            "context": stated,
        },
        files[0].data.decode(),
        [spot],
    )

    assert said.decision is cedarpy.Decision.Deny


SPOTS = [
    ("object-storage", "us-east-1", "4100-2207"),
    ("object-storage", "eu-west-1", ""),
    ("functions", "us-gov-west-1", "4100-2207"),
    ("functions", "", "4100-2207"),
    ("object-storage", "", ""),
    ("no-such-service", "us-east-1", "4100-2207"),
    ("object-storage", "no-such-region", "4100-2207"),
    ("", "us-east-1", "4100-2207"),
]
FULL = (
    "phi-account",
    "itar-location",
    "dod-il4",
    "personal-transfer",
    "soc-1-reporting",
)


def _worst(
    register: Register, spot: tuple[str, str, str], data: str, facts: dict[str, Any]
) -> str:
    service, region, account = spot
    one = Resource(id="it", service=service, region=region, facts=facts)
    asked = Workload(id="w", data=(data,), resources=(one,), account=account)
    rails = replace(RAILS, rails={name: RAILS.rails[name] for name in FULL})
    return check(asked, register, rails, ON).requirements[0].state


def test_a_registers_answers_give_what_check_gives(
    northwind: Register, engines: Any
) -> None:
    module, held, *_ = export(RAILS, northwind, form="rego", on=ON, only=FULL)
    rego = engines.rego_of(module.data, held.data)
    cedar, entities = {}, {}
    for account in ("", "4100-2207"):
        policies, schema, known, *_ = export(
            RAILS, northwind, form="cedar", on=ON, only=FULL, account=account
        )
        cedar[account] = engines.Cedar(policies.data, schema.data)
        entities[account] = {one["uid"]["id"]: one for one in json.loads(known.data)}
    facts: dict[str, str | bool] = {"persons": "us-persons", "connection": "niprnet"}
    for data, spot in product(("phi", "itar", "dod-il4", "personal"), SPOTS):
        service, region, account = spot
        expected = _worst(northwind, spot, data, facts)
        asked = {"service": service, "region": region, "account": account}
        assert rego({**asked, "data": [data], "facts": facts})["state"] == expected
        name = f"{service}/{region}"
        held_here = entities[account].get(name)
        if held_here is not None:
            stated = engines.context(Given(data=(data,), facts=facts))
            assert cedar[account].state(name, stated, [held_here]) == expected


@pytest.mark.parametrize(
    "spoilt",
    [
        *({"data": "phi"}, {"facts": []}, {"claimed": [1]}, {"region": None}),
        *({"levels": {"fedramp": 1}}, {"data ": ["itar"]}),
    ],
)
def test_malformed_input_is_never_allowed(
    spoilt: dict[str, Any], northwind: Register, engines: Any
) -> None:
    module = export(RAILS, northwind, form="rego", on=ON, only=["phi-account"])[0]
    good = {
        "service": "s",
        "region": "r",
        "account": "a",
        "data": ["phi"],
        "agreements": ["baa"],
        "eligible": ["hipaa"],
    }
    rego = engines.rego_of(module.data)

    assert rego(good)["allow"] is True
    assert rego({**good, **spoilt})["allow"] is False
