"""Statements as the tables that the field exchanges."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from assay.register.responsibilities.exchange.whole import whole_sheet
from assay.register.responsibilities.tables import called
from assay.register.responsibilities.words import native, who
from assay.register.responsibility import Duty, Responsibility, Scheme
from assay.register.values import Register
from assay.sheets import Sheet

__all__ = ["flat_sheet", "scheme_sheets", "visible_sheets"]

_Row = tuple[str, ...]


def scheme_sheets(
    register: Register, statements: Sequence[Responsibility], scheme: Scheme
) -> tuple[Sheet, ...]:
    """A workbook in the words of a vocabulary, with the statements whole behind it.

    Raises:
        NotExpressible: The vocabulary has no word for one of them.
    """
    visible = visible_sheets(register, statements, scheme)
    return (*visible, whole_sheet(statements))


def visible_sheets(
    register: Register, statements: Sequence[Responsibility], scheme: Scheme
) -> tuple[Sheet, ...]:
    """The sheets in the words of a vocabulary alone."""
    if scheme == "fedramp":
        sheets = _summary(statements), _responsibilities(statements)
        return tuple(map(_legible, sheets))
    return (flat_sheet(register, statements, scheme),)


def _legible(sheet: Sheet) -> Sheet:
    """Without control characters, for which a workbook has no place."""
    rows = tuple(tuple(_CONTROL.sub(" ", text) for text in row) for row in sheet.rows)
    return Sheet(name=sheet.name, rows=rows)


_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def flat_sheet(
    register: Register, statements: Sequence[Responsibility], scheme: Scheme
) -> Sheet:
    """All that a vocabulary can say in one sheet, as a CSV file needs it."""
    if scheme == "fedramp":
        return _legible(_combined(statements))
    write = _WRITERS[scheme]
    rows = tuple(write(register, statements))
    return _legible(Sheet(name=_NAMES[scheme], rows=rows))


_ORIGINS: Final = (
    ("Service Provider Corporate", "sp-corporate"),
    ("Service Provider System Specific", "sp-system"),
    ("Service Provider Hybrid (Corporate and System Specific)", ""),
    ("Configured by Customer (Customer System Specific)", "customer-configured"),
    ("Provided by Customer (Customer System Specific)", "customer-provided"),
    ("Shared (Service Provider and Customer Responsibility)", "shared"),
    ("Inherited from Pre-Existing FedRAMP Authorization", "inherited"),
)
_STATUSES: Final = (
    ("Implemented", "implemented"),
    ("Partially Implemented", "partial"),
    ("Planned", "planned"),
    ("Alternative Implementation", "alternative"),
)


def _summary(statements: Sequence[Responsibility]) -> Sheet:
    """The control implementation summary.

    Corporate and system together are ticked as such, and not as "hybrid" as well: one
    thing is said once.
    """
    heading = (
        "Control ID",
        *(title for title, _ in _STATUSES),
        "N/A",
        *(title for title, _ in _ORIGINS),
        "Note",
        "Services",
    )
    rows: list[_Row] = [heading]
    for one in statements:
        word = native(one, "fedramp")
        words, status = set(word.split(" + ")), _status(one)
        rows.append(
            (
                _id(one),
                *("x" if status == mark else "" for _, mark in _STATUSES),
                "x" if word == "not-applicable" else "",
                *(_tick(one, mark, words) for _, mark in _ORIGINS),
                one.not_applicable,
                _services(one),
            )
        )
    return Sheet(name="CIS", rows=tuple(rows))


def _combined(statements: Sequence[Responsibility]) -> Sheet:
    """The summary with what the customer must do, row by row."""
    summary = _summary(statements)
    rows = [(*summary.rows[0], "Customer Responsibilities", "Provider Statement")]
    for row, one in zip(summary.rows[1:], statements, strict=True):
        rows.append((*row, _asked(one), one.provider_text))
    return Sheet(name=summary.name, rows=tuple(rows))


def _tick(one: Responsibility, mark: str, words: set[str]) -> str:
    if not mark or mark not in words:
        return ""
    named = [f"{i.package}, {i.authorized}" for i in one.inherits if i.package]
    return named[0] if mark == "inherited" and named else "x"


def _status(one: Responsibility) -> str:
    return next((told.status for told in one.native if told.scheme == "fedramp"), "")


_INHERIT: Final = {
    "provider": "Yes",
    "shared": "Partial",
    "customer": "No",
    "not_applicable": "N/A",
}


def _responsibilities(statements: Sequence[Responsibility]) -> Sheet:
    """The customer responsibility matrix: a row for each duty."""
    heading = (
        "Control ID",
        "Can Be Inherited from CSP",
        "Specific Inheritance and Customer Agency/CSP Responsibilities",
        "Provider Statement",
        "Services",
        "Duty",
    )
    rows: list[_Row] = [heading]
    for one in statements:
        if one.not_applicable:
            continue
        inherited = _INHERIT.get(who(one), "")
        duties = [duty for duty in one.duties if duty.bearer == "customer"]
        first = (_id(one), inherited)
        last = (one.provider_text, _services(one))
        rows.extend(
            (*first, duty.text, *(last if not at else ("", last[1])), duty.id)
            for at, duty in enumerate(duties)
        )
        if not duties:
            rows.append((*first, "", *last, ""))
    return Sheet(name="CRM", rows=tuple(rows))


def _id(one: Responsibility) -> str:
    return called(one.catalog, one.requirement, one.part)


def _services(one: Responsibility) -> str:
    return one.services if isinstance(one.services, str) else ", ".join(one.services)


def _asked(one: Responsibility) -> str:
    duties = [duty for duty in one.duties if duty.bearer == "customer"]
    return "\n".join(duty.text for duty in duties)


def _pci(_: Register, statements: Sequence[Responsibility]) -> Iterator[_Row]:
    yield (
        "Requirement",
        "Responsibility",
        "Provider Responsibility",
        "Customer Responsibility",
        "Note",
        "Services",
    )
    for one in statements:
        word = native(one, "pci")
        yield (
            _id(one),
            "N/A" if word == "n/a" else word.capitalize(),
            one.provider_text,
            _asked(one),
            one.not_applicable,
            _services(one),
        )


def _ccm(_: Register, statements: Sequence[Responsibility]) -> Iterator[_Row]:
    yield (
        "Question ID",
        "CSP CAIQ Answer",
        "SSRM Control Ownership",
        "CSP Implementation Description",
        "CSC Responsibilities",
        "Note",
        "Services",
    )
    for one in statements:
        answers = [told.status for told in one.native if told.scheme == "ccm"]
        answer = "".join(answers[:1]).capitalize()
        yield (
            _id(one),
            "NA" if one.not_applicable else answer,
            native(one, "ccm"),
            one.provider_text,
            _asked(one),
            one.not_applicable,
            _services(one),
        )


def _soc(_: Register, statements: Sequence[Responsibility]) -> Iterator[_Row]:
    yield (
        "Criteria",
        "Allocation",
        "ID",
        "Kind",
        "Complementary Control",
        "Organization",
        "Method",
        "Provider",
        "Reason",
        "Services",
    )
    for one in statements:
        word = native(one, "soc")
        tail = (one.provider_text, one.not_applicable, _services(one))
        for duty in one.duties:
            criteria = ", ".join(
                (_id(one), *(called(one.catalog, name) for name in duty.serves))
            )
            yield (criteria, word, *_listed(duty), *tail)
        if not one.duties:
            yield (_id(one), word, "", "", "", "", "", *tail)


def _listed(duty: Duty) -> _Row:
    kind = "CSOC" if duty.bearer == "third_party" else "CUEC"
    return duty.id, kind, duty.text, duty.name, duty.method.replace("_", "-")


def _iso27017(_: Register, statements: Sequence[Responsibility]) -> Iterator[_Row]:
    yield (
        "Control",
        "Cloud Service Customer",
        "Cloud Service Provider",
        "Note",
        "Services",
    )
    for one in statements:
        sides = {
            "customer": (True, False),
            "provider": (False, True),
            "both": (True, True),
            "excluded": (False, False),
        }[native(one, "iso27017")]
        out = "Not applicable" if one.not_applicable else ""
        yield (
            _id(one),
            out or ((_asked(one) or "x") if sides[0] else ""),
            out or ((one.provider_text or "x") if sides[1] else ""),
            one.not_applicable,
            _services(one),
        )


def _cjis(register: Register, statements: Sequence[Responsibility]) -> Iterator[_Row]:
    yield (
        "Requirement ID",
        "IaaS",
        "PaaS",
        "SaaS",
        "Agency Responsibility",
        "Service Provider Responsibility",
        "Services",
    )
    for one in statements:
        word, models = native(one, "cjis"), _models(register, one)
        yield (
            _id(one),
            *(word if model in models else "" for model in ("iaas", "paas", "saas")),
            _asked(one),
            one.provider_text,
            _services(one),
        )


def _models(register: Register, one: Responsibility) -> set[str]:
    """The service models that a statement speaks of."""
    if one.service_model:
        return {one.service_model}
    if isinstance(one.services, str):
        return {"iaas", "paas", "saas"}
    known = register.services
    return {known[name].model for name in one.services if name in known}


_WRITERS: Final[
    dict[Scheme, Callable[[Register, Sequence[Responsibility]], Iterator[_Row]]]
] = {
    "pci": _pci,
    "ccm": _ccm,
    "soc": _soc,
    "iso27017": _iso27017,
    "cjis": _cjis,
}
_NAMES: Final[dict[Scheme, str]] = {
    "pci": "Responsibility summary",
    "ccm": "CAIQ",
    "soc": "Complementary controls",
    "iso27017": "Shared roles",
    "cjis": "Responsibility by model",
}
