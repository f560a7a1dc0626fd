"""The statements of a shared scan: who is judged, and what each check says of them.

Where the columns that a check looks at have few different values together, it is
evaluated once for each *kind* of row instead of once for each row: of ten million
buckets there may be five hundred kinds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from assay.checks.plain import Plain
from assay.checks.statements import DOUBT, REGIONS, SERVICES, statement
from assay.checks.write import PLACE

__all__ = ["KINDS", "Scan", "columns_of", "variety"]

KINDS = "kinds"
"""The table of different rows, as far as checks look at them."""

_SAMPLE = 20_000
_DOUBTED = {DOUBT: "dw", SERVICES: "ds", REGIONS: "dr"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Plain checks of one table and population, some of them judged by kind."""

    checks: Sequence[Plain]
    by_kind: frozenset[int]
    """Positions of the checks that are judged by kind."""
    columns: tuple[str, ...]
    """The columns that make a kind; none: nothing is judged by kind."""

    def kinds(self) -> exp.Select:
        """Every kind there is."""
        return self._people(exp.select(*self.columns).distinct())

    def of_kinds(self) -> exp.Select:
        """The kinds, and what the checks judged by kind say of each."""
        place = [
            exp.column(name)
            if name in self.columns
            else exp.alias_(exp.cast(exp.null(), "varchar"), name)
            for name in PLACE[1:]
        ]
        other = [name for name in self.columns if name not in PLACE]
        wide = exp.select(*place, *other).from_(KINDS)
        return self._settled(wide, sorted(self.by_kind), *self.columns)

    def of_rows(self, *, ordered: bool) -> exp.Select:
        """The place and kind of everyone, and what the other checks say of them."""
        subject = exp.alias_(exp.column(self.checks[0].key), "subject")
        other = [name for name in self.columns if name not in PLACE]
        wide = self._people(exp.select(subject, *PLACE[1:], *other))
        alone = [i for i in range(len(self.checks)) if i not in self.by_kind]
        scan = self._settled(wide, alone, *PLACE, *other)
        if ordered:
            scan = scan.order_by("region nulls last", "service nulls last", "subject")
        return scan

    def _people(self, select: exp.Select) -> exp.Select:
        first = self.checks[0]
        found = select.from_(first.table)
        return found if first.people is None else found.where(first.people.copy())

    def _settled(
        self, wide: exp.Select, indexes: Sequence[int], *names: str
    ) -> exp.Select:
        """`names`, then time, verdict and reason of each check, over the rows."""
        settled: list[exp.Expr] = []
        for index in indexes:
            wide = wide.select(*_said(self.checks[index], index))
            settled += _settled(index)
        columns = [*map(exp.column, names), *settled]
        return exp.select(*columns).from_("wide").with_("wide", as_=wide)


def columns_of(check: Plain) -> set[str]:
    """The columns that a check looks at."""
    parts = [check.where, check.at, check.verdict, check.reason]
    return {
        column.name.lower()
        for part in parts
        if part is not None
        for column in part.find_all(exp.Column)
    }


def variety(table: str, columns: Sequence[str]) -> exp.Select:
    """How many values each of the columns has among the first rows."""
    first = exp.select(*columns).from_(table).limit(_SAMPLE)
    counts = [
        exp.alias_(exp.Count(this=exp.Distinct(expressions=[exp.column(name)])), name)
        for name in columns
    ]
    return exp.select(*counts).from_(first.subquery("f"))


def _said(check: Plain, index: int) -> Iterator[exp.Expr]:
    """What the check says of a row; all null where it does not judge it."""
    said = {
        "judged": exp.true(),
        "at": check.at,
        "verdict": check.verdict,
        "reason": check.reason,
    }
    for name, value in said.items():
        node = value.copy()
        if check.where is not None:
            node = exp.Case().when(check.where.copy(), node)
        yield exp.alias_(node, f"{name}_{index}")


def _settled(index: int) -> list[exp.Expr]:
    """The columns of `settle.sql` from `at` on, over what check `index` said."""

    def renamed(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name not in PLACE:
            return exp.column(f"{node.name}_{index}")
        if isinstance(node, exp.Placeholder) and node.name in _DOUBTED:
            return exp.Placeholder(this=f"{_DOUBTED[node.name]}{index}")
        return node

    columns = statement("settle").selects[len(PLACE) :]
    return [
        exp.alias_(one.unalias().transform(renamed), f"{one.alias}__{index}")
        for one in columns
    ]
