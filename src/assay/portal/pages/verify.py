"""`/verify`: is this dossier genuine and current, or is this digest one of ours?

What is uploaded is looked at in memory and forgotten.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from assay.canonical import digest
from assay.dossier import Report, verify
from assay.errors import BadInput
from assay.ledger import Policy
from assay.portal.board import Board, board
from assay.portal.page import Page, guarded, show
from assay.portal.pages.library import artefacts
from assay.portal.published import POLICY, plain_file, published

__all__ = ["policy", "view"]

_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{64})")

_VERDICTS: Final = {
    "": (
        "Genuine, and nothing newer is known",
        "The publisher's key signed it, the log holds it, and every byte is as signed.",
    ),
    "altered": (
        "Altered: bytes differ from what was signed",
        "Do not rely on it. Fetch it again; if that fails too, tell the provider.",
    ),
    "wrong_key": (
        "Wrong key: not signed by anyone whom the policy trusts",
        "Either it was made by somebody else, or the policy is for another provider.",
    ),
    "not_in_log": (
        "Not in the log: it was never published",
        "It may be signed, but the public log does not hold it where it says.",
    ),
    "forked_log": (
        "Forked log: two heads of one log contradict each other",
        "Keep this file and your policy: together they are evidence of a fraud.",
    ),
    "superseded": (
        "Genuine, but superseded: something newer was published",
        "What it says was published as it stands. Fetch the newest for today's state.",
    ),
    "malformed": (
        "Not a dossier, or cut short",
        "It does not follow the format. Fetch it again, whole.",
    ),
}
"""Machine word to what a person is told first, and what follows from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a digest belongs to, if it is one of ours."""

    sha256: str
    well_formed: bool
    what: str = ""
    title: str = ""
    address: str = ""


@guarded
@require_http_methods(["GET", "HEAD", "POST"])
def view(request: HttpRequest) -> HttpResponse:
    """Show the form, or what was found about the file or digest handed over."""
    shown = board()
    if request.method == "POST":
        return _checked(request, shown)
    asked = request.GET.get("sha256", "").strip().lower()
    known = _look_up(shown, asked) if asked else None
    value: dict[str, Any] = {"digest": known, "report": None}
    title = _digest_title(known) if known else "Is it genuine?"
    return _page(request, shown, title, value)


@guarded
def policy(request: HttpRequest) -> HttpResponse:
    """The provider's policy file: its public keys, for those who verify offline."""
    del request
    data = plain_file(board().workspace.root, POLICY)
    if data is None:
        raise Http404
    return HttpResponse(
        data,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{POLICY}"'},
    )


def _page(
    request: HttpRequest,
    shown: Board,
    title: str,
    value: dict[str, Any],
    status: int = 200,
) -> HttpResponse:

    newest = next((one for one in published(shown) if one.newest), None)
    page = Page(
        template="verify.html",
        title=title,
        value=value,
        section="verify",
        status=HTTPStatus(status),
        extra={
            "most": settings.FILE_UPLOAD_MAX_MEMORY_SIZE // 2**20,
            "newest": newest,
            "has_log": (shown.workspace.root / "log" / "checkpoint").is_file(),
            "origin": shown.workspace.config.origin,
        },
    )
    return show(request, page)


def _checked(request: HttpRequest, shown: Board) -> HttpResponse:
    sent = request.FILES.get("dossier")
    if sent is None:
        return _refused(request, shown, "No file was handed over; choose one first.")
    own = request.FILES.get("policy")
    data = sent.read()
    try:
        trusted = _policy(shown, own.read() if own else None)
    except BadInput as fault:
        says = "; ".join(f"{p.place}: {p.message}" for p in fault.problems)
        return _refused(request, shown, f"Your policy file cannot be read. {says}")
    report = verify(data, trusted)
    verdict, meaning = _VERDICTS[report.reason]
    value = {
        "digest": None,
        "report": {
            "name": sent.name,
            "bytes": len(data),
            "sha256": digest(data),
            "policy": "yours" if own else "this portal's",
            "verdict": verdict,
            "meaning": meaning,
            **_told(report),
        },
    }
    return _page(request, shown, verdict, value)


def _told(report: Report) -> dict[str, Any]:
    return dict(report.data())


def _policy(shown: Board, own: bytes | None) -> Policy:
    data = own if own is not None else plain_file(shown.workspace.root, POLICY)
    return Policy.parse(data or b"", file="your policy" if own else POLICY)


def _refused(request: HttpRequest, shown: Board, says: str) -> HttpResponse:
    value = {"digest": None, "report": None, "error": says}
    return _page(request, shown, "Nothing was verified", value, status=400)


def _look_up(shown: Board, text: str) -> Known:
    found = _DIGEST.fullmatch(text)
    if found is None:
        return Known(sha256=text[:100], well_formed=False)
    sha256 = found[1]
    known = shown.keep(("digests",), lambda: _digests(shown))
    return known.get(sha256, Known(sha256=sha256, well_formed=True))


def _digests(shown: Board) -> dict[str, Known]:
    """Every published dossier and public document, by its digest."""
    found: dict[str, Known] = {}
    for made, copy, data in artefacts(shown):
        sha256 = digest(data)
        found[sha256] = Known(
            sha256=sha256,
            well_formed=True,
            what="public document",
            title=f"{copy.title} ({made.id})",
            address=f"/library/{made.id}/{copy.id}",
        )
    for one in published(shown):
        for name, sha256 in [
            (one.name, one.sha256),
            *((f.name, f.sha256) for f in one.forms),
        ]:
            found[sha256] = Known(
                sha256=sha256,
                well_formed=True,
                what="published dossier"
                if name == one.name
                else "document of a dossier",
                title=name,
                address=f"/dossiers/{name}",
            )
    return found


def _digest_title(known: Known) -> str:
    if not known.well_formed:
        return "That is not a SHA-256 digest"
    if known.title:
        return f"One of ours: {known.title}"
    return "Not one of ours: no file here has that digest"
