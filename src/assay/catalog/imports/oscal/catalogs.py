"""OSCAL as an import: catalogs, mappings, and profiles, resolved or not, as baselines.

The document itself is kept beside what is read from it, so that nothing which our
values have no field for is lost. Insertion points of parameters stay in the text, where
what the workspace sets can be put in; a title is a name, and has the label instead.
"""

import re
from dataclasses import replace
from typing import Final, cast

from assay.canonical import digest
from assay.catalog.imports.nodes import Node, as_object, id_by, objects, text_of
from assay.catalog.imports.oscal.controls import Walk, plain_title
from assay.catalog.imports.oscal.mappings import crosswalks_in, named_by
from assay.catalog.imports.oscal.parameters import params_said, params_set
from assay.catalog.imports.oscal.profiles import selected
from assay.catalog.imports.values import Imported, Origin
from assay.catalog.values import (
    Baseline,
    Catalog,
    Parameter,
    Provenance,
    Requirement,
)
from assay.errors import BadInput, Problem
from assay.oscal import Document, Form, read

__all__ = ["looks_like_oscal", "read_oscal"]

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
_HEAD: Final = 1 << 16
_MADE_BY: Final = ("source-profile", "resolution-source")
_OWNERS: Final = ("publisher", "creator", "prepared-by", "author")


def looks_like_oscal(head: bytes) -> bool:
    """Whether a file that begins so is an OSCAL document, in any of its three forms."""
    text = head[:_HEAD].decode("utf-8", "replace").lstrip("\ufeff")
    if text.lstrip().startswith("<"):
        return _XML.search(text) is not None
    return _JSON.match(text) is not None or _YAML.search(text) is not None


def read_oscal(data: bytes, *, file: str) -> Imported:
    """A catalog, crosswalks, or the baseline that a profile, resolved or not, is.

    What a resolved profile is by itself, a catalog, stands in `instead`. A baseline and
    a crosswalk name catalogs as the document does, by the file that it
    refers to, if any; whoever holds catalogs knows which that is.

    Raises:
        BadInput: It is no OSCAL document, another model, or a profile that chooses by
            rules, which takes the catalog to answer.
    """
    document = read(data, file=file, form=_form(data))
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
        message = f"It is {document.kind}, which is not asked of anyone"
        remedy = "Catalogs, profiles and mappings are imported here."
        if document.root == "component-definition":
            remedy = "Import it with `assay register import`."
        raise BadInput([Problem(file=file, message=message, remedy=remedy)])
    walk = Walk(file)
    walk.through(document.content, "", 0)
    found = walk.requirements()
    problems = tuple(walk.problems)
    if _is_resolved(document):
        chosen = tuple(one.id for one in found if one.status == "active")
        about.parameters = params_said(found)
        imported = about.imported(data, baseline=chosen, problems=problems)
        return replace(imported, instead=(about.catalog(found, walk),))
    return about.imported(data, catalog=about.catalog(found, walk), problems=problems)


def _form(data: bytes) -> Form:
    """The form by what the file begins with; its name tells nothing."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return "xml" if start == b"<" else "json" if start == b"{" else "yaml"


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
        self.title = plain_title(text_of(metadata.get("title")), {}) or file
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

    def catalog(self, found: tuple[Requirement, ...], walk: Walk) -> Catalog:
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
            groups=tuple(walk.groups.values()),
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
