"""register: what the provider answers for, since when, and who says so."""

from assay.register.claim import Change, Claim, ClaimState, Question
from assay.register.controls import Control, Coverage
from assay.register.program import Program
from assay.register.values import Attestation, Register

__all__ = [
    "Attestation",
    "Change",
    "Claim",
    "ClaimState",
    "Control",
    "Coverage",
    "Program",
    "Question",
    "Register",
]
