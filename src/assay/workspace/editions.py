"""An edition of something published: number, sign, log, prove, seal, tell the policy.

What is published is the same every time: documents, and entries of the log that they
refer to. Where nothing has changed since the newest edition, that one is the answer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assay.canonical import Json, digest, json_bytes
from assay.dossier import (
    Anchor,
    Opened,
    Prepared,
    Reference,
    prepare,
    remember,
    seal,
)
from assay.errors import Error
from assay.ledger import PAYLOAD_TYPE, Checkpoint, Kind, Policy, leaf_hash
from assay.ledger import sign_envelope as seal_envelope
from assay.ledger.log import Log
from assay.ledger.log import Record as Leaf
from assay.ledger.policy_text import Current, Known
from assay.workspace.files import write_atomically
from assay.workspace.keys import POLICY_FILE, signer
from assay.workspace.open import Workspace
from assay.workspace.recording import Fact, open_log

__all__ = [
    "Built",
    "Edition",
    "NotPublished",
    "Notice",
    "not_ahead",
    "publish",
    "register_fact",
]

_SALT = 32
Notice = Callable[[str], None]


class NotPublished(Error):  # noqa: N818 - reads as what it is
    """Someone else published meanwhile; nothing of this one was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A sealed dossier and where it stands in the log."""

    path: Path
    documents: tuple[Path, ...]
    """The same documents, laid beside it for reading."""
    sha256: str
    stream: str
    number: int
    """Its number in the stream, from 1."""
    entry: int
    new: bool
    """False where what would be published is what was published already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Something to be published of a day, on its way into the log."""

    workspace: Workspace
    name: str
    """How its files begin: `overview-1.assay`."""
    stream: str
    title: str
    on: date
    folder: str
    """Where in the workspace it is kept."""
    documents: Callable[[int], Mapping[str, bytes]]
    """The documents by file name, as number so many of the stream, from 0."""
    anchors: tuple[Anchor, ...]
    """Entries of the log that the documents refer to."""

    def path(self, number: int) -> Path:
        """Where the dossier of that number, from 1, is kept."""
        return self.beside / f"{self.name}-{number}.assay"

    @property
    def beside(self) -> Path:
        """Where the documents are laid for reading."""
        return self.workspace.root / self.folder


def not_ahead(workspace: Workspace, on: date | None) -> None:
    """Refuse to publish anything of a day that has not come.

    Raises:
        NotPublished: The day lies ahead of the workspace's clock.
    """
    today = workspace.clock().date()
    if on is not None and on > today:
        message = f"Nothing can be published of {on}, which has not come"
        raise NotPublished(message, remedy=f"Today is {today}.")


def publish(edition: Edition, *, notice: Notice = lambda _: None) -> Built:
    """Publish it, unless it says what its stream's newest edition says already."""
    with open_log(edition.workspace) as log:
        newest = log.find(edition.stream)
        number = newest.entry.seq + 1 if newest else 0
        _catch_up(edition, number)
        notice("rendering")
        if number and (before := _published(edition, log, number)):
            return before
        documents = edition.documents(number)
        notice("sealing")
        return _publish(edition, log, number, documents)


def _catch_up(edition: Edition, number: int) -> None:
    """Tell the policy of the newest dossier, if it was never told.

    It is told last, so a publisher that dies just before leaves a genuine dossier
    whose head no later one would be shown to have grown from.
    """
    path, policy = edition.path(number), _policy(edition.workspace)
    told = any(
        one.stream == edition.stream and one.seq >= number - 1 for one in policy.current
    )
    if number and not told and path.is_file():
        head = remember(path.read_bytes(), policy).head
        _tell(edition, policy, number - 1, head)


def _published(edition: Edition, log: Log, number: int) -> Built | None:
    """The newest publication, where it already says what would be said now."""
    path = edition.path(number)
    if not path.is_file():
        return None
    documents = edition.documents(number - 1)
    for name, data in documents.items():
        kept = edition.beside / name
        if not kept.is_file() or kept.read_bytes() != data:
            return None
    receipt = log.find(edition.stream, number - 1)
    entry = receipt.index if receipt else 0
    sealed = path.read_bytes()
    return _built(edition, number, sealed, documents, entry, new=False)


def _publish(
    edition: Edition, log: Log, seq: int, documents: Mapping[str, bytes]
) -> Built:
    """Sign, log, prove, seal, write; the policy learns of it last."""
    workspace = edition.workspace
    policy = _policy(workspace)
    prepared = _prepared(edition, log, seq, documents, policy)
    key = signer(workspace.root, "publisher", workspace.config.origin)
    envelope = seal_envelope(PAYLOAD_TYPE, prepared.statement, key)
    salt = workspace.entropy(_SALT)
    wanted = prepared.entry(envelope, salt)
    leaf = Leaf(
        kind=Kind.PUBLICATION, stream=edition.stream, envelope=envelope, salt=salt
    )
    receipt = log.append([leaf])[0]
    if receipt.entry != wanted:
        message = f"Number {seq} of {edition.stream} was published meanwhile"
        raise NotPublished(message, remedy="Build it again.")
    head = log.integrate()
    sealed = seal(
        prepared,
        envelope=envelope,
        salt=salt,
        proof=log.prove(receipt.index),
        proofs={one.index: log.prove(one.index) for one in prepared.references},
        growth={
            one.size: log.consistency(one.size, head.size)
            for one in prepared.manifest.earlier
        },
    )
    write_atomically(edition.path(seq + 1), sealed)
    for name, data in documents.items():
        write_atomically(edition.beside / name, data)
    _tell(edition, policy, seq, head)
    return _built(edition, seq + 1, sealed, documents, receipt.index, new=True)


def _prepared(
    edition: Edition,
    log: Log,
    seq: int,
    documents: Mapping[str, bytes],
    policy: Policy,
) -> Prepared:
    before = log.find(edition.stream)
    return prepare(
        documents,
        provider=edition.workspace.register.provider.name,
        title=edition.title,
        on=edition.on,
        stream=edition.stream,
        seq=seq,
        prev=leaf_hash(before.entry.encode()) if before else None,
        references=[_reference(log, anchor) for anchor in _unique(edition.anchors)],
        earlier=[
            Checkpoint(origin=one.origin, size=one.size, root=one.root)
            for one in policy.known
        ],
    )


def _tell(edition: Edition, policy: Policy, seq: int, head: Checkpoint) -> None:
    others = tuple(one for one in policy.current if one.stream != edition.stream)
    known = Known(origin=head.origin, size=head.size, root=head.root)
    told = replace(
        policy,
        current=(*others, Current(stream=edition.stream, seq=seq)),
        known=(*policy.known, known),
    )
    write_atomically(edition.workspace.root / POLICY_FILE, told.format())


def _built(
    edition: Edition,
    number: int,
    sealed: bytes,
    documents: Mapping[str, bytes],
    entry: int,
    *,
    new: bool,
) -> Built:
    return Built(
        path=edition.path(number),
        documents=tuple(edition.beside / name for name in documents),
        sha256=digest(sealed),
        stream=edition.stream,
        number=number,
        entry=entry,
        new=new,
    )


def register_fact(workspace: Workspace) -> Fact:
    """What the register's files said, as one digest over all of them."""
    files: Json = {
        path.relative_to(workspace.root).as_posix(): digest(path.read_bytes())
        for path in sorted((workspace.root / "register").rglob("*"))
        if path.is_file()
    }
    return Fact(
        kind=Kind.SNAPSHOT,
        stream="register",
        role="publisher",
        subject="register",
        sha256=digest(json_bytes(files)),
        predicate={"files": files},
    )


def _unique(anchors: Iterable[Anchor]) -> list[Anchor]:
    return list({anchor.entry: anchor for anchor in anchors}.values())


def _reference(log: Log, anchor: Anchor) -> Reference:
    payload = log.payload(anchor.entry)
    return Reference(
        index=anchor.entry,
        entry=log.entry(anchor.entry).encode(),
        digest=anchor.digest,
        opened=Opened(envelope=payload.envelope, salt=payload.salt),
    )


def _policy(workspace: Workspace) -> Policy:
    path = workspace.root / POLICY_FILE
    return Policy.parse(path.read_bytes(), file=POLICY_FILE)
