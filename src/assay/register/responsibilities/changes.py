"""What statements from a document would change: new, narrower, the same, or against."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from assay.register.responsibilities.choosing import topic
from assay.register.responsibilities.words import narrow, possible, who
from assay.register.responsibility import Responsibility

__all__ = ["Change", "Kind", "changes", "kept"]

Kind: TypeAlias = Literal["new", "same", "replaces", "narrows", "contradicts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one statement from a document does to the register."""

    kind: Kind
    statement: Responsibility
    """As it would be kept."""
    says: str
    beside: str = ""
    """Id of the statement that is there already."""


def changes(
    held: Mapping[str, Responsibility],
    told: Iterable[Responsibility],
    *,
    catalogs: Mapping[str, str],
    imported: Collection[str],
) -> Iterator[Change]:
    """What each statement would change.

    A source may narrow what was known, and may never contradict it. Only what an
    import wrote is rewritten by one: what a person wrote is left to that person.

    Args:
        held: The register's statements, by id.
        told: Those from the document.
        catalogs: The catalog that each baseline selects from.
        imported: Ids of statements that an earlier import wrote.
    """
    by_scope: dict[tuple[object, ...], list[Responsibility]] = {}
    for one in held.values():
        by_scope.setdefault(_scope(one, catalogs), []).append(one)
    for one in told:
        rivals = by_scope.get(_scope(one, catalogs), [])
        yield _change(one, rivals, imported)


def _scope(one: Responsibility, catalogs: Mapping[str, str]) -> tuple[object, ...]:
    services = (
        one.services if isinstance(one.services, str) else frozenset(one.services)
    )
    regions = one.regions if isinstance(one.regions, str) else frozenset(one.regions)
    where = services, one.service_model, regions, frozenset(one.levels)
    return (*topic(one, catalogs), *where, one.since, one.until)


def _change(
    one: Responsibility, rivals: Sequence[Responsibility], imported: Collection[str]
) -> Change:
    called = f"{one.part or one.requirement}{_where(one)}"
    if not rivals:
        says = f"{called}: {_held_by(one)}, of which nothing was stated."
        return Change(kind="new", statement=one, says=says)
    old = rivals[0]
    before, now = possible(old), possible(one)
    if not narrow(before, now):
        says = f"{called}: {_held_by(one)}, against {_held_by(old)} of {old.id}."
        return Change(kind="contradicts", statement=one, says=says, beside=old.id)
    if _same(old, one):
        says = f"{called}: {_held_by(old)}, as {old.id} has it."
        return Change(kind="same", statement=old, says=says, beside=old.id)
    if old.id not in imported:
        return _beside_written(old, one, called)
    both = _merged(old, one)
    kind: Kind = "narrows" if possible(both) < before else "replaces"
    says = f"{called}: {_held_by(both)}; {old.id} is brought up to date."
    return Change(kind=kind, statement=both, says=says, beside=old.id)


def _beside_written(old: Responsibility, one: Responsibility, called: str) -> Change:
    """A person's own statement stands, if it is as exact as the document's."""
    if possible(old) <= possible(one):
        says = f"{called}: {_held_by(old)}, as {old.id} has it in its own words."
        return Change(kind="same", statement=old, says=says, beside=old.id)
    says = f"{called}: more exact than {old.id}, which was written by hand: change it."
    return Change(kind="contradicts", statement=one, says=says, beside=old.id)


def _same(old: Responsibility, one: Responsibility) -> bool:
    bare = replace(one, id=old.id, source=old.source, extract=old.extract)
    return bare == old


def _merged(old: Responsibility, one: Responsibility) -> Responsibility:
    """The newer statement, with the words of both; duties keep their ids."""
    words = {(told.scheme, told.word): told for told in (*old.native, *one.native)}
    texts = {duty.text: duty for duty in old.duties}
    return replace(
        one,
        id=old.id,
        native=tuple(words.values()),
        allocations=one.allocations or old.allocations,
        provider_text=one.provider_text or old.provider_text,
        provided=one.provided or old.provided,
        inherits=one.inherits or old.inherits,
        duties=tuple(texts.get(duty.text, duty) for duty in one.duties) or old.duties,
    )


def _where(one: Responsibility) -> str:
    services = () if isinstance(one.services, str) else one.services
    parts = [part for part in (one.service_model, *services) if part]
    return f" for {', '.join(parts)}" if parts else ""


def _held_by(one: Responsibility) -> str:
    return who(one).replace("_", " ")


def kept(
    held: Mapping[str, Responsibility],
    found: Iterable[Change],
    imported: Collection[str],
) -> tuple[Responsibility, ...]:
    """The statements that the import's file would hold, by id."""
    rows = {name: held[name] for name in imported}
    for change in found:
        if change.kind in ("new", "narrows", "replaces"):
            rows[change.statement.id] = change.statement
    return tuple(rows[name] for name in sorted(rows))
