"""A provider's services and regions from its OSCAL component definitions.

What is read is what the definitions state: a component of type `region` with its id, a
component of type `service` with its names, and a link `provided-by` from a service to
each region it is in. Nothing is inferred from how a name looks.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assay.errors import Problem
from assay.ids import slug
from assay.oscal import Document
from assay.register.listing.values import Question
from assay.register.values import Region, Service

__all__ = ["Components", "Places", "links_of", "read_components"]


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
    problems: tuple[Problem, ...]
    """What they state and cannot be followed; it stops nothing."""
    questions: tuple[Question, ...]
    """What a person has to say before it can be recorded."""


@dataclass(frozen=True, slots=True)
class _Component:
    file: str
    path: str
    value: Mapping[str, Any]

    @property
    def title(self) -> str:
        return str(self.value.get("title", ""))

    def props(self, name: str) -> list[str]:
        """The values of a property, in order."""
        rows = self.value.get("props", [])
        return [str(one["value"]) for one in rows if one.get("name") == name]

    def prop(self, name: str) -> str:
        return next(iter(self.props(name)), "")


def read_components(
    documents: Iterable[Document],
    known: Mapping[str, Region],
    places: Places,
    answers: Mapping[str, str],
) -> Components:
    """The services and regions of component definitions.

    Args:
        documents: The definitions, each well-formed.
        known: Regions that the register has already, by id.
        places: Countries and partitions of regions.
        answers: Countries that a person gave, by region.
    """
    found = [one for document in documents for one in _components(document)]
    reader = _Reader(known, places, answers)
    regions = tuple(reader.regions(found))
    services = tuple(reader.services(found))
    return Components(
        services=services,
        regions=regions,
        problems=tuple(reader.problems),
        questions=tuple(reader.questions),
    )


def _components(document: Document) -> Iterator[_Component]:
    rows = document.content.get("components", [])
    for index, one in enumerate(rows):
        path = f"/component-definition/components/{index}"
        yield _Component(document.file, path, one)


def links_of(document: Document) -> Iterator[tuple[str, str]]:
    """Every link to another document, with its JSON Pointer."""
    matter = document.content.get("back-matter", {})
    for index, resource in enumerate(matter.get("resources", [])):
        for number, link in enumerate(resource.get("rlinks", [])):
            path = f"/component-definition/back-matter/resources/{index}"
            yield f"{path}/rlinks/{number}/href", str(link.get("href", ""))


@dataclass(slots=True)
class _Reader:
    known: Mapping[str, Region]
    places: Places
    answers: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list[Problem])
    questions: list[Question] = field(default_factory=list[Question])
    by_uuid: dict[str, str] = field(default_factory=dict[str, str])
    by_title: dict[str, str] = field(default_factory=dict[str, str])

    def regions(self, found: list[_Component]) -> Iterator[Region]:
        """The regions stated, each in a country that is known."""
        for known in self.known.values():
            self.by_title[known.title] = known.id
        for one in found:
            identifier = one.prop("region-id")
            if one.value.get("type") != "region" or not identifier:
                continue
            self.by_uuid[str(one.value.get("uuid", ""))] = identifier
            self.by_title[one.title] = identifier
            region = self._region(one, identifier)
            if region is not None:
                yield region

    def _region(self, one: _Component, identifier: str) -> Region | None:
        before = self.known.get(identifier)
        country = self.answers.get(identifier) or self.places.country.get(identifier)
        if before is not None:
            return before
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

    def services(self, found: list[_Component]) -> Iterator[Service]:
        """The services stated, under ids, titles and aliases that are theirs alone."""
        stated = [one for one in found if one.value.get("type") == "service"]
        ids = _ids(stated)
        titles = Counter(one.title for one in stated)
        spelled = Counter(
            slug(name) for one in stated for name in {*_names(one), one.title}
        )
        taken = {slug(identifier) for identifier in ids}
        for one, identifier in zip(stated, ids, strict=True):
            title = one.title
            if titles[title] > 1 and not one.prop("apiEndpointPrefix"):
                title = f"{title} ({one.prop('service-id')})"
            aliases = tuple(
                name
                for name in dict.fromkeys(_names(one))
                if spelled[slug(name)] == 1
                and slug(name) not in taken
                and slug(name) != slug(title)
            )
            regions = tuple(self._where(one))
            if regions:
                yield Service(
                    id=identifier,
                    title=title,
                    category="unsorted",
                    regions=regions,
                    aliases=aliases,
                )
            else:
                message = f"{title} ({identifier}) is said to be in no region"
                remedy = "It is left out until a region is known."
                self.problems.append(
                    Problem(
                        file=one.file, place=one.path, message=message, remedy=remedy
                    )
                )

    def _where(self, one: _Component) -> Iterator[str]:
        """The regions that a service is provided by; a link elsewhere is told."""
        seen: set[str] = set()
        for index, link in enumerate(one.value.get("links", [])):
            if link.get("rel") != "provided-by":
                continue
            text = str(link.get("text", ""))
            fragment = str(link.get("resource-fragment", ""))
            region = self.by_uuid.get(fragment) or self.by_title.get(text)
            if region is None:
                message = f"No region is known as {text or fragment!r}"
                place = f"{one.path}/links/{index}"
                remedy = "Import the definitions of the regions with it."
                self.problems.append(
                    Problem(file=one.file, place=place, message=message, remedy=remedy)
                )
            elif region not in seen:
                seen.add(region)
                yield region


def _ids(stated: list[_Component]) -> list[str]:
    """Each service by its API prefix where that is its alone, else by its own id."""
    prefixes = Counter(slug(one.prop("apiEndpointPrefix")) for one in stated)
    found: list[str] = []
    for one in stated:
        prefix = slug(one.prop("apiEndpointPrefix"))
        own = slug(one.prop("service-id")) or slug(one.title)
        chosen = prefix if prefix and prefixes[prefix] == 1 else own
        while chosen in found:
            chosen = f"{chosen}-{own}"
        found.append(chosen)
    return found


def _names(one: _Component) -> Iterator[str]:
    for name in ("service-id", "label", "apiEndpointPrefix", "iamServicePrefix"):
        yield from one.props(name)
