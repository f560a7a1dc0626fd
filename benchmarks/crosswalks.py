"""Crosswalks of 200 frameworks read and closed, beside the floor and a plain peer.

The floor is parsing the same files as TOML and nothing else. The peer is what someone
would write first: path consistency over the table of RCC-5, Floyd and Warshall's way,
on a graph small enough for it; it grows with the cube of the requirements. On many
small graphs its answers are compared with ours before anything is timed.

Rows are made up in the proportions of published ones: 95.5 % overlap.
"""

import argparse
import json
import random
import resource
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import product
from typing import Any, TypeVar, get_args

import tomli

from assay.catalog import Crosswalk, Provenance, Relation, Row
from assay.catalog.crosswalks import (
    close,
    contradictions,
    graph_of,
    placed,
    possible,
)
from assay.catalog.crosswalks.deciding import Verdict, decide, judge
from assay.catalog.library import read_apart
from assay.tomltext import as_toml

T = TypeVar("T")
FRAMEWORKS, REQUIREMENTS, ROWS = 200, 350, 77_000
SMALL = 100
RELATIONS: tuple[Relation, ...] = get_args(Relation)
PUBLISHED = {"intersects": 955, "equal": 25, "subset": 10, "superset": 10}
OURS = Provenance(source="made up", rights="none")


def hidden(dice: random.Random, parts: int) -> int:
    """A set of parts as bits; relations between such sets never contradict."""
    return dice.getrandbits(parts) or 1


def lies(one: int, other: int) -> Relation:
    """How two sets lie."""
    shared = one & other
    if one == other:
        return "equal"
    if not shared:
        return "disjoint"
    if shared == one:
        return "subset"
    return "superset" if shared == other else "intersects"


def large(dice: random.Random) -> dict[str, bytes]:
    """The crosswalks of all frameworks as a workspace holds them, by file."""
    kinds = [one for one, share in PUBLISHED.items() for _ in range(share)]
    depth = [[dice.random() for _ in range(REQUIREMENTS)] for _ in range(FRAMEWORKS)]
    files: dict[str, bytes] = {}
    left = ROWS
    while left:
        a, b = dice.sample(range(FRAMEWORKS), 2)
        name = f"f{a}--f{b}"
        if f"crosswalks/{name}.toml" in files:
            continue
        rows: dict[tuple[int, int], Row] = {}
        while left and len(rows) < ROWS // FRAMEWORKS:
            pair = dice.randrange(REQUIREMENTS), dice.randrange(REQUIREMENTS)
            kind: Any = dice.choice(kinds)
            if pair in rows:
                continue
            # A subset is always of the deeper one, so that no circle comes about.
            deeper = depth[a][pair[0]] < depth[b][pair[1]]
            if kind in ("subset", "superset", "equal"):
                kind = "subset" if deeper else "superset"
            rows[pair] = Row(
                source=f"r.{pair[0]}",
                targets=(f"r.{pair[1]}",),
                relation=kind,
                status="reviewed",
                by="office",
                on=date(2026, 1, 1),
            )
            left -= 1
        files[f"crosswalks/{name}.toml"] = as_toml(
            Crosswalk(
                id=name,
                title=f"{a} to {b}",
                source=f"f{a}",
                target=f"f{b}",
                provenance=OURS,
                rows=tuple(rows.values()),
            )
        )
    return files


def taken(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of the processor, so that a busy machine matters less."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def floor(files: dict[str, bytes]) -> int:
    """Parse every file and count its rows."""
    return sum(len(tomli.loads(data.decode())["rows"]) for data in files.values())


def once(files: dict[str, bytes]) -> dict[str, float]:
    """Seconds of each step; the rows must be what they should be."""
    nodes = [
        (f"f{f}", f"r.{r}") for f in range(FRAMEWORKS) for r in range(REQUIREMENTS)
    ]
    told: dict[tuple[str, str], Verdict] = dict.fromkeys(nodes[:REQUIREMENTS], "met")
    bare, count = taken(lambda: floor(files))
    reading, (_, walks) = taken(lambda: read_apart(files))
    closing, graph = taken(lambda: graph_of(placed(walks), nodes))
    checking, found = taken(lambda: contradictions(graph))
    if count != ROWS or found.found or found.undecided:
        raise SystemExit("The rows are not what they should be; nothing is timed.")

    def carry() -> list[object]:
        decided = decide(graph, told)
        return [judge(decided, one) for one in nodes[-REQUIREMENTS:]]

    return {
        "floor": bare,
        "read": reading,
        "close": closing,
        "check": checking,
        "whole": reading + closing + checking,
        "carry": taken(carry)[0],
    }


def measure_large(rounds: int) -> dict[str, float]:
    """Read, close, look for contradictions; then carry one framework to another."""
    files = large(random.Random(1))  # noqa: S311 - made-up rows are no secret
    rows = [once(files) for _ in range(rounds)]
    best = {name: min(row[name] for row in rows) for name in rows[0]}
    best["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return best


def small(
    dice: random.Random, size: int, *, sound: bool = True
) -> list[tuple[int, Relation, int]]:
    """Rows about some requirements; sound ones are true of hidden sets."""
    sets = [hidden(dice, 6) for _ in range(size)]
    rows: list[tuple[int, Relation, int]] = []
    for _ in range(2 * size):
        one, other = dice.sample(range(size), 2)
        relation = lies(sets[one], sets[other])
        rows.append((one, relation if sound else dice.choice(RELATIONS), other))
    return rows


def ours(rows: list[tuple[int, Relation, int]], size: int) -> dict[Any, Any] | None:
    """The possible relations of every pair; None where the rows contradict."""
    walk = Crosswalk(
        id="w",
        title="",
        source="c",
        target="c",
        provenance=OURS,
        rows=tuple(
            Row(source=str(s), targets=(str(t),), relation=r, status="reviewed")
            for s, r, t in rows
        ),
    )
    graph = graph_of(placed([walk]), [("c", str(one)) for one in range(size)])
    if contradictions(graph).found:
        return None
    closure = close(graph)
    return {
        (i, j): possible(closure, ("c", str(i)), ("c", str(j)))
        for i, j in product(range(size), repeat=2)
        if i < j
    }


def _composed() -> Iterator[tuple[tuple[Relation, Relation], Relation]]:
    for one, other, third in product(range(1, 32), repeat=3):
        yield (lies(one, other), lies(other, third)), lies(one, third)


TABLE: dict[tuple[Relation, Relation], set[Relation]] = {}
for _pair, _third in _composed():
    TABLE.setdefault(_pair, set()).add(_third)
TURNED: dict[Relation, Relation] = {
    one: {"subset": "superset", "superset": "subset"}.get(one, one)  # type: ignore[misc]
    for one in RELATIONS
}


def peer(rows: list[tuple[int, Relation, int]], size: int) -> dict[Any, Any] | None:
    """The same by path consistency: every way between two by way of a third."""
    net = {(i, j): set(RELATIONS) for i in range(size) for j in range(size)}
    for one in range(size):
        net[one, one] = {"equal"}
    for source, relation, target in rows:
        net[source, target] &= {relation}
        net[target, source] &= {TURNED[relation]}
    while narrowed(net, size):
        pass
    if not all(net.values()):
        return None
    return {(i, j): net[i, j] for i, j in net if i < j}


def narrowed(net: dict[tuple[int, int], set[Relation]], size: int) -> bool:
    """Rule out what no way by a third allows; whether anything was."""
    changed = False
    for k, i, j in product(range(size), repeat=3):
        if len(net[i, k]) == len(RELATIONS):
            continue
        through: set[Relation] = set()
        for pair in product(net[i, k], net[k, j]):
            through |= TABLE[pair]
        if not net[i, j] <= through:
            net[i, j] &= through
            changed = True
    return changed


def compare(dice: random.Random, graphs: int) -> None:
    """Ours is never weaker than the peer, and finds each contradiction it finds."""
    for number in range(graphs):
        rows = small(dice, 8, sound=number % 2 == 0)
        mine, theirs = ours(rows, 8), peer(rows, 8)
        weaker = theirs is None and mine is not None
        if mine is not None and theirs is not None:
            weaker = any(not mine[pair] <= theirs[pair] for pair in mine)
        if weaker or (mine is None and number % 2 == 0):
            raise SystemExit("The two give different answers; nothing was timed.")


def measure_small(rounds: int) -> dict[str, float]:
    """Both on one graph, in turns."""
    dice = random.Random(2)  # noqa: S311 - made-up rows are no secret
    rows = small(dice, SMALL)
    pairs = [
        (taken(lambda: ours(rows, SMALL))[0], taken(lambda: peer(rows, SMALL))[0])
        for _ in range(rounds)
    ]
    own, other = (min(pair[i] for pair in pairs) for i in (0, 1))
    return {"ours": own, "peer": other, "ratio": other / own}


def main() -> None:
    """Compare, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="More rounds.")
    options = parser.parse_args()
    rounds = 5 if options.full else 2
    dice = random.Random(0)  # noqa: S311 - made-up rows are no secret
    compare(dice, 200 if options.full else 60)
    found, beside = measure_large(rounds), measure_small(rounds)
    if options.json:
        print(json.dumps({"crosswalks": {"large": found, "small": beside}}))
        return
    bare = found["floor"]
    print(f"\nCrosswalks: {FRAMEWORKS} frameworks, {ROWS:,} rows, sound in both")
    print(f"  parsing the files alone       {bare:6.2f} s    1.0 x")
    for name, words in (
        ("read", "read and held to form"),
        ("close", "made one graph"),
        ("check", "looked through for contradictions"),
        ("whole", "all three"),
        ("carry", "one framework carried to another"),
    ):
        print(f"  {words:<34}{found[name]:5.2f} s  {found[name] / bare:5.1f} x")
    print(f"  peak memory                 {found['peak_mb']:7.0f} MB")
    print(
        f"  all pairs of {SMALL} requirements: the peer takes {beside['ratio']:.0f} x"
    )


if __name__ == "__main__":
    main()
