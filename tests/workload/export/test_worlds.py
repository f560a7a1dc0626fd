"""Cedar and Rego agree with our own judge in worlds made at random."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assay.library import read_files
from assay.register import Register
from assay.workload import read_rails
from assay.workload.answer import answer
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
)
from assay.workload.export import export
from assay.workload.facts import GivenFacts
from assay.workload.rails import Case, FactKind, Given, Must, Rail, Rails, When
from assay.workload.rehearsal import state_of
from assay.workload.values import Resource, Workload

ON = date(2026, 11, 24)
RAILS = read_rails(read_files("guardrails"))
PROGRAMS = ("fedramp", "fips-140", "hipaa", "iso-27001", "itar", "soc-2")
LEVELS = {"fedramp": ("low", "moderate", "high")}
KINDS = ("baa", "cjis_addendum", "dpa")
COUNTRIES = ("", "US", "IE", "RU", "JP")


def claims() -> st.SearchStrategy[tuple[str, ...]]:
    """Programs, at a level where they have levels."""
    cells = [*PROGRAMS, *(f"{p}:{one}" for p, all_ in LEVELS.items() for one in all_)]
    return subsets(cells)


def subsets(names: Any) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of the names, each once."""
    return st.lists(st.sampled_from(sorted(names)), unique=True, max_size=4).map(tuple)


def facts(kinds: dict[str, FactKind]) -> st.SearchStrategy[dict[str, str | bool]]:
    """Facts with values that they may have."""
    each = {
        name: st.sampled_from([*kind.values, "not_applicable"])
        for name, kind in kinds.items()
    }
    return st.fixed_dictionaries({}, optional=each)


def givens(rails: Rails, data: tuple[str, ...]) -> st.SearchStrategy[Given]:
    """Worlds in which something of everything may be stated, or not."""
    return st.builds(
        Given,
        service=st.sampled_from(["", "a-service"]),
        region=st.sampled_from(["", "a-region"]),
        country=st.sampled_from(COUNTRIES),
        partition=st.sampled_from(["", "commercial", "government"]),
        account=st.sampled_from(["", "an-account"]),
        data=subsets(data),
        programs=subsets(PROGRAMS),
        levels=st.fixed_dictionaries(
            {}, optional={"fedramp": st.sampled_from(LEVELS["fedramp"])}
        ),
        agreements=subsets(KINDS),
        eligible=subsets(["hipaa"]),
        claimed=claims(),
        aged=claims(),
        unstated=subsets([*PROGRAMS, *KINDS]),
        facts=facts(dict(rails.facts)),
    )


def ours(
    given: Given, rails: Rails, workload_facts: dict[str, str | bool] | None = None
) -> str:
    """The worst of all requirements, by `assay.workload.answer`."""
    resource = Resource(
        id="it",
        service=given.service,
        region=given.region,
        account=given.account,
        facts=given.facts,
    )
    workload = Workload(
        id="workload",
        data=given.data,
        programs=given.programs,
        resources=(resource,),
        account=given.account,
        levels=given.levels,
        facts=given.facts if workload_facts is None else workload_facts,
    )
    found = answer(workload, GivenFacts(given), rails, ON, {})
    return found.requirements[0].state


def _leaves(rails: Rails) -> st.SearchStrategy[Condition]:
    fact = st.sampled_from(
        [
            FactIs(name=name, values=(value,))
            for name, kind in sorted(rails.facts.items())
            for value in kind.values
        ]
    )
    place = st.one_of(
        st.builds(
            InPlace,
            axis=st.just("country"),
            values=st.sampled_from([("US",), ("IE", "JP"), ("RU",)]),
        ),
        st.builds(InPlace, axis=st.just("region"), values=st.just(("a-region",))),
        st.builds(InPlace, axis=st.just("region"), values=st.just(("elsewhere",))),
        st.builds(InPlace, axis=st.just("partition"), values=st.just(("government",))),
    )
    register = st.one_of(
        st.builds(HasAgreement, kind=st.sampled_from(KINDS)),
        st.just(Eligible(program="hipaa")),
        st.builds(
            Claimed,
            program=st.sampled_from(PROGRAMS),
            aged=st.sampled_from(["no", "bridged", "yes"]),
        ),
        st.builds(
            Claimed,
            program=st.just("fedramp"),
            level=st.sampled_from(["", "moderate"]),
            level_from=st.just(""),
        ),
        st.just(Claimed(program="fedramp", level_from="data")),
    )
    return st.one_of(fact, place, register)


def _conditions(rails: Rails) -> st.SearchStrategy[Condition]:
    """Trees of everything that a condition may be made of."""
    return st.recursive(
        _leaves(rails),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda of: All(of=tuple(of))),
            st.lists(inner, max_size=3).map(lambda of: Any_(of=tuple(of))),
            inner.map(lambda of: Not(of=of)),
        ),
        max_leaves=8,
    )


def rail_of(condition: Condition, *, each: Any = "resource") -> Rail:
    """A rail that binds health data and asks one thing."""
    return Rail(
        id="made-up",
        title="Made up",
        program="hipaa",
        source="none",
        summary="",
        when=When(data=("phi", "federal-high")),
        each=each,
        musts=(Must(id="it", says="", condition=condition),),
        cases=(),
    )


def with_rail(rails: Rails, rail: Rail) -> Rails:
    """One rail, and the words of all."""
    return replace(rails, rails={rail.id: rail})


def few_programs(register: Register) -> Register:
    """The register with as few programs as these worlds speak of."""
    kept = {one: register.programs[one] for one in PROGRAMS}
    return replace(register, programs=kept)


FEW = (
    *("cardholder-duties", "cji-access", "fedramp-level", "fips-endpoints"),
    *("gxp-supplier", "itar-location", "personal-transfer", "phi-account"),
)
CARRIED = (
    *("cardholder", "cji", "federal-high", "federal-moderate", "gxp", "itar"),
    *("media", "personal", "phi"),
)
WORLDS = givens(RAILS, CARRIED)
CONDITIONS = _conditions(RAILS)
FACTS = facts(dict(RAILS.facts))
SLOWLY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
FEW_RAILS = replace(RAILS, rails={one: RAILS.rails[one] for one in FEW})


@pytest.fixture(scope="module")
def bare(northwind: Register) -> Register:
    """Without answers of its own: the worlds bring theirs."""
    return replace(few_programs(northwind), services={})


@pytest.fixture(scope="module")
def rego(bare: Register, engines: Any) -> Any:
    files = export(RAILS, bare, form="rego", on=ON, only=FEW)
    return engines.rego_of(files[0].data)


@pytest.fixture(scope="module")
def cedar(bare: Register, engines: Any) -> Any:
    files = export(RAILS, bare, form="cedar", on=ON, only=FEW)
    return engines.Cedar(files[0].data, files[1].data)


@SLOWLY
@given(stated=WORLDS, whole=FACTS)
def test_rego_agrees_on_worlds(
    stated: Given, whole: dict[str, str | bool], rego: Any, engines: Any
) -> None:
    said = rego(engines.request(stated, workload_facts=whole))

    assert said["state"] == ours(stated, FEW_RAILS, whole)
    assert said["allow"] == (said["state"] == "allowed")


@SLOWLY
@given(stated=WORLDS, whole=FACTS)
def test_cedar_agrees_on_worlds(
    stated: Given, whole: dict[str, str | bool], cedar: Any, engines: Any
) -> None:
    merged = replace(stated, facts={**whole, **stated.facts})
    asked = engines.context(merged, whole)

    said = cedar.state("here", asked, [engines.entity(stated)])

    assert said == ours(stated, FEW_RAILS, whole)


@SLOWLY
@given(condition=CONDITIONS, world=WORLDS)
def test_both_agree_on_conditions(
    condition: Condition, world: Given, bare: Register, engines: Any
) -> None:
    rail = rail_of(condition)
    assume(rail.asks(ON))  # a rail that asks nothing is not exported
    rails = with_rail(RAILS, rail)
    stated = replace(world, data=("phi", "federal-high"), programs=())
    expected = state_of(rail, Case(name="", state="unknown", given=stated), rails)

    module = export(rails, bare, form="rego", on=ON)[0]
    policies, schema, *_ = export(rails, bare, form="cedar", on=ON)

    said = engines.rego_of(module.data)(engines.request(stated))
    assert said["rail"]["made-up"]["state"] == expected
    engine = engines.Cedar(policies.data, schema.data)
    asked, spot = engines.context(stated), [engines.entity(stated)]
    assert engine.of_rail("made-up", "here", asked, spot) == expected
