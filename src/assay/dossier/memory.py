"""What a reader kept from before, or got later: two packages must not contradict."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assay.dossier.archive import unpack
from assay.dossier.manifest import Manifest, publication, statement_of
from assay.dossier.package import Package, read_package
from assay.ledger import (
    Altered,
    Checkpoint,
    ForkedLog,
    Policy,
    Proof,
    Superseded,
    leaf_hash,
    verify_envelope,
    verify_inclusion,
)
from assay.ledger.policy_text import Known

__all__ = ["Memory", "agree", "remember"]

_ARCHIVE = b"PK\x03\x04"
_PROOF = b"c2sp.org/tlog-proof@"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """A head of the log, and the publication that it came with, if any."""

    head: Checkpoint
    package: Package | None = None
    leaf: bytes = b""
    """Leaf hash of that publication's entry."""
    growth: Mapping[int, tuple[bytes, ...]] = field(
        default_factory=dict[int, tuple[bytes, ...]]
    )


def remember(data: bytes, policy: Policy) -> Memory:
    """What `data` shows, itself verified: a package, `.tlog-proof` or checkpoint."""
    if data.startswith(_ARCHIVE):
        return _package(data, policy)
    if data.startswith(_PROOF):
        return Memory(head=policy.see(Proof.parse(data).checkpoint).checkpoint)
    return Memory(head=policy.see(data).checkpoint)


def agree(package: Package, head: Checkpoint, memory: Memory) -> str:
    """What was compared, if the two do not contradict each other.

    Raises:
        ForkedLog: They cannot both be true, or nothing shows that they are.
        Superseded: The other is a later publication of the same stream.
    """
    other = memory.head
    if other.origin != head.origin:
        raise ForkedLog(
            f"The head seen before is of {other.origin}, this one of {head.origin}"
        )
    paths = {**_from(memory.growth, head.size, other.size)}
    paths |= _from(package.growth, other.size, other.size)
    seen = Known(origin=other.origin, size=other.size, root=other.root)
    Policy(known=(seen,)).recall(head, paths)
    said = f"size {head.size} agrees with size {other.size}, root {other.root.hex()}"
    if memory.package is None:
        return said
    _chain(package, memory, memory.package.manifest)
    return f"{said}, and with edition {memory.package.manifest.seq + 1}"


def _from(
    growth: Mapping[int, tuple[bytes, ...]], size: int, key: int
) -> dict[int, tuple[bytes, ...]]:
    """The path that starts at `size`, filed under the size of the remembered head."""
    return {key: growth[size]} if size in growth else {}


def _package(data: bytes, policy: Policy) -> Memory:
    package = read_package(unpack(data))
    signed = verify_envelope(package.envelope, policy.keys("publisher"))
    if signed.payload != statement_of(package.manifest):
        raise Altered("The earlier package is not what its publisher signed")
    head = policy.see(package.proof.checkpoint).checkpoint
    entry = publication(package.manifest, package.envelope, package.salt)
    leaf = leaf_hash(entry.encode())
    verify_inclusion(
        leaf,
        index=package.proof.index,
        size=head.size,
        path=package.proof.path,
        root=head.root,
    )
    return Memory(head=head, package=package, leaf=leaf, growth=package.growth)


def _chain(package: Package, memory: Memory, other: Manifest) -> None:
    """Two publications of one stream: numbered apart, and linked where they meet."""
    mine = package.manifest
    if mine.stream != other.stream:
        return
    entry = publication(mine, package.envelope, package.salt)
    leaf = leaf_hash(entry.encode())
    if mine.seq == other.seq and leaf != memory.leaf:
        raise ForkedLog(f"Two different publications are edition {mine.seq + 1}")
    linked = {mine.seq - 1: (mine.prev, memory.leaf), mine.seq + 1: (other.prev, leaf)}
    named, actual = linked.get(other.seq, ("", b""))
    if actual and named != actual.hex():
        raise ForkedLog(
            f"Numbers {mine.seq} and {other.seq} of {mine.stream} do not follow each "
            "other"
        )
    if other.seq > mine.seq:
        raise Superseded(
            f"This is edition {mine.seq + 1} of {mine.stream}; the other is "
            f"{other.seq + 1}, "
            f"as of {other.on}"
        )
