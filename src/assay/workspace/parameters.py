"""The parameters that a workspace sets: read, and written so that comments stay."""

import fcntl
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from assay.catalog import Library, requirements_of
from assay.catalog.parameters import (
    Settings,
    read_settings,
    stray,
    valued,
    violations,
)
from assay.errors import BadInput, Problem, UnknownName
from assay.ids import near
from assay.workspace.config import FILE
from assay.workspace.files import read_tree, write_atomically
from assay.workspace.open import open_workspace

__all__ = ["FOLDER", "held_settings", "set_parameters"]

FOLDER: Final = "parameters"


def held_settings(root: Path, library: Library) -> Settings:
    """What a folder sets, if it is a workspace; each of a parameter that is held.

    Raises:
        BadInput: With every fault of every file.
    """
    if not (root / FILE).is_file():
        return {}
    return _sound(_files(root), library)


def set_parameters(
    root: Path, given: Iterable[tuple[str, str]], set_id: str = ""
) -> tuple[Path, Settings]:
    """Set parameters in the file of one catalog or baseline.

    Args:
        root: The workspace.
        given: Pairs of a parameter's id and a text; several of one id are a list of
            values, and an empty text takes away what was set.
        set_id: The catalog or baseline; where empty, the one catalog that has them.

    Returns:
        The file, and all settings as they now are.

    Raises:
        BadInput: A parameter is not known, or a value breaks what is asked of it;
            nothing is written.
    """
    library = open_workspace(root).library
    with (root / FILE).open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # until it is closed: one at a time
        return _set(root, library, given, set_id)


def _set(
    root: Path, library: Library, given: Iterable[tuple[str, str]], set_id: str
) -> tuple[Path, Settings]:
    wanted: dict[str, list[str]] = {}
    for name, text in map(_readable, given):
        wanted.setdefault(name, []).extend([text] if text.strip() else [])
    chosen = set_id or _holder(library, tuple(wanted))
    file = f"{FOLDER}/{chosen}.toml"
    files = _files(root)
    before = _sound(files, library)
    files[file] = _edited(files.get(file, b""), file, wanted)
    after = _sound(files, library)
    told = _broken(library, before, chosen)
    broken = [one for one in _broken(library, after, chosen) if one not in told]
    if broken:
        raise BadInput(broken)
    write_atomically(root / file, files[file])
    return root / file, after


def _readable(pair: tuple[str, str]) -> tuple[str, str]:
    """The pair, if it is text that a file can hold."""
    try:
        "=".join(pair).encode()
    except UnicodeEncodeError as fault:
        message = f"The bytes of {pair[0]!r} and its value are not UTF-8 text"
        raise BadInput([Problem(file="ID=VALUE", message=message)]) from fault
    return pair


def _files(root: Path) -> dict[str, bytes]:
    found = read_tree(root, FOLDER)
    return {file: data for file, data in found.items() if file.endswith(".toml")}


def _sound(files: Mapping[str, bytes], library: Library) -> Settings:
    settings = read_settings(files)
    problems = stray(library, settings)
    if problems:
        raise BadInput(problems)
    return settings


def _broken(library: Library, settings: Settings, chosen: str) -> list[Problem]:
    """What values break, in the set and in the baselines that choose from it."""
    sets = [chosen] + [
        one.id for one in library.baselines.values() if one.catalog == chosen
    ]
    found = (violations(valued(library, one, settings)) for one in sets)
    return list(dict.fromkeys(problem for some in found for problem in some))


def _holder(library: Library, names: tuple[str, ...]) -> str:
    """The one catalog that has all these parameters."""
    held = {
        catalog: {
            other.lower()
            for one in requirements_of(library, catalog)
            for parameter in one.parameters
            for other in (parameter.id, *parameter.also)
        }
        for catalog in library.catalogs
    }
    fitting = [
        catalog
        for catalog, ids in held.items()
        if all(name.lower() in ids for name in names)
    ]
    if len(fitting) == 1:
        return fitting[0]
    known = {one for ids in held.values() for one in ids}
    for name in names:
        if name.lower() not in known:
            raise UnknownName("parameter", name, near=near(name, known))
    where = ", ".join(fitting) or "no one catalog alone"
    message = f"They are parameters of {where}"
    remedy = "Say for which catalog or baseline: --for ID."
    raise BadInput([Problem(file="ID=VALUE", message=message, remedy=remedy)])


def _edited(data: bytes, file: str, wanted: Mapping[str, list[str]]) -> bytes:
    try:
        document = tomlkit.parse(data)
    except TOMLKitError as fault:
        message = f"The file cannot be edited: {fault}"
        raise BadInput([Problem(file=file, message=message)]) from fault
    for name, texts in wanted.items():
        table, key = _place(document, name) or (document, name)
        if texts:
            table[key] = texts[0] if len(texts) == 1 else texts
        elif key in table:
            del table[key]
    return tomlkit.dumps(document).encode()


def _place(table: Any, name: str) -> "tuple[Any, str] | None":
    """The table and key under which a parameter is set, quoted or with bare dots."""
    for key in table:
        folded = str(key).lower()
        if folded == name.lower():
            return table, key
        if name.lower().startswith(f"{folded}.") and hasattr(table[key], "keys"):
            found = _place(table[key], name[len(folded) + 1 :])
            if found is not None:
                return found
    return None
