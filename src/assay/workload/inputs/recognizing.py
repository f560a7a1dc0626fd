"""What a file is, by its content; and, where it is nothing that is read, what it is."""

import re
import tomllib
import zlib
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from assay.errors import BadInput, Problem
from assay.workload.inputs.inventory import is_inventory

__all__ = ["READ", "Kind", "kind_of", "looks_like", "plain_text", "refused"]

Kind: TypeAlias = Literal["toml", "json", "yaml", "sheet"]

READ: Final = (
    "Read are: Assay's own TOML, a Terraform plan or state from `terraform show "
    "-json`, a CloudFormation template, an AWS Config snapshot, and an inventory in "
    "CSV or XLSX with a column `type` or `service`."
)
_PLAN: Final = (
    "Make a plan of it: `terraform plan -out=plan && terraform show -json plan > "
    "plan.json`, and check that."
)
_ARCHIVE: Final = b"PK\x03\x04"
_BINARY_PLAN: Final = b"tfplan"
_GZIP: Final = b"\x1f\x8b"
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_MARK: Final = b"\xef\xbb\xbf"
_MOST_UNPACKED: Final = 256 << 20
_HCL: Final = re.compile(
    r'^\s*(?:(?:resource|data)\s+"[^"]*"\s+"[^"]*"|(?:provider|module|variable|output)'
    r'\s+"[^"]*"|terraform|locals)\s*\{',
    re.MULTILINE,
)
_HEAD: Final = 64 << 10


def refused(file: str, message: str, remedy: str = READ) -> BadInput:
    """That a file is not read, and what to hand in instead."""
    return BadInput([Problem(file=file, message=message, remedy=remedy)])


def plain_text(data: bytes, file: str) -> bytes:
    """The file unpacked if it is gzip, in UTF-8 without a mark if it is UTF-16.

    AWS Config delivers its snapshots as gzip; some shells write UTF-16.
    """
    if data.startswith(_GZIP):
        data = _unpacked(data, file)
    if data.startswith(_WIDE):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError:
            raise refused(
                file, "The file is not the UTF-16 that it says it is"
            ) from None
    return data.removeprefix(_MARK)


def _unpacked(data: bytes, file: str) -> bytes:
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        found = stream.decompress(data, _MOST_UNPACKED + 1)
    except zlib.error as fault:
        raise refused(file, f"The file cannot be unpacked: {fault}") from None
    if len(found) > _MOST_UNPACKED or not stream.eof:
        message = (
            f"The file is cut off, or unpacks to more than {_MOST_UNPACKED:,} bytes"
        )
        raise refused(file, message)
    return found


def kind_of(data: bytes, file: str) -> Kind:
    """What is to be read as; a name counts only where it is a format's own.

    Raises:
        BadInput: It is Terraform's source, or a plan that only Terraform reads.
    """
    name = file.rsplit("/", 1)[-1].lower()
    if data.startswith(_ARCHIVE):
        if _BINARY_PLAN in data[:_HEAD]:
            message = "This is a saved plan, which Terraform alone can read"
            remedy = "Check what `terraform show -json PLAN > plan.json` writes."
            raise refused(file, message, remedy)
        return "sheet"
    if name.endswith((".tf", ".tofu", ".hcl")):
        raise refused(file, "Terraform's source does not say what will be", _PLAN)
    if name.endswith(".toml"):
        return "toml"
    if name.endswith((".csv", ".tsv")):
        return "sheet"
    return _by_content(data, file)


def _by_content(data: bytes, file: str) -> Kind:
    start = data.lstrip()[:1]
    if start == b"{":
        return "json"
    head = data[:_HEAD].decode("utf-8", "replace")
    if _HCL.search(head):
        raise refused(file, "Terraform's source does not say what will be", _PLAN)
    if _is_toml(data):
        return "toml"
    if start == b"[":
        return "json"
    return "sheet" if is_inventory(head) else "yaml"


def _is_toml(data: bytes) -> bool:
    if len(data) > _MOST_TOML or b"=" not in data:
        return False
    try:
        return bool(tomllib.loads(data.decode()))
    except (tomllib.TOMLDecodeError, UnicodeError, RecursionError):
        return False


_MOST_TOML: Final = 8 << 20

_ALIKE: Final[tuple[tuple[tuple[str, ...], str, str], ...]] = (
    (
        ("version", "serial", "lineage"),
        "Terraform's state file, whose form is Terraform's own",
        "Check `terraform show -json > state.json`.",
    ),
    (("@level", "@message"), "what `terraform plan -json` prints as it goes", _PLAN),
    (("terraform", "provider"), "Terraform's source in JSON", _PLAN),
    (("resource", "provider"), "Terraform's source in JSON", _PLAN),
    (("apiVersion", "kind"), "a Kubernetes manifest", READ),
    (("$schema", "contentVersion"), "an Azure Resource Manager template", READ),
    (("service", "functions"), "a Serverless Framework file", READ),
    (("artifacts", "version"), "a manifest of the AWS CDK", READ),
    (("deployment", "version"), "a Pulumi state", READ),
    (("Version", "Statement"), "a policy of AWS IAM", READ),
    (("openapi",), "an OpenAPI document", READ),
    (("services",), "a Compose file", READ),
    (("component-definition",), "an OSCAL document", READ),
    (("system-security-plan",), "an OSCAL document", READ),
    (("bomFormat",), "a CycloneDX document", READ),
)


def looks_like(keys: Iterable[str], file: str) -> BadInput:
    """The refusal of an object, by the keys at its top."""
    held = list(keys)
    for marks, what, remedy in _ALIKE:
        if all(mark in held for mark in marks):
            return refused(file, f"This is {what}", remedy)
    named = ", ".join(f'"{key[:40]}"' for key in held[:5])
    message = f"It is no workload that is read here; it holds {named or 'nothing'}"
    return refused(file, message)
