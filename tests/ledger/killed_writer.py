"""A writer that is killed at every step, run as a program of its own.

It forks a child for each step; the child appends, reports what was acknowledged, and
dies by SIGKILL just before the step. The parent then opens what is left.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from assay.ledger import Checkpoint, Kind, verify_consistency, verify_proof
from assay.ledger.keys import KeySigner, generate
from assay.ledger.log import Log, Record
from assay.ledger.note import split

ORIGIN = "log.northwind.example/assay"
SIGNER: KeySigner = generate(ORIGIN, entropy=lambda size: b"\x05" * size)


def records(count: int, start: int) -> list[Record]:
    return [
        Record(
            kind=Kind.RESULT,
            stream=f"run.{i % 3}",
            envelope=b"fact %d" % i,
            salt=hashlib.sha256(b"%d" % i).digest(),
        )
        for i in range(start, start + count)
    ]


def write(folder: Path, batches: list[int], start: int, ack: int, kill: int) -> None:
    """Append and integrate; report every acknowledged index; die before step `kill`."""
    steps = 0

    def hook(_step: str) -> None:
        nonlocal steps
        steps += 1
        if steps == kill:
            os.kill(os.getpid(), signal.SIGKILL)

    with Log.open(folder, origin=ORIGIN, signer=SIGNER, hook=hook) as log:
        for batch in batches:
            receipts = log.append(records(batch, start))
            start += batch
            for receipt in receipts:
                os.write(ack, f"{receipt.index} {receipt.entry.hash.hex()}\n".encode())
            log.integrate()


def in_child(
    folder: Path, batches: list[int], start: int, kill: int
) -> tuple[int, int]:
    """The child's process id, and the end of the pipe on which it acknowledges."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            write(folder, batches, start, writing, kill)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    return child, reading


def acknowledged(reading: int) -> dict[int, str]:
    with os.fdopen(reading, "rb") as pipe:
        whole = [line.split() for line in pipe.read().decode().split("\n")[:-1]]
    return {int(index): leaf for index, leaf in whole}


def published(folder: Path) -> Checkpoint | None:
    path = folder / "checkpoint"
    return Checkpoint.parse(split(path.read_bytes())[0]) if path.exists() else None


def check(folder: Path, acks: dict[int, str], heads: list[Checkpoint]) -> None:
    """Everything acknowledged is there, every head seen is a prefix, and it goes on."""
    with Log.open(folder, origin=ORIGIN, signer=SIGNER) as log:
        for index, leaf in acks.items():
            assert log.entry(index).hash.hex() == leaf, index
        log.append(records(3, 90_000))
        new = log.integrate()
        assert log.fsck() == (), log.fsck()
        for old in heads:
            if old.size:
                verify_consistency(
                    old=old.size,
                    new=new.size,
                    path=log.consistency(old.size, new.size),
                    old_root=old.root,
                    new_root=new.root,
                )
        for index in list(acks)[-2:]:
            verify_proof(log.prove(index), log.entry(index).encode(), [SIGNER.key])


def every_step(scratch: Path, size: int) -> Iterator[int]:
    """Kill at step 1, 2, ... until the writer comes through."""
    base = scratch / f"base-{size}"
    with Log.open(base, origin=ORIGIN, signer=SIGNER) as log:
        if size:
            log.append(records(size, 0))
            log.integrate()
    status, step = 1, 0
    while status != 0:
        step += 1
        folder = scratch / f"{size}-{step}"
        shutil.copytree(base, folder)
        heads = [head for head in [published(folder)] if head]
        child, reading = in_child(folder, [2, 3], size, step)
        acks = acknowledged(reading)
        status = os.waitpid(child, 0)[1]
        assert status in (0, signal.SIGKILL)
        heads += [head for head in [published(folder)] if head]
        check(folder, acks, heads)
        shutil.rmtree(folder)
        yield step


def at_random(scratch: Path, rounds: int) -> int:
    """Two writers at once, killed at random moments, over and over in one log."""
    dice = random.Random(7)  # noqa: S311 - the same moments on every run
    folder = scratch / "random"
    acks: dict[int, str] = {}
    heads: list[Checkpoint] = []
    for turn in range(rounds):
        start = 1000 * (turn + 1)
        pair = [in_child(folder, [1, 40, 7] * 9, start + 500 * i, 0) for i in range(2)]
        time.sleep(dice.uniform(0.002, 0.06))
        for child, _ in pair:
            os.kill(child, signal.SIGKILL)
        for child, reading in pair:
            found = acknowledged(reading)
            assert not acks.keys() & found.keys()
            acks |= found
            assert os.waitpid(child, 0)[1] in (0, signal.SIGKILL)
        heads += [head for head in [published(folder)] if head]
        check(folder, acks, heads)
    return len(acks)


def main() -> None:
    scratch = Path(sys.argv[1])
    kills = {size: max(every_step(scratch, size)) - 1 for size in (0, 254, 511)}
    print(json.dumps({"kills": kills, "acknowledged": at_random(scratch, 12)}))  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
