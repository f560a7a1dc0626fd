"""The index of what a folder holds: made when that changes, and safe to delete.

It lies in the user's own cache, under the digest of the files that it was made from
and of the code that made it; a workspace that came from a stranger brings none along.
A file there is only ever replaced as a whole. Beside it lies a note, by folder, of how
the files looked when they were last read, so that a second question need not read them.
Where the cache cannot be used, the index is made in memory and the answer is the same.
"""

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

import assay
from assay.canonical import digest
from assay.catalog import Library, read_library
from assay.catalog.search import entries, stemmed
from assay.workspace.config import FILE
from assay.workspace.files import write_atomically
from assay.workspace.open import asked_files
from assay.workspace.remembering import folder, is_ours

__all__ = ["WORDS", "forget", "in_memory", "opened"]

WORDS: Final = "tokenize='unicode61 remove_diacritics 2'"
"""How words are told apart, as SQLite's FTS5 takes it."""

_CODE: Final = Path(assay.__file__).parent
_SHIPPED: Final = _CODE / "library"
_ASKED: Final = ("catalogs", "baselines", "crosswalks")
_SETTLED: Final = 2_000_000_000
"""Nanoseconds after which a file's time tells whether it was changed."""
_KEPT: Final = 6
"""Indexes that are kept; the longest unused go first."""
_NOTES: Final = 60

_TABLES: Final = f"""
create table made (digest text);
create table item (
  id integer primary key, catalog text, name text, printed text, key text,
  title text, grp text, text text, status text);
create table held (name text primary key, catalog text, low integer, high integer);
create table member (held text, item integer, primary key (held, item)) without rowid;
create virtual table stems using fts5(title, grp, text, content='', {WORDS});
create virtual table titles using fts5(title, content='', {WORDS});
create virtual table words using fts5(
  title, grp, text, content='item', content_rowid='id', detail=none,
  prefix='2 3 4', {WORDS});
create virtual table vocabulary using fts5vocab(words, row);
"""


def opened(root: Path) -> sqlite3.Connection:
    """The index of what a folder holds, read or made.

    Args:
        root: A workspace, or any folder: then the library alone is indexed.

    Raises:
        BadInput: A catalog, baseline or crosswalk cannot be read.
    """
    place = _place()
    if place is None:
        return in_memory(root)
    note, seen = _note(place, root), _looks(root)
    index = _held(place, _noted(note, seen))
    if index is not None:
        return index
    files = asked_files(root)
    named = _digest(files)
    index = _held(place, named) or _made(place, named, files)
    if seen:
        with suppress(OSError):
            write_atomically(note, f"{seen} {named}".encode())
    return index


def forget(root: Path) -> None:
    """Remove the index of a folder: what lies there is damaged."""
    place = _place()
    if place is not None:
        named = (_noted(_note(place, root), _looks(root)), _digest(asked_files(root)))
        for one in filter(None, named):
            _path(place, one).unlink(missing_ok=True)


def in_memory(root: Path) -> sqlite3.Connection:
    """The index, made anew, and gone when it is closed."""
    return _new(read_library(asked_files(root)))


def _place() -> Path | None:
    base = folder()
    if base is None or not is_ours(base) or not is_ours(base / "search"):
        return None
    return base / "search"


def _path(place: Path, named: str) -> Path:
    return place / f"{named}.sqlite3"


def _note(place: Path, root: Path) -> Path:
    where = str(root.resolve()) if (root / FILE).is_file() else ""
    return place / f"{digest(where.encode('utf-8', 'surrogateescape'))}.seen"


def _noted(note: Path, seen: str) -> str:
    """The digest of the files that looked so; empty where none is noted."""
    with suppress(OSError, ValueError):
        looked, named = note.read_text(encoding="ascii").split(" ")
        if looked == seen and len(named) == len(seen) and named.isalnum():
            return named
    return ""


def _looks(root: Path) -> str:
    """The files and the code as they lie on the disk, without reading them.

    Empty, which nothing is noted under, where one was written to so lately that another
    change might not be told by its time.
    """
    if not _SHIPPED.is_dir():
        return ""
    folders = [_SHIPPED, *([root] if (root / FILE).is_file() else [])]
    paths = [p for f in folders for one in _ASKED for p in (f / one).rglob("*.toml")]
    told = _told(paths)
    latest = max((stat.st_ctime_ns for _, stat in told), default=0)
    if time.time_ns() - latest < _SETTLED:
        return ""
    return _name((*told, *_code()))


def _digest(files: Mapping[str, bytes]) -> str:
    named = (f"{name}\0{digest(data)}" for name, data in sorted(files.items()))
    return digest("\n".join((_name(_code()), *named)).encode())


def _code() -> list[tuple[str, os.stat_result]]:
    rooms = (_CODE, _CODE / "catalog", _CODE / "catalog/search")
    return _told(
        [Path(__file__), *(one for room in rooms for one in room.glob("*.py"))]
    )


def _told(paths: Iterable[Path]) -> list[tuple[str, os.stat_result]]:
    told: list[tuple[str, os.stat_result]] = []
    for path in sorted(paths):
        with suppress(FileNotFoundError):
            told.append((str(path), path.stat()))
    return told


def _name(told: Iterable[tuple[str, os.stat_result]]) -> str:
    lines = (
        f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\0{stat.st_ctime_ns}\0{stat.st_ino}"
        for name, stat in told
    )
    return digest("\n".join(lines).encode("utf-8", "surrogateescape"))


def _held(place: Path, named: str) -> sqlite3.Connection | None:
    """The index of that name; None where there is none, or it is of something else."""
    path = _path(place, named)
    if not named or not path.is_file():
        return None
    index = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    with suppress(sqlite3.DatabaseError):
        if index.execute("select digest from made").fetchall() == [(named,)]:
            with suppress(OSError):
                os.utime(path)
            return index
    index.close()
    return None


def _made(place: Path, named: str, files: Mapping[str, bytes]) -> sqlite3.Connection:
    """The index, made, and moved to its place in one step if that can be done."""
    library = read_library(files)
    try:
        _write(_path(place, named), library, named)
        _prune(place)
    except (OSError, sqlite3.Error):
        return _new(library)
    return _held(place, named) or _new(library)


def _write(path: Path, library: Library, named: str) -> None:
    handle, name = tempfile.mkstemp(prefix=".making-", dir=path.parent)
    staging = Path(name)
    try:
        with closing(sqlite3.connect(staging)) as index:
            index.execute("pragma journal_mode = off")
            index.execute("pragma synchronous = off")
            _fill(index, library, named)
        os.fsync(handle)
        staging.replace(path)
    finally:
        os.close(handle)
        staging.unlink(missing_ok=True)


def _prune(place: Path) -> None:
    """Remove what was longest not used, and what a process that was killed left."""
    for pattern, kept in (("*.sqlite3", _KEPT), ("*.seen", _NOTES), (".making-*", 2)):
        used = sorted(place.glob(pattern), key=_last_used)
        for old in used[:-kept]:
            old.unlink(missing_ok=True)


def _last_used(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_mtime_ns
    return 0


def _new(library: Library) -> sqlite3.Connection:
    index = sqlite3.connect(":memory:")
    _fill(index, library, "")
    return index


def _fill(index: sqlite3.Connection, library: Library, named: str) -> None:
    index.executescript(_TABLES)
    rows = [
        (
            one.catalog,
            one.id,
            one.printed,
            one.key,
            one.title,
            one.group,
            one.text,
            one.status,
        )
        for one in entries(library)
    ]
    index.executemany("insert into item values (null, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    index.execute("create index by_key on item (key)")
    index.execute("create index by_name on item (catalog, name)")
    stems = [tuple(map(stemmed, row[4:7])) for row in rows]
    index.executemany(
        "insert into stems(rowid, title, grp, text) values (?, ?, ?, ?)",
        ((number, *three) for number, three in enumerate(stems, 1)),
    )
    index.executemany(
        "insert into titles(rowid, title) values (?, ?)",
        ((number, title) for number, (title, _, _) in enumerate(stems, 1)),
    )
    index.execute("insert into words(words) values ('rebuild')")
    for one in ("stems", "titles", "words"):
        index.execute(f"insert into {one}({one}) values ('optimize')")  # noqa: S608 - ours
    _fill_sets(index, library)
    index.execute("insert into made values (?)", [named])
    index.commit()


def _fill_sets(index: sqlite3.Connection, library: Library) -> None:
    index.execute(
        "insert into held select catalog, catalog, min(id), max(id) from item"
        " group by catalog"
    )
    for one in library.baselines.values():
        index.execute(
            "insert into held select ?, catalog, low, high from held where name = ?",
            [one.id, one.catalog],
        )
        index.executemany(
            "insert into member select ?, id from item where catalog = ? and name = ?",
            ((one.id, one.catalog, name) for name in one.requirements),
        )
