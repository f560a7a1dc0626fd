"""What is wrong with a document, as a value: how bad, by which rule, and where."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from assay.errors import Problem

__all__ = ["Fault", "Level", "Unjudged"]

Level: TypeAlias = Literal["error", "warning", "informational"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One departure from OSCAL."""

    path: str
    """JSON Pointer (RFC 6901) of the value: `/catalog/groups/0/controls/3/id`."""
    rule: str
    """What it breaks: `unknown-key`, `pattern:uuid`, a constraint's id."""
    message: str
    level: Level = "error"

    def problem(self, file: str) -> Problem:
        """The same as a problem of a file."""
        return Problem(file=file, place=self.path, message=self.message)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Unjudged:
    """A constraint that could not be evaluated, and so was neither kept nor broken."""

    path: str
    """The first place where it could not, as a JSON Pointer."""
    rule: str
    expression: str
    """What could not be evaluated, as its author wrote it."""
    reason: str
    level: Level = "error"
    """How bad a breach of it would be."""
