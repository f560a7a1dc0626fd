"""Parameters come through the import of an OSCAL catalog, a profile, a resolved one."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog import Library, read_library
from assay.catalog.imports.oscal import read_oscal
from assay.catalog.imports.oscal.parameters import params_in, params_set
from assay.catalog.parameters import filled, valued
from assay.catalog.values import Constraint
from assay.tomltext import as_toml

NIST = "oscal/nist/NIST_SP-800-53_rev5_catalog.json"
FEDRAMP = "oscal/fedramp/FedRAMP_rev5_LOW-baseline_profile.json"


def test_each_part_of_a_parameter_is_kept() -> None:
    stated = {
        "id": "p",
        "label": " how\noften ",
        "props": [
            {"name": "alt-identifier", "value": "q"},
            {"name": "aggregates", "value": "r"},
            {"name": "label", "value": "P"},
        ],
        "constraints": [{"description": "d", "tests": [{"expression": "[0-9]+"}]}],
        "guidelines": [{"prose": "g"}],
        "values": ["v", "w"],
        "select": {"how-many": "one-or-more", "choice": ["v", "x"]},
    }
    [found] = params_in({"params": [stated, stated, {"label": "none"}]})

    assert (found.label, found.also, found.aggregates) == ("how often", ("q",), ("r",))
    assert found.constraints == (Constraint(description="d", tests=("[0-9]+",)),)
    assert (found.values, found.choices) == (("v", "w"), ("v", "x"))
    assert (found.guidelines, found.how_many) == (("g",), "one-or-more")


def test_settings_of_one_parameter_join_in_sequence() -> None:
    sets: list[dict[str, Any]] = [
        {"param-id": "p", "values": ["a"], "constraints": [{"description": "c"}]},
        {"param-id": "q", "values": ["z"]},
        {"param-id": "p", "values": ["b"], "constraints": [{"description": "d"}]},
    ]
    found = {one.id: one for one in params_set({"modify": {"set-parameters": sets}})}

    assert found["p"].values == ("b",)
    assert [one.description for one in found["p"].constraints] == ["c", "d"]
    assert found["q"].values == ("z",)


_KEYS = (
    *("id", "params", "select", "choice", "values", "props", "constraints", "tests"),
    *("expression", "modify", "set-parameters", "param-id", "prose"),
)
_JSON = st.recursive(
    st.none() | st.text(max_size=4) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(_KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["params", "modify"]), _JSON))
def test_whatever_stands_there_is_parameters_or_none(node: dict[str, Any]) -> None:
    assert all(one.id for one in (*params_in(node), *params_set(node)))


@pytest.fixture(scope="module")
def held(shared_data: Path) -> Library:
    """The catalog of SP 800-53 and a baseline of FedRAMP, imported and read again."""
    name = "nist"
    catalog = read_oscal((shared_data / NIST).read_bytes(), file="n.json").catalogs[0]
    low = read_oscal((shared_data / FEDRAMP).read_bytes(), file="f.json").baselines[0]
    return read_library(
        {
            f"catalogs/{name}.toml": as_toml(replace(catalog, id=name)),
            "baselines/low.toml": as_toml(replace(low, id="low", catalog=name)),
        }
    )


def test_every_parameter_of_the_real_catalog_is_held(
    held: Library, shared_data: Path
) -> None:
    def ids(node: dict[str, Any]) -> list[str]:
        inner = [*node.get("groups", []), *node.get("controls", [])]
        own = [str(one["id"]) for one in node.get("params", [])]
        return [*own, *(name for one in inner for name in ids(one))]

    stated = ids(json.loads((shared_data / NIST).read_bytes())["catalog"])
    kept = [one.id for r in held.catalogs["nist"].requirements for one in r.parameters]

    assert sorted(kept) == sorted(stated)


def test_every_place_in_the_real_texts_is_filled(held: Library) -> None:
    found = {one.parameter.id: one for one in valued(held, "nist", {})}
    texts = [filled(r.text, found) for r in held.catalogs["nist"].requirements]

    assert not any("insert:" in text for text in texts)
    assert sum("[Assignment: " in text for text in texts) > 300


def test_what_a_profile_constrains_is_asked_of_the_values(
    held: Library, shared_data: Path
) -> None:
    profile = json.loads((shared_data / FEDRAMP).read_bytes())["profile"]
    sets = {one["param-id"] for one in profile["modify"]["set-parameters"]}
    found = {
        one.parameter.id
        for one in valued(held, "low", {})
        if one.parameter.constraints or one.parameter.values
    }

    assert found == sets
