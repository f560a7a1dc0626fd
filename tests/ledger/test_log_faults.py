"""A disk that fails at every step, before and after it took effect, at every edge."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.ledger import Checkpoint, verify_consistency, verify_proof
from assay.ledger.keys import KeySigner
from assay.ledger.log import Log, Receipt, Record, StoreFailure
from assay.ledger.note import split
from assay.testing.stores import MemStore

MakeSigner = Callable[..., KeySigner]
MakeRecords = Callable[..., list[Record]]
ORIGIN = "log.northwind.example/assay"
SIZES = (0, 1, 5, 250, 255, 256, 257, 511, 512)
BATCHES = (1, 6, 260)


class Fault:
    """Fails at the n-th step it is asked about, and only there."""

    def __init__(self) -> None:
        self.countdown = -1
        self.steps = 0

    def at(self, step: str, when: str = "before") -> bool:
        self.steps += 1
        self.countdown -= 1
        return bool(step) and bool(when) and self.countdown == 0

    def hook(self, step: str) -> None:
        if self.at(step):
            raise StoreFailure(f"The journal failed at {step}")


class Bench:
    """A log of `size` entries that can be set up again and again."""

    def __init__(self, folder: Path, signer: KeySigner, records: list[Record]) -> None:
        self.signer = signer
        self.folder = folder
        self.files: dict[str, bytes] = {}
        self.old: Checkpoint | None = None
        with self.open(Fault()) as log:
            if records:
                log.append(records)
                self.old = log.integrate()
            self.files = self.store.files
        self.work = folder

    def open(self, fault: Fault) -> Log:
        self.fault = fault
        self.store = MemStore(fails=fault.at)
        self.store.files = dict(self.files)
        folder = getattr(self, "work", self.folder)
        return Log.open(
            folder, origin=ORIGIN, signer=self.signer, store=self.store, hook=fault.hook
        )

    def again(self, folder: Path) -> None:
        self.work = folder
        shutil.copytree(self.folder, folder)


def sound(log: Log, bench: Bench, receipts: list[Receipt]) -> None:
    """Nothing acknowledged is lost, nothing signed is contradicted."""
    new = log.integrate()
    assert log.fsck() == ()
    assert Checkpoint.parse(split(bench.store.files["checkpoint"])[0]) == new
    if bench.old is not None:
        verify_consistency(
            old=bench.old.size,
            new=new.size,
            path=log.consistency(bench.old.size, new.size),
            old_root=bench.old.root,
            new_root=new.root,
        )
    for receipt in (receipts[0], receipts[-1]):
        proof = log.prove(receipt.index)
        verify_proof(proof, receipt.entry.encode(), [bench.signer.key])


@pytest.mark.parametrize("size", SIZES)
def test_a_failing_step_loses_nothing_and_the_next_run_goes_on(
    size: int, tmp_path: Path, signer_of: MakeSigner, records: MakeRecords
) -> None:
    bench = Bench(tmp_path / "start", signer_of(ORIGIN), records(size))
    tried = 0
    for batch in BATCHES:
        step = 0
        while True:
            step += 1
            tried += 1
            bench.again(tmp_path / f"{batch}-{step}")
            fault = Fault()
            with bench.open(fault) as log:
                acknowledged: list[Receipt] = []
                fault.countdown = step
                try:
                    acknowledged += log.append(records(batch, start=size))
                    log.integrate()
                    failed = False
                except StoreFailure:
                    failed = True
                fault.countdown = -1
                receipts = [*acknowledged, *log.append(records(2, start=9000))]
                sound(log, bench, receipts)
            shutil.rmtree(bench.work)
            if not failed:
                break
    assert tried > 30


@pytest.mark.parametrize("size", [255, 256])
def test_failing_twice_at_one_size_and_then_growing_differently_is_sound(
    size: int, tmp_path: Path, signer_of: MakeSigner, records: MakeRecords
) -> None:
    bench = Bench(tmp_path / "start", signer_of(ORIGIN), records(size))
    for step in range(1, 16):
        bench.again(tmp_path / f"{step}")
        fault = Fault()
        with bench.open(fault) as log:
            receipts = list(log.append(records(3, start=size)))
            for _ in range(2):
                fault.countdown = step
                try:
                    log.integrate()
                except StoreFailure:
                    continue
            fault.countdown = -1
        with Log.open(
            bench.work, origin=ORIGIN, signer=bench.signer, store=bench.store
        ) as log:
            receipts += log.append(records(300, start=5000))
            sound(log, bench, receipts)
