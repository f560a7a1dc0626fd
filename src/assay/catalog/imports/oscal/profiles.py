"""The controls that a profile names, where it names them.

A profile that chooses by rule (all, by pattern, with children) says something only
together with its catalog: it is resolved first.
"""

from typing import Any, cast

from assay.catalog.imports.nodes import Node, identifier_of, objects, text_of
from assay.errors import BadInput, Problem
from assay.oscal import Document

__all__ = ["ByRule", "selected"]


class ByRule(BadInput):
    """A profile chooses by rule: what it chooses takes its catalog to answer."""


def selected(
    document: Document, file: str
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The controls that a profile names, in order, without those it excludes.

    Raises:
        ByRule: It chooses by rule.
    """
    problems: list[Problem] = []
    chosen: list[str] = []
    for number, one in enumerate(objects(document.content.get("imports"))):
        place = f"/profile/imports/{number}"
        without = set(_ids(one, "exclude-controls", file, place, problems))
        named_ = _ids(one, "include-controls", file, place, problems)
        if "include-all" in one or "include-controls" not in one:
            raise ByRule([_by_rule(file, place, "takes all controls of its import")])
        chosen += [identifier for identifier in named_ if identifier not in without]
    return tuple(dict.fromkeys(chosen)), tuple(problems)


def _ids(
    node: Node, key: str, file: str, place: str, problems: list[Problem]
) -> list[str]:
    found: list[str] = []
    for group in objects(node.get(key)):
        if "matching" in group:
            raise ByRule([_by_rule(file, place, "chooses controls by patterns")])
        if group.get("with-child-controls") == "yes":
            raise ByRule([_by_rule(file, place, "takes controls with their children")])
        stated: Any = group.get("with-ids")
        for one in cast("list[object]", stated) if isinstance(stated, list) else ():
            identifier = identifier_of(text_of(one))
            if identifier:
                found.append(identifier)
            else:
                message = f"{one!r} is not a control id, and is left out"
                problems.append(Problem(file=file, place=place, message=message))
    return found


def _by_rule(file: str, place: str, how: str) -> Problem:
    message = f"The profile {how}, which its catalog must answer"
    remedy = "Resolve it with `assay catalog resolve`, and import what comes of it."
    return Problem(file=file, place=place, message=message, remedy=remedy)
