"""dossier: the package handed over. Assembled, rendered, sealed, verified by anybody.

Verifying needs no more than the pure part of the ledger, so what assembles and renders
is loaded only when it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from assay.dossier.report import Check, Report
from assay.dossier.sealing import Opened, Prepared, Reference, prepare, seal
from assay.dossier.verify import verify

if TYPE_CHECKING:
    from assay.dossier.assembly import assemble
    from assay.dossier.paper import Anchor, Facts, Paper
    from assay.dossier.render import render_html, render_json, render_pdf

__all__ = [
    "Anchor",
    "Check",
    "Facts",
    "Opened",
    "Paper",
    "Prepared",
    "Reference",
    "Report",
    "assemble",
    "prepare",
    "render_html",
    "render_json",
    "render_pdf",
    "seal",
    "verify",
]

_LATER = {
    "Anchor": "assay.dossier.paper",
    "Facts": "assay.dossier.paper",
    "Paper": "assay.dossier.paper",
    "assemble": "assay.dossier.assembly",
    "render_html": "assay.dossier.render",
    "render_json": "assay.dossier.render",
    "render_pdf": "assay.dossier.render",
}


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"assay.dossier has no {name!r}")
