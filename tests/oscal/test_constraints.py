"""Metapath and the constraints stated in it."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest

from assay.oscal import document, problems, read
from assay.oscal.constraints.closures import OSCAL
from assay.oscal.constraints.items import Item, root_item
from assay.oscal.constraints.metapath import NotMetapath, compiled
from assay.oscal.constraints.rules import model_rules
from assay.oscal.constraints.words import BROKEN
from assay.oscal.definitions import root_definition, rules

VERDICTS: Final = {  # errors and warnings
    "nist/NIST_SP-800-53_rev4_catalog.json": (0, 45),
    "fedramp/FedRAMP_rev5_LOW-baseline-resolved-profile_catalog.json": (48, 585),
    "aws/aws_security-hub_catalog.json": (0, 452),
}


def test_every_constraint_of_the_metaschema_is_judged() -> None:
    stated = {on: len(those) for on, those in rules().items()}

    assert {on: len(model_rules(on)) for on in stated} == stated
    assert sum(stated.values()) > 300


@pytest.mark.parametrize("name", VERDICTS)
def test_published_documents_are_judged_as_before(published: Path, name: str) -> None:
    path = published / name
    found = Counter(
        one.level for one in problems(read(path.read_bytes(), file=path.name))
    )

    assert (found["error"], found["warning"]) == VERDICTS[name]


@pytest.fixture
def top(small: Any) -> Item:
    """The small catalog as Metapath sees it."""
    tree = small.catalog()
    tree["catalog"]["groups"][0]["props"] = [
        {"name": "label", "value": "A"},
        {"name": "mark", "ns": "http://example.org/ns", "value": "x"},
    ]
    return root_item(tree["catalog"], "catalog", "catalog")


BY_COMPONENT: Final = {"by-components": [{"uuid": "x"}, {"uuid": "y"}]}
PLAN: Final = {
    "control-implementation": {
        "implemented-requirements": [
            {"statements": [BY_COMPONENT, {}]},
            {**BY_COMPONENT, "statements": [BY_COMPONENT]},
            {},
        ]
    }
}


def inside(tree: Any, root: str, *, counted: bool) -> dict[str, dict[str, list[str]]]:
    """Of every item that may have rules: the paths of what it holds, by their names."""
    kind = root_definition(root).id
    top, other = (root_item(tree, kind, root) for _ in range(2))
    here = top.judged() if counted else [*other.below()]
    names = {one.name for one in other.below()}
    return {
        one.path: {name: [i.path for i in one.below_called(name)] for name in names}
        for one in here
    }


def alike(tree: Any, root: str) -> bool:
    walked = inside(tree, root, counted=False)
    counted = inside(tree, root, counted=True)
    return len(counted) > 5 and all(counted[one] == walked[one] for one in counted)


def test_what_is_inside_is_found_alike_where_all_is_counted_and_where_not(
    small: Any,
) -> None:
    assert alike(small.catalog()["catalog"], "catalog")
    assert alike(PLAN, "system-security-plan")


def test_what_is_inside_the_examples_is_found_alike(published: Path) -> None:
    paths = sorted((published / "examples").glob("*.json"))
    found = [read(path.read_bytes(), file=path.name) for path in paths]

    assert {one.file for one in found if not alike(one.content, one.root)} == set()
    assert len({one.root for one in found}) > 4


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/catalog/group/@id", ["a", "b"]),
        ("/profile/group/@id", []),
        ("/(catalog|profile)/group/control/@id", ["a-1", "a-2", "b-1"]),
        ("//control/@id", ["a-1", "a-1.1", "a-1.2", "a-2", "b-1"]),
        ("/catalog//control/@id", ["a-1", "a-1.1", "a-1.2", "a-2", "b-1"]),
        ("group//control[@id='a-1.2']/@id", ["a-1.2"]),
        ("group[control/@id = ('b-1', 'c-1')]/@id", ["b"]),
        ("group/control[control]/@id", ["a-1"]),
        ("group/control[not(control)]/@id", ["a-2", "b-1"]),
        ("group/control[count(control) > 1]/@id", ["a-1"]),
        ("group/control[starts-with(@id, 'a') and not(param)]/@id", ["a-2"]),
        ("group/control[@id eq 'a-2' or @id ne 'a-1']/@id", ["a-2", "b-1"]),
        ("group/prop[has-oscal-namespace('http://example.org/ns')]/@value", ["x"]),
        (f"group/prop[has-oscal-namespace('{OSCAL}')]/@value", ["A"]),
        ("group/prop[@ns]/../@id", ["a"]),
        ("group/title", ["Group a", "Group b"]),
        ("group/(title|prop/@value)", ["Group a", "A", "x", "Group b"]),
        ("string-length(metadata/version)", [1.0]),
        ("(group)[@id='b']/control/@id", ["b-1"]),
        ("group[exists(@class) or empty(prop)]/@id", ["b"]),
    ],
)
def test_paths_find_what_they_say(top: Item, path: str, expected: list[object]) -> None:
    found = compiled(path).values(top)

    assert [one.text if isinstance(one, Item) else one for one in found] == expected


def test_an_item_knows_where_it_stands(top: Item) -> None:
    [one] = compiled("//control[@id='a-1.2']/part").values(top)

    assert isinstance(one, Item)
    assert one.path == "/catalog/groups/0/controls/0/controls/1/parts/0"
    [flag] = compiled("@name").values(one)
    assert isinstance(flag, Item)
    assert flag.path == f"{one.path}/name"


@pytest.mark.parametrize(
    "path",
    [
        "group[1]",
        "group[count(control)]",
        "('a','b')[. = 'a']",
        "group/@id eq 'a'",
        "$x",
        "if (a) then b else c",
        "doc('x')",
        "count(a, b)",
        "group[",
        "group]",
        "",
        "(" * 5000,
    ],
)
def test_what_goes_beyond_is_refused_and_not_answered(path: str) -> None:
    with pytest.raises(NotMetapath):
        compiled(path)


def test_values_allowed_by_several_constraints_are_those_of_any(small: Any) -> None:
    tree = small.catalog()
    part = tree["catalog"]["groups"][0]["controls"][0]["parts"][0]
    part["parts"] = [{"name": "item"}, {"name": "nothing-known"}]

    found = problems(document(tree, form="json", file="c.json"))

    assert [one.path for one in found if "nothing-known" in one.message] == [
        "/catalog/groups/0/controls/0/parts/0/parts/1/name"
    ]
    assert not any("'item'" in one.message for one in found)


def test_every_expectation_is_put_into_words() -> None:
    expected = {
        str(facts["id"])
        for of in rules().values()
        for facts in of
        if facts["rule"] == "expect"
    }

    assert expected == set(BROKEN)


def test_what_is_deprecated_is_a_warning(small: Any) -> None:
    tree = small.catalog()
    param = tree["catalog"]["groups"][0]["controls"][0]["params"][0]
    param["depends-on"] = "a-1_p1"

    [fault] = problems(document(tree, form="json", file="c.json"))

    assert (fault.level, fault.rule) == (
        "warning",
        "oscal-parameter-depends-on-deprecated",
    )


@pytest.mark.parametrize("name", ["rev4", "rev5"])
def test_no_official_catalog_is_found_at_fault_where_it_is_not(
    published: Path, name: str
) -> None:
    path = published / f"nist/NIST_SP-800-53_{name}_catalog.json"
    found = problems(read(path.read_bytes(), file=path.name))
    errors = [one for one in found if one.level == "error"]

    assert [one.message for one in errors] == (
        [] if name == "rev4" else ["Nothing in the document is called 'ac-2_smt.a.5'"]
    )
