"""A provider's services and regions from its OSCAL component definitions.

What is read is what the definitions state: a component of type `region` with its id, a
component of type `service` with its names, and a link `provided-by` from a service to
each region it is in. Nothing is inferred from how a name looks.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from assay.errors import Problem
from assay.ids import slug
from assay.oscal import Document
from assay.register.listing.matching import Known, Matched, Stated, match
from assay.register.listing.values import Question
from assay.register.values import Region, Register, Service

__all__ = [
    "Components",
    "Places",
    "imports_of",
    "links_of",
    "parties_of",
    "read_components",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Facts of regions that definitions do not state."""

    country: Mapping[str, str]
    partition: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """What component definitions say there is."""

    services: tuple[Service, ...]
    regions: tuple[Region, ...]
    """New ones; those that the register has stay as they are."""
    problems: tuple[Problem, ...]
    """What they state and cannot be followed; it stops nothing."""
    questions: tuple[Question, ...]
    """What a person has to say before it can be recorded."""
    notes: tuple[str, ...]
    """Where they and the register differ, and the register stays as it is."""


def read_components(
    documents: Iterable[Document],
    register: Register,
    places: Places,
    *,
    answers: Mapping[str, str],
    skipped: frozenset[str],
) -> Components:
    """The services and regions of component definitions.

    Args:
        documents: The definitions.
        register: What is known already.
        places: Countries and partitions of regions.
        answers: What a person said: countries by region; by the name of a service, the
            id it has or is to have.
        skipped: Regions and services to pass over, by the names that were asked about.
    """
    found = [one for document in documents for one in _components(document)]
    reader = _Reader(register, places, answers, skipped)
    regions = tuple(reader.regions(found))
    services = tuple(reader.services(found))
    return Components(
        services=services,
        regions=regions,
        problems=tuple(reader.problems),
        questions=tuple(reader.questions),
        notes=tuple(reader.notes),
    )


def links_of(document: Document) -> Iterator[tuple[str, str]]:
    """Every link to another document, with its JSON Pointer."""
    matter = _map(document.content.get("back-matter"))
    for index, resource in _maps(matter.get("resources")):
        for number, link in _maps(resource.get("rlinks")):
            path = f"/component-definition/back-matter/resources/{index}"
            yield f"{path}/rlinks/{number}/href", str(link.get("href", ""))


def parties_of(document: Document) -> Iterator[str]:
    """The names of those who published a document."""
    metadata = _map(document.content.get("metadata"))
    for _, party in _maps(metadata.get("parties")):
        yield str(party.get("name", ""))


def imports_of(document: Document) -> Iterator[str]:
    """Where the definitions lie that a document imports."""
    matter = _map(document.content.get("back-matter"))
    resources = {
        f"#{resource.get('uuid')}": [
            str(link.get("href", "")) for _, link in _maps(resource.get("rlinks"))
        ]
        for _, resource in _maps(matter.get("resources"))
    }
    for _, one in _maps(document.content.get("import-component-definitions")):
        href = str(one.get("href", ""))
        yield from resources.get(href, ()) if href.startswith("#") else (href,)


def _map(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _maps(value: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of an array, each with its place; what is no object is no part."""
    rows = cast("list[object]", value) if isinstance(value, list) else []
    for index, row in enumerate(rows):
        if isinstance(row, Mapping):
            yield index, cast("Mapping[str, Any]", row)


@dataclass(frozen=True, slots=True)
class _Component:
    file: str
    path: str
    value: Mapping[str, Any]

    @property
    def title(self) -> str:
        return " ".join(str(self.value.get("title", "")).split())

    def props(self, name: str) -> list[str]:
        """The values of a property, in order."""
        rows = (row for _, row in _maps(self.value.get("props")))
        found = [str(row.get("value", "")) for row in rows if row.get("name") == name]
        return [" ".join(one.split()) for one in found if one.strip()]

    def prop(self, name: str) -> str:
        return next(iter(self.props(name)), "")

    def stated(self) -> Stated:
        """What it is called."""
        names = ("service-id", "label", "apiEndpointPrefix", "iamServicePrefix")
        return Stated(
            title=self.title,
            own=self.prop("service-id"),
            prefix=self.prop("apiEndpointPrefix"),
            names=tuple(dict.fromkeys(v for name in names for v in self.props(name))),
        )

    def fault(self, message: str, remedy: str, *, at: str = "") -> Problem:
        """A problem of it."""
        place = f"{self.path}{at}"
        return Problem(file=self.file, place=place, message=message, remedy=remedy)


def _components(document: Document) -> Iterator[_Component]:
    for index, one in _maps(document.content.get("components")):
        path = f"/component-definition/components/{index}"
        yield _Component(document.file, path, one)


@dataclass(slots=True)
class _Reader:
    register: Register
    places: Places
    answers: Mapping[str, str]
    skipped: frozenset[str]
    problems: list[Problem] = field(default_factory=list[Problem])
    questions: list[Question] = field(default_factory=list[Question])
    notes: list[str] = field(default_factory=list[str])
    by_uuid: dict[str, str] = field(default_factory=dict[str, str])
    by_title: dict[str, str] = field(default_factory=dict[str, str])

    def regions(self, found: list[_Component]) -> Iterator[Region]:
        """The regions stated and not known yet, each in a country that is known."""
        self.by_title = {one.title: one.id for one in self.register.regions.values()}
        seen: set[str] = set()
        for one in found:
            identifier = slug(one.prop("region-id"))
            if one.value.get("type") != "region" or identifier in self.skipped:
                continue
            if not identifier:
                message = f"The region {one.title!r} has no id"
                remedy = "It is left out: there is no property `region-id`."
                self.problems.append(one.fault(message, remedy))
                continue
            self.by_uuid[str(one.value.get("uuid", ""))] = identifier
            self.by_title[one.title] = identifier
            region = self._region(one, identifier)
            if region is not None and identifier not in seen:
                yield region
            seen.add(identifier)

    def _region(self, one: _Component, identifier: str) -> Region | None:
        known = self.register.regions.get(identifier)
        country = self.answers.get(identifier) or self.places.country.get(identifier)
        if known is not None:
            self._differ(identifier, "title", known.title, one.title)
            self._differ(identifier, "country", known.country, country or "")
            return None
        if country is None:
            place = f"{one.file}: {one.path}"
            question = Question(place=place, asked=identifier, what="country")
            self.questions.append(question)
            return None
        government = self.places.partition.get(identifier) == "government"
        return Region(
            id=identifier,
            title=one.title or identifier,
            country=country,
            partition="government" if government else "commercial",
        )

    def _differ(self, identifier: str, what: str, here: str, there: str) -> None:
        if there and here != there:
            said = f"the source says {there!r}"
            self.notes.append(f"{identifier} keeps its {what} {here!r}; {said}.")

    def services(self, found: list[_Component]) -> Iterator[Service]:
        """The services stated, under ids, titles and aliases that are theirs alone."""
        stated = [one for one in found if one.value.get("type") == "service"]
        known = Known(
            services=self.register.services, answers=self.answers, skipped=self.skipped
        )
        matches = match([one.stated() for one in stated], known)
        for one, found_ in zip(stated, matches, strict=True):
            if found_.question is not None:
                place = f"{one.file}: {one.path}"
                what, candidates = found_.question
                asked = one.stated().asked
                self.questions.append(
                    Question(place=place, asked=asked, what=what, candidates=candidates)
                )
            elif found_.id:
                yield from self._service(one, found_)

    def _service(self, one: _Component, matched: Matched) -> Iterator[Service]:
        identifier, title = matched.id, matched.title
        before = self.register.services.get(identifier)
        if before is not None:
            self._differ(identifier, "title", before.title, title)
        stage = one.prop("lifecycle-stage")
        if stage not in ("", "generally-available"):
            self.notes.append(f"The source has {identifier} as {stage}.")
        regions = tuple(dict.fromkeys(self._where(one)))
        if regions:
            yield Service(
                id=identifier,
                title=before.title if before else title,
                category=before.category if before else "unsorted",
                regions=regions,
                aliases=(*(before.aliases if before else ()), *matched.aliases),
            )
            return
        message = f"{title} ({identifier}) is said to be in no region"
        remedy = "It is left out; add it to register/services.toml with its regions."
        self.problems.append(one.fault(message, remedy))

    def _where(self, one: _Component) -> Iterator[str]:
        """The regions that a service is provided by; a link elsewhere is told."""
        for index, link in _maps(one.value.get("links")):
            if link.get("rel") != "provided-by":
                continue
            text = str(link.get("text", ""))
            fragment = str(link.get("resource-fragment", ""))
            region = self.by_uuid.get(fragment) or self.by_title.get(text)
            if region is not None:
                yield region
                continue
            message = f"No region is known as {text or fragment!r}"
            remedy = "Import the definitions of the regions with it."
            self.problems.append(one.fault(message, remedy, at=f"/links/{index}"))
