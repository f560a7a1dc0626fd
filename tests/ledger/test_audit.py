"""fsck: whatever was altered is named, and nothing else is."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.ledger import Entry, leaf_hash
from assay.ledger.chains import JOURNAL
from assay.ledger.growth import grow
from assay.ledger.keys import KeySigner
from assay.ledger.log import CHECKPOINT, Log, Record
from assay.testing.stores import MemStore

MakeSigner = Callable[..., KeySigner]
MakeRecords = Callable[..., list[Record]]
ORIGIN = "log.northwind.example/assay"
STEPS = (3, 250, 3, 100, 200, 44)  # heads at 3, 253, 256, 356, 556 and 600


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory,
    signer_of: MakeSigner,
    records: MakeRecords,
) -> Iterator[tuple[Log, MemStore]]:
    """A sound log of 600 entries under six heads."""
    store = MemStore()
    root = tmp_path_factory.mktemp("audit")
    with Log.open(root, origin=ORIGIN, signer=signer_of(ORIGIN), store=store) as log:
        start = 0
        for step in STEPS:
            log.append(records(step, start=start))
            start += step
            log.integrate()
        yield log, store


@pytest.fixture
def opened(
    tmp_path: Path, signer_of: MakeSigner, records: MakeRecords
) -> Iterator[tuple[Log, sqlite3.Connection]]:
    """A small log, and a hand on its journal."""
    store = MemStore()
    with Log.open(
        tmp_path, origin=ORIGIN, signer=signer_of(ORIGIN), store=store
    ) as log:
        log.append(records(20))
        log.integrate()
        db = sqlite3.connect(tmp_path / JOURNAL, isolation_level=None)
        yield log, db
        db.close()


def places(log: Log) -> list[tuple[str, str]]:
    return [(one.file, one.place) for one in log.fsck()]


def test_a_sound_log_has_no_problems(built: tuple[Log, MemStore]) -> None:
    log, store = built
    assert log.fsck() == ()
    assert "tile/entries/002.p/88" in store.files


@given(st.data())
def test_any_flipped_bit_of_a_public_file_names_that_file(
    built: tuple[Log, MemStore], data: st.DataObject
) -> None:
    log, store = built
    path = data.draw(st.sampled_from([k for k in store.files if k != CHECKPOINT]))
    sound = store.files[path]
    bit = data.draw(st.integers(0, len(sound) * 8 - 1))
    changed = bytearray(sound)
    changed[bit // 8] ^= 1 << bit % 8
    try:
        store.files[path] = bytes(changed)
        assert places(log) == [(path, "")]
    finally:
        store.files[path] = sound


def test_every_missing_public_file_is_named(built: tuple[Log, MemStore]) -> None:
    log, store = built
    for path in list(store.files):
        sound = store.files.pop(path)
        outgrown = "000.p" in path or "001.p" in path
        found = places(log)
        store.files[path] = sound
        assert found == [(path, "")] or (outgrown and found == [])


@pytest.mark.parametrize("note", [b"nonsense", None])
def test_a_published_head_that_was_never_signed_is_named(
    built: tuple[Log, MemStore],
    records: MakeRecords,
    signer_of: MakeSigner,
    tmp_path: Path,
    note: bytes | None,
) -> None:
    log, store = built
    if note is None:
        other = MemStore()
        signer = signer_of(ORIGIN)
        with Log.open(tmp_path, origin=ORIGIN, signer=signer, store=other) as fork:
            fork.append(records(1))
            fork.integrate()
        note = other.files[CHECKPOINT]
    sound = store.files[CHECKPOINT]
    try:
        store.files[CHECKPOINT] = note
        assert places(log) == [(CHECKPOINT, "")]
    finally:
        store.files[CHECKPOINT] = sound


def test_an_altered_journal_entry_is_named_and_not_the_files(
    opened: tuple[Log, sqlite3.Connection],
) -> None:
    log, db = opened
    entry = log.entry(7)
    forged = Entry(
        kind=entry.kind,
        stream=entry.stream,
        seq=entry.seq,
        prev=entry.prev,
        commit=hashlib.sha256(b"forged").digest(),
    )
    db.execute("update entry set leaf = ? where idx = 7", (forged.encode(),))
    found = log.fsck()
    assert {one.file for one in found} == {JOURNAL}
    assert any("entry 7 is not what was signed" in one.message for one in found)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update payload set envelope = x'00' where idx = 7", "commits to"),
        ("update payload set salt = x'00' where idx = 7", "commits to"),
        ("delete from payload where idx = 7", "says it was erased"),
        ("update entry set leaf = x'00' where idx = 7", "begins with"),
    ],
)
def test_an_altered_payload_or_leaf_is_named_by_its_entry(
    opened: tuple[Log, sqlite3.Connection], statement: str, said: str
) -> None:
    log, db = opened
    db.execute(statement)
    found = [one for one in log.fsck() if one.place == "entry 7"]
    assert found
    assert found[0].file == JOURNAL
    assert said in found[0].message


def test_a_gap_in_a_stream_is_named(
    opened: tuple[Log, sqlite3.Connection],
) -> None:
    log, db = opened
    leaf = db.execute("select leaf from entry where idx = 10").fetchone()[0]
    db.execute("update entry set leaf = ? where idx = 7", (leaf,))
    assert any("has a gap" in one.message for one in log.fsck())


def test_lost_entries_are_named(opened: tuple[Log, sqlite3.Connection]) -> None:
    log, db = opened
    db.execute("pragma foreign_keys = off")
    db.execute("delete from payload where idx = 19")
    db.execute("delete from entry where idx = 19")
    assert any("entry 19" in one.message and one.file == JOURNAL for one in log.fsck())
    db.execute("delete from payload where idx > 10")
    db.execute("delete from entry where idx > 10")
    assert any("9 entries from 11" in one.message for one in log.fsck())
    store = log._store
    assert isinstance(store, MemStore)
    del store.files["tile/entries/000.p/20"]
    said = [(one.file, one.message) for one in log.fsck()]
    assert (JOURNAL, "The entries from 11 on are lost") in said
    assert ("tile/entries/000.p/20", "The file is missing") in said


def test_an_erasure_that_says_nothing_excuses_nothing(
    opened: tuple[Log, sqlite3.Connection],
) -> None:
    log, db = opened
    receipt = log.erase(3, "asked", salt=bytes(32))
    assert log.fsck() == ()
    for envelope in (b"{}", b"nonsense"):
        db.execute(
            "update payload set envelope = ? where idx = ?", (envelope, receipt.index)
        )
        assert {"entry 3", "entry 20"} <= {one.place for one in log.fsck()}


def test_a_tree_of_three_levels_is_sound(
    tmp_path: Path, signer_of: MakeSigner, records: MakeRecords
) -> None:
    store = MemStore()
    with Log.open(
        tmp_path, origin=ORIGIN, signer=signer_of(ORIGIN), store=store
    ) as log:
        log.append(records(65_800))
        log.integrate()
        assert log.fsck() == ()
        assert {"tile/2/000.p/1", "tile/1/000", "tile/1/001.p/1"} <= store.files.keys()
        store.files["tile/1/000"] = bytes(8192)
        assert places(log) == [("tile/1/000", "")]


def test_a_head_with_another_root_is_named(
    opened: tuple[Log, sqlite3.Connection],
) -> None:
    log, db = opened
    db.execute("update head set root = zeroblob(32)")
    assert any("do not hash to the head" in one.message for one in log.fsck())


def test_a_log_rewritten_throughout_is_still_caught_by_its_head(
    opened: tuple[Log, sqlite3.Connection],
) -> None:
    log, db = opened
    store = log._store
    assert isinstance(store, MemStore)
    leaves = [row[0] for row in db.execute("select leaf from entry order by idx")]
    forged = leaves[0].replace(b"result", b"opinion")
    db.execute("update entry set leaf = ? where idx = 0", (forged,))
    store.files.update(grow(0, [forged, *leaves[1:]], dict[str, bytes]().get).files)
    assert leaf_hash(forged) in store.files["tile/0/000.p/20"]
    assert any("do not hash to the head" in one.message for one in log.fsck())
