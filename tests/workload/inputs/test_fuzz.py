"""Whatever anybody hands in: a workload, or what is wrong with it, and nothing else."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.register import Register
from assay.workload import Workload
from assay.workload.inputs import Maps, read_maps, read_workload

NAMES = st.sampled_from(
    [
        *("a", "b", "Name", "each.value", "var.a", "module.a.b", "aws_s3_bucket.a"),
        *("aws_s3_bucket.a[0]", "[", "]", 'x["', "${a}", "${b.c}", "${!d}", "", "é"),
        *("AWS::Region", "AWS::NoValue", "AWS::S3::Bucket", "aws_instance", "true"),
        *("AWS::Serverless::Function", "managed", "delete", "1", "arn:aws:s3:::a"),
        *("us-east-1a", "1.2", "ResourceDeleted", "Api", '{"a": 1}', "[1]"),
    ]
)
KEYS = st.sampled_from(
    [
        *("Ref", "Fn::If", "Fn::Sub", "Fn::Join", "Fn::Equals", "Fn::GetAtt", "Type"),
        *("Fn::Select", "Fn::Split", "Fn::FindInMap", "Fn::ForEach::X", "Fn::And"),
        *("Fn::Not", "Fn::Transform", "Properties", "Condition", "Default", "Events"),
        *("values", "address", "type", "mode", "name", "bucket", "rule", "replica"),
        *("resources", "child_modules", "root_module", "expressions", "references"),
        *("module_calls", "module", "outputs", "expression", "variables", "value"),
        *("constant_value", "provider_config_key", "provider_config", "full_name"),
        *("change", "after_unknown", "actions", "resource_change", "deposed"),
        *("resourceType", "configuration", "awsRegion", "ARN", "a", "Region"),
        *("region_name", "root_block_device", "encrypted", "Replicas", "provider_name"),
        "configurationItemCaptureTime",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(0, 2) | NAMES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=16,
)
INSTANCE = st.fixed_dictionaries(
    {"address": NAMES, "type": NAMES},
    optional={"values": st.dictionaries(KEYS, JSON, max_size=4), "mode": NAMES},
)
MODULE = st.fixed_dictionaries(
    {"resources": st.lists(INSTANCE, max_size=3)},
    optional={
        "child_modules": st.lists(
            st.fixed_dictionaries({"resources": st.lists(INSTANCE, max_size=2)}),
            max_size=2,
        )
    },
)
SOURCE = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "resources": st.lists(
                st.fixed_dictionaries(
                    {"address": NAMES},
                    optional={
                        "expressions": st.dictionaries(KEYS, JSON, max_size=3),
                        "for_each_expression": JSON,
                        "provider_config_key": NAMES,
                    },
                ),
                max_size=3,
            ),
            "outputs": st.dictionaries(
                NAMES, st.fixed_dictionaries({"expression": JSON}), max_size=2
            ),
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "module_calls": st.dictionaries(
                NAMES,
                st.fixed_dictionaries(
                    {"module": inner},
                    optional={"expressions": st.dictionaries(NAMES, JSON, max_size=2)},
                ),
                max_size=2,
            )
        },
    ),
    max_leaves=4,
)
PLAN = st.fixed_dictionaries(
    {
        "format_version": st.just("1.2"),
        "planned_values": st.fixed_dictionaries({"root_module": MODULE}) | JSON,
    },
    optional={
        "resource_changes": JSON
        | st.lists(
            st.fixed_dictionaries(
                {
                    "address": NAMES,
                    "change": st.fixed_dictionaries({"after_unknown": JSON}),
                }
            ),
            max_size=3,
        ),
        "deferred_changes": JSON,
        "complete": st.booleans(),
        "variables": JSON,
        "configuration": JSON
        | st.fixed_dictionaries(
            {"root_module": SOURCE},
            optional={
                "provider_config": st.dictionaries(
                    NAMES,
                    st.fixed_dictionaries(
                        {"name": NAMES, "module_address": NAMES},
                        optional={"expressions": st.dictionaries(KEYS, JSON)},
                    ),
                    max_size=2,
                )
            },
        ),
    },
)
TEMPLATE = st.fixed_dictionaries(
    {
        "Resources": JSON
        | st.dictionaries(
            NAMES | KEYS,
            st.fixed_dictionaries({"Type": NAMES}, optional={"Properties": JSON})
            | JSON,
            max_size=3,
        )
    },
    optional=dict.fromkeys(
        ("Transform", "Conditions", "Parameters", "Mappings", "Globals"), JSON
    ),
)
CONFIG = st.fixed_dictionaries(
    {
        "configurationItems": JSON
        | st.lists(
            st.fixed_dictionaries(
                {"resourceType": NAMES},
                optional=dict.fromkeys(
                    ("configuration", "supplementaryConfiguration"), JSON
                )
                | {
                    "configurationItemCaptureTime": NAMES | st.floats(0, 2),
                    "resourceId": NAMES,
                },
            )
            | JSON,
            max_size=3,
        )
    }
)
TOP = st.dictionaries(
    st.sampled_from(
        ["format_version", "values", "Resources", "TemplateBody", "Results", "x"]
    ),
    JSON,
    max_size=3,
)


def reads(data: bytes, file: str, register: Register, maps: Maps) -> None:
    with suppress(BadInput):
        found = read_workload(data, file=file, register=register, maps=maps)
        assert isinstance(found, Workload)
        ids = [one.id for one in found.resources]
        assert len(ids) == len(set(ids)) or file.endswith(".toml")


@settings(max_examples=300)
@given(PLAN | TEMPLATE | CONFIG | TOP)
def test_any_json_is_a_workload_or_a_problem(
    maps: Maps, register: Register, tree: dict[str, Any]
) -> None:
    reads(json.dumps(tree).encode(), "a.json", register, maps)


@given(TEMPLATE)
def test_any_yaml_is_a_workload_or_a_problem(
    maps: Maps, register: Register, tree: dict[str, Any]
) -> None:
    text = (
        json.dumps(tree).replace('{"Ref": ', "!Ref ").replace('{"Fn::Sub": ', "!Sub ")
    )
    reads(b"# in YAML\n" + text.encode(), "a", register, maps)


@given(
    st.binary(max_size=200) | st.text(max_size=99).map(str.encode),
    st.sampled_from(["a.json", "a.yaml", "a.csv", "a", "a.toml", "a.gz"]),
    st.sampled_from(
        [b"", b"PK\x03\x04", b"\x1f\x8b", b"\xff\xfe", b"{", b"[", b"type,id\n"]
    ),
)
def test_any_bytes_are_a_workload_or_a_problem(
    maps: Maps, register: Register, data: bytes, file: str, start: bytes
) -> None:
    reads(start + data, file, register, maps)


@given(
    st.binary(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                *("[[map]]", "[[fact]]", "[[made]]", "[[copy]]", "type = 'a*'"),
                *("type = ['a', 'b']", "service = 's3'", "nothing = true", "of = 'b'"),
                *("present = true", "value = {a = true}", "attribute = 'a.*'", "to=3"),
                *("where = {a = 1}", "makes = 'x'", "region = 'a'", "fact = 'public'"),
            ]
        )
    ).map(lambda lines: "\n".join(lines).encode())
)
def test_any_map_is_one_or_a_problem(data: bytes) -> None:
    with suppress(BadInput):
        read_maps({"a.toml": data})
