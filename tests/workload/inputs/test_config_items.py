"""What AWS Config recorded: snapshots, histories, answers of its API."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assay.errors import BadInput
from assay.workload import Workload

Read = Callable[..., Workload]


def item(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "AWS::RDS::DBInstance",
        "resourceId": "db-1",
        "awsRegion": "eu-west-1",
        "awsAccountId": "123456789012",
        "configurationItemStatus": "OK",
        "configuration": {"storageEncrypted": True, "publiclyAccessible": False},
        **more,
    }


def items(*listed: Any, key: str = "configurationItems") -> str:
    return json.dumps({"fileVersion": "1.0", key: list(listed)})


def test_a_snapshot_is_what_is_still_there(read: Read, data: Path) -> None:
    found = read((data / "snapshot.json").read_bytes(), "snapshot.json").resources

    assert [(one.service, one.region) for one in found] == [
        ("ebs", "eu-west-1"),
        ("iam", ""),
    ]
    assert [one.facts["encrypted_at_rest"] for one in found] == [True, "not_applicable"]


def test_a_snapshot_is_read_as_it_is_delivered(read: Read, data: Path) -> None:
    plain = (data / "snapshot.json").read_bytes()
    packed = gzip.compress(plain, mtime=0)

    found = read(packed, "123_Config_snapshot.json.gz")
    assert found.resources == read(plain, "x.json").resources
    assert found.id == "123-config-snapshot"
    with pytest.raises(BadInput, match="problem"):
        read(packed[:-20], "x.json.gz")


def test_files_and_the_api_say_the_same_in_two_ways(read: Read) -> None:
    [ours] = read(items(item())).resources
    told = item(
        accountId="123456789012", configuration=json.dumps(item()["configuration"])
    )
    del told["awsAccountId"]

    assert read(items(told, key="baseConfigurationItems")).resources[0].facts == (
        ours.facts
    )
    queried = read(items(json.dumps(told), key="Results")).resources[0]
    assert (queried.account, queried.facts) == (ours.account, ours.facts)
    assert ours.facts == {"encrypted_at_rest": True, "public": False}


def test_the_last_that_was_recorded_counts_in_whatever_order(read: Read) -> None:
    old = item(configurationItemCaptureTime="2026-01-01T00:00:00.000Z")
    new = item(
        configurationItemCaptureTime="2026-02-01T00:00:00.000Z",
        configurationItemStatus="ResourceDeleted",
        configuration=None,
    )
    epoch = [
        item(configurationItemCaptureTime=2.0, configuration={}),
        item(configurationItemCaptureTime=1),
    ]

    assert read(items(old, new)).resources == ()
    assert read(items(new, old)).resources == ()
    assert [one.facts for one in read(items(*epoch)).resources] == [{}]


def test_things_of_one_name_in_two_regions_are_two(read: Read) -> None:
    here, there = item(), item(awsRegion="us-east-1", configuration={})
    found = read(items(here, there)).resources

    assert [(one.region, one.facts) for one in found] == [
        ("eu-west-1", {"encrypted_at_rest": True, "public": False}),
        ("us-east-1", {}),
    ]
    assert len({one.id for one in found}) == 2


def test_a_buckets_supplements_are_read(read: Read) -> None:
    bucket = item(
        resourceType="AWS::S3::Bucket",
        configuration={"name": "b"},
        supplementaryConfiguration={
            "ServerSideEncryptionConfiguration": {"rules": [{"a": 1}]},
            "PublicAccessBlockConfiguration": json.dumps(
                {"ignorePublicAcls": True, "restrictPublicBuckets": True}
            ),
            "BucketLoggingConfiguration": {"destinationBucketName": None},
        },
    )

    assert read(items(bucket)).resources[0].facts == {
        "encrypted_at_rest": True,
        "public": False,
    }


def test_a_stack_in_a_snapshot_is_no_more_than_a_stack(read: Read) -> None:
    stack = item(resourceType="AWS::CloudFormation::Stack")

    assert read(items(stack)).resources[0].service == "cloudformation"


def test_tags_state_what_no_attribute_does(read: Read) -> None:
    tagged = item(
        resourceType="AWS::S3::Bucket", tags={"assay:endpoint": "fips", "x": "y"}
    )

    assert read(items(tagged)).resources[0].facts == {"endpoint": "fips"}


def test_what_was_not_recorded_states_nothing(read: Read) -> None:
    unseen = item(
        resourceType="AWS::EFS::FileSystem",
        configurationItemStatus="ResourceNotRecorded",
        configuration=None,
    )

    assert read(items(unseen)).resources[0].facts == {}


def test_the_region_is_told_by_whatever_tells_it(read: Read) -> None:
    zone = item(awsRegion=None, availabilityZone="us-west-2b")
    arn = item(
        resourceId="x", awsRegion=None, ARN="arn:aws:rds:us-east-1:123456789012:db:x"
    )

    assert [one.region for one in read(items(zone, arn)).resources] == [
        "us-west-2",
        "us-east-1",
    ]


def test_every_item_at_fault_is_told_with_its_place(read: Read) -> None:
    with pytest.raises(BadInput) as caught:
        read(items(item(), {}, item(resourceId=3), 7, key="configurationItems"))

    assert [one.place for one in caught.value.problems] == [
        "/configurationItems/1",
        "/configurationItems/2/resourceId",
        "/configurationItems/3",
    ]
    with pytest.raises(BadInput) as caught:
        read('{"configurationItems": 3}')
    assert caught.value.problems[0].place == "/configurationItems"
