"""Everything that is wrong with a document: structure, references, constraints."""

from collections.abc import Iterable
from dataclasses import dataclass

from assay.oscal.constraints import ConstraintSet, judge_constraints
from assay.oscal.document import Document
from assay.oscal.fault import Fault, Unjudged
from assay.oscal.references import reference_faults
from assay.oscal.releases import as_allowed_then, version_faults
from assay.oscal.structure import structure_faults
from assay.oscal.tree import growing

__all__ = ["Judgement", "judge", "problems"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is wrong with a document, and what could not be told."""

    faults: tuple[Fault, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()

    @property
    def valid(self) -> bool | None:
        """Whether it keeps all it must; None where that could not be told."""
        if any(one.level == "error" for one in self.faults):
            return False
        return None if any(one.level == "error" for one in self.unjudged) else True


def judge(document: Document, sets: Iterable[ConstraintSet] = ()) -> Judgement:
    """Every fault of a document, stage by stage, each in the document's order.

    A document whose structure is at fault is not judged further: what a constraint says
    of a value that should not be there helps nobody. What the release that it is of
    allowed and the newest does not is a warning, and so is what came after it.

    Args:
        document: The document.
        sets: Constraints of others, judged beside those of the Metaschema.
    """
    with growing():  # what is made of a document lives until all of it is judged
        return _judged(document, tuple(sets))


def _judged(document: Document, sets: tuple[ConstraintSet, ...]) -> Judgement:
    known = (as_allowed_then(one, document) for one in structure_faults(document))
    faults = (*_left_out(document), *known)
    if any(one.level == "error" for one in faults):
        reason = "the structure of the document is at fault"
        unjudged = [
            Unjudged(
                path=f"/{document.root}", rule=one.file, expression="", reason=reason
            )
            for one in sets
        ]
        return Judgement(faults=faults, unjudged=tuple(unjudged))
    found, unknown = judge_constraints(document, sets)
    versions = version_faults(document)
    faults = (*faults, *versions, *reference_faults(document), *found)
    return Judgement(faults=faults, unjudged=unknown)


def _left_out(document: Document) -> Iterable[Fault]:
    """What XML held that no tree of OSCAL has a place for."""
    for one in document.dropped:
        yield Fault(path=one.place, rule="unknown-element", message=one.message)


def problems(document: Document) -> tuple[Fault, ...]:
    """Every fault of a document that OSCAL itself finds: `judge` without sets."""
    return judge(document).faults
