"""SCAP benchmarks: rules, profiles and references of XCCDF 1.1 and 1.2."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog.imports import Imported
from assay.catalog.imports.xccdf import looks_like_xccdf, read_xccdf
from assay.catalog.values import Catalog, Requirement
from assay.errors import BadInput

NAMESPACE = "http://checklists.nist.gov/xccdf/1.2"
PRE = "xccdf_org.example_"
R4 = "https://example.org/NIST.SP.800-53r4.pdf"


def _benchmark(
    inside: str,
    *,
    namespace: str = NAMESPACE,
    about: str = f'id="{PRE}benchmark_EX-1"',
    head: str = "<title>Example guide</title>",
) -> bytes:
    return (
        f'<?xml version="1.0"?>\n<Benchmark xmlns="{namespace}" {about}>'
        f'<status date="2020-01-01">accepted</status>{head}'
        f"<version>1.0</version>{inside}</Benchmark>"
    ).encode()


def _rule(name: str, inside: str = "", about: str = 'severity="low"') -> str:
    return (
        f'<Rule id="{PRE}rule_{name}" {about}>'
        f"<title>Title of {name}</title>{inside}</Rule>"
    )


def _group(name: str, inside: str, about: str = "") -> str:
    return (
        f'<Group id="{PRE}group_{name}" {about}><title>Group {name}</title>'
        f"{inside}</Group>"
    )


def _profile(name: str, *selects: tuple[str, bool], about: str = "") -> str:
    chosen = "".join(
        f'<select idref="{PRE}{idref}" selected="{"true" if on else "false"}"/>'
        for idref, on in selects
    )
    return (
        f'<Profile id="{PRE}profile_{name}" {about}><title>Profile {name}</title>'
        f"{chosen}</Profile>"
    )


def _read(inside: str, **about: Any) -> Imported:
    return read_xccdf(_benchmark(inside, **about), file="guide.xml")


def _catalog(read: Imported) -> Catalog:
    (catalog,) = read.catalogs
    return catalog


def _only(read: Imported) -> Requirement:
    (found,) = _catalog(read).requirements
    return found


def _chosen(read: Imported) -> dict[str, tuple[str, ...]]:
    return {one.level: one.requirements for one in read.baselines}


def test_rules_and_groups_are_read() -> None:
    said = "<description>Set  <b>this</b>\n now.</description>"
    read = _read(_group("g", _group("h", _rule("one_a", said))) + _rule("two"))
    catalog = _catalog(read)
    assert catalog.id == "ex-1-1.0"
    assert (catalog.edition, catalog.unit, catalog.count) == ("1.0", "rule", 2)
    first, second = catalog.requirements
    assert (first.id, first.title, first.kind) == ("one-a", "Title of one_a", "rule")
    assert (first.text, first.group, second.group) == ("Set this now.", "h", "")
    assert [(one.id, one.title) for one in catalog.groups] == [("h", "Group h")]
    assert f"xccdf id: {PRE}rule_one_a" in first.attributes
    assert read.problems == ()


def test_severity_idents_and_checks_are_kept_as_said() -> None:
    inside = (
        '<ident system="https://ncp.nist.gov/cce">CCE-12345-6</ident>'
        '<check system="oval"><check-content-ref href="o.xml" name="oval:x:def:1"/>'
        "</check><complex-check operator='AND'><check system='ocil'>"
        '<check-content-ref href="ocil.xml"/></check></complex-check>'
    )
    found = _only(_read(_rule("a", inside, 'severity="high" weight="2.0"')))
    assert found.attributes == (
        f"xccdf id: {PRE}rule_a",
        "severity: high",
        "weight: 2.0",
        "ident: CCE-12345-6",
        "check: oval:x:def:1",
        "check: ocil.xml",
    )


def test_where_it_comes_from_is_kept() -> None:
    head = (
        "<title>Example guide</title><notice>Free for all</notice>"
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:publisher>Nobody</dc:publisher></metadata>"
    )
    read = _read(_rule("a"), head=head)
    assert (read.origin.form, read.origin.edition) == ("xccdf", "1.0")
    assert (read.origin.publisher, read.origin.licence) == ("Nobody", "Free for all")
    catalog = _catalog(read)
    assert (catalog.owner, catalog.title) == ("Nobody", "Example guide")
    assert catalog.provenance.sha256 == read.origin.sha256
    assert catalog.provenance.note == "Its status is accepted of 2020-01-01."


def test_the_older_form_has_plain_ids() -> None:
    read = read_xccdf(
        b'<cdf:Benchmark xmlns:cdf="http://checklists.nist.gov/xccdf/1.1" id="OLD">'
        b'<cdf:version>V1</cdf:version><cdf:Profile id="MAC-1"><cdf:title>M</cdf:title>'
        b'<cdf:select idref="V-1" selected="true"/></cdf:Profile>'
        b'<cdf:Group id="V-1"><cdf:title>SRG</cdf:title><cdf:Rule id="SV-1r2_rule"'
        b' severity="medium"><cdf:version>OLD-1</cdf:version><cdf:title>Do</cdf:title>'
        b'<cdf:ident system="http://cyber.mil/cci">CCI-000015</cdf:ident></cdf:Rule>'
        b"</cdf:Group></cdf:Benchmark>",
        file="f",
    )
    found = _only(read)
    assert (found.id, found.group) == ("sv-1r2-rule", "v-1")
    assert found.attributes == ("severity: medium", "version: OLD-1")
    assert list(_chosen(read).values()) == [("sv-1r2-rule",)]
    assert [row.targets for row in read.crosswalks[0].rows] == [("cci-000015",)]
    assert read.problems == ()


def test_a_data_stream_and_gzip_are_read_alike() -> None:
    plain = _benchmark(_rule("a"))
    bare = plain.partition(b"\n")[2]
    stream = (
        b'<ds:data-stream-collection xmlns:ds="http://scap.nist.gov/schema/scap/'
        b'source/1.2"><ds:component>' + bare + b"</ds:component>"
        b"</ds:data-stream-collection>"
    )
    wanted = _catalog(read_xccdf(plain, file="f")).requirements
    wide = plain.decode().replace("?>", " encoding='utf-16'?>").encode("utf-16")
    for data in (stream, wide, *map(gzip.compress, (plain, stream, wide))):
        assert looks_like_xccdf(data)
        assert _catalog(read_xccdf(data, file="f")).requirements == wanted


def test_a_profile_starts_from_defaults_and_its_selectors_apply_in_order() -> None:
    read = _read(
        _profile("none")
        + _profile("more", ("rule_b", True))
        + _profile("less", ("rule_a", False), ("rule_b", True))
        + _profile("last", ("rule_a", False), ("rule_a", True))
        + _rule("a")
        + _rule("b", about='selected="false"')
    )
    assert _chosen(read) == {
        "none": ("a",),
        "more": ("a", "b"),
        "less": ("b",),
        "last": ("a",),
    }
    assert [one.count for one in _catalog(read).other_counts] == [1]


def test_a_rule_is_chosen_only_with_every_group_above_it() -> None:
    read = _read(
        _profile("off", ("group_g", False))
        + _profile("on", ("group_h", True))
        + _group("g", _group("h", _rule("a"), 'selected="false"') + _rule("b"))
    )
    assert _chosen(read) == {"on": ("a", "b")}
    assert f"The profile {PRE}profile_off selects no rule, and is left out" in (
        read.notes
    )


def test_a_profile_has_what_the_one_it_extends_has() -> None:
    base = _profile("base", ("rule_b", True), about='abstract="true"')
    mine = _profile("mine", ("rule_a", False), about=f'extends="{PRE}profile_base"')
    read = _read(base + mine + _rule("a") + _rule("b", about='selected="0"'))
    assert _chosen(read) == {"mine": ("b",)}


def test_a_cluster_is_selected_as_one() -> None:
    member = f'cluster-id="{PRE}c" selected="false"'
    read = _read(
        _profile("p", ("c", True)) + _rule("a", about=member) + _rule("b", about=member)
    )
    assert _chosen(read) == {"p": ("a", "b")}
    assert read.problems == ()


def test_an_abstract_rule_is_none() -> None:
    read = _read(_rule("a", about='abstract="true"') + _rule("b"))
    assert _only(read).id == "b"


@pytest.mark.parametrize(
    ("href", "said", "target", "found"),
    [
        (R4, "AC-2(1)", "nist-800-53-r4", ("ac-2.1",)),
        (R4, "AC-02 (01)", "nist-800-53-r4", ("ac-2.1",)),
        (R4, "CM-6(a)", "nist-800-53-r4", ("cm-6",)),
        (R4, "AC-3, AU-12", "nist-800-53-r4", ("ac-3", "au-12")),
        ("urn:x", "NIST SP 800-53 Rev. 5 :: IA-5", "nist-800-53-r5", ("ia-5",)),
        ("urn:x", "CCI-000366, CCI-000015", "cci", ("cci-000366", "cci-000015")),
    ],
)
def test_references_to_controls_become_proposed_rows(
    href: str, said: str, target: str, found: tuple[str, ...]
) -> None:
    read = _read(_rule("a", f'<reference href="{href}">{said}</reference>'))
    (crosswalk,) = read.crosswalks
    assert (crosswalk.id, crosswalk.source, crosswalk.target) == (
        f"ex-1-1.0--{target}",
        "ex-1-1.0",
        target,
    )
    assert tuple(row.targets[0] for row in crosswalk.rows) == found
    assert {(row.source, row.relation, row.status) for row in crosswalk.rows} == {
        ("a", "intersects", "proposed")
    }
    assert all(row.note.startswith("named as ") for row in crosswalk.rows)


@pytest.mark.parametrize(
    ("href", "said"),
    [
        ("https://example.org/sp800-53A_r4", "AC-2"),
        ("https://example.org/sp800-53", "AC-2"),
        ("https://example.org/guide_r4", "AC-2"),
        (R4, "SP-800"),
        (R4, "nothing"),
    ],
)
def test_other_references_are_counted_and_left_aside(href: str, said: str) -> None:
    read = _read(_rule("a", f'<reference href="{href}">{said}</reference>'))
    assert read.crosswalks == ()
    said = "References of ex-1-1.0 to other publications, left aside: 1, to 1 of them"
    assert said in read.notes


def test_one_control_named_twice_is_one_row() -> None:
    spelled = "".join(
        f'<reference href="{R4}">{said}</reference>' for said in ("AC-2", "AC-02")
    )
    (crosswalk,) = _read(_rule("a", spelled)).crosswalks
    assert [row.note for row in crosswalk.rows] == ["named as AC-2, AC-02"]


def test_what_is_not_read_is_named() -> None:
    read = _read(
        "<model system='m'/>"
        + _profile("p").replace("</Profile>", "<refine-value idref='v'/></Profile>")
        + _group("g", "<Value id='v'/>" + _rule("a", "<fix>x</fix><fix>y</fix>"))
    )
    assert {
        "Left aside of each rule: fix (2)",
        "Left aside of each group: Value (1)",
        "Left aside of each profile: refine-value (1)",
        "Left aside of each benchmark: model (1)",
    } <= set(read.notes)


def test_a_title_in_english_goes_before_others() -> None:
    two = '<title xml:lang="de">Titel</title><title xml:lang="en-GB">Title</title>'
    assert _catalog(_read(_rule("a"), head=two)).title == "Title"
    loud = two.replace("en-GB", "EN")
    assert _catalog(_read(_rule("a"), head=loud)).title == "Title"
    only = '<title xml:lang="de">Titel</title>'
    assert _catalog(_read(_rule("a"), head=only)).title == "Titel"


def test_what_has_no_title_is_called_by_its_id() -> None:
    inside = (
        f'<Group id="{PRE}group_g"><Rule id="{PRE}rule_a"/></Group>'
        f'<Profile id="{PRE}profile_p"><select idref="{PRE}rule_a" selected="1"/>'
        "</Profile>"
    )
    read = _read(inside, head="")
    catalog = _catalog(read)
    assert (catalog.title, catalog.groups[0].title) == ("EX-1", "g")
    assert catalog.requirements[0].title == "a"
    assert [one.title for one in read.baselines] == ["p"]
    assert catalog.provenance.source == f"XCCDF benchmark {PRE}benchmark_EX-1"


def test_comments_and_instructions_are_no_text() -> None:
    head = "<title>Example<!-- not this --> guide<?nor this?></title>"
    assert _catalog(_read(_rule("a"), head=head)).title == "Example guide"


def test_two_benchmarks_become_two_catalogs() -> None:
    first = _benchmark(_rule("a")).partition(b"\n")[2]
    second = first.replace(b"EX-1", b"EX-2").replace(b"1.0", b"2.0")
    read = read_xccdf(b"<all>" + first + second + b"</all>", file="f")
    assert [one.id for one in read.catalogs] == ["ex-1-1.0", "ex-2-2.0"]
    assert read.origin.edition == "1.0"
    assert read.problems == ()


def test_the_guides_of_disa_state_a_release_and_several_texts_in_one() -> None:
    said = (
        "<description>&lt;VulnDiscussion&gt;Why it\n matters.&lt;/VulnDiscussion&gt;"
        "&lt;FalsePositives&gt;&lt;/FalsePositives&gt;</description>"
    )
    head = '<plain-text id="release-info">Release: 3 Benchmark Date: 1 Jan</plain-text>'
    read = _read(_rule("a", said), head=head)
    assert _only(read).text == "Why it matters."
    assert _catalog(read).edition == "1.0, Release: 3 Benchmark Date: 1 Jan"
    assert read.origin.edition == _catalog(read).edition
    assert _catalog(read).id == "ex-1-1.0"


def test_a_damaged_file_is_refused_with_the_place() -> None:
    with pytest.raises(BadInput) as caught:
        read_xccdf(b"<a>\n<b></a>", file="f")
    (problem,) = caught.value.problems
    assert problem.place.startswith("line 2, column ")


EXTENDS = f'extends="{PRE}profile_q"'


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<Rule/>", "The rule has no id"),
        (_rule("a"), "stands twice"),
        ("<Group/>", "The group has no id"),
        (_group("g", "") + _group("g", ""), "stands twice"),
        (_rule("b", about='severity="fatal"'), "The severity 'fatal' is none"),
        (_rule("b", about='extends="x"'), "what it inherits is not read"),
        (_rule("A"), "reads as one that another rule has"),
        ("<Profile/>", "The profile has no id"),
        (_profile("p") + _profile("p"), "stands twice"),
        (_profile("p", ("rule_z", True)), "selects"),
        (_profile("p", about=EXTENDS), "which is not there"),
        (_profile("q", about=EXTENDS), "which extends it"),
    ],
)
def test_each_fault_is_told_and_the_rest_is_read(inside: str, said: str) -> None:
    read = _read(_rule("a") + inside)
    assert len(read.problems) == 1
    assert said in read.problems[0].message
    assert read.problems[0].place == "line 2"
    assert read.problems[0].file == "guide.xml"
    assert _catalog(read).requirements[0].id == "a"


def test_a_benchmark_without_an_id_is_told_and_called_by_its_title() -> None:
    read = _read(_rule("a"), about="")
    assert [one.message for one in read.problems] == ["The benchmark has no id"]
    assert _catalog(read).id == "example-guide-1.0"
    assert "None" not in _catalog(read).provenance.source


def test_a_benchmark_that_stands_twice_is_told_and_read_once() -> None:
    one = _benchmark(_rule("a")).partition(b"\n")[2]
    empty = _benchmark("", about='id="E"').partition(b"\n")[2]
    read = read_xccdf(b"<all>" + one + one + empty + b"</all>", file="f")
    assert _only(read).id == "a"
    assert ["twice" in p.message or "no rule" in p.message for p in read.problems] == [
        True,
        True,
    ]


DTD = b'<!DOCTYPE Benchmark [<!ENTITY e "boo">]>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<",
        b"<a/>",
        b"\x1f\x8b",
        b"\x1f\x8b\x08\x00nonsense",
        gzip.compress(b"<a/>", mtime=0),
        gzip.compress(_benchmark(_rule("a")), mtime=0)[:-9],
        gzip.compress(_benchmark(_rule("a")), mtime=0) + b"more",
        _benchmark(""),
        _benchmark(_rule("a", "&e;")),
        DTD + _benchmark(_rule("a", "&e;")).partition(b"\n")[2],
        DTD + _benchmark(_rule("a")).partition(b"\n")[2],
        b'<!DOCTYPE Benchmark SYSTEM "http://example.org/x.dtd">'
        + _benchmark(_rule("a")).partition(b"\n")[2],
        b"<a>" * 1000 + b"</a>" * 1000,
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_xccdf(data, file="f")


def test_entities_are_never_unfolded() -> None:
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    data = f'<!DOCTYPE a [<!ENTITY e0 "ten bytes!">{nested}]><a b="&e11;">&e11;</a>'
    with pytest.raises(BadInput):
        read_xccdf(data.encode(), file="f")


def test_a_file_that_unpacks_without_end_is_refused() -> None:
    bomb = gzip.compress(bytes(1 << 20)) * 129
    assert len(bomb) < 1 << 20
    with pytest.raises(BadInput) as caught:
        read_xccdf(bomb, file="f")
    assert "holds more than" in caught.value.problems[0].message


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (_benchmark(""), True),
        (gzip.compress(_benchmark(""), mtime=0), True),
        (b"\xef\xbb\xbf  " + _benchmark(""), True),
        (b'<x xmlns="http://scap.nist.gov/schema/asset-reporting-format/1.1"/>', True),
        (b"", False),
        (b"<a/>", False),
        (b"\x1f\x8b", False),
        (b"\xff\xfe\x00", False),
        (b"\x1f\x8bnonsense", False),
        (gzip.compress(b"<a/>", mtime=0), False),
        (f"see {NAMESPACE}".encode(), False),
    ],
)
def test_scap_content_is_known_by_its_namespaces(data: bytes, looks: bool) -> None:  # noqa: FBT001 - the expected answer
    assert looks_like_xccdf(data) is looks
    assert looks_like_xccdf(data[:65_536]) is looks


_NAMES = st.sampled_from(["a", "b", "c"])
_ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        ["id", "idref", "selected", "extends", "abstract", "cluster-id", "severity"]
    ),
    st.sampled_from(["a", "b", "c", "true", "false", "0", "", "high"]),
    max_size=4,
).map(lambda found: "".join(f' {key}="{value}"' for key, value in found.items()))
_ELEMENTS = st.sampled_from(
    [
        "Benchmark",
        "Group",
        "Profile",
        "Rule",
        "check",
        "description",
        "ident",
        "metadata",
        "reference",
        "select",
        "title",
        "version",
    ]
)


@st.composite
def _element(draw: st.DrawFn, inside: st.SearchStrategy[str]) -> str:
    name = draw(_ELEMENTS)
    children = "".join(draw(st.lists(inside, max_size=4)))
    return f"<{name}{draw(_ATTRIBUTES)}>{children}</{name}>"


_XML = st.recursive(
    st.sampled_from(["", "AC-2", "CCI-000015", "800-53 r5", "text"]),
    _element,
    max_leaves=25,
)


@given(st.lists(_XML, max_size=6))
def test_any_tree_gives_a_value_or_is_refused(inside: list[str]) -> None:
    try:
        read = _read("".join(inside) + '<Rule id="z"/>')
    except BadInput:
        return
    for catalog in read.catalogs:
        ids = {one.id for one in catalog.requirements}
        assert len(ids) == len(catalog.requirements) == catalog.count > 0
        assert {one.group for one in catalog.requirements} <= {
            "",
            *(one.id for one in catalog.groups),
        }
    known = {r.id for catalog in read.catalogs for r in catalog.requirements}
    for baseline in read.baselines:
        assert baseline.count == len(set(baseline.requirements)) > 0
        assert set(baseline.requirements) <= known
    assert len({one.id for one in read.baselines}) == len(read.baselines)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    looks_like_xccdf(data)
    with pytest.raises(BadInput):
        read_xccdf(data, file="f")


@given(st.data())
def test_any_damage_gives_a_value_or_is_refused(data: st.DataObject) -> None:
    whole = bytearray(_benchmark(_profile("p", ("rule_a", True)) + _rule("a")))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=4))
    try:
        read_xccdf(bytes(whole), file="f")
    except BadInput:
        return


@pytest.fixture(scope="module")
def published(shared_data: Path) -> Imported:
    path = shared_data / "scans/oscap-debian12-anssi-high.arf.xml.gz"
    data = path.read_bytes()
    assert looks_like_xccdf(data[:65_536])
    return read_xccdf(data, file=path.name)


def test_the_benchmark_inside_a_real_report_is_counted_as_it_is(
    published: Imported,
) -> None:
    catalog = _catalog(published)
    assert (catalog.id, catalog.edition) == ("debian-11-0.1.65", "0.1.65")
    assert (catalog.count, len(catalog.groups)) == (355, 71)
    assert {one.level: one.count for one in published.baselines} == {
        "anssi-np-nt28-average": 45,
        "anssi-np-nt28-high": 50,
        "anssi-np-nt28-minimal": 24,
        "anssi-np-nt28-restrictive": 49,
        "standard": 44,
    }
    assert {one.target: len(one.rows) for one in published.crosswalks} == {
        "nist-800-53-r4": 590,
        "cci": 486,
    }
    checks = [
        fact
        for one in catalog.requirements
        for fact in one.attributes
        if fact.startswith("check: ")
    ]
    assert len(checks) == 664
    assert published.problems == ()


def test_the_same_benchmark_beside_its_results_reads_alike(
    published: Imported, shared_data: Path
) -> None:
    path = shared_data / "scans/oscap-debian12-anssi-high.xccdf-results.xml.gz"
    read = read_xccdf(path.read_bytes(), file=path.name)
    ours = {one.id for one in _catalog(published).requirements}
    assert {one.id for one in _catalog(read).requirements} == ours
    assert _chosen(read) == _chosen(published)
