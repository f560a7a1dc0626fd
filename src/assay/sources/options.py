"""Options of a source: a dataclass whose fields carry their meaning."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar, cast

from assay.errors import BadInput, Problem
from assay.evidence import Request
from assay.reading import read_record

__all__ = ["FILE", "meanings", "option_problem", "read_options", "says"]

T = TypeVar("T")

FILE = "assay.toml"


def says(meaning: str) -> dict[str, str]:
    """Field metadata that tells people what the option means."""
    return {"meaning": meaning}


def meanings(kind: type[Any]) -> Mapping[str, str]:
    """Each option of the dataclass `kind` with its meaning."""
    listed = fields(cast("Any", kind))
    return {field.name: field.metadata["meaning"] for field in listed}


def read_options(kind: type[T], request: Request) -> T:
    """The request's options as a `kind`; raises `BadInput` with every fault."""
    problems: list[Problem] = []
    table = dict(request.options)
    options = read_record(
        kind, table, file=FILE, place=_place(request), problems=problems
    )
    if options is None:
        raise BadInput(problems)
    return options


def option_problem(
    request: Request, option: str, message: str, remedy: str = ""
) -> Problem:
    """A fault in what was configured."""
    place = f"{_place(request)}.{option}"
    return Problem(file=FILE, place=place, message=message, remedy=remedy)


def _place(request: Request) -> str:
    """The table of the workspace's `assay.toml` that configures the instance."""
    return f"sources.{request.name}"
