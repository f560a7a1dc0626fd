"""Everything that is wrong with a document: structure, references, constraints."""

from assay.oscal.constraints import constraint_faults
from assay.oscal.document import Document
from assay.oscal.fault import Fault
from assay.oscal.references import reference_faults
from assay.oscal.structure import structure_faults

__all__ = ["problems"]


def problems(document: Document) -> tuple[Fault, ...]:
    """Every fault of a document, stage by stage, each in the document's order.

    A document whose structure is at fault is not judged further: what a constraint says
    of a value that should not be there helps nobody.
    """
    faults = tuple(structure_faults(document))
    if faults:
        return faults
    return (*reference_faults(document), *constraint_faults(document))
