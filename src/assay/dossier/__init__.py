"""dossier: the package handed over. Assembled, rendered, sealed, verified by anybody.

Verifying needs no more than the pure part of the ledger, so what assembles and renders
is loaded only when it is asked for.
"""

from typing import TYPE_CHECKING

from assay.dossier.memory import Memory, remember
from assay.dossier.report import Check, Report
from assay.dossier.sealing import Opened, Prepared, Reference, prepare, seal
from assay.dossier.verify import verify
from assay.later import later

if TYPE_CHECKING:
    from assay.dossier.assembly import assemble
    from assay.dossier.paper import Anchor, Facts, Paper
    from assay.dossier.render import render_html, render_json, render_pdf

__all__ = [
    "Anchor",
    "Check",
    "Facts",
    "Memory",
    "Opened",
    "Paper",
    "Prepared",
    "Reference",
    "Report",
    "assemble",
    "prepare",
    "remember",
    "render_html",
    "render_json",
    "render_pdf",
    "seal",
    "verify",
]

__getattr__ = later(
    __name__,
    {
        "Anchor": "paper",
        "Facts": "paper",
        "Paper": "paper",
        "assemble": "assembly",
        "render_html": "render",
        "render_json": "render",
        "render_pdf": "render",
    },
)
