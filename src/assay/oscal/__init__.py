"""oscal: the wire format. Documents in and out of JSON, YAML and XML, unchanged."""

from assay.oscal.document import Document, Form, document
from assay.oscal.fault import Fault
from assay.oscal.reading import form_of, read, unknown_keys, write
from assay.oscal.structure import structure_faults
from assay.oscal.validating import problems

__all__ = [
    "Document",
    "Fault",
    "Form",
    "document",
    "form_of",
    "problems",
    "read",
    "structure_faults",
    "unknown_keys",
    "write",
]
