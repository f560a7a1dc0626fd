"""Whatever is read as OSCAL, in any form: a document, or bad input with its place."""

import json
import re
import time
import tracemalloc
from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.oscal import Document, Form, document, judge, read, unknown_keys, write
from assay.oscal.resolve import Unresolved, resolve

FORMS: Final[tuple[Form, ...]] = ("json", "yaml", "xml")
NAMESPACE: Final = "http://csrc.nist.gov/ns/oscal/1.0"


def refused(data: bytes, form: Form) -> str:
    """What a person is told of it."""
    with pytest.raises(BadInput) as caught:
        read(data, file=f"f.{form}", form=form)
    return caught.value.diagnose()


def element(inside: str, before: str = "") -> bytes:
    return f'{before}<catalog xmlns="{NAMESPACE}">{inside}</catalog>'.encode()


def nested(levels: int, form: Form) -> bytes:
    """A catalog of groups, each inside the one before; JSON is YAML too."""
    if form == "xml":
        return element("<group>" * levels + "</group>" * levels)
    opened = '{"groups":[' * levels
    return f'{{"catalog":{opened}{"]}" * levels}}}'.encode()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("levels", [300, 900, 5_000, 200_000])
def test_what_nests_too_deeply_is_refused(form: Form, levels: int) -> None:
    assert refused(nested(levels, form), form)


@pytest.mark.parametrize("form", FORMS)
def test_what_nests_as_deeply_as_is_read_can_be_judged_and_written(form: Form) -> None:
    found = read(nested(90, form), form=form)

    judge(found)
    unknown_keys(found)
    for other in FORMS:
        try:
            write(found, other)
        except BadInput:
            assert other == "xml"


def test_controls_nested_deeply_resolve(small: Any) -> None:
    inner: dict[str, Any] = small.control("c-0")
    for number in range(1, 60):
        inner = small.control(f"c-{number}", controls=[inner])
    tree = small.catalog()
    tree["catalog"]["controls"] = [inner]
    read(json.dumps(tree).encode(), form="json")
    profile = small.profile(merge={"as-is": True})

    def load(_: str) -> Document:
        return document(tree, form="json", file="c.json")

    found = resolve(profile, load, uri="file:///profile.json")

    assert len(found.traces) == 65


ATTACKS: Final[dict[str, tuple[Form, bytes, str]]] = {
    "entities that unfold": (
        "xml",
        element(
            "&c;",
            '<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
            '<!ENTITY c "&b;&b;&b;&b;">]>',
        ),
        "ntit|type",
    ),
    "a file of the machine": (
        "xml",
        element("&x;", '<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "ntit|type",
    ),
    "a type from elsewhere": (
        "xml",
        element("", '<!DOCTYPE catalog SYSTEM "http://example.org/c.dtd">'),
        "type|root|key|missing|catalog",
    ),
    "an attribute twice": (
        "xml",
        b'<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="a" uuid="b"/>',
        "line 1",
    ),
    "NUL in XML": ("xml", element("<group>\0</group>"), "line 1"),
    "half a character in XML": ("xml", element("<group>&#xD800;</group>"), "line 1"),
    "bytes of no text in XML": (
        "xml",
        element("?").replace(b"?", b"\xff"),
        "line",
    ),
    "aliases that unfold": (
        "yaml",
        b"a: &a [x,x,x,x,x,x,x,x,x,x]\n"
        + b"\n".join(
            b"%c: &%c [%s]" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 10))
            for n in range(9)
        ),
        "line .*unfold",
    ),
    "a value inside itself": ("yaml", b"catalog: &a [*a]", "line 1"),
    "a key twice in YAML": ("yaml", b"catalog:\n  x: 1\n  x: 2\n", "line 3.*twice"),
    "a key that is no text": ("yaml", b"catalog: {[1]: 2}", "line 1"),
    "two documents": ("yaml", b"catalog: {}\n---\ncatalog: {}\n", "line"),
    "an object of Python": (
        "yaml",
        b"!!python/object/apply:os.system ['true']",
        "no object|root",
    ),
    "NUL in YAML": ("yaml", b"catalog: a\0b", "YAML"),
    "bytes of no text in YAML": ("yaml", b"catalog: \xff\xff", "YAML"),
    "a key twice in JSON": (
        "json",
        b'{"catalog": {"groups": [{}, {"id": 1, "id": 2}]}}',
        "/catalog/groups/1.*'id'.*twice",
    ),
    "a key twice, once in disguise": (
        "json",
        b'{"catalog": {"id": 1, "\\u0069d": 2}}',
        "/catalog: .*'id'.*twice",
    ),
    "a key twice, behind a colon in disguise": (
        "json",
        b'{"catalog": {"id": ":", "x": "\\u003a\\u003A", "id": 2}}',
        "/catalog: .*'id'.*twice",
    ),
    "a number without end": (
        "json",
        b'{"catalog": {"x": %s}}' % (b"9" * 9_000),
        "JSON",
    ),
    "a number out of range": ("json", b'{"catalog": {"x": 1e999}}', "JSON"),
    "no number": ("json", b'{"catalog": {"x": NaN}}', "line 1, column 19"),
    "NUL in JSON": ("json", b'{"catalog":\n "\0"}', "line 2, column 3"),
    "half a character in JSON": ("json", b'{"catalog": "\\ud800"}', "JSON"),
    "bytes of no text in JSON": ("json", b'{"catalog": "\xff"}', "JSON"),
    "JSON in UTF-16": ("json", '{"catalog": {}}'.encode("utf-16"), "JSON"),
    "more behind the end": ("json", b'{"catalog": {}} {}', "line 1"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_in_bounded_time_and_memory(name: str) -> None:
    form, data, said = ATTACKS[name]
    tracemalloc.start()
    started = time.process_time()
    try:
        with pytest.raises(BadInput) as caught:
            read(data, file="f", form=form, strict=True)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    told = " ".join(caught.value.diagnose().split())
    assert re.search(said, told), told
    assert peak < 64 << 20
    assert time.process_time() - started < 20


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("form", ["yaml", "xml"])
def test_marks_of_encodings_are_understood_where_the_form_has_them(
    small: Any, form: Form, encoding: str
) -> None:
    found = document(small.catalog(), form="json", file="c.json")
    text = write(found, form).decode().replace("encoding='UTF-8'", "")

    assert read(text.encode(encoding), form=form).tree == found.tree


def test_a_mark_before_json_is_passed_over(small: Any) -> None:
    found = document(small.catalog(), form="json", file="c.json")

    assert read(b"\xef\xbb\xbf" + write(found, "json")).tree == found.tree


def test_a_colon_in_a_text_is_no_key() -> None:
    said = '{"catalog": {"x": "a: b \\": \\u003a", "y": {"x": ":"}}}'

    found = read(said.encode(), form="json")

    assert found.content == {"x": 'a: b ": :', "y": {"x": ":"}}


def survives(act: Callable[[], object]) -> bool:
    """Whether it gave an answer; bad input is one of the two ways to end."""
    try:
        act()
    except BadInput:
        return False
    return True


@pytest.fixture(scope="session")
def forms(small: Any) -> dict[Form, bytes]:
    """A good catalog in each form."""
    found = document(small.catalog(), form="json", file="c.json")
    return {form: write(found, form) for form in FORMS}


BITS: Final = st.sampled_from(
    [
        *(b"", b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe"),
        *(
            b"{",
            b"}",
            b"[",
            b"]",
            b'"',
            b":",
            b",",
            b"\\",
            b"\\ud800",
            b"1e400",
            b"null",
        ),
        *(
            b"<",
            b">",
            b"&",
            b"</p>",
            b"<p>",
            b"<!--",
            b"<?a b?>",
            b"<![CDATA[",
            b"&#0;",
        ),
        *(b"*a", b"&a ", b"- ", b"? ", b"\n", b"\t", b"---\n", b"!!int ", b"| ", b"%"),
        b"9" * 5_000,
    ]
)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_document_is_read_or_refused_and_what_is_read_can_be_used(
    forms: dict[Form, bytes], data: st.DataObject
) -> None:
    form = data.draw(st.sampled_from(FORMS))
    damaged = forms[form]
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(damaged)))
        less = data.draw(st.sampled_from([0, 0, 1, 7, 200]))
        damaged = damaged[:at] + data.draw(BITS) + damaged[at + less :]

    try:
        found = read(damaged, file="f", form=form)
    except BadInput:
        return
    judge(found)
    survives(found.typed)
    for other in FORMS:
        survives(lambda other=other: write(found, other))  # type: ignore[misc]


KEYS: Final = st.sampled_from(
    [
        *("imports", "href", "include-controls", "with-ids", "matching", "pattern"),
        *("merge", "as-is", "custom", "groups", "insert-controls", "modify", "alters"),
        *("set-parameters", "param-id", "control-id", "adds", "removes", "by-id", "id"),
        *("controls", "params", "parts", "props", "back-matter", "resources", "uuid"),
        *("metadata", "oscal-version", "links", "name", "value", "position", "combine"),
    ]
)
VALUES: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-1, 3)
    | st.sampled_from(
        ["a-1", "", "catalog.json", "#", "yes", "before", "1.2.3", "9.9"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5)
    ),
    max_leaves=20,
)


@given(profile=st.dictionaries(KEYS, VALUES, max_size=6), catalog=VALUES)
@settings(max_examples=250, deadline=None)
def test_no_profile_of_any_shape_makes_resolving_fail_in_another_way(
    small: Any, profile: dict[str, Any], catalog: object
) -> None:
    inside = {"imports": [{"href": "c.json"}], **profile}
    given_ = document({"profile": inside}, form="json", file="p.json")
    tree = {"catalog": catalog} if isinstance(catalog, dict) else small.catalog()

    try:
        found = resolve(
            given_,
            lambda _: document(tree, form="json", file="c.json"),
            uri="file:///p.json",
        )
    except (Unresolved, BadInput):
        return
    assert found.catalog.root == "catalog"
