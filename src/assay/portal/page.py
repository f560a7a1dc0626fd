"""A page: one value, shown as HTML or as its JSON twin."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from assay.canonical import plain
from assay.errors import BadInput, Error, UnknownName
from assay.portal.asked import BadQuestion
from assay.portal.twin import wants_json

__all__ = ["Fault", "Page", "guarded", "json_answer", "show", "show_fault"]

_LOG = logging.getLogger("assay.portal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one address answers."""

    template: str
    title: str
    """The answer in short, as a tab or a bookmark shows it."""
    value: Any
    """What the HTML shows and what the JSON twin is."""
    section: str = ""
    """Which entry of the navigation it belongs to."""
    status: HTTPStatus = HTTPStatus.OK
    extra: dict[str, Any] = field(default_factory=dict[str, Any])
    """For the template only: forms, choices, links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why there is no page here, and what to do."""

    status: int
    error: str
    remedy: str = ""
    near: tuple[str, ...] = ()


def show(request: HttpRequest, page: Page) -> HttpResponse:
    """The page as the reader asked for it."""
    if wants_json(request):
        return json_answer(page.value, page.status)
    context = {
        **page.extra,
        "page": page.value,
        "title": page.title,
        "section": page.section,
    }
    html = render_to_string(page.template, context, request)
    return HttpResponse(html, status=page.status)


def json_answer(value: object, status: int = HTTPStatus.OK) -> HttpResponse:
    """A value as JSON: keys in the order of its fields, times in ISO 8601."""
    text = json.dumps(plain(value), indent=2, ensure_ascii=False) + "\n"
    return HttpResponse(text, status=status, content_type="application/json")


def show_fault(
    request: HttpRequest, fault: Fault, near: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """A page that says what is wrong; `near` are links with their words."""
    page = Page(
        template="fault.html",
        title=fault.error,
        value=fault,
        status=HTTPStatus(fault.status),
        extra={"links": near},
    )
    return show(request, page)


View = Callable[..., HttpResponseBase]


def guarded(view: View) -> View:
    """Turn what stops a view into a page that says so, and what to do."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponseBase:
        try:
            return view(request, **parts)
        except UnknownName as fault:
            return _unknown(request, fault)
        except BadQuestion as fault:
            told = Fault(status=400, error=fault.message, remedy=fault.remedy)
            return show_fault(request, told)
        except BadInput as fault:
            _LOG.error("%s", fault.diagnose())
            return show_fault(request, _UNREADABLE)
        except Error as fault:
            _LOG.error("%s", fault.diagnose())
            return show_fault(request, _BROKEN)

    return answer


_UNREADABLE = Fault(
    status=503,
    error="The register cannot be read just now",
    remedy="Its files are being changed and do not hold together yet. The provider "
    "sees what is wrong with `assay doctor`. Nothing is shown rather than half of it.",
)
_BROKEN = Fault(
    status=503,
    error="What this page rests on cannot be read just now",
    remedy="The provider sees what is wrong with `assay doctor`.",
)


def _unknown(request: HttpRequest, fault: UnknownName) -> HttpResponse:
    told = Fault(
        status=404,
        error=fault.message,
        remedy="Search for another name of it, or choose one from a list.",
        near=fault.near,
    )
    links = [(name, _instead(request, fault.name, name)) for name in fault.near]
    return show_fault(request, told, links)


def _instead(request: HttpRequest, wrong: str, right: str) -> str:
    """This address with another name in the place of the wrong one."""
    parts = request.path_info.split("/")
    query = request.GET.copy()
    if wrong in parts:
        parts[parts.index(wrong)] = right
    else:
        for name in [name for name in query if str(query[name]).strip() == wrong]:
            query[name] = right
    path = "/".join(quote(part, safe="") for part in parts)
    return f"{path}?{query.urlencode()}" if query else path
