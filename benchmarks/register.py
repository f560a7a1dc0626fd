"""A large register beside a table of finished answers, in one run.

300 services, 40 regions, 60 programs and ten years of statements. The peer is what one
would write first: SQLite with one row per program, service, region and range of days,
filled from our own answers; it holds no sentence, no source and no reason. Both are
asked the same, and what they say is compared before anything is timed. The physical
limit of loading is parsing the same bytes and doing nothing with them.
"""

import argparse
import json
import resource
import sqlite3
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from random import Random
from typing import Any, Final

from large_register import Files, large_register

from assay.register import (
    Question,
    Register,
    diff,
    matrix,
    read_programs,
    read_register,
    scope,
)

DAYS: Final = tuple(date(year, 6, 1) for year in (2017, 2019, 2021, 2023, 2025, 2026))
"""Days on which the ranges of the table begin; it is right on these."""
BEFORE, NOW = DAYS[-2], DAYS[-1]
ASKED: Final = 400
Row = tuple[str, str, str, str, str, str]


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that something takes, and what it gives."""
    start = time.perf_counter()
    found = act()
    return time.perf_counter() - start, found


def states(register: Register, day: date) -> dict[tuple[str, str, str], str]:
    """The state of every cell that is claimed in some way on a day."""
    found: dict[tuple[str, str, str], str] = {}
    for region in register.regions:
        for row in matrix(register, day, region=region).rows:
            for cell in row.cells if row.service else ():
                if cell.regions:
                    found[cell.program, row.service, region] = cell.state
    return found


def rows(register: Register) -> Iterator[Row]:
    """The table's rows: equal states of days that follow are one range."""
    open_: dict[tuple[str, str, str], tuple[str, str]] = {}
    for day in DAYS:
        begin = day.isoformat()
        seen = states(register, day)
        for cell, (since, state) in list(open_.items()):
            if seen.get(cell) != state:
                yield (*cell, since, begin, state)
                del open_[cell]
        for cell, state in seen.items():
            open_.setdefault(cell, (begin, state))
    for cell, (since, state) in open_.items():
        yield (*cell, since, "9999-12-31", state)


def table(register: Register) -> sqlite3.Connection:
    """The peer, filled and indexed."""
    made = sqlite3.connect(":memory:")
    made.execute("create table cell (program, service, region, first, last, state)")
    made.executemany("insert into cell values (?, ?, ?, ?, ?, ?)", rows(register))
    made.execute("create index one on cell (program, service, region, first)")
    made.execute("create index days on cell (first, last)")
    return made


ONE: Final = (
    "select state from cell where program = ? and service = ? and region = ?"
    " and first <= ? and last > ?"
)
ALL: Final = (
    "select program, service, state, count(*) from cell"
    " where first <= ? and last > ? group by program, service, state"
)
TURNED: Final = (
    "select a.program, a.service, a.region, a.state, b.state from cell a join cell b"
    " using (program, service, region) where a.first <= ?1 and a.last > ?1"
    " and b.first <= ?2 and b.last > ?2 and a.state <> b.state"
)


def measure(rounds: int) -> dict[str, float]:
    """Seconds of both sides; nothing is timed unless they agree."""
    programs, files = large_register()
    floor, _ = timed(lambda: parsed({**programs, **files}))
    loading, register = timed(lambda: loaded(programs, files))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peer, day, before = table(register), NOW.isoformat(), BEFORE.isoformat()
    asked = questions(register)

    def ours() -> list[str]:
        return [scope(register, question, NOW).state for question in asked]

    def theirs() -> list[str]:
        return [
            peer.execute(ONE, (q.program, q.service, q.region, day, day)).fetchone()[0]
            for q in asked
        ]

    if ours() != theirs():
        raise SystemExit("The two give different answers; nothing was timed.")
    sides: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
        "scope": (ours, theirs),
        "matrix": (
            lambda: matrix(register, NOW),
            lambda: peer.execute(ALL, (day, day)).fetchall(),
        ),
        "diff": (
            lambda: diff(register, BEFORE, NOW),
            lambda: peer.execute(TURNED, (before, day)).fetchall(),
        ),
    }
    found: dict[str, float] = {
        "load_s": loading,
        "load_to_parsing": loading / floor,
        "memory_mb": memory / 1024,
        "table_rows": peer.execute("select count(*) from cell").fetchone()[0],
    }
    for name, (own, other) in sides.items():
        many = ASKED if name == "scope" else 1
        mine = min(timed(own)[0] for _ in range(rounds)) / many
        its = min(timed(other)[0] for _ in range(rounds)) / many
        found |= {
            f"{name}_ms": mine * 1000,
            f"{name}_table_ms": its * 1000,
            f"{name}_ratio": mine / its,
        }
    return found


def parsed(files: Files) -> None:
    """The least that reading these files can be."""
    for data in files.values():
        tomllib.loads(data.decode())


def loaded(programs: Files, files: Files) -> Register:
    """The register, every rule about it checked."""
    return read_register(files, read_programs(programs))


def questions(register: Register) -> list[Question]:
    """Questions about cells where the service is offered."""
    dice = Random(11)  # noqa: S311 - a benchmark, not a secret
    offered = sorted(states(register, NOW))
    return [
        Question(program=program, service=service, region=region)
        for program, service, region in dice.sample(offered, ASKED)
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="More rounds.")
    options = parser.parse_args()
    found = measure(5 if options.full else 3)
    if options.json:
        print(json.dumps({"register": found}))
        return
    size = f"{found['table_rows']:,.0f} rows"
    print(f"\nRegister: 300 services x 40 regions x 60 programs; the table has {size}")
    load = f"{found['load_s']:.2f} s, {found['load_to_parsing']:.1f} x parsing alone"
    print(f"  load   {load}; {found['memory_mb']:.0f} MB")
    for name in ("scope", "matrix", "diff"):
        own, its = found[f"{name}_ms"], found[f"{name}_table_ms"]
        ratio = found[f"{name}_ratio"]
        print(f"  {name:6} {own:9.3f} ms  table {its:9.3f} ms  ratio {ratio:6.2f} x")


if __name__ == "__main__":
    main()
