"""`/dossiers`: what was published, to read and to fetch."""

from django.http import Http404, HttpRequest, HttpResponse

from assay.errors import UnknownName
from assay.ids import near
from assay.portal.board import board
from assay.portal.fetching import download
from assay.portal.page import Page, guarded, show
from assay.portal.published import Published, plain_file, published
from assay.portal.twin import wants_json

__all__ = ["fetch", "view"]


@guarded
def view(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    found = published(board())
    title = _title(found)
    page = Page(
        template="dossiers.html",
        title=title,
        value={"dossiers": found},
        section="dossiers",
    )
    return show(request, page)


@guarded
def fetch(request: HttpRequest, name: str) -> HttpResponse:
    """A sealed dossier, or the newest document of a paper in one of its forms."""
    shown = board()
    found = published(shown)
    documents = {form.name for one in found for form in one.forms}
    if wants_json(request) and f"{name}.json" in documents:
        name = f"{name}.json"
    known = {one.name for one in found} | documents
    if name not in known:
        raise UnknownName("dossier", name, near=near(name, known))
    data = plain_file(shown.workspace.root / "dossiers", name)
    if data is None:
        raise Http404
    return download(name, data)


def _title(found: tuple[Published, ...]) -> str:
    if not found:
        return "No dossier has been published yet"
    return f"{len(found)} published dossier{'s' if len(found) > 1 else ''}"
