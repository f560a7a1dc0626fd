"""Policies for AWS, Azure and Google: valid, and never weaker than the rails."""

import json
import re
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import BadInput, UnknownName
from assay.register import Register
from assay.workload import Rails
from assay.workload.export import File, Form, Terms, export, read_terms
from assay.workload.export.scp import LONGEST

ON = date(2026, 11, 24)
PAPER_DAY = date(2017, 3, 31)
GOLDEN = Path(__file__).parent / "golden"
TERMS = b"""
target = "TARGET"
provider = "Northwind Cloud"

[[region]]
id = "us-east-1"
names = ["eastus"]

[[region]]
id = "eu-west-1"
names = ["northeurope"]

[[service]]
id = "object-storage"
names = ["Example.Storage/buckets"]

[[service]]
id = "virtual-machines"
names = ["Example.Compute/machines"]
"""


def terms(target: str) -> tuple[Terms, ...]:
    """A made-up translation of a made-up provider."""
    return read_terms({"exports/x.toml": TERMS.replace(b"TARGET", target.encode())})


def golden(rails: Rails, northwind: Register, paper: Register) -> dict[str, File]:
    """The exports that are kept, by the names under which they are."""
    phi = {"on": ON, "data": ["phi"], "programs": ["hipaa"], "account": "4100-2207"}
    made: dict[str, tuple[File, ...]] = {
        "scp": export(rails, paper, form="scp", on=PAPER_DAY, data=["personal"]),
        "rego": export(rails, northwind, form="rego", **phi),  # type: ignore[arg-type]
        "cedar": export(rails, northwind, form="cedar", **phi),  # type: ignore[arg-type]
        "azure": export(
            rails,
            northwind,
            form="azure",
            terms=terms("azure"),
            **phi,  # type: ignore[arg-type]
        ),
        "google": export(
            rails,
            northwind,
            form="google",
            terms=terms("google"),
            **phi,  # type: ignore[arg-type]
        ),
    }
    return {
        f"{form}/{one.name}": one
        for form, files in made.items()
        for one in files
        if one.name not in {"register.json", "entities.json"}
    }


def masked(data: bytes) -> str:
    """Without digests: they change with whatever the register's programs say."""
    return re.sub(r"\b[0-9a-f]{64}\b", "(sha256)", data.decode())


def test_exports_are_those_that_are_kept(
    rails: Rails, northwind: Register, paper: Register
) -> None:
    made = golden(rails, northwind, paper)

    kept = {
        path.relative_to(GOLDEN).as_posix(): path.read_text()
        for path in GOLDEN.rglob("*")
        if path.is_file()
    }
    assert {name: masked(one.data) for name, one in made.items()} == kept


@pytest.mark.parametrize("form", ["scp", "azure", "google", "cedar", "rego"])
def test_the_same_export_has_the_same_bytes(
    form: Form, rails: Rails, northwind: Register
) -> None:
    def made() -> tuple[File, ...]:
        return export(rails, northwind, form=form, on=ON, data=["itar"])

    assert made() == made()


def deployed(register: Register, **services: tuple[str, ...]) -> Register:
    """Northwind under the name, and with ids, that service control policies know."""
    named = {
        name: replace(one, aliases=(*one.aliases, *services.get(one.id, ())))
        for name, one in register.services.items()
    }
    provider = replace(register.provider, name="Amazon Web Services")
    return replace(register, provider=provider, services=named)


def policies(files: tuple[File, ...]) -> list[dict[str, Any]]:
    """Service control policies among the files, checked against AWS's own limits."""
    found = [one for one in files if one.name.startswith("scp-")]
    for one in found:
        assert len(one.data.decode()) <= LONGEST
    read: list[dict[str, Any]] = [json.loads(one.data) for one in found]
    for policy in read:
        assert policy.keys() == {"Version", "Statement"}
        assert policy["Version"] == "2012-10-17"
        for statement in policy["Statement"]:
            assert statement.keys() <= {
                *("Sid", "Effect", "NotAction", "Resource", "Condition"),
            }
            assert statement["Effect"] == "Deny"
            assert statement["Resource"] == "*"
            assert re.fullmatch(r"[A-Za-z0-9]+", statement["Sid"])
            assert statement["NotAction"]
    return read


def denied(read: list[dict[str, Any]], action: str, region: str) -> bool:
    """What AWS would make of a call."""
    for statement in (one for policy in read for one in policy["Statement"]):
        spared = any(
            action.startswith(one.removesuffix("*")) for one in statement["NotAction"]
        )
        condition = statement.get("Condition", {})
        outside = condition.get("StringNotEquals", {}).get("aws:RequestedRegion")
        within = condition.get("StringEquals", {}).get("aws:RequestedRegion")
        applies = (outside is None or region not in outside) and (
            within is None or region in within
        )
        if applies and not spared:
            return True
    return False


def test_services_are_denied_but_where_they_are_eligible(
    rails: Rails, northwind: Register
) -> None:
    aws = deployed(
        replace(northwind), **{"object-storage": ("s3",), "virtual-machines": ("ec2",)}
    )

    read = policies(
        export(rails, aws, form="scp", on=ON, data=["phi"], account="4100-2207")
    )

    assert not denied(read, "s3:PutObject", "us-east-1")
    assert denied(read, "s3:PutObject", "eu-west-1")
    assert denied(read, "s3:PutObject", "us-west-9")
    assert denied(read, "sagemaker:CreateModel", "us-east-1")
    assert not denied(read, "iam:CreateRole", "us-east-1")


def test_an_account_without_an_agreement_may_run_nothing(
    rails: Rails, northwind: Register
) -> None:
    aws = deployed(northwind, **{"object-storage": ("s3",)})

    files = export(rails, aws, form="scp", on=ON, data=["phi"], account="9999-9999")

    assert denied(policies(files), "s3:PutObject", "us-east-1")
    assert b"nothing is let through anywhere" in files[-1].data


def test_what_a_register_does_not_know_is_denied(rails: Rails, paper: Register) -> None:
    read = policies(export(rails, paper, form="scp", on=PAPER_DAY, data=["itar"]))

    assert denied(read, "s3:PutObject", "us-gov-west-1")


def test_a_prefix_of_two_services_is_let_through_only_with_both(
    rails: Rails, northwind: Register
) -> None:
    both = dict.fromkeys(northwind.services, ("s3",))

    read = policies(
        export(
            rails,
            deployed(northwind, **both),
            form="scp",
            on=ON,
            data=["phi"],
            account="4100-2207",
        )
    )

    assert denied(read, "s3:PutObject", "us-east-1")


@pytest.mark.parametrize("form", ["scp", "azure", "google"])
def test_a_provider_without_terms_is_not_guessed_at(
    form: Form, rails: Rails, northwind: Register
) -> None:
    files = export(rails, northwind, form=form, on=ON, data=["phi"])

    assert [one.name for one in files] == ["assay.json", "NOT-ENFORCED.txt"]
    assert b"phi-account: NOT enforced: no terms say" in files[-1].data


@pytest.mark.parametrize("form", ["scp", "azure", "google"])
def test_facts_are_listed_as_not_enforced(
    form: Form, rails: Rails, northwind: Register
) -> None:
    files = export(rails, northwind, form=form, on=ON, data=["ephi"])

    told = json.loads(files[-2].data)
    listed = {(one["rail"], one["must"]) for one in told["not_enforced"]}
    assert {("ephi-encrypted", "at-rest"), ("ephi-encrypted", "in-transit")} <= listed
    assert told["origin"]["on"] == "2026-11-24"


def test_azure_definitions_have_what_azure_asks_for(
    rails: Rails, northwind: Register
) -> None:
    *made, _, _ = export(
        rails, northwind, form="azure", on=ON, data=["phi"], terms=terms("azure")
    )

    assert [one.name for one in made] == ["azure-locations.json", "azure-types-1.json"]
    for one in made:
        properties = json.loads(one.data)["properties"]
        assert properties["mode"] in {"All", "Indexed"}
        assert properties["policyRule"].keys() == {"if", "then"}
        assert properties["policyRule"]["then"] == {"effect": "deny"}
        assert properties["metadata"]["assay"]["rails"] == ["phi-account"]
        for parameter in properties["parameters"].values():
            assert {"type", "defaultValue"} <= parameter.keys()


def test_a_service_of_some_regions_only_is_denied_by_google_and_listed(
    rails: Rails, northwind: Register
) -> None:
    files = export(
        rails, northwind, form="google", on=ON, data=["phi"], terms=terms("google")
    )

    locations = files[0].data.decode()
    body = json.loads(locations[locations.index("{") :])
    assert body["name"].endswith("/policies/gcp.resourceLocations")
    assert body["spec"]["rules"][0]["values"]["allowedValues"] == ["eastus"]


def test_data_that_no_rail_speaks_of_is_listed(
    rails: Rails, northwind: Register
) -> None:
    early = export(rails, northwind, form="rego", on=date(2001, 1, 1), data=["cui"])

    assert b"no guard rail that is exported speaks of cui" in early[-1].data


@pytest.mark.parametrize(
    "asked",
    [
        {"form": "yaml"},
        {"form": "scp", "data": ["nothing-known"]},
        {"form": "scp", "programs": ["nothing-known"]},
        {"form": "rego", "only": ["nothing-known"]},
    ],
)
def test_names_that_are_none_are_refused(
    asked: Any, rails: Rails, northwind: Register
) -> None:
    with pytest.raises(UnknownName):
        export(rails, northwind, on=ON, **asked)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\xff", b"target = 'scp'", b"service = 1", b"[[service]]\nid = 1"),
        b"target = 'other'\nprovider = 'x'",
        b"target = 'scp'\nprovider = 'x'\nsame = [1]",
        b"target = 'scp'\nprovider = 'x'\n[[services]]\nid = 'x'\nnames = ['y']",
    ],
)
def test_terms_that_are_none_are_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_terms({"exports/x.toml": data})


PLAIN = st.recursive(
    st.one_of(st.text(max_size=5), st.integers(), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from(["id", "names", "x"]), inner, max_size=3),
    ),
    max_leaves=5,
)


def document(table: dict[str, Any]) -> bytes:
    """A TOML document, of inline values."""
    return "".join(f"{key} = {inline(one)}\n" for key, one in table.items()).encode()


def inline(value: Any) -> str:
    """A value of TOML: JSON, but for tables."""
    if isinstance(value, dict):
        return (
            f"{{{', '.join(f'{key} = {inline(one)}' for key, one in value.items())}}}"
        )
    if isinstance(value, list):
        return f"[{', '.join(map(inline, value))}]"
    return json.dumps(value)


KEYS = ["target", "provider", "same", "same_regions", "service", "region", "services"]


@given(st.one_of(st.binary(max_size=60), st.dictionaries(st.sampled_from(KEYS), PLAIN)))
def test_terms_are_read_or_refused(found: Any) -> None:
    data = found if isinstance(found, bytes) else document(found)

    with suppress(BadInput):
        assert all(one.target for one in read_terms({"exports/x.toml": data}))
