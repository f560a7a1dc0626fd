"""The ledger beside hashing alone: append, prove, verify and fsck, as ratios.

Every measurement has a twin that does nothing but the SHA-256 calls which the work
cannot do without, on the same bytes, in the same round. A ratio of 0.5 means that half
of the time went into hashing. Disks and neighbours move the times, so the best time of
several rounds counts.
"""

import argparse
import hashlib
import itertools
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from assay.ledger import (
    Entry,
    Kind,
    Proof,
    leaf_hash,
    verify_inclusion,
    verify_proof,
)
from assay.ledger.keys import generate
from assay.ledger.log import Log, Record
from assay.ledger.tiles import FULL

ORIGIN = "bench.example/log"
SIGNER = generate(ORIGIN, entropy=lambda size: b"\x01" * size)
ENVELOPE = b'{"payload":"' + b"x" * 500 + b'"}'

Measured = tuple[float, float]
"""Seconds of the work, and of its hashing alone."""
Round = dict[str, tuple[int, Measured]]
"""By measurement: how many things it did, and how long that took."""


def records(count: int) -> list[Record]:
    """Facts with envelopes of half a kilobyte, in sixteen streams."""
    return [
        Record(
            kind=Kind.RESULT,
            stream=f"run.{i % 16}",
            envelope=ENVELOPE + b"%d" % i,
            salt=hashlib.sha256(b"%d" % i).digest(),
        )
        for i in range(count)
    ]


def timed(work: Callable[[], object]) -> float:
    """How long it took, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def hash_tree(leaves: list[bytes]) -> bytes:
    """One hash for each leaf and each node, and nothing else."""
    sha256 = hashlib.sha256
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha256(b"\x01" + a + b).digest() for a, b in pairs] + odd
    return level[0]


def hash_path(leaf: bytes, path: tuple[bytes, ...]) -> bytes:
    """The hashes along one path, and nothing else."""
    sha256 = hashlib.sha256
    total = sha256(b"\x00" + leaf).digest()
    for step in path:
        total = sha256(b"\x01" + total + step).digest()
    return total


def appending(folder: Path, facts: list[Record], size: int) -> Measured:
    """Durable acknowledgements, in batches of `size`."""
    with Log.open(folder, origin=ORIGIN, signer=SIGNER) as log:
        starts = range(0, len(facts), size)
        took = timed(lambda: [log.append(facts[at : at + size]) for at in starts])
        leaves = [log.entry(index).encode() for index in range(len(facts))]
    return took, timed(lambda: hash_tree(leaves))


def integrating(folder: Path, leaves: list[bytes]) -> Measured:
    """Tiles, signed head, publication, for all that was appended."""
    with Log.open(folder, origin=ORIGIN, signer=SIGNER) as log:
        return timed(log.integrate), timed(lambda: hash_tree(leaves))


def proving(folder: Path, indexes: list[int], *, cold: bool) -> Measured:
    """Inclusion proofs, each by a log just opened, or by one that knows its tiles."""
    with Log.open(folder, origin=ORIGIN, signer=SIGNER) as known:
        made = [(known.entry(i).encode(), known.prove(i).path) for i in indexes]
        size = known.size
        if not cold:
            took = timed(lambda: [known.prove(index) for index in indexes])
            return took, timed(lambda: [hash_path(*one) for one in made])
    took = 0.0
    for index in indexes:
        with Log.open(folder, origin=ORIGIN, signer=SIGNER) as fresh:
            took += timed(lambda log=fresh, at=index: log.prove(at))  # type: ignore[misc] # bound early
    folds = [hashes_of_tiles(index, size) for index in indexes]
    twin = timed(lambda: hash_nodes(sum(folds)))
    return took, twin + timed(lambda: [hash_path(*one) for one in made])


def hashes_of_tiles(index: int, size: int) -> int:
    """How many nodes lie inside the tiles that a proof opens, one on each level."""
    total = 0
    while size:
        total += min(FULL, size - index // FULL * FULL) - 1
        index, size = index // FULL, size // FULL
    return total


def hash_nodes(count: int) -> None:
    """So many node hashes."""
    sha256 = hashlib.sha256
    left = right = b"x" * 32
    for _ in range(count):
        left = sha256(b"\x01" + left + right).digest()


def verifying(folder: Path, indexes: list[int], *, files: bool) -> Measured:
    """Paths against a root, or whole `.tlog-proof` files with their signature."""
    with Log.open(folder, origin=ORIGIN, signer=SIGNER) as log:
        made = [(log.entry(i).encode(), log.prove(i)) for i in indexes]
    proofs = [(leaf, proof, proof.format(), proof.claimed) for leaf, proof in made]

    def path_only() -> None:
        for leaf, proof, _, head in proofs:
            verify_inclusion(
                leaf_hash(leaf),
                index=proof.index,
                size=head.size,
                path=proof.path,
                root=head.root,
            )

    def whole() -> None:
        for leaf, _, data, _ in proofs:
            Entry.decode(leaf)
            verify_proof(Proof.parse(data), leaf, [SIGNER.key])

    took = timed(whole if files else path_only)
    return took, timed(
        lambda: [hash_path(leaf, one.path) for leaf, one, _, _ in proofs]
    )


def auditing(folder: Path, leaves: list[bytes]) -> Measured:
    """Journal, payloads, bundles, tiles and heads, read and computed anew."""
    with Log.open(folder, origin=ORIGIN, signer=SIGNER) as log:
        found: list[object] = []
        took = timed(lambda: found.extend(log.fsck()))
    if found:
        raise SystemExit(f"The log is not sound: {found}")
    return took, timed(lambda: hash_tree(leaves))


def one_round(facts: list[Record], proofs: int) -> Round:
    """Every measurement once, each beside its twin; with how many things it did."""
    count = len(facts)
    indexes = list(itertools.islice(itertools.cycle(range(0, count, 997)), proofs))
    with tempfile.TemporaryDirectory() as scratch:
        small, large = Path(scratch) / "small", Path(scratch) / "large"
        few = facts[: count // 8]
        found = {
            "append, batches of 256": (len(few), appending(small, few, 256)),
            "append, one batch": (count, appending(large, facts, count)),
        }
        with Log.open(large, origin=ORIGIN, signer=SIGNER) as log:
            leaves = [log.entry(index).encode() for index in range(count)]
        found["integrate"] = (count, integrating(large, leaves))
        found["prove, cold"] = (proofs, proving(large, indexes, cold=True))
        found["prove, warm"] = (proofs, proving(large, indexes, cold=False))
        found["verify a path"] = (proofs, verifying(large, indexes, files=False))
        found["verify a proof file"] = (proofs, verifying(large, indexes, files=True))
        found["fsck"] = (count, auditing(large, leaves))
    return found


def best(rounds: list[Round], name: str, which: int) -> float:
    """The shortest time of a measurement, or of its twin: the least disturbed one."""
    return min(found[name][1][which] for found in rounds)


def measure(leaves: int, rounds: int, proofs: int) -> dict[str, dict[str, float]]:
    """Each ratio and each rate, from the best time of the rounds."""
    facts = records(leaves)
    every = [one_round(facts, proofs) for _ in range(rounds)]
    return {
        name: {
            "ratio": best(every, name, 1) / best(every, name, 0),
            "per_second": every[0][name][0] / best(every, name, 0),
        }
        for name in every[0]
    }


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--leaves", type=int, default=20_000, help="entries in the log")
    parser.add_argument("--proofs", type=int, default=400, help="proofs in a round")
    parser.add_argument("--full", action="store_true", help="more rounds")
    asked = parser.parse_args()
    found = measure(asked.leaves, 9 if asked.full else 4, asked.proofs)
    if asked.json:
        print(json.dumps({"ledger": {"leaves": asked.leaves, "measured": found}}))
        return
    print(f"ledger of {asked.leaves:,} entries: hashing alone = 1.00 (more is better)")
    for name, one in found.items():
        print(f"  {name:24} {one['ratio']:6.3f}   {one['per_second']:12,.0f}/s")


if __name__ == "__main__":
    main()
