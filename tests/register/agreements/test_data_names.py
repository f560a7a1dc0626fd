"""What a class of data is called: one spelling for one class, the same everywhere."""

import tomllib
from pathlib import Path

import pytest

import assay.library
from assay.errors import BadInput
from assay.ids import slug
from assay.register import Register, read_programs
from assay.register.agreements.asked import asked_for

LIBRARY = Path(assay.library.__file__).parent


def test_guard_rails_and_programs_call_data_by_the_same_names(
    northwind: Register,
) -> None:
    """A spelling that guard rails and programs share is one class in both."""
    text = (LIBRARY / "guardrails/data-classes.toml").read_text()
    own = {
        slug(spelling): one["id"]
        for one in tomllib.loads(text)["data"]
        for spelling in (one["id"], one["title"], *one.get("aliases", ()))
    }
    asked = {
        slug(spelling): kind.id
        for program in northwind.programs.values()
        for one in program.agreements
        for kind in one.data
        for spelling in (kind.id, kind.title, *kind.aliases)
    }

    assert {name: own.get(name, found) for name, found in asked.items()} == asked
    assert set(asked.values()) <= set(own.values())
    for spelling, found in own.items():
        assert asked_for(northwind, spelling, own.items()).id == found


def test_a_spelling_of_two_classes_is_told() -> None:
    files = {
        f"programs/{name}.toml": (LIBRARY / f"programs/{name}.toml").read_bytes()
        for name in ("hipaa", "ferpa")
    }
    ferpa = files["programs/ferpa.toml"]
    files["programs/ferpa.toml"] = ferpa.replace(b'"student records"', b'"PHI"')
    with pytest.raises(BadInput) as caught:
        read_programs(files)

    (problem,) = caught.value.problems
    assert "'phi' names both" in problem.message
