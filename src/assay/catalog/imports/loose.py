"""What every reader of a foreign form needs: faults, loose values, and safe names.

A foreign file keeps no promise: a list stands where a table should, an id is missing or
stands twice. Nothing here raises over that. The reader takes what has the right shape
and says, in a `Problem` with its place, what has not.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, Literal, TypeGuard

from assay.catalog.ids import UnreadableId, canonical
from assay.catalog.imports.values import Origin
from assay.catalog.values import Baseline, Catalog, Provenance
from assay.errors import BadInput, Problem
from assay.ids import slug, well_formed

__all__ = [
    "Faults",
    "Names",
    "as_list",
    "as_table",
    "as_text",
    "baseline_of",
    "digest",
    "entries",
    "first_line",
    "identifier",
    "is_list",
    "is_table",
    "origin_of",
    "provenance_of",
    "read_json",
    "tables",
]

_MOST_BYTES: Final = 256 << 20
_MOST_KEYS: Final = 100
_MOST_TITLE: Final = 160
_LONGEST_ID: Final = 120
_BEFORE_BRACKET: Final = re.compile(r"[-_\s]+(?=[(\[])")
_SPACE: Final = re.compile(r"\s+")


@dataclass(slots=True, kw_only=True)
class Faults:
    """What is wrong with one file, in the order found."""

    file: str
    found: list[Problem] = field(default_factory=list[Problem])
    unread: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """Keys that nothing here reads, each by what carries it: how often it stands."""

    def add(self, place: str, message: str, remedy: str = "") -> None:
        """One fault more."""
        one = Problem(file=self.file, place=place, message=message, remedy=remedy)
        self.found.append(one)

    def tables(
        self, value: object, place: str, what: str
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """The tables of a list, each with its index there; what is none is a fault.

        A missing list, or a null in its place, is an empty one.
        """
        if value is not None and not is_list(value):
            self.add(place, f"Here must stand a list, each of it a {what}")
        for index, one in enumerate(as_list(value)):
            if is_table(one):
                yield index, one
            else:
                self.add(f"{place}[{index}]", f"A {what} must be a table; left out")

    def leave(self, what: str, keys: Iterable[str], read: Collection[str] = ()) -> None:
        """Remembers the keys of a table that are not among those that are read."""
        self.unread.update((what, key) for key in keys if key not in read)

    def left(self) -> Iterator[str]:
        """The keys that were left aside, with their numbers, in sentences."""
        by: dict[str, list[str]] = {}
        for (what, key), times in self.unread.most_common(_MOST_KEYS):
            name = first_line(as_text(key)) or "an empty key"
            by.setdefault(what, []).append(f"{name} ({times:,})")
        for what, keys in by.items():
            yield f"Left aside of each {what}: {', '.join(keys)}"
        more = len(self.unread) - _MOST_KEYS
        if more > 0:
            yield f"{more:,} further keys were left aside"

    def refused(self, message: str, remedy: str = "") -> BadInput:
        """The error to raise where nothing can be read, with all that was found."""
        last = Problem(file=self.file, message=message, remedy=remedy)
        return BadInput([*self.found, last])


@dataclass(slots=True)
class Names:
    """Ids given out in one catalog: each once."""

    taken: set[str] = field(default_factory=set[str])
    bent: Counter[Literal["slug", "numbered"]] = field(
        default_factory=Counter[Literal["slug", "numbered"]]
    )
    """How many could not be read as they stand, by what was done about it."""
    last: dict[str, int] = field(default_factory=dict[str, int])
    """The last number given after each id."""

    def take(self, *spellings: str) -> str:
        """An id nobody has: the first spelling that gives one, else a numbered one.

        Spellings that are empty are passed over.
        """
        wanted = [one for one in spellings if one] or ["item"]
        for spelling in wanted:
            found, canonically = identifier(spelling)
            if found not in self.taken:
                self.bent["slug"] += not canonically
                self.taken.add(found)
                return found
        return self._numbered(identifier(wanted[0])[0])

    def _numbered(self, stem: str) -> str:
        number = self.last.get(stem, 1) + 1
        while f"{stem}-{number}" in self.taken:
            number += 1
        self.last[stem] = number
        self.bent["numbered"] += 1
        self.taken.add(f"{stem}-{number}")
        return f"{stem}-{number}"

    def notes(self, where: str) -> Iterator[str]:
        """What was done to ids, in sentences."""
        if self.bent["slug"]:
            yield (
                f"{self.bent['slug']} ids of {where} could not be read as ids, and "
                "are made of the letters and digits they have"
            )
        if self.bent["numbered"]:
            count = self.bent["numbered"]
            yield f"{count} ids of {where} stood twice, and are numbered"


def identifier(spelling: str) -> tuple[str, bool]:
    """The canonical id of a spelling, and True; else a safe name, and False."""
    text = _BEFORE_BRACKET.sub("", spelling.strip())
    try:
        found = canonical(text)
    except UnreadableId:
        return slug(text)[:_LONGEST_ID].strip("-") or "item", False
    if len(found) <= _LONGEST_ID:
        return found, True
    cut = found[:_LONGEST_ID].rstrip("-._")
    return (cut if well_formed(cut) else slug(cut)), False


def is_table(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a table stands there."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a list stands there."""
    return isinstance(value, list)


def as_table(value: object) -> dict[str, Any]:
    """The value where it is a table; else an empty one."""
    return value if is_table(value) else {}


def as_list(value: object) -> list[Any]:
    """The value where it is a list; else an empty one."""
    return value if is_list(value) else []


def tables(value: object) -> Iterator[tuple[int, dict[str, Any]]]:
    """The tables of a list, each with its index there."""
    for index, one in enumerate(as_list(value)):
        if is_table(one):
            yield index, one


def entries(value: object, place: str) -> Iterator[tuple[str, str, Any]]:
    """The place, key and value of each entry of a table, or of a list, without keys."""
    if is_table(value):
        for key, one in value.items():
            yield f"{place}.{as_text(key)}", as_text(key), one
    for index, one in enumerate(as_list(value)):
        yield f"{place}[{index}]", "", one


def as_text(value: object) -> str:
    """A text without space around it, or a number as written; else nothing."""
    if isinstance(value, str):
        # JSON can hold half of a surrogate pair, which no file of ours could.
        return value.encode("utf-8", "replace").decode().strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return ""


def _number(value: float) -> str:
    try:
        return str(value)
    except ValueError:  # more digits than Python prints
        return ""


def first_line(text: str) -> str:
    """The first line of a text, cut where words end: it serves for a title."""
    line = _SPACE.sub(" ", text.strip().partition("\n")[0]).strip()
    if len(line) <= _MOST_TITLE:
        return line
    cut = line[: _MOST_TITLE - 1]
    # Chinese and Japanese have no space to end a word at.
    return (cut.rpartition(" ")[0] or cut).rstrip(",;:. ") + "…"


def read_json(data: bytes, faults: Faults) -> Any:
    """The value in `data`; a key that stands twice goes to `faults`.

    Raises:
        BadInput: It is not JSON, or too large or deep.
    """
    if len(data) > _MOST_BYTES:
        message = f"The file has {len(data):,} bytes; {_MOST_BYTES:,} are read"
        raise faults.refused(message)

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            for key, times in Counter(key for key, _ in pairs).items():
                if times > 1:
                    message = f"The key stands {times} times; the last one is read"
                    faults.add(as_text(key), message, "Keep one of them.")
        return found

    try:
        return json.loads(data.removeprefix(b"\xef\xbb\xbf"), object_pairs_hook=table)
    except RecursionError:
        raise faults.refused("The file is nested too deeply") from None
    except ValueError as fault:
        message = f"The file is not JSON: {str(fault)[:200]}"
        raise faults.refused(as_text(message)) from None


def digest(data: bytes) -> str:
    """SHA-256 of the file as it came, in hex."""
    return sha256(data).hexdigest()


def origin_of(data: bytes, file: str, form: str, **about: str) -> Origin:
    """Where an import came from; `about` are further fields of `Origin`."""
    return Origin(file=file, sha256=digest(data), form=form, **about)


def provenance_of(origin: Origin, source: str, note: str = "") -> Provenance:
    """What a catalog read from that file says of where it comes from."""
    rights = origin.licence or (
        "The file states none; the text belongs to its publisher."
    )
    return Provenance(
        source=source,
        rights=rights,
        confirmed=False,
        note=note,
        file=origin.file,
        sha256=origin.sha256,
        licence=origin.licence,
    )


def baseline_of(
    catalog: Catalog,
    level: str,
    chosen: tuple[str, ...],
    *,
    named: str,
    title: str,
    provenance: Provenance,
) -> Baseline:
    """What a level of a catalog asks, of the catalog's edition."""
    return Baseline(
        id=named,
        title=title,
        catalog=catalog.id,
        program="",
        level=level,
        edition=catalog.edition,
        count=len(chosen),
        provenance=provenance,
        requirements=chosen,
    )
