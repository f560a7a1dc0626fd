"""Leaving entries in the log: signed statement, salted commitment, signed head."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assay.canonical import Json
from assay.ledger import PAYLOAD_TYPE, Kind, Statement, Subject, predicate_type
from assay.ledger import sign_envelope as seal_envelope
from assay.ledger.log import Log, NotRecorded
from assay.ledger.log import Record as Leaf
from assay.workspace.keys import signer
from assay.workspace.open import Workspace

__all__ = [
    "Fact",
    "Listed",
    "entry_of",
    "fact_key",
    "list_entries",
    "open_log",
    "read_log",
    "record",
]

_SALT = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened, about something with a digest."""

    kind: Kind
    stream: str
    role: str
    """Whose key signs it."""
    subject: str
    """Id of the batch, run or document."""
    sha256: str
    predicate: Mapping[str, Json]

    @property
    def key(self) -> str:
        """Names the fact: recorded twice, it keeps its first entry."""
        return fact_key(self.stream, self.subject, self.sha256)


def fact_key(stream: str, subject: str, sha256: str) -> str:
    """How a fact is found again in the log."""
    return f"{stream}/{subject}/{sha256}"


def open_log(workspace: Workspace) -> Log:
    """The workspace's log, made if it is not there yet; close it after use."""
    origin = workspace.config.origin
    key = signer(workspace.root, "log", origin)
    return Log.open(workspace.root / "log", origin=origin, signer=key)


def read_log(workspace: Workspace) -> Log:
    """The workspace's log for reading: needs no key, and can sign nothing."""
    return Log.open(workspace.root / "log", origin=workspace.config.origin, signer=None)


def record(workspace: Workspace, facts: Iterable[Fact]) -> tuple[int, ...]:
    """Record facts durably, bring them under a signed head; their indices."""
    told = tuple(facts)
    if not told:
        return ()
    with open_log(workspace) as log:
        receipts = log.append([_leaf(workspace, fact) for fact in told])
        log.integrate()
    return tuple(receipt.index for receipt in receipts)


def entry_of(log: Log, fact_key: str) -> int | None:
    """Index of the entry recorded for a fact, by its key."""
    receipt = log.recall(fact_key)
    return receipt.index if receipt else None


def _leaf(workspace: Workspace, fact: Fact) -> Leaf:
    statement = Statement(
        subjects=(Subject(name=fact.subject, digest={"sha256": fact.sha256}),),
        predicate_type=predicate_type(fact.kind),
        predicate=fact.predicate,
    )
    key = signer(workspace.root, fact.role, workspace.config.origin)
    envelope = seal_envelope(PAYLOAD_TYPE, statement.encode(), key)
    return Leaf(
        kind=fact.kind,
        stream=fact.stream,
        envelope=envelope,
        salt=workspace.entropy(_SALT),
        key=fact.key,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry for reading: what the log holds, and what it commits to."""

    index: int
    kind: str
    stream: str
    seq: int
    subject: str
    """Name of its subject, or that the payload was erased."""
    sha256: str


def list_entries(workspace: Workspace) -> tuple[Listed, ...]:
    """Every entry in order."""
    with read_log(workspace) as log:
        return tuple(_listed(log, index) for index in range(log.size))


def _listed(log: Log, index: int) -> Listed:
    entry = log.entry(index)
    try:
        name, sha256 = _subject(log.payload(index).envelope)
    except NotRecorded:
        name, sha256 = "(erased)", ""
    return Listed(
        index=index,
        kind=str(entry.kind),
        stream=entry.stream,
        seq=entry.seq,
        subject=name,
        sha256=sha256,
    )


def _subject(envelope: bytes) -> tuple[str, str]:
    payload = base64.b64decode(json.loads(envelope)["payload"])
    subject = Statement.parse(payload).subjects[0]
    return subject.name, subject.digest.get("sha256", "")
