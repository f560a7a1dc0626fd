"""Component definitions: what they state is taken, and nothing is made up."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.oscal import Document
from assay.oscal import read as read_oscal
from assay.register import Register, read_register
from assay.register.listing import (
    Components,
    Places,
    imports_of,
    links_of,
    parties_of,
    read_components,
)

PLACES = Places(country={"r-1": "DE", "r-2": "US"}, partition={"r-2": "government"})


def document(*components: dict[str, Any], **further: Any) -> Document:
    """A component definition with these components."""
    content = {"uuid": "0", "components": list(components), **further}
    data = json.dumps({"component-definition": content}).encode()
    return read_oscal(data, file="d.json")


def region(identifier: str, title: str = "", uuid: str = "") -> dict[str, Any]:
    return {
        "uuid": uuid or identifier,
        "type": "region",
        "title": title or identifier,
        "props": [{"name": "region-id", "value": identifier}],
    }


def service(
    title: str, own: str = "", prefix: str = "", where: str = "r-1", **props: str
) -> dict[str, Any]:
    named = {"service-id": own, "apiEndpointPrefix": prefix, **props}
    links = [
        {"rel": "provided-by", "href": "#x", "resource-fragment": one}
        for one in where.split()
    ]
    return {
        "uuid": "1",
        "type": "service",
        "title": title,
        "props": [
            {"name": name.replace("_", "-"), "value": value}
            for name, value in named.items()
            if value
        ],
        "links": links,
    }


def known(services: str = "", regions: str = "") -> Register:
    files = {
        "register/provider.toml": b'id = "p"\nname = "P"\n',
        "register/services.toml": services.encode(),
        "register/regions.toml": regions.encode(),
    }
    return read_register(files, {})


def found(
    *components: dict[str, Any],
    register: Register | None = None,
    answers: dict[str, str] | None = None,
    skipped: frozenset[str] = frozenset(),
) -> Components:
    return read_components(
        [document(*components)],
        register or known(),
        PLACES,
        answers=answers or {},
        skipped=skipped,
    )


def test_a_service_has_its_prefix_as_id_and_all_its_names() -> None:
    one = service("Amazon Simple Storage Service", "S3", "s3", label="Amazon S3")
    said = found(region("r-1"), one)

    [s3] = said.services
    assert (s3.id, s3.title) == ("s3", "Amazon Simple Storage Service")
    assert s3.aliases == ("Amazon S3",)
    assert s3.regions == ("r-1",)
    assert said.problems == ()


def test_a_region_gets_its_country_from_the_library_or_is_asked_about() -> None:
    said = found(region("r-1"), region("r-2"), region("r-9"))

    assert [(r.id, r.country, r.partition) for r in said.regions] == [
        ("r-1", "DE", "commercial"),
        ("r-2", "US", "government"),
    ]
    assert [(q.asked, q.what) for q in said.questions] == [("r-9", "country")]
    told = found(region("r-9"), answers={"r-9": "NO"})
    assert [(r.id, r.country) for r in told.regions] == [("r-9", "NO")]


def test_a_region_that_is_skipped_is_no_place_of_a_service() -> None:
    one = service("S", "S", where="r-1 r-9")
    said = found(region("r-1"), region("r-9"), one, skipped=frozenset({"r-9"}))

    assert said.questions == ()
    assert said.services[0].regions == ("r-1",)
    assert said.problems[0].place == "/component-definition/components/2/links/1"


def test_a_service_in_no_region_is_told_and_left_out() -> None:
    said = found(region("r-1"), service("S", "S", where=""))

    assert said.services == ()
    assert "no region" in said.problems[0].message


def test_one_prefix_of_two_services_is_the_id_of_neither() -> None:
    said = found(
        region("r-1"),
        service("Mail", "SES", "email"),
        service("Mail", "SESv2", "email"),
    )

    assert [(s.id, s.title) for s in said.services] == [
        ("ses", "Mail (SES)"),
        ("sesv2", "Mail (SESv2)"),
    ]


def test_the_service_whose_prefix_it_is_keeps_a_title_that_others_share() -> None:
    said = found(
        region("r-1"),
        service("Relational", "DocDB", label="Doc"),
        service("Relational", "RDS", "rds", label="Doc"),
    )

    assert [(s.id, s.title, s.aliases) for s in said.services] == [
        ("docdb", "Relational (DocDB)", ()),
        ("rds", "Relational", ()),
    ]


SES = '[[service]]\nid = "email"\ntitle = "Mail"\ncategory = "c"\naliases = ["SES"]\n'
R1 = '[[region]]\nid = "r-1"\ntitle = "One"\ncountry = "AT"\n'


def test_what_shares_a_title_or_prefix_with_a_known_service_is_asked_about() -> None:
    register = known(SES, R1)
    two = service("Mail", "SESv2", "email")
    said = found(region("r-1"), two, register=register)

    assert [(q.asked, q.candidates) for q in said.questions] == [
        ("SESv2", ("email", "sesv2"))
    ]
    new = found(region("r-1"), two, register=register, answers={"SESv2": "sesv2"})
    assert [(s.id, s.title) for s in new.services] == [("sesv2", "Mail (SESv2)")]
    same = found(region("r-1"), two, register=register, answers={"SESv2": "email"})
    assert [(s.id, s.aliases) for s in same.services] == [("email", ("SES", "SESv2"))]
    none = found(region("r-1"), two, register=register, skipped=frozenset({"SESv2"}))
    assert none.services == ()


def test_what_the_register_says_otherwise_it_keeps_and_that_is_told() -> None:
    said = found(
        region("r-1", "Uno"),
        service("Post", "SES", "email", lifecycle_stage="preview"),
        register=known(SES, R1),
    )

    assert said.regions == ()
    assert [(s.id, s.title, s.category) for s in said.services] == [
        ("email", "Mail", "c")
    ]
    assert said.notes == (
        "r-1 keeps its title 'One'; the source says 'Uno'.",
        "r-1 keeps its country 'AT'; the source says 'DE'.",
        "email keeps its title 'Mail'; the source says 'Post'.",
        "The source has email as preview.",
    )


@pytest.mark.parametrize("answer", ["", "Not An Id", "a/b"])
def test_a_service_without_an_id_is_asked_about(answer: str) -> None:
    answers = {"オブジェクト": answer} if answer else {}
    said = found(region("r-1"), service("オブジェクト"), answers=answers)

    assert [(q.asked, q.what) for q in said.questions] == [("オブジェクト", "id")]
    told = found(
        region("r-1"), service("オブジェクト"), answers={"オブジェクト": "objects"}
    )
    assert [s.id for s in told.services] == ["objects"]


def test_imports_are_followed_through_the_back_matter() -> None:
    resource = {"uuid": "7", "rlinks": [{"href": "a.json"}, {"href": "b.json"}]}
    one = document(
        **{
            "import-component-definitions": [{"href": "#7"}, {"href": "c.json"}],
            "back-matter": {"resources": [resource]},
        }
    )

    assert list(imports_of(one)) == ["a.json", "b.json", "c.json"]
    place = "/component-definition/back-matter/resources/0/rlinks/1/href"
    assert list(links_of(one))[1] == (place, "b.json")


JSON = st.recursive(
    st.none()
    | st.integers()
    | st.sampled_from(["region", "service", "region-id", "provided-by", "r-1", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["uuid", "type", "title", "props", "links", "name", "value", "rel"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
FIELDS = st.dictionaries(
    st.sampled_from(
        ["components", "back-matter", "import-component-definitions", "metadata"]
    ),
    JSON
    | st.lists(JSON, max_size=3)
    | st.fixed_dictionaries({"resources": JSON, "parties": JSON}),
)


@settings(max_examples=150, deadline=None)
@given(content=FIELDS)
def test_anything_in_a_definition_is_read_or_told(content: dict[str, Any]) -> None:
    data = json.dumps({"component-definition": {"uuid": "0", **content}}).encode()
    try:
        one = read_oscal(data, file="d.json")
    except BadInput:
        return
    said = read_components([one], known(), PLACES, answers={}, skipped=frozenset())
    list(links_of(one))
    list(imports_of(one))
    list(parties_of(one))

    assert {r.id for r in said.regions} <= {"r-1", "r-2"}
    assert all(s.regions for s in said.services)


def test_what_aws_publishes_is_read_without_a_question(shared_data: Path) -> None:
    files = sorted((shared_data / "oscal/aws").glob("*.oscal.json"))
    documents = [read_oscal(path.read_bytes(), file=path.name) for path in files]
    country = dict.fromkeys(
        (
            prop["value"]
            for one in documents
            for component in one.content.get("components", [])
            for prop in component.get("props", [])
            if prop["name"] == "region-id"
        ),
        "US",
    )
    said = read_components(
        documents,
        known(),
        Places(country=country, partition={}),
        answers={},
        skipped=frozenset(),
    )

    assert said.questions == ()
    assert len(said.regions) == 34
    offered = {one.id: len(one.regions) for one in said.services}
    assert offered == {
        "cloudfront": 32,
        "cloudtrail": 34,
        "cloudtrail-data": 23,
        "dynamodb": 34,
        "ec2": 34,
        "ec2-instance-connect": 34,
        "guardduty": 33,
        "iam": 34,
        "kms": 34,
        "lambda": 34,
        "docdb": 34,
        "neptune": 34,
        "rds": 34,
        "rds-data": 15,
        "s3": 34,
    }
    assert sum(offered.values()) == 477
    assert [one.message.split(" (")[0] for one in said.problems] == [
        "Amazon CloudFront KeyValueStore",
        "Amazon DynamoDB Streams",
    ]
