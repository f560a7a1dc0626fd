"""Tags that every template has: states in words, days that machines read, links."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assay.portal import wording
from assay.portal.asked import Asked
from assay.portal.overview import Group

register = template.Library()

_SIZES = ("bytes", "kB", "MB", "GB")
_STEP = 1000
_DRAWN = frozenset(
    {
        "in_force",
        "in_process",
        "aged",
        "lapsed",
        "withdrawn",
        "excluded",
        "not_claimed",
        "not_stated",
        "met",
        "not_met",
        "unknown",
        "not_applicable",
        "at_risk",
        "ready",
    }
)
_SAME = {
    "yes": "met",
    "genuine": "met",
    "whole": "met",
    "made": "met",
    "no": "not_met",
    "superseded": "aged",
    "partial": "unknown",
}


@register.simple_tag
def symbol(state: str) -> SafeString:
    """The state's drawing; decoration only, since a word always stands beside it."""
    drawn = state if state in _DRAWN else _SAME.get(state, "unknown")
    return format_html(
        '<svg class="symbol tone-{}" viewBox="0 0 16 16" width="16" height="16" '
        'aria-hidden="true" focusable="false"><use href="#s-{}"></use></svg>',
        wording.tone(state),
        drawn,
    )


@register.simple_tag
def state(name: str, words: str = "") -> SafeString:
    """A state as drawing and word."""
    if not name:
        return SafeString("")
    return format_html(
        '<span class="state tone-{}">{}<span>{}</span></span>',
        wording.tone(name),
        symbol(name),
        words or wording.label(name),
    )


@register.filter
def labelled(name: str) -> str:
    """A state as a word."""
    return wording.label(name)


@register.filter
def toned(name: str) -> str:
    """The family of colours of a state."""
    return wording.tone(name)


@register.filter
def kind(name: str) -> str:
    """A kind in plain words."""
    return wording.kind_name(name)


@register.filter
def audience(tier: str) -> str:
    """Who may have a document."""
    return wording.audience(tier)


@register.filter
def step(level: str) -> str:
    """A step of an explanation in words."""
    return wording.LEVELS.get(level, level)


@register.filter
def spaced(name: str) -> str:
    """`government_repository` as `government repository`."""
    return name.replace("_", " ")


@register.simple_tag
def day(value: date | str | None, absent: str = "") -> SafeString | str:
    """A day in ISO 8601, for people and machines alike."""
    if not value:
        return absent
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        text = value.isoformat().replace("+00:00", "Z")
        shown = f"{value:%Y-%m-%d %H:%M} UTC"
        return format_html('<time datetime="{}">{}</time>', text, shown)
    return format_html('<time datetime="{0}">{0}</time>', value.isoformat())


@register.filter
def size(count: int) -> str:
    """A number of bytes for people: `1.2 kB`."""
    amount, unit = float(count), 0
    while amount >= _STEP and unit < len(_SIZES) - 1:
        amount, unit = amount / _STEP, unit + 1
    return f"{count} bytes" if unit == 0 else f"{amount:.1f} {_SIZES[unit]}"


@register.filter
def item(found: Mapping[str, Any] | str, name: str) -> Any:
    """A member of a mapping by a name that is itself a value."""
    return found.get(name, "") if isinstance(found, Mapping) else ""


@register.simple_tag(takes_context=True)
def to(context: Mapping[str, Any], name: str, /, **parts: str) -> str:
    """The address of a page, with the day that this page speaks of taken along.

    Parts named `q_...` go into the query: `{% to "scope" q_region="eu-west-1" %}`.
    """
    asked: Asked | None = context.get("asked")
    query = {k.removeprefix("q_"): str(v) for k, v in parts.items() if k[:2] == "q_"}
    path = reverse(name, kwargs={k: v for k, v in parts.items() if k[:2] != "q_" and v})
    return (asked or Asked(day=date.min)).link(path, query)


@register.simple_tag(takes_context=True)
def cell_link(
    context: Mapping[str, Any],
    program: str,
    service: str = "",
    region: str = "",
    level: str = "",
) -> str:
    """The address of a cell; an axis left empty is asked about as a whole."""
    parts = {"program": program}
    if service or region:
        parts["service"] = service or "-"
    if region:
        parts["region"] = region
    return to(context, "cell", **parts, q_level=level)


@register.filter
def total_programs(groups: Iterable[Group]) -> int:
    """How many programs the groups hold."""
    return sum(len(group.programs) for group in groups)


@register.filter
def at(found: Sequence[Any], index: int) -> Any:
    """The member at a place."""
    return found[index]
