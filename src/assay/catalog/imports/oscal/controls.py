"""The groups and controls of an OSCAL catalog, in order, with what each asks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from assay.catalog.imports.nodes import Node, identifier_of, objects, text_of
from assay.catalog.imports.oscal.parameters import params_in
from assay.catalog.values import Group, Requirement
from assay.errors import BadInput, Problem
from assay.ids import slug

__all__ = ["Walk", "plain_title"]

_INSERTED: Final = re.compile(r"\{\{\s*insert:\s*param\s*,\s*([^\s}]+)\s*\}\}")
_EMPHASIS: Final = re.compile(r"(?<!\\)(\*{1,3})([^*]+?)(?<!\\)\1")
_MARKUP: Final = re.compile(r"\\([\\`*_{}\[\]()#+.!~^<>&'\"-])")
_ASIDE: Final = ("guidance", "assessment", "objective", "example", "overview")
_NOW: Final = ("incorporated-into", "moved-to")
_DEPTH: Final = 60
_FAMILY: Final = 100
"""Controls of a family that a withdrawn one may have gone to; more say nothing."""


class Walk:
    """Through groups and controls, in order, with what each refines."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.groups: dict[str, Group] = {}
        self.found: list[tuple[Requirement, list[str]]] = []
        """Each with the links to what replaced it."""
        self.problems: list[Problem] = []
        self.control_of: dict[str, str] = {}
        """By the id of a control or of a part inside it, the control's own."""
        self.families: dict[str, tuple[str, ...]] | None = None

    def through(self, node: Node, group: str, depth: int, parent: str = "") -> None:
        """The groups and controls below a node."""
        if depth > _DEPTH:
            message = f"Groups and controls nest more than {_DEPTH} deep"
            raise BadInput([Problem(file=self.file, message=message)])
        # Controls that stand beside groups come first, as they do in the document.
        for control in objects(node.get("controls")):
            self._control(control, group, parent, depth)
        for inner in objects(node.get("groups")):
            self.through(inner, self._group(inner), depth + 1)

    def _group(self, node: Node) -> str:
        title = plain_title(text_of(node.get("title")), {})
        wanted = slug(text_of(node.get("id"))) or slug(title)
        if wanted and wanted not in self.groups:
            self.groups[wanted] = Group(id=wanted, title=title or wanted)
        return wanted

    def _control(self, node: Node, group: str, parent: str, depth: int) -> None:
        stated = text_of(node.get("id"))
        identifier = identifier_of(stated)
        if not identifier:
            message = f"The control {stated!r} has no id that can be used"
            remedy = "It is left out, and what refines it stands by itself."
            place = f"control {text_of(node.get('title'))!r}"
            self.problems.append(
                Problem(file=self.file, place=place, message=message, remedy=remedy)
            )
        else:
            self._keep(node, identifier, group, parent)
        self.through(node, group, depth + 1, identifier or parent)

    def _keep(self, node: Node, identifier: str, group: str, parent: str) -> None:
        for inner in (text_of(node.get("id")), *_part_ids(node, 0)):
            self.control_of.setdefault(inner, identifier)
        withdrawn = any(
            one.get("name") == "status"
            and text_of(one.get("value")).lower() == "withdrawn"
            for one in objects(node.get("props"))
        )
        went = [
            text_of(one.get("href"))
            for one in objects(node.get("links"))
            if withdrawn and one.get("rel") in _NOW
        ]
        labels = {
            text_of(one.get("id")): text_of(one.get("label"))
            for one in objects(node.get("params"))
        }
        control = Requirement(
            id=identifier,
            title=plain_title(text_of(node.get("title")), labels) or identifier,
            group=group,
            parent=parent,
            kind="enhancement" if parent else "control",
            status="withdrawn" if withdrawn else "active",
            text=_statement(node),
            parameters=params_in(node),
        )
        self.found.append((control, went))

    def requirements(self) -> tuple[Requirement, ...]:
        """What was found, with where the withdrawn ones went."""
        return tuple(
            replace(one, now=tuple(self._now(one.id, went))) for one, went in self.found
        )

    def _now(self, identifier: str, went: Sequence[str]) -> Iterator[str]:
        """The controls that links lead to, each once; those that lead nowhere told."""
        seen = {identifier}
        for href in dict.fromkeys(went):
            targets = self._behind(href.removeprefix("#"))
            if not targets:
                message = (
                    f"{identifier} is said to be now in {href!r}, which is not here"
                )
                place = f"control {identifier}"
                self.problems.append(
                    Problem(file=self.file, place=place, message=message)
                )
            yield from (one for one in targets if one not in seen)
            seen.update(targets)

    def _behind(self, name: str) -> tuple[str, ...]:
        """The control of that id or with that part, or all controls of that family."""
        if name in self.control_of:
            return (self.control_of[name],)
        family = self._families().get(name, ())
        return family if len(family) <= _FAMILY else ()

    def _families(self) -> Mapping[str, tuple[str, ...]]:
        """By group, its active controls; worked out when a link first asks."""
        if self.families is None:
            found: dict[str, list[str]] = {}
            for one, _ in self.found:
                if not one.parent and one.status == "active":
                    found.setdefault(one.group, []).append(one.id)
            self.families = {name: tuple(ids) for name, ids in found.items()}
        return self.families


def _part_ids(node: Node, depth: int) -> Iterator[str]:
    if depth > _DEPTH:
        return
    for part in objects(node.get("parts")):
        yield text_of(part.get("id"))
        yield from _part_ids(part, depth + 1)


def _statement(node: Node) -> str:
    """The prose of the statement, item by item; of a control without one, what it has.

    Guidance, assessment methods and objectives are not what is asked.
    """
    parts = objects(node.get("parts"))
    stated = [part for part in parts if part.get("name") == "statement"]
    chosen = stated or [
        part for part in parts if not text_of(part.get("name")).startswith(_ASIDE)
    ]
    return "\n".join(line for part in chosen for line in _lines(part, 0))


def _lines(part: Node, depth: int) -> Iterator[str]:
    if depth > _DEPTH:
        return
    label = next(
        (
            text_of(one.get("value"))
            for one in objects(part.get("props"))
            if one.get("name") == "label"
        ),
        "",
    )
    prose = text_of(part.get("prose")).strip()
    if prose or label:
        yield "  " * max(depth - 1, 0) + f"{label} {prose}".strip()
    for inner in objects(part.get("parts")):
        yield from _lines(inner, depth + 1)


def plain_title(title: str, labels: Mapping[str, str]) -> str:
    """A title as plain text, with the label of a parameter instead of the parameter."""

    def shown(found: re.Match[str]) -> str:
        label = labels.get(found[1], "")
        return f"[{label}]" if label else ""

    plain = _MARKUP.sub(r"\1", _EMPHASIS.sub(r"\2", _INSERTED.sub(shown, title)))
    return " ".join(plain.split())
