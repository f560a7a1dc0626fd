"""register: what the provider answers for, since when, and who says so."""

from assay.register.answer import scope
from assay.register.change import Change
from assay.register.claim import Claim, ClaimState, Question
from assay.register.controls import Control, Coverage
from assay.register.diff import diff
from assay.register.extent import members
from assay.register.matrix import Cell, Matrix, Row, matrix
from assay.register.migration import Migrating, Need, migrating, work
from assay.register.news import News, dated, news
from assay.register.program import Program
from assay.register.programs import read_programs
from assay.register.question import ask
from assay.register.read import read_register
from assay.register.statements import read_controls
from assay.register.values import Attestation, Register

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
