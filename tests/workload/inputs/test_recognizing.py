"""Whatever is handed in is known by its content, or refused with what it is."""

import io
import zipfile
from collections.abc import Callable

import pytest

from assay.errors import BadInput
from assay.workload import Workload

Read = Callable[..., Workload]
HCL = 'terraform {\n}\n\nresource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'
STREAM = '{"@level":"info","@message":"Terraform 1.9.5"}\n{"@level":"info"}\n'


def saved_plan() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("tfplan", b"\x00")
        archive.writestr("tfstate", b"{}")
    return file.getvalue()


@pytest.mark.parametrize(
    ("file", "data", "said", "remedy"),
    [
        ("main.tf", "x", "does not say what will be", "terraform plan"),
        ("main", HCL, "does not say what will be", "terraform plan"),
        ("main.txt", f"# ours\n{HCL}", "does not say what will be", "terraform show"),
        ("main.tf.json", '{"terraform": {}, "provider": {}}', "source in JSON", "plan"),
        ("plan.json", STREAM, "prints as it goes", "terraform show -json"),
        ("plan", saved_plan(), "saved plan", "terraform show -json"),
        (
            "a.json",
            '{"version": 4, "serial": 1, "lineage": "x"}',
            "state",
            "show -json",
        ),
        ("a.yaml", "apiVersion: v1\nkind: Pod\n", "Kubernetes", "Read are"),
        (
            "a.json",
            '{"$schema": "x", "contentVersion": "1"}',
            "Azure Resource",
            "Read are",
        ),
        ("a.json", '{"x": 1}', 'it holds "x"', "Read are"),
        ("a.json", "{}", "it holds nothing", "Read are"),
        ("a.json", "{", "not JSON", ""),
        ("a.json", "[]", "no object", "Read are"),
        ("a", "hello\n", "no object", "Read are"),
        ("a.yaml", "a: [", "not well-formed", ""),
        ("README.md", "# Use: this\n\nand: that: there\n", "no JSON", "Read are"),
        ("a.bin", b"\x9c\x00\x01", "no JSON", "Read are"),
        ("a", b"\xff\xfe\x00", "UTF-16", ""),
        ("a", b"\x1f\x8b\x00", "cut off", ""),
        ("a", b"\x1f\x8b\x01" + b"x" * 20, "cannot be unpacked", ""),
        ("a.yaml", "AWSTemplateFormatVersion: x\n", "no Resources", ""),
        ("a.csv", "", "empty", ""),
        ("a.csv", "name,owner\na,b\n", "No column says", "type"),
    ],
)
def test_what_is_no_workload_is_refused_with_what_it_is(
    read: Read, file: str, data: bytes | str, said: str, remedy: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read(data, file)

    [problem] = caught.value.problems
    assert said in problem.message
    assert remedy in problem.remedy
    assert problem.file == file


TOML = '[[resource]]\nid = "a"\nservice = "s3"\nregion = "eu-west-1"\n'
PLAN = '{"format_version": "1.2", "planned_values": {"root_module": {}}}'


def test_our_own_form_is_known_whatever_it_is_called(read: Read) -> None:
    named, unnamed = read(TOML, "a.toml"), read(TOML, "a")

    assert unnamed.resources == named.resources
    assert len(named.resources) == 1


def test_a_plan_is_known_in_the_encoding_of_any_shell(read: Read) -> None:
    for raw in (PLAN.encode("utf-16"), PLAN.encode("utf-8-sig"), PLAN.encode()):
        assert read(raw, "plan").resources == ()


def test_a_file_is_called_by_its_name_alone(read: Read) -> None:
    assert read(PLAN, "C:\\plans\\My Plan.json").id == "my-plan"
    assert read(PLAN, "/tmp/.json").id == "workload"  # noqa: S108 - a name, no file
