"""What is wrong with a document: each kind of fault found, with its place and rule."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.oscal import Fault, document, problems, read, structure_faults

Tree = dict[str, Any]
SCHEMAS: Final = {
    "assessment-plan": "assessment-plan",
    "assessment-results": "assessment-results",
    "catalog": "catalog",
    "component-definition": "component",
    "mapping-collection": "mapping",
    "plan-of-action-and-milestones": "poam",
    "profile": "profile",
    "system-security-plan": "ssp",
}


def errors(tree: Tree) -> list[Fault]:
    found = problems(document(tree, form="json", file="d.json"))
    return [one for one in found if one.level == "error"]


def test_the_small_catalog_has_no_fault(small: Any) -> None:
    assert problems(document(small.catalog(), form="json", file="c.json")) == ()


def test_the_official_catalog_has_exactly_its_one_error(published: Path) -> None:
    path = published / "nist/NIST_SP-800-53_rev5_catalog.json"
    found = problems(read(path.read_bytes(), file=path.name))

    [error] = [one for one in found if one.level == "error"]
    assert "ac-2_smt.a.5" in error.message
    assert error.path == (
        "/catalog/groups/16/controls/23/parts/2/parts/0/parts/4/links/0/href"
    )


CASES: Final[dict[str, tuple[Callable[[Tree], object], str, str]]] = {
    "a key that is missing": (
        lambda c: c["metadata"].pop("title"),
        "missing-key",
        "/catalog/metadata",
    ),
    "a key that is not known": (
        lambda c: c.update(mark=1),
        "unknown-key",
        "/catalog/mark",
    ),
    "a uuid that is none": (
        lambda c: c.update(uuid="x"),
        "pattern:uuid",
        "/catalog/uuid",
    ),
    "a moment without a zone": (
        lambda c: c["metadata"].update({"last-modified": "2026-11-01T10:00:00"}),
        "pattern:date-time-with-timezone",
        "/catalog/metadata/last-modified",
    ),
    "an array without items": (
        lambda c: c["groups"][1].update(params=[]),
        "empty-array",
        "/catalog/groups/1/params",
    ),
    "an object where an array belongs": (
        lambda c: c.update(groups={}),
        "shape",
        "/catalog/groups",
    ),
    "an id that is no token": (
        lambda c: c["groups"][0]["controls"][1].update(id="2 x"),
        "pattern:token",
        "/catalog/groups/0/controls/1/id",
    ),
    "a link to nothing": (
        lambda c: c["groups"][0].update(
            props=[{"name": "label", "value": "A"}],
            links=[{"href": "#nothing", "rel": "reference"}],
        ),
        "reference:href",
        "/catalog/groups/0/links/0/href",
    ),
    "an insertion of nothing": (
        lambda c: c["groups"][0]["controls"][1]["parts"][0].update(
            prose="{{ insert: param, nothing }}"
        ),
        "reference:insert",
        "/catalog/groups/0/controls/1/parts/0/prose",
    ),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_fault_is_found_where_it_is(small: Any, case: str) -> None:
    spoil, rule, path = CASES[case]
    tree = small.catalog()
    spoil(tree["catalog"])

    assert (rule, path) in [(one.rule, one.path) for one in errors(tree)]


@pytest.mark.parametrize(
    ("anchor", "level"),
    [
        ("nothing", "error"),
        ("5f3d7b60-0000-4000-8000-000000000009", "error"),
        ("/cprt/home?element=03.01.02", "warning"),
    ],
)
def test_an_anchor_that_no_id_could_be_only_warns(
    small: Any, anchor: str, level: str
) -> None:
    tree = small.catalog()
    part = tree["catalog"]["groups"][0]["controls"][1]["parts"][0]
    part["prose"] = f"See [there](#{anchor})."

    [found] = problems(document(tree, form="json", file="d.json"))

    assert (found.rule, found.level) == ("reference:anchor", level)


def test_two_controls_of_one_id_break_the_metaschemas_constraint(small: Any) -> None:
    tree = small.catalog()
    tree["catalog"]["groups"][1]["controls"][0]["id"] = "a-2"

    assert any("a-2" in one.message for one in errors(tree))


def test_a_role_that_nobody_declares_breaks_the_index(small: Any) -> None:
    tree = small.catalog()
    tree["catalog"]["metadata"]["responsible-parties"] = [
        {"role-id": "owner", "party-uuids": [small.uuid(7)]}
    ]

    said = [one.message for one in errors(tree)]
    assert any("owner" in one for one in said)
    assert any(small.uuid(7) in one for one in said)


def test_a_value_outside_those_allowed_is_found(small: Any) -> None:
    tree = small.catalog()
    tree["catalog"]["metadata"]["parties"] = [
        {"uuid": small.uuid(7), "type": "committee"}
    ]

    assert any("committee" in one.message for one in errors(tree))


def test_a_document_at_fault_in_structure_is_not_judged_further(small: Any) -> None:
    tree = small.catalog()
    tree["catalog"]["uuid"] = "x"
    tree["catalog"]["groups"][1]["controls"][0]["id"] = "a-2"

    assert [one.rule for one in errors(tree)] == ["pattern:uuid"]


def test_combine_is_taken_as_the_metaschema_has_it(small: Any) -> None:
    made = small.profile(merge={"combine": {"method": "keep"}, "as-is": True})

    assert list(structure_faults(made)) == []


def mended(schema: Any) -> Any:
    """The schema with the flag of `combine` that the generator of schemas dropped."""
    if isinstance(schema, list):
        return [mended(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: mended(one) for key, one in schema.items()}
    combine = found.get("combine")
    if isinstance(combine, dict) and "properties" not in combine:
        combine["properties"] = {"method": {"type": "string"}}
    return found


@pytest.fixture(scope="session")
def schemas(published: Path) -> dict[str, Any]:
    """Validators of the official JSON Schemas, by model."""
    found = {}
    for model, name in SCHEMAS.items():
        path = published / f"schemas/oscal_{name}_schema.json"
        schema = mended(json.loads(path.read_bytes()))
        found[model] = jsonschema_rs.validator_for(schema)
    return found


def whole(tree: Tree) -> bool:
    """Whether we find nothing that the official schema should find too.

    Where keys exclude each other the schemas list none as required, so they take a
    parameter without an id; the Metaschema does not.
    """
    found = document(tree, form="json", file="c.json")
    return not any(
        not (one.rule == "missing-key" and "/params/" in one.path)
        for one in structure_faults(found)
    )


def test_structure_agrees_with_the_official_schema_on_every_published_document(
    documents: list[Path], schemas: dict[str, Any]
) -> None:
    compared = 0
    for path in documents:
        if path.suffix != ".json":
            continue
        found = read(path.read_bytes(), file=path.name)
        official = schemas[found.root].is_valid(found.tree)
        assert official == whole(found.tree), path.name
        compared += 1
    assert compared > 30


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: Any = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(inner for key, one in items for inner in places(one, (*path, key)))]


SPOILS: Final[tuple[Any, ...]] = (
    None,
    "",
    " ",
    "x y",
    0,
    -1,
    True,
    [],
    {},
    "a-1",
    ["x"],
    {"id": "x"},
)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_structure_agrees_with_the_official_schema_on_spoiled_documents(
    small: Any, schemas: dict[str, Any], data: st.DataObject
) -> None:
    tree = copy.deepcopy(small.catalog())
    path = data.draw(st.sampled_from(places(tree)[2:]))
    holder: Any = tree
    for key in path[:-1]:
        holder = holder[key]
    if data.draw(st.booleans()):
        holder[path[-1]] = data.draw(st.sampled_from(SPOILS))
    else:
        del holder[path[-1]]
    if not isinstance(tree.get("catalog"), dict):
        return

    assert schemas["catalog"].is_valid(tree) == whole(tree)


@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_every_place_of_a_fault_leads_to_a_value(
    small: Any, data: st.DataObject
) -> None:
    tree = small.catalog()
    path = data.draw(st.sampled_from(places(tree)[3:]))
    holder: Any = tree
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = data.draw(st.sampled_from(SPOILS))

    for fault in problems(document(tree, form="json", file="c.json")):
        value: Any = tree
        for part in fault.path.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            value = value[int(key)] if isinstance(value, list) else value[key]
