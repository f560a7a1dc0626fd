"""Publishing: assemble, render, sign, log, prove, seal; then tell the policy file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assay.canonical import Json, digest, json_bytes
from assay.dossier import (
    Anchor,
    Facts,
    Opened,
    Prepared,
    Reference,
    assemble,
    prepare,
    remember,
    render_html,
    render_json,
    render_pdf,
    seal,
)
from assay.errors import Error, UnknownName
from assay.ids import near
from assay.ledger import PAYLOAD_TYPE, Checkpoint, Kind, Policy, leaf_hash
from assay.ledger import sign_envelope as seal_envelope
from assay.ledger.log import Log
from assay.ledger.log import Record as Leaf
from assay.ledger.policy_text import Current, Known
from assay.workspace.files import write_atomically
from assay.workspace.keys import POLICY_FILE, signer
from assay.workspace.open import Workspace
from assay.workspace.recording import Fact, fact_key, open_log, read_log, record
from assay.workspace.running import Derived, derive_standing, run_digest

__all__ = ["PAPERS", "Built", "build_dossier"]

PAPERS = ("overview",)
"""Papers that can be built."""
_SALT = 32
Notice = Callable[[str], None]


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


class NotPublished(Error):  # noqa: N818 - reads as what it is
    """Someone else published meanwhile; nothing of this one was written."""


def build_dossier(
    workspace: Workspace,
    paper: str = "overview",
    on: date | None = None,
    *,
    notice: Notice = lambda _: None,
) -> Built:
    """Build a paper on a day and publish it, unless it says what is published already.

    Equal registers, runs and days give equal documents, byte for byte.

    Raises:
        UnknownName: There is no such paper.
    """
    if paper not in PAPERS:
        raise UnknownName("paper", paper, near=near(paper, PAPERS) or PAPERS)
    today = workspace.clock().date()
    if on is not None and on > today:
        message = f"Nothing can be published of {on}, which has not come"
        raise NotPublished(message, remedy=f"Today is {today}.")
    notice("deriving the standing")
    derived = derive_standing(workspace, on)
    anchors = _anchors(workspace, derived)
    edition = _Edition(workspace=workspace, paper=paper, on=derived.standing.on)
    with open_log(workspace) as log:
        newest = log.find(edition.stream)
        number = newest.entry.seq + 1 if newest else 0
        edition.catch_up(number)
        notice("rendering")
        if number and (before := edition.published(log, number, derived, anchors)):
            return before
        documents = edition.documents(number, derived, anchors)
        notice("sealing")
        return edition.publish(log, number, documents, anchors)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edition:
    """One paper on one day, on its way into the log."""

    workspace: Workspace
    paper: str
    on: date

    @property
    def stream(self) -> str:
        return f"publication.{self.paper}"

    def path(self, number: int) -> Path:
        """Where the dossier of that number, from 1, is kept."""
        return self.workspace.root / "dossiers" / f"{self.paper}-{number}.assay"

    def documents(
        self, seq: int, derived: Derived, anchors: dict[str, Anchor]
    ) -> dict[str, bytes]:
        """The paper in its three forms, as number `seq` of its stream from 0."""
        facts = Facts(
            stream=self.stream,
            seq=seq,
            origin=self.workspace.config.origin,
            proofs=anchors,
        )
        register = self.workspace.register
        paper = assemble(register, derived.standing, self.on, facts=facts)
        return {
            f"{self.paper}.pdf": render_pdf(paper),
            f"{self.paper}.html": render_html(paper),
            f"{self.paper}.json": render_json(paper),
        }

    def catch_up(self, number: int) -> None:
        """Tell the policy of the newest dossier, if it was never told.

        It is told last, so a publisher that dies just before leaves a genuine dossier
        whose head no later one would be shown to have grown from.
        """
        path, policy = self.path(number), _policy(self.workspace)
        told = any(
            one.stream == self.stream and one.seq >= number - 1
            for one in policy.current
        )
        if number and not told and path.is_file():
            self._tell(policy, number - 1, remember(path.read_bytes(), policy).head)

    def published(
        self, log: Log, number: int, derived: Derived, anchors: dict[str, Anchor]
    ) -> Built | None:
        """The newest publication, where it already says what would be said now."""
        path = self.path(number)
        beside = self.workspace.root / "dossiers"
        if not path.is_file():
            return None
        documents = self.documents(number - 1, derived, anchors)
        for name, data in documents.items():
            kept = beside / name
            if not kept.is_file() or kept.read_bytes() != data:
                return None
        receipt = log.find(self.stream, number - 1)
        entry = receipt.index if receipt else 0
        return self._built(number, path.read_bytes(), documents, entry, new=False)

    def publish(
        self,
        log: Log,
        seq: int,
        documents: Mapping[str, bytes],
        anchors: Mapping[str, Anchor],
    ) -> Built:
        """Sign, log, prove, seal, write; the policy learns of it last."""
        policy = _policy(self.workspace)
        prepared = self._prepared(log, seq, documents, anchors, policy)
        key = signer(self.workspace.root, "publisher", self.workspace.config.origin)
        envelope = seal_envelope(PAYLOAD_TYPE, prepared.statement, key)
        salt = self.workspace.entropy(_SALT)
        wanted = prepared.entry(envelope, salt)
        leaf = Leaf(
            kind=Kind.PUBLICATION, stream=self.stream, envelope=envelope, salt=salt
        )
        receipt = log.append([leaf])[0]
        if receipt.entry != wanted:
            message = f"Number {seq} of {self.stream} was published meanwhile"
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
        write_atomically(self.path(seq + 1), sealed)
        for name, data in documents.items():
            write_atomically(self.path(0).parent / name, data)
        self._tell(policy, seq, head)
        return self._built(seq + 1, sealed, documents, receipt.index, new=True)

    def _prepared(
        self,
        log: Log,
        seq: int,
        documents: Mapping[str, bytes],
        anchors: Mapping[str, Anchor],
        policy: Policy,
    ) -> Prepared:
        before = log.find(self.stream)
        register = self.workspace.register
        return prepare(
            documents,
            provider=register.provider.name,
            title=f"{register.provider.name}: {self.paper}",
            on=self.on,
            stream=self.stream,
            seq=seq,
            prev=leaf_hash(before.entry.encode()) if before else None,
            references=[_reference(log, anchor) for anchor in _unique(anchors)],
            earlier=[
                Checkpoint(origin=one.origin, size=one.size, root=one.root)
                for one in policy.known
            ],
        )

    def _tell(self, policy: Policy, seq: int, head: Checkpoint) -> None:
        others = tuple(one for one in policy.current if one.stream != self.stream)
        known = Known(origin=head.origin, size=head.size, root=head.root)
        told = replace(
            policy,
            current=(*others, Current(stream=self.stream, seq=seq)),
            known=(*policy.known, known),
        )
        write_atomically(self.workspace.root / POLICY_FILE, told.format())

    def _built(
        self,
        number: int,
        sealed: bytes,
        documents: Mapping[str, bytes],
        entry: int,
        *,
        new: bool,
    ) -> Built:
        path = self.path(number)
        return Built(
            path=path,
            documents=tuple(path.parent / name for name in documents),
            sha256=digest(sealed),
            stream=self.stream,
            number=number,
            entry=entry,
            new=new,
        )


def _anchors(workspace: Workspace, derived: Derived) -> dict[str, Anchor]:
    """Entries that the paper's notes refer to: the register, the run, the standing."""
    register = register_fact(workspace)
    entry = record(workspace, [register])[0]
    anchors = {
        "register": Anchor(entry=entry, kind=register.kind, digest=register.sha256),
        "standing": Anchor(
            entry=derived.entry, kind=Kind.STANDING, digest=derived.digest
        ),
    }
    made = workspace.latest_run(derived.standing.on)
    if made is not None:
        sha256 = run_digest(workspace, made)
        with read_log(workspace) as log:
            receipt = log.recall(fact_key("runs", made.id, sha256))
        if receipt is not None:
            run = Anchor(entry=receipt.index, kind=Kind.RESULT, digest=sha256)
            anchors[f"run:{made.id}"] = run
    return anchors


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


def _unique(anchors: Mapping[str, Anchor]) -> list[Anchor]:
    return list({anchor.entry: anchor for anchor in anchors.values()}.values())


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
