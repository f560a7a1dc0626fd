"""agreements: what a customer has signed, and what that permits on a day."""

from assay.register.agreement import (
    Agreement,
    Designation,
    Eligible,
    Screening,
    Signatory,
    Terms,
)

__all__ = [
    "Agreement",
    "Designation",
    "Eligible",
    "Screening",
    "Signatory",
    "Terms",
]
