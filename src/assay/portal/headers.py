"""What every answer says to the browser: run nothing, embed nothing, fetch nothing."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

__all__ = ["HeadersMiddleware"]

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No script at all, ours or anybody's; no style but the one sheet (CSP level 3)."""

_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_FORM = 64 * 1024
"""What a form needs beside its file: boundaries, names, the policy file."""


class HeadersMiddleware:
    """Set the headers; turn away a request whose body is too large, unread."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers that no page may lack."""
        answer = _too_large() if _is_too_large(request) else self._answer(request)
        for name, value in _ALWAYS.items():
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("Cache-Control", "no-cache")
        answer.headers["Vary"] = _varies(answer.headers.get("Vary", ""))
        return answer


def _is_too_large(request: HttpRequest) -> bool:
    told = request.META.get("CONTENT_LENGTH") or "0"
    size = int(told) if str(told).isdecimal() else 0
    most: int = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    return size > most + _FORM


def _too_large() -> HttpResponse:
    most = settings.FILE_UPLOAD_MAX_MEMORY_SIZE // 2**20
    return HttpResponse(
        f"The file is larger than the {most} MB that are verified here. "
        "Verify it on your own machine: assay verify FILE --policy POLICY\n",
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        content_type="text/plain; charset=utf-8",
    )


def _varies(told: str) -> str:
    names = [name for name in told.split(", ") if name]
    return ", ".join([*names, *(["Accept"] if "Accept" not in names else [])])
