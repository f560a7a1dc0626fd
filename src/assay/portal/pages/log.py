"""`/log/...`: the public files of the log, as C2SP tlog-tiles lays them out.

Only the signed head and tiles are served. The journal and the payloads behind the
commitments lie in folders that no address here reaches.
"""

from django.http import Http404, HttpRequest, HttpResponse

from assay.ledger import VerificationError
from assay.ledger.tiles import Tile
from assay.portal.board import board
from assay.portal.page import guarded
from assay.portal.published import plain_file

__all__ = ["checkpoint", "tile"]

_FOREVER = "public, max-age=31536000, immutable"


@guarded
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed head."""
    del request
    data = plain_file(board().workspace.root / "log", "checkpoint")
    if data is None:
        raise Http404
    answer = HttpResponse(data, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@guarded
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A tile or a bundle of entries; it never changes once it is there."""
    del request
    try:
        found = Tile.parse(path)
    except VerificationError as fault:
        raise Http404 from fault
    data = plain_file(board().workspace.root / "log", found.path)
    if data is None:
        raise Http404
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer.headers["Cache-Control"] = _FOREVER
    return answer
