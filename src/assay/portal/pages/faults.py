"""Pages for what is not here, cannot be read, or went wrong."""

from django.http import HttpRequest, HttpResponse

from assay.ids import near
from assay.portal.page import Fault, show_fault
from assay.portal.twin import wants_json

__all__ = ["bad", "broken", "forbidden", "missing"]

_PLACES = {
    "scope": "/scope",
    "programs": "/programs",
    "library": "/library",
    "dossiers": "/dossiers",
    "verify": "/verify",
    "words": "/words",
    "search": "/search",
}


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing lies at this address; the pages it is nearest to are named."""
    del exception  # Django lists our addresses in it, for developers
    first = request.path_info.strip("/").partition("/")[0][:40]
    close = near(first, _PLACES) if first else ()
    fault = Fault(
        status=404,
        error="There is no page here",
        remedy="Start from the search, or from one of the lists above.",
        near=close,
    )
    return show_fault(request, fault, [(name, _PLACES[name]) for name in close])


def bad(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read."""
    del exception
    fault = Fault(
        status=400,
        error="The request cannot be read",
        remedy="Follow a link of these pages, or use the forms on them.",
    )
    return show_fault(request, fault)


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form did not come from this portal, or its page was too old."""
    del reason  # Django's own words, for developers
    fault = Fault(
        status=403,
        error="The form was not accepted",
        remedy="Open the page again and send the form from there; cookies of this "
        "site must be allowed for that one form.",
    )
    return show_fault(request, fault)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our mistake. Said plainly, without a template that might fail too."""
    says = "Something went wrong here. It is not your mistake.\n"
    if wants_json(request):
        return HttpResponse(
            '{"status": 500, "error": "Something went wrong here"}\n',
            status=500,
            content_type="application/json",
        )
    return HttpResponse(says, status=500, content_type="text/plain; charset=utf-8")
