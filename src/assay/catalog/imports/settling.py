"""From what a file holds to what a workspace keeps: names, origin, and what is asked.

A file seldom says which of our catalogs a baseline chooses from, or which edition it
is. What the file, the person and what is held already say together is taken; what they
leave open is asked, and nothing is guessed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from assay.catalog.imports.coverage import HeldCoverage
from assay.catalog.imports.fitting import holding, nearest, read_from
from assay.catalog.imports.joining import joined
from assay.catalog.imports.sound import sound
from assay.catalog.imports.told import Asked, Settled, Told
from assay.catalog.imports.values import Imported
from assay.catalog.library import Library
from assay.catalog.values import (
    Baseline,
    Catalog,
    Crosswalk,
    Provenance,
    Requirement,
)
from assay.errors import BadInput, Problem
from assay.ids import slug, well_formed

__all__ = ["settle"]

T = TypeVar("T", Catalog, Baseline, Crosswalk)
_LONGEST = 100
"""Letters of an id, which is the name of a file as well."""
_UNSAID = "not stated"
"""An edition that neither the file nor anyone says."""


def settle(imported: Imported, told: Told, held: Library, on: date) -> Settled:
    """What a workspace would keep of an import.

    Args:
        imported: What the file holds.
        told: What is said of it.
        held: The catalogs at hand, with the workspace's own.
        on: The day of the import.

    Raises:
        BadInput: What is said cannot be: an id that is none, or for several things.
    """
    imported = _by_itself(imported, told, held)
    settling = _Settling(imported, told, held, on)
    catalogs = tuple(settling.catalogs())
    pool = {**held.catalogs, **{one.id: one for one in catalogs}}
    baselines = tuple(settling.baseline(one, pool) for one in imported.baselines)
    return Settled(
        origin=replace(
            imported.origin, publisher=told.owner or imported.origin.publisher
        ),
        catalogs=catalogs,
        baselines=baselines,
        crosswalks=tuple(settling.crosswalks(pool)),
        coverage=tuple(settling.coverage(pool, held.baselines)),
        asked=tuple(dict.fromkeys(settling.asked)),
        notes=tuple(dict.fromkeys((*imported.notes, *settling.notes))),
        problems=(*imported.problems, *settling.problems),
    )


def _by_itself(imported: Imported, told: Told, held: Library) -> Imported:
    """What chooses from no catalog at hand is a catalog by itself, where it can be."""
    ids = [one for chosen in imported.baselines for one in chosen.requirements]
    if not imported.instead or told.of or holding(ids, held.catalogs.values()):
        return imported
    note = (
        f"No catalog here has all that {imported.origin.file} chooses: it is kept as a "
        "catalog by itself, and --of ID makes it a baseline."
    )
    return replace(
        imported,
        baselines=(),
        catalogs=imported.instead,
        notes=(*imported.notes, note),
    )


class _Settling:
    def __init__(self, imported: Imported, told: Told, held: Library, on: date) -> None:
        self.imported = imported
        self.told = told
        self.held = held
        self.on = on
        self.file = imported.origin.file
        self.asked: list[Asked] = []
        self.notes: list[str] = []
        self.problems: list[Problem] = []
        self.named = self._named()

    def _named(self) -> dict[str, str]:
        """From the ids that the file gives to those that are kept."""
        named = dict(self.told.called)
        if not self.told.id:
            return named
        if not well_formed(self.told.id) or len(self.told.id) > _LONGEST:
            message = f"{self.told.id[:_LONGEST]!r} is not a well-formed id"
            remedy = "Use lower-case letters and digits, joined by dots or dashes."
            raise BadInput([Problem(file="--as", message=message, remedy=remedy)])
        kinds = (
            () if self.imported.coverage else self.imported.catalogs,
            self.imported.baselines,
            self.imported.crosswalks,
        )
        first = next((kind for kind in kinds if kind), ())
        if len(first) > 1:
            names = ", ".join(one.id for one in first)
            message = f"{self.file} holds {len(first)} of them: {names}"
            remedy = "Leave --as away; each keeps its own."
            raise BadInput([Problem(file="--as", message=message, remedy=remedy)])
        return {**named, **{one.id: self.told.id for one in first}}

    def catalogs(self) -> Iterator[Catalog]:
        """The catalogs; none where a file only says what a tool looks at."""
        if self.imported.coverage:
            return
        for one in self.imported.catalogs:
            whole, problems = sound(one, self.file)
            self.problems.extend(problems)
            kept = self._as_here(self._stamped(whole))
            yield replace(
                kept,
                programs=self._programs(kept),
                owner=self.told.owner or kept.owner,
                unit=self.told.unit or kept.unit,
                edition=self._edition(kept),
            )

    def _stamped(self, one: T) -> T:
        return replace(
            one,
            id=self._identified(self.named.get(one.id, one.id)),
            title=self.told.name or one.title,
            provenance=self._from(one.provenance),
        )

    def _identified(self, wanted: str) -> str:
        """An id that can be kept, and be the name of a file."""
        if well_formed(wanted) and len(wanted) <= _LONGEST:
            return wanted
        found = slug(wanted)[:_LONGEST].strip("-")
        if not found:
            self._ask(self.file, "--as", "an id")
        return found or "unnamed"

    def _from(self, provenance: Provenance) -> Provenance:
        origin = self.imported.origin
        return replace(
            provenance,
            file=origin.file,
            sha256=origin.sha256,
            licence=self.told.licence or provenance.licence or origin.licence,
            imported=self.on,
        )

    def _as_here(self, one: Catalog) -> Catalog:
        """The catalog with what is known of it here and the file does not say."""
        before = self.held.catalogs.get(one.id)
        if before is None:
            self._point_out_same(one)
            return one
        known = {row.id: row for row in before.requirements}
        return replace(
            one,
            standard=before.standard,
            owner=one.owner or before.owner,
            programs=one.programs or before.programs,
            unit=before.unit if _asks_as_much(one, before) else one.unit,
            requirements=tuple(
                _with_known(row, known[row.id]) if row.id in known else row
                for row in one.requirements
            ),
            other_counts=one.other_counts or before.other_counts,
        )

    def _point_out_same(self, one: Catalog) -> None:
        for held in self.held.catalogs.values():
            if _asks_as_much(one, held):
                self.notes.append(
                    f"{held.id} has the same requirements; --as {held.id} keeps what "
                    "the file says of them under that name."
                )

    def _programs(self, one: Catalog) -> tuple[str, ...]:
        return (self.told.program,) if self.told.program else one.programs

    def _edition(self, one: Catalog | Baseline) -> str:
        edition = self.told.edition or one.edition or self.imported.origin.edition
        if not edition:
            self.notes.append(
                f"{self.file} does not say which edition it is; --edition says it."
            )
        return edition or _UNSAID

    def baseline(self, one: Baseline, pool: Mapping[str, Catalog]) -> Baseline:
        """The baseline, with the catalog that it chooses from."""
        kept = self._stamped(one)
        catalog = self.told.of or self.named.get(one.catalog, one.catalog)
        if catalog not in pool:
            catalog = self._chosen_from(one, pool)
        before = self.held.baselines.get(kept.id)
        program, level = kept.program, kept.level
        if before is not None:
            program, level = program or before.program, level or before.level
        return replace(
            kept,
            catalog=catalog,
            program=self.told.program or program,
            level=self.told.level or level,
            edition=self._edition(kept),
        )

    def _chosen_from(self, one: Baseline, pool: Mapping[str, Catalog]) -> str:
        """The one catalog that has every requirement chosen; otherwise it is asked."""
        if self.told.of:
            message = f"There is no catalog {self.told.of!r} here"
            raise BadInput([Problem(file="--of", message=message)])
        fitting = holding(one.requirements, pool.values())
        named = [name for name in read_from(one.catalog, pool) if name in fitting]
        if len(named) == 1:
            return named[0]
        if len(fitting) == 1:
            self.notes.append(
                f"{fitting[0]} is the only catalog here with every requirement that "
                f"{one.title} chooses; --of names another."
            )
            return fitting[0]
        what = "which catalog it chooses from"
        self._ask(one.title, "--of", what, fitting or nearest(one.requirements, pool))
        return ""

    def crosswalks(self, pool: Mapping[str, Catalog]) -> Iterator[Crosswalk]:
        """The crosswalks between catalogs held here, without rows that dangle.

        One that leads to a catalog which is not here holds up nothing else of the file.
        """
        for one in self.imported.crosswalks:
            ends = {
                one.source: tuple(dict.fromkeys(row.source for row in one.rows)),
                one.target: tuple(
                    dict.fromkeys(i for r in one.rows for i in r.targets)
                ),
            }
            found = {end: self._end(end, ids, pool) for end, ids in ends.items()}
            unknown = [end for end, name in found.items() if not name]
            kept = replace(
                self._stamped(one),
                source=found[one.source] or one.source,
                target=found[one.target] or one.target,
            )
            if not unknown:
                kept, problems = joined(kept, pool, self.file)
                self.problems.extend(problems)
            elif self.imported.catalogs:
                self.notes.append(
                    f"{one.id} is left aside: there is no catalog {unknown[0]} here; "
                    f"--map {unknown[0]}=ID names one."
                )
                continue
            for end in unknown:
                what = f"which catalog here is {end}: {end}=ID"
                near = read_from(end, pool) or holding(ends[end], pool.values())
                self._ask(one.title, "--map", what, near or nearest(ends[end], pool))
            yield kept

    def _end(self, end: str, ids: tuple[str, ...], pool: Mapping[str, Catalog]) -> str:
        """The catalog here that a crosswalk means; empty where that is not plain."""
        called = self.named.get(end, end)
        if called in pool:
            return called
        for plain in (read_from(end, pool), holding(ids, pool.values())):
            if len(plain) == 1:
                note = (
                    f"{end} is taken to be {plain[0]} here; --map {end}=ID says else."
                )
                self.notes.append(note)
                return plain[0]
        return ""

    def coverage(
        self, pool: Mapping[str, Catalog], baselines: Mapping[str, Baseline]
    ) -> Iterator[HeldCoverage]:
        """What a tool looks at, of the catalog that it is told or found to be of."""
        rows = self.imported.coverage
        if not rows:
            return
        names = [one.id for one in self.imported.catalogs]
        own = slug(self.file.rsplit(".", 1)[0])
        asked = tuple(row.requirement for row in rows)
        of = self.told.of
        if of and of not in pool and of not in baselines:
            message = f"There is no catalog or baseline {of!r} here"
            raise BadInput([Problem(file="--of", message=message)])
        fitting = holding(asked, pool.values())
        of = of or (fitting[0] if len(fitting) == 1 else "")
        if of:
            self._outside(asked, of, pool, baselines)
        else:
            near = fitting or nearest(asked, pool)
            maybe = f" (perhaps {' or '.join(near)})" if near else ""
            self.notes.append(
                f"It does not say of which catalog here it is; --of says it{maybe}."
            )
        self.notes.append(
            "It is kept as what a tool looks at; it says of no requirement that it is "
            "met, and its list of requirements is not kept as a catalog."
        )
        source = next((one.provenance for one in self.imported.catalogs), None)
        yield HeldCoverage(
            id=self._identified(next(filter(None, (self.told.id, *names, own)), "")),
            of=of,
            provenance=self._from(
                source or Provenance(source=self.file, rights="Of its owner.")
            ),
            rows=rows,
        )

    def _outside(
        self,
        asked: Iterable[str],
        of: str,
        pool: Mapping[str, Catalog],
        baselines: Mapping[str, Baseline],
    ) -> None:
        if of in baselines:
            known = set(baselines[of].requirements)
        else:
            known = {row.id for row in pool[of].requirements}
        for one in dict.fromkeys(asked):
            if one not in known:
                message = f"{one} is no requirement of {of}"
                self.problems.append(
                    Problem(
                        file=self.file,
                        place=f"requirement {one}",
                        message=message,
                        remedy="It is kept, and counts for nothing.",
                    )
                )

    def _ask(
        self, place: str, option: str, what: str, candidates: tuple[str, ...] = ()
    ) -> None:
        self.asked.append(
            Asked(place=place, option=option, what=what, candidates=candidates)
        )


def _asks_as_much(one: Catalog, other: Catalog) -> bool:
    """Whether two catalogs count the same requirements, and so in the same unit."""
    active = [
        {row.id for row in each.requirements if row.status == "active"}
        for each in (one, other)
    ]
    return active[0] == active[1]


def _with_known(one: Requirement, known: Requirement) -> Requirement:
    return replace(
        one,
        levels=one.levels or known.levels,
        attributes=one.attributes or known.attributes,
        kind=known.kind or one.kind,
    )
