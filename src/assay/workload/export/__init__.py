"""export: guard rails in the languages of those who can enforce them.

Cedar and Rego judge every condition as `assay.workload.judge` does. The policies of
cloud providers cannot: what they leave out is listed beside them, and what the
register does not know is denied.
"""

from assay.workload.export.making import export
from assay.workload.export.terms import Terms, read_terms
from assay.workload.export.values import COMPANION, FORMS, File, Form, Lacking

__all__ = [
    "COMPANION",
    "FORMS",
    "File",
    "Form",
    "Lacking",
    "Terms",
    "export",
    "read_terms",
]
