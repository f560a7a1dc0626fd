"""Every page has a twin: `.json` behind its path, or `Accept: application/json`."""

from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect

__all__ = ["TwinMiddleware", "twin_path", "wants_json"]

_FLAG = "assay.twin"
_SUFFIX = ".json"
_HOME = "/index"


class TwinMiddleware:
    """Route `/scope.json` to the page `/scope`, and remember what was asked for."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, after the path was brought to its one spelling."""
        path = request.path_info
        if path.endswith(_SUFFIX):
            page = path.removesuffix(_SUFFIX)
            request.path_info = "/" if page == _HOME else page
            request.META[_FLAG] = True
        elif len(path) > 1 and path.endswith("/"):
            return _redirect(request, "/" + path.strip("/"))
        elif path == _HOME:
            return _redirect(request, "/")
        return self._answer(request)


def wants_json(request: HttpRequest) -> bool:
    """Whether to answer in JSON: by the path, or since nothing else will do."""
    accept = request.headers.get("Accept", "")
    prefers = "application/json" in accept and "text/html" not in accept
    return bool(request.META.get(_FLAG)) or prefers


def twin_path(request: HttpRequest) -> str:
    """Where the JSON of this page lies, with the same question."""
    page = _HOME if request.path_info == "/" else request.path_info
    asked = request.META.get("QUERY_STRING", "")
    return _escaped(page) + _SUFFIX + (f"?{asked}" if asked else "")


def _redirect(request: HttpRequest, path: str) -> HttpResponseBase:
    asked = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(
        _escaped(path) + (f"?{asked}" if asked else "")
    )


def _escaped(path: str) -> str:
    """A path as a link may hold it; never one that could name another host."""
    return "/" + quote(path.lstrip("/"), safe="/:@-._~!$'()*,;=")
