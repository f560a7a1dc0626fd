"""One suite for every store, and what is particular to the file system."""

import threading
from pathlib import Path

import pytest

from assay.ledger.fs_store import FsStore
from assay.ledger.store import Conflict, Store, StoreFailure
from assay.testing.stores import MemStore


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "memory":
        return MemStore()
    return FsStore(tmp_path / "public", scratch=tmp_path / "scratch")


def test_what_was_created_is_there(store: Store) -> None:
    files = {"tile/0/000": b"a", "tile/0/x001/000": b"b", "tile/entries/000.p/7": b""}
    store.create(files)
    assert {key: store.get(key) for key in files} == files
    assert store.get("tile/0/001") is None


def test_creating_the_same_again_changes_nothing(store: Store) -> None:
    store.create({"a": b"1"})
    store.create({"a": b"1", "b": b"2"})
    assert (store.get("a"), store.get("b")) == (b"1", b"2")


def test_creating_something_else_in_its_place_is_a_conflict(store: Store) -> None:
    store.create({"a": b"1"})
    with pytest.raises(Conflict) as stopped:
        store.create({"a": b"2"})
    assert stopped.value.key == "a"
    assert store.get("a") == b"1"


def test_a_swap_takes_place_only_from_what_is_there(store: Store) -> None:
    assert store.swap("checkpoint", None, b"1")
    assert not store.swap("checkpoint", None, b"2")
    assert not store.swap("checkpoint", b"0", b"2")
    assert store.swap("checkpoint", b"1", b"2")
    assert store.get("checkpoint") == b"2"


def test_dropping_a_folder_leaves_its_neighbours(store: Store) -> None:
    store.create({"tile/0/000": b"f", "tile/0/000.p/1": b"1", "tile/0/000.p/2": b"2"})
    store.drop("tile/0/000.p")
    store.drop("tile/0/000.p")
    assert store.get("tile/0/000.p/1") is None
    assert store.get("tile/0/000") == b"f"


def test_what_a_killed_writer_left_aside_is_cleared_away(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    store = FsStore(tmp_path / "public", scratch=scratch)
    store.create({"a": b"1"})
    (scratch / "0").write_bytes(b"half of someth")
    store.create({"b": b"2"})
    assert [path.name for path in scratch.iterdir()] == ["lock"]


def test_writers_take_turns(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    store = FsStore(tmp_path / "public", scratch=scratch)
    store.swap("n", None, b"0")

    def count() -> None:
        mine = FsStore(tmp_path / "public", scratch=scratch)
        done = 0
        while done < 20:
            old = mine.get("n") or b""
            done += mine.swap("n", old, b"%d" % (int(old) + 1))

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get("n") == b"60"


def test_a_disk_that_refuses_is_reported_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "public").write_bytes(b"a file where the folder should be")
    store = FsStore(tmp_path / "public", scratch=tmp_path / "scratch")
    with pytest.raises(StoreFailure, match="public"):
        store.create({"a": b"1"})
    with pytest.raises(StoreFailure):
        store.get("a")
    (tmp_path / "scratch2").write_bytes(b"")
    with pytest.raises(StoreFailure):
        FsStore(tmp_path / "other", scratch=tmp_path / "scratch2").swap("a", None, b"")


def test_a_memory_store_fails_where_it_is_told_to() -> None:
    store = MemStore(fails=lambda step, when: (step, when) == ("create b", "after"))
    with pytest.raises(StoreFailure):
        store.create({"a": b"1", "b": b"2", "c": b"3"})
    assert store.files == {"a": b"1", "b": b"2"}
