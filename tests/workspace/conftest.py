"""A northwind with its own clock and dice, so that everything can be made again."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from assay.canonical import digest
from assay.workspace import Workspace, initialise, open_workspace

AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
Make: TypeAlias = Callable[[Path], Workspace]


def counted_entropy() -> Callable[[int], bytes]:
    """Bytes that differ from call to call, and are the same from test to test."""
    calls = 0

    def entropy(size: int) -> bytes:
        nonlocal calls
        calls += 1
        return bytes.fromhex(digest(str(calls).encode()))[:size]

    return entropy


@pytest.fixture
def make() -> Make:
    """Makes a northwind in a folder; two made alike are alike to the byte."""

    def build(root: Path) -> Workspace:
        entropy = counted_entropy()
        initialise(root, "northwind", entropy=entropy)
        return open_workspace(root, clock=lambda: AT, entropy=entropy)

    return build
