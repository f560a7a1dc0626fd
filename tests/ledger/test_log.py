"""The log: what it acknowledges, proves, erases, and refuses."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assay.ledger import (
    Altered,
    Checkpoint,
    Kind,
    Malformed,
    Policy,
    Proof,
    Statement,
    VerificationError,
    commitment,
    sign_checkpoint,
    verify_consistency,
    verify_proof,
)
from assay.ledger.keys import KeySigner
from assay.ledger.log import (
    CHECKPOINT,
    Conflict,
    Log,
    LogRefused,
    NotRecorded,
    Record,
    StoreFailure,
)
from assay.ledger.merkle import EMPTY_ROOT
from assay.testing.stores import MemStore

MakeSigner = Callable[..., KeySigner]
MakeRecords = Callable[..., list[Record]]
ORIGIN = "log.northwind.example/assay"
SALT = b"\x07" * 32


@pytest.fixture
def signer(signer_of: MakeSigner) -> KeySigner:
    return signer_of(ORIGIN)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def log(root: Path, signer: KeySigner) -> Iterator[Log]:
    with Log.open(root, origin=ORIGIN, signer=signer) as opened:
        yield opened


def test_an_empty_log_signs_the_empty_tree(log: Log, root: Path) -> None:
    assert log.integrate() == Checkpoint(origin=ORIGIN, size=0, root=EMPTY_ROOT)
    assert (root / CHECKPOINT).read_bytes().startswith(ORIGIN.encode())
    assert log.fsck() == ()


def test_an_entry_is_acknowledged_before_and_proved_after_integration(
    log: Log, records: MakeRecords, signer: KeySigner
) -> None:
    receipts = log.append(records(5))
    assert [one.index for one in receipts] == [0, 1, 2, 3, 4]
    with pytest.raises(NotRecorded, match="No head"):
        log.prove(0)
    log.integrate()
    for receipt in receipts:
        proof = Proof.parse(log.prove(receipt.index).format())
        verify_proof(proof, receipt.entry.encode(), [signer.key])
    more = log.append(records(1, start=5))
    with pytest.raises(NotRecorded, match="no entry 5"):
        log.prove(more[0].index)


def test_streams_are_numbered_and_chained(log: Log, records: MakeRecords) -> None:
    receipts = log.append([*records(4, streams=2), *records(1, start=4, streams=2)])
    chain = [one.entry for one in receipts if one.entry.stream == "run.0"]
    assert [one.seq for one in chain] == [0, 1, 2]
    assert [one.prev for one in chain] == [None, chain[0].hash, chain[1].hash]
    assert log.find("run.0") == receipts[4]
    assert log.find("run.0", 1) == receipts[2]
    assert log.find("run.9") is None
    assert log.entry(2) == receipts[2].entry


def test_only_the_commitment_is_public(
    log: Log, root: Path, records: MakeRecords
) -> None:
    record = replace(records(1)[0], envelope=b"the payroll of everybody")
    receipt = log.append([record])[0]
    log.integrate()
    assert receipt.entry.commit == commitment(record.salt, record.envelope)
    assert log.payload(0).envelope == record.envelope
    public = [path for path in root.rglob("*") if path.is_file()]
    public = [path for path in public if root / "journal" not in path.parents]
    assert len(public) == 3
    for path in public:
        assert record.envelope not in path.read_bytes()
        assert record.salt not in path.read_bytes()
    assert (root / "journal").stat().st_mode & 0o077 == 0


def test_the_same_request_again_gets_the_same_receipt(
    log: Log, records: MakeRecords
) -> None:
    record = replace(records(1)[0], key="run 7")
    first = log.append([record])
    again = replace(record, salt=SALT)
    assert log.append([again, again]) == (*first, *first)
    assert log.size == 1
    assert log.recall("run 7") == first[0]
    assert log.recall("run 8") is None
    with pytest.raises(Malformed, match="for another"):
        log.append([replace(record, envelope=b"another")])
    with pytest.raises(Malformed, match="for another"):
        log.append([replace(record, stream="another")])
    fresh = replace(record, key="run 9")
    one, two = log.append([fresh, fresh])
    assert one == two
    other = replace(record, key="run 10")
    with pytest.raises(Malformed, match="for another"):
        log.append([other, replace(other, envelope=b"another")])


def test_a_batch_is_recorded_whole_or_not_at_all(
    log: Log, records: MakeRecords
) -> None:
    good = records(3)
    for wrong in (
        replace(good[0], stream="Not An Id"),
        replace(good[0], salt=b"short"),
        replace(good[0], key="k" * 201),
    ):
        with pytest.raises(Malformed):
            log.append([*good, wrong])
    assert log.size == 0
    assert log.append(good)[0].index == 0


def test_every_two_signed_heads_are_consistent(log: Log, records: MakeRecords) -> None:
    heads: list[Checkpoint] = []
    start = 0
    for count in (1, 2, 252, 1, 1, 300):
        log.append(records(count, start=start))
        start += count
        heads.append(log.integrate())
    for old in heads:
        for new in heads:
            if old.size <= new.size:
                verify_consistency(
                    old=old.size,
                    new=new.size,
                    path=log.consistency(old.size, new.size),
                    old_root=old.root,
                    new_root=new.root,
                )
    with pytest.raises(NotRecorded):
        log.consistency(1, 1000)


def test_a_proof_can_be_made_for_an_older_head(
    log: Log, records: MakeRecords, signer: KeySigner
) -> None:
    receipts = log.append(records(5))
    old = log.integrate()
    log.append(records(300, start=5))
    log.integrate()
    proof = log.prove(3, size=5)
    assert verify_proof(proof, receipts[3].entry.encode(), [signer.key]) == old
    with pytest.raises(NotRecorded):
        log.prove(3, size=6)


def test_partial_tiles_go_when_the_full_one_is_published(
    log: Log, root: Path, records: MakeRecords
) -> None:
    for start in range(0, 250, 50):
        log.append(records(50, start=start))
        log.integrate()
    assert len(list((root / "tile/0/000.p").iterdir())) == 5
    log.append(records(50, start=250))
    log.integrate()
    assert not (root / "tile/0/000.p").exists()
    assert not (root / "tile/entries/000.p").exists()
    assert log.fsck() == ()
    assert log.prove(3, size=50).claimed.size == 50


def test_erasure_destroys_the_payload_and_leaves_every_proof(
    log: Log, root: Path, records: MakeRecords, signer: KeySigner
) -> None:
    secret = b"somebody's name, " * 40
    receipts = log.append([replace(records(1)[0], envelope=secret), *records(2)])
    log.integrate()
    before = log.prove(0)
    receipt = log.erase(0, "asked for by the person", salt=SALT)
    log.integrate()
    with pytest.raises(NotRecorded):
        log.payload(0)
    with pytest.raises(NotRecorded):
        log.erase(0, "again", salt=SALT)
    for proof in (before, log.prove(0)):
        verify_proof(proof, receipts[0].entry.encode(), [signer.key])
    assert receipt.entry.kind is Kind.ERASURE
    statement = Statement.parse(log.payload(receipt.index).envelope)
    assert statement.predicate == {"index": 0, "reason": "asked for by the person"}
    assert log.fsck() == ()
    for path in (root / "journal").iterdir():
        assert path.is_dir() or secret[:20] not in path.read_bytes()


def test_an_erasure_needs_a_reason_and_an_entry(log: Log, records: MakeRecords) -> None:
    log.append(records(2))
    for reason in ("", "x" * 501):
        with pytest.raises(LogRefused):
            log.erase(0, reason, salt=SALT)
    with pytest.raises(NotRecorded):
        log.erase(7, "asked", salt=SALT)
    receipt = log.erase(0, "asked", salt=SALT)
    with pytest.raises(LogRefused, match="has to stay"):
        log.erase(receipt.index, "to cover up", salt=SALT)
    assert log.payload(1).envelope == records(2)[1].envelope


def test_a_log_is_read_and_appended_to_without_its_key(
    root: Path, records: MakeRecords, signer: KeySigner
) -> None:
    with Log.open(root, origin=ORIGIN, signer=signer) as log:
        log.append(records(3))
        log.integrate()
    with Log.open(root, origin=ORIGIN, signer=None) as log:
        log.append(records(1, start=3))
        assert log.prove(2).index == 2
        with pytest.raises(LogRefused, match="key"):
            log.integrate()


def test_a_key_of_another_name_or_an_origin_of_another_log_is_refused(
    log: Log, root: Path, signer: KeySigner, signer_of: MakeSigner
) -> None:
    log.integrate()
    with pytest.raises(LogRefused, match="cannot sign as"):
        Log.open(root, origin="other.example", signer=signer)
    with pytest.raises(StoreFailure, match="is that of the log"):
        Log.open(root, origin="other.example", signer=signer_of("other.example"))
    with pytest.raises(LogRefused, match="not one this log signed"):
        Log.open(root, origin=ORIGIN, signer=signer_of(ORIGIN, seed="another"))


def test_a_restored_old_journal_refuses_to_fork(
    root: Path, tmp_path: Path, records: MakeRecords, signer: KeySigner
) -> None:
    with Log.open(root, origin=ORIGIN, signer=signer) as log:
        log.append(records(5))
        log.integrate()
    shutil.copytree(root / "journal", tmp_path / "backup")
    with Log.open(root, origin=ORIGIN, signer=signer) as log:
        log.append(records(2, start=5))
        log.integrate()
    shutil.rmtree(root / "journal")
    shutil.copytree(tmp_path / "backup", root / "journal")
    with pytest.raises(LogRefused, match="the journal is behind it") as stopped:
        Log.open(root, origin=ORIGIN, signer=signer)
    assert stopped.value.exit_code == 2


def test_a_journal_that_went_back_under_an_open_log_is_refused_by_append(
    root: Path, records: MakeRecords, signer: KeySigner
) -> None:
    store = MemStore()
    with Log.open(root, origin=ORIGIN, signer=signer, store=store) as log:
        log.append(records(5))
        log.integrate()
        old = dict(store.files)
    with Log.open(
        root / "other", origin=ORIGIN, signer=signer, store=MemStore()
    ) as log:
        log.append(records(7))
        log.integrate()
        other = log._store.get(CHECKPOINT)
    assert other is not None
    store = MemStore()
    store.files = dict(old)
    with Log.open(root, origin=ORIGIN, signer=signer, store=store) as log:
        store.files[CHECKPOINT] = other
        for act in (lambda: log.append(records(1)), log.integrate):
            with pytest.raises(LogRefused):
                act()
        assert log.size == 5


def test_a_published_head_the_journal_never_had_is_refused(
    root: Path, records: MakeRecords, signer: KeySigner
) -> None:
    for folder, start in ((root, 0), (root.with_name("fork"), 100)):
        with Log.open(folder, origin=ORIGIN, signer=signer) as log:
            log.append(records(5, start=start))
            log.integrate()
    shutil.copy(root.with_name("fork") / CHECKPOINT, root / CHECKPOINT)
    with pytest.raises(LogRefused, match="never had it"):
        Log.open(root, origin=ORIGIN, signer=signer)
    (root / CHECKPOINT).write_bytes(b"nonsense")
    with pytest.raises(LogRefused):
        Log.open(root, origin=ORIGIN, signer=None)
    other = Checkpoint(origin="other.example", size=0, root=EMPTY_ROOT)
    (root / CHECKPOINT).write_bytes(
        sign_checkpoint(
            other, replace(signer, key=replace(signer.key, name=other.origin))
        )
    )
    with pytest.raises(LogRefused, match=r"other\.example"):
        Log.open(root, origin=ORIGIN, signer=None)


def test_a_journal_that_lost_entries_is_refused(
    root: Path, records: MakeRecords, signer: KeySigner
) -> None:
    with Log.open(root, origin=ORIGIN, signer=signer) as log:
        log.append(records(5))
        log.integrate()
    with sqlite3.connect(root / "journal/journal.sqlite3") as db:
        db.execute("delete from payload where idx = 4")
        db.execute("delete from entry where idx = 4")
    db.close()
    with pytest.raises(LogRefused, match="lost entries"):
        Log.open(root, origin=ORIGIN, signer=signer)


def test_a_deleted_checkpoint_is_published_again(
    log: Log, root: Path, records: MakeRecords
) -> None:
    log.append(records(5))
    log.integrate()
    note = (root / CHECKPOINT).read_bytes()
    (root / CHECKPOINT).unlink()
    log.integrate()
    assert (root / CHECKPOINT).read_bytes() == note


def test_nothing_is_signed_on_top_of_an_altered_log(
    log: Log, root: Path, records: MakeRecords
) -> None:
    log.append(records(258))
    old = log.integrate()
    tile = root / "tile/1/000.p/1"
    tile.write_bytes(bytes(32))
    log.append(records(5, start=258))
    with pytest.raises(LogRefused, match="altered"):
        log.integrate()
    assert log.head() is not None
    assert (root / CHECKPOINT).read_bytes().split(b"\n")[1] == b"%d" % old.size


def test_an_altered_future_tile_is_a_conflict_and_named(
    log: Log, root: Path, records: MakeRecords
) -> None:
    log.append(records(3))
    path = root / "tile/0/000.p/3"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"something else")
    with pytest.raises(Conflict, match=r"tile/0/000\.p/3"):
        log.integrate()


def test_no_proof_comes_out_of_an_altered_tile(
    root: Path, records: MakeRecords, signer: KeySigner
) -> None:
    with Log.open(root, origin=ORIGIN, signer=signer) as log:
        log.append(records(300))
        log.integrate()
    tile = root / "tile/0/000"
    data = bytearray(tile.read_bytes())
    data[40] ^= 1
    tile.write_bytes(data)
    with (
        Log.open(root, origin=ORIGIN, signer=signer) as log,
        pytest.raises(Altered) as stopped,
    ):
        log.prove(3)
    assert "fsck" in stopped.value.remedy


def test_a_journal_of_a_newer_version_is_left_alone(
    root: Path, signer: KeySigner
) -> None:
    Log.open(root, origin=ORIGIN, signer=signer).close()
    db = sqlite3.connect(root / "journal/journal.sqlite3")
    db.execute("pragma user_version = 2")
    db.close()
    with pytest.raises(StoreFailure, match="version 2"):
        Log.open(root, origin=ORIGIN, signer=signer)


def test_a_file_that_is_no_journal_is_reported(root: Path, signer: KeySigner) -> None:
    (root / "journal").mkdir(parents=True)
    (root / "journal/journal.sqlite3").write_bytes(b"not a database, " * 100)
    with pytest.raises(StoreFailure, match="not a database"):
        Log.open(root, origin=ORIGIN, signer=signer)


def test_a_customer_verifies_with_nothing_but_a_policy(
    log: Log, records: MakeRecords, signer: KeySigner
) -> None:
    receipts = log.append(records(20))
    log.integrate()
    policy = Policy.parse(f"log {signer.key.vkey}\nquorum none\n".encode())
    proof = Proof.parse(log.prove(11).format())
    seen = policy.see(proof.checkpoint)
    keys = [one.key for one in policy.logs]
    assert verify_proof(proof, receipts[11].entry.encode(), keys) == seen.checkpoint
    payload = log.payload(11)
    assert commitment(payload.salt, payload.envelope) == receipts[11].entry.commit
    with pytest.raises(VerificationError):
        verify_proof(proof, receipts[12].entry.encode(), keys)
