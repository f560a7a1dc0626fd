"""Constraint sets of others: each kind judged, and what cannot be is told."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.oscal import Judgement, document, judge, problems, read, read_constraints
from assay.oscal.constraints.closures import OSCAL
from assay.oscal.constraints.rules import LEVELS, model_rules
from assay.oscal.datatypes import DATATYPES
from assay.oscal.definitions import rules
from assay.workspace.documents import read_sets

Tree = dict[str, Any]
Judge = Callable[..., Judgement]
SPACE: Final = "http://csrc.nist.gov/ns/oscal/metaschema/1.0"
MARKS: Final = "https://marks.example/ns"


def in_contexts(*contexts: str) -> bytes:
    inner = "".join(contexts)
    root = "metaschema-meta-constraints"
    return f'<{root} xmlns="{SPACE}">{inner}</{root}>'.encode()


def context(target: str, *constraints: str, inner: str = "") -> str:
    body = "".join(constraints)
    return (
        f"<context><metapath target={quoteattr(target)}/>"
        f"<constraints>{body}</constraints>{inner}</context>"
    )


def constraint(kind: str, inside: str = "", **attributes: str) -> str:
    named = {"id": "rule", **attributes}
    said = " ".join(
        f"{name.replace('_', '-')}={quoteattr(value)}" for name, value in named.items()
    )
    return f"<{kind} {said}>{inside}</{kind}>"


@pytest.fixture
def judged(small: Any) -> Judge:
    """The small catalog, with properties, judged by the contexts that are given."""
    tree = small.catalog()
    tree["catalog"]["groups"][0]["props"] = [
        {"name": "mark", "ns": MARKS, "value": "x"},
        {"name": "mark", "ns": MARKS, "value": "7"},
        {"name": "label", "value": "A"},
    ]
    whole = document(tree, form="json", file="c.json")

    def run(*contexts: str) -> Judgement:
        return judge(whole, [read_constraints(in_contexts(*contexts), file="s.xml")])

    return run


def paths(found: Judgement) -> list[str]:
    return [one.path.removeprefix("/catalog") for one in found.faults]


KINDS: Final[dict[str, tuple[str, str, list[str]]]] = {
    "values outside those allowed": (
        "//group/prop[@name='mark']",
        constraint("allowed-values", "<enum value='x'/>", target="@value"),
        ["/groups/0/props/1/value"],
    ),
    "values where others are allowed": (
        "//group/prop[@name='mark']",
        constraint(
            "allowed-values", "<enum value='y'/>", target="@value", allow_other="yes"
        ),
        [],
    ),
    "what does not match": (
        "//control",
        constraint("matches", target="@id", regex="[a-z]-[0-9]"),
        ["/groups/0/controls/0/controls/0/id", "/groups/0/controls/0/controls/1/id"],
    ),
    "what is not of its data type": (
        "//prop",
        constraint("matches", target="@value", datatype="integer"),
        ["/groups/0/props/0/value", "/groups/0/props/2/value"],
    ),
    "what is not as expected": (
        "//control",
        constraint("expect", target=".", test="param or starts-with(@id, 'a-1')"),
        ["/groups/0/controls/1"],
    ),
    "what is reported": (
        "//control",
        constraint("report", target="param", test="@id = 'b-1_p0'"),
        ["/groups/1/controls/0/params/0"],
    ),
    "what is there twice": (
        "/catalog",
        constraint("is-unique", "<key-field target='@name'/>", target="//prop"),
        ["/groups/0/props/1"],
    ),
    "what an index has twice": (
        "/catalog",
        constraint(
            "index", "<key-field target='@name'/>", target="group/prop", name="props"
        ),
        ["/groups/0/props/1"],
    ),
    "what an index does not have": (
        "/catalog",
        constraint("index", "<key-field target='@id'/>", target="//param", name="ps")
        + constraint(
            "index-has-key",
            "<key-field target='prose' pattern='.*param, ([^ ]+) .*'/>",
            target="//part",
            name="ps",
        )
        + constraint(
            "index-has-key", "<key-field target='@id'/>", target="group", name="ps"
        ),
        ["/groups/0", "/groups/1"],
    ),
    "what is there too often": (
        "/catalog/group",
        constraint("has-cardinality", target="control", max_occurs="1"),
        ["/groups/0"],
    ),
    "what is not there": (
        "/catalog/group",
        constraint("has-cardinality", target="prop", min_occurs="1"),
        ["/groups/1"],
    ),
}


@pytest.mark.parametrize("case", KINDS)
def test_each_kind_finds_what_breaks_it(judged: Judge, case: str) -> None:
    target, constraints, expected = KINDS[case]
    found = judged(context(target, constraints))

    assert paths(found) == expected
    assert found.unjudged == ()


EXPRESSIONS: Final[dict[str, bool]] = {
    f"count(group/prop[@name='mark'][@ns='{MARKS}']) <= 1": False,
    f"group/prop[@name eq 'mark' and @ns eq '{MARKS}']": True,
    "count(.//control) ge 5": True,
    "if (group/prop/@value = 'x') then exists(group/@id) else false()": True,
    "every $one in .//control satisfies $one/part": True,
    "some $one in .//control satisfies count($one/param) gt 2": False,
    "let $known := group/@id return 'b' = $known": True,
    "group[2]/control/@id = 'b-1'": True,
    "group[last()]/@id = 'a'": False,
    "(//param | //part)/@id = 'a-2_smt'": True,
    "(map:merge(group ! map:entry(@id, .))?*)/@id = 'a'": True,
    "matches(metadata/oscal-version, '^1\\.')": True,
    "string-join(group/@id, ',') = 'a,b'": True,
    "metadata/version castable as xs:integer": True,
    "ends-with((group/control/@id)[last()], '1')": True,
    "not(group/prop[has-oscal-namespace('http://csrc.nist.gov/ns/oscal')]/@ns)": True,
    "/catalog/metadata/(title | version) = 'A catalog'": True,
    "/group": False,
    "metadata[xs:dateTime(last-modified) > xs:dateTime('2030-01-01T00:00:00Z')]": False,
    "array:size([1, 2]) = 2 and group": True,
    f"(//prop[has-oscal-namespace('{MARKS}')])[1]/@value = 'x'": True,
    f"(//prop[has-oscal-namespace('{OSCAL}')])[1]/@value = 'A'": True,
    f"(//prop[has-oscal-namespace(('{OSCAL}', '{MARKS}'))])[1]/@value = 'A'": False,
}


@pytest.mark.parametrize("test", EXPRESSIONS)
def test_expressions_of_xpath_3_1_are_evaluated(judged: Judge, test: str) -> None:
    found = judged(context("/catalog", constraint("expect", target=".", test=test)))

    assert found.unjudged == ()
    assert found.valid is EXPRESSIONS[test]


OUTSIDE: Final = (
    "doc-available(resolve-uri(metadata/link/@href))",
    "count(resolve-profile(doc('https://x.example/p.xml'))//control) > 2",
    "doc('c.xml')/catalog",
    "fn:unparsed-text('/etc/hostname') != ''",
    "function-lookup(xs:QName('fn:doc'), 1)('c.xml')",
    "current-dateTime() > xs:dateTime('2020-01-01T00:00:00Z')",
    "'/etc/hostname' => unparsed-text()",
    "mp:recurse-depth(.)",
    "nothing-known(@id)",
    "group[",
    "@id eq",
    "group/@id eq 'a'",
    "$nothing = 'a'",
    "1 div 0 = 1",
)


@pytest.mark.parametrize("test", OUTSIDE)
def test_what_cannot_be_evaluated_is_told_and_never_passed(
    judged: Judge, test: str
) -> None:
    found = judged(context("/catalog", constraint("expect", target=".", test=test)))

    [told] = found.unjudged
    assert (told.rule, told.path, told.expression) == ("rule", "/catalog", test)
    assert told.reason
    assert found.valid is None


def test_one_that_cannot_be_judged_leaves_the_others_their_verdict(
    judged: Judge,
) -> None:
    found = judged(
        context(
            "/catalog",
            constraint("expect", target=".", test="doc('x')", level="WARNING"),
            constraint("expect", target="group", test="@id = 'a'", id="other"),
        )
    )

    assert paths(found) == ["/groups/1"]
    assert [one.rule for one in found.unjudged] == ["rule"]
    assert found.valid is False


def test_a_warning_that_cannot_be_judged_leaves_the_document_valid(
    judged: Judge,
) -> None:
    test = constraint("expect", target=".", test="doc('x')", level="WARNING")

    assert judged(context("/catalog", test)).valid is True


BROKEN: Final = {
    "a target beyond the document": constraint(
        "expect", target="doc('x')//part", test="true()"
    ),
    "a target that is a number": constraint(
        "expect", target="count(group)", test="false()"
    ),
    "a data type that nobody knows": constraint(
        "matches", target="group/@id", datatype="colour"
    ),
    "a pattern that is none": constraint("matches", target="group/@id", regex="["),
    "a key beyond the document": constraint(
        "is-unique", "<key-field target=\"doc('x')/@id\"/>", target="group"
    ),
    "an index that nothing states": constraint(
        "index-has-key", "<key-field target='@id'/>", target="group", name="none"
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_every_part_of_a_constraint_can_be_what_was_not_judged(
    judged: Judge, case: str
) -> None:
    found = judged(context("/catalog", BROKEN[case]))

    assert [one.rule for one in found.unjudged][:1] == ["rule"]
    assert found.valid is None


def test_a_context_that_cannot_be_reached_tells_every_constraint_in_it(
    judged: Judge,
) -> None:
    inner = context("part", constraint("expect", test="true()", id="inner"))
    outer = constraint("expect", test="true()", id="outer")
    found = judged(context("doc('x')//control", outer, inner=inner))

    assert [one.rule for one in found.unjudged] == ["outer", "inner"]


def test_what_points_into_an_index_that_failed_is_told_as_well(judged: Judge) -> None:
    key = "<key-field target='@id'/>"
    found = judged(
        context(
            "/catalog",
            constraint("index", key, target="doc('x')//p", name="ps", id="index"),
            constraint("index-has-key", key, target="group", name="ps", id="points"),
        )
    )

    assert [one.rule for one in found.unjudged] == ["index", "points"]
    assert found.faults == ()


def test_a_let_holds_for_what_comes_after_it_and_for_contexts_inside(
    judged: Judge,
) -> None:
    inner = context("control", constraint("expect", test="starts-with(@id, $of)"))
    found = judged(
        context(
            "//group",
            constraint("expect", test="$of = 'a'", id="too-early"),
            "<let var='of' expression='string(@id)'/>",
            constraint("expect", test="$of = ('a', 'b')", id="later"),
            inner=inner,
        )
    )

    assert found.faults == ()
    assert [one.rule for one in found.unjudged] == ["too-early"]


def test_a_let_without_a_value_is_the_reason_of_what_uses_it(judged: Judge) -> None:
    found = judged(
        context(
            "/catalog",
            "<let var='other' expression=\"doc('x')\"/>",
            constraint("expect", test="$other//control"),
            constraint("expect", test="$others", id="elsewhere"),
        )
    )

    by_rule = {one.rule: one.reason for one in found.unjudged}
    assert "doc asks for what is outside" in by_rule["rule"]
    assert "outside" not in by_rule["elsewhere"]


def test_a_let_without_a_value_hides_the_one_of_its_name_around_it(
    judged: Judge,
) -> None:
    inner = context(
        "group",
        "<let var='of' expression=\"doc('x')\"/>",
        constraint("expect", test="$of = 'A catalog'"),
    )
    found = judged(
        context("/catalog", "<let var='of' expression='metadata/title'/>", inner=inner)
    )

    assert found.faults == ()
    assert [one.rule for one in found.unjudged] == ["rule"]


def test_an_index_of_which_a_part_failed_is_no_index(judged: Judge) -> None:
    key = "<key-field target='@id'/>"
    found = judged(
        context(
            "/catalog",
            constraint("index", key, target="doc('x')//p", name="ps", id="one"),
            constraint("index", key, target="//param", name="ps", id="two"),
            constraint("index-has-key", key, target="group", name="ps", id="points"),
        )
    )

    assert found.faults == ()
    assert [one.rule for one in found.unjudged] == ["one", "points"]


def test_a_message_says_what_its_expressions_come_to(judged: Judge) -> None:
    message = (
        "<message>No { @id } at '{ path(.) }': {{ count(param) }} params,"
        " { doc('x') }.</message>"
    )
    test = constraint("expect", message, test="@id != 'b-1'")
    [fault] = judged(context("//control", test)).faults

    place = "/catalog/groups/1/controls/0"
    assert fault.message == f"No b-1 at '{place}': 1 params, {{ doc('x') }}."


@pytest.mark.parametrize("level", LEVELS)
def test_a_fault_is_as_bad_as_its_constraint_says(judged: Judge, level: str) -> None:
    test = constraint("expect", test="false()", level=level)
    [fault] = judged(context("/catalog", test)).faults

    assert fault.level == LEVELS[level]


def test_a_report_informs_unless_it_says_otherwise(judged: Judge) -> None:
    [fault] = judged(context("/catalog", constraint("report", test="true()"))).faults

    assert fault.level == "informational"


def test_contexts_of_other_models_say_nothing(judged: Judge) -> None:
    test = constraint("expect", test="false()")

    assert judged(context("/system-security-plan/metadata", test)) == Judgement()


def test_several_metapaths_are_one_place_each(small: Any) -> None:
    text = (
        "<context><metapath target='//control[param]'/><metapath target='//control'/>"
        f"<constraints>{constraint('expect', test='false()')}</constraints></context>"
    )
    given = read_constraints(in_contexts(text), file="s.xml")
    found = judge(document(small.catalog(), form="json", file="c.json"), [given])

    assert len(found.faults) == 5


def test_values_that_nobody_may_add_to_are_only_those(judged: Judge) -> None:
    def values(name: str, value: str, **more: str) -> str:
        enum = f"<enum value='{value}'/>"
        return constraint("allowed-values", enum, target="@id", id=name, **more)

    open_ = judged(context("//group", values("one", "a"), values("two", "b")))
    closed = judged(
        context("//group", values("one", "a", extensible="none"), values("two", "b"))
    )

    assert open_.faults == ()
    assert [(one.rule, one.path) for one in closed.faults] == [
        ("one", "/catalog/groups/1/id")
    ]


def test_the_older_form_names_definitions_in_scopes(small: Any) -> None:
    scope = (
        "<scope metaschema-namespace='http://csrc.nist.gov/ns/oscal/1.0'"
        " metaschema-short-name='oscal-catalog'><assembly target='control'>"
        f"{constraint('expect', test='param')}</assembly></scope>"
    )
    root = "METASCHEMA-CONSTRAINTS"
    data = f'<{root} xmlns="{SPACE}"><name>ours</name>{scope}</{root}>'.encode()
    given = read_constraints(data, file="s.xml")
    found = judge(document(small.catalog(), form="json", file="c.json"), [given])

    assert paths(found) == [
        "/groups/0/controls/0/controls/1",
        "/groups/0/controls/1",
    ]
    assert judge(small.profile(), [given]) == Judgement()


def test_a_set_adds_to_what_oscal_itself_finds(small: Any) -> None:
    tree = small.catalog()
    tree["catalog"]["groups"][1]["controls"][0]["id"] = "a-2"
    whole = document(tree, form="json", file="c.json")
    own = problems(whole)
    text = context("/catalog", constraint("expect", test="false()"))
    found = judge(whole, [read_constraints(in_contexts(text), file="s.xml")])

    assert own
    assert {one.rule for one in found.faults} == {one.rule for one in own} | {"rule"}


def test_a_document_at_fault_in_structure_is_not_judged_by_a_set(small: Any) -> None:
    tree = small.catalog()
    tree["catalog"]["uuid"] = "x"
    given = read_constraints(in_contexts(), file="s.xml")
    found = judge(document(tree, form="json", file="c.json"), [given])

    assert [one.rule for one in found.unjudged] == ["s.xml"]


FAULTY: Final = {
    "another root": b"<catalog xmlns='http://csrc.nist.gov/ns/oscal/1.0'/>",
    "a root of no namespace": b"<metaschema-meta-constraints/>",
    "no XML": b"contexts: []",
    "nothing": b"",
    "a document type": b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + in_contexts(),
    "a kind that is none": in_contexts(context("/catalog", "<hope id='x'/>")),
    "an element out of place": in_contexts("<expect test='true()'/>"),
    "an expectation of nothing": in_contexts(context("/catalog", "<expect id='x'/>")),
    "an index without a name": in_contexts(
        context("/catalog", "<index target='x'><key-field target='@id'/></index>")
    ),
    "uniqueness without a key": in_contexts(
        context("/catalog", "<is-unique target='x'/>")
    ),
    "a level that is none": in_contexts(
        context("/catalog", constraint("expect", test="true()", level="GRAVE"))
    ),
    "a number that is none": in_contexts(
        context("/catalog", constraint("has-cardinality", min_occurs="one"))
    ),
    "a context without a place": in_contexts("<context><constraints/></context>"),
    "a let without a name": in_contexts(
        context("/catalog", "<let expression='true()'/>")
    ),
}


@pytest.mark.parametrize("case", FAULTY)
def test_what_is_no_constraint_set_is_refused(case: str) -> None:
    with pytest.raises(BadInput):
        read_constraints(FAULTY[case], file="s.xml")


def test_all_faults_of_a_set_are_told_at_once() -> None:
    text = context("/catalog", "<hope/>", "<expect id='x'/>", "<let var='a'/>")
    with pytest.raises(BadInput) as refused:
        read_constraints(in_contexts(text), file="s.xml")

    assert len(refused.value.problems) == 3
    assert all(one.place.startswith("line ") for one in refused.value.problems)


def test_a_set_brings_what_it_imports_and_each_is_judged_once(
    tmp_path: Path, small: Any
) -> None:
    (tmp_path / "parts").mkdir()
    common = context("/catalog", constraint("expect", test="false()", id="common"))
    (tmp_path / "parts/common.xml").write_bytes(
        in_contexts("<import href='../top.xml'/>", common)
    )
    (tmp_path / "side.xml").write_bytes(
        in_contexts("<import href='parts/common.xml'/>")
    )
    (tmp_path / "top.xml").write_bytes(
        in_contexts(
            "<import href='parts/common.xml'/>",
            "<import href='side.xml'/>",
            "<import href='https://sets.example/more.xml'/>",
        )
    )
    given = read_sets([tmp_path / "top.xml", tmp_path / "side.xml"])
    found = judge(document(small.catalog(), form="json", file="c.json"), given)

    assert [one.file for one in given] == ["common.xml", "side.xml", "top.xml"]
    assert [one.rule for one in found.faults] == ["common"]
    assert [one.rule for one in found.unjudged] == ["https://sets.example/more.xml"]
    assert found.valid is False


def test_an_import_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "top.xml").write_bytes(in_contexts("<import href='gone.xml'/>"))

    with pytest.raises(BadInput) as refused:
        read_sets([tmp_path / "top.xml"])
    assert "gone.xml" in refused.value.problems[0].message


def test_every_data_type_of_the_metaschemas_own_constraints_is_known() -> None:
    used = {rule.datatype for on in rules() for rule in model_rules(on)} - {""}

    assert used
    assert used <= DATATYPES.keys()


DATA: Final = {
    "date-time": (["2026-01-02T03:04:05", "2026-01-02T03:04:05Z"], ["2026-01-02"]),
    "date-with-timezone": (["2026-01-02Z", "2026-01-02-05:00"], ["2026-01-02"]),
    "day-time-duration": (["P1D", "PT5M", "P1DT2H3.5S"], ["P", "PT", "P1M", "1D"]),
    "year-month-duration": (["P1Y", "P1Y2M", "-P3M"], ["P", "P1D", "PY"]),
    "hostname": (["a.example", "büro.example", "a"], ["a b", "-a.example", ""]),
    "ip-v4-address": (["192.0.2.1"], ["192.0.2.256", "192.0.2", "::1"]),
    "ip-v6-address": (["2001:db8::1", "::"], ["2001:db8", "192.0.2.1", "fe80::1%e"]),
}


@pytest.mark.parametrize("kind", DATA)
def test_texts_are_of_a_data_type_or_not(kind: str) -> None:
    fine, wrong = DATA[kind]
    judge_ = DATATYPES[kind]

    assert [one for one in fine if not judge_(one)] == []
    assert [one for one in [*wrong, 7, None] if judge_(one)] == []


def test_a_published_plan_is_judged_by_forms_like_its_publishers(
    published: Path,
) -> None:
    marks = "https://fedramp.gov/ns/oscal"
    text = context(
        "/system-security-plan",
        "<let var='href' expression='import-profile/@href'/>",
        "<let var='to' expression=\"if (starts-with($href, '#')) then back-matter"
        '/resource[@uuid = substring($href, 2)]/rlink/@href else $href"/>',
        constraint("expect", target="import-profile", test="$to", id="has-href"),
        constraint(
            "expect", target="import-profile", test="doc-available($to)", id="reaches"
        ),
        constraint(
            "has-cardinality",
            target=f"system-characteristics/prop[@name='x'][@ns='{marks}']",
            min_occurs="1",
            id="has-x",
        ),
        inner=context(
            "metadata",
            constraint(
                "index",
                "<key-field target='@uuid'/>",
                target="map:merge(party[@type='person'] ! map:entry(@uuid,.))?*",
                name="people",
            ),
            constraint(
                "index-has-key",
                "<key-field target='party-uuid'/>",
                target="./responsible-party[@role-id='prepared-by']",
                name="people",
                id="is-person",
            ),
        ),
    )
    path = published / "fedramp/FedRAMP-SSP-OSCAL-Template.json"
    plan = read(path.read_bytes(), file=path.name)
    plan.content["metadata"].pop("revisions", None)
    found = judge(plan, [read_constraints(in_contexts(text), file="s.xml")])
    ours = [one.rule for one in found.faults if one.rule in ("has-href", "has-x")]

    assert ours == ["has-x"]
    assert "reaches" in [one.rule for one in found.unjudged]


@given(
    data=st.one_of(
        st.binary(max_size=200),
        st.text(max_size=120).map(
            lambda one: in_contexts(context("/catalog", f"<expect test={one!r}/>"))
        ),
        st.lists(
            st.sampled_from(
                [
                    "<context>",
                    "</context>",
                    "<metapath target='//x'/>",
                    "<constraints>",
                    "</constraints>",
                    "<expect test='.'/>",
                    "<let var='a' expression='.'/>",
                    "<import/>",
                    "<!-- c -->",
                    "<?pi x?>",
                    "<scope>",
                    "</scope>",
                    "text",
                ]
            ),
            max_size=12,
        ).map(lambda parts: in_contexts(*parts)),
    )
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_set_or_are_refused(data: bytes) -> None:
    with contextlib.suppress(BadInput):
        read_constraints(data, file="s.xml")


@given(
    test=st.one_of(
        st.text(max_size=40),
        st.lists(
            st.sampled_from(
                [
                    "group",
                    "@id",
                    "/",
                    "//",
                    "(",
                    ")",
                    "[",
                    "]",
                    "=",
                    "eq",
                    "'a'",
                    "1",
                    ".",
                    "..",
                    "count",
                    "not",
                    ",",
                    "$x",
                    "!",
                    "?*",
                    "map:merge",
                    "to",
                    "if",
                    "then",
                    "else",
                    "some",
                    "in",
                    "satisfies",
                    "|",
                    "=>",
                    "div",
                ]
            ),
            max_size=9,
        ).map(" ".join),
    )
)
@settings(max_examples=200, deadline=None)
def test_any_expression_has_a_verdict_or_is_told(small: Any, test: str) -> None:
    try:
        data = in_contexts(context("/catalog", constraint("expect", test=test)))
        given_ = read_constraints(data, file="s.xml")
    except BadInput:
        return  # characters that XML cannot hold, or no expression at all
    found = judge(document(small.catalog(), form="json", file="c.json"), [given_])

    broken = [one for one in found.faults if one.rule == "rule"]
    assert len(broken) + len(found.unjudged) <= 1
    assert all(one.reason for one in found.unjudged)
