"""The floor: errors that say what to do, names, bytes with one spelling."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.canonical import digest, json_bytes, json_text
from assay.errors import BadInput, Problem, UnknownName
from assay.ids import near, resolve_name, slug, well_formed
from assay.later import later

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_a_problem_reads_file_place_message_remedy() -> None:
    problem = Problem(file="a.toml", place="x.y", message="Wrong", remedy="Mend it.")

    assert str(problem) == "a.toml: x.y: Wrong\n    Mend it."


def test_bad_input_shows_every_problem_and_that_nothing_changed() -> None:
    problems = [Problem(file=f"{n}.toml", message="Wrong") for n in range(3)]
    told = BadInput(problems).diagnose()

    assert told.count("Wrong") == 3
    assert told.endswith("3 problems in the input; nothing changed")


def test_an_unknown_name_suggests_what_was_meant() -> None:
    fault = UnknownName("program", "soc2", near=near("soc2", ["soc-2", "hipaa"]))

    assert "Did you mean soc-2?" in fault.diagnose()


def test_an_unknown_name_tells_all_names_only_where_none_is_near() -> None:
    far = UnknownName("fruit", "zzz", known=["apple", "pear"])
    close = UnknownName("fruit", "aple", near=("apple",), known=["apple", "pear"])

    assert far.remedy == "Known are apple, pear."
    assert close.remedy == "Did you mean apple?"
    assert UnknownName("fruit", "zzz").remedy == ""


@pytest.mark.parametrize("name", ["soc-2", "cc6.1", "a.8.24", "3.1.1", "us-gov-west-1"])
def test_ids_of_ours_are_well_formed(name: str) -> None:
    assert well_formed(name)


@pytest.mark.parametrize("name", ["", "-a", "a-", "A", "a b", "a/../b", "a--b", "é"])
def test_what_could_not_be_a_file_or_url_is_not_well_formed(name: str) -> None:
    assert not well_formed(name)


@given(st.text())
def test_a_slug_is_well_formed_or_empty(name: str) -> None:
    assert slug(name) == "" or well_formed(slug(name))


def test_a_name_resolves_by_any_spelling_and_is_never_guessed() -> None:
    names = [("Unclassified (DLM)", "dlm"), ("PROTECTED", "protected")]

    assert resolve_name("unclassified-dlm", names) == "dlm"
    assert resolve_name("protect", names) is None


@given(JSON)
def test_canonical_json_reads_back_equal_and_is_stable(value: object) -> None:
    data = json_bytes(value)  # type: ignore[arg-type]

    assert json.loads(data) == value
    assert json_bytes(json.loads(data)) == data


def test_dates_and_times_become_iso_text() -> None:
    value = {"day": date(2026, 1, 2), "at": datetime(2026, 1, 2, 3, tzinfo=UTC)}

    assert json_bytes(value) == b'{"at":"2026-01-02T03:00:00Z","day":"2026-01-02"}'


def test_what_has_no_json_form_is_refused() -> None:
    with pytest.raises(TypeError):
        json_bytes({"x": object()})  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="JSON compliant"):
        json_text(float("nan"))


def test_the_digest_is_sha256() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    assert digest(b"") == empty


def test_a_name_that_is_loaded_later_is_not_that_of_its_module() -> None:
    with pytest.raises(ValueError, match="both a module and a name: eligibility"):
        later("a.room", {"Eligibility": "eligibility", "eligibility": "eligibility"})
