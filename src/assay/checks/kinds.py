"""Rows of one kind: alike in every column that some checks look at."""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from assay.checks.duckdb_sql import emit
from assay.checks.engine import Engine, keep, one_row, stream
from assay.checks.plain import Plain
from assay.checks.rows import ROWS
from assay.checks.scan import KINDS, Scan, columns_of, variety
from assay.checks.sight import Doubt
from assay.checks.write import PLACE, words

__all__ = ["LEAST_ROWS", "Kinds", "Meaning", "find_kinds"]

LEAST_ROWS = 50_000
"""Of fewer rows it is not worth while to look for kinds."""
_FEW = 100
"""A column with more values than this among the first rows does not make kinds."""
_MOST_KINDS = 20_000
_LARGEST = 2**62

Array = Any
"""An Arrow array, of a type that pyarrow's stubs cannot say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a check says of each kind, by the kind's number."""

    at: Array
    verdict: Array
    """Places in the list of words."""
    reason: Array
    """Places in `reasons`."""
    reasons: Array

    def of(self, kind: Array) -> tuple[Array, Array, Array]:
        """What it says of rows of these kinds: times, words, a dictionary of reasons.

        Kinds are given as a dictionary, in the order in which they first appear; so
        then are the reasons.
        """
        here = kind.dictionary
        told = self.reason.take(here).dictionary_encode()
        reasons = self.reasons.take(told.dictionary)
        rows = kind.indices
        return (
            self.at.take(here).take(rows),
            self.verdict.take(here).take(rows),
            pa.DictionaryArray.from_arrays(told.indices.take(rows), reasons),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """The kinds of rows there are, and what checks say of them."""

    values: Mapping[str, Array]
    """The columns that make a kind, each with the values that it has."""
    codes: Array
    """The code of each kind: the places of its values, as the digits of a number."""
    meanings: Mapping[int, Meaning]
    """By position of the check."""

    def number(self, rows: pa.Table) -> Array:
        """The number of each row's kind, as a dictionary; None where there are none."""
        if not self.values:
            return None
        found: Array = pc.index_in(_codes(self.values, rows), value_set=self.codes)
        return found.dictionary_encode()


_NONE = Kinds(values={}, codes=None, meanings={})


def find_kinds(
    engine: Engine, checks: Sequence[Plain], doubts: Sequence[Doubt], size: int
) -> tuple[Scan, Kinds]:
    """A scan with as many checks as may be judged by kind, and the kinds.

    A check may be, if each column that it looks at has few values. `size` is that of
    the population.
    """
    alone = Scan(checks=checks, by_kind=frozenset(), columns=())
    looked = [
        columns_of(check) | _doubted(doubt)
        for check, doubt in zip(checks, doubts, strict=True)
    ]
    every = sorted(set[str]().union(*looked))
    if size < LEAST_ROWS or not every:
        return alone, _NONE
    found = one_row(engine, emit(variety(checks[0].table, every)))
    few = {name for name in every if found[name] <= _FEW}
    able = frozenset(i for i, names in enumerate(looked) if names and names <= few)
    columns = sorted(set[str]().union(*(looked[i] for i in able)))
    scan = Scan(checks=checks, by_kind=able, columns=tuple(columns))
    kinds = _kinds(engine, scan) if columns else None
    return (scan, kinds) if kinds else (alone, _NONE)


def _doubted(doubt: Doubt) -> set[str]:
    """The columns that decide whether a doubt reaches a row."""
    return set(PLACE[1:]) if doubt.services or doubt.regions else set()


def _kinds(engine: Engine, scan: Scan) -> Kinds | None:
    keep(engine, KINDS, scan.kinds())
    with stream(engine, emit(scan.of_kinds())) as said:
        rows = said.read_all().combine_chunks()
    values = {name: rows[name].unique() for name in scan.columns}
    if not 0 < len(rows) <= _MOST_KINDS:
        return None
    if math.prod(len(found) for found in values.values()) > _LARGEST:
        return None
    meanings = {index: _meaning(rows, index) for index in scan.by_kind}
    return Kinds(values=values, codes=_codes(values, rows), meanings=meanings)


def _meaning(rows: pa.Table, index: int) -> Meaning:
    at, verdict, reason = (
        rows[f"{name}__{index}"].chunk(0) for name in ROWS.names[len(PLACE) :]
    )
    told: Any = reason.dictionary_encode()
    return Meaning(
        at=at, verdict=words(verdict), reason=told.indices, reasons=told.dictionary
    )


def _codes(values: Mapping[str, Array], rows: pa.Table) -> Array:
    """The code of each row's kind."""
    code: Array = pa.scalar(0, pa.int64())
    for name, known in values.items():
        place = pc.index_in(rows[name].chunk(0), value_set=known)
        code = pc.add(pc.multiply(code, len(known)), place.cast(pa.int64()))
    return code
