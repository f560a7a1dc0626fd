"""FedRAMP's rules: Consolidated Rules by class, and FRMR before them by level."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog.imports import Imported
from assay.catalog.imports.fedramp import (
    looks_like_fedramp_rules,
    read_fedramp_rules,
)
from assay.catalog.values import Catalog
from assay.errors import BadInput

INFO = {"title": "FedRAMP Example Rules", "version": "2030.01.02"}


def _rule(force: str = "MUST", **more: Any) -> dict[str, Any]:
    return {
        "name": "A rule",
        "statement": f"Providers {force} do it",
        "force": force,
        "affects": ["Providers"],
        **more,
    }


def _ruleset(items: Any, classes: Any = ("B", "C", "D"), **more: Any) -> Any:
    subsets = {"CSO": {"applicability": {"classes": list(classes)}}}
    return {
        "info": {"name": "Example set", "subsets": subsets, **more},
        "data": {"all": {"CSO": items}},
    }


def _theme(items: Any, **more: Any) -> dict[str, Any]:
    return {"id": "KSI-EXA", "name": "Example theme", "indicators": items, **more}


def _read(
    rules: Any = None, themes: Any = None, file: str = "r.json", **more: Any
) -> Imported:
    whole = {"info": INFO, "FRR": rules, "KSI": themes, **more}
    return read_fedramp_rules(json.dumps(whole).encode(), file=file)


def _one_set(items: Any, **more: Any) -> Imported:
    return _read({"EXA": _ruleset(items, **more)})


def _of(read: Imported, unit: str) -> Catalog:
    (found,) = (one for one in read.catalogs if one.unit == unit)
    return found


def _baselines(read: Imported, unit: str) -> dict[str, tuple[str, ...]]:
    catalog = _of(read, unit).id
    return {
        one.level: one.requirements for one in read.baselines if one.catalog == catalog
    }


def test_rules_are_read_with_what_they_say() -> None:
    rule = _rule(
        following_information=["First", "Second"],
        terms=["Provider"],
        related=["EXA-CSO-TWO"],
        timeframe_num=3,
        timeframe_type="days",
        schema={"name": "S", "url": "https://example.org/s.json"},
    )
    read = _one_set({"EXA-CSO-ONE": rule})
    catalog = _of(read, "rule")
    (found,) = catalog.requirements
    assert catalog.id == "fedramp-rules-2030.01.02"
    assert (found.id, found.title, found.kind) == ("exa-cso-one", "A rule", "rule")
    assert [(one.id, one.title) for one in catalog.groups] == [("exa", "Example set")]
    assert found.group == "exa"
    assert found.text == "Providers MUST do it\n- First\n- Second"
    assert found.levels == ("class-b", "class-c", "class-d")
    assert set(found.attributes) == {
        "force: MUST",
        "timeframe: 3 days",
        "affects: Providers",
        "applies: all",
        "subset: CSO",
        "term: Provider",
        "related: EXA-CSO-TWO",
        "schema: https://example.org/s.json",
    }
    assert read.problems == ()


def test_where_it_comes_from_is_kept() -> None:
    read = _one_set({"EXA-CSO-ONE": _rule()})
    assert (read.origin.form, read.origin.edition) == ("fedramp-rules", "2030.01.02")
    assert read.origin.licence == "Work of the United States Government"
    provenance = read.catalogs[0].provenance
    assert (provenance.sha256, provenance.file) == (read.origin.sha256, "r.json")
    assert not provenance.confirmed


def test_what_varies_by_class_is_said_for_each_class() -> None:
    varies = {
        "b": {"statement": "SHOULD in a week", "force": "SHOULD"},
        "c": {
            "statement": "MUST in a day",
            "force": "MUST",
            "timeframe_num": 1,
            "timeframe_type": "day",
        },
    }
    rule = {"name": "R", "affects": ["Providers"], "varies_by_class": varies}
    read = _one_set({"EXA-CSO-ONE": rule, "EXA-CSO-TWO": _rule()})
    catalog = _of(read, "rule")
    (found, _) = catalog.requirements
    assert found.levels == ("class-b", "class-c")
    assert found.text == "class-b: SHOULD in a week\n\nclass-c: MUST in a day"
    assert "class-b force: SHOULD" in found.attributes
    assert "class-c timeframe: 1 day" in found.attributes
    assert [one.count for one in catalog.other_counts] == [4, 3]
    assert _baselines(read, "rule") == {
        "class-b": ("exa-cso-one", "exa-cso-two"),
        "class-c": ("exa-cso-one", "exa-cso-two"),
        "class-d": ("exa-cso-two",),
    }


def test_rules_for_others_than_providers_are_in_no_baseline() -> None:
    read = _one_set(
        {
            "EXA-CSO-ONE": _rule(affects=["Agencies"]),
            "EXA-CSO-TWO": _rule(affects=["Everyone"]),
            "EXA-CSO-TRI": _rule(affects=[]),
        }
    )
    assert _baselines(read, "rule")["class-b"] == ("exa-cso-two", "exa-cso-tri")


def test_a_rule_without_classes_is_in_the_baseline_of_none() -> None:
    rules = {
        "EXA": _ruleset({"EXA-CSO-ONE": _rule()}),
        "OTH": _ruleset({"OTH-CSO-ONE": _rule()}, classes=()),
    }
    assert _baselines(_read(rules), "rule")["class-b"] == ("exa-cso-one",)


def test_class_a_is_what_the_rules_for_it_alone_name() -> None:
    first = _rule(following_information=["Follow EXA-CSO-ONE and KSI-EXA-ONE"])
    should = _rule("SHOULD", following_information=["EXA-CSO-TWO"])
    rules = {
        "FRC": _ruleset({"FRC-CLA-MFR": first, "FRC-CLA-OPT": should}, classes=["A"]),
        "EXA": _ruleset({"EXA-CSO-ONE": _rule(), "EXA-CSO-TWO": _rule()}),
    }
    themes = {"EXA": _theme({"KSI-EXA-ONE": _rule(), "KSI-EXA-TWO": _rule()})}
    read = _read(rules, themes)
    assert _baselines(read, "rule")["class-a"] == (
        "frc-cla-mfr",
        "frc-cla-opt",
        "exa-cso-one",
    )
    assert _baselines(read, "indicator")["class-a"] == ("ksi-exa-one",)


def test_indicators_are_of_classes_b_to_d_without_the_optional_ones() -> None:
    varies = {
        "b": {"statement": "**Optional:** show it"},
        "c": {"statement": "Show it"},
    }
    read = _read(
        themes={
            "EXA": _theme(
                {
                    "KSI-EXA-ONE": {"statement": "Show this"},
                    "KSI-EXA-TWO": {"name": "Two", "varies_by_class": varies},
                }
            )
        }
    )
    assert _baselines(read, "indicator") == {
        "class-b": ("ksi-exa-one",),
        "class-c": ("ksi-exa-one", "ksi-exa-two"),
        "class-d": ("ksi-exa-one", "ksi-exa-two"),
    }
    second = _of(read, "indicator").requirements[1]
    assert "class-b optional" in second.attributes


def test_class_d_asks_what_class_c_does_unless_it_says_otherwise() -> None:
    varies = {"b": {"statement": "Show"}, "c": {"statement": "(Optional) show"}}
    read = _read(themes={"EXA": _theme({"KSI-EXA-ONE": {"varies_by_class": varies}})})
    assert _baselines(read, "indicator") == {"class-b": ("ksi-exa-one",)}


def test_controls_of_indicators_become_proposed_rows() -> None:
    item = {"statement": "Show it", "controls": ["ac-2", "AC-2 (1)", "ia-5.1"]}
    bare = {"statement": "Show that"}
    read = _read(themes={"EXA": _theme({"KSI-EXA-ONE": item, "KSI-EXA-TWO": bare})})
    (crosswalk,) = read.crosswalks
    assert crosswalk.source == _of(read, "indicator").id
    assert crosswalk.target == "nist-800-53-r5"
    assert [(row.source, row.targets) for row in crosswalk.rows] == [
        ("ksi-exa-one", ("ac-2",)),
        ("ksi-exa-one", ("ac-2.1",)),
        ("ksi-exa-one", ("ia-5.1",)),
    ]
    assert {(row.relation, row.status) for row in crosswalk.rows} == {
        ("intersects", "proposed")
    }
    assert "Indicators that name no control: 1" in read.notes


@pytest.mark.parametrize(
    ("controls", "place"),
    [(["ac-2", "AC-02"], "controls[1]"), (["ac-2", "x.y"], "controls[1]")],
)
def test_a_control_twice_or_none_is_told(controls: list[str], place: str) -> None:
    item = {"statement": "Show it", "controls": controls}
    read = _read(themes={"EXA": _theme({"KSI-EXA-ONE": item})})
    assert [one.place for one in read.problems] == [
        f"KSI.EXA.indicators.KSI-EXA-ONE.{place}"
    ]
    assert len(read.crosswalks[0].rows) == 1


def test_controls_that_a_rule_lists_for_a_class_become_a_baseline() -> None:
    varies = {
        "b": {"statement": "MUST", "rev5_controls_list": {"AC": ["ac-1", "ac-2"]}},
        "c": {"statement": "MUST", "rev5_controls_list": {}},
    }
    rule = {"name": "Controls", "affects": ["Providers"], "varies_by_class": varies}
    read = _one_set({"EXA-CSF-BSL": rule})
    (found,) = (one for one in read.baselines if one.catalog == "nist-800-53-r5")
    assert found.id == "exa-csf-bsl-class-b-2030.01.02"
    assert (found.level, found.program) == ("class-b", "fedramp")
    assert found.requirements == ("ac-1", "ac-2")


def test_definitions_are_read_and_are_in_no_baseline() -> None:
    terms = {
        "info": {"name": "Definitions"},
        "data": {
            "all": {
                "FRD-EXA": {
                    "term": "Example",
                    "definition": "A thing.",
                    "note": "Mind it.",
                    "alts": ["example", "examples"],
                    "tag": "Things",
                }
            }
        },
    }
    read = _read({"EXA": _ruleset({"EXA-CSO-ONE": _rule()})}, FRD=terms)
    catalog = _of(read, "definition")
    (found,) = catalog.requirements
    assert (found.id, found.title, found.kind) == ("frd-exa", "Example", "definition")
    assert found.text == "A thing.\n\nMind it."
    assert found.attributes == ("also: example", "also: examples", "tag: Things")
    assert (catalog.id, catalog.count) == ("fedramp-definitions-2030.01.02", 1)
    assert catalog.id not in {one.catalog for one in read.baselines}


FRMR = {
    "info": {"name": "FedRAMP Machine-Readable Documentation", "version": "0.9.1"},
    "FRD": {
        "data": {"both": {"FRD-AAA": {"term": "T", "definition": "D", "fka": "F"}}}
    },
    "FRR": {
        "EXA": {
            "info": {"name": "Example process", "short_name": "EXA"},
            "data": {
                "both": {
                    "CSO": {
                        "EXA-CSO-ONE": {
                            "fka": "FRR-EXA-01",
                            "name": "One",
                            "statement": "MUST",
                            "primary_key_word": "MUST",
                            "affects": ["Providers"],
                        }
                    }
                },
                "20x": {
                    "CSX": {
                        "EXA-CSX-TWO": {
                            "name": "Two",
                            "affects": ["Providers"],
                            "varies_by_level": {
                                "low": {"statement": "MAY", "primary_key_word": "MAY"},
                                "moderate": {"statement": "MUST"},
                            },
                        }
                    }
                },
            },
        }
    },
    "KSI": {
        "EXA": {
            "id": "KSI-EXA",
            "name": "Example theme",
            "indicators": {
                "KSI-EXA-ONE": {
                    "fka": "KSI-EXA-01",
                    "statement": "Show it",
                    "controls": ["ac-2"],
                },
                "KSI-EXA-TWO": {
                    "fka": "KSI-EXA-02",
                    "varies_by_level": {
                        "low": {"statement": "Optional: show it"},
                        "moderate": {"statement": "Show it"},
                    },
                },
            },
        }
    },
}
"""A small document in the form of FRMR 0.9."""


def test_the_older_form_is_read_by_level() -> None:
    data = json.dumps(FRMR).encode()
    assert looks_like_fedramp_rules(data)
    read = read_fedramp_rules(data, file="FRMR.documentation.json")
    assert read.problems == ()
    assert _baselines(read, "rule") == {
        "low": ("exa-cso-one", "exa-csx-two"),
        "moderate": ("exa-cso-one", "exa-csx-two"),
    }
    assert _baselines(read, "indicator") == {
        "low": ("ksi-exa-one",),
        "moderate": ("ksi-exa-one", "ksi-exa-two"),
    }
    first, second = _of(read, "rule").requirements
    assert "formerly: FRR-EXA-01" in first.attributes
    assert {"applies: both", "subset: CSO", "force: MUST"} <= set(first.attributes)
    assert {"applies: 20x", "low force: MAY"} <= set(second.attributes)
    assert len(read.crosswalks[0].rows) == 1
    assert _of(read, "definition").count == 1
    assert "Left aside of each definition: fka (1)" in read.notes


def test_the_oldest_form_holds_lists_and_impact_levels() -> None:
    indicator = {
        "id": "KSI-EXA-01",
        "statement": "Show it",
        "impact": {"low": False, "moderate": True},
        "controls": [{"control_id": "ac-2", "title": "T"}],
    }
    theme = {"id": "KSI-EXA", "name": "Theme", "indicators": [indicator]}
    for themes in ([theme], {"KSI-EXA": theme}):
        read = _read(themes=themes)
        assert _baselines(read, "indicator") == {"moderate": ("ksi-exa-01",)}
        assert [row.targets for row in read.crosswalks[0].rows] == [("ac-2",)]
        assert read.problems == ()


@pytest.mark.parametrize(
    ("rules", "place"),
    [
        ({"EXA": _ruleset({})}, "FRR.EXA"),
        ({"EXA": "text"}, "FRR.EXA"),
        ("text", "FRR"),
        ({"EXA": _ruleset({"EXA-CSO-ONE": {"name": "R"}})}, "data.all.CSO.EXA-CSO-ONE"),
        ({"EXA": _ruleset({"EXA-CSO-ONE": "text"})}, "data.all.CSO.EXA-CSO-ONE"),
        ({"EXA": _ruleset([_rule()])}, "data.all.CSO[0]"),
        (
            {"EXA": _ruleset([_rule(id="EXA-CSO-ONE"), _rule(id="EXA-CSO-ONE")])},
            "data.all.CSO[1]",
        ),
    ],
)
def test_each_fault_of_rules_is_told_where_it_stands(rules: Any, place: str) -> None:
    read = _read(rules, {"EXA": _theme({"KSI-EXA-ONE": _rule()})})
    places = [one.place for one in read.problems]
    assert any(one.endswith(place) for one in places)
    assert {one.file for one in read.problems} == {"r.json"}


def test_one_id_in_two_rulesets_is_told_and_both_are_read() -> None:
    rules = {key: _ruleset({"EXA-CSO-ONE": _rule()}) for key in ("EXA", "OTH")}
    read = _read(rules)
    found = [one.id for one in _of(read, "rule").requirements]
    assert found == ["exa-cso-one", "exa-cso-one-all"]
    assert [one.place for one in read.problems] == ["FRR.OTH.data.all.CSO.EXA-CSO-ONE"]


def test_a_placeholder_is_no_fault() -> None:
    rules = {"EXA": _ruleset({}, status="placeholder")}
    themes = {
        "ONE": _theme({"KSI-EXA-ONE": _rule()}),
        "TWO": _theme({}, status="empty"),
    }
    assert _read(rules, themes).problems == ()


def test_an_item_without_an_id_is_told_and_left_out() -> None:
    read = _read(
        {"EXA": [_rule()]}, {"EXA": _theme([_rule(), _rule(id="KSI-EXA-ONE")])}
    )
    assert [one.place for one in read.problems] == ["FRR.EXA", "KSI.EXA.indicators[0]"]
    assert [one.unit for one in read.catalogs] == ["indicator"]
    assert [one.id for one in read.catalogs[0].requirements] == ["ksi-exa-one"]
    other = _read({"EXA": {"data": [_rule(), _rule(id="EXA-CSO-ONE")]}})
    assert [one.place for one in other.problems] == ["FRR.EXA.data[0]"]
    assert [one.id for one in other.catalogs[0].requirements] == ["exa-cso-one"]


def test_what_has_no_name_is_called_by_what_it_says_or_by_its_id() -> None:
    themes = {
        "EXA": {
            "indicators": {
                "KSI-EXA-ONE": {"statement": "Show it"},
                "KSI-EXA-TWO": {"statement": "Show it", "title": "Two"},
            }
        }
    }
    read = _read(themes=themes, info={})
    catalog = read.catalogs[0]
    assert [one.title for one in catalog.requirements] == ["Show it", "Two"]
    assert [(one.id, one.title) for one in catalog.groups] == [("ksi-exa", "EXA")]
    assert (catalog.title, catalog.standard) == (
        "FedRAMP rules: indicators",
        "FedRAMP rules",
    )
    assert (catalog.edition, read.origin.edition) == ("", "")
    named = _read(themes=themes, info={"name": "N", "last_updated": "2030-01-02"})
    assert (named.catalogs[0].standard, named.origin.edition) == ("N", "2030-01-02")


def test_half_a_timeframe_and_a_stray_value_are_not_taken() -> None:
    read = _one_set({"EXA-CSO-ONE": _rule(timeframe_num=3), "count": 1})
    (found,) = _of(read, "rule").requirements
    assert not any("timeframe" in fact for fact in found.attributes)
    assert "Left aside of each ruleset or theme: count (1)" in read.notes


def test_levels_that_are_not_known_come_last_and_are_read() -> None:
    varies = {"extreme": {"statement": "x"}, "low": {"statement": "y"}}
    rule = {"affects": ["Providers"], "varies_by_level": varies}
    read = _read({"EXA": {"data": {"both": {"EXA-CSO-ONE": rule}}}})
    assert list(_baselines(read, "rule")) == ["low", "extreme"]
    assert "subset: data" not in _of(read, "rule").requirements[0].attributes


@pytest.mark.parametrize(
    "term", [{"term": "A"}, {"definition": "B"}, {"term": "", "definition": ""}]
)
def test_half_a_definition_is_told(term: Any) -> None:
    read = _read({"EXA": _ruleset({"EXA-CSO-ONE": _rule()})}, FRD={"FRD-AAA": term})
    assert {one.place for one in read.problems} == {"FRD.FRD-AAA"}
    assert _of(read, "definition").requirements[0].id == "frd-aaa"


def test_two_definitions_of_one_id_are_told() -> None:
    terms = [{"id": "FRD-AAA", "term": t, "definition": "d"} for t in ("One", "Two")]
    read = _read(FRD=terms)
    assert [one.place for one in read.problems] == ["FRD[1]"]
    assert [one.id for one in _of(read, "definition").requirements] == [
        "frd-aaa",
        "two",
    ]


def test_keys_that_are_not_read_are_named() -> None:
    read = _read(
        {"EXA": _ruleset({"EXA-CSO-ONE": _rule(colour=1)}, purpose="x")},
        {"EXA": _theme({"KSI-EXA-ONE": {"statement": "S"}}, hue=1)},
        extra=1,
        CTL={"AC": {"AC-01": {}, "AC-02": {}}},
    )
    assert {
        "Left aside of each rule or indicator: colour (1)",
        "Left aside of each ruleset: purpose (1)",
        "Left aside of each theme: hue (1)",
        "Left aside of each file: extra (1)",
        "Controls with parameters and guidance, left aside: 2",
    } <= set(read.notes)


def _deep(levels: int) -> Any:
    value: Any = {"EXA-CSO-ONE": _rule()}
    for _ in range(levels):
        value = {"x": value}
    return value


def test_what_stands_too_deep_is_told() -> None:
    read = _read({"EXA": _deep(20), "OTH": _deep(2)})
    assert any("deeper than" in one.message for one in read.problems)
    assert len(_of(read, "rule").requirements) == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"null", b"{}", b'{"FRR": {}}', b'{"KSI": []}', b'{"FRD": {"a": 1}}'],
)
def test_what_holds_no_rule_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_fedramp_rules(data, file="f")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"info": "FedRAMP"}',
        b'{"FRR": 1}',
        b'{"catalog": {"title": "FedRAMP"}}',
        b'["FedRAMP", "FRR"]',
        b'{"title": "FedRAMP", "id": "KSI"}',
        b'{"title": "FedRAMP", "KSI": "text"}',
    ],
)
def test_other_forms_do_not_look_like_it(data: bytes) -> None:
    assert not looks_like_fedramp_rules(data)


_SOME = st.sampled_from(
    ["EXA-CSO-ONE", "b", "low", "MUST", "Optional: x", "ac-2", "all", "class-a"]
)
_LOOSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | _SOME,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=3)
            | st.sampled_from(
                [
                    "info",
                    "data",
                    "all",
                    "id",
                    "statement",
                    "varies_by_class",
                    "varies_by_level",
                    "following_information",
                    "rev5_controls_list",
                    "indicators",
                    "controls",
                    "control_id",
                    "term",
                    "definition",
                    "affects",
                    "impact",
                    "subsets",
                    "EXA-CSO-ONE",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@given(rules=_LOOSE, themes=_LOOSE, terms=_LOOSE, info=_LOOSE, guided=_LOOSE)
def test_any_tree_gives_a_value_or_is_refused(
    rules: Any, themes: Any, terms: Any, info: Any, guided: Any
) -> None:
    themes = {"EXA": {"indicators": themes}, "OTH": themes}
    try:
        read = _read({"EXA": rules}, themes, info=info, FRD=terms, CTL=guided)
    except BadInput:
        return
    for catalog in read.catalogs:
        ids = {one.id for one in catalog.requirements}
        assert len(ids) == len(catalog.requirements) == catalog.count > 0
        assert {one.group for one in catalog.requirements} <= {
            "",
            *(one.id for one in catalog.groups),
        }
    assert len({one.id for one in read.catalogs}) == len(read.catalogs)
    assert len({one.id for one in read.baselines}) == len(read.baselines)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    looks_like_fedramp_rules(data)
    with pytest.raises(BadInput):
        read_fedramp_rules(data, file="f")


@pytest.fixture(scope="module")
def published(shared_data: Path) -> Imported:
    path = shared_data / "fedramp-rules/fedramp-consolidated-rules.json"
    data = path.read_bytes()
    assert looks_like_fedramp_rules(data[:65_536])
    return read_fedramp_rules(data, file=path.name)


def test_the_consolidated_rules_are_counted_by_every_rule(published: Imported) -> None:
    """246 rules; 357 when each that varies counts again per class; 328 statements."""
    rules = _of(published, "rule")
    assert (rules.count, len(rules.groups)) == (246, 17)
    assert [one.count for one in rules.other_counts] == [357, 328]
    assert len([one for one in rules.requirements if "class-b: " in one.text]) == 29


def test_the_consolidated_rules_have_46_indicators_in_10_themes(
    published: Imported,
) -> None:
    shown = _of(published, "indicator")
    assert (shown.count, len(shown.groups)) == (46, 10)
    assert [one.count for one in shown.other_counts] == [56, 51]
    found = {key: len(ids) for key, ids in _baselines(published, "indicator").items()}
    assert found == {"class-a": 7, "class-b": 41, "class-c": 46, "class-d": 46}
    assert _of(published, "definition").count == 75


def test_the_consolidated_rules_give_the_controls_of_each_class(
    published: Imported,
) -> None:
    listed = {
        one.id: one.count
        for one in published.baselines
        if one.catalog == "nist-800-53-r5" and one.id.startswith("frc-csf-bsl")
    }
    assert listed == {
        "frc-csf-bsl-class-b-2026.07.14.01": 155,
        "frc-csf-bsl-class-c-2026.07.14.01": 322,
        "frc-csf-bsl-class-d-2026.07.14.01": 409,
    }
    (crosswalk,) = published.crosswalks
    assert len(crosswalk.rows) == 373
    assert len({row.source for row in crosswalk.rows}) == 44


def test_the_consolidated_rules_agree_with_their_file_item_by_item(
    published: Imported, shared_data: Path
) -> None:
    path = shared_data / "fedramp-rules/fedramp-consolidated-rules.json"
    whole = json.loads(path.read_bytes())
    items = {
        name.lower(): item
        for ruleset in whole["FRR"].values()
        for subsets in ruleset["data"].values()
        for subset in subsets.values()
        for name, item in subset.items()
    }
    rules = _of(published, "rule").requirements
    assert [one.id for one in rules] == list(items)
    forces = Counter(item["force"] for item in items.values() if "force" in item)
    assert forces == Counter(
        fact.removeprefix("force: ")
        for one in rules
        for fact in one.attributes
        if fact.startswith("force: ")
    )
    assert published.problems == ()
