"""JSON as it must be: one meaning per document, or a problem that says where."""

import json
from collections.abc import Iterable
from typing import Any

from assay.errors import Problem

__all__ = ["parse_json"]

_SYNTAX = "Write it as strict JSON (RFC 8259), every key once."


def parse_json(
    data: bytes, *, file: str, problems: list[Problem], place: str = ""
) -> Any:
    """The value in `data`, or None and a problem: UTF-8, no key twice, no NaN.

    A duplicated key is refused because readers disagree about which one counts
    (RFC 8259 section 4); what one tool checked, another would not see.
    """
    try:
        return json.loads(
            data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant
        )
    except UnicodeDecodeError as fault:
        message = f"The text is not UTF-8: byte {fault.start} cannot be read"
        remedy = "Save it as UTF-8."
    except json.JSONDecodeError as fault:
        spot = f"line {fault.lineno}, column {fault.colno}"
        message = f"The text is not valid JSON: {fault.msg} at {spot}"
        remedy = _SYNTAX
    except RecursionError:
        message, remedy = "The text is nested too deeply", "Write it flatter."
    except ValueError as fault:  # a key twice, NaN, a number of thousands of digits
        message, remedy = f"The text is not strict JSON: {fault}", _SYNTAX
    problems.append(Problem(file=file, place=place, message=message, remedy=remedy))
    return None


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key[:80]!r} is there twice")
        found[key] = value
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")
