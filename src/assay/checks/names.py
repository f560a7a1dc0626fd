"""Which table and column each name in a check stands for, and of what type it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sqlglot import exp

from assay.checks.parse import Fault, start_of
from assay.checks.types import Type, infer, type_fault
from assay.evidence.tables import TABLES, columns_of
from assay.ids import near

__all__ = ["Columns", "Resolver", "key_of", "relation"]

Columns: TypeAlias = Mapping[str, Type]
"""The columns of a relation, in order, with their types."""
Frame: TypeAlias = Mapping[str, Columns]
"""What one select reads from: alias to columns."""


def relation(table: str) -> Columns:
    """The columns of an evidence table."""
    return {column.name: column.type for column in columns_of(TABLES[table])}


def key_of(table: str) -> str:
    """The column that names a row of an evidence table."""
    return TABLES[table].key


@dataclass(slots=True, kw_only=True)
class Resolver:
    """Resolves a query from the inside out, collecting faults and what was used."""

    tables: frozenset[str]
    """Evidence tables that may be read."""
    parameters: Mapping[str, Type]
    faults: list[Fault] = field(default_factory=list[Fault])
    used_tables: set[str] = field(default_factory=set[str])
    used_parameters: set[str] = field(default_factory=set[str])

    def query(
        self, node: exp.Expr, outer: Sequence[Frame], named: Mapping[str, Columns]
    ) -> Columns:
        """The columns that `node` yields; `named` are the selects after `with`."""
        scope = dict(named)
        with_ = node.args.get("with_")
        for cte in with_.expressions if with_ else ():
            scope[cte.alias.lower()] = self.query(cte.this, (), scope)
        if isinstance(node, exp.Subquery):
            return self.query(node.this, outer, scope)
        if isinstance(node, exp.Union):
            return self._union(node, outer, scope)
        if isinstance(node, exp.Select):
            return self._select(node, outer, scope)
        self._fault(node, "A select is expected here")
        return {}

    def _union(
        self, node: exp.Union, outer: Sequence[Frame], named: Mapping[str, Columns]
    ) -> Columns:
        left = self.query(node.this, outer, named)
        right = self.query(node.expression, outer, named)
        if list(left) != list(right):
            both = f"{', '.join(left)} and {', '.join(right)}"
            remedy = "Name the same columns in the same order on both sides."
            self._fault(node, f"The sides of `union` differ: {both}", remedy)
        return {c: t or right.get(c, "") for c, t in left.items()}

    def _select(
        self, node: exp.Select, outer: Sequence[Frame], named: Mapping[str, Columns]
    ) -> Columns:
        frame = self._frame(node, named)
        frames = (frame, *outer)
        aliases = {e.alias.lower() for e in node.expressions if e.alias}
        for child in _own_nodes(node):
            if isinstance(child, exp.Query):
                self.query(child, frames, named)
            elif isinstance(child, exp.Column):
                self._column(child, frames, aliases)
            elif isinstance(child, exp.Placeholder):
                self._parameter(child)
            elif isinstance(child, exp.Join):
                self._using(child, frame)
            elif isinstance(child, exp.Window):
                self._total_order(child, frame)
        self._types(node, frames)
        return self._output(node, frames)

    def _frame(self, node: exp.Select, named: Mapping[str, Columns]) -> Frame:
        frame: dict[str, Columns] = {}
        from_ = node.args.get("from_")
        for source in [from_, *node.args.get("joins", ())] if from_ else ():
            item = source.this
            alias = item.alias_or_name.lower()
            if alias in frame:
                self._fault(item, f"`{alias}` stands for two tables here")
            if isinstance(item, exp.Subquery):
                frame[alias] = self.query(item, (), named)
            else:
                frame[alias] = self._table(item, named)
        return frame

    def _table(self, node: exp.Expr, named: Mapping[str, Columns]) -> Columns:
        name = node.name.lower()
        if name in named:
            return named[name]
        if name in self.tables:
            self.used_tables.add(name)
            return relation(name)
        if name in TABLES:
            remedy = f'Add "{name}" to `reads` in check.toml.'
            self._fault(node, f"Table `{name}` is not among `reads`", remedy)
            return relation(name)
        close = near(name, [*self.tables, *named])
        hint = f"Did you mean `{close[0]}`? " if close else ""
        known = ", ".join(sorted({*self.tables, *named}))
        self._fault(node, f"There is no table `{name}`", f"{hint}Here: {known}.")
        return {}

    def _column(
        self, node: exp.Column, frames: Sequence[Frame], aliases: set[str]
    ) -> None:
        name, table = node.name.lower(), node.table.lower()
        holders = _holders(name, table, frames)
        if len(holders) == 1 or (not holders and _may_use_alias(node, aliases)):
            return
        if holders:
            if not _is_joined(node, name):
                tables = " or ".join(sorted(holders))
                message = f"Column `{name}` may be of {tables}"
                self._fault(node, message, f"Write `{min(holders)}.{name}`.")
            return
        known = [c for f in frames for a in f if table in ("", a) for c in f[a]]
        if table and not any(table in frame for frame in frames):
            self._fault(node, f"There is no table `{table}` here")
            return
        close = near(name, known)
        hint = f"Did you mean `{close[0]}`? " if close else ""
        remedy = f"{hint}Columns here: {', '.join(dict.fromkeys(known))}."
        where = f" in `{table}`" if table else ""
        self._fault(node, f"There is no column `{name}`{where}", remedy)

    def _using(self, node: exp.Join, frame: Frame) -> None:
        for identifier in node.args.get("using") or ():
            name = identifier.name.lower()
            holders = [alias for alias, columns in frame.items() if name in columns]
            if len(holders) < 2:  # noqa: PLR2004 - a join has two sides
                message = f"Column `{name}` is not on both sides of the join"
                self._fault(identifier, message)

    def _parameter(self, node: exp.Placeholder) -> None:
        name = node.name
        if name in self.parameters:
            self.used_parameters.add(name)
            return
        known = ", ".join(f"${p}" for p in sorted(self.parameters))
        remedy = f"Declare it under [parameters] of check.toml; known: {known}."
        self._fault(node, f"There is no parameter `${name}`", remedy)

    def _total_order(self, node: exp.Window, frame: Frame) -> None:
        """Ties in an order give a different row each time; a key at its end cannot."""
        order = node.args.get("order")
        if not isinstance(order, exp.Order):
            return
        keys = {key_of(table) for table in self.tables}
        names = {
            column.name.lower()
            for one in order.expressions
            for column in one.find_all(exp.Column)
        }
        here = {c for columns in frame.values() for c in columns} & keys
        if here and not names & here:
            remedy = f"End the order with `{min(here)}`."
            self._fault(node, "The order may have ties", remedy)

    def _types(self, node: exp.Select, frames: Sequence[Frame]) -> None:
        for child in _own_nodes(node):
            fault = type_fault(child, self._typing(frames))
            if fault:
                self._fault(child, *fault)

    def _output(self, node: exp.Select, frames: Sequence[Frame]) -> Columns:
        found: dict[str, Type] = {}
        for expression in node.expressions:
            name = expression.alias_or_name.lower()
            if name in found:
                self._fault(expression, f"Two columns are called `{name}`")
            found[name] = infer(expression.unalias(), self._typing(frames))
        return found

    def _typing(self, frames: Sequence[Frame]) -> "_Typing":
        return _Typing(frames=frames, parameters=self.parameters)

    def _fault(self, node: exp.Expr, message: str, remedy: str = "") -> None:
        fault = Fault(start=start_of(node), message=message, remedy=remedy)
        if fault not in self.faults:
            self.faults.append(fault)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typing:
    """The types of names, as seen from one select."""

    frames: Sequence[Frame]
    parameters: Mapping[str, Type]

    def of_column(self, node: exp.Column) -> Type:
        name = node.name.lower()
        for frame in self.frames:
            for alias, columns in frame.items():
                if node.table.lower() in ("", alias) and name in columns:
                    return columns[name]
        return ""

    def of_parameter(self, name: str) -> Type:
        return self.parameters.get(name, "")


def _holders(name: str, table: str, frames: Sequence[Frame]) -> set[str]:
    """The aliases, of the nearest frame that has any, with such a column."""
    for frame in frames:
        found = {a for a, c in frame.items() if table in ("", a) and name in c}
        if found:
            return found
    return set()


def _may_use_alias(node: exp.Column, aliases: set[str]) -> bool:
    """`group by`, `having` and `qualify` see what the select itself names."""
    place = node.find_ancestor(exp.Group, exp.Having, exp.Qualify, exp.Select)
    allowed = isinstance(place, exp.Group | exp.Having | exp.Qualify)
    return allowed and not node.table and node.name.lower() in aliases


def _is_joined(node: exp.Column, name: str) -> bool:
    """Whether the column is one that tables were joined with `using`."""
    select = node.find_ancestor(exp.Select)
    joins: Iterable[exp.Join] = select.args.get("joins", ()) if select else ()
    return any(
        identifier.name.lower() == name
        for join in joins
        for identifier in join.args.get("using") or ()
    )


def _own_nodes(select: exp.Select) -> Iterator[exp.Expr]:
    """The nodes of this select, with nested queries themselves but not their insides.

    What follows `with` and what stands after `from` and `join` is left to others.
    """

    def outside(node: exp.Expr) -> bool:
        apart = isinstance(node, exp.Query | exp.Table | exp.With)
        return apart and node is not select

    for node in select.walk(prune=outside):
        if node is select or isinstance(node, exp.With):
            continue
        if isinstance(node.parent, exp.From | exp.Join) and node.arg_key == "this":
            continue
        yield node
