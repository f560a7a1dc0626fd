"""oscal: the wire format. Documents in and out of JSON, YAML and XML, unchanged."""

from typing import TYPE_CHECKING

from assay.later import later
from assay.oscal.document import Document, Form, Typed, document
from assay.oscal.fault import Fault, Unjudged
from assay.oscal.reading import (
    form_of,
    read,
    read_quickest,
    read_typed,
    unknown_keys,
    write,
)
from assay.oscal.structure import structure_faults

if TYPE_CHECKING:
    from assay.oscal.constraints import ConstraintSet, read_constraints
    from assay.oscal.validating import Judgement, judge, problems

__all__ = [
    "ConstraintSet",
    "Document",
    "Fault",
    "Form",
    "Judgement",
    "Typed",
    "Unjudged",
    "document",
    "form_of",
    "judge",
    "problems",
    "read",
    "read_constraints",
    "read_quickest",
    "read_typed",
    "structure_faults",
    "unknown_keys",
    "write",
]

__getattr__ = later(
    __name__,
    {
        "ConstraintSet": "constraints",
        "Judgement": "validating",
        "judge": "validating",
        "problems": "validating",
        "read_constraints": "constraints",
    },
)
