"""What stops us, and what we find.

```
Exception
└── Error              anything Assay raises on purpose; carries its exit code
    ├── BadInput       the input is at fault: one or many `Problem`s, exit code 2
    ├── UnknownName    a question named something that does not exist, with near matches
    └── ...            rooms subclass `Error` beside the code that raises it
```

A `Problem` is a value: checks return lists of them, so that a person sees every
fault at once. Only what stops the work is an exception.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

__all__ = ["BadInput", "Error", "Problem", "UnknownName"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One fault in something a person or a system handed to us."""

    file: str
    """The file at fault, relative to the workspace where it lies inside one."""
    place: str = ""
    """Where in the file: a table and key (`scope[0].regions`), or a line (`line 7`)."""
    message: str
    """What is wrong, in one sentence."""
    remedy: str = ""
    """What to do about it, in one sentence."""

    def __str__(self) -> str:
        """`file: place: message` and, on a second line, the remedy."""
        head = ": ".join(part for part in (self.file, self.place, self.message) if part)
        return f"{head}\n    {self.remedy}" if self.remedy else head


class Error(Exception):
    """Base of everything Assay raises on purpose."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def diagnose(self) -> str:
        """What happened and what to do about it, for a person to read."""
        return f"{self.message}\n    {self.remedy}" if self.remedy else self.message


class BadInput(Error):  # noqa: N818 - reads as what it is
    """The input is at fault; every fault found is listed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        count = len(self.problems)
        super().__init__(f"{count} problem{'' if count == 1 else 's'} in the input")

    def diagnose(self) -> str:
        """Each problem on its own lines, in the order found."""
        return "\n".join([*map(str, self.problems), f"{self.message}; nothing changed"])


class UnknownName(Error):  # noqa: N818 - reads as what it is
    """A question named something that does not exist here."""

    def __init__(
        self,
        what: str,
        name: str,
        *,
        near: tuple[str, ...] = (),
        known: Iterable[str] = (),
    ) -> None:
        """`known` is told where nothing is near: all names, if they are few."""
        self.what = what
        self.name = name
        self.near = near
        all_of_them = ", ".join(known)
        remedy = f"Known are {all_of_them}." if all_of_them else ""
        if near:
            remedy = f"Did you mean {' or '.join(near)}?"
        super().__init__(f"There is no {what} {name!r} here", remedy=remedy)
