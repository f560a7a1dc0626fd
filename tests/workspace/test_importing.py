"""Writing many files as one: all of them, or everything as it was."""

from pathlib import Path

import pytest

from assay.errors import BadInput
from assay.workspace import open_workspace
from assay.workspace.importing import kept_as, record, write_whole
from assay.workspace.init import initialise

FILES = {"catalogs/new/a.toml": b"a", "catalogs/b.toml": b"new", "c.toml": b"c"}


def contents(root: Path) -> dict[str, bytes | None]:
    """Every file and folder below, with what it holds."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None
        for path in root.rglob("*")
    }


def test_all_is_written_before_it_is_checked(tmp_path: Path) -> None:
    seen: list[bytes] = []
    names = ("catalogs/new/a.toml", "catalogs/b.toml", "c.toml")
    write_whole(
        tmp_path, FILES, lambda: seen.extend((tmp_path / n).read_bytes() for n in names)
    )
    assert seen == [b"a", b"new", b"c"]
    assert (tmp_path / "catalogs/b.toml").read_bytes() == b"new"


@pytest.mark.parametrize("fault", [BadInput([]), OSError("full"), KeyboardInterrupt()])
def test_a_check_that_fails_leaves_everything_as_it_was(
    tmp_path: Path, fault: BaseException
) -> None:
    (tmp_path / "catalogs").mkdir()
    (tmp_path / "catalogs/b.toml").write_bytes(b"old")
    before = contents(tmp_path)

    def check() -> None:
        raise fault

    with pytest.raises(type(fault)):
        write_whole(tmp_path, FILES, check)
    assert contents(tmp_path) == before


def test_a_write_that_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "catalogs").mkdir()
    (tmp_path / "catalogs/b.toml").write_bytes(b"old")
    (tmp_path / "c.toml").mkdir()
    before = contents(tmp_path)
    with pytest.raises(OSError):  # noqa: PT011 - a folder in the way, as the system says
        write_whole(tmp_path, FILES, lambda: None)
    assert contents(tmp_path) == before


def test_a_file_is_kept_beside_another_of_its_name(tmp_path: Path) -> None:
    assert kept_as(tmp_path, "list.csv", b"1", "catalogs/imported").endswith("list.csv")
    (tmp_path / "catalogs/imported").mkdir(parents=True)
    (tmp_path / "catalogs/imported/list.csv").write_bytes(b"1")
    again = kept_as(tmp_path, "list.csv", b"1", "catalogs/imported")
    other = kept_as(tmp_path, "list.csv", b"2", "catalogs/imported")
    assert again == "catalogs/imported/list.csv"
    assert other != again
    assert other.startswith("catalogs/imported/list-")
    assert other.endswith(".csv")


@pytest.mark.parametrize(
    "data", [b"\xff", b"[[import", b"import = 1\n", b"a.a = 1\na = 2"]
)
def test_a_record_that_is_none_is_told_and_not_written_over(
    tmp_path: Path, data: bytes
) -> None:
    initialise(tmp_path / "w", "empty")
    file = tmp_path / "w/catalogs/imported/imports.toml"
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    with pytest.raises(BadInput) as refused:
        record(open_workspace(tmp_path / "w"), {}, {}, "catalogs/imported")
    assert refused.value.problems[0].file == "catalogs/imported/imports.toml"
