"""`assay catalog search`: exit codes, tables and JSON."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Assay = Callable[..., Any]


@pytest.mark.parametrize(
    ("typed", "catalog", "identifier"),
    [
        ("AC-2 (1)", "nist-800-53-r5", "ac-2.1"),
        ("AC-02(01)", "nist-800-53-r5", "ac-2.1"),
        ("CC6.1", "tsc-2017", "cc6.1"),
        ("8.24", "iso-27001-2022", "a.8.24"),
        ("11.10(a)", "part-11", "11.10.a"),
        ("AC.L2-3.1.1", "nist-800-171-r2", "3.1.1"),
    ],
)
def test_a_requirement_is_found_by_its_id(
    assay: Assay, fresh: Path, typed: str, catalog: str, identifier: str
) -> None:
    said = assay(
        "catalog", "search", typed, "--catalog", catalog, "-C", fresh, "--json"
    )

    assert said.code == 0
    assert said.json["hits"][0]["id"] == identifier
    assert said.json["hits"][0]["matched"] == "id"


def test_words_are_shown_where_they_stand(assay: Assay, fresh: Path) -> None:
    said = assay("catalog", "search", "least", "privilege", "-C", fresh)

    assert said.code == 0
    assert "AC-6" in said.out
    assert "«Least» «privilege»" in said.out


def test_nothing_found_is_a_no_with_what_may_be_meant(
    assay: Assay, fresh: Path
) -> None:
    said = assay("catalog", "search", "encription", "-C", fresh)

    assert said.code == 1
    assert "encryption" in said.out
    assert assay("catalog", "search", "!!", "-C", fresh, "--json").json["hits"] == []


def test_only_some_of_the_words_is_a_no(assay: Assay, fresh: Path) -> None:
    said = assay("catalog", "search", "privilege", "xylophone", "-C", fresh)

    assert said.code == 1
    assert "AC-6" in said.out


def test_an_unknown_set_is_refused(assay: Assay, fresh: Path) -> None:
    said = assay("catalog", "search", "x", "--catalog", "nist-800-53-r6", "-C", fresh)

    assert said.code == 2
    assert "nist-800-53-r5" in said.err
