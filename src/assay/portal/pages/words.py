"""`/words`: what each state, mark and kind means here."""

from django.http import HttpRequest, HttpResponse

from assay.dossier.words import AUDIENCES
from assay.portal import wording
from assay.portal.page import Page, guarded, show

__all__ = ["view"]

_TERMS = {
    "program": "A certification, report, authorization, law and so on, with the rules "
    "of its kind.",
    "cell": "A program, at a level, for a service, in a region: the smallest thing "
    "that can be asked about.",
    "claim": "What may be said of a cell on a day, who says so, and where that is "
    "written.",
    "evidence": "What the provider's own checks saw of a cell. It stands beside the "
    "claim and is never merged with it.",
    "requirement": "One thing that a program's catalog asks for, by its own number.",
    "control": "What the provider does, stated once; it serves many requirements.",
    "check": "A test of a control, run over everyone it concerns, not over a sample.",
    "batch": "What one source saw at one time. It is never changed afterwards.",
    "synthetic": "Made up to show the system at work. It says nothing about reality.",
    "dossier": "The package that is handed over: sealed, and verifiable without us.",
    "log": "A public list that can only grow; each publication and run has an entry.",
    "checkpoint": "The log's signed head. Two that contradict each other prove "
    "a fraud.",
}


@guarded
def view(request: HttpRequest) -> HttpResponse:
    """Show the glossary."""
    value = {
        "claim_states": dict(wording.CLAIMS),
        "evidence_states": dict(wording.EVIDENCE),
        "marks": dict(wording.MARKS),
        "kinds": {
            kind: {
                "title": wording.kind_name(kind),
                "meaning": wording.kind_meaning(kind),
            }
            for kind in wording.KIND_ORDER
        },
        "audiences": dict(AUDIENCES),
        "terms": _TERMS,
    }
    page = Page(
        template="words.html",
        title="What the words and signs mean",
        value=value,
        section="words",
    )
    return show(request, page)
