"""A check run on its own cases: the same statements as on the evidence."""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false

from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from assay.checks.cases import case_table
from assay.checks.engine import Engine, closed_engine, show_rows
from assay.checks.judge import CheckError, Question, ask, judge
from assay.checks.sight import Doubt
from assay.checks.values import Case, Check
from assay.errors import Problem

__all__ = ["rehearse"]


def rehearse(check: Check) -> tuple[Problem, ...]:
    """Where the check's verdicts on its cases are not those expected."""
    problems: list[Problem] = []
    asked = ask(check, datetime.min.replace(tzinfo=UTC))
    with closed_engine(threads=1) as engine:
        for case in check.cases:
            file = f"checks/{check.id}/cases.toml"
            place = f'case "{case.name}"'
            problems += [
                Problem(file=file, place=place, message=message)
                for message in _differences(engine, replace(asked, at=case.at), case)
            ]
    return tuple(problems)


def _differences(engine: Engine, question: Question, case: Case) -> list[str]:
    for table in question.check.reads:
        show_rows(engine, table, case_table(table, case))
    try:
        rows = judge(engine, question, Doubt()).read_all().to_pylist()
    except CheckError as fault:
        return [f"The check is at fault: {fault.message}"]
    except (duckdb.Error, pa.ArrowException) as fault:
        return [f"The engine stopped: {str(fault).splitlines()[0]}"]
    got = {row["subject"]: row for row in rows}
    strangers = sorted(set(case.expect) - set(got))
    found = [f"`{name}` is expected, and not in the population" for name in strangers]
    for name, row in got.items():
        said = f"`{name}` is {row['verdict']} ({row['reason']})"
        if name not in case.expect:
            found.append(f"{said}, and nothing is expected of it")
        elif case.expect[name] != row["verdict"]:
            found.append(f"{said}, and expected to be {case.expect[name]}")
    return found
