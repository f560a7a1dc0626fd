"""A register is remembered whole, under everything it was made from, or not at all."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from assay.cli import main
from assay.errors import BadInput
from assay.library import read_files
from assay.register import Register, read_programs, read_register
from assay.workspace import open_workspace
from assay.workspace.remembering import folder, remembered

Shelf = Mapping[str, bytes]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/assay"


def shelves(example: str) -> tuple[Shelf, Shelf]:
    programs = {f"programs/{k}": v for k, v in read_files("programs").items()}
    return read_files(f"examples/{example}"), programs


class Maker:
    """Counts how often the register was made."""

    def __init__(self, files: Shelf, programs: Shelf) -> None:
        self.made = 0
        self.files, self.programs = files, programs

    def __call__(self) -> Register:
        self.made += 1
        return read_register(self.files, read_programs(self.programs))


@pytest.mark.parametrize("example", ["northwind", "aws-2017"])
def test_what_is_remembered_is_what_was_made(cache: Path, example: str) -> None:
    make = Maker(*shelves(example))
    first = remembered(Register, shelves(example), make)
    second = remembered(Register, shelves(example), make)

    assert make.made == 1
    assert second == first
    assert second is not first
    assert repr(second) == repr(first)
    assert second.memo == {}
    assert len(list(cache.iterdir())) == 1


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("shelf", [0, 1])
def test_a_changed_byte_anywhere_finds_nothing(shelf: int) -> None:
    make, files = Maker(*shelves("aws-2017")), list(shelves("aws-2017"))
    remembered(Register, files, make)
    name = next(iter(files[shelf]))
    files[shelf] = {**files[shelf], name: files[shelf][name] + b"\n"}
    remembered(Register, files, make)

    assert make.made == 2


@pytest.mark.usefixtures("cache")
def test_a_file_on_another_shelf_is_another_value() -> None:
    make = Maker(*shelves("aws-2017"))
    files, programs = shelves("aws-2017")
    remembered(Register, (files, programs), make)
    remembered(Register, ({**files, **programs}, {}), make)

    assert make.made == 2


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x80", b"{}"])
def test_a_damaged_memory_is_made_again(cache: Path, damage: bytes) -> None:
    make = Maker(*shelves("aws-2017"))
    whole = remembered(Register, shelves("aws-2017"), make)
    [path] = cache.iterdir()
    path.write_bytes(damage)

    assert remembered(Register, shelves("aws-2017"), make) == whole
    assert make.made == 2
    assert path.read_bytes() != damage


def test_a_folder_that_others_can_write_to_is_not_believed(cache: Path) -> None:
    make = Maker(*shelves("aws-2017"))
    remembered(Register, shelves("aws-2017"), make)
    cache.chmod(0o777)
    remembered(Register, shelves("aws-2017"), make)

    assert make.made == 2


def test_a_link_to_elsewhere_is_not_followed(cache: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    cache.parent.mkdir()
    cache.symlink_to(elsewhere)
    remembered(Register, shelves("aws-2017"), Maker(*shelves("aws-2017")))

    assert list(elsewhere.iterdir()) == []


def test_no_fault_is_remembered(cache: Path) -> None:
    make = Maker({"register/provider.toml": b"x"}, {})
    for _ in range(2):
        with pytest.raises(BadInput):
            remembered(Register, (make.files,), make)

    assert make.made == 2
    assert list(cache.iterdir()) == []


def test_the_longest_unused_go_first(cache: Path) -> None:
    whole = Maker(*shelves("aws-2017"))()

    def make() -> Register:
        return whole

    for number in range(30):
        remembered(Register, ({"a": str(number).encode()},), make)

    assert len(list(cache.iterdir())) == 24


def test_a_place_that_is_none_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "somewhere/relative")

    assert folder() is None


def test_a_workspace_says_the_same_from_memory(cache: Path, tmp_path: Path) -> None:
    root = tmp_path / "paper"
    assert main(["init", str(root), "--example", "aws-2017"]) == 0
    first = open_workspace(root).register
    assert list(cache.iterdir())

    assert open_workspace(root).register == first


def test_a_library_is_remembered_until_a_catalog_changes(
    cache: Path, tmp_path: Path
) -> None:
    assert main(["init", str(tmp_path / "w"), "--example", "empty"]) == 0
    first = open_workspace(tmp_path / "w").library
    again = open_workspace(tmp_path / "w").library

    assert (again == first, again is first) == (True, False)
    assert len(list(cache.glob("library-*"))) == 1
    text = read_files("catalogs")["ferpa.toml"].decode()
    (tmp_path / "w/catalogs").mkdir()
    own = tmp_path / "w/catalogs/mine.toml"
    own.write_text(text.replace('id = "ferpa"', 'id = "mine"', 1))
    assert "mine" in open_workspace(tmp_path / "w").library.catalogs
    own.write_text(text.replace('id = "ferpa"', 'id = "yours"', 1))
    with pytest.raises(BadInput):
        _ = open_workspace(tmp_path / "w").library
    assert len(list(cache.glob("library-*"))) == 2
