"""agreements: what a customer has signed, and what that permits on a day."""

from typing import TYPE_CHECKING

from assay.later import later
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
    Span,
    designates,
    in_force,
    spans,
    state_on,
)
from assay.register.agreements.eligibility import Eligibility, eligibility
from assay.register.agreements.words import KIND_TITLES, version_of

if TYPE_CHECKING:
    from assay.register.agreements.conditions import covers
    from assay.register.agreements.permission import account_named, may
    from assay.register.agreements.standing import Standing, stands
    from assay.register.agreements.values import Condition, Permission

__all__ = [
    "KIND_TITLES",
    "Agreement",
    "AgreementState",
    "Condition",
    "Designation",
    "Eligibility",
    "Eligible",
    "Permission",
    "Screening",
    "Signatory",
    "Span",
    "Standing",
    "Terms",
    "account_named",
    "covers",
    "designates",
    "eligibility",
    "in_force",
    "may",
    "spans",
    "stands",
    "state_on",
    "version_of",
]

__getattr__ = later(
    __name__,
    {
        "Condition": "values",
        "Permission": "values",
        "Standing": "standing",
        "account_named": "permission",
        "covers": "conditions",
        "may": "permission",
        "stands": "standing",
    },
)
