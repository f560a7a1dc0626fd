"""Plans, templates, snapshots and inventories as workloads: what is seen, no more."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.library import read_files
from assay.register import Register, read_programs, read_register
from assay.sheets import Sheet, write_xlsx
from assay.workload import Resource, Workload
from assay.workload.inputs import Maps, read_maps, read_workload

DATA = Path(__file__).parent / "data"
Read = Callable[..., Workload]


@pytest.fixture(scope="module")
def maps() -> Maps:
    shipped = {f"resources/{n}": data for n, data in read_files("resources").items()}
    own = {
        name: data
        for name, data in read_files("examples/northwind").items()
        if name.startswith("register/resources/")
    }
    assert own
    return read_maps(own, shipped)


@pytest.fixture(scope="module")
def register() -> Register:
    """A provider with a few services, under ids and aliases of several kinds."""
    text = "".join(
        f'[[service]]\nid = "{name}"\ntitle = "{title}"\ncategory = "x"\n{more}\n'
        for name, title, more in (
            ("s3", "Amazon S3", ""),
            ("relational-database", "Relational Database", 'aliases = ["rds"]'),
            ("ec2", "Amazon EC2", ""),
            ("sqs", "Amazon SQS", ""),
            ("lambda", "AWS Lambda", ""),
            ("ebs", "Amazon EBS", ""),
        )
    )
    regions = "".join(
        f'[[region]]\nid = "{name}"\ntitle = "{name} here"\ncountry = "US"\n'
        for name in ("us-west-2", "us-east-1", "eu-west-1", "ap-southeast-2")
    )
    files = {
        "register/provider.toml": b'id = "p"\nname = "P"\n',
        "register/services.toml": text.encode(),
        "register/regions.toml": regions.encode(),
    }
    programs = {f"programs/{n}": d for n, d in read_files("programs").items()}
    return read_register(files, read_programs(programs))


@pytest.fixture
def read(maps: Maps, register: Register) -> Read:
    def of(data: bytes | str, file: str = "in.json", **more: Any) -> Workload:
        raw = data.encode() if isinstance(data, str) else data
        return read_workload(raw, file=file, register=register, maps=maps, **more)

    return of


def by_id(workload: Workload) -> dict[str, Resource]:
    return {one.id: one for one in workload.resources}


def test_a_terraform_plan_is_what_will_be(read: Read) -> None:
    found = by_id(read((DATA / "plan.json").read_bytes(), "plan.json"))
    records = found["aws_s3_bucket.records"]
    database = found["aws_db_instance.main[0]"]
    queue = found['module.events.aws_sqs_queue.in["a"]']

    assert "random_id.suffix" not in found
    assert "data.aws_caller_identity.me" not in found
    assert "aws_s3_bucket.old" not in found
    assert (records.service, records.region) == ("s3", "us-west-2")
    assert records.account == "123456789012"
    assert records.facts == {"encrypted_at_rest": True}
    assert (database.service, database.region) == ("relational-database", "eu-west-1")
    assert database.facts == {"encrypted_at_rest": True, "public": False}
    assert (queue.service, queue.region) == ("sqs", "ap-southeast-2")
    assert queue.facts == {"encrypted_at_rest": True}
    assert records.place == "/planned_values/root_module/resources/0"


def test_what_is_only_known_later_states_nothing(read: Read) -> None:
    found = by_id(read((DATA / "plan.json").read_bytes(), "plan.json"))

    assert found["aws_instance.web"].facts == {}
    assert found["aws_instance.web"].region == "us-east-1"


def test_what_no_map_knows_is_kept_without_a_service(read: Read) -> None:
    found = by_id(read((DATA / "plan.json").read_bytes(), "plan.json"))

    assert found["acme_widget.w"].service == ""
    assert found["acme_widget.w"].type == "acme_widget"


def test_a_template_is_worked_out_as_far_as_it_can_be(read: Read) -> None:
    source = (DATA / "template.yaml").read_bytes()
    found = by_id(read(source, "template.yaml", region="eu-west-1", account="42"))

    assert set(found) == {"Records", "Database", "Reader", "Maybe", "Nested"}
    assert found["Records"].facts == {
        "encrypted_at_rest": True,
        "public": False,
        "logged": True,
    }
    assert found["Database"].facts == {"encrypted_at_rest": True}
    assert found["Database"].region == "eu-west-1"
    assert found["Reader"].service == "lambda"
    assert found["Nested"].service == ""
    assert {one.account for one in found.values()} == {"42"}


def test_the_same_template_in_json_is_the_same_workload(read: Read) -> None:
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {
            "Volume": {
                "Type": "AWS::EC2::Volume",
                "Properties": {"Encrypted": "true", "AvailabilityZone": "us-east-1a"},
            }
        },
    }
    [volume] = read(json.dumps(template)).resources

    assert (volume.service, volume.region) == ("ebs", "us-east-1")
    assert volume.facts == {"encrypted_at_rest": True}


def test_a_snapshot_is_what_is_still_there(read: Read) -> None:
    found = read((DATA / "snapshot.json").read_bytes(), "snapshot.json").resources

    assert [(one.service, one.region, one.facts) for one in found] == [
        ("ebs", "eu-west-1", {"encrypted_at_rest": True}),
        ("iam", "", {}),
    ]


CSV = """Resource Name,Service Name,Type,AWS Region,encrypted at rest,Owner
records,Amazon S3,,us-east-1,yes,team a
main,,aws_db_instance,,no,
,,aws_sqs_queue,eu-west-1,,
"""


def test_an_inventory_is_a_row_for_each_resource(read: Read) -> None:
    found = read(CSV, "list.csv", facts=("encrypted_at_rest",), region="us-west-2")

    assert [
        (one.id, one.service, one.region, one.facts) for one in found.resources
    ] == [
        ("records", "s3", "us-east-1", {"encrypted_at_rest": True}),
        ("main", "relational-database", "us-west-2", {"encrypted_at_rest": False}),
        ("row 4", "sqs", "eu-west-1", {}),
    ]


def test_a_workbook_is_an_inventory_too(read: Read) -> None:
    rows = (("id", "service"), ("a", "Amazon S3"), ("a", "s3"))
    found = read(write_xlsx([Sheet(name="Sheet", rows=rows)]), "list.xlsx")

    assert [one.id for one in found.resources] == ["a", "a (2)"]


@pytest.mark.parametrize(
    ("file", "data", "said"),
    [
        ("main.tf", 'resource "a" "b" {}', "does not say what will be"),
        ("a.json", "{", "not JSON"),
        ("a.json", "[]", "no object"),
        ("a.json", '{"x": 1}', "no workload that is read"),
        ("a.json", '{"version": 4, "serial": 1, "lineage": "x"}', "state file"),
        ("a.json", '{"format_version": "1.2", "planned_values": {}}', "no root module"),
        ("a.yaml", "AWSTemplateFormatVersion: x\n", "no Resources"),
        ("a.yaml", "Resources: {A: {Type: X}, B: {}}\n", "needs a Type"),
        ("a.csv", "", "empty"),
        ("a.csv", "name,owner\na,b\n", "No column says"),
    ],
)
def test_what_is_no_workload_is_refused_with_what_is_read(
    read: Read, file: str, data: str, said: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read(data, file)

    assert said in caught.value.problems[0].message


WELL_KNOWN = {
    "aws_instance": "ec2",
    "aws_vpc": "ec2",
    "aws_subnet": "ec2",
    "aws_security_group": "ec2",
    "aws_eip": "ec2",
    "aws_ebs_volume": "ebs",
    "AWS::EC2::Volume": "ebs",
    "AWS::EC2::Instance": "ec2",
    "aws_lb": "elasticloadbalancing",
    "aws_alb_listener": "elasticloadbalancing",
    "aws_db_instance": "rds",
    "aws_rds_cluster": "rds",
    "aws_dynamodb_table": "dynamodb",
    "aws_cloudwatch_log_group": "logs",
    "aws_cloudwatch_event_rule": "events",
    "aws_cloudwatch_metric_alarm": "monitoring",
    "aws_sfn_state_machine": "states",
    "aws_efs_file_system": "elasticfilesystem",
    "aws_kinesis_stream": "kinesis",
    "aws_kinesis_firehose_delivery_stream": "firehose",
    "aws_route53_zone": "route53",
    "aws_route53_resolver_endpoint": "route53resolver",
    "aws_cognito_user_pool": "cognito-idp",
    "aws_cognito_identity_pool": "cognito-identity",
    "aws_iam_role": "iam",
    "aws_s3_bucket": "s3",
    "aws_s3control_bucket": "s3-control",
    "aws_apigatewayv2_api": "apigateway",
    "AWS::Serverless::Function": "lambda",
    "AWS::Serverless::Api": "apigateway",
    "AWS::Logs::LogGroup": "logs",
    "AWS::StepFunctions::StateMachine": "states",
    "AWS::Cognito::IdentityPool": "cognito-identity",
    "northwind_bucket": "object-storage",
}


@pytest.mark.parametrize(("kind", "service"), WELL_KNOWN.items())
def test_well_known_types_are_mapped(maps: Maps, kind: str, service: str) -> None:
    mapped = maps.of(kind)

    assert mapped is not None
    assert mapped.service == service


def test_no_two_lines_of_a_map_say_different_things_of_one_pattern(maps: Maps) -> None:
    patterns = [pattern for one in maps.maps for pattern in one.type]

    assert len(patterns) == len(set(patterns))


def test_every_fact_of_the_maps_is_one_that_the_rails_know(maps: Maps) -> None:
    known = read_files("guardrails")["facts.toml"].decode()

    assert {rule.fact for rule in maps.facts} <= {
        line.split('"')[1] for line in known.splitlines() if line.startswith("id = ")
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[map]]\nservice = 's3'\n", "missing"),
        ("[[mop]]\n", "not known"),
        ("map = 3\n", "array of tables"),
        ("[[map]]\ntype = 3\n", "array"),
    ],
)
def test_a_map_at_fault_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_maps({"a.toml": text.encode()})

    assert any(said in problem.message for problem in caught.value.problems)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("Ref", "Fn::If", "Fn::Sub", "Fn::Join", "Fn::Equals", "Type"),
                    *("Properties", "Condition", "values", "address", "type", "mode"),
                    *("resources", "child_modules", "root_module", "expressions"),
                    *("change", "after_unknown", "resourceType", "configuration"),
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)
TOP = st.fixed_dictionaries(
    {},
    optional={
        "format_version": st.just("1.2"),
        "planned_values": JSON,
        "values": JSON,
        "resource_changes": JSON,
        "configuration": JSON,
        "variables": JSON,
        "AWSTemplateFormatVersion": JSON,
        "Resources": JSON | st.dictionaries(st.text(max_size=3), JSON, max_size=3),
        "Conditions": JSON,
        "Parameters": JSON,
        "Mappings": JSON,
        "configurationItems": JSON,
    },
)


@settings(max_examples=300)
@given(TOP)
def test_any_json_is_a_workload_or_a_problem(
    maps: Maps, register: Register, tree: dict[str, Any]
) -> None:
    with suppress(BadInput):
        read_workload(
            json.dumps(tree).encode(), file="a.json", register=register, maps=maps
        )


@given(
    st.binary(max_size=200),
    st.sampled_from(["a.json", "a.yaml", "a.csv", "a", "a.toml"]),
)
def test_any_bytes_are_a_workload_or_a_problem(
    maps: Maps, register: Register, data: bytes, file: str
) -> None:
    with suppress(BadInput):
        read_workload(data, file=file, register=register, maps=maps)
