"""The log against a plain list, under random work, crashes and reopenings."""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from assay.ledger import (
    Checkpoint,
    Kind,
    commitment,
    leaf_hash,
    verify_consistency,
    verify_proof,
)
from assay.ledger.keys import generate
from assay.ledger.log import Log, LogRefused, NotRecorded, Receipt, Record, StoreFailure
from assay.ledger.merkle import root

ORIGIN = "log.northwind.example/assay"
SIGNER = generate(ORIGIN, entropy=lambda size: b"\x05" * size)


@dataclass
class Fact:
    """What the model remembers of one entry."""

    receipt: Receipt
    envelope: bytes | None


class LogMachine(RuleBasedStateMachine):
    """Random work on one log."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.facts: list[Fact] = []
        self.heads: list[Checkpoint] = []
        self.keys: dict[str, tuple[Receipt, Record]] = {}
        self.made = 0
        self.countdown = -1
        self.log = self.open()

    def teardown(self) -> None:
        if hasattr(self, "log"):
            self.log.close()
            self.folder.cleanup()

    def open(self) -> Log:
        root = Path(self.folder.name) / "log"
        return Log.open(root, origin=ORIGIN, signer=SIGNER, hook=self.hook)

    def hook(self, step: str) -> None:
        self.countdown -= 1
        if self.countdown == 0:
            raise StoreFailure(f"stopped at {step}")

    def salt(self) -> bytes:
        self.made += 1
        return hashlib.sha256(b"%d" % self.made).digest()

    def learn(self, receipts: tuple[Receipt, ...], made: list[Record]) -> None:
        for receipt, record in zip(receipts, made, strict=True):
            assert receipt.index == len(self.facts)
            assert receipt.entry.commit == commitment(record.salt, record.envelope)
            self.facts.append(Fact(receipt=receipt, envelope=record.envelope))

    def make(self, stream: int, key: str = "") -> Record:
        return Record(
            kind=Kind.FINDING,
            stream=f"finding.{stream}",
            envelope=b"fact %d" % self.made,
            salt=self.salt(),
            key=key,
        )

    @rule(count=st.integers(0, 130), stream=st.integers(0, 3))
    def append(self, count: int, stream: int) -> None:
        made = [self.make((stream + i) % 4) for i in range(count)]
        self.learn(self.log.append(made), made)

    @rule(key=st.sampled_from(["a", "b"]))
    def append_by_request(self, key: str) -> None:
        if key in self.keys:
            receipt, record = self.keys[key]
            assert self.log.append([record]) == (receipt,)
            return
        record = self.make(0, key)
        receipts = self.log.append([record])
        self.learn(receipts, [record])
        self.keys[key] = (receipts[0], record)

    @rule()
    def integrate(self) -> None:
        head = self.log.integrate()
        assert head.size == len(self.facts)
        self.heads.append(head)

    @rule(step=st.integers(1, 14))
    def crash_while_integrating(self, step: int) -> None:
        self.countdown = step
        try:
            self.heads.append(self.log.integrate())
        except StoreFailure:
            self.reopen()
        self.countdown = -1

    @rule()
    def reopen(self) -> None:
        self.log.close()
        self.countdown = -1
        self.log = self.open()

    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        if not self.facts:
            return
        index = data.draw(st.integers(0, len(self.facts) - 1))
        fact = self.facts[index]
        if fact.receipt.entry.kind is Kind.ERASURE:
            with pytest.raises(LogRefused):
                self.log.erase(index, "covered up", salt=self.salt())
            return
        if fact.envelope is None:
            with pytest.raises(NotRecorded):
                self.log.erase(index, "again", salt=self.salt())
            return
        receipt = self.log.erase(index, "asked", salt=self.salt())
        fact.envelope = None
        payload = self.log.payload(receipt.index)
        assert receipt.index == len(self.facts)
        self.facts.append(Fact(receipt=receipt, envelope=payload.envelope))

    @rule(data=st.data())
    def prove(self, data: st.DataObject) -> None:
        if not self.heads or not self.heads[-1].size:
            return
        head = data.draw(st.sampled_from([one for one in self.heads if one.size]))
        index = data.draw(st.integers(0, head.size - 1))
        proof = self.log.prove(index, size=head.size)
        entry = self.facts[index].receipt.entry.encode()
        assert verify_proof(proof, entry, [SIGNER.key]) == head

    @rule(data=st.data())
    def compare(self, data: st.DataObject) -> None:
        known = [one for one in self.heads if one.size]
        if not known:
            return
        one, other = (data.draw(st.sampled_from(known)) for _ in range(2))
        old, new = sorted([one, other], key=lambda head: head.size)
        verify_consistency(
            old=old.size,
            new=new.size,
            path=self.log.consistency(old.size, new.size),
            old_root=old.root,
            new_root=new.root,
        )

    @rule()
    def audit(self) -> None:
        self.log.integrate()
        assert self.log.fsck() == ()

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        if not hasattr(self, "log"):
            return
        assert self.log.size == len(self.facts)
        for index in {0, len(self.facts) // 2, len(self.facts) - 1}:
            if not 0 <= index < len(self.facts):
                continue
            fact = self.facts[index]
            assert self.log.entry(index) == fact.receipt.entry
            if fact.envelope is None:
                with pytest.raises(NotRecorded):
                    self.log.payload(index)
            else:
                assert self.log.payload(index).envelope == fact.envelope

    @invariant()
    def heads_are_the_roots_of_what_was_recorded(self) -> None:
        if getattr(self, "heads", None):
            head = self.heads[-1]
            leaves = [one.receipt.entry.encode() for one in self.facts[: head.size]]
            assert root(map(leaf_hash, leaves)) == head.root


LogMachine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None
)
test_the_log_does_what_a_list_would = LogMachine.TestCase
