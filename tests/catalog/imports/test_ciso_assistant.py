"""Libraries of CISO Assistant: frameworks, mapping sets, and all that is wrong."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog.imports import Imported
from assay.catalog.imports.ciso import (
    looks_like_ciso_assistant,
    read_ciso_assistant,
)
from assay.catalog.values import Catalog, Crosswalk
from assay.errors import BadInput

NODE = "urn:intuitem:risk:req_node:example-1:"
FRAMEWORK = "urn:intuitem:risk:framework:example-1"
OTHER = "urn:intuitem:risk:framework:other-2"
FAR = "urn:intuitem:risk:req_node:other-2:"

REAL = {
    "cyber_essentials.yaml": (100, 285, 16, 0),
    "iso27001-2013.yaml": (140, 200, 44, 0),
    "iso27001-2022.yaml": (123, 140, 15, 2),
    "nist-800-171-rev2.yaml": (110, 234, 14, 0),
}
"""Assessable nodes, nodes, groups, levels: counted by other means."""


def _node(ref: str, parent: str = "", **more: Any) -> dict[str, Any]:
    node: dict[str, Any] = {
        "urn": NODE + ref.lower(),
        "assessable": True,
        "depth": 2 if parent else 1,
        "ref_id": ref,
        "name": f"Name of {ref}",
        "description": f"What {ref} asks",
        **more,
    }
    if parent:
        node["parent_urn"] = NODE + parent.lower()
    return {key: value for key, value in node.items() if value is not None}


TOP = _node("1", assessable=False)


def _framework(*nodes: Any, **more: Any) -> dict[str, Any]:
    return {
        "urn": FRAMEWORK,
        "ref_id": "Example-1",
        "name": "Example framework 1",
        "requirement_nodes": list(nodes),
        **more,
    }


def _row(source: str, target: str, relation: Any = "subset", **more: Any) -> Any:
    return {
        "source_requirement_urn": NODE + source,
        "target_requirement_urn": FAR + target,
        "relationship": relation,
        **more,
    }


def _set(*rows: Any, **more: Any) -> dict[str, Any]:
    return {
        "urn": "urn:intuitem:risk:req_mapping_set:example",
        "ref_id": "example-to-other",
        "name": "Example to other",
        "source_framework_urn": FRAMEWORK,
        "target_framework_urn": OTHER,
        "requirement_mappings": list(rows),
        **more,
    }


def _bytes(objects: Any, **more: Any) -> bytes:
    whole = {
        "urn": "urn:intuitem:risk:library:example-1",
        "locale": "en",
        "version": 3,
        "publication_date": "2024-02-01",
        "provider": "Nobody",
        "copyright": "Free for all",
        "objects": objects,
        **more,
    }
    return yaml.safe_dump(whole, sort_keys=False, allow_unicode=True).encode()


def _read(objects: Any, file: str = "example.yaml", **more: Any) -> Imported:
    return read_ciso_assistant(_bytes(objects, **more), file=file)


def _nodes(*nodes: Any, **more: Any) -> Imported:
    return _read({"framework": _framework(*nodes, **more)})


def _mapped(*rows: Any, **more: Any) -> Imported:
    return _read({"requirement_mapping_set": _set(*rows, **more)})


def _catalog(read: Imported) -> Catalog:
    (catalog,) = read.catalogs
    return catalog


def _crosswalk(read: Imported) -> Crosswalk:
    (crosswalk,) = read.crosswalks
    return crosswalk


def _told(read: Imported) -> list[tuple[str, str]]:
    """The end of each place, and the message."""
    return [(one.place.rpartition("[")[2], one.message) for one in read.problems]


def test_assessable_nodes_are_requirements_and_those_above_are_groups() -> None:
    read = _nodes(TOP, _node("1.1", "1"), _node("1.2", "1"))
    catalog = _catalog(read)
    assert catalog.id == "example-1"
    assert [one.id for one in catalog.requirements] == ["1.1", "1.2"]
    assert [(one.id, one.title) for one in catalog.groups] == [("1", "Name of 1")]
    assert {one.group for one in catalog.requirements} == {"1"}
    assert catalog.requirements[0].text == "What 1.1 asks"
    assert catalog.requirements[0].title == "Name of 1.1"
    assert (catalog.count, catalog.unit) == (2, "assessable node")
    assert [one.count for one in catalog.other_counts] == [3]
    assert read.problems == ()


def test_where_it_comes_from_is_kept() -> None:
    read = _nodes(_node("1"))
    origin = read.origin
    assert origin.form == "ciso-assistant"
    assert origin.edition == "library version 3, 2024-02-01"
    assert (origin.publisher, origin.licence) == ("Nobody", "Free for all")
    assert len(origin.sha256) == 64
    assert _catalog(read).provenance.sha256 == origin.sha256
    assert _catalog(read).provenance.licence == "Free for all"
    assert not _catalog(read).provenance.confirmed


def test_an_edition_that_the_file_does_not_state_is_not_made_up() -> None:
    read = _read(
        {"framework": _framework(_node("1"))}, version=None, publication_date=None
    )
    assert (read.origin.edition, _catalog(read).edition) == ("", "")


@pytest.mark.parametrize("ref", ["3.10", "1e3", "NO", "2024-02-01", "0x1F", "on"])
def test_what_looks_like_a_number_a_date_or_a_truth_value_stays_text(ref: str) -> None:
    data = _bytes({"framework": _framework(_node("REF"))})
    (wanted,) = _catalog(_nodes(_node(ref))).requirements
    plain = data.replace(b"ref_id: REF", f"ref_id: {ref}".encode())
    (found,) = _catalog(read_ciso_assistant(plain, file="f")).requirements
    assert found.id == wanted.id
    assert found.id.replace("-", "") == ref.lower().replace("-", "")


def test_implementation_groups_become_baselines() -> None:
    defined = [{"ref_id": "L", "name": "Low"}, {"ref_id": "H"}, {"ref_id": "X"}]
    read = _nodes(
        _node("1", implementation_groups=["L", "H"]),
        _node("2", implementation_groups=["H"]),
        implementation_groups_definition=defined,
    )
    found = {one.id: one.requirements for one in read.baselines}
    assert found == {"example-1-l": ("1",), "example-1-h": ("1", "2")}
    assert {one.catalog for one in read.baselines} == {"example-1"}
    assert [one.count for one in read.baselines] == [1, 2]
    assert _catalog(read).requirements[0].levels == ("l", "h")
    assert "No requirement of example-1 is in the groups X" in read.notes


def test_translated_titles_are_read_by_language_and_requirement() -> None:
    node = _node(
        "1.1",
        "1",
        translations={"fr": {"name": "Nom"}, "de": {"description": "Text\nmehr"}},
    )
    top = {**TOP, "translations": {"fr": {"name": "Groupe"}}}
    read = _nodes(top, node)
    assert read.translations == {"fr": {"1.1": "Nom"}, "de": {"1.1": "Text"}}
    said = "Of what is translated, the titles of requirements were read"
    assert said in read.notes
    assert said not in _nodes(_node("1")).notes


def test_the_language_of_a_framework_is_told() -> None:
    read = _read({"framework": _framework(_node("1"))}, locale="fr")
    assert "The titles and texts are in the language fr" in read.notes
    assert not any("language" in note for note in _mapped(_row("1", "2")).notes)


def test_questions_with_their_answers_stay_with_their_requirement() -> None:
    questions = {
        "urn:q:1": {
            "type": "unique_choice",
            "text": "Is it so?",
            "choices": [{"urn": "c", "value": "Yes"}, {"urn": "d", "value": "No"}],
        },
        "urn:q:2": {"type": "date", "text": "Since when?"},
    }
    old = {
        "question_type": "unique_choice",
        "question_choices": ["A", "B"],
        "questions": [{"urn": "q", "text": "Old one?"}],
    }
    read = _nodes(_node("1", questions=questions), _node("2", question=old))
    first, second = _catalog(read).requirements
    assert first.attributes == (
        "question: Is it so? (unique_choice: Yes, No)",
        "question: Since when? (date)",
    )
    assert second.attributes == ("question: Old one? (unique_choice: A, B)",)


def test_reference_controls_threats_evidence_and_weights_are_kept_as_said() -> None:
    node = _node(
        "1",
        reference_controls=["urn:r:1"],
        threats=["urn:t:1"],
        typical_evidence="A list",
        annotation="Look",
        weight=3,
    )
    (found,) = _catalog(_nodes(node)).requirements
    assert set(found.attributes) == {
        "reference control: urn:r:1",
        "threat: urn:t:1",
        "typical evidence: A list",
        "annotation: Look",
        "weight: 3",
    }


def test_what_else_a_library_holds_is_told_as_not_imported() -> None:
    read = _read(
        {
            "framework": _framework(_node("1")),
            "reference_controls": [{"urn": "a"}, {"urn": "b"}],
            "threats": [{"urn": "t"}],
            "risk_matrix": {"urn": "m"},
        }
    )
    told = [note for note in read.notes if note.startswith("Not imported")]
    assert told == [
        "Not imported: reference controls (2)",
        "Not imported: threats (1)",
        "Not imported: risk matrix (1)",
    ]


def test_keys_that_are_not_read_are_named() -> None:
    read = _nodes(_node("1", colour="red", questions=[{"text": "?", "hue": 1}]))
    assert "Left aside of each node: colour (1)" in read.notes
    assert "Left aside of each question: hue (1)" in read.notes
    mapped = _mapped(_row("1", "2", shade="x"), tint="y")
    assert "Left aside of each row: shade (1)" in mapped.notes
    assert "Left aside of each mapping set: tint (1)" in mapped.notes
    assert any(
        one.startswith("Left aside of each library")
        for one in _read({"framework": _framework(_node("1"))}, labels=["x"]).notes
    )
    more = _nodes(_node("1"), field_visibility={})
    assert "Left aside of each framework: field_visibility (1)" in more.notes


def test_the_scale_of_scores_is_told() -> None:
    scale = [{"score": 1, "name": "Poor"}, {"score": 5, "name": "Good"}]
    read = _nodes(_node("1"), min_score=1, max_score=5, scores_definition=scale)
    assert "example-1 is scored from 1 to 5 (1 Poor; 5 Good)" in read.notes
    assert "example-1 is scored from ? to 5" in _nodes(_node("1"), max_score=5).notes
    assert not any("scored" in note for note in _nodes(_node("1")).notes)


def test_nodes_that_are_neither_requirements_nor_groups_are_counted() -> None:
    read = _nodes(
        _node("1", assessable=False),
        _node("1.1", "1", assessable=False),
        _node("1.1.1", "1.1", depth=3),
        _node("1.1.1.1", "1.1.1", depth=4, assessable=False),
        _node("2", assessable=False),
    )
    assert [one for one in read.notes if one.startswith("Nodes of")] == [
        "Nodes of example-1 that stand above groups, left aside: 1",
        "Nodes of example-1 that explain a requirement, left aside: 1",
        "Nodes of example-1 that have nothing to assess beneath them, left aside: 1",
    ]
    assert [one.id for one in _catalog(read).groups] == ["1.1"]


def test_a_requirement_beneath_another_refines_it() -> None:
    read = _nodes(TOP, _node("1.1", "1"), _node("1.1.a", "1.1", depth=3))
    catalog = _catalog(read)
    assert [(one.parent, one.group) for one in catalog.requirements] == [
        ("", "1"),
        ("1.1", "1"),
    ]
    assert [place for place, _ in _told(read)] == ["1].assessable"]
    assert "so are 1 nodes" in read.problems[0].message


@pytest.mark.parametrize(
    ("nodes", "place", "ids"),
    [
        ([_node("1"), _node("1", ref_id="2")], "1].urn", ["1"]),
        ([_node("1"), _node("2", urn=None)], "1].urn", ["1"]),
        ([_node("1"), _node("2", urn="")], "1].urn", ["1"]),
        ([_node("1"), "text"], "1]", ["1"]),
        ([_node("A", urn=NODE + "A")], "0].urn", ["a"]),
        ([_node("1", ref_id=None)], "0].ref_id", ["1"]),
        ([_node("1"), _node("2", ref_id="1")], "1].ref_id", ["1", "2"]),
        (
            [_node("a", ref_id="AC-2 (1)"), _node("b", ref_id="AC-02(01)")],
            "1].ref_id",
            ["ac-2.1", "b"],
        ),
        (
            [_node("a", ref_id=None), _node("b", ref_id="A")],
            "0].ref_id 1].ref_id",
            ["a", "b"],
        ),
        ([_node("1"), _node("2", assessable="maybe")], "1].assessable", ["1"]),
        ([_node("1"), _node("2", assessable=None)], "1].assessable", ["1"]),
        ([_node("1", depth=None)], "0].depth", ["1"]),
        ([_node("1", depth="deep")], "0].depth", ["1"]),
        ([_node("1", depth="\u0661")], "0].depth", ["1"]),
        ([_node("1", depth="\u00b2")], "0].depth", ["1"]),
        ([_node("1", depth="1" * 5000)], "0].depth", ["1"]),
        ([_node("1", depth=2)], "0].depth", ["1"]),
        ([TOP, _node("1.1", "1", depth=3)], "1].depth", ["1.1"]),
        ([_node("1.1", "9")], "0].parent_urn", ["1.1"]),
        ([_node("1", "1", depth=1)], "0].parent_urn", ["1"]),
        (
            [_node("1", implementation_groups=["?"])],
            "0].implementation_groups",
            ["1"],
        ),
    ],
)
def test_each_defect_of_a_node_is_told_and_the_rest_is_read(
    nodes: list[Any], place: str, ids: list[str]
) -> None:
    read = _nodes(*nodes)
    assert [where for where, _ in _told(read)] == place.split()
    assert [one.id for one in _catalog(read).requirements] == ids


def test_a_circle_of_parents_is_told_once_and_broken() -> None:
    read = _nodes(
        _node("1", "3", assessable=False),
        _node("2", "1", assessable=False),
        _node("3", "2", assessable=False),
        _node("4", "1"),
    )
    circles = [one for one in read.problems if "stands above itself" in one.message]
    assert len(circles) == 1
    assert _catalog(read).requirements[0].group == "1"


@pytest.mark.parametrize(
    ("defined", "place"),
    [
        ([{"name": "x"}], "0].ref_id"),
        ([{"ref_id": "a"}, {"ref_id": "a"}], "1].ref_id"),
        ([{"ref_id": "?"}, {"ref_id": "?"}], "1].ref_id"),
        ([{"ref_id": "Level 1"}, {"ref_id": "level-1"}], "1].ref_id"),
        (["a"], "0]"),
    ],
)
def test_each_defect_of_a_group_is_told(defined: Any, place: str) -> None:
    read = _nodes(_node("1"), implementation_groups_definition=defined)
    assert [where for where, _ in _told(read)] == [place]


def test_nodes_and_framework_that_are_called_by_two_names_are_told() -> None:
    read = _read(
        {"framework": _framework(_node("1"), urn=FRAMEWORK.replace("-1", "-5.9"))},
        file="example-5.9.5.yaml",
    )
    assert [one.message for one in read.problems] == [
        "The urn says 'example-5.9', and elsewhere stands 'example-5.9.5'",
        "Nodes carry the urn of 'example-1', not of 'example-5.9'",
    ]


def test_an_edition_in_the_name_that_the_urn_denies_is_told() -> None:
    urn = FRAMEWORK.replace("-1", "-5.9")
    node = _node("1", urn="urn:intuitem:risk:req_node:example-5.9:1")
    read = _read({"framework": _framework(node, urn=urn, name="Example 5.9.5")})
    assert ["'Example 5.9.5'" in one.message for one in read.problems] == [True]


def test_a_framework_without_a_urn_is_told() -> None:
    read = _nodes(_node("1"), urn="")
    assert [one.place for one in read.problems] == ["objects.framework.urn"]
    assert _catalog(read).id == "example-framework-1"


def test_a_framework_with_nothing_to_assess_is_told_and_left_out() -> None:
    read = _read({"frameworks": [_framework(TOP), _framework(_node("1"))]})
    assert [one.place for one in read.problems] == [
        "objects.frameworks[0].requirement_nodes"
    ]
    assert _catalog(read).count == 1


def test_frameworks_without_urns_are_read_apart() -> None:
    first = _framework(_node("1"), urn="", name="One")
    second = _framework(_node("2"), urn=None, name="Two")
    read = _read({"framework": first, "frameworks": [second, "text"]})
    assert [one.id for one in read.catalogs] == ["one", "two"]
    assert read.problems[-1].place == "objects.frameworks[1]"


def test_names_and_urns_are_told_apart_by_what_they_are_not_by_their_case() -> None:
    first = _node("A.1", assessable="TRUE", parent_urn=NODE.upper() + "A")
    read = _nodes(
        _node("A", assessable="False"), {**first, "depth": 2}, urn=FRAMEWORK.upper()
    )
    catalog = _catalog(read)
    assert (catalog.id, catalog.requirements[0].group) == ("example-1", "a")
    assert (catalog.title, catalog.standard) == ("Example framework 1", "Example-1")


def test_what_has_no_name_is_called_by_its_id() -> None:
    top = _node("T", assessable=False, name=None, description=None)
    one = _node("T.1", "T", name=None, description=None, implementation_groups="L, H")
    framework = _framework(top, one, name=None, ref_id=None)
    framework["implementation_groups_definition"] = [
        {"ref_id": "L", "name": "Low"},
        {"ref_id": "H"},
    ]
    read = _read(
        {
            "framework": framework,
            "requirement_mapping_set": _set(
                _row("t.1", "2"),
                name=None,
                ref_id=None,
                source_framework_urn=FRAMEWORK.upper(),
            ),
        }
    )
    catalog = _catalog(read)
    assert (catalog.title, catalog.standard) == ("example-1", "example-1")
    assert catalog.groups[0].title == "T"
    assert catalog.requirements[0].title == "T.1"
    assert [one.title for one in read.baselines] == ["example-1: Low", "example-1: H"]
    assert _crosswalk(read).title == "example-1 to other-2"
    assert _crosswalk(_mapped(_row("1", "2"))).title == "Example to other"


def test_two_frameworks_of_one_name_are_told_and_the_first_is_read() -> None:
    read = _read({"frameworks": [_framework(_node("1")), _framework(_node("2"))]})
    assert _catalog(read).requirements[0].id == "1"
    assert [one.place for one in read.problems] == ["objects.frameworks[1].urn"]


RELATIONS = [
    ("equal", "equal"),
    ("subset", "subset"),
    ("superset", "superset"),
    ("intersect", "intersects"),
    ("not_related", "disjoint"),
]


@pytest.mark.parametrize(("word", "relation"), RELATIONS)
def test_relations_are_the_sources_to_the_targets(word: str, relation: str) -> None:
    crosswalk = _crosswalk(_mapped(_row("1", "2", word)))
    assert (crosswalk.source, crosswalk.target) == ("example-1", "other-2")
    (row,) = crosswalk.rows
    assert (row.source, row.targets, row.relation) == ("1", ("2",), relation)
    assert (row.status, row.either) == ("proposed", False)


def test_the_newer_layout_holds_several_sets() -> None:
    there = _set(_row("1", "2"))
    back = _set(
        {
            "source_requirement_urn": FAR + "2",
            "target_requirement_urn": NODE + "1",
            "relationship": "superset",
        },
        source_framework_urn=OTHER,
        target_framework_urn=FRAMEWORK,
    )
    read = _read({"requirement_mapping_sets": [there, back]})
    assert [one.id for one in read.crosswalks] == [
        "example-1--other-2",
        "other-2--example-1",
    ]
    assert read.problems == ()


def test_two_sets_between_the_same_frameworks_are_told_and_both_read() -> None:
    sets = [_set(_row("1", "2")), _set(_row("1", "3")), _set(_row("1", "4"))]
    read = _read({"requirement_mapping_sets": sets})
    assert [one.id for one in read.crosswalks] == [
        "example-1--other-2",
        "example-1--other-2--2",
        "example-1--other-2--3",
    ]
    assert len(read.problems) == 2


def test_a_framework_beside_its_mapping_checks_the_rows() -> None:
    read = _read(
        {
            "framework": _framework(TOP, _node("1.1", "1")),
            "requirement_mapping_set": _set(
                _row("1.1", "2"), _row("1", "2"), _row("9.9", "2")
            ),
        }
    )
    assert [row.source for row in _crosswalk(read).rows] == ["1.1"]
    assert [message for _, message in _told(read)] == [
        f"The source '{NODE}1' is not assessable in example-1; the row is left out",
        f"The source '{NODE}9.9' does not exist in example-1; the row is left out",
    ]
    assert any("requirements of other-2 are not in this file" in n for n in read.notes)


def test_a_row_follows_the_id_that_its_requirement_was_given() -> None:
    loud = _node("y", ref_id="A.2", urn=NODE + "Y")
    read = _read(
        {
            "framework": _framework(_node("x", ref_id="A.1"), loud),
            "requirement_mapping_set": _set(_row("X", "2"), _row("y", "2")),
        }
    )
    assert [row.source for row in _crosswalk(read).rows] == ["a.1", "a.2"]
    assert _catalog(read).requirements[0].attributes == (f"urn: {NODE}x",)


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (_row("1", "2", "equals"), "1].relationship"),
        (_row("1", "2", None), "1].relationship"),
        ({**_row("1", "2"), "source_requirement_urn": ""}, "1].source_requirement_urn"),
        (
            {**_row("1", "2"), "target_requirement_urn": NODE + "2"},
            "1].target_requirement_urn",
        ),
        (_row("0", "0"), "1]"),
        ("text", "1]"),
    ],
)
def test_a_row_that_cannot_hold_is_told_and_left_out(row: Any, place: str) -> None:
    read = _mapped(_row("0", "0"), row)
    assert [where for where, _ in _told(read)] == [place]
    assert len(_crosswalk(read).rows) == 1


def test_two_relations_of_one_pair_are_told_and_both_read() -> None:
    read = _mapped(_row("1", "2", "subset"), _row("1", "2", "equal"))
    assert [row.relation for row in _crosswalk(read).rows] == ["subset", "equal"]
    assert _told(read) == [("1]", "1 to 2 is subset in row 0, and equal here")]


def test_a_row_that_is_repeated_is_told_with_the_first() -> None:
    read = _mapped(_row("1", "2"), _row("1", "3"), _row("1", "2"))
    assert _told(read) == [("2]", "The row repeats row 0, and is left out")]


def test_a_set_of_which_no_row_can_be_read_is_told() -> None:
    read = _read(
        {
            "framework": _framework(_node("1")),
            "requirement_mapping_sets": [_set(_row("9", "2")), "text"],
        }
    )
    assert read.crosswalks == ()
    assert [one.place for one in read.problems][1:] == [
        "objects.requirement_mapping_sets[0].requirement_mappings",
        "objects.requirement_mapping_sets[1]",
    ]


def test_a_rationale_of_its_own_is_told_and_kept() -> None:
    read = _mapped(
        _row("1", "2", rationale="semantic", annotation="See it"),
        _row("1", "3", rationale="Les deux exigences se recoupent"),
    )
    assert [where for where, _ in _told(read)] == ["1].rationale"]
    assert [row.note for row in _crosswalk(read).rows] == [
        "rationale: semantic; See it",
        "rationale: Les deux exigences se recoupent",
    ]


@pytest.mark.parametrize(
    ("strengths", "confidences", "faults"),
    [
        ((8, 10, 0), [0.8, 1.0, 0.0], 0),
        ((90, 50, 8), [None, None, None], 2),
        ((1, 2, 3), [None, None, None], 1),
        (("high", 8, 8), [None, None, None], 1),
        (("٣", 8, 8), [None, None, None], 1),
        ((11, 8, 8), [None, None, None], 1),
        (("008", 8, 8), [None, None, None], 1),
        ((None, 8, None), [None, 0.8, None], 0),
        ((None, None, None), [None, None, None], 0),
    ],
)
def test_strengths_are_confidence_only_on_a_scale_that_is_known(
    strengths: tuple[Any, ...], confidences: list[float | None], faults: int
) -> None:
    rows = [
        _row("1", str(number), strength_of_relationship=strength)
        for number, strength in enumerate(strengths)
    ]
    read = _mapped(*rows)
    assert [row.confidence for row in _crosswalk(read).rows] == confidences
    assert len(read.problems) == faults


@pytest.mark.parametrize("end", ["source", "target"])
def test_a_set_that_does_not_name_an_end_is_told(end: str) -> None:
    objects = {
        "framework": _framework(_node("1")),
        "requirement_mapping_set": _set(_row("1", "2"), **{f"{end}_framework_urn": ""}),
    }
    read = _read(objects)
    assert read.crosswalks == ()
    assert f"objects.requirement_mapping_set.{end}_framework_urn" in {
        one.place for one in read.problems
    }


@pytest.mark.parametrize(
    "objects",
    [
        {},
        None,
        [],
        {"risk_matrix": {"urn": "x"}},
        {"framework": _framework()},
        {"framework": _framework(TOP)},
        {"framework": "text"},
        {"requirement_mapping_set": _set()},
        {"requirement_mapping_sets": ["text"]},
    ],
)
def test_a_library_with_nothing_to_read_is_refused(objects: Any) -> None:
    with pytest.raises(BadInput):
        _read(objects)


@pytest.mark.parametrize("data", [b"", b"a: [", b"- a", b"a: 1\na: 2", b"\x00"])
def test_what_is_no_library_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_ciso_assistant(data, file="f")


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (_bytes({}), True),
        (b"\xef\xbb\xbf# comment\nurn: urn:intuitem:risk:library:x\n", True),
        (b"a: b\n'urn': \"urn:me:risk:library:x\"\n", True),
        (b"", False),
        (b"urn: urn:intuitem:risk:framework:x\n", False),
        (b"objects:\n  urn: urn:intuitem:risk:library:x\n", False),
        (b'{"urn": "urn:intuitem:risk:library:x"}', False),
        (b"<a>\nurn: urn:intuitem:risk:library:x\n</a>", False),
    ],
)
def test_a_library_is_known_by_its_own_urn(data: bytes, looks: bool) -> None:  # noqa: FBT001 - the expected answer
    assert looks_like_ciso_assistant(data) is looks


_SOME = st.sampled_from(
    [NODE + "1", NODE + "A", FAR + "2", FRAMEWORK, OTHER, "1", "true", "subset", "10"]
)
_LOOSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | _SOME,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


def _tables(*keys: str) -> st.SearchStrategy[Any]:
    table = st.dictionaries(st.sampled_from(keys), _SOME | _LOOSE, max_size=len(keys))
    return st.lists(table | _LOOSE, max_size=4) | _LOOSE


_NODES = _tables(
    "urn",
    "ref_id",
    "name",
    "assessable",
    "depth",
    "parent_urn",
    "questions",
    "translations",
    "implementation_groups",
)
_ROWS = _tables(
    "source_requirement_urn",
    "target_requirement_urn",
    "relationship",
    "rationale",
    "strength_of_relationship",
)


@given(nodes=_NODES, rows=_ROWS, levels=_tables("ref_id", "name"), other=_LOOSE)
def test_any_tree_gives_a_value_or_is_refused(
    nodes: Any, rows: Any, levels: Any, other: Any
) -> None:
    framework = _framework(implementation_groups_definition=levels)
    objects = {
        "frameworks": [{**framework, "requirement_nodes": nodes}, other],
        "requirement_mapping_sets": [{**_set(), "requirement_mappings": rows}, other],
    }
    try:
        read = _read(objects)
    except BadInput:
        return
    for catalog in read.catalogs:
        ids = {one.id for one in catalog.requirements}
        assert len(ids) == len(catalog.requirements) == catalog.count
        assert {one.parent for one in catalog.requirements} <= {"", *ids}
        assert {one.group for one in catalog.requirements} <= {
            "",
            *(one.id for one in catalog.groups),
        }
    for baseline in read.baselines:
        assert baseline.count == len(baseline.requirements) > 0
    for crosswalk in read.crosswalks:
        said = [(row.source, row.targets, row.relation) for row in crosswalk.rows]
        assert len(set(said)) == len(said)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    looks_like_ciso_assistant(data)
    with pytest.raises(BadInput):
        read_ciso_assistant(data, file="f")


def _published(shared_data: Path, name: str) -> Imported:
    data = (shared_data / "ciso-library" / name).read_bytes()
    assert looks_like_ciso_assistant(data[:65_536])
    return read_ciso_assistant(data, file=name)


@pytest.mark.parametrize("name", REAL)
def test_the_published_frameworks_are_counted_as_they_are(
    shared_data: Path, name: str
) -> None:
    read = _published(shared_data, name)
    catalog = _catalog(read)
    nodes = catalog.other_counts[0].count
    found = (catalog.count, nodes, len(catalog.groups), len(read.baselines))
    assert found == REAL[name]


def test_iso_27001_comes_with_its_levels_and_languages(shared_data: Path) -> None:
    read = _published(shared_data, "iso27001-2022.yaml")
    assert [one.count for one in read.baselines] == [30, 93]
    found = {key: len(titles) for key, titles in read.translations.items()}
    assert found == dict.fromkeys(("fr", "cs", "sv", "es", "de", "zh"), 123)
    assert read.problems == ()


def test_what_is_wrong_with_the_published_frameworks_is_told(shared_data: Path) -> None:
    older = _published(shared_data, "iso27001-2013.yaml")
    assert [place for place, _ in _told(older)] == ["0].depth", "36].depth"]
    essentials = _published(shared_data, "cyber_essentials.yaml")
    ends = [place.rpartition(".")[2] for place, _ in _told(essentials)]
    assert (ends.count("ref_id"), ends.count("assessable")) == (100, 16)
    assert len(ends) == 116


def test_every_row_of_a_published_mapping_ends_at_a_requirement(
    shared_data: Path,
) -> None:
    read = _published(shared_data, "mapping-iso27001-2013-to-iso27001-2022.yaml")
    crosswalk = _crosswalk(read)
    assert len(crosswalk.rows) == 134
    for name, ends in (
        ("iso27001-2013.yaml", {row.source for row in crosswalk.rows}),
        ("iso27001-2022.yaml", {t for row in crosswalk.rows for t in row.targets}),
    ):
        known = {one.id for one in _catalog(_published(shared_data, name)).requirements}
        assert ends <= known


def test_a_published_mapping_in_the_newer_layout_has_both_directions(
    shared_data: Path,
) -> None:
    name = "mapping-nist-sp-800-53-rev5-to-iso27001-2022.yaml"
    there, back = _published(shared_data, name).crosswalks
    assert {(row.source, row.targets[0]) for row in there.rows} == {
        (row.targets[0], row.source) for row in back.rows
    }
    assert len(there.rows) == len(back.rows) == 642
    assert {row.relation for row in there.rows} == {"intersects"}
