"""Profiles resolved: the published results, each directive, and the laws."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.oscal import (
    Document,
    Form,
    Typed,
    document,
    problems,
    read,
    read_quickest,
    write,
)
from assay.oscal.resolve import Options, Resolved, Unresolved, resolve

Tree = dict[str, Any]
Differences = Callable[[Any, Any], list[str]]
URI: Final = "file:///profile.json"
EXACT: Final = (
    "nist/NIST_SP-800-53_rev4_LOW-baseline",
    "nist/NIST_SP-800-53_rev4_MODERATE-baseline",
    "fedramp/FedRAMP_rev4_LOW-baseline",
)
SAME_IDS: Final = (
    "nist/NIST_SP-800-53_rev5_LOW-baseline",
    "nist/NIST_SP-800-53_rev5_MODERATE-baseline",
)
EXAMPLES: Final = (
    "base2-test",
    "circular",
    "exclude-call-test",
    "full-test",
    "home",
    "import-twice",
    "include-all-test",
    "include-loose-param-test",
    "include-match-test",
    "merge-implicit-keep",
    "merge-keep",
    "merge-keep-resources",
)


def body(tree: Tree) -> Tree:
    """What a resolution is compared by: all but what says when and by what."""
    return {k: v for k, v in tree["catalog"].items() if k not in ("uuid", "metadata")}


def ids(tree: Tree) -> list[str]:
    found: list[str] = []

    def walk(value: Any) -> None:
        for one in value.get("groups", ()):
            walk(one)
        for one in value.get("controls", ()):
            found.append(one["id"])
            walk(one)

    walk(tree["catalog"])
    return found


def loading(published: Path) -> Callable[[str], Document]:
    """The local file that an address of the published profiles stands for."""

    def load(uri: str) -> Document:
        parts = urlsplit(uri)
        name = parts.path.rsplit("/", 1)[-1].replace("-min", "")
        places = [Path(parts.path)] if parts.scheme == "file" else []
        for folder in ("nist", "fedramp"):
            path = published / folder / name
            places += [path, path.with_suffix(".json")]
        for path in places:
            if path.exists():
                return read(path.read_bytes(), file=path.name)
        raise Unresolved(f"There is no {uri}")

    return load


def resolved(published: Path, name: str) -> Resolved:
    path = published / name
    profile = read(path.read_bytes(), file=path.name)
    options = Options(drop_broken=True)
    return resolve(profile, loading(published), uri=path.as_uri(), options=options)


@pytest.mark.parametrize("name", EXACT)
def test_published_baselines_come_out_exactly(
    published: Path, differences: Differences, name: str
) -> None:
    found = resolved(published, f"{name}_profile.json")
    path = published / f"{name}-resolved-profile_catalog.json"
    expected = json.loads(path.read_bytes())

    assert differences(body(expected), body(found.catalog.tree)) == []


@pytest.mark.parametrize("name", [*EXACT, *SAME_IDS])
def test_a_catalog_read_without_a_tree_gives_the_same_bytes(
    published: Path, name: str
) -> None:
    trees = loading(published)
    kinds: set[type] = set()

    def load(uri: str) -> Document | Typed:
        quick = read_quickest(write(trees(uri), "json"), file="source.json")
        kinds.add(type(quick))
        return quick

    path = published / f"{name}_profile.json"
    profile = read(path.read_bytes(), file=path.name)
    options = Options(drop_broken=True)
    quick = resolve(profile, load, uri=path.as_uri(), options=options)

    assert Typed in kinds
    expected = resolved(published, f"{name}_profile.json")
    assert write(quick.catalog, "json") == write(expected.catalog, "json")
    assert quick.traces == expected.traces
    assert quick.warnings == expected.warnings


@pytest.mark.parametrize("name", SAME_IDS)
def test_baselines_of_an_earlier_catalog_have_the_same_controls_in_the_same_order(
    published: Path, name: str
) -> None:
    found = resolved(published, f"{name}_profile.json").catalog
    path = published / f"{name}-resolved-profile_catalog.json"
    expected = json.loads(path.read_bytes())

    assert ids(found.tree) == ids(expected)
    groups = [one["id"] for one in found.content["groups"]]
    assert groups == [one["id"] for one in expected["catalog"]["groups"]]


@pytest.mark.parametrize(("edition", "count"), [("rev4", 325), ("rev5", 323)])
def test_the_moderate_baselines_of_fedramp_resolve(
    published: Path, edition: str, count: int
) -> None:
    name = f"fedramp/FedRAMP_{edition}_MODERATE-baseline_profile.json"

    found = resolved(published, name)

    assert len(found.traces) == count
    assert all(one.imports for one in found.traces)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_the_specification_come_out_exactly(
    published: Path, differences: Differences, name: str
) -> None:
    folder = published / "profile-resolution"
    found = resolved(published, f"profile-resolution/{name}_profile.xml")
    path = folder / f"output-expected/{name}_profile_RESOLVED.xml"
    expected = read(path.read_bytes(), file=path.name)

    assert differences(body(expected.tree), body(found.catalog.tree)) == []


def test_what_resolution_makes_is_valid(published: Path) -> None:
    found = resolved(published, f"{SAME_IDS[0]}_profile.json").catalog

    assert [one for one in problems(found) if one.level == "error"] == []


def result(profile: Document, load: Any, **options: Any) -> Resolved:
    return resolve(profile, load, uri=URI, options=Options(**options))


def chosen(small: Any, load: Any, **directive: Any) -> list[str]:
    profile = small.profile(
        {"href": "catalog.json", **directive}, merge={"as-is": True}
    )
    return ids(result(profile, load).catalog.tree)


ALL: Final = ["a-1", "a-1.1", "a-1.2", "a-2", "b-1"]


@pytest.mark.parametrize(
    ("directive", "expected"),
    [
        ({"include-all": {}}, ALL),
        ({}, ALL),
        ({"include-controls": [{"with-ids": ["a-1"]}]}, ["a-1"]),
        (
            {"include-controls": [{"with-ids": ["a-1"], "with-child-controls": "yes"}]},
            ["a-1", "a-1.1", "a-1.2"],
        ),
        ({"include-controls": [{"with-ids": ["a-1.2"]}]}, ["a-1.2"]),
        ({"include-controls": [{"with-ids": ["nothing"]}]}, []),
        ({"include-controls": [{"matching": [{"pattern": "a-?"}]}]}, ["a-1", "a-2"]),
        ({"include-controls": [{"matching": [{"pattern": "*1"}]}]}, [*ALL[:2], "b-1"]),
        ({"include-controls": [{"matching": [{"pattern": "[!a]*"}]}]}, ["b-1"]),
        ({"include-controls": [{"matching": [{}]}]}, []),
        (
            {"include-all": {}, "exclude-controls": [{"with-ids": ["a-1", "b-1"]}]},
            ["a-1.1", "a-1.2", "a-2"],
        ),
        (
            {
                "include-controls": [{"with-ids": ["a-2"]}],
                "exclude-controls": [{"matching": [{"pattern": "a*"}]}],
            },
            [],
        ),
    ],
)
def test_an_import_takes_what_it_includes_less_what_it_excludes(
    small: Any, load: Any, directive: Tree, expected: list[str]
) -> None:
    assert chosen(small, load, **directive) == expected


@pytest.fixture(scope="session")
def load(small: Any) -> Any:
    """What leads to the small catalog."""
    return small.loader()


def test_without_structure_nothing_is_grouped_or_nested(small: Any, load: Any) -> None:
    found = result(small.profile(), load).catalog.content

    assert "groups" not in found
    assert [one["id"] for one in found["controls"]] == ALL
    assert not any("controls" in one for one in found["controls"])


def test_a_child_whose_parent_is_left_out_moves_up(small: Any, load: Any) -> None:
    profile = small.profile(
        {"href": "catalog.json", "include-controls": [{"with-ids": ["a-1.2"]}]},
        merge={"as-is": True},
    )

    plain = result(profile, load).catalog.content["groups"]
    kept = result(profile, load, keep_parents=True).catalog.content["groups"]

    assert [one["id"] for one in plain[0]["controls"]] == ["a-1.2"]
    assert [one["id"] for one in kept[0]["controls"]] == ["a-1"]
    assert [one["id"] for one in kept[0]["controls"][0]["controls"]] == ["a-1.2"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("keep", ["a-1", "a-2"]),
        ("ascending", ["a-1", "a-2"]),
        ("descending", ["a-2", "a-1"]),
    ],
)
def test_a_custom_structure_holds_what_it_names_in_its_order(
    small: Any, load: Any, order: str, expected: list[str]
) -> None:
    inserted = {
        "order": order,
        "include-controls": [{"matching": [{"pattern": "a-?"}]}],
    }
    custom = {"groups": [{"id": "g", "title": "G", "insert-controls": [inserted]}]}

    found = result(small.profile(merge={"custom": custom}), load).catalog.content

    assert [one["id"] for one in found["groups"]] == ["g"]
    assert [one["id"] for one in found["groups"][0]["controls"]] == expected
    assert "controls" not in found


def test_parameters_are_set_in_their_order(small: Any, load: Any) -> None:
    setting = [
        {"param-id": "a-1_p0", "values": ["first"], "label": "one"},
        {"param-id": "a-1_p0", "values": ["second"], "props": [PROP]},
        {"param-id": "nothing", "values": ["x"]},
    ]

    found = result(small.profile(modify={"set-parameters": setting}), load)
    [param] = [
        one
        for one in found.catalog.content["controls"][0]["params"]
        if one["id"] == "a-1_p0"
    ]

    assert param["values"] == ["second"]
    assert param["label"] == "one"
    assert param["props"] == [PROP]
    assert any("nothing" in one.message for one in found.warnings)
    [trace] = [one for one in found.traces if one.control == "a-1"]
    assert len(trace.parameters) == 2


PROP: Final = {"name": "mark", "ns": "http://example.org/ns", "value": "x"}


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("starting", ["x", "a-2_smt"]),
        ("ending", ["a-2_smt", "x"]),
        ("before", ["x", "a-2_smt"]),
        ("after", ["a-2_smt", "x"]),
    ],
)
@pytest.mark.parametrize("by_id", [True, False])
def test_an_addition_goes_where_it_says(
    small: Any, load: Any, position: str, expected: list[str], *, by_id: bool
) -> None:
    add: Tree = {"position": position, "parts": [{"id": "x", "name": "item"}]}
    inside = by_id and position in ("starting", "ending")
    if by_id:
        add["by-id"] = "a-2_smt"
    alters = [{"control-id": "a-2", "adds": [add]}]

    found = result(small.profile(modify={"alters": alters}), load).catalog
    [control] = [one for one in found.content["controls"] if one["id"] == "a-2"]

    if inside:
        assert [one["id"] for one in control["parts"][0]["parts"]] == ["x"]
    else:
        assert [one["id"] for one in control["parts"]] == expected


@pytest.mark.parametrize(
    ("criteria", "gone"),
    [
        ({"by-id": "a-2_smt"}, True),
        ({"by-name": "statement"}, True),
        ({"by-item-name": "part"}, True),
        ({"by-name": "statement", "by-id": "other"}, False),
        ({"by-name": "other"}, False),
    ],
)
def test_a_removal_takes_what_meets_all_its_criteria(
    small: Any, load: Any, criteria: Tree, *, gone: bool
) -> None:
    alters = [{"control-id": "a-2", "removes": [criteria]}]

    found = result(small.profile(modify={"alters": alters}), load).catalog
    [control] = [one for one in found.content["controls"] if one["id"] == "a-2"]

    assert ("parts" not in control) == gone


def test_a_circular_import_ends_with_the_chain(small: Any) -> None:
    other = small.profile({"href": "profile.json", "include-all": {}}).tree
    start = small.profile({"href": "other.json", "include-all": {}})

    with pytest.raises(Unresolved, match=r"circular.*other\.json") as caught:
        result(start, small.loader(other=other))
    assert caught.value.message.count("profile.json") == 2
    dropped = result(start, small.loader(other=other), drop_broken=True)
    assert dropped.traces == ()
    assert "circular" in dropped.warnings[0].message


def test_an_import_that_brings_nothing_is_warned_of(small: Any) -> None:
    bare = {"catalog": {**small.catalog()["catalog"], "groups": [], "controls": []}}
    none = {
        "href": "catalog.json",
        "include-controls": [{"matching": [{"pattern": "q*"}]}],
    }

    of_nothing = result(small.profile(), small.loader(catalog=bare))
    taking_none = result(small.profile(none), small.loader())

    assert of_nothing.traces == taking_none.traces == ()
    said = [(w.rule, w.place) for w in (*of_nothing.warnings, *taking_none.warnings)]
    assert said.count(("nothing-taken", "imports/0")) == 2
    assert any("no controls in" in one.message for one in of_nothing.warnings)
    assert any("none of the" in one.message for one in taking_none.warnings)


@pytest.mark.parametrize("kind", ["tree", "types"])
def test_a_source_that_is_not_sound_is_warned_of_and_taken(
    small: Any, kind: str
) -> None:
    tree = small.catalog()
    load = small.loader()
    assert result(small.profile(), load).warnings == ()
    tree["catalog"]["groups"][1]["controls"][0]["surprise"] = 1

    def loaded(_: str) -> Document | Typed:
        if kind == "tree":
            return document(tree, form="json", file="odd.json")
        return read_quickest(json.dumps(tree).encode(), file="odd.json")

    found = result(small.profile(), loaded)

    [warned] = found.warnings
    assert (warned.rule, warned.place) == ("structure", "imports/0")
    assert "odd.json" in warned.message
    assert "surprise" in warned.message
    assert found.traces


def test_a_missing_import_ends_with_its_address(small: Any, load: Any) -> None:
    with pytest.raises(Unresolved, match=r"file:///away\.json"):
        result(small.profile({"href": "away.json", "include-all": {}}), load)


def test_imports_lead_through_the_back_matter(small: Any, load: Any) -> None:
    linked = {"uuid": small.uuid(9), "rlinks": [{"href": "catalog.json"}]}
    enclosed = {"uuid": small.uuid(9), "base64": {"value": in_base64(small.catalog())}}
    for resource in (linked, enclosed):
        profile = small.profile(
            {"href": f"#{small.uuid(9)}", "include-all": {}},
            **{"back-matter": {"resources": [resource]}},
        )
        assert ids(result(profile, load).catalog.tree) == ALL


def in_base64(tree: Tree) -> str:
    return base64.b64encode(json.dumps(tree).encode()).decode()


def test_a_chain_of_profiles_narrows_step_by_step(small: Any) -> None:
    first = small.profile(
        {"href": "catalog.json", "exclude-controls": [{"with-ids": ["b-1"]}]},
        merge={"as-is": True},
    ).tree
    last = small.profile(
        {"href": "first.json", "include-controls": [{"with-ids": ["a-2", "b-1"]}]}
    )

    assert ids(result(last, small.loader(first=first)).catalog.tree) == ["a-2"]


def test_the_same_control_of_two_imports_stays_twice_or_is_used_once(
    small: Any, load: Any
) -> None:
    twice = [
        {"href": "catalog.json", "include-controls": [{"with-ids": ["a-2"]}]},
        {"href": "catalog.json", "include-controls": [{"with-ids": ["a-2"]}]},
    ]

    kept = result(small.profile(*twice, merge={"combine": {"method": "keep"}}), load)
    once = result(
        small.profile(*twice, merge={"combine": {"method": "use-first"}}), load
    )

    assert ids(kept.catalog.tree) == ["a-2", "a-2"]
    assert ids(once.catalog.tree) == ["a-2"]


PATTERNS = st.sampled_from(["a-1", "a-1.1", "a-1.2", "a-2", "b-1", "zz"])
SELECTION = st.fixed_dictionaries(
    {"with-ids": st.lists(PATTERNS, min_size=1, max_size=3)},
    optional={"with-child-controls": st.sampled_from(["yes", "no"])},
)
DIRECTIVE = st.fixed_dictionaries(
    {"href": st.just("catalog.json")},
    optional={
        "include-controls": st.lists(SELECTION, min_size=1, max_size=2),
        "exclude-controls": st.lists(SELECTION, min_size=1, max_size=2),
    },
)
STRUCTURE = st.sampled_from([{}, {"flat": {}}, {"as-is": True}])


@given(directive=DIRECTIVE, structure=STRUCTURE)
@settings(max_examples=80)
def test_a_resolved_catalog_resolves_to_itself(
    small: Any, load: Any, directive: Tree, structure: Tree
) -> None:
    first = result(small.profile(directive, merge=structure), load).catalog
    again = small.profile(
        {"href": "first.json", "include-all": {}}, merge={"as-is": True}
    )

    second = result(again, small.loader(first=first.tree)).catalog

    assert body(second.tree) == body(first.tree)


@given(picked=st.lists(PATTERNS, min_size=1, max_size=3, unique=True))
def test_include_then_exclude_is_exclude(
    small: Any, load: Any, picked: list[str]
) -> None:
    both = chosen(
        small,
        load,
        **{
            "include-controls": [{"with-ids": picked}],
            "exclude-controls": [{"with-ids": picked}],
        },
    )

    assert both == []


@given(order=st.permutations(["a-1", "a-2", "b-1"]))
def test_the_order_of_unrelated_alters_does_not_matter(
    small: Any, load: Any, order: list[str]
) -> None:
    def made(names: list[str]) -> Tree:
        alters = [
            {"control-id": name, "adds": [{"props": [{**PROP, "value": name}]}]}
            for name in names
        ]
        return body(result(small.profile(modify={"alters": alters}), load).catalog.tree)

    assert made(order) == made(["a-1", "a-2", "b-1"])


@given(directive=DIRECTIVE, structure=STRUCTURE)
@settings(max_examples=60)
def test_a_profile_gives_the_same_bytes_from_all_three_forms(
    small: Any, load: Any, directive: Tree, structure: Tree
) -> None:
    profile = small.profile(directive, merge=structure)
    made = set()
    forms: tuple[Form, ...] = ("json", "yaml", "xml")
    for form in forms:
        again = read(write(profile, form), form=form, file="profile.json")
        made.add(write(result(again, load).catalog, "json"))

    assert len(made) == 1


@given(directive=DIRECTIVE, structure=STRUCTURE)
@settings(max_examples=80)
def test_whatever_is_kept_is_reached_and_whole(
    small: Any, load: Any, directive: Tree, structure: Tree
) -> None:
    found = result(small.profile(directive, merge=structure), load).catalog
    taken = set(ids(found.tree))
    source = {one: one in taken for one in ALL}
    text = json.dumps(found.tree)

    assert list(found.tree) == ["catalog"]
    for name, there in source.items():
        assert (f'"{name}_smt"' in text) == there
        assert (f'"id": "{name}_p0"' in text) == (
            there and name not in ("a-1.2", "a-2")
        )
    assert [one for one in problems(found) if one.level == "error"] == []
