"""register: what the provider answers for, since when, and who says so."""

from typing import TYPE_CHECKING

from assay.later import later
from assay.register.answer import claims, scope
from assay.register.claim import Claim, ClaimState, Question
from assay.register.extent import members
from assay.register.program import Program
from assay.register.question import ask
from assay.register.values import Attestation, Register

if TYPE_CHECKING:
    from assay.register.arranging import Cell, Matrix, Row, matrix
    from assay.register.change import Change
    from assay.register.comparing import diff
    from assay.register.controls import Control, Coverage
    from assay.register.migration import Migrating, Need, migrating, work
    from assay.register.programs import read_programs
    from assay.register.read import read_register
    from assay.register.statements import read_controls
    from assay.register.telling import News, dated, news

__all__ = [
    "Attestation",
    "Cell",
    "Change",
    "Claim",
    "ClaimState",
    "Control",
    "Coverage",
    "Matrix",
    "Migrating",
    "Need",
    "News",
    "Program",
    "Question",
    "Register",
    "Row",
    "ask",
    "claims",
    "dated",
    "diff",
    "matrix",
    "members",
    "migrating",
    "news",
    "read_controls",
    "read_programs",
    "read_register",
    "scope",
    "work",
]

__getattr__ = later(
    __name__,
    {
        "Cell": "arranging",
        "Change": "change",
        "Control": "controls",
        "Coverage": "controls",
        "Matrix": "arranging",
        "Migrating": "migration",
        "Need": "migration",
        "News": "telling",
        "Row": "arranging",
        "dated": "telling",
        "diff": "comparing",
        "matrix": "arranging",
        "migrating": "migration",
        "news": "telling",
        "read_controls": "statements",
        "read_programs": "programs",
        "read_register": "read",
        "work": "migration",
    },
)
