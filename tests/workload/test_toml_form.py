"""A workload in Assay's own TOML: what is read, and what is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.workload import Resource, Workload
from assay.workload.toml_form import read_toml

FULL = b"""
[workload]
id = "records"
title = "Records"
account = "1"
data = ["phi"]
programs = ["soc-2"]
levels = { fedramp = "high" }
persons = "us-persons"

[[resource]]
id = "bucket"
service = "object-storage"
region = "us-east-1"
account = "2"
type = "a bucket"
encrypted_at_rest = true
facts = { endpoint = "fips" }
"""


def fault_of(text: str) -> str:
    with pytest.raises(BadInput) as caught:
        read_toml(text.encode(), file="w.toml")
    return caught.value.diagnose()


def test_every_key_has_its_place_and_further_keys_are_facts() -> None:
    assert read_toml(FULL, file="in/w.toml") == Workload(
        id="records",
        title="Records",
        account="1",
        data=("phi",),
        programs=("soc-2",),
        levels={"fedramp": "high"},
        facts={"persons": "us-persons"},
        file="in/w.toml",
        resources=(
            Resource(
                id="bucket",
                service="object-storage",
                region="us-east-1",
                account="2",
                type="a bucket",
                facts={"endpoint": "fips", "encrypted_at_rest": True},
                place="resource[0]",
            ),
        ),
    )


def test_a_workload_without_an_id_is_called_as_its_file() -> None:
    assert read_toml(b"", file="plans/New Portal.toml").id == "new-portal"
    assert read_toml(b"", file=".toml").id == "workload"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("workload = 3", "A table is expected here"),
        ("[workload]\ndata = 'phi'", "workload.data"),
        ("[resource]\nid = 'x'", "Write [[resource]], with two brackets"),
        ("[[resources]]\nid = 'x'", "resources: This key is not known"),
        ("[[resource]]\nservice = 'x'", "resource[0].id: This key is missing"),
        ("[[resource]]\nid = ''", "A resource has an empty id"),
        ("[[resource]]\nid='x'\n[[resource]]\nid='x'", "2 resources are called 'x'"),
        ("[[resource]]\nid='x'\nsize=3", "resource[0].facts"),
        ("[[resource]]\nid='x'\nfacts=3", "resource[0].facts"),
        ("[workload", "not valid TOML"),
    ],
)
def test_what_says_nothing_clear_is_refused(text: str, told: str) -> None:
    assert told in fault_of(text)


def test_every_fault_is_told_at_once() -> None:
    told = fault_of("extra = 1\n[workload]\nid = 3\n[[resource]]\nid = 4\n")
    assert "extra" in told
    assert "workload.id" in told
    assert "resource[0].id" in told


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused(data: bytes) -> None:
    with suppress(BadInput):
        read_toml(data, file="w.toml")


tables = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from(["id", "data", "facts", "x"]), inner),
    ),
    max_leaves=6,
)


def _spelt(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {_spelt(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_spelt, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, int) else '"x"'


@given(tables, tables)
def test_tables_of_any_shape_are_read_or_refused(one: object, two: object) -> None:
    text = f"workload = {_spelt(one)}\nresource = {_spelt(two)}\n"
    with suppress(BadInput):
        read_toml(text.encode(), file="w.toml")
