"""The one place that reads the clock and throws dice; all else is handed both."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

__all__ = ["Clock", "Entropy", "system_clock", "system_entropy"]

Clock: TypeAlias = Callable[[], datetime]
Entropy: TypeAlias = Callable[[int], bytes]


def system_clock() -> datetime:
    """Now, in UTC, to the second: the precision of every record."""
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the edge


def system_entropy(size: int) -> bytes:
    """That many bytes from the operating system's generator."""
    return os.urandom(size)
