"""Documents of older releases: judged as those allowed, and made ones of the newest."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.oscal import (
    Form,
    document,
    judge,
    problems,
    read,
    structure_faults,
    write,
)
from assay.oscal.definitions import VERSION, definition
from assay.oscal.releases import _SINCE, RELEASES, is_older
from assay.oscal.upgrade import Upgraded, upgrade

Tree = dict[str, Any]
REFUSED: Final = {  # what is demanded there now, and only a person can say
    "FedRAMP-SAP-OSCAL-Template.json": "/assessment-plan/metadata/roles/14/title",
    "FedRAMP-SAR-OSCAL-Template.json": (
        "/assessment-results/results/0/risks/1/remediations/0/title"
    ),
}


def of(tree: Tree, version: str) -> Tree:
    made = copy.deepcopy(tree)
    [root] = made
    made[root]["metadata"]["oscal-version"] = version
    return made


def data(tree: Tree) -> bytes:
    return json.dumps(tree).encode()


def steps(found: Upgraded) -> list[tuple[str, str]]:
    return [(one.step, one.path) for one in found.changes if one.step != HEAD]


HEAD: Final = "oscal-version"


def results(small: Any, version: str, **more: Any) -> Tree:
    result: Tree = {
        "uuid": small.uuid(4),
        "title": "A result",
        "description": "What was found.",
        "start": "2021-07-01T10:00:00Z",
        "reviewed-controls": {"control-selections": [{"include-all": {}}]},
        **more,
    }
    tree = {
        "assessment-results": {
            "uuid": small.uuid(3),
            "metadata": small.metadata("Results"),
            "import-ap": {"href": "plan.json"},
            "results": [result],
        }
    }
    return of(tree, version)


def test_the_newest_release_stays_as_it_is(small: Any) -> None:
    tree = small.catalog()
    found = upgrade(data(tree), file="c.json")

    assert found.document.tree == tree
    assert found.changes == ()


@pytest.mark.parametrize("version", RELEASES[:-1])
def test_the_version_is_set_and_nothing_else_is_touched(
    small: Any, version: str
) -> None:
    tree = of(small.catalog(), version)
    found = upgrade(data(tree), file="c.json")

    assert found.document.tree == small.catalog()
    assert [(one.step, one.done) for one in found.changes] == [
        (HEAD, f"{version} made {VERSION()}")
    ]
    assert found.before == version


def test_a_results_prop_of_1_0_0_becomes_props(small: Any) -> None:
    prop = {"name": "mark", "value": "x"}
    old = results(small, "1.0.0", prop=[prop])
    found = upgrade(data(old), file="r.json")

    assert steps(found) == [("result-props", "/assessment-results/results/0/prop")]
    [result] = found.document.content["results"]
    assert result["props"] == [prop]
    assert "prop" not in result


def test_a_results_prop_of_1_0_4_is_no_older_form(small: Any) -> None:
    old = results(small, "1.0.4", prop=[{"name": "mark", "value": "x"}])

    with pytest.raises(BadInput):
        upgrade(data(old), file="r.json")


def test_a_merge_without_a_structure_becomes_flat(small: Any) -> None:
    old = of(small.profile(merge={"combine": {"method": "keep"}}).tree, "1.0.0")
    found = upgrade(data(old), file="p.json")

    assert steps(found) == [("merge-structure", "/profile/merge")]
    merge = {"combine": {"method": "keep"}, "flat": {}}
    assert found.document.content["merge"] == merge


@pytest.mark.parametrize("merge", [{"as-is": True}, {"flat": {}}, {"custom": {}}])
def test_a_merge_with_a_structure_keeps_it(small: Any, merge: Tree) -> None:
    found = upgrade(data(of(small.profile(merge=merge).tree, "1.0.4")), file="p.json")

    assert found.document.content["merge"] == merge


def with_parents(small: Any, said: str) -> Tree:
    selected = {"with-parent-controls": said, "with-ids": ["a-1.1"]}
    imports = {"href": "catalog.json", "include-controls": [selected]}
    return of(small.profile(imports).tree, "1.0.4")


def test_parents_that_stay_behind_need_not_be_said(small: Any) -> None:
    found = upgrade(data(with_parents(small, "no")), file="p.json")

    place = "/profile/imports/0/include-controls/0/with-parent-controls"
    assert steps(found) == [("parent-controls", place)]
    [selected] = found.document.content["imports"][0]["include-controls"]
    assert selected == {"with-ids": ["a-1.1"]}


def test_parents_that_come_along_are_refused_with_their_place(small: Any) -> None:
    with pytest.raises(BadInput) as refused:
        upgrade(data(with_parents(small, "yes")), file="p.json")

    [problem] = refused.value.problems
    assert problem.place == "/profile/imports/0/include-controls/0/with-parent-controls"
    assert "parent-controls" in problem.remedy


def test_parents_are_seen_in_xml_as_well(small: Any) -> None:
    whole = document(with_parents(small, "no"), form="json", file="p.json")
    [selected] = whole.content["imports"][0]["include-controls"]
    del selected[PARENTS]
    text = write(whole, "xml").decode()
    text = text.replace("<include-controls", f'<include-controls {PARENTS}="no"')
    found = upgrade(text.encode(), file="p.xml")

    place = f"/profile/imports/0/include-controls/0/{PARENTS}"
    assert steps(found) == [("parent-controls", place)]
    assert found.document.content["imports"] == whole.content["imports"]


PARENTS: Final = "with-parent-controls"

SPELLINGS: Final[dict[str, tuple[Callable[[Tree], object], str, Any, Any]]] = {
    "spaces around": (
        lambda c: c["groups"][0].update({"class": " family "}),
        "/catalog/groups/0/class",
        lambda c: c["groups"][0]["class"],
        "family",
    ),
    "a title of two lines": (
        lambda c: c["groups"][0].update(title="One\n  two"),
        "/catalog/groups/0/title",
        lambda c: c["groups"][0]["title"],
        "One two",
    ),
    "an optional text that is empty": (
        lambda c: c["groups"][0]["controls"][1]["parts"][0].update(title=""),
        "/catalog/groups/0/controls/1/parts/0/title",
        lambda c: c["groups"][0]["controls"][1]["parts"][0].get("title"),
        None,
    ),
    "values with spaces": (
        lambda c: c["groups"][0]["controls"][0]["params"][0].update(values=["a", "b "]),
        "/catalog/groups/0/controls/0/params/0/values/1",
        lambda c: c["groups"][0]["controls"][0]["params"][0]["values"],
        ["a", "b"],
    ),
    "lines of base64": (
        lambda c: c.update(
            {
                "back-matter": {
                    "resources": [
                        {
                            "uuid": "00000000-0000-4000-8000-000000000009",
                            "base64": {"value": "YWJj\n ZGVm\n"},
                        }
                    ]
                }
            }
        ),
        "/catalog/back-matter/resources/0/base64/value",
        lambda c: c["back-matter"]["resources"][0]["base64"]["value"],
        "YWJjZGVm",
    ),
}


@pytest.mark.parametrize("case", SPELLINGS)
def test_texts_are_spelled_as_their_types_have_them(small: Any, case: str) -> None:
    spoil, path, look, expected = SPELLINGS[case]
    old = of(small.catalog(), "1.0.4")
    spoil(old["catalog"])
    found = upgrade(data(old), file="c.json")

    assert steps(found) == [("spelling", path)]
    assert look(found.document.content) == expected


LOSSES: Final[dict[str, tuple[Callable[[Tree], object], str]]] = {
    "a title that must say something": (
        lambda c: c["groups"][0]["controls"][0].update(title=""),
        "/catalog/groups/0/controls/0/title",
    ),
    "a revision without its version": (
        lambda c: c["metadata"].update(revisions=[{"title": "First"}]),
        "/catalog/metadata/revisions/0",
    ),
    "a zone that there is not": (
        lambda c: c["metadata"].update({"last-modified": "2021-06-01T10:00:00+00:19"}),
        "/catalog/metadata/last-modified",
    ),
    "a key of somebody's own": (
        lambda c: c["groups"][1].update({"our/key": 1}),
        "/catalog/groups/1/our~1key",
    ),
}


@pytest.mark.parametrize("case", LOSSES)
def test_what_has_no_place_in_the_newest_release_is_refused(
    small: Any, case: str
) -> None:
    spoil, path = LOSSES[case]
    old = of(small.catalog(), "1.0.0")
    spoil(old["catalog"])

    with pytest.raises(BadInput) as refused:
        upgrade(data(old), file="c.json")
    [problem] = refused.value.problems
    assert problem.place == path
    assert "No step from 1.0.0" in problem.remedy


def test_all_that_is_in_the_way_is_told_at_once(small: Any) -> None:
    old = of(small.catalog(), "1.0.0")
    for spoil, _ in LOSSES.values():
        spoil(old["catalog"])

    with pytest.raises(BadInput) as refused:
        upgrade(data(old), file="c.json")
    assert {one.place for one in refused.value.problems} == {
        path for _, path in LOSSES.values()
    }


def test_a_token_that_names_a_namespace_is_no_uri(small: Any) -> None:
    alter = {"control-id": "a-1", "removes": [{"by-ns": "ours"}]}
    old = of(small.profile(modify={"alters": [alter]}).tree, "1.1.3")

    with pytest.raises(BadInput) as refused:
        upgrade(data(old), file="p.json")
    assert refused.value.problems[0].place == "/profile/modify/alters/0/removes/0/by-ns"


SCORE: Final = (
    '<mapping-collection xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="{uuid}">'
    "<metadata><title>M</title><last-modified>2026-01-01T00:00:00Z</last-modified>"
    "<version>1</version><oscal-version>1.2.0</oscal-version></metadata>"
    '<provenance method="human" matching-rationale="semantic" status="draft">'
    "<confidence-score {flags}>{text}</confidence-score>"
    "<mapping-description><p>How.</p></mapping-description></provenance>"
    '<mapping uuid="{uuid}"><source-resource type="catalog" href="#a"/>'
    '<target-resource type="catalog" href="#b"/>'
    '<map uuid="{uuid}"><relationship>equal-to</relationship>'
    '<source type="control" id-ref="a-1"/><target type="control" id-ref="b-1"/></map>'
    "</mapping></mapping-collection>"
)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ('category="high"', {"category": "high"}),
        ('percentage="80"', {"percentage": 80}),
        ('percentage="0.5"', {"percentage": 0.5}),
    ],
)
def test_the_attribute_of_a_score_of_1_2_0_becomes_an_element(
    small: Any, flags: str, expected: Tree
) -> None:
    text = SCORE.format(uuid=small.uuid(1), flags=flags, text="")
    found = upgrade(text.encode(), file="m.xml")
    again = read(write(found.document, "xml"), file="m.xml", strict=True)

    assert found.document.content["provenance"]["confidence-score"] == expected
    assert again.content == found.document.content
    place = "/mapping-collection/provenance/confidence-score/percentage"
    numbers = [("confidence-score", place)] if "percentage" in flags else []
    assert steps(found) == numbers


@pytest.mark.parametrize(
    ("flags", "text"),
    [('category="high" percentage="80"', ""), ('category="high"', "quite")],
)
def test_a_score_that_says_two_things_is_refused(
    small: Any, flags: str, text: str
) -> None:
    with pytest.raises(BadInput) as refused:
        upgrade(
            SCORE.format(uuid=small.uuid(1), flags=flags, text=text).encode(),
            file="m.xml",
        )
    assert any("confidence-score" in one.place for one in refused.value.problems)


@pytest.mark.parametrize(
    ("version", "to", "said"),
    [
        ("1.2.3", "1.0.4", "older"),
        ("1.1.2", "1.0.4", "older"),
        ("1.0.4", "1.1.2", "not the newest"),
        ("1.0.4", "2.0.0", "no release"),
        ("1.0.4", "newest", "no release"),
        ("1.3.0", "", "no release"),
        ("1.0.0-milestone1", "", "no release"),
    ],
)
def test_only_the_way_up_to_the_newest_release_is_gone(
    small: Any, version: str, to: str, said: str
) -> None:
    with pytest.raises(BadInput) as refused:
        upgrade(data(of(small.catalog(), version)), file="c.json", to=to)

    [problem] = refused.value.problems
    assert said in problem.message
    assert problem.place == "/catalog/metadata/oscal-version"


def test_a_document_that_names_no_release_is_refused(small: Any) -> None:
    tree = small.catalog()
    del tree["catalog"]["metadata"]["oscal-version"]

    with pytest.raises(BadInput):
        upgrade(data(tree), file="c.json")


def test_what_an_older_release_allowed_is_no_error_of_its_documents(
    small: Any,
) -> None:
    prop = [{"name": "mark", "value": "x"}]
    first = judge(document(results(small, "1.0.0", prop=prop), form="json", file="r"))
    later = judge(document(results(small, "1.0.4", prop=prop), form="json", file="r"))

    [told] = [one for one in first.faults if one.rule == "unknown-key"]
    assert told.level == "warning"
    assert "1.0.0 allows it" in told.message
    assert not any(one.level == "error" for one in first.faults)
    assert later.valid is False


ALLOWED: Final[dict[str, tuple[str, str, Callable[[Any], Tree]]]] = {
    "parents": ("1.0.6", "1.1.0", lambda small: with_parents(small, "yes")),
    "no structure": ("1.2.2", "1.2.3", lambda small: small.profile(merge={}).tree),
    "a token as namespace": (
        "1.1.3",
        "1.2.0",
        lambda small: (
            small.profile(
                modify={"alters": [{"control-id": "a-1", "removes": [{"by-ns": "x"}]}]}
            ).tree
        ),
    ),
    "an alteration of nothing": (
        "1.0.1",
        "1.0.2",
        lambda small: small.profile(modify={"alters": [{}]}).tree,
    ),
}


@pytest.mark.parametrize("case", ALLOWED)
def test_a_fault_begins_with_the_release_that_made_it_one(
    small: Any, case: str
) -> None:
    last, first, made = ALLOWED[case]
    before = judge(document(of(made(small), last), form="json", file="p.json"))
    after = judge(document(of(made(small), first), form="json", file="p.json"))

    assert before.valid is True
    assert before.faults
    assert after.valid is False


def test_what_came_later_is_told_where_a_document_says_it_is_older(
    small: Any,
) -> None:
    tree = of(small.catalog(), "1.0.4")
    tree["catalog"]["groups"][0]["props"] = [
        {"name": "label", "value": "A", "group": "g"}
    ]
    told = [
        (one.path, one.level)
        for one in problems(document(tree, form="json", file="c.json"))
        if one.rule == "version:newer"
    ]
    later = problems(document(of(tree, "1.1.0"), form="json", file="c.json"))

    assert told == [("/catalog/groups/0/props/0/group", "warning")]
    assert not any(one.rule == "version:newer" for one in later)


def test_a_version_that_is_none_is_told(small: Any) -> None:
    whole = document(of(small.catalog(), "1.9"), form="json", file="c.json")

    assert [one.rule for one in problems(whole)] == ["version:unknown"]


def test_every_key_that_came_later_is_one_of_its_definition() -> None:
    for (identifier, key), since in _SINCE.items():
        one = definition(identifier)
        assert key in {child.key for child in one.children} | {
            flag.name for flag in one.flags
        }
        assert is_older(RELEASES[0], since)


def mended(schema: Any) -> Any:
    """The official schema with the flag of `combine` that its generator dropped."""
    if isinstance(schema, list):
        return [mended(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: mended(one) for key, one in schema.items()}
    combine = found.get("combine")
    if isinstance(combine, dict) and combine.get("additionalProperties") is False:
        combine["properties"] = {"method": {"type": "string"}}
    return found


def test_published_documents_are_valid_by_the_official_schema_once_upgraded(
    published: Path, documents: list[Path]
) -> None:
    schema = json.loads((published / "schemas/oscal_complete_schema.json").read_bytes())
    official = jsonschema_rs.validator_for(mended(schema))
    older = small_ones(documents)
    upgraded = 0
    for path in older:
        if path.name in REFUSED:
            continue
        found = upgrade(path.read_bytes(), file=path.name)
        whole = {found.document.root: found.document.content}
        assert official.is_valid(whole), path
        assert found.document.version == VERSION()
        upgraded += found.before != VERSION()
    assert upgraded > 50


@pytest.mark.parametrize("name", REFUSED)
def test_published_documents_that_lack_something_are_told_what(
    published: Path, name: str
) -> None:
    with pytest.raises(BadInput) as refused:
        upgrade((published / "fedramp" / name).read_bytes(), file=name)

    assert [one.place for one in refused.value.problems] == [REFUSED[name]]


def small_ones(documents: list[Path]) -> list[Path]:
    """The large catalogs differ from the smaller ones in nothing that counts here."""
    return [path for path in documents if path.stat().st_size < 1_500_000]


def test_published_documents_keep_everything_but_what_is_told(
    documents: list[Path],
) -> None:
    for path in small_ones(documents):
        if path.suffix == ".yaml" or path.name in REFUSED:
            continue
        before = read(path.read_bytes(), file=path.name)
        found = upgrade(path.read_bytes(), file=path.name)
        told = {one.step for one in found.changes}
        if told <= {HEAD, "release-candidate"}:
            content = copy.deepcopy(found.document.content)
            content["metadata"]["oscal-version"] = before.version
            assert content == before.content, path


def trees(small: Any) -> dict[str, Tree]:
    return {
        "catalog": small.catalog(),
        "profile": small.profile(merge={"as-is": True}).tree,
        "results": results(small, VERSION()),
    }


FORMS: Final[tuple[Form, ...]] = ("json", "yaml", "xml")


@given(
    version=st.sampled_from(RELEASES),
    model=st.sampled_from(["catalog", "profile", "results"]),
    form=st.sampled_from(FORMS),
    out=st.sampled_from(FORMS),
)
@settings(max_examples=80, deadline=None)
def test_documents_of_every_release_are_read_judged_converted_and_upgraded(
    small: Any, version: str, model: str, form: Form, out: Form
) -> None:
    whole = document(of(trees(small)[model], version), form="json", file="d.json")
    given_ = write(whole, form)
    again = read(given_, file=f"d.{form}")

    assert again.content == whole.content
    assert again.version == version
    assert not [one for one in problems(again) if one.level == "error"]
    assert again.typed().metadata.oscal_version == version
    converted = read(write(again, out), file=f"d.{out}")
    assert converted.content == whole.content

    found = upgrade(given_, file=f"d.{form}")
    twice = upgrade(given_, file=f"d.{form}")
    assert write(found.document, out) == write(twice.document, out)
    assert found.changes == twice.changes
    assert found.document.content["uuid"] == whole.content["uuid"]
    moment = whole.content["metadata"]["last-modified"]
    assert found.document.content["metadata"]["last-modified"] == moment
    settled = upgrade(write(found.document, form), file=f"d.{form}")
    assert settled.changes == ()
    assert settled.document.content == found.document.content


SPOILED: Final[st.SearchStrategy[Any]] = st.sampled_from(
    [None, "", " ", "x", "  x ", "a\nb", 7, [], {}, [""]]
)


@given(
    version=st.sampled_from([*RELEASES, "1.0.0-rc2", "0.9", ""]),
    model=st.sampled_from(["catalog", "profile", "results"]),
    places=st.lists(
        st.tuples(st.integers(0, 200), st.text(max_size=8), SPOILED), max_size=4
    ),
)
@settings(max_examples=120, deadline=None)
def test_whatever_a_document_holds_it_is_upgraded_whole_or_refused_with_places(
    small: Any, version: str, model: str, places: list[tuple[int, str, Any]]
) -> None:
    tree = of(trees(small)[model], version)
    for number, key, value in places:
        spoil(tree, number, key, value)
    given_ = data(tree)
    try:
        found = upgrade(given_, file="d.json")
    except BadInput:
        return
    assert list(structure_faults(found.document)) == []
    assert found.document.version == VERSION()
    assert found.before in (*RELEASES, "1.0.0-rc2")


def spoil(tree: Tree, number: int, key: str, value: Any) -> None:
    """Set a key of the object of that number, in one that is there or a new one."""
    objects: list[Tree] = []
    ahead: list[Any] = [tree]
    while ahead:
        one = ahead.pop()
        if isinstance(one, dict):
            objects.append(one)
            ahead.extend(one.values())
        elif isinstance(one, list):
            ahead.extend(one)
    table = objects[number % len(objects)]
    keys = sorted(table)
    chosen = keys[number % len(keys)] if keys and number % 3 else key
    table[chosen] = copy.deepcopy(value)
