"""OSCAL as an import: catalogs, mappings, and profiles, resolved or not, as baselines.

The document itself is kept beside what is read from it, so that nothing which our
values have no field for is lost. Insertion points of parameters stay in the text, where
what the workspace sets can be put in; a title is a name, and has the label instead.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from assay.canonical import digest
from assay.catalog.imports.mappings import crosswalks_in, named_by
from assay.catalog.imports.nodes import (
    Node,
    as_object,
    identifier_of,
    objects,
    text_of,
)
from assay.catalog.imports.parameters import params_in, params_said, params_set
from assay.catalog.imports.profiles import selected
from assay.catalog.imports.values import Imported, Origin
from assay.catalog.values import (
    Baseline,
    Catalog,
    Group,
    Parameter,
    Provenance,
    Requirement,
)
from assay.errors import BadInput, Problem
from assay.ids import slug
from assay.oscal import Document, read

__all__ = ["id_by", "looks_like_oscal", "read_oscal"]

_ROOTS: Final = (
    "catalog|profile|mapping-collection|component-definition|system-security-plan|"
    "assessment-plan|assessment-results|plan-of-action-and-milestones"
)
_JSON: Final = re.compile(
    rf'\A\s*\{{\s*(?:"\$schema"\s*:\s*"[^"]*"\s*,\s*)?"(?:{_ROOTS})"\s*:\s*\{{'
)
_YAML: Final = re.compile(rf"^(?:{_ROOTS})\s*:\s*(?:#.*)?$", re.MULTILINE)
_XML: Final = re.compile(
    rf"""<(?:[\w.-]+:)?(?:{_ROOTS})\s[^>]*["']http://csrc\.nist\.gov/ns/oscal/1\.0["']"""
)
_INSERTED: Final = re.compile(r"\{\{\s*insert:\s*param\s*,\s*([^\s}]+)\s*\}\}")
_EMPHASIS: Final = re.compile(r"(?<!\\)(\*{1,3})([^*]+?)(?<!\\)\1")
_MARKUP: Final = re.compile(r"\\([\\`*_{}\[\]()#+.!~^<>&'\"-])")
_ASIDE: Final = ("guidance", "assessment", "objective", "example", "overview")
_MADE_BY: Final = ("source-profile", "resolution-source")
_NOW: Final = ("incorporated-into", "moved-to")
_OWNERS: Final = ("publisher", "creator", "prepared-by", "author")
_NAMED: Final = 40
_DEPTH: Final = 60


def looks_like_oscal(head: bytes) -> bool:
    """Whether a file that begins so is an OSCAL document, in any of its three forms."""
    text = head.decode("utf-8", "replace").lstrip("\ufeff")
    if text.lstrip().startswith("<"):
        return _XML.search(text) is not None
    return _JSON.match(text) is not None or _YAML.search(text) is not None


def read_oscal(data: bytes, *, file: str) -> Imported:
    """A catalog, crosswalks, or the baseline that a profile, resolved or not, is.

    A baseline and a crosswalk name catalogs as the document does, by the file that it
    refers to, if any; whoever holds catalogs knows which that is.

    Raises:
        BadInput: It is no OSCAL document, another model, or a profile that chooses by
            rules, which takes the catalog to answer.
    """
    document = read(data, file=file)
    about = _About(document, file)
    if document.root == "profile":
        chosen, problems = selected(document, file)
        about.chosen_from = _first_import(document)
        about.parameters = params_set(document.content)
        return about.imported(data, baseline=chosen, problems=problems)
    if document.root == "mapping-collection":
        crosswalks, problems = crosswalks_in(
            document, file, about.owner, about.provenance()
        )
        if not crosswalks:
            message = "No mapping in it can be read"
            raise BadInput([*problems, Problem(file=file, message=message)])
        imported = about.imported(data, problems=problems)
        return replace(imported, baselines=(), crosswalks=crosswalks)
    if document.root != "catalog":
        message = f"It is a {document.root}, which is not asked of anyone"
        remedy = "Catalogs, profiles and mappings are imported here."
        if document.root == "component-definition":
            remedy = "Import it with `assay register import`."
        raise BadInput([Problem(file=file, message=message, remedy=remedy)])
    walk = _Walk(file)
    walk.through(document.content, "", 0)
    found = walk.requirements()
    problems = tuple(walk.problems)
    if _is_resolved(document):
        chosen = tuple(one.id for one in found if one.status == "active")
        about.parameters = params_said(found)
        note = f"{file} is a resolved profile: it is kept as a baseline."
        return about.imported(data, baseline=chosen, problems=problems, notes=(note,))
    catalog = about.catalog(found, tuple(walk.groups.values()))
    return about.imported(data, catalog=catalog, problems=problems)


def _first_import(document: Document) -> str:
    """The file that a profile chooses from, where it is one."""
    named = [
        named_by(document, one.get("href"))
        for one in objects(document.content.get("imports"))
    ]
    return named[0] if len(set(named)) == 1 else ""


def _is_resolved(document: Document) -> bool:
    about = as_object(document.content.get("metadata"))
    links = {one.get("rel") for one in objects(about.get("links"))}
    props = {one.get("name") for one in objects(about.get("props"))}
    return bool(links & set(_MADE_BY)) or "resolution-tool" in props


class _About:
    """What a document says of itself."""

    def __init__(self, document: Document, file: str) -> None:
        metadata = as_object(document.content.get("metadata"))
        self.file = file
        self.title = _label(text_of(metadata.get("title")), {}) or file
        self.edition = text_of(metadata.get("version"))
        self.owner = _owner(metadata)
        self.licence = next(
            (
                text_of(one.get("value"))
                for one in objects(metadata.get("props"))
                if text_of(one.get("name")).lower() in {"license", "licence", "rights"}
            ),
            "",
        )
        self.id = id_by(self.title, file)
        self.chosen_from = ""
        self.parameters: tuple[Parameter, ...] = ()

    def imported(
        self,
        data: bytes,
        *,
        catalog: Catalog | None = None,
        baseline: tuple[str, ...] = (),
        problems: tuple[Problem, ...],
        notes: tuple[str, ...] = (),
    ) -> Imported:
        """The whole as an import."""
        origin = Origin(
            file=self.file,
            sha256=digest(data),
            form="oscal",
            publisher=self.owner,
            licence=self.licence,
            edition=self.edition,
            unit="control",
        )
        if catalog is None:
            return Imported(
                origin=origin,
                baselines=(self._baseline(baseline),),
                problems=problems,
                notes=notes,
            )
        return Imported(origin=origin, catalogs=(catalog,), problems=problems)

    def provenance(self) -> Provenance:
        """Where it comes from, as it says itself."""
        parts = (self.title, self.edition, self.owner)
        return Provenance(
            source=", ".join(part for part in parts if part),
            rights=self.licence
            or "Of its owner; the text is held in this workspace alone.",
        )

    def catalog(
        self, found: tuple[Requirement, ...], groups: tuple[Group, ...]
    ) -> Catalog:
        """The catalog of what was found."""
        return Catalog(
            id=self.id,
            title=self.title,
            standard=self.title,
            edition=self.edition,
            owner=self.owner,
            programs=(),
            unit="control",
            count=sum(one.status == "active" for one in found),
            provenance=self.provenance(),
            groups=groups,
            requirements=found,
        )

    def _baseline(self, chosen: tuple[str, ...]) -> Baseline:
        unique = tuple(dict.fromkeys(chosen))
        return Baseline(
            id=self.id,
            title=self.title,
            catalog=self.chosen_from,
            program="",
            level="",
            edition=self.edition,
            count=len(unique),
            provenance=self.provenance(),
            requirements=unique,
            parameters=self.parameters,
        )


def id_by(title: str, file: str) -> str:
    """An id by the title, or by the file where the title is too long to be one."""
    by_title = slug(title)
    stem = slug(re.sub(r"\.\w+$", "", file.rsplit("/", 1)[-1]))
    return by_title if 0 < len(by_title) <= _NAMED else stem or by_title


def _owner(metadata: Node) -> str:
    names = {
        text_of(one.get("uuid")): text_of(one.get("name"))
        for one in objects(metadata.get("parties"))
    }
    roles = {
        text_of(one.get("role-id")): one.get("party-uuids")
        for one in objects(metadata.get("responsible-parties"))
    }
    for role in _OWNERS:
        held = roles.get(role)
        for uuid in cast("list[object]", held) if isinstance(held, list) else ():
            if names.get(text_of(uuid)):
                return names[text_of(uuid)]
    return next((name for name in names.values() if name), "")


class _Walk:
    """Through groups and controls, in order, with what each refines."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.groups: dict[str, Group] = {}
        self.found: list[tuple[Requirement, list[str]]] = []
        """Each with the links to what replaced it."""
        self.problems: list[Problem] = []
        self.control_of: dict[str, str] = {}
        """By the id of a control or of a part inside it, the control's own."""

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
        title = _label(text_of(node.get("title")), {})
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
            title=_label(text_of(node.get("title")), labels) or identifier,
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
        return tuple(
            one.id
            for one, _ in self.found
            if one.group == name and not one.parent and one.status == "active"
        )


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


def _label(title: str, labels: Mapping[str, str]) -> str:
    """A title as plain text, with the label of a parameter instead of the parameter."""

    def shown(found: re.Match[str]) -> str:
        label = labels.get(found[1], "")
        return f"[{label}]" if label else ""

    plain = _MARKUP.sub(r"\1", _EMPHASIS.sub(r"\2", _INSERTED.sub(shown, title)))
    return " ".join(plain.split())
