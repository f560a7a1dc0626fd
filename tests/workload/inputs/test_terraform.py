"""Terraform plans and states: what will be, or is, as far as the plan knows it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assay.errors import BadInput
from assay.workload import Resource, Workload
from assay.workload.inputs import read_maps

Read = Callable[..., Workload]
AWS = "registry.terraform.io/hashicorp/aws"


def by_id(workload: Workload) -> dict[str, Resource]:
    return {one.id: one for one in workload.resources}


def managed(address: str, **values: Any) -> dict[str, Any]:
    kind, name = address.rpartition("]")[0] or address, ""
    kind, name = address.split("[", 1)[0].rsplit(".", 2)[-2:]
    return {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": name,
        "provider_name": AWS,
        "values": values,
    }


def plan(*resources: dict[str, Any], **more: Any) -> str:
    root = {"resources": list(resources)}
    tree = {
        "format_version": "1.2",
        "terraform_version": "1.9.5",
        "planned_values": {"root_module": root},
        **more,
    }
    return json.dumps(tree)


def changes(**unknown: Any) -> list[dict[str, Any]]:
    return [
        {"address": address, "change": {"actions": ["create"], "after_unknown": what}}
        for address, what in unknown.items()
    ]


def written(*resources: tuple[str, dict[str, Any]], **more: Any) -> dict[str, Any]:
    listed = [
        {"address": address, "provider_config_key": "aws", "expressions": expressions}
        for address, expressions in resources
    ]
    return {"root_module": {"resources": listed, **more}}


def refers(*references: str) -> dict[str, Any]:
    return {"references": list(references)}


def test_a_plan_is_what_will_be(read: Read, data: Path) -> None:
    found = by_id(read((data / "plan.json").read_bytes(), "plan.json"))
    records = found["aws_s3_bucket.records"]
    database = found["aws_db_instance.main[0]"]
    queue = found['module.events.aws_sqs_queue.in["a"]']

    assert "random_id.suffix" not in found
    assert "data.aws_caller_identity.me" not in found
    assert "aws_s3_bucket.old" not in found
    assert (records.service, records.region) == ("s3", "us-west-2")
    assert records.account == "123456789012"
    assert records.facts == {"encrypted_at_rest": True}
    assert (database.service, database.region) == ("rds", "eu-west-1")
    assert database.facts == {"encrypted_at_rest": True, "public": False}
    assert (queue.service, queue.region) == ("queues", "ap-southeast-2")
    assert queue.facts == {"encrypted_at_rest": True}
    assert records.place == "/planned_values/root_module/resources/0"


def test_what_is_only_known_later_states_nothing(read: Read, data: Path) -> None:
    found = by_id(read((data / "plan.json").read_bytes(), "plan.json"))

    assert found["aws_instance.web"].facts == {}
    assert found["aws_instance.web"].region == "us-east-1"


def test_what_no_map_knows_is_kept_without_a_service(read: Read, data: Path) -> None:
    found = by_id(read((data / "plan.json").read_bytes(), "plan.json"))

    assert found["acme_widget.w"].service == ""
    assert found["acme_widget.w"].type == "acme_widget"


def test_a_service_that_the_register_does_not_hold_is_named(read: Read) -> None:
    [role] = read(plan(managed("aws_kendra_index.i"))).resources

    assert role.service == "kendra"


def test_a_stack_that_is_made_by_the_plan_is_not_seen_into(read: Read) -> None:
    [stack] = read(plan(managed("aws_cloudformation_stack.s"))).resources

    assert stack.service == ""


def test_a_state_is_what_is(read: Read) -> None:
    bucket = managed("aws_s3_bucket.b", arn="arn:aws:s3:::b", region="eu-west-1")
    state = {
        "format_version": "1.0",
        "values": {"root_module": {"resources": [bucket]}},
    }
    [found] = read(json.dumps(state)).resources

    assert (found.service, found.region) == ("s3", "eu-west-1")


# -- companions: what configures another resource

ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration"


def test_a_companion_is_matched_by_the_configuration_while_names_are_unknown(
    read: Read,
) -> None:
    tree = plan(
        managed("aws_s3_bucket.a"),
        managed("aws_s3_bucket.b"),
        managed(f"{ENCRYPTION}.b", rule=[{}]),
        resource_changes=changes(
            **{"aws_s3_bucket.b": {"id": True}, f"{ENCRYPTION}.b": {"bucket": True}}
        ),
        configuration=written(
            (
                f"{ENCRYPTION}.b",
                {"bucket": refers("aws_s3_bucket.b.id", "aws_s3_bucket.b")},
            )
        ),
    )
    found = by_id(read(tree))

    assert found["aws_s3_bucket.b"].facts == {"encrypted_at_rest": True}
    assert found["aws_s3_bucket.a"].facts == {}


def test_a_companion_is_of_the_instance_with_its_own_key(read: Read) -> None:
    tree = plan(
        managed('aws_s3_bucket.b["x.y"]'),
        managed('aws_s3_bucket.b["z"]'),
        managed(f'{ENCRYPTION}.b["z"]'),
        configuration=written(
            (f"{ENCRYPTION}.b", {"bucket": refers("aws_s3_bucket.b", "each.key")})
        ),
    )
    found = by_id(read(tree))

    assert found['aws_s3_bucket.b["z"]'].facts == {"encrypted_at_rest": True}
    assert found['aws_s3_bucket.b["x.y"]'].facts == {}


def test_a_companion_goes_through_the_resource_it_is_made_for_each_of(
    read: Read,
) -> None:
    one = {
        "address": f"{ENCRYPTION}.b",
        "expressions": {"bucket": refers("each.value.id", "each.value")},
        "for_each_expression": refers("aws_s3_bucket.b"),
    }
    tree = plan(
        managed('aws_s3_bucket.b["x"]'),
        managed('aws_s3_bucket.b["z"]'),
        managed(f'{ENCRYPTION}.b["x"]'),
        configuration={"root_module": {"resources": [one]}},
    )
    found = by_id(read(tree))

    assert found['aws_s3_bucket.b["x"]'].facts == {"encrypted_at_rest": True}
    assert found['aws_s3_bucket.b["z"]'].facts == {}


def test_a_companion_is_followed_through_outputs_and_variables(read: Read) -> None:
    store = {
        "resources": [{"address": "aws_s3_bucket.this", "expressions": {}}],
        "outputs": {
            "name": {
                "expression": refers("aws_s3_bucket.this.id", "aws_s3_bucket.this")
            }
        },
    }
    guard = {
        "resources": [
            {
                "address": f"{ENCRYPTION}.this",
                "expressions": {"bucket": refers("var.bucket")},
            }
        ]
    }
    calls = {
        "store": {"expressions": {}, "module": store},
        "guard": {
            "expressions": {"bucket": refers("module.store.name", "module.store")},
            "module": guard,
        },
    }
    root = {
        "child_modules": [
            {"resources": [managed("module.store.aws_s3_bucket.this")]},
            {"resources": [managed(f"module.guard.{ENCRYPTION}.this")]},
        ]
    }
    tree = plan(
        planned_values={"root_module": root},
        configuration={"root_module": {"module_calls": calls}},
    )
    found = by_id(read(tree))

    assert found["module.store.aws_s3_bucket.this"].facts == {"encrypted_at_rest": True}


def test_modules_that_give_each_other_what_they_are_given_come_to_an_end(
    read: Read,
) -> None:
    inner = {
        "resources": [
            {
                "address": f"{ENCRYPTION}.this",
                "expressions": {"bucket": refers("var.bucket")},
            }
        ],
        "outputs": {"name": {"expression": refers("var.bucket")}},
    }
    calls = {
        "m": {
            "expressions": {"bucket": refers("module.m.name")},
            "module": inner,
        }
    }
    root = {"child_modules": [{"resources": [managed(f"module.m.{ENCRYPTION}.this")]}]}
    tree = plan(
        planned_values={"root_module": root},
        configuration={"root_module": {"module_calls": calls}},
    )

    assert len(read(tree).resources) == 1


def test_a_companion_that_may_be_of_two_resources_is_of_none(read: Read) -> None:
    tree = plan(
        managed("aws_s3_bucket.a"),
        managed("aws_s3_bucket.b"),
        managed(f"{ENCRYPTION}.c"),
        configuration=written(
            (
                f"{ENCRYPTION}.c",
                {"bucket": refers("var.x", "aws_s3_bucket.a", "aws_s3_bucket.b")},
            )
        ),
    )
    found = by_id(read(tree))

    assert found["aws_s3_bucket.a"].facts == found["aws_s3_bucket.b"].facts == {}


def test_a_name_that_something_else_has_too_misleads_no_companion(read: Read) -> None:
    tree = plan(
        managed("aws_sqs_queue.main", name="main"),
        managed("aws_s3_bucket.main", bucket="main"),
        managed(f"{ENCRYPTION}.main", bucket="main"),
    )
    found = by_id(read(tree))

    assert found["aws_s3_bucket.main"].facts == {"encrypted_at_rest": True}
    assert found["aws_sqs_queue.main"].facts == {}


def test_two_buckets_of_one_name_are_not_told_apart_by_it(read: Read) -> None:
    tree = plan(
        managed("aws_s3_bucket.a", bucket="same"),
        managed("aws_s3_bucket.b", bucket="same"),
        managed(f"{ENCRYPTION}.c", bucket="same"),
    )
    found = by_id(read(tree))

    assert found["aws_s3_bucket.a"].facts == found["aws_s3_bucket.b"].facts == {}


def test_what_configures_another_resource_is_judged_with_that(read: Read) -> None:
    tree = plan(
        managed("aws_s3_bucket.a", bucket="a", tags={"assay:persons": "any"}),
        managed(f"{ENCRYPTION}.a", bucket="a"),
        managed("aws_s3_bucket_object.o", bucket="a"),
    )
    found = by_id(read(tree))

    assert found["aws_s3_bucket.a"].facts == {
        "encrypted_at_rest": True,
        "persons": "any",
    }
    assert found[f"{ENCRYPTION}.a"].facts["encrypted_at_rest"] == "not_applicable"
    assert found["aws_s3_bucket_object.o"].facts == {}


def test_a_private_access_list_alone_does_not_make_a_bucket_private(read: Read) -> None:
    tree = plan(
        managed("aws_s3_bucket.a", bucket="a"),
        managed("aws_s3_bucket_acl.a", bucket="a", acl="private"),
        managed(
            "aws_s3_bucket_public_access_block.a",
            bucket="a",
            restrict_public_buckets=True,
            ignore_public_acls=False,
        ),
    )

    assert by_id(read(tree))["aws_s3_bucket.a"].facts == {}


def test_a_closed_bucket_is_closed_whatever_its_access_list_says(read: Read) -> None:
    acl = managed("aws_s3_bucket_acl.a", bucket="a", acl="public-read")
    block = managed(
        "aws_s3_bucket_public_access_block.a",
        bucket="a",
        restrict_public_buckets=True,
        ignore_public_acls=True,
    )
    bucket = managed("aws_s3_bucket.a", bucket="a")
    for order in ((bucket, acl, block), (block, acl, bucket)):
        found = by_id(read(plan(*order)))
        assert found["aws_s3_bucket.a"].facts == {"public": False}
    assert by_id(read(plan(bucket, acl)))["aws_s3_bucket.a"].facts == {"public": True}


DISKS = [
    ([{"encrypted": True}], [], {"encrypted_at_rest": True}),
    ([{"encrypted": True}], [{"encrypted": True}], {"encrypted_at_rest": True}),
    ([{"encrypted": True}], [{"encrypted": False}], {}),
    ([{"encrypted": True}], [{}], {}),
    ([], [{"encrypted": True}], {}),
    ([{"encrypted": False}], [], {"encrypted_at_rest": False}),
]


@pytest.mark.parametrize(("root", "more", "facts"), DISKS)
def test_a_machine_is_encrypted_when_all_its_disks_are(
    read: Read, root: Any, more: Any, facts: Any
) -> None:
    machine = managed("aws_instance.m", root_block_device=root, ebs_block_device=more)

    assert read(plan(machine)).resources[0].facts == facts


DISK = b"""
[[fact]]
type = "aws_instance"
attribute = "root_block_device.encrypted"
fact = "encrypted_at_rest"
absent = false
"""


def test_a_block_that_will_only_be_there_later_is_not_absent(read: Read) -> None:
    maps = read_maps({"own.toml": DISK})
    machine = managed("aws_instance.m", ami="a")
    later = changes(**{"aws_instance.m": {"root_block_device": [{"encrypted": True}]}})
    remains = {
        "address": "aws_instance.m",
        "deposed": "0a1b2c3d",
        "change": {"actions": ["delete"], "after_unknown": {}},
    }

    for known in (later, [*later, remains]):
        tree = plan(machine, resource_changes=known)
        assert read(tree, maps=maps).resources[0].facts == {}
    stated = read(plan(machine), maps=maps).resources[0].facts
    assert stated == {"encrypted_at_rest": False}


# -- where it is


def configured(**providers: dict[str, Any]) -> dict[str, Any]:
    return {
        key.replace("__", "."): {"name": "aws", "full_name": AWS, **provider}
        for key, provider in providers.items()
    }


def test_a_resource_that_may_be_made_with_two_providers_is_nowhere_known(
    read: Read,
) -> None:
    configuration = {
        "provider_config": configured(
            aws={"expressions": {"region": {"constant_value": "us-east-1"}}},
            aws__eu={"expressions": {"region": {"constant_value": "eu-west-1"}}},
        ),
        "root_module": {
            "resources": [
                {"address": "aws_s3_bucket.a", "provider_config_key": "events:aws"}
            ]
        },
    }
    tree = plan(managed("aws_s3_bucket.a"), configuration=configuration)

    assert read(tree).resources[0].region == ""
    assert read(tree, region="eu-west-1").resources[0].region == "eu-west-1"


def test_a_modules_own_provider_takes_the_modules_own_variable(read: Read) -> None:
    module = {
        "resources": [
            {"address": "aws_s3_bucket.a", "provider_config_key": "module.m:aws"}
        ],
        "variables": {"region": {"default": "us-west-2"}},
    }
    region = {"region": refers("var.region")}

    def regions(given: dict[str, Any]) -> str:
        configuration = {
            "provider_config": {
                "module.m:aws": {
                    "name": "aws",
                    "full_name": AWS,
                    "module_address": "module.m",
                    "expressions": region,
                }
            },
            "root_module": {
                "module_calls": {"m": {"expressions": given, "module": module}}
            },
        }
        tree = plan(
            planned_values={
                "root_module": {
                    "child_modules": [
                        {"resources": [managed("module.m.aws_s3_bucket.a")]}
                    ]
                }
            },
            variables={
                "region": {"value": "eu-west-1"},
                "other": {"value": "us-east-1"},
            },
            configuration=configuration,
        )
        return read(tree).resources[0].region

    assert regions({}) == "us-west-2"
    assert regions({"region": {"constant_value": "ap-southeast-2"}}) == "ap-southeast-2"
    assert regions({"region": refers("var.other")}) == "us-east-1"
    assert regions({"region": refers("local.somewhere")}) == ""


def test_a_region_that_is_put_together_is_not_known(read: Read) -> None:
    expressions = {"region": refers("var.gov", "var.region")}
    tree = plan(
        managed("aws_s3_bucket.a"),
        variables={"gov": {"value": "us-east-1"}, "region": {"value": "eu-west-1"}},
        configuration={"provider_config": configured(aws={"expressions": expressions})},
    )

    assert read(tree).resources[0].region == ""


def test_the_account_of_a_key_or_role_is_not_the_resources_own(read: Read) -> None:
    arn = "arn:aws:kms:us-east-1:999999999999:key/k"
    queue = managed("aws_sqs_queue.q", kms_key_arn=arn, role_arn=arn, account_id="9")
    named = managed(
        "aws_sqs_queue.n", arn="arn:aws:sqs:eu-west-1:123456789012:n", owner_id="9"
    )
    found = by_id(read(plan(queue, named)))

    assert found["aws_sqs_queue.q"].account == ""
    assert found["aws_sqs_queue.n"].account == "123456789012"
    assert found["aws_sqs_queue.n"].region == "eu-west-1"


def test_a_table_is_wherever_its_replicas_are(read: Read) -> None:
    table = managed(
        "aws_dynamodb_table.t",
        arn="arn:aws:dynamodb:us-east-1:123456789012:table/t",
        server_side_encryption=[{"enabled": True}],
        replica=[{"region_name": "eu-west-1"}, {"region_name": "us-west-2"}],
    )
    found = read(plan(table)).resources

    assert [(one.id, one.region) for one in found] == [
        ("aws_dynamodb_table.t", "us-east-1"),
        ("aws_dynamodb_table.t: eu-west-1", "eu-west-1"),
        ("aws_dynamodb_table.t: us-west-2", "us-west-2"),
    ]
    assert {one.service for one in found} == {"tables"}
    assert all(one.facts == {"encrypted_at_rest": True} for one in found)


def test_a_copy_in_a_region_nobody_knows_is_not_taken_to_be_at_home(
    read: Read,
) -> None:
    tree = plan(
        managed("aws_dynamodb_table.t", replica=[{}]),
        resource_changes=changes(
            **{"aws_dynamodb_table.t": {"replica": [{"region_name": True}]}}
        ),
    )
    found = read(tree, region="us-east-1").resources

    assert [one.region for one in found] == ["us-east-1", "known after apply"]


def test_a_backup_in_a_vault_of_the_plan_is_where_that_vault_is(read: Read) -> None:
    later = {"rule": [{"copy_action": [{"destination_vault_arn": True}]}]}
    vault = refers("aws_backup_vault.dr.arn", "aws_backup_vault.dr")
    copies = {"rule": [{"copy_action": [{"destination_vault_arn": vault}]}]}
    tree = plan(
        managed("aws_backup_plan.p", rule=[{"copy_action": [{}]}]),
        managed("aws_backup_vault.dr", region="eu-west-1"),
        resource_changes=changes(**{"aws_backup_plan.p": later}),
        configuration=written(("aws_backup_plan.p", copies)),
    )
    elsewhere = managed(
        "aws_backup_plan.q",
        rule=[
            {
                "copy_action": [
                    {
                        "destination_vault_arn": "arn:aws:backup:us-west-2:"
                        "123456789012:backup-vault:v"
                    }
                ]
            }
        ],
    )

    assert set(by_id(read(tree))) == {"aws_backup_plan.p", "aws_backup_vault.dr"}
    copy = read(plan(elsewhere)).resources[1]
    assert (copy.region, copy.account) == ("us-west-2", "123456789012")


# -- what is not whole


@pytest.mark.parametrize(
    ("more", "place", "said"),
    [
        ({"errored": True}, "/errored", "not whole"),
        ({"format_version": "2.0"}, "/format_version", "2.0 is not read"),
        ({"planned_values": {}}, "/planned_values/root_module", "no root module"),
        ({"planned_values": {"root_module": 3}}, ".planned_values.root_module", "int"),
        ({"resource_changes": {}}, ".resource_changes", "array"),
    ],
)
def test_a_plan_that_is_not_whole_is_refused_with_its_place(
    read: Read, more: dict[str, Any], place: str, said: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read(plan(**more))

    [problem] = caught.value.problems
    assert problem.place == place
    assert said in problem.message
    assert problem.remedy


def test_an_empty_state_is_refused_as_such(read: Read) -> None:
    with pytest.raises(BadInput) as caught:
        read('{"format_version": "1.0"}')

    assert "holds no resources" in caught.value.problems[0].message


def test_what_a_plan_leaves_for_later_is_unknown(read: Read) -> None:
    [rest] = read(plan(complete=False)).resources
    assert (rest.service, rest.place) == ("", "/complete")

    deferred = {
        "resource_change": {
            "address": "aws_s3_bucket.late",
            "mode": "managed",
            "type": "aws_s3_bucket",
            "change": {"actions": ["create"], "after_unknown": {}},
        }
    }
    change = deferred["resource_change"]
    others = [
        {"resource_change": {**change, "mode": "data"}},
        {"resource_change": {**change, "change": {"actions": ["delete"]}}},
    ]
    [late] = read(plan(complete=False, deferred_changes=[deferred, *others])).resources
    assert (late.id, late.service, late.facts) == ("aws_s3_bucket.late", "s3", {})
