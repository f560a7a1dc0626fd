"""The whole way: import, merge, modify, finish (req-phase-order)."""

import binascii
from base64 import b64decode
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

from msgspec import Raw

from assay.errors import BadInput
from assay.oscal.document import Document, Typed
from assay.oscal.fault import Fault
from assay.oscal.order import in_order, keys_in_order
from assay.oscal.reading import read
from assay.oscal.releases import as_allowed_then
from assay.oscal.resolve.finish import back_matter, metadata, result_uuid
from assay.oscal.resolve.merging import Arranged, Selection, arrange
from assay.oscal.resolve.modify import Touched, modify, not_there
from assay.oscal.resolve.nodes import controls_in, objects, written
from assay.oscal.resolve.referring import encoded, referred
from assay.oscal.resolve.selection import selected
from assay.oscal.resolve.sources import Source, source_of
from assay.oscal.resolve.values import (
    Load,
    Options,
    Resolved,
    Trace,
    Unresolved,
    Warned,
    id_of,
)
from assay.oscal.structure import structure_faults
from assay.oscal.tree import Tree, as_object, growing

__all__ = ["resolve"]

_DEFAULT = Options()


def resolve(
    profile: Document, load: Load, *, uri: str, options: Options = _DEFAULT
) -> Resolved:
    """The catalog that a profile makes of what it imports.

    Args:
        profile: The profile; a catalog resolves to what including all of it would.
        load: From the absolute URI of an import to the document there.
        uri: The profile's own, against which its imports are resolved (req-uri-base).
        options: Where the specification leaves a choice.

    Raises:
        Unresolved: An import is circular, or is not to be had or no OSCAL.
    """
    work = _Work(load, options)
    with growing():
        made = work.resolve(profile, uri, ())
        return Resolved(
            encoded=made.encoded(options.uuid),
            form=profile.form,
            uri=uri,
            warnings=tuple(work.warnings),
            traces=made.traces(),
            sources=tuple(work.read),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What one profile made."""

    around: Tree
    """The catalog less its groups and controls, those keys that it has."""
    inside: Tree
    """Its groups and controls, as trees and types."""
    text: dict[str, bytes]
    """Each of these, encoded."""
    arranged: Arranged
    touched: Touched

    def source(self) -> Source:
        """It, to be imported."""
        version = str(self.around["metadata"]["oscal-version"])
        return Source(content=self.around, version=version, inside=self.inside)

    def encoded(self, uuid: str) -> bytes:
        """The catalog in canonical order, with this uuid or one that follows of it."""
        ordered = in_order({"uuid": "", **self.around}, "catalog")
        ordered["uuid"] = uuid or result_uuid(encoded(ordered), self.text)
        inside = {key: Raw(text) for key, text in self.text.items()}
        return encoded({"catalog": keys_in_order({**ordered, **inside}, "catalog")})

    def traces(self) -> tuple[Trace, ...]:
        """What touched each control."""
        alters, parameters = self.touched.alters, self.touched.parameters
        return tuple(
            Trace(
                control=node.id,
                imports=node.origin,
                alters=tuple(alters.get(id(node), ())),
                parameters=tuple(parameters.get(id(node), ())),
            )
            for node in controls_in(self.arranged.nodes)
        )


@dataclass(slots=True)
class _Work:
    """One resolution under way: what was read, and what there is to warn of."""

    load: Load
    options: Options
    warnings: list[Warned] = field(default_factory=list[Warned])
    read: dict[str, Document | Typed] = field(
        default_factory=dict[str, Document | Typed]
    )

    def resolve(self, profile: Document, uri: str, above: tuple[str, ...]) -> _Made:
        """A profile as a catalog; `above` are the profiles that import it."""
        if profile.root != "profile":
            message = f"{profile.file or uri} is {profile.kind}, not a profile"
            raise Unresolved(message, remedy="Name a profile, or a catalog to import.")
        self._sound(profile, "")
        here = (*above, uri)
        sources: list[Source] = []
        selections: list[Selection] = []
        for index, directive in enumerate(objects(profile.content, "imports")):
            place = f"imports/{index}"
            source = self._import(profile, directive, here, place)
            if source is not None:
                sources.append(source)
                selections.append(self._select(source, directive, uri, place))
        return self._finish(profile, uri, sources, selections)

    def _import(
        self, profile: Document, directive: Tree, here: tuple[str, ...], place: str
    ) -> Source | None:
        """What an import brings, as a catalog; None where it is dropped."""
        try:
            source, uri = self._fetch(profile, str(directive.get("href", "")), here)
            if isinstance(source, Document) and source.root == "profile":
                return self.resolve(source, uri, here).source()
            if isinstance(source, Document) and source.root != "catalog":
                message = f"{uri} is {source.kind}, neither catalog nor profile"
                raise Unresolved(message)  # noqa: TRY301 - one way out for all of them
            self._sound(source, place)
        except Unresolved as fault:
            if not self.options.drop_broken:
                raise
            warned = Warned(rule="req-uri-error", place=place, message=fault.message)
            self.warnings.append(warned)
            return None
        return source_of(source)

    def _sound(self, found: Document | Typed, place: str) -> None:
        """Warn of a document that is not what its model asks for; go on regardless."""
        fault = None if isinstance(found, Typed) else _first_fault(found)
        if fault is not None:
            message = (
                f"{found.file} is no sound {found.root}, and what is made of it may not"
                f" be: {fault.message} (at {fault.path}). `catalog validate` tells all"
            )
            self.warnings.append(Warned(rule="structure", place=place, message=message))

    def _fetch(
        self, profile: Document, href: str, here: tuple[str, ...]
    ) -> tuple[Document | Typed, str]:
        if href.startswith("#"):
            return self._resource(profile, href[1:], here)
        uri = urldefrag(urljoin(here[-1], href)).url
        if uri in here:
            chain = " -> ".join((*here[here.index(uri) :], uri))
            message = f"The import is circular: {chain}"
            raise Unresolved(message, remedy="Remove one of these imports.")
        if uri not in self.read:
            self.read[uri] = self.load(uri)
        return self.read[uri], uri

    def _resource(
        self, profile: Document, uuid: str, here: tuple[str, ...]
    ) -> tuple[Document | Typed, str]:
        """What a resource of the back matter leads to (req-internal).

        The first link that can be had counts; they all lead to the same document.
        """
        matter = as_object(profile.content.get("back-matter")) or {}
        found = [r for r in objects(matter, "resources") if r.get("uuid") == uuid]
        if not found:
            message = f"There is no resource #{uuid} in {here[-1]}"
            raise Unresolved(message, remedy="Correct the href of the import.")
        known = f"{here[-1]}#{uuid}"
        if known in self.options.mapped:
            self.read.setdefault(known, self.load(known))
            return self.read[known], known
        faults: list[str] = []
        for link in objects(found[0], "rlinks"):
            try:
                return self._fetch(profile, str(link.get("href", "")), here)
            except Unresolved as fault:
                if "circular" in fault.message:
                    raise
                faults.append(fault.message)
        enclosed = as_object(found[0].get("base64"))
        if enclosed is not None:
            uri = f"{here[-1]}#{uuid}"
            self.read[uri] = _enclosed(enclosed, uri)
            return self.read[uri], uri
        said = "; ".join(faults) or "it has neither link nor content"
        message = f"Nothing can be had of the resource #{uuid}: {said}"
        remedy = f"Say where a copy lies: --map '#{uuid}=FILE'."
        raise Unresolved(message, remedy=remedy)

    def _select(
        self, source: Source, directive: Tree, uri: str, place: str
    ) -> Selection:
        def note(rule: str, below: str, message: str) -> None:
            where = f"{place}/{below}" if below else place
            self.warnings.append(Warned(rule=rule, place=where, message=message))

        nodes = source.nodes()
        parents = self.options.keep_parents
        taken = selected(directive, nodes, note, parents=parents)
        if not taken:
            there = sum(1 for _ in controls_in(nodes))
            message = (
                f"It takes none of the {there} controls in what it imports"
                if there
                else "There are no controls in what it imports"
            )
            note("nothing-taken", "", message)
        for node in taken:
            node.origin = (f"{uri} {place}",)
        params = objects(source.content, "params")
        return Selection(nodes=nodes, taken=taken, params=params)

    def _finish(
        self,
        profile: Document,
        uri: str,
        sources: list[Source],
        selections: list[Selection],
    ) -> _Made:
        def note(rule: str, place: str, message: str) -> None:
            self.warnings.append(Warned(rule=rule, place=place, message=message))

        content = profile.content
        arranged = arrange(content, selections, self.options, note)
        touched = modify(content, arranged, note)
        inside = written(arranged.nodes)
        text = {key: encoded(some) for key, some in inside.items()}
        head = metadata(profile, uri, sources, self.options)
        named = set[str]().union(*map(referred, text.values()))
        params = arranged.loose.pruned(named | touched.set_ids)
        kept = {id_of(one) for one in params}
        for identifier, places in touched.left.items():
            for place in places if identifier not in kept else ():
                not_there(identifier, place, note)
        around: Tree = {"metadata": head, "params": params}
        named |= referred(encoded(around))
        contents = [*(source.content for source in sources), content]
        matter = back_matter(contents, named)
        around["back-matter"] = {"resources": matter} if matter else {}
        return _Made(
            around={key: one for key, one in around.items() if one},
            inside=inside,
            text=text,
            arranged=arranged,
            touched=touched,
        )


def _first_fault(document: Document) -> Fault | None:
    """What is wrong with a document's structure, by the release that it is of."""
    try:
        document.typed()
    except BadInput:
        faults = (as_allowed_then(one, document) for one in structure_faults(document))
        return next((one for one in faults if one.level == "error"), None)
    return None


def _enclosed(enclosed: Tree, uri: str) -> Document:
    """A document that lies in the profile itself (req-internal-resolve4)."""
    try:
        data = b64decode(str(enclosed.get("value", "")), validate=True)
        name = str(enclosed.get("filename", ""))
        return read(data, file=name)
    except (binascii.Error, BadInput) as fault:
        said = fault.diagnose() if isinstance(fault, BadInput) else str(fault)
        message = f"What {uri} encloses cannot be read: {said}"
        raise Unresolved(message) from None
