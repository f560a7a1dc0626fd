"""CloudFormation templates, worked out as far as they can be beforehand."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from assay.errors import BadInput
from assay.workload import Resource, Workload

Read = Callable[..., Workload]


def by_id(workload: Workload) -> dict[str, Resource]:
    return {one.id: one for one in workload.resources}


def test_a_template_is_worked_out_as_far_as_it_can_be(read: Read, data: Path) -> None:
    source = (data / "template.yaml").read_bytes()
    found = by_id(read(source, "template.yaml", region="eu-west-1", account="42"))

    assert set(found) == {
        *("Records", "Database", "Reader", "Maybe", "Nested"),
        "Reader: AWS::IAM::Role",
    }
    assert found["Records"].facts == {
        "encrypted_at_rest": True,
        "public": False,
        "logged": True,
    }
    assert found["Database"].facts == {"encrypted_at_rest": True}
    assert found["Database"].region == "eu-west-1"
    assert found["Reader"].service == "lambda"
    assert found["Reader: AWS::IAM::Role"].service == "iam"
    assert found["Nested"].service == ""
    assert found["Nested"].place == "/Resources/Nested"
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
    assert volume.facts["encrypted_at_rest"] is True


QUEUE = """
Parameters:
  Key: {Type: String, Default: ""}
  Given: {Type: String}
  Named: {Type: "AWS::SSM::Parameter::Value<String>", Default: ""}
  Flag: {Type: String, Default: "false"}
Mappings:
  Keys: {eu-west-1: {queue: k}}
Conditions:
  Perhaps: !Equals [!Ref Given, x]
  Never: !Equals [a, b]
  Round: !Condition Circle
  Circle: !Condition Round
  One: !Or [!Condition Perhaps, !Equals [a, a]]
  Neither: !And [!Condition Perhaps, !Condition Never]
  Looked: !Equals [!Ref Named, ""]
Resources:
  K: {Type: "AWS::KMS::Key"}
  Q:
    Type: AWS::SQS::Queue
    Properties: {KmsMasterKeyId: %s}
"""


@pytest.mark.parametrize(
    ("value", "facts"),
    [
        ("!Ref K", {"encrypted_at_rest": True}),
        ("!GetAtt K.Arn", {"encrypted_at_rest": True}),
        ("!Sub '${K.Arn}'", {"encrypted_at_rest": True}),
        ("!Sub 'arn:${AWS::Partition}:x'", {"encrypted_at_rest": True}),
        ("!Join ['', [arn, !Ref K]]", {"encrypted_at_rest": True}),
        ("!Join ['', [arn, !Ref Given]]", {}),
        ("!ImportValue key", {"encrypted_at_rest": True}),
        ("!Ref Named", {"encrypted_at_rest": True}),
        ("!Ref Key", {}),
        ("!Ref Given", {}),
        ("!Ref Nobody", {}),
        ("!If [Perhaps, !Ref K, alias/aws/sqs]", {"encrypted_at_rest": True}),
        ("!If [Perhaps, !Ref K, !Ref AWS::NoValue]", {}),
        ("!If [Never, !Ref K, !Ref AWS::NoValue]", {}),
        ("!If [One, !Ref K, !Ref AWS::NoValue]", {"encrypted_at_rest": True}),
        ("!If [Neither, !Ref AWS::NoValue, k]", {"encrypted_at_rest": True}),
        ("!If [Round, !Ref AWS::NoValue, k]", {}),
        ("!If [Looked, !Ref AWS::NoValue, k]", {}),
        ("!FindInMap [Keys, !Ref AWS::Region, queue]", {"encrypted_at_rest": True}),
        ("!FindInMap [Keys, elsewhere, queue]", {}),
        (
            "!FindInMap [Keys, elsewhere, queue, {DefaultValue: k}]",
            {"encrypted_at_rest": True},
        ),
        ("!Select [1, [a, k]]", {"encrypted_at_rest": True}),
        ("!Select [7, [a, k]]", {}),
        ("!Select [0, !Split [',', 'k,l']]", {"encrypted_at_rest": True}),
        ("!Transform {Name: Mine}", {}),
    ],
)
def test_only_a_key_that_will_surely_be_there_encrypts(
    read: Read, value: str, facts: dict[str, Any]
) -> None:
    found = by_id(read(QUEUE % value, "t.yaml", region="eu-west-1"))

    assert found["Q"].facts == facts


MACROS = """
Transform: [AWS::LanguageExtensions, Ours, {Name: AWS::Include, Parameters: {}}]
Resources:
  'Fn::Transform': {Name: AWS::Include, Parameters: {Location: "s3://x/y"}}
  A: {Type: Custom::Thing}
  B: {Type: "AWS::Serverless::Application", Properties: {Location: x}}
  C: {Type: "AWS::CloudFormation::StackSet"}
"""


def test_whatever_may_make_things_that_are_not_in_the_template_is_unknown(
    read: Read,
) -> None:
    found = read(MACROS, "t.yaml").resources

    assert all(one.service == "" for one in found)
    assert [one.id for one in found] == [
        *("Transform Ours", "Transform AWS::Include", "Fn::Transform", "A", "B", "C")
    ]


LOOP = """
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: "One, Two"}
  Others: {Type: CommaDelimitedList}
Resources:
  'Fn::ForEach::Buckets':
    - Name
    - !Ref Names
    - 'Bucket${Name}':
        Type: AWS::S3::Bucket
        Properties: {BucketName: !Sub 'b-${Name}', AccessControl: PublicRead}
  'Fn::ForEach::Zones':
    - Zone
    - [eu-west-1a, us-east-1b]
    - 'Fn::ForEach::Inner':
        - Size
        - [1, 2]
        - 'Volume&{Zone}${Size}':
            Type: AWS::EC2::Volume
            Properties: {AvailabilityZone: !Ref Zone}
  'Fn::ForEach::Unknown': [Name, !Ref Others, {'X${Name}': {Type: 'AWS::S3::Bucket'}}]
"""


def test_a_loop_is_written_out_where_its_values_are_known(read: Read) -> None:
    found = by_id(read(LOOP, "t.yaml"))

    assert set(found) == {
        *("BucketOne", "BucketTwo", "Fn::ForEach::Unknown"),
        *("Volumeeu-west-1a1", "Volumeeu-west-1a2"),
        *("Volumeus-east-1b1", "Volumeus-east-1b2"),
    }
    assert found["BucketOne"].facts == {"public": True}
    assert found["Volumeus-east-1b2"].region == "us-east-1"
    assert found["Fn::ForEach::Unknown"].service == ""


def test_a_loop_without_measure_is_not_written_out(read: Read) -> None:
    body: dict[str, Any] = {"A${i}": {"Type": "AWS::S3::Bucket"}}
    loop = {"Fn::ForEach::L": ["i", [str(one) for one in range(20_000)], body]}

    [found] = read(json.dumps({"Resources": loop})).resources
    assert found.id == "Fn::ForEach::L"

    for level in range(5):
        values = [str(one) for one in range(9)]
        body = {f"Fn::ForEach::L{level}": [f"i{level}", values, {**body, "${b}": {}}]}
    with pytest.raises(BadInput):
        read(json.dumps({"Resources": body}))


def test_conditions_that_ask_one_another_are_each_asked_once(read: Read) -> None:
    conditions: dict[str, Any] = {"C0": {"Fn::Equals": ["a", "b"]}}
    for one in range(1, 40):
        before = {"Condition": f"C{one - 1}"}
        conditions[f"C{one}"] = {"Fn::Or": [before, before]}
    chain = {f"D{one}": {"Condition": f"D{one + 1}"} for one in range(3_000)}
    tree = {
        "Conditions": {**conditions, **chain},
        "Resources": {
            "A": {"Type": "X", "Condition": "C39"},
            "B": {"Type": "X", "Condition": "D0"},
        },
    }

    assert [one.id for one in read(json.dumps(tree)).resources] == ["B"]


def test_texts_that_double_themselves_are_not_written_out(read: Read) -> None:
    key: Any = "k"
    for _ in range(25):
        key = {"Fn::Sub": ["${a}${a}", {"a": key}]}
    joined = {"Fn::Join": ["x" * 60_000, ["a"] * 60_000]}
    tree = {
        "Resources": {
            "A": {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": key}},
            "B": {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": joined}},
        }
    }

    for one in read(json.dumps(tree)).resources:
        assert one.facts == {"encrypted_at_rest": True}


SERVERLESS = """
Transform: AWS::Serverless-2016-10-31
Globals:
  SimpleTable: {SSESpecification: {SSEEnabled: true}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Role: arn:aws:iam::123456789012:role/r
      Events:
        Get: {Type: Api, Properties: {Path: /, Method: get}}
        Put: {Type: Api, Properties: {Path: /, Method: put}}
        Queue: {Type: SQS, Properties: {Queue: q}}
  T: {Type: AWS::Serverless::SimpleTable}
"""


def test_what_a_serverless_function_makes_beside_itself_counts_too(
    read: Read,
) -> None:
    found = by_id(read(SERVERLESS, "t.yaml"))

    assert set(found) == {"F", "F: AWS::Serverless::Api", "T"}
    assert found["F: AWS::Serverless::Api"].service == "api-gateway"
    assert found["T"].facts == {"encrypted_at_rest": True}


REPLICAS = """
Resources:
  T:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      Replicas: [{Region: eu-west-1}, {Region: us-west-2}, {Region: !Ref AWS::Region}]
"""


def test_a_global_table_is_in_each_of_its_regions(read: Read) -> None:
    found = read(REPLICAS, "t.yaml", region="us-east-1").resources

    assert [one.region for one in found] == ["us-east-1", "eu-west-1", "us-west-2"]


def test_a_companion_is_of_the_resource_it_refers_to(read: Read) -> None:
    found = by_id(
        read(
            "Resources:\n"
            "  B: {Type: northwind_bucket}\n"
            "  C: {Type: northwind_bucket}\n"
            "  E: {Type: northwind_bucket_encryption, Properties: {bucket: !Ref B}}\n",
            "t.yaml",
        )
    )

    assert found["B"].facts == {"encrypted_at_rest": True}
    assert found["C"].facts == {}


def test_what_the_command_line_gets_of_a_stack_is_its_template(read: Read) -> None:
    template = {"Resources": {"B": {"Type": "AWS::S3::Bucket"}}}
    told = {"TemplateBody": template, "StagesAvailable": ["Original"]}
    text = {"TemplateBody": "Resources: {B: {Type: 'AWS::S3::Bucket'}}"}

    assert [one.service for one in read(json.dumps(told)).resources] == ["s3"]
    assert [one.service for one in read(json.dumps(text)).resources] == ["s3"]


@pytest.mark.parametrize("file", ["a.json", "a.yaml"])
def test_a_resource_that_stands_twice_is_told(read: Read, file: str) -> None:
    twice = '{"Resources": {"A": {"Type": "X"},\n "A": {"Type": "Y"}}}'
    with pytest.raises(BadInput) as caught:
        read(twice, file)

    assert "twice" in caught.value.problems[0].message
    assert "'A'" in caught.value.problems[0].message


def test_every_fault_of_a_template_is_told_at_once(read: Read) -> None:
    with pytest.raises(BadInput) as caught:
        read("Resources: {A: {Type: X}, B: {}, C: 3}", "a.yaml")

    assert [one.place for one in caught.value.problems] == [
        "/Resources/B",
        "/Resources/C",
    ]


def test_a_template_that_nests_without_end_is_refused_or_read(read: Read) -> None:
    deep = '{"Fn::Base64": ' * 5_000 + '"x"' + "}" * 5_000
    whole = f'{{"Resources": {{"A": {{"Type": "X", "Properties": {deep}}}}}}}'
    with suppress(BadInput):  # How deep it can be read hangs on the version of Python.
        read(whole)
    with pytest.raises(BadInput):
        read("Resources: {A: {Type: X, Properties: " + "[" * 5_000)


TAGS = """
Parameters: {Who: {Type: String, Default: us-persons}}
Resources:
  A:
    Type: AWS::S3::Bucket
    Properties:
      Tags:
        - {Key: 'assay:persons', Value: !Ref Who}
        - {Key: 'assay:crypto', Value: rot13}
  B:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: b
      ReplicationConfiguration:
        Rules:
          - Destination: {Bucket: !GetAtt A.Arn}
          - Destination: {Bucket: 'arn:aws:s3:::b'}
  C:
    Type: AWS::S3::Bucket
    Properties:
      ReplicationConfiguration: {Rules: [{Destination: {Bucket: 'arn:aws:s3:::x'}}]}
  D: {Type: 'AWS::EFS::FileSystem'}
  E: {Type: 'AWS::EFS::FileSystem', Properties: !Transform {Name: Ours}}
"""


def test_tags_state_what_no_attribute_does(read: Read) -> None:
    found = by_id(read(TAGS, "t.yaml"))

    assert found["A"].facts == {"persons": "us-persons"}


def test_copies_in_a_bucket_of_the_template_are_judged_there_and_others_unknown(
    read: Read,
) -> None:
    found = by_id(read(TAGS, "t.yaml", region="us-east-1"))

    assert set(found) == {"A", "B", "C", "C: not told", "D", "E"}
    assert found["C: not told"].region == "not told"


def test_what_is_not_written_is_absent_and_what_is_included_is_not(
    read: Read,
) -> None:
    found = by_id(read(TAGS, "t.yaml"))

    assert found["D"].facts == {"encrypted_at_rest": False}
    assert found["E"].facts == {}
