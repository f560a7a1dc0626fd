"""What the specification of profile resolution says in passing, each where it binds."""

from typing import Any, Final

import pytest

from assay.oscal import Document, Form, read, read_quickest, write
from assay.oscal.resolve import Options, Resolved, resolve

Tree = dict[str, Any]
URI: Final = "file:///profile.json"
AS_IS: Final = {"as-is": True}
KEEP: Final = [{"name": "keep", "value": "always"}]
OSCAL: Final = "http://csrc.nist.gov/ns/oscal"


def result(profile: Document, load: Any, **options: Any) -> Resolved:
    return resolve(profile, load, uri=URI, options=Options(**options))


def tree_of(container: Tree) -> list[Any]:
    """Groups and controls by id, each with those inside it."""
    found: list[Any] = []
    for one in (*container.get("controls", ()), *container.get("groups", ())):
        inside = tree_of(one)
        found.append((one.get("id"), inside) if inside else one.get("id"))
    return found


def outline(small: Any, directive: Tree, merge: Tree, **options: Any) -> list[Any]:
    profile = small.profile({"href": "catalog.json", **directive}, merge=merge)
    return tree_of(result(profile, small.loader(), **options).catalog.content)


def named(*ids: str, **more: str) -> Tree:
    return {"with-ids": list(ids), **more}


CHILD: Final = {"include-controls": [named("a-1.2")]}
WITH_PARENT: Final = [("a", [("a-1", ["a-1.2"])])]
ALONE: Final = [("a", ["a-1.2"])]


@pytest.mark.parametrize(
    ("directive", "options", "expected"),
    [
        (CHILD, {}, ALONE),
        (CHILD, {"keep_parents": True}, WITH_PARENT),
        (
            {"include-controls": [named("a-1.2", **{"with-parent-controls": "yes"})]},
            {},
            WITH_PARENT,
        ),
        (
            {"include-controls": [named("a-1.2", **{"with-parent-controls": "no"})]},
            {"keep_parents": True},
            ALONE,
        ),
        (
            {**CHILD, "exclude-controls": [named("a-1")]},
            {"keep_parents": True},
            ALONE,
        ),
        (
            {"include-all": {}, "exclude-controls": [named("a-1.1", "b-1")]},
            {"keep_parents": True},
            [("a", [("a-1", ["a-1.2"]), "a-2"])],
        ),
    ],
)
def test_parents_come_along_where_a_directive_or_the_caller_says_so(
    small: Any, directive: Tree, options: Tree, expected: list[Any]
) -> None:
    assert outline(small, directive, AS_IS, **options) == expected


def custom(*inserts: Tree, **group: Any) -> Tree:
    return {"custom": {"groups": [{"insert-controls": list(inserts), **group}]}}


def test_what_a_custom_structure_inserts_keeps_the_controls_inside_that_it_selects(
    small: Any,
) -> None:
    insert = {
        "order": "descending",
        "include-controls": [
            named("a-1", **{"with-child-controls": "yes"}),
            named("b-1"),
        ],
    }

    found = outline(small, {}, custom(insert, id="new", title="New"))

    assert found == [("new", ["b-1", ("a-1", ["a-1.1", "a-1.2"])])]


def test_a_custom_group_of_an_imported_id_has_what_the_imported_one_has(
    small: Any,
) -> None:
    catalog = small.catalog()
    part = {"name": "overview", "prose": "About the group."}
    catalog["catalog"]["groups"][0] |= {"parts": [part], "props": KEEP}
    own = {"name": "own", "prose": "Ours."}
    merge = custom({"include-controls": [named("a-2")]}, id="a", title="T", parts=[own])

    found = result(small.profile(merge=merge), small.loader(catalog=catalog))
    (group,) = found.catalog.content["groups"]

    assert group["title"] == "T"
    assert group["parts"] == [part, own]
    assert group["props"] == KEEP
    assert [one["id"] for one in group["controls"]] == ["a-2"]


def test_a_group_that_is_to_be_kept_stays_without_controls(small: Any) -> None:
    catalog = small.catalog()
    catalog["catalog"]["groups"][1]["props"] = KEEP
    profile = small.profile(
        {"href": "catalog.json", "include-controls": [named("a-2")]}, merge=AS_IS
    )

    found = result(profile, small.loader(catalog=catalog)).catalog.content

    assert tree_of(found) == [("a", ["a-2"]), "b"]


def test_groups_without_an_id_that_came_through_a_profile_are_one_again(
    small: Any,
) -> None:
    tree = small.catalog()
    first = {
        "title": "Alike",
        "controls": [small.control("x-1"), small.control("x-2")],
    }
    tree["catalog"]["groups"] = [first, {**first, "controls": [small.control("x-3")]}]
    inner = small.profile(merge=AS_IS).tree
    outer = small.profile(
        {"href": "inner.json", "include-controls": [named("x-1", "x-3")]},
        {"href": "catalog.json", "include-controls": [named("x-2")]},
        merge=AS_IS,
    )

    found = result(outer, small.loader(catalog=tree, inner=inner)).catalog.content

    assert tree_of(found) == [(None, ["x-1", "x-2"]), (None, ["x-3"])]


@pytest.mark.parametrize("title", ["Group a", "Another"])
def test_groups_of_one_id_are_one_only_if_they_say_the_same(
    small: Any, title: str
) -> None:
    other = small.catalog()
    other["catalog"]["groups"][0]["title"] = title
    profile = small.profile(
        {"href": "catalog.json", "include-controls": [named("a-1")]},
        {"href": "other.json", "include-controls": [named("a-2")]},
        merge=AS_IS,
    )

    found = result(profile, small.loader(other=other))

    one = [("a", ["a-1", "a-2"])]
    two = [("a", ["a-1"]), ("a", ["a-2"])]
    assert tree_of(found.catalog.content) == (one if title == "Group a" else two)
    assert [warned.rule for warned in found.warnings] == (
        [] if title == "Group a" else ["req-merge-keep-warning"]
    )


def altered(small: Any, remove: Tree, merge: Tree = AS_IS) -> list[Any]:
    catalog = small.catalog()
    for part in (
        catalog["catalog"]["groups"][0]["controls"][0],
        catalog["catalog"]["groups"][0]["controls"][0]["controls"][0],
    ):
        part["props"] = [
            {"name": "mark", "value": "x"},
            {"name": "mark", "value": "y", "ns": "https://example.org/ns"},
            {"name": "mark", "value": "z", "ns": OSCAL},
        ]
    alter = {"control-id": "a-1", "removes": [remove]}
    profile = small.profile(merge=merge, modify={"alters": [alter]})
    load = small.loader(catalog=catalog)
    before = result(small.profile(merge=merge), load).catalog.content
    found = result(profile, load).catalog.content
    again = result(small.profile(merge=merge), load).catalog.content
    assert before == again, "what was imported is as it was"
    return [
        (one["id"], [prop["value"] for prop in one.get("props", ())])
        for one in controls(found)
        if one["id"].startswith("a-1")
    ]


def controls(container: Tree) -> list[Tree]:
    found: list[Tree] = []
    for one in (*container.get("controls", ()), *container.get("groups", ())):
        found += [one] if "parts" in one else []
        found += controls(one)
    return found


@pytest.mark.parametrize(
    ("remove", "left"),
    [
        ({"by-name": "mark"}, []),
        ({"by-name": "mark", "by-ns": "https://example.org/ns"}, ["x", "z"]),
        ({"by-name": "mark", "by-ns": OSCAL}, ["y"]),
        ({"by-item-name": "prop", "by-class": "none"}, ["x", "y", "z"]),
        ({}, ["x", "y", "z"]),
    ],
)
def test_a_removal_reaches_the_controls_inside(
    small: Any, remove: Tree, left: list[str]
) -> None:
    assert altered(small, remove) == [("a-1", left), ("a-1.1", left), ("a-1.2", [])]


def test_a_removal_can_take_a_control_inside_whole(small: Any) -> None:
    found = altered(small, {"by-item-name": "control", "by-id": "a-1.1"})

    assert [name for name, _ in found] == ["a-1", "a-1.2"]


def test_a_removal_by_namespace_takes_no_control(small: Any) -> None:
    profile = small.profile(
        merge=AS_IS,
        modify={"alters": [{"control-id": "a-1", "removes": [{"by-ns": OSCAL}]}]},
    )

    found = result(profile, small.loader()).catalog.content

    assert tree_of(found)[0] == ("a", [("a-1", ["a-1.1", "a-1.2"]), "a-2"])
    assert "parts" not in found["groups"][0]["controls"][0]


def test_without_nesting_a_removal_reaches_the_control_it_names_only(
    small: Any,
) -> None:
    found = altered(small, {"by-name": "mark"}, {"flat": {}})

    assert found == [("a-1", []), ("a-1.1", ["x", "y", "z"]), ("a-1.2", [])]


def after_altering(small: Any, *alters: Tree) -> list[Tree]:
    """The controls of group a, with their nesting, when these alter them."""
    profile = small.profile(merge=AS_IS, modify={"alters": list(alters)})
    (group, _) = result(profile, small.loader()).catalog.content["groups"]
    found: list[Tree] = group["controls"]
    return found


def note(name: str) -> Tree:
    return {"name": "note", "id": name}


def test_what_is_removed_marks_the_place_beside_which_something_is_added(
    small: Any,
) -> None:
    adds = [
        {"by-id": "a-1_smt", "position": position, "parts": [note(position)]}
        for position in ("after", "before", "starting", "ending")
    ]
    alter = {"control-id": "a-1", "removes": [{"by-id": "a-1_smt"}], "adds": adds}

    found = after_altering(small, alter)[0]

    assert [one["id"] for one in found["parts"]] == ["before", "after"]


def test_what_one_alteration_adds_another_does_not_remove(small: Any) -> None:
    found = after_altering(
        small,
        {"control-id": "a-1.1", "adds": [{"parts": [note("new")]}]},
        {"control-id": "a-1", "removes": [{"by-item-name": "part"}]},
    )[0]

    assert "parts" not in found
    assert [one.get("parts") for one in found["controls"]] == [[note("new")], None]


@pytest.mark.parametrize(
    ("position", "outer", "inner"),
    [
        ("before", ["a-1_smt", "new"], ["a-1.1_smt"]),
        ("after", ["a-1_smt", "new"], ["a-1.1_smt"]),
        ("starting", ["a-1_smt"], ["new", "a-1.1_smt"]),
        ("ending", ["a-1_smt"], ["a-1.1_smt", "new"]),
        ("", ["a-1_smt"], ["a-1.1_smt", "new"]),
    ],
)
def test_beside_a_control_inside_is_in_the_control_around(
    small: Any, position: str, outer: list[str], inner: list[str]
) -> None:
    add = {"by-id": "a-1.1", "position": position, "parts": [note("new")]}

    found = after_altering(small, {"control-id": "a-1", "adds": [add]})[0]

    assert [one["id"] for one in found["parts"]] == outer
    assert [one["id"] for one in found["controls"][0]["parts"]] == inner


def test_a_parameter_becomes_loose_where_its_control_is_left_out_and_it_is_needed(
    small: Any,
) -> None:
    catalog = small.catalog()
    beta = catalog["catalog"]["groups"][1]
    beta["params"] = [{"id": "g_p", "label": "of the group"}, {"id": "g_q"}]
    beta["controls"][0]["parts"][0]["prose"] = (
        "{{ insert: param, a-1_p0 }}, {{ insert: param, g_p }}"
    )
    load = small.loader(catalog=catalog)
    directive = {"href": "catalog.json", "include-controls": [named("b-1")]}

    alone = result(small.profile(directive), load).catalog.content
    both = result(small.profile(), load).catalog.content

    assert [one["id"] for one in alone["params"]] == ["a-1_p0", "g_p"]
    assert [one["id"] for one in both["params"]] == ["g_p"]


def test_a_link_to_a_loose_parameter_keeps_it(small: Any) -> None:
    catalog = small.catalog()
    catalog["catalog"]["params"] = [{"id": "linked"}, {"id": "linked-not"}]
    catalog["catalog"]["groups"][1]["controls"][0]["links"] = [{"href": "#linked"}]

    found = result(small.profile(), small.loader(catalog=catalog)).catalog.content

    assert [one["id"] for one in found["params"]] == ["linked"]


def test_where_a_profile_lies_and_in_which_form_changes_nothing(small: Any) -> None:
    load = small.loader()
    forms: tuple[Form, ...] = ("json", "yaml", "xml")
    texts = {form: write(small.profile(merge=AS_IS), form) for form in forms}

    made = {
        write(
            resolve(
                read(text, form=form), load, uri=f"file:///{form}/p.{form}"
            ).catalog,
            "json",
        )
        for form, text in texts.items()
    }

    assert len(made) == 1


def test_what_is_added_can_be_added_to_and_the_profile_stays_as_it_is(
    small: Any,
) -> None:
    first = {"parts": [{"id": "new", "name": "item", "prose": "First."}]}
    inner = {"by-id": "new", "parts": [{"name": "item", "prose": "Within."}]}
    alters = [{"control-id": "a-2", "adds": [first, inner]}]
    profile = small.profile(merge=AS_IS, modify={"alters": alters})
    before = write(profile, "json")

    found = result(profile, small.loader()).catalog.content
    again = result(profile, small.loader()).catalog.content

    part = found["groups"][0]["controls"][1]["parts"][-1]
    assert part["parts"] == [{"name": "item", "prose": "Within."}]
    assert found == again
    assert write(profile, "json") == before


PLACED: Final[dict[str, Tree]] = {
    "where types have no place": {"by-id": "a-1_smt", "params": [{"id": "new"}]},
    "a title for a parameter": {"by-id": "a-1_p1", "title": "New"},
    "a key that is not known": {
        "by-id": "a-1_smt",
        "parts": [{"id": "new", "name": "item", "surprise": 1}],
    },
    "a control": {"controls": [{"id": "new", "title": "New"}]},
    "no array": {"props": {"name": "new", "value": "x"}},
    "a part of the same id": {"parts": [{"id": "a-1_smt", "name": "new"}]},
}


@pytest.mark.parametrize("odd", PLACED.values(), ids=PLACED)
@pytest.mark.parametrize("first", [True, False])
def test_odd_additions_are_made_alike_whichever_way_the_catalog_was_read(
    small: Any, odd: Tree, *, first: bool
) -> None:
    prop = {"name": "mark", "value": "x"}
    part = {"id": "more", "name": "item"}
    sound: list[Tree] = [
        {"by-id": "a-1_smt", "position": "ending", "parts": [part]},
        {"by-id": "more", "position": "ending", "props": [prop]},
        {"props": [prop]},
        {"by-id": "a-1.1_smt", "position": "after", "parts": [part | {"id": "last"}]},
    ]
    adds = [odd, *sound] if first else [*sound, odd]
    alters = [{"control-id": "a-1", "adds": adds}]
    profile = small.profile(merge=AS_IS, modify={"alters": alters})
    data = write(small.loader()("file:///catalog.json"), "json")

    of_tree = result(profile, lambda _: read(data, file="catalog.json"))
    of_types = result(profile, lambda _: read_quickest(data, file="catalog.json"))

    assert of_types.written("json") == of_tree.written("json")
    assert of_types.warnings == of_tree.warnings
    text = of_types.encoded.decode()
    assert all(f'"id":"{name}"' in text for name in ("more", "last"))
    assert text.count('"mark"') == 2


@pytest.mark.parametrize("odd", [[], None, 1, {"a": "b"}, ""])
def test_parameters_without_an_id_are_set_by_no_directive(
    small: Any, odd: object
) -> None:
    tree = small.catalog()
    tree["catalog"]["params"] = [{"id": odd, "label": "loose"}]
    tree["catalog"]["groups"][0]["controls"][0]["params"][0]["id"] = odd
    directives = [{"values": ["x"]}, {"param-id": "", "values": ["x"]}]
    profile = small.profile(modify={"set-parameters": directives})

    found = result(profile, small.loader(catalog=tree))

    assert b'"values"' not in found.encoded
    told = [one.place for one in found.warnings if one.rule != "structure"]
    places = [f"modify/set-parameters/{index}" for index in (0, 1)]
    assert [one for one in told if "set-parameters" in one] == places


def test_parameters_left_out_are_warned_of_in_the_order_of_the_profile(
    small: Any,
) -> None:
    tree = small.catalog()
    names = [f"p-{number}" for number in range(12)]
    left = tree["catalog"]["groups"][1]["controls"][0]
    left["params"] = [{"id": name, "label": name} for name in names]
    left["parts"][0]["prose"] = "Do it."
    directives = [{"param-id": name, "values": ["x"]} for name in reversed(names)]
    profile = small.profile(
        {"href": "catalog.json", "exclude-controls": [named("b-1")]},
        modify={"set-parameters": directives},
    )

    found = result(profile, small.loader(catalog=tree))

    told = [one.place for one in found.warnings if "set-parameters" in one.place]
    assert told == [f"modify/set-parameters/{index}" for index in range(12)]
