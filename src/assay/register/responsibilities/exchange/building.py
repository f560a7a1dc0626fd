"""From what a document says to statements: names resolved, ids given, faults told."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, cast

from assay.catalog import canonical
from assay.catalog.ids import UnreadableId
from assay.errors import Problem
from assay.ids import near, slug
from assay.register.responsibilities.exchange.values import (
    Imported,
    Known,
    Line,
    Origin,
    Told,
)
from assay.register.responsibilities.parts import NOT_APPLICABLE, Shape
from assay.register.responsibilities.words import possibilities
from assay.register.responsibility import (
    Duty,
    Extract,
    Inheritance,
    Native,
    Responsibility,
    Scheme,
    ServiceModel,
)
from assay.register.values import Extent

__all__ = ["Named", "asks_customer", "build", "named", "remark"]


@dataclass(frozen=True, slots=True)
class Named:
    """A requirement of the catalog, and the part of it that is meant."""

    requirement: str
    part: str = ""


_LEAD: Final = re.compile(
    r"^(?:pci\s+dss\s+)?(?:requirement|req\.?|control|criterion|question)\s+",
    re.IGNORECASE,
)
_ID: Final = re.compile(
    r"[A-Za-z0-9&]+(?:[-._][A-Za-z0-9]+)*(?:\s*[(\[]\s*[A-Za-z0-9]+\s*[)\]])*"
    r"(?:[._-][A-Za-z0-9]+)*"
)
_STATEMENT: Final = re.compile(r"_(?:smt|stmt|obj|gdn)\b\.?")


def named(text: str, known: Known) -> Named | None:
    """The requirement that a text names, or begins with: `AC-2 (a)`, `3.5.1 Keys`.

    What goes deeper than the catalog is the part of the requirement it lies in.
    """
    bare = _STATEMENT.sub(".", _LEAD.sub("", text.strip())).rstrip(".")
    for spelling in (bare, _first(bare)):
        try:
            found = canonical(spelling)
        except UnreadableId:
            continue
        held = _within(found, known)
        if held is not None:
            return held
    return None


def _first(text: str) -> str:
    match = _ID.match(text)
    return match[0].rstrip(".") if match else ""


def _within(identifier: str, known: Known) -> Named | None:
    for candidate in (identifier, f"a.{identifier}"):
        if candidate in known.requirements:
            return Named(candidate)
    if identifier in known.withdrawn:
        return Named(identifier)
    above = identifier
    while "." in above or "-" in above:
        above = re.sub(r"[.-][^.-]*$", "", above)
        if above in known.requirements:
            return Named(above, identifier)
    return None


def remark(origin: Origin, place: str, message: str, remedy: str) -> Problem:
    """A fault in the document."""
    return Problem(file=origin.file, place=place, message=message, remedy=remedy)


def build(lines: Iterable[Line], known: Known, origin: Origin, scheme: str) -> Imported:
    """Statements from what a document says; what cannot be read is told, not guessed.

    Each statement holds the document's own word, and leaves open what that leaves open.
    """
    builder = _Builder(known, origin)
    for line in lines:
        builder.add(line)
    return Imported(
        statements=tuple(builder.made.values()),
        problems=tuple(builder.problems),
        scheme=scheme,
    )


@dataclass(slots=True)
class _Builder:
    known: Known
    origin: Origin
    made: dict[str, Responsibility] = field(default_factory=dict[str, Responsibility])
    problems: list[Problem] = field(default_factory=list[Problem])
    duties: set[str] = field(default_factory=set[str])

    def add(self, line: Line) -> None:
        """Make a statement of a line, or say why that is not possible."""
        before = len(self.problems)
        self.problems.extend(_line_faults(line, self.known, self.origin))
        services = self._services(line)
        meant = named(line.requirement, self.known)
        if len(self.problems) > before or meant is None:
            return
        identifier = _identifier(line, meant, self.known, services)
        if identifier in self.made:
            first = self.made[identifier].extract
            where = first.locator if first is not None else ""
            message = f"{line.requirement!r} was stated before, at {where}"
            self._fault(line, message, "Leave one of the two rows.")
            return
        self.made[identifier] = self._statement(line, meant, identifier, services)

    def _services(self, line: Line) -> Extent:
        if not line.service or line.service.strip().lower() in ("all", "*"):
            return self.origin.services
        found: list[str] = []
        for name in re.split(r"\s*[,;\n]\s*", line.service.strip()):
            service = self.known.services.get(slug(name))
            if service is None:
                close = near(name, self.known.services)
                remedy = f"Did you mean {' or '.join(close)}?" if close else ""
                remedy = remedy or "Name a service of the register."
                self._fault(line, f"There is no service {name!r}", remedy)
            elif service not in found:
                found.append(service)
        return tuple(found)

    def _statement(
        self, line: Line, meant: Named, identifier: str, services: Extent
    ) -> Responsibility:
        applies = not _inapplicable(line)
        duties = tuple(self._duties(line, identifier)) if applies else ()
        return Responsibility(
            id=identifier,
            program=self.known.program,
            catalog=self.known.catalog,
            requirement=meant.requirement,
            part=meant.part,
            source=self.origin.source,
            extract=Extract(
                version=self.origin.version,
                digest=self.origin.digest,
                locator=line.place,
                attestation=self.origin.attestation,
                audience=self.origin.audience,
            ),
            services=services,
            service_model=_model(line.service_model),
            native=(_native(line),),
            provider_text=line.provider,
            duties=duties,
            inherits=_inheritance(line),
            not_applicable="" if applies else line.reason,
        )

    def _duties(self, line: Line, identifier: str) -> Iterator[Duty]:
        for number, told in enumerate(line.duties, start=1):
            wanted = told.id or f"{identifier}-c{number}"
            name = wanted
            while name in self.duties:
                name = f"{name}.{identifier}"
            self.duties.add(name)
            yield _duty(told, name, self.known)

    def _fault(self, line: Line, message: str, remedy: str) -> None:
        self.problems.append(remark(self.origin, line.place, message, remedy))


def _model(text: str) -> ServiceModel:
    return cast("ServiceModel", text)


def _native(line: Line) -> Native:
    return Native(scheme=line.scheme, word=line.word, status=cast("Any", line.status))


def _duty(told: Told, name: str, known: Known) -> Duty:
    serves = [named(one, known) for one in told.serves]
    supplier = told.kind == "csoc"
    return Duty(
        id=name,
        bearer="third_party" if supplier else "customer",
        text=told.text,
        kind=cast("Any", told.kind or "generic"),
        name=told.name,
        method=cast("Any", told.method),
        serves=tuple(dict.fromkeys(one.requirement for one in serves if one)),
    )


_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_PACKAGE: Final = re.compile(r"\bF[A-Z]*\d{6,}\b")


def _inheritance(line: Line) -> tuple[Inheritance, ...]:
    """The named authorization, where the document names it with its day."""
    package, day = _PACKAGE.search(line.package), _DAY.search(line.package)
    if not package or not day:
        return ()
    whole = line.word == "inherited"
    return (
        Inheritance(
            extent="full" if whole else "partial",
            package=package[0],
            authorized=date.fromisoformat(day[0]),
        ),
    )


def _identifier(line: Line, meant: Named, known: Known, services: Extent) -> str:
    what = meant.part or meant.requirement
    where = "" if isinstance(services, str) else "-".join(services)
    model = line.service_model
    return "-".join(p for p in (known.program, what, model, where, "imported") if p)


def _inapplicable(line: Line) -> bool:
    return possibilities(line.scheme, line.word) == frozenset({NOT_APPLICABLE})


def _line_faults(line: Line, known: Known, origin: Origin) -> Iterator[Problem]:
    meant = named(line.requirement, known)
    if meant is None:
        message = f"{known.catalog} has no requirement {line.requirement!r}"
        close = near(line.requirement, known.requirements)
        hint = f"Did you mean {' or '.join(close)}? " if close else ""
        remedy = f"{hint}Name one of the catalog, or import the catalog."
        yield remark(origin, line.place, message, remedy)
    elif meant.requirement in known.withdrawn:
        now = ", ".join(known.withdrawn[meant.requirement]) or "nothing"
        message = f"{line.requirement!r} is withdrawn; in its place: {now}"
        yield remark(origin, line.place, message, "Remove the row.")
    if line.package and not _day_is_real(line.package):
        message = f"{line.package!r} does not say which authorization of which day"
        remedy = "Write its package id and the day: FR1234567890, 2024-05-17."
        yield remark(origin, line.place, message, remedy)
    yield from _duty_faults(line, known, origin)


def _day_is_real(text: str) -> bool:
    found = _DAY.search(text)
    if found is None or _PACKAGE.search(text) is None:
        return False
    try:
        date.fromisoformat(found[0])
    except ValueError:
        return False
    return True


def _duty_faults(line: Line, known: Known, origin: Origin) -> Iterator[Problem]:
    """A customer who has a part is told what it is, and one who has none is not."""
    left = possibilities(line.scheme, line.word)
    if not left:
        message = "Its marks contradict each other, or say nothing"
        yield remark(origin, line.place, message, "Say who has a part.")
    asked = any(told.kind != "csoc" for told in line.duties)
    having = [_of_customer(shape) for shape in left]
    if all(having) and having and not asked:
        message = "The customer has a part, and the row does not say what to do"
        remedy = "Fill in the customer's column."
        yield remark(origin, line.place, message, remedy)
    if asked and having and not any(having) and not _inapplicable(line):
        message = f"It is {line.word!r}, and yet asks something of the customer"
        remedy = "Correct one of the two."
        yield remark(origin, line.place, message, remedy)
    if _inapplicable(line) and not line.reason:
        message = "It does not say why the requirement does not apply"
        yield remark(origin, line.place, message, "Give the reason in the text column.")
    for told in line.duties:
        for one in told.serves:
            if named(one, known) is None:
                message = f"{known.catalog} has no requirement {one!r}"
                remedy = "Name requirements of the catalog."
                yield remark(origin, line.place, message, remedy)


def asks_customer(scheme: Scheme, word: str) -> bool:
    """Whether some reading of the word leaves the customer a part."""
    return any(_of_customer(shape) for shape in possibilities(scheme, word))


def _of_customer(shape: Shape) -> bool:
    return any(part.startswith("customer") for part in shape)
