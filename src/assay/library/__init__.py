"""library: content, not code. Programs, catalogs, baselines, crosswalks and examples.

Everything here is data in our own words: identifiers, structure, counts, dates and
relations are facts and carry over; the sentences of a standard do not.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["examples", "read_files"]


def read_files(folder: str) -> dict[str, bytes]:
    """Every file below `folder` of the library, by its path relative to that folder."""
    root = files(__name__)
    for part in folder.split("/"):
        root = root / part
    return dict(sorted(_walk(root, "")))


def examples() -> tuple[str, ...]:
    """Names of the example workspaces."""
    folder = files(__name__) / "examples"
    return tuple(sorted(one.name for one in folder.iterdir() if one.is_dir()))


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for item in folder.iterdir():
        if item.name in {"__pycache__", "__init__.py"}:
            continue
        if item.is_dir():
            found.extend(_walk(item, f"{prefix}{item.name}/"))
        else:
            found.append((f"{prefix}{item.name}", item.read_bytes()))
    return found
