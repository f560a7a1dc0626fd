"""Inventories: a row for each resource, as people keep them."""

from collections.abc import Callable

from assay.sheets import Sheet, write_xlsx
from assay.workload import Workload

Read = Callable[..., Workload]

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
        ("main", "rds", "us-west-2", {"encrypted_at_rest": False}),
        ("row 4", "queues", "eu-west-1", {}),
    ]


def test_an_inventory_is_known_by_its_heads_whatever_it_is_called(read: Read) -> None:
    for name, text in (("list.txt", CSV), ("list", CSV.replace(",", ";"))):
        assert len(read(text, name).resources) == 3
    wide = CSV.encode("utf-16")
    assert len(read(wide, "list.csv").resources) == 3


def test_a_workbook_is_an_inventory_too(read: Read) -> None:
    rows = (("id", "service"), ("a", "Amazon S3"), ("a", "s3"), ("a (2)", "s3"))
    found = read(write_xlsx([Sheet(name="Sheet", rows=rows)]), "list.xlsx")

    assert [one.id for one in found.resources] == ["a", "a (3)", "a (2)"]


def test_an_arn_tells_region_and_account(read: Read) -> None:
    text = "ARN,Service\narn:aws:sqs:eu-west-1:123456789012:q,Amazon SQS\n"
    [found] = read(text, "a.csv").resources

    assert (found.region, found.account) == ("eu-west-1", "123456789012")


def test_a_service_nobody_knows_stays_as_it_is_named(read: Read) -> None:
    text = "id,service,type\na,Quantum Toaster,\nb,Quantum Toaster,aws_s3_bucket\nc,,\n"
    found = read(text, "a.csv").resources

    assert [one.service for one in found] == ["Quantum Toaster", "s3", ""]


def test_rows_that_are_no_service_are_left_out(read: Read) -> None:
    found = read("id,type\na,random_id\nb,aws_s3_bucket\n", "a.csv").resources

    assert [one.id for one in found] == ["b"]
