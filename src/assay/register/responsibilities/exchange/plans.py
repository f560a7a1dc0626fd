"""OSCAL system security plans: what is exported, inherited and satisfied.

A provider's plan says in `export` what it provides and what it leaves to others; a
customer's says in `inherited` and `satisfied` what it took over and did. The uuid is
the link between the two, so each one is kept as it stands.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from assay.errors import Problem
from assay.ids import slug
from assay.oscal import Document
from assay.oscal.tree import Tree, as_list, as_object
from assay.register.responsibilities.exchange.building import (
    Named,
    asks_customer,
    named,
    remark,
)
from assay.register.responsibilities.exchange.values import (
    Answer,
    Imported,
    Known,
    Origin,
)
from assay.register.responsibilities.words import read_word
from assay.register.responsibility import (
    Duty,
    Extract,
    Native,
    Provided,
    Responsibility,
)
from assay.register.values import Extent

__all__ = ["FEDRAMP", "OURS", "PLAN", "link", "read_plan", "token"]

PLAN: Final = "system-security-plan"
OURS: Final = "urn:assay:responsibility"
"""Namespace of our properties, and of the uuids that we derive."""
FEDRAMP: Final = "https://fedramp.gov/ns/oscal"
_SPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, OURS)


def link(kind: str, name: str, scope: str = "") -> str:
    """The uuid of something of ours; what is a uuid already stays as it is."""
    if not scope:
        try:
            uuid.UUID(name)
        except ValueError:
            pass
        else:
            return name
    return str(uuid.uuid5(_SPACE, f"{kind}\n{name}\n{scope}"))


_NUMBERED: Final = "req-"


def token(requirement: str) -> str:
    """The requirement as an OSCAL token, which has to begin with a letter."""
    return requirement if requirement[:1].isalpha() else f"{_NUMBERED}{requirement}"


@dataclass(slots=True)
class _Gathered:
    """What a plan exports on one topic for one set of services."""

    meant: Named
    services: Extent
    place: str
    text: list[str] = field(default_factory=list[str])
    provided: list[Provided] = field(default_factory=list[Provided])
    duties: list[Duty] = field(default_factory=list[Duty])


def read_plan(found: Document, known: Known, origin: Origin) -> Imported:
    """What a plan exports, as statements, and what it inherits and satisfies."""
    reader = _Reader(found, known, origin)
    reader.read()
    return Imported(
        statements=tuple(reader.made),
        problems=tuple(reader.problems),
        answers=tuple(reader.answers),
        scheme="oscal",
    )


class _Reader:
    def __init__(self, found: Document, known: Known, origin: Origin) -> None:
        self.known, self.origin = known, origin
        self.problems = list[Problem]()
        self.made = list[Responsibility]()
        self.answers = list[Answer]()
        self._content = found.content
        self._services = dict(self._components())
        self._all_provided = frozenset(_uuids(found.content, "provided"))
        self._seen: set[str] = set()

    def _components(self) -> Iterator[tuple[str, Extent]]:
        """For each component the service that it is, where it is one of ours."""
        system = as_object(self._content.get("system-implementation")) or {}
        for one in _objects(system, "components"):
            service = self.known.services.get(slug(_text(one, "title")))
            yield _text(one, "uuid"), (service,) if service else self.origin.services

    def read(self) -> None:
        """Read every implemented requirement of the plan."""
        body = as_object(self._content.get("control-implementation")) or {}
        for index, one in enumerate(_objects(body, "implemented-requirements")):
            place = f"implemented-requirements[{index}]"
            self._requirement(one, place)

    def _requirement(self, one: Tree, place: str) -> None:
        control = _text(one, "control-id").removeprefix(_NUMBERED)
        gathered: dict[tuple[Named, Extent], _Gathered] = {}
        self._by_components(one, control, place, gathered)
        for index, statement in enumerate(_objects(one, "statements")):
            where = f"{place}.statements[{index}]"
            name = _text(statement, "statement-id").removeprefix(_NUMBERED)
            meant = name if name.startswith(control) else control
            self._by_components(statement, meant, where, gathered)
        stated = self._origination(one, place)
        if stated is not None:
            self._add_whole(control, place, stated, gathered)
        for group in gathered.values():
            self._make(group, stated, _text(one, "remarks"))

    def _by_components(
        self,
        holder: Tree,
        name: str,
        place: str,
        gathered: dict[tuple[Named, Extent], _Gathered],
    ) -> None:
        for index, one in enumerate(_objects(holder, "by-components")):
            where = f"{place}.by-components[{index}]"
            self._answers(one, name, where)
            exported = as_object(one.get("export"))
            if exported is None:
                continue
            meant = self._meant(name, where)
            if meant is None:
                continue
            component = _text(one, "component-uuid")
            services = self._services.get(component, self.origin.services)
            group = gathered.setdefault(
                (meant, services), _Gathered(meant, services, where)
            )
            self._export(exported, group, f"{where}.export")

    def _meant(self, name: str, place: str) -> Named | None:
        meant = named(name, self.known)
        if meant is None or meant.requirement in self.known.withdrawn:
            state = "withdrawn" if meant is not None else "not in the catalog"
            message = f"{name!r} is {state} ({self.known.catalog})"
            remedy = "Read it against the catalog that the plan was written for."
            self._fault(place, message, remedy)
            return None
        return meant

    def _export(self, exported: Tree, group: _Gathered, place: str) -> None:
        text = _text(exported, "description")
        group.text.extend([text] if text else [])
        for index, one in enumerate(_objects(exported, "provided")):
            identifier = self._identity(
                one, f"{place}.provided[{index}]", "provided-id"
            )
            if identifier:
                given = Provided(id=identifier, text=_text(one, "description"))
                group.provided.append(given)
        for index, one in enumerate(_objects(exported, "responsibilities")):
            self._duty(one, group, f"{place}.responsibilities[{index}]")

    def _duty(self, one: Tree, group: _Gathered, place: str) -> None:
        identifier = self._identity(one, place, "duty-id")
        text = _text(one, "description")
        if not text.strip():
            message = "A responsibility says what is to be done"
            self._fault(place, message, "Give it a description.")
        if not identifier or not text.strip():
            return
        refers = _text(one, "provided-uuid")
        if refers and refers not in self._all_provided:
            message = f"Nothing in this plan is provided as {refers}"
            self._fault(place, message, "Correct `provided-uuid`.")
        by_uuid = {link("provided", given.id): given.id for given in group.provided}
        group.duties.append(
            Duty(
                id=identifier,
                bearer="customer",
                text=text,
                provided=by_uuid.get(refers, ""),
            )
        )

    def _identity(self, one: Tree, place: str, name: str) -> str:
        """Our own id where the plan carries it, or else its uuid; each but once."""
        found = _property(one, name, OURS) or _text(one, "uuid")
        if not found:
            self._fault(place, "It has no uuid", "Give it one, and keep it.")
        elif found in self._seen:
            message = f"The uuid {found} was used before in this plan"
            self._fault(place, message, "Give each thing a uuid of its own.")
            return ""
        self._seen.add(found)
        return found

    def _answers(self, one: Tree, name: str, place: str) -> None:
        for kind, refers in (
            ("inherited", "provided-uuid"),
            ("satisfied", "responsibility-uuid"),
        ):
            for index, answer in enumerate(_objects(one, kind)):
                self.answers.append(
                    Answer(
                        uuid=_text(answer, "uuid"),
                        requirement=name,
                        refers_to=_text(answer, refers),
                        kind=kind,
                        text=_text(answer, "description"),
                        place=f"{place}.{kind}[{index}]",
                    )
                )

    def _origination(self, one: Tree, place: str) -> Native | None:
        """FedRAMP's values, which a plan of any other program does not have."""
        values = _properties(one, "control-origination", FEDRAMP)
        statuses = _properties(one, "implementation-status")
        out = "not-applicable" in statuses
        if not values and not out:
            return None
        word = read_word("fedramp", "not-applicable" if out else " + ".join(values))
        if not word:
            message = f"{', '.join(values)} is no control origination"
            remedy = "Use the values of FedRAMP's list."
            self._fault(place, message, remedy)
            return None
        status = next((one for one in statuses if one in _STATUSES), "")
        return Native(scheme="fedramp", word=word, status=_STATUSES.get(status, ""))

    def _add_whole(
        self,
        control: str,
        place: str,
        stated: Native,
        gathered: dict[tuple[Named, Extent], _Gathered],
    ) -> None:
        """The control itself, where no more is to be told of it than its origination.

        A control of which the customer has some part is told by the parts that say so.
        """
        meant = self._meant(control, place)
        asks = _asks(stated) and bool(gathered)
        if meant is None or asks or any(key[0] == meant for key in gathered):
            return
        services = self.origin.services
        gathered[meant, services] = _Gathered(meant, services, place)

    def _make(self, group: _Gathered, stated: Native | None, remarks: str) -> None:
        if stated is None and not group.provided and not group.duties:
            return
        if stated is not None and group.duties and not _asks(stated):
            message = f"It is {stated.word!r}, and yet leaves something to the customer"
            self._fault(group.place, message, "Correct one of the two.")
            return
        native = _fitting(group, stated)
        if _asks(native) and not group.duties:
            message = "The customer has a part, and the plan does not say what to do"
            remedy = "Add `responsibilities` to the export."
            self._fault(group.place, message, remedy)
            return
        out = native.word == "not-applicable"
        if out and not remarks:
            message = "It does not say why the control does not apply"
            remedy = "Give the reason in the requirement's `remarks`."
            self._fault(group.place, message, remedy)
            return
        what = group.meant.part or group.meant.requirement
        where = "" if isinstance(group.services, str) else "-".join(group.services)
        parts = (self.known.program, what, where, "imported")
        self.made.append(
            Responsibility(
                id="-".join(part for part in parts if part),
                program=self.known.program,
                catalog=self.known.catalog,
                requirement=group.meant.requirement,
                part=group.meant.part,
                source=self.origin.source,
                extract=self._extract(group.place),
                services=group.services,
                native=(native,),
                provider_text="\n\n".join(dict.fromkeys(group.text)),
                provided=() if out else tuple(group.provided),
                duties=tuple(group.duties),
                not_applicable=remarks if out else "",
            )
        )

    def _extract(self, place: str) -> Extract:
        origin = self.origin
        return Extract(
            version=origin.version,
            digest=origin.digest,
            locator=place,
            attestation=origin.attestation,
            audience=origin.audience,
        )

    def _fault(self, place: str, message: str, remedy: str) -> None:
        self.problems.append(remark(self.origin, place, message, remedy))


def _asks(stated: Native) -> bool:
    return asks_customer("fedramp", stated.word)


def _fitting(group: _Gathered, stated: Native | None) -> Native:
    """The stated origination, where it fits what is exported; else what that says."""
    exports = bool(group.duties or group.provided)
    if stated is not None and (_asks(stated) == bool(group.duties) or not exports):
        return stated
    word = "inheritable"
    if group.duties:
        word = "inheritable in part" if group.provided else "not inheritable"
    bare = Native(scheme="fedramp", word=word)
    return bare if stated is None else replace(bare, status=stated.status)


_STATUSES: Final[Mapping[str, Any]] = {
    "implemented": "implemented",
    "partial": "partial",
    "planned": "planned",
    "alternative": "alternative",
}


def _objects(holder: Tree, key: str) -> Sequence[Tree]:
    found = (as_object(one) for one in as_list(holder.get(key)) or ())
    return [one for one in found if one is not None]


def _text(holder: Tree, key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def _properties(holder: Tree, name: str, space: str = "") -> list[str]:
    """The values of a property, in one namespace or in any."""
    return [
        _text(one, "value")
        for one in _objects(holder, "props")
        if _text(one, "name") == name and (not space or _text(one, "ns") == space)
    ]


def _property(holder: Tree, name: str, space: str) -> str:
    return next(iter(_properties(holder, name, space)), "")


def _uuids(value: Any, key: str) -> Iterator[str]:
    """The uuids of everything that stands below a key, anywhere in the plan."""
    ahead: list[Any] = [value]
    while ahead:
        one = ahead.pop()
        table, rows = as_object(one), as_list(one)
        if table is not None:
            yield from (_text(each, "uuid") for each in _objects(table, key))
            ahead.extend(table.values())
        ahead.extend(rows or ())
