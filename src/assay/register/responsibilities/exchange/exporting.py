"""Statements as an OSCAL system security plan that customers' plans can refer to.

It is an extract: what the system is and where its boundary lies is in the provider's
own plan. The uuids are derived from ids, so that they stay the same from one export to
the next and a customer's `satisfied` goes on pointing at its duty.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from assay.oscal import Document, document
from assay.register.responsibilities.exchange.plans import (
    FEDRAMP,
    OURS,
    PLAN,
    link,
    token,
)
from assay.register.responsibilities.words import NotExpressible, native
from assay.register.responsibility import Responsibility
from assay.register.values import Register

__all__ = ["export_plan"]

_VERSION: Final = "1.1.2"
_EXTRACT: Final = (
    "An extract of the provider's plan: who holds which part of each requirement."
)
_ELSEWHERE: Final = "As in the provider's own system security plan."


def export_plan(
    register: Register,
    statements: Sequence[Responsibility],
    *,
    program: str,
    profile: str,
    at: datetime,
) -> Document:
    """The plan of a program, with `export` for each statement.

    Args:
        register: Whose statements they are.
        statements: What is exported.
        program: The program's id.
        profile: Where the baseline can be had: an URI, relative or not.
        at: When it is written.
    """
    title = register.programs[program].title
    name = register.provider.name
    services = dict.fromkeys(s for one in statements for s in _services(one) if s)
    system = f"{register.provider.id}/{program}"
    plan: dict[str, Any] = {
        "uuid": link("plan", system),
        "metadata": {
            "title": f"{name}: responsibilities under {title}",
            "last-modified": at.isoformat(timespec="seconds"),
            "version": at.date().isoformat(),
            "oscal-version": _VERSION,
            "roles": [{"id": "customer", "title": "Customer"}],
        },
        "import-profile": {"href": profile},
        "system-characteristics": _characteristics(name, system),
        "system-implementation": {
            "users": [
                {
                    "uuid": link("user", "customer"),
                    "title": "Customer",
                    "role-ids": ["customer"],
                }
            ],
            "components": list(_components(register, services)),
        },
        "control-implementation": {
            "description": _EXTRACT,
            "implemented-requirements": list(_requirements(statements)),
        },
    }
    return document({PLAN: plan}, form="json", file=f"{program}-responsibilities.json")


def _characteristics(name: str, system: str) -> dict[str, Any]:
    return {
        "system-ids": [{"id": system}],
        "system-name": name,
        "description": _EXTRACT,
        "system-information": {
            "information-types": [
                {"title": "Information of customers", "description": _ELSEWHERE}
            ]
        },
        "status": {"state": "operational"},
        "authorization-boundary": {"description": _ELSEWHERE},
    }


def _services(one: Responsibility) -> tuple[str, ...]:
    """The services of a statement; the empty one stands for the system itself."""
    return ("",) if isinstance(one.services, str) else one.services


def _component(service: str) -> str:
    return link("component", service or "this-system")


def _components(
    register: Register, services: Iterable[str]
) -> Iterator[dict[str, Any]]:
    yield {
        "uuid": _component(""),
        "type": "this-system",
        "title": register.provider.name,
        "description": "All services together.",
        "status": {"state": "operational"},
    }
    for service in services:
        known = register.services.get(service)
        yield {
            "uuid": _component(service),
            "type": "service",
            "title": known.title if known is not None else service,
            "description": "A service of the provider.",
            "status": {"state": "operational"},
        }


def _requirements(statements: Sequence[Responsibility]) -> Iterator[dict[str, Any]]:
    by_control: defaultdict[str, list[Responsibility]] = defaultdict(list)
    for one in statements:
        by_control[one.requirement].append(one)
    for control, stated in by_control.items():
        whole = [one for one in stated if not one.part]
        parts = [one for one in stated if one.part]
        requirement: dict[str, Any] = {
            "uuid": link("requirement", control),
            "control-id": token(control),
        }
        props = list(_props(whole))
        if props:
            requirement["props"] = props
        by_part: defaultdict[str, list[Responsibility]] = defaultdict(list)
        for one in parts:
            by_part[one.part].append(one)
        if by_part:
            requirement["statements"] = [
                {
                    "statement-id": _statement_id(control, part),
                    "uuid": link("statement", f"{control}/{part}"),
                    "by-components": list(_by_components(rows)),
                }
                for part, rows in by_part.items()
            ]
        if whole:
            requirement["by-components"] = list(_by_components(whole))
        reasons = [one.not_applicable for one in whole if one.not_applicable]
        if reasons:
            requirement["remarks"] = "\n\n".join(reasons)
        yield requirement


def _statement_id(control: str, part: str) -> str:
    """`ac-2_smt.a` for the part `ac-2.a`; otherwise the part as it is called."""
    return f"{token(control)}_smt.{part.removeprefix(f'{control}.')}"


def _props(stated: Iterable[Responsibility]) -> Iterator[dict[str, str]]:
    """FedRAMP's values, where they say the same of all services."""
    words: set[str] = set()
    for one in stated:
        try:
            words.add(native(one, "fedramp"))
        except NotExpressible:
            return
    if len(words) != 1:
        return
    values = words.pop().split(" + ")
    if values == ["not-applicable"]:
        status = {"name": "implementation-status", "ns": FEDRAMP}
        yield {**status, "value": "not-applicable"}
        return
    for value in values:
        if value in _ORIGINATIONS:
            yield {"name": "control-origination", "ns": FEDRAMP, "value": value}


_ORIGINATIONS: Final = frozenset(
    {
        "sp-corporate",
        "sp-system",
        "customer-configured",
        "customer-provided",
        "inherited",
    }
)


def _by_components(stated: Iterable[Responsibility]) -> Iterator[dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for one in stated:
        for service in _services(one):
            scope = service if one.services != "all" else ""
            entry = made.setdefault(
                service,
                {
                    "component-uuid": _component(service),
                    "uuid": link("by-component", one.id, service or "all"),
                    "description": one.provider_text or _EXTRACT,
                },
            )
            _export(entry, one, scope)
    yield from made.values()


def _export(entry: dict[str, Any], one: Responsibility, scope: str) -> None:
    """Add what a statement exports: everything it provides, and each duty."""
    given = [(each.id, each.text) for each in one.provided]
    if not given and one.provider_text:
        given = [(f"{one.id}-provided", one.provider_text)]
    provided = [
        {
            "uuid": link("provided", identifier, scope),
            "description": text or "Not told to this reader.",
            **_called("provided-id", identifier, scope),
        }
        for identifier, text in given
    ]
    first = given[0][0] if len(given) == 1 else ""
    duties = [
        {
            "uuid": link("duty", duty.id, scope),
            **_refers(duty.provided or first, scope),
            "description": duty.text,
            **_called("duty-id", duty.id, scope),
            "responsible-roles": [{"role-id": "customer"}],
        }
        for duty in one.duties
        if duty.bearer == "customer"
    ]
    if provided or duties:
        exported = entry.setdefault("export", {})
        for key, rows in (("provided", provided), ("responsibilities", duties)):
            if rows:
                exported.setdefault(key, []).extend(rows)


def _refers(identifier: str, scope: str) -> dict[str, str]:
    return {"provided-uuid": link("provided", identifier, scope)} if identifier else {}


def _called(name: str, identifier: str, scope: str) -> dict[str, Any]:
    """Our own id, beside the uuid; for one of several services with the service."""
    called = f"{identifier}@{scope}" if scope else identifier
    return {"props": [{"name": name, "ns": OURS, "value": called}]}
