"""Values worked out from files, remembered between processes.

A register of ten years, or a catalog of a thousand controls with their text, takes
longer to read and to hold to its rules than to ask. What came of it is remembered in
the user's own cache, under a name made of every byte that it was made from and of the
code that made it: a changed file, library or program finds nothing there. Only whole
values are remembered, never a fault, and the folder is used only where nobody else can
write to it; a workspace that came from a stranger brings no memory along. Deleting the
folder costs a moment.
"""

import os
import stat
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, TypeVar

import msgspec

import assay
from assay.canonical import digest
from assay.workspace.files import write_atomically

__all__ = ["folder", "is_ours", "remembered"]

T = TypeVar("T")
_KEPT: Final = 24
"""Values that are kept; the longest unused go first."""
_CODE: Final = Path(assay.__file__).parent
_ROOMS: Final = ("catalog", "register")
"""The code that makes what is remembered, with the modules of the floor."""
_SAFE_MODE: Final = 0o700


def folder() -> Path | None:
    """Where values are remembered; None where there is no such place."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "assay" if base.is_absolute() else None


def remembered(
    kind: type[T], shelves: Iterable[Mapping[str, bytes]], make: Callable[[], T]
) -> T:
    """What `make` gives for these files, made only if it is not remembered.

    Args:
        kind: The value's type, made of frozen dataclasses.
        shelves: All files that it is made from.
        make: Makes it; what it raises is raised, and nothing is remembered.
    """
    place = folder()
    if place is None or not is_ours(place):
        return make()
    path = place / f"{kind.__name__.lower()}-{_name(shelves)}"
    found = _read(path, kind)
    if found is None:
        found = make()
        _write(path, found)
    return found


def _name(shelves: Iterable[Mapping[str, bytes]]) -> str:
    parts = [_code()]
    for shelf in shelves:
        parts += [f"{name}\0{digest(data)}" for name, data in sorted(shelf.items())]
        parts.append("")
    return digest("\n".join(parts).encode())


def _code() -> str:
    """The code as it lies on the disk: its files, their sizes and times."""
    rooms = (_CODE / room for room in _ROOMS)
    files = sorted((*_CODE.glob("*.py"), *(f for r in rooms for f in r.rglob("*.py"))))
    seen = ((path, path.stat()) for path in files)
    return "\n".join(f"{path}\0{st.st_size}\0{st.st_mtime_ns}" for path, st in seen)


def is_ours(place: Path) -> bool:
    """Whether the folder, made if need be, is one that only this user can write to."""
    try:
        place.mkdir(mode=_SAFE_MODE, parents=True, exist_ok=True)
        found = place.lstat()
    except OSError:
        return False
    others = stat.S_IWGRP | stat.S_IWOTH
    mine = found.st_uid == os.geteuid()
    return stat.S_ISDIR(found.st_mode) and mine and not found.st_mode & others


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        data = path.read_bytes()
        os.utime(path)
        return msgspec.msgpack.decode(data, type=kind)
    except (OSError, msgspec.DecodeError):
        return None


def _write(path: Path, value: object) -> None:
    """Remember a value; that there is no room for it stops nobody."""
    try:
        write_atomically(path, msgspec.msgpack.encode(value))
        values = (one for one in path.parent.iterdir() if one.is_file())
        used = sorted(values, key=lambda one: one.stat().st_mtime_ns)
        for old in used[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return
