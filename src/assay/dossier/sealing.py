"""Sealing: from documents to one file that a stranger can check offline.

Two steps, because the ledger must hold the publication before its proof can travel:
`prepare` fixes what will be said, the caller signs and logs it, `seal` packs it all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assay.canonical import digest, json_bytes
from assay.dossier.archive import pack
from assay.dossier.layout import (
    ENVELOPE,
    HEADS,
    MANIFEST,
    PROOF,
    README,
    SALT,
    document,
    entry_file,
    envelope_file,
    proof_file,
    salt_file,
)
from assay.dossier.manifest import (
    Cited,
    Head,
    Manifest,
    Member,
    publication,
    statement_of,
)
from assay.dossier.readme import readme
from assay.ledger import Checkpoint, Entry, Malformed, Proof

__all__ = ["Opened", "Prepared", "Reference", "prepare", "seal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What opens an entry's commitment: who has both sees what was recorded."""

    envelope: bytes
    salt: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A ledger entry that the documents refer to, handed over with its proof."""

    index: int
    entry: bytes
    """The leaf, as it stands in the log."""
    digest: str
    """SHA-256 of the thing it commits to, as the documents print it."""
    opened: Opened | None = None
    """Its envelope and salt, where the reader may see them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What will be published, fixed to the byte, before anybody signs it."""

    manifest: Manifest
    members: Mapping[str, bytes]
    """README and documents by their names in the package."""
    references: tuple[Reference, ...]

    @property
    def statement(self) -> bytes:
        """The in-toto statement that the publisher signs (`ledger.PAYLOAD_TYPE`)."""
        return statement_of(self.manifest)

    def entry(self, envelope: bytes, salt: bytes) -> Entry:
        """The ledger entry to append: it commits to the signed envelope."""
        return publication(self.manifest, envelope, salt)


def prepare(
    documents: Mapping[str, bytes],
    *,
    provider: str,
    title: str,
    on: date,
    stream: str,
    seq: int,
    prev: bytes | None = None,
    references: Sequence[Reference] = (),
    earlier: Sequence[Checkpoint] = (),
) -> Prepared:
    """Fix what a package will hold; equal arguments give equal bytes.

    `documents` are named as in `overview.pdf`. `prev` is the leaf hash of the stream's
    entry before this one. `earlier` are heads that customers may have seen, at least
    those of every earlier publication of the stream: the package will prove that the
    log only grew since.
    """
    members = {README: readme(provider=provider, stream=stream, seq=seq, on=on)}
    members |= {document(name): documents[name] for name in sorted(documents)}
    known = sorted(references, key=lambda one: one.index)
    heads = {head.size: head.root.hex() for head in earlier if head.size}
    manifest = Manifest(
        provider=provider,
        title=title,
        on=on.isoformat(),
        stream=stream,
        seq=seq,
        prev=prev.hex() if prev else "",
        members=tuple(
            Member(name=name, size=len(data), sha256=digest(data))
            for name, data in members.items()
        ),
        cited=tuple(
            Cited(
                entry=one.index,
                leaf=Entry.decode(one.entry).hash.hex(),
                digest=one.digest,
            )
            for one in known
        ),
        earlier=tuple(Head(size=size, root=heads[size]) for size in sorted(heads)),
    )
    return Prepared(manifest=manifest, members=members, references=tuple(known))


def seal(
    prepared: Prepared,
    *,
    envelope: bytes,
    salt: bytes,
    proof: Proof,
    proofs: Mapping[int, Proof] | None = None,
    growth: Mapping[int, Sequence[bytes]] | None = None,
) -> bytes:
    """The package: one file, the same bytes from the same arguments.

    `proof` shows the publication's entry in the log, `proofs` those referred to by
    index, all under the one checkpoint. `growth` holds consistency paths by the size
    of the earlier head that they start from.

    Raises:
        Malformed: A proof is missing or stands under another checkpoint; a reader
            would refuse the package.
    """
    shown, paths = proofs or {}, growth or {}
    _complete(prepared, proof, shown, paths)
    members = {README: prepared.members[README], MANIFEST: prepared.manifest.encode()}
    members |= prepared.members
    members |= {ENVELOPE: envelope, SALT: salt, PROOF: proof.format()}
    for one in prepared.references:
        members[entry_file(one.index)] = one.entry
        members[proof_file(one.index)] = shown[one.index].format()
        if one.opened:
            members[envelope_file(one.index)] = one.opened.envelope
            members[salt_file(one.index)] = one.opened.salt
    heads = {
        str(head.size): [step.hex() for step in paths[head.size]]
        for head in prepared.manifest.earlier
    }
    members[HEADS] = json_bytes(heads)
    return pack(members)


def _complete(
    prepared: Prepared,
    proof: Proof,
    proofs: Mapping[int, Proof],
    growth: Mapping[int, Sequence[bytes]],
) -> None:
    wanted = {one.index for one in prepared.references}
    sizes = {head.size for head in prepared.manifest.earlier}
    missing = [f"entry {index}" for index in sorted(wanted - set(proofs))]
    missing += [f"size {size}" for size in sorted(sizes - set(growth))]
    if missing:
        raise Malformed(f"The package lacks proofs of {', '.join(missing)}")
    strays = [i for i in sorted(wanted) if proofs[i].checkpoint != proof.checkpoint]
    if strays:
        raise Malformed(f"The proof of entry {strays[0]} has another checkpoint")
