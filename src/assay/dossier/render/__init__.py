"""render: the one paper as JSON, as an HTML page and as a PDF, saying the same."""

from assay.dossier.render.html import render_html
from assay.dossier.render.json import render_json
from assay.dossier.render.pdf import render_pdf

__all__ = ["render_html", "render_json", "render_pdf"]
