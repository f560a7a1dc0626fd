"""A document read and written, in its own form and through the others, is the same."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.oscal import (
    Form,
    document,
    form_of,
    problems,
    read,
    read_typed,
    unknown_keys,
    write,
)
from assay.oscal.order import in_order

FORMS: tuple[Form, ...] = ("json", "yaml", "xml")
Differences = Callable[[Any, Any], list[str]]


@pytest.mark.parametrize("folder", ["aws", "examples", "fedramp", "nist", "profile"])
def test_every_published_document_comes_back_through_all_three_forms(
    documents: list[Path], differences: Differences, folder: str
) -> None:
    mine = [one for one in documents if f"oscal/{folder}" in one.as_posix()]
    assert len(mine) > 8
    for path in mine:
        found = read(path.read_bytes(), file=path.name)
        for form in ("json", "yaml"):
            again = read(write(found, form), form=form)
            # As bytes, so that the order of keys counts too.
            assert write(again, "json") == write(found, "json"), path.name
        again = read(write(found, "xml"), form="xml")
        assert differences(found.tree, again.tree) == [], path.name


def test_the_examples_say_the_same_in_each_of_their_forms(
    published: Path, differences: Differences
) -> None:
    compared = 0
    for path in sorted((published / "examples").glob("*.xml")):
        left = read(path.with_suffix(".json").read_bytes(), form="json")
        right = read(path.with_suffix(".yaml").read_bytes(), form="yaml")
        assert differences(left.tree, right.tree) == [], path.name
        compared += 1
    assert compared >= 6


def test_a_small_catalog_is_typed_and_lossless(small: Any) -> None:
    found = document(small.catalog(), form="json", file="c.json")

    assert found.version == "1.2.3"
    assert found.typed().groups[0].controls[0].id == "a-1"
    for form in FORMS:
        assert read(write(found, form), form=form).tree == found.tree


def told_of(act: Callable[[], Any]) -> Any:
    """What comes of it: a value, or what was wrong."""
    try:
        return act()
    except BadInput as fault:
        return fault.diagnose()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text,
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.replace(b'"groups"', b'"grops"'),
        lambda text: text.replace(b'"version": "1"', b'"version": 1'),
        lambda text: text.replace(b'"version"', b'"version": "0", "version"'),
        lambda text: text.replace(b"Group a", b"Group \\u003a a"),
        lambda text: text.replace(b'"catalog"', b'"$schema": "x", "catalog"', 1),
        lambda text: text.replace(b'"catalog"', b'"catalogue"', 1),
        lambda text: text[:-9],
        lambda _: b"",
    ],
    ids=[
        *("sound", "mark", "unknown key", "number", "key twice", "escaped colon"),
        *("schema", "no model", "cut", "empty"),
    ],
)
def test_typed_at_once_says_what_typed_by_way_of_the_tree_says(
    small: Any, spoil: Callable[[bytes], bytes]
) -> None:
    text = spoil(write(document(small.catalog(), form="json", file="c.json"), "json"))

    at_once = told_of(lambda: read_typed(text, file="c.json"))

    assert at_once == told_of(lambda: read(text, file="c.json").typed())


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_typed(small: Any, form: Form) -> None:
    found = document(small.catalog(), form="json", file="c.json")

    assert read_typed(write(found, form), form=form) == found.typed()


def test_moments_keep_their_spelling_in_every_form(small: Any) -> None:
    found = document(small.catalog(), form="json", file="c.json")

    for form in FORMS:
        again = read(write(found, form), form=form)
        spelled = again.content["metadata"]["last-modified"]
        assert spelled == "2026-11-01T10:00:00.5-04:00"


@pytest.mark.parametrize("value", ["NO", "2026-11-01", "1.10", "0o14", "~", "1_000"])
def test_yaml_turns_no_text_into_something_else(small: Any, value: str) -> None:
    tree = small.catalog()
    tree["catalog"]["metadata"]["version"] = value
    found = document(tree, form="json", file="c.json")

    written = write(found, "yaml")

    assert read(written, form="yaml").content["metadata"]["version"] == value


def test_a_date_that_yaml_leaves_bare_stays_text() -> None:
    bare = b"catalog:\n  metadata:\n    version: 2026-11-01\n    title: NO\n"

    head = read(bare, form="yaml").content["metadata"]

    assert head == {"version": "2026-11-01", "title": "NO"}


def test_what_oscal_does_not_know_is_kept_and_told_or_refused(small: Any) -> None:
    tree = small.catalog()
    tree["catalog"]["groups"][0]["house/mark"] = "x"
    found = document(tree, form="json", file="c.json")
    written = write(found, "json")

    [told] = unknown_keys(read(written, file="c.json"))
    assert told.place == "/catalog/groups/0/house~1mark"
    assert read(written).tree == tree
    assert "house/mark" in refusal(lambda: read(written, file="c.json", strict=True))
    assert "no place in XML" in refusal(lambda: write(found, "xml"))


def test_an_attribute_that_oscal_does_not_know_is_kept_in_every_form(
    small: Any,
) -> None:
    found = document(small.catalog(), form="json", file="c.json")
    written = write(found, "xml").replace(b"<group ", b'<group mark="1" ', 1)

    kept = read(written, file="c.xml")

    assert kept.content["groups"][0]["mark"] == "1"
    assert [one.place for one in unknown_keys(kept)] == ["/catalog/groups/0/mark"]
    assert read(write(kept, "json")).tree == kept.tree
    assert read(write(kept, "xml")).tree == kept.tree
    assert "mark" in refusal(lambda: read(written, file="c.xml", strict=True))


def test_what_xml_holds_beyond_oscal_is_told(small: Any) -> None:
    found = document(small.catalog(), form="json", file="c.json")
    written = write(found, "xml").replace(b"</metadata>", b"</metadata><mark/>", 1)

    found = read(written, file="c.xml")
    [told] = unknown_keys(found)

    assert "The element mark is not known" in told.message
    assert [one.message for one in problems(found)] == [told.message]
    assert "mark" in refusal(lambda: read(written, file="c.xml", strict=True))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no object|not JSON|YAML"),
        (b"{", "not JSON"),
        (b"[]", "no object"),
        (b"{}", "no OSCAL model"),
        (b'{"catalog": {}, "profile": {}}', "the roots"),
        (b'{"catalog": 3}', "root|object"),
        (b"<catalog/>", "namespace|catalog"),
        (b"<catalog", "XML"),
        (b"a: [", "YAML"),
        (b"\xff\xfe\x00", "YAML|UTF"),
    ],
)
def test_what_is_no_oscal_document_is_refused(data: bytes, said: str) -> None:
    assert re.search(said, refusal(lambda: read(data)))


def test_an_entity_bomb_is_refused() -> None:
    bomb = (
        b'<!DOCTYPE catalog [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        b'<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0">&b;</catalog>'
    )

    assert re.search("ntit|DOCTYPE|type", refusal(lambda: read(bomb, form="xml")))


def test_a_file_of_the_machine_is_never_read_into_a_document(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do not tell")
    attack = (
        f'<!DOCTYPE catalog [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0"><metadata>'
        "<title>&x;</title></metadata></catalog>"
    )

    assert "do not tell" not in refusal(lambda: read(attack.encode(), form="xml"))


def test_names_tell_forms() -> None:
    assert form_of("A.JSON") == "json"
    assert form_of("a.yml") == "yaml"
    assert form_of("a.txt") is None


def test_a_catalog_is_put_into_the_order_of_the_schema(small: Any) -> None:
    tree = small.catalog()["catalog"]
    mixed = dict(reversed(tree.items()))

    assert list(in_order(mixed, "catalog")) == ["uuid", "metadata", "groups"]


def refusal(act: Callable[[], object]) -> str:
    """What a person is told of bad input."""
    with pytest.raises(BadInput) as caught:
        act()
    return caught.value.diagnose()


@given(st.binary(max_size=400))
def test_no_bytes_make_reading_fail_in_another_way(data: bytes) -> None:
    for form in FORMS:
        try:
            read(data, form=form)
        except BadInput:
            continue


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 2**70) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["uuid", "metadata", "groups", "controls", "id", "x", "params"]
            )
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(tree=JSON)
@settings(max_examples=200)
def test_no_tree_makes_judging_or_writing_fail_in_another_way(tree: object) -> None:
    try:
        found = document({"catalog": tree}, form="json", file="f.json")
    except BadInput:
        return
    unknown_keys(found)
    for form in FORMS:
        try:
            again = read(write(found, form), form=form)
        except BadInput:
            assert form == "xml"
        else:
            # The other two read a scalar as the type that stands in its place.
            assert form != "json" or again.tree == found.tree


@pytest.mark.parametrize(
    ("stated", "version"),
    [("1.2.2", "1.2.2"), ("v1.2.2", "1.2.2"), ("version 1", "version 1"), (3, "")],
)
def test_a_version_may_be_spelt_with_a_v(
    small: Any, stated: object, version: str
) -> None:
    tree = small.catalog()
    tree["catalog"]["metadata"]["oscal-version"] = stated
    found = document(tree, form="json", file="c.json")

    assert found.version == version
    assert read(write(found, "json"), form="json").tree == tree
