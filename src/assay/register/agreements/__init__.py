"""agreements: what a customer has signed, and what that permits on a day."""

from assay.register.agreement import (
    Agreement,
    Designation,
    Eligible,
    Screening,
    Signatory,
    Terms,
)
from assay.register.agreements.days import (
    AgreementState,
    designates,
    in_force,
    state_on,
)
from assay.register.agreements.eligibility import Eligibility, eligibility

__all__ = [
    "Agreement",
    "AgreementState",
    "Designation",
    "Eligibility",
    "Eligible",
    "Screening",
    "Signatory",
    "Terms",
    "designates",
    "eligibility",
    "in_force",
    "state_on",
]
