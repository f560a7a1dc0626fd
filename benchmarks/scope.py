"""Questions of scope per second, against a table that holds one row per cell.

The peer is what someone would write first: SQLite, one row per program, service, region
and day range, with an index, asked by one prepared statement. Both answer the same
questions, and the answers are compared before anything is timed.
"""

import argparse
import json
import sqlite3
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from assay.library import read_files
from assay.register import (
    Question,
    Register,
    matrix,
    members,
    read_programs,
    read_register,
    scope,
)

DAY = date(2026, 11, 24)


def load() -> Register:
    """Northwind's register."""
    programs = {f"programs/{k}": v for k, v in read_files("programs").items()}
    return read_register(read_files("examples/northwind"), read_programs(programs))


def questions(register: Register) -> list[Question]:
    """Every program, service and region where the service is offered."""
    return [
        Question(program=program, service=service.id, region=region)
        for program in register.programs
        for service in register.services.values()
        for region in members(service.regions, register.regions)
    ]


def peer(register: Register, asked: list[Question]) -> sqlite3.Connection:
    """The naive table, filled from our own answers, so that it answers the same."""
    table = sqlite3.connect(":memory:")
    table.execute(
        "create table cell (program, service, region, first, last, state, source)"
    )
    rows = []
    for question in asked:
        claim = scope(register, question, DAY)
        where = (question.program, question.service, question.region)
        rows.append(
            (*where, "2026-01-01", "2026-12-31", claim.state, claim.source_text)
        )
    table.executemany("insert into cell values (?, ?, ?, ?, ?, ?, ?)", rows)
    table.execute("create index cells on cell (program, service, region, first)")
    return table


SELECT = (
    "select state, source from cell where program = ? and service = ? and region = ?"
    " and first <= ? and last >= ?"
)


def rate(answer: Callable[[Question], Any], asked: list[Question]) -> float:
    """Answers per second over all the questions."""
    start = time.perf_counter()
    for question in asked:
        answer(question)
    return len(asked) / (time.perf_counter() - start)


def measure(register: Register, rounds: int) -> dict[str, float]:
    """Rates of both, after their answers were found to be the same."""
    asked = questions(register)
    table = peer(register, asked)
    day = DAY.isoformat()

    def ours(question: Question) -> str:
        return scope(register, question, DAY).state

    def theirs(question: Question) -> str:
        where = (question.program, question.service, question.region)
        state, _ = table.execute(SELECT, (*where, day, day)).fetchone()
        return str(state)

    if any(ours(question) != theirs(question) for question in asked):
        raise SystemExit("The two give different answers; nothing was timed.")
    pairs = [(rate(ours, asked), rate(theirs, asked)) for _ in range(rounds)]
    own, other = (max(pair[i] for pair in pairs) for i in (0, 1))
    start = time.perf_counter()
    found = matrix(register, DAY)
    whole = time.perf_counter() - start
    return {
        "questions": len(asked),
        "ours_per_second": own,
        "table_per_second": other,
        "ratio": own / other,
        "matrix_cells": sum(len(row.cells) for row in found.rows),
        "matrix_in_questions": whole * own,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="More rounds.")
    options = parser.parse_args()
    result = measure(load(), 9 if options.full else 3)
    if options.json:
        print(json.dumps({"scope": result}))
        return
    asked = result["questions"]
    own, other = result["ours_per_second"], result["table_per_second"]
    print(f"\nScope: {asked:,} cells of northwind, same answers from both")
    print(f"  ours, with sentence, source and dates  {own:10,.0f} /s")
    print(f"  a table of finished answers            {other:10,.0f} /s")
    print(f"  ratio                                  {result['ratio']:10.2f} x")
    cells, worth = result["matrix_cells"], result["matrix_in_questions"]
    print(f"  whole matrix, {cells} cells, costs {worth:,.0f} single questions")


if __name__ == "__main__":
    main()
