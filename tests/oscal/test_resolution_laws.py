"""Laws of profile resolution, on random catalogs and random profiles."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.errors import Error
from assay.oscal import Document, Form, Typed, document, read, read_quickest, write
from assay.oscal.resolve import Resolved, Unresolved, resolve

Tree = dict[str, Any]
FOLDER: Final = "file:///laws/"
AS_IS: Final = {"merge": {"as-is": True}}
UNHURRIED: Final = settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None
)
HOUSE: Final = "http://example.org/ns"


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def metadata(title: str) -> Tree:
    return {
        "title": title,
        "last-modified": "2026-11-01T10:00:00.5-04:00",
        "version": "1",
        "oscal-version": "1.2.3",
    }


@dataclass(slots=True)
class Numbers:
    """Names for what a catalog holds, each once."""

    prefix: str
    control: int = 0
    group: int = 0
    loose: int = 0


SIZES: Final = st.sampled_from([0, 0, 1, 1, 2])


@st.composite
def control(draw: st.DrawFn, numbers: Numbers, depth: int = 0) -> Tree:
    """A control that inserts parameters, its own or loose, and links to resources."""
    numbers.control += 1
    name = f"{numbers.prefix}-{numbers.control}"
    made: Tree = {"id": name, "title": f"Control {name}"}
    params = [{"id": f"{name}_p{n}", "label": f"what {n}"} for n in range(draw(SIZES))]
    if params:
        made["params"] = params
    if draw(st.booleans()):
        made["links"] = [{"href": f"#{uuid(draw(st.integers(1, 6)))}", "rel": "see"}]
    inserted = [one["id"] for one in params]
    if draw(st.booleans()):
        inserted.append(f"loose-{draw(st.integers(1, 4))}")
    said = " ".join(f"{{{{ insert: param, {one} }}}}" for one in inserted)
    made["parts"] = [{"id": f"{name}_smt", "name": "statement", "prose": f"Do. {said}"}]
    inside = [draw(control(numbers, depth + 1)) for _ in range(draw(SIZES))]
    if inside and depth < 2:
        made["controls"] = inside
    return made


@st.composite
def group(draw: st.DrawFn, numbers: Numbers, depth: int = 0) -> Tree:
    """A group of controls, of groups, or of both."""
    numbers.group += 1
    name = f"{numbers.prefix}{numbers.group}"
    made: Tree = {"id": name, "title": f"Group {name}"}
    if draw(st.booleans()):
        numbers.loose += 1
        made["params"] = [loose(numbers.loose)]
    if depth < 1 and draw(st.booleans()):
        made["groups"] = [draw(group(numbers, depth + 1))]
    made["controls"] = [draw(control(numbers)) for _ in range(1 + draw(SIZES))]
    return made


def loose(number: int) -> Tree:
    """A parameter outside of controls; one of them is needed for another's label."""
    named = "the second"
    if number == 1:
        named = "like {{ insert: param, loose-2 }}"
    return {"id": f"loose-{number}", "label": named}


@st.composite
def catalog(draw: st.DrawFn, prefix: str = "a") -> Tree:
    """A catalog with groups, loose parameters and resources, some of them needed."""
    numbers = Numbers(prefix)
    made: Tree = {"uuid": uuid(90 + ord(prefix)), "metadata": metadata(prefix)}
    made["params"] = [loose(1), loose(2)]
    numbers.loose = 2
    made["groups"] = [draw(group(numbers)) for _ in range(1 + draw(SIZES))]
    resources: list[Tree] = [
        {"uuid": uuid(n), "title": f"Source {n}"} for n in range(1, 6)
    ]
    resources[0]["description"] = f"See [another](#{uuid(2)})."
    if draw(st.booleans()):
        resources[4]["props"] = [{"name": "keep", "value": "always"}]
    made["back-matter"] = {"resources": resources}
    return {"catalog": made}


def controls(tree: Tree) -> Iterator[Tree]:
    """Every control of a catalog, group or control, each before those inside it."""
    for one in tree.get("groups", ()):
        yield from controls(one)
    for one in tree.get("controls", ()):
        yield one
        yield from controls(one)


def names(tree: Tree) -> list[str]:
    return [one["id"] for one in controls(tree["catalog"])]


@st.composite
def directive(draw: st.DrawFn, tree: Tree, href: str = "a.json") -> Tree:
    """What an import of a catalog may ask for."""
    chosen = st.lists(st.sampled_from([*names(tree), "none"]), min_size=1, max_size=5)
    children = draw(st.sampled_from(["yes", "no"]))
    made: Tree = {"href": href}
    match draw(st.sampled_from(["all", "nothing said", "ids", "pattern"])):
        case "all":
            made["include-all"] = {}
        case "ids":
            picked = {"with-ids": draw(chosen), "with-child-controls": children}
            made["include-controls"] = [picked]
        case "pattern":
            pattern = draw(st.sampled_from(["*1", "?-[2-5]", "a*", "*"]))
            made["include-controls"] = [{"matching": [{"pattern": pattern}]}]
        case _:
            pass
    if draw(st.booleans()):
        made["exclude-controls"] = [{"with-ids": draw(chosen)}]
    return made


TWO_PLACES: Final = {
    "groups": [
        {
            "id": f"g{number}",
            "title": "A group",
            "insert-controls": [{"include-all": {}}],
        }
        for number in range(2)
    ]
}
STRUCTURES: Final = st.sampled_from([{}, {"flat": {}}, {"as-is": True}])


@st.composite
def changes(draw: st.DrawFn, tree: Tree) -> Tree:
    """Parameters set, and controls altered, each of them at most once."""
    found = list(controls(tree["catalog"]))
    params = [
        "loose-1",
        "loose-2",
        *(p["id"] for c in found for p in c.get("params", ())),
    ]
    setting = [
        {"param-id": name, "values": [f"set {name}"]}
        for name in draw(st.lists(st.sampled_from(params), max_size=3, unique=True))
    ]
    alters = [
        draw(alteration(name))
        for name in draw(
            st.lists(st.sampled_from(names(tree)), max_size=4, unique=True)
        )
    ]
    made: Tree = {}
    if setting:
        made["set-parameters"] = setting
    if alters:
        made["alters"] = alters
    return made


@st.composite
def alteration(draw: st.DrawFn, name: str) -> Tree:
    """Something added to one control, or removed from it, or both."""
    made: Tree = {"control-id": name}
    if draw(st.booleans()):
        made["removes"] = [{"by-id": f"{name}_smt"}]
    position = draw(st.sampled_from(["starting", "ending", "before", "after"]))
    part = {"id": f"{name}_more", "name": "item", "prose": "More."}
    prop = {"name": "mark", "ns": HOUSE, "value": name}
    add: Tree = {"position": position, "parts": [part], "props": [prop]}
    if "removes" not in made and draw(st.booleans()):
        add["by-id"] = f"{name}_smt"
        del add["props"]
    return {**made, "adds": [add]}


def profile(*imports: Tree, **more: Any) -> Document:
    tree: Tree = {
        "profile": {
            "uuid": uuid(99),
            "metadata": metadata("A profile"),
            "imports": list(imports),
            **more,
        }
    }
    return document(tree, form="json", file="profile.json")


def made_of(given: Document, **trees: Tree) -> Resolved:
    """The profile resolved, with documents by the stem of their address."""

    def load(uri: str) -> Document:
        stem = uri.removeprefix(FOLDER).partition(".")[0]
        if stem not in trees:
            raise Unresolved(f"There is no {uri}")
        return document(trees[stem], form="json", file=uri)

    return resolve(given, load, uri=f"{FOLDER}profile.json")


def made_of_types(given: Document, tree: Tree) -> bytes:
    """The profile resolved from a catalog that was read without a tree, as bytes.

    That catalog stays what it was.
    """
    data = msgspec.json.encode(tree)
    source = read_quickest(data, file="a.json")
    assert isinstance(source, Typed)
    before = msgspec.json.encode(source.content)

    found = resolve(given, lambda _: source, uri=f"{FOLDER}profile.json")

    assert msgspec.json.encode(source.content) == before
    return written(found)


def body(found: Resolved) -> Tree:
    """All but what says when, from where and by what."""
    tree = found.catalog.tree["catalog"]
    return {k: v for k, v in tree.items() if k not in ("uuid", "metadata")}


def written(found: Resolved) -> bytes:
    return write(found.catalog, "json")


@given(data=st.data())
@UNHURRIED
def test_what_was_resolved_resolves_to_itself(data: st.DataObject) -> None:
    tree = data.draw(catalog())
    asked = data.draw(directive(tree))
    merge, modify = data.draw(STRUCTURES), data.draw(changes(tree))

    first = made_of(profile(asked, merge=merge, modify=modify), a=tree)
    everything = profile({"href": "first.json", "include-all": {}}, **AS_IS)
    again = made_of(everything, first=first.catalog.tree)

    # The second profile sets nothing, and so keeps no parameter that nothing needs.
    assert needed(body(again)) == needed(body(first))


def needed(tree: Tree) -> Tree:
    """A body less the loose parameters that stay only because a profile sets them.

    Their order tells where they stood, which may have been a group that is gone.
    """
    inside = {k: v for k, v in tree.items() if k in ("groups", "controls")}
    wanted = reached(inside, INSERTED, {one["id"]: one for one in all_params(tree)})
    left = [one for one in tree.get("params", ()) if one["id"] in wanted]
    return {**tree, "params": sorted(left, key=lambda one: str(one["id"]))}


@given(data=st.data())
@UNHURRIED
def test_the_order_of_changes_to_different_things_does_not_matter(
    data: st.DataObject,
) -> None:
    tree = data.draw(catalog())
    asked, merge = data.draw(directive(tree)), data.draw(STRUCTURES)
    modify = data.draw(changes(tree))
    other = {key: data.draw(st.permutations(those)) for key, those in modify.items()}

    one = made_of(profile(asked, merge=merge, modify=modify), a=tree)
    two = made_of(profile(asked, merge=merge, modify=other), a=tree)

    assert written(one) == written(two)


@given(data=st.data())
@UNHURRIED
def test_what_is_excluded_might_as_well_not_have_been_included(
    data: st.DataObject,
) -> None:
    tree = data.draw(catalog())
    every = st.lists(st.sampled_from(names(tree)), min_size=1, max_size=6, unique=True)
    wanted, unwanted = data.draw(every), data.draw(every)
    merge = data.draw(STRUCTURES)
    including: Tree = {"href": "a.json", "include-controls": [{"with-ids": wanted}]}
    excluding = {"exclude-controls": [{"with-ids": unwanted}]}
    left = [one for one in wanted if one not in unwanted] or ["none"]
    plain: Tree = {"href": "a.json", "include-controls": [{"with-ids": left}]}

    both = made_of(profile(including | excluding, merge=merge), a=tree)
    less = made_of(profile(plain, merge=merge), a=tree)

    assert body(both) == body(less)
    assert not set(names(both.catalog.tree)) & set(unwanted)


def selected(tree: Tree, asked: Tree) -> list[str]:
    """Which controls an import takes, told in the plainest way."""
    found = list(controls(tree["catalog"]))
    taken = {one["id"] for one in found}
    if "include-controls" in asked:
        [chosen] = asked["include-controls"]
        taken = {name for one in found for name in taken_by(chosen, one)}
    for one in asked.get("exclude-controls", ()):
        taken -= set(one["with-ids"])
    return [one["id"] for one in found if one["id"] in taken]


def taken_by(chosen: Tree, one: Tree) -> Iterator[str]:
    """Which of a control and those inside it a selection takes for its sake."""
    if one["id"] in chosen.get("with-ids", ()):
        yield one["id"]
        if chosen["with-child-controls"] == "yes":
            yield from (inside["id"] for inside in controls(one))
    for match in chosen.get("matching", ()):
        pattern = match["pattern"].replace("*", ".*").replace("?", ".")
        if re.fullmatch(pattern, one["id"]):
            yield one["id"]


@given(data=st.data())
@UNHURRIED
def test_all_that_is_selected_is_there_in_order_and_nothing_else(
    data: st.DataObject,
) -> None:
    tree = data.draw(catalog())
    asked, merge = data.draw(directive(tree)), data.draw(STRUCTURES)

    found = made_of(profile(asked, merge=merge), a=tree)

    assert names(found.catalog.tree) == selected(tree, asked)
    assert [one.control for one in found.traces] == names(found.catalog.tree)
    source = {one["id"]: one for one in controls(tree["catalog"])}
    for one in controls(found.catalog.content):
        own = {k: v for k, v in one.items() if k != "controls"}
        assert own == {k: v for k, v in source[one["id"]].items() if k != "controls"}


INSERTED: Final = re.compile(r"insert: param, ([\w.-]+)")
REFERRED: Final = re.compile(r"#([0-9a-f]{8}-[0-9a-f-]{27})")


def reached(
    start: object, pattern: re.Pattern[str], known: dict[str, Tree]
) -> set[str]:
    """What a text leads to, through what it leads to."""
    found: set[str] = set()
    ahead = set(pattern.findall(json.dumps(start)))
    while ahead:
        found |= ahead
        further = [known[name] for name in ahead if name in known]
        ahead = set(pattern.findall(json.dumps(further))) - found
    return found


@given(data=st.data())
@UNHURRIED
def test_what_is_needed_is_kept_and_nothing_else(data: st.DataObject) -> None:
    tree = data.draw(catalog())
    asked, merge = data.draw(directive(tree)), data.draw(STRUCTURES)

    found = made_of(profile(asked, merge=merge), a=tree).catalog.content
    body = {k: v for k, v in found.items() if k in ("groups", "controls")}

    every = {one["id"]: one for one in all_params(tree["catalog"])}
    wanted = reached(body, INSERTED, every)
    there = {one["id"] for one in all_params(found)}
    assert wanted & every.keys() <= there
    for one in found.get("params", ()):
        assert one["id"] in wanted
        assert one == every[one["id"]]

    resources = {
        one["uuid"]: one for one in tree["catalog"]["back-matter"]["resources"]
    }
    always = {name for name, one in resources.items() if "props" in one}
    text = {**body, "params": found.get("params", [])}
    needed = reached([text, [resources[name] for name in always]], REFERRED, resources)
    kept = [one["uuid"] for one in found.get("back-matter", {}).get("resources", ())]
    assert kept == [name for name in resources if name in needed | always]


def all_params(tree: Tree) -> Iterator[Tree]:
    """Every parameter of a catalog, wherever it stands."""
    yield from tree.get("params", ())
    for key in ("groups", "controls"):
        for one in tree.get(key, ()):
            yield from all_params(one)


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_form_and_order_of_keys_change_no_byte(data: st.DataObject) -> None:
    tree = data.draw(catalog())
    merge, modify = data.draw(STRUCTURES), data.draw(changes(tree))
    asked = profile(data.draw(directive(tree)), merge=merge, modify=modify)
    source = document(tree, form="json", file="a.json")
    forms: tuple[Form, ...] = ("json", "yaml", "xml")

    made = set()
    for form in forms:
        again = read(write(asked, form), form=form, file="profile.json")
        catalog_again = read(write(source, form), form=form, file="a.json")
        made.add(written(made_of(again, a=catalog_again.tree)))
    other = document(turned(asked.tree), form="json", file="profile.json")
    made.add(written(made_of(other, a=turned(tree))))
    made.add(made_of_types(asked, tree))
    made.add(made_of_types(other, turned(tree)))

    assert len(made) == 1


def turned(tree: Any) -> Any:
    """The same with the keys of every object the other way round."""
    if isinstance(tree, dict):
        return {key: turned(one) for key, one in reversed(tree.items())}
    return [turned(one) for one in tree] if isinstance(tree, list) else tree


@given(data=st.data())
@UNHURRIED
def test_use_first_is_keep_less_all_that_came_before(data: st.DataObject) -> None:
    tree = data.draw(catalog())
    other = copy.deepcopy(tree)
    for one in controls(other["catalog"]):
        one["title"] = f"Another {one['title']}"
    asked = [data.draw(directive(tree, href)) for href in ("a.json", "b.json")]

    def flat(method: str) -> list[Tree]:
        combined = profile(*asked, merge={"combine": {"method": method}})
        found = made_of(combined, a=tree, b=other).catalog.content
        return list(found.get("controls", ()))

    first: dict[str, Tree] = {}
    for one in flat("keep"):
        first.setdefault(one["id"], one)
    assert flat("use-first") == list(first.values())
    assert len(flat("keep")) == sum(len(selected(tree, one)) for one in asked)


@given(data=st.data())
@UNHURRIED
def test_a_chain_is_what_its_links_say_one_after_another(data: st.DataObject) -> None:
    tree = data.draw(catalog())
    one, two = data.draw(directive(tree)), data.draw(directive(tree, "inner.json"))
    modify, merge = data.draw(changes(tree)), data.draw(STRUCTURES)
    inner = profile(one, **AS_IS)
    # Children are those that the inner profile left, so they are named here.
    left = made_of(inner, a=tree).catalog.tree
    both = selected(left, two) or ["none"]

    chained = made_of(
        profile(two, merge=merge, modify=modify), inner=inner.tree, a=tree
    )
    composed = {"href": "a.json", "include-controls": [{"with-ids": both}]}
    single = made_of(profile(composed, merge=merge, modify=modify), a=tree)

    assert needed(body(chained)) == needed(body(single))


@given(data=st.data())
@UNHURRIED
def test_what_an_inner_profile_sets_an_outer_one_sets_over(data: st.DataObject) -> None:
    tree = data.draw(catalog())
    first = data.draw(changes(tree)).get("set-parameters", [])
    second = [
        {**one, "values": ["over"], "label": "said anew"}
        for one in data.draw(changes(tree)).get("set-parameters", [])
    ]
    everything: Tree = {"include-all": {}}

    inner = profile(
        {"href": "a.json", **everything}, **AS_IS, modify={"set-parameters": first}
    )
    outer = profile(
        {"href": "inner.json", **everything}, **AS_IS, modify={"set-parameters": second}
    )
    both = profile(
        {"href": "a.json", **everything},
        **AS_IS,
        modify={"set-parameters": first + second},
    )

    # What only the inner one sets, the outer one keeps only where it is needed.
    chained = body(made_of(outer, inner=inner.tree, a=tree))
    assert needed(chained) == needed(body(made_of(both, a=tree)))


@given(data=st.data())
@UNHURRIED
def test_resolving_changes_nothing_that_it_reads(data: st.DataObject) -> None:
    tree = data.draw(catalog())
    merge, modify = data.draw(STRUCTURES), data.draw(changes(tree))
    asked = profile(data.draw(directive(tree)), merge=merge, modify=modify)
    before = json.dumps([tree, asked.tree])

    first = written(made_of(asked, a=tree))
    second = written(made_of(asked, a=tree))

    assert first == second
    assert json.dumps([tree, asked.tree]) == before


def places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every key of every object, and every index of every array."""
    if isinstance(tree, dict | list):
        for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
            yield tree, key
            yield from places(tree[key])


@st.composite
def broken(draw: st.DrawFn, tree: Tree) -> Tree:
    """A document with some of its values replaced, left out or put elsewhere."""
    made = copy.deepcopy(tree)
    for _ in range(draw(st.integers(0, 3))):
        holder, key = draw(st.sampled_from(list(places(made))))
        match draw(st.sampled_from(["replace", "leave out", "repeat"])):
            case "replace":
                odd = st.sampled_from([None, 1, 1.5, True, "s", [], {}, [1], {"a": 1}])
                holder[key] = copy.deepcopy(draw(odd))
            case "leave out" if len(holder) > 1:
                del holder[key]
            case "repeat" if isinstance(holder, dict):
                name = draw(st.sampled_from(["zz", "id", "params", "groups", "props"]))
                holder[name] = copy.deepcopy(holder[key])
            case _:
                pass
    return made


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_what_is_broken_is_refused_or_resolved_alike_both_ways(
    data: st.DataObject,
) -> None:
    tree = data.draw(catalog())
    merge = data.draw(STRUCTURES | st.just({"custom": TWO_PLACES}))
    modify = data.draw(changes(tree))
    sound = profile(data.draw(directive(tree)), merge=merge, modify=modify)
    asked, source = data.draw(broken(sound.tree)), data.draw(broken(tree))
    encoded = json.dumps(source).encode()

    def made(way: Callable[..., Document | Typed]) -> object:
        try:
            given = document(asked, form="json", file="profile.json")
            found = resolve(given, lambda _: way(encoded, file="a.json"), uri=FOLDER)
        except Error as fault:
            return str(fault)
        told = [one for one in found.warnings if one.rule != "structure"]
        return written(found), found.traces, told

    assert made(read) == made(read_quickest)


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_control_put_in_two_places_is_changed_once_in_each(
    data: st.DataObject,
) -> None:
    tree = data.draw(catalog())
    merge = {"custom": TWO_PLACES}
    modify = data.draw(changes(tree))
    asked = profile(data.draw(directive(tree)), merge=merge, modify=modify)

    found = made_of(asked, a=tree)

    first, second = (one.get("controls") for one in body(found).get("groups", [{}, {}]))
    assert first == second
    assert made_of_types(asked, tree) == written(found)


def test_a_law_is_tried_on_more_than_one_kind_of_catalog() -> None:
    """The catalogs that the laws are tried on nest, insert and refer."""
    seen: set[str] = set()

    @given(tree=catalog())
    @settings(max_examples=60, deadline=None, database=None)
    def look(tree: Tree) -> None:
        text = json.dumps(tree)
        kinds: dict[str, Callable[[], bool]] = {
            "nested": lambda: any("controls" in c for c in controls(tree["catalog"])),
            "groups": lambda: any("groups" in g for g in tree["catalog"]["groups"]),
            "loose": lambda: "param, loose-1" in text.partition('"groups"')[2],
            "always": lambda: '"always"' in text,
        }
        seen.update(name for name, holds in kinds.items() if holds())

    look()
    assert seen == {"nested", "groups", "loose", "always"}


@pytest.mark.parametrize("method", ["keep", "use-first"])
def test_no_import_of_nothing_leaves_anything(method: str) -> None:
    nothing: Tree = {"href": "a.json", "include-controls": [{"with-ids": ["none"]}]}
    tree: Tree = {"catalog": {"uuid": uuid(1), "metadata": metadata("a")}}

    found = made_of(profile(nothing, merge={"combine": {"method": method}}), a=tree)

    assert body(found) == {}
