"""`assay crosswalk import` and `export`: told first, written whole, left out aloud."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Assay = Callable[..., Any]
WALK = "nist-800-171-r2--nist-800-53-r4"
TABLE = (
    "source,relation,targets,status,by,on\n"
    "a.5.16,subset,AC-2,reviewed,office,2026-11-01\n"
    "a.5.17,intersects,IA-5; AC-2,,,\n"
)
ENDS = ("--source", "iso-27001-2022", "--target", "nist-800-53-r5")


def table(folder: Path, text: str = TABLE) -> Path:
    path = folder / "ours.csv"
    path.write_text(text)
    return path


def names(root: Path) -> set[str]:
    return {path.name for path in (root / "crosswalks").rglob("*") if path.is_file()}


def test_an_import_is_told_before_anything_is_written(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    said = assay("crosswalk", "import", table(tmp_path), *ENDS, "-C", fresh)

    assert said.code == 0
    assert "2 rows, 1 of them reviewed by office." in said.out
    assert "--apply writes it" in said.out
    assert names(fresh) == set()


def test_what_is_imported_is_held_and_concludes_where_it_is_reviewed(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    said = assay("crosswalk", "import", table(tmp_path), *ENDS, "--apply", "-C", fresh)
    carried = assay(
        *("crosswalk", "carry", "nist-800-53-r5", "iso-27001-2022", "--suppose-met"),
        *("-C", fresh, "--json"),
    ).json

    assert said.code == 0
    assert names(fresh) == {
        "iso-27001-2022--nist-800-53-r5.toml",
        "ours.csv",
        "imports.toml",
    }
    met = [
        one["requirement"] for one in carried["conclusions"] if one["state"] == "met"
    ]
    assert met == ["a.5.16"]
    again = assay("crosswalk", "import", table(tmp_path), *ENDS, "--apply", "-C", fresh)
    assert "is held as it is." in again.out
    assert "There is nothing to write." in again.out
    less = table(tmp_path, TABLE.replace("reviewed,office,2026-11-01", ",,"))
    change = assay("crosswalk", "import", less, *ENDS, "-C", fresh)
    assert (
        "1 row in, 0 of them reviewed; 1 row out, 1 of them reviewed by office."
    ) in change.out


def test_all_of_several_and_any_of_them_are_held_side_by_side(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    path = table(
        tmp_path,
        "source,relation,targets,combination\n"
        "a.5.16,subset,AC-2; IA-4,\na.5.16,subset,AC-2; IA-4,either\n",
    )

    assert assay("crosswalk", "import", path, *ENDS, "--apply", "-C", fresh).code == 0


def test_rows_that_cannot_hold_are_told_and_the_rest_is_written(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    path = table(tmp_path, f"{TABLE}a.99.1,equal,AC-2,,,\n")
    said = assay("crosswalk", "import", path, *ENDS, "--apply", "-C", fresh)

    assert said.code == 1
    assert "a.99.1 is no requirement of iso-27001-2022" in said.out
    assert assay("crosswalk", "check", "-C", fresh).code == 0


def test_an_end_that_is_not_held_is_bad_input(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    said = assay("crosswalk", "import", table(tmp_path), "--apply", "-C", fresh)

    assert said.code == 2
    assert "does not say which catalog its sources are of" in said.err
    assert names(fresh) == set()


@pytest.mark.parametrize("name", ["../up", "Big", "a b", ".", "a/b", "-"])
def test_an_id_names_no_place_elsewhere(
    assay: Assay, fresh: Path, tmp_path: Path, name: str
) -> None:
    words = ("crosswalk", "import", table(tmp_path), *ENDS, f"--id={name}", "--apply")

    assert assay(*words, "-C", fresh).code == 2
    assert names(fresh) == set()


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"<a/>", b"just words", b"\x00\x01\x02", b"[1, 2]"]
)
def test_a_file_of_another_kind_is_bad_input(
    assay: Assay, fresh: Path, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "odd"
    path.write_bytes(data)
    said = assay("crosswalk", "import", path, *ENDS, "--apply", "-C", fresh)

    assert said.code == 2
    assert names(fresh) == set()


@pytest.mark.parametrize("ending", ["csv", "json", "yaml", "xml"])
def test_what_is_exported_is_known_again(
    assay: Assay, fresh: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"out.{ending}"
    assert assay("crosswalk", "export", WALK, "-o", out, "-C", fresh).code == 0
    said = assay("crosswalk", "import", out, "-C", fresh)

    assert said.code == 0
    assert f"{WALK} says the same." in said.out
    assert "There is nothing to write." in said.out
    if ending != "csv":
        assert assay("catalog", "validate", out).code == 0


def test_a_library_crosswalk_is_never_overwritten_by_a_file_of_its_name(
    assay: Assay, fresh: Path, tmp_path: Path
) -> None:
    path = table(
        tmp_path,
        "source_catalog,source,relation,target_catalog,targets\n"
        "nist-800-171-r2,3.1.1,equal,nist-800-53-r4,AC-2\n",
    )
    said = assay("crosswalk", "import", path, "--apply", "-C", fresh, "--json").json
    listed = assay("crosswalk", "list", "-C", fresh, "--json").json["crosswalks"]

    assert [one["id"] for one in said["crosswalks"]] == [f"{WALK}-ours"]
    assert {one["id"]: one["rows"] for one in listed} == {WALK: 111, f"{WALK}-ours": 1}


def test_a_published_mapping_set_concludes_nothing_until_it_is_reviewed(
    assay: Assay, fresh: Path, shared_data: Path
) -> None:
    name = "mapping-nist-sp-800-53-rev5-to-iso27001-2022.yaml"
    path = shared_data / "ciso-library" / name
    words = ("--source", "nist-800-53-r5", "--apply", "-C", fresh, "--json")
    said = assay("crosswalk", "import", path, *words).json
    carried = assay(
        *("crosswalk", "carry", "nist-800-53-r5", "iso-27001-2022", "--suppose-met"),
        *("-C", fresh, "--json"),
    ).json

    (only,) = said["crosswalks"]  # its other direction says the same again
    assert len(only["rows"]) > 100
    assert assay("crosswalk", "check", "-C", fresh).code == 0
    assert carried["counts"]["met"] == 0
    assert any("proposed" in one["why"] for one in carried["conclusions"])


def test_a_mapping_set_of_ciso_assistant_is_imported(
    assay: Assay, fresh: Path, shared_data: Path
) -> None:
    folder = shared_data / "ciso-library"
    old = folder / "iso27001-2013.yaml"
    assert assay("catalog", "import", old, "--apply", "-C", fresh).code in (0, 1)
    path = folder / "mapping-iso27001-2013-to-iso27001-2022.yaml"
    said = assay("crosswalk", "import", path, "--apply", "-C", fresh, "--json").json

    (walk,) = said["crosswalks"]
    assert walk["target"] == "iso-27001-2022"
    assert {row["status"] for row in walk["rows"]} == {"proposed"}
    assert len(walk["rows"]) > 100
