"""library: content, not code. Programs, catalogs, baselines, crosswalks and examples.

Everything here is data in our own words: identifiers, structure, counts, dates and
relations are facts and carry over; the sentences of a standard do not.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["examples", "read_files"]

_ROOT: Final = Path(__file__).parent
"""The library lies beside this file; `importlib.resources` would say the same, and
takes longer to load than the smallest question takes to answer."""


def read_files(folder: str) -> dict[str, bytes]:
    """Every file below `folder` of the library, by its path relative to that folder."""
    return dict(sorted(_walk(_ROOT / folder, "")))


def examples() -> tuple[str, ...]:
    """Names of the example workspaces."""
    folder = _ROOT / "examples"
    return tuple(sorted(one.name for one in folder.iterdir() if one.is_dir()))


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        if item.name in {"__pycache__", "__init__.py"}:
            continue
        if item.is_dir():
            yield from _walk(item, f"{prefix}{item.name}/")
        else:
            yield f"{prefix}{item.name}", item.read_bytes()
