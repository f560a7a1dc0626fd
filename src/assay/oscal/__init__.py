"""oscal: the wire format. Documents in and out of JSON, YAML and XML, unchanged."""

from assay.oscal.constraints import ConstraintSet, read_constraints
from assay.oscal.document import Document, Form, document
from assay.oscal.fault import Fault, Unjudged
from assay.oscal.reading import form_of, read, unknown_keys, write
from assay.oscal.structure import structure_faults
from assay.oscal.validating import Judgement, judge, problems

__all__ = [
    "ConstraintSet",
    "Document",
    "Fault",
    "Form",
    "Judgement",
    "Unjudged",
    "document",
    "form_of",
    "judge",
    "problems",
    "read",
    "read_constraints",
    "structure_faults",
    "unknown_keys",
    "write",
]
