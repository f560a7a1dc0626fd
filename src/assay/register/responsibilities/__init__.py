"""responsibilities: who answers for a requirement, and what is left to the customer."""

from assay.register.responsibilities.asking import Asking, asking, bases
from assay.register.responsibilities.choosing import Place, statement_for
from assay.register.responsibilities.composite import (
    DutyRow,
    Held,
    Holder,
    Matrix,
    MatrixRow,
    Question,
    combine,
    join,
)
from assay.register.responsibilities.reliance import (
    Condition,
    Facts,
    Fresh,
    conditions,
    facts_of,
    freshness,
    is_met,
    preconditions,
)
from assay.register.responsibilities.words import (
    SCHEMES,
    NotExpressible,
    narrow,
    native,
    possibilities,
    possible,
    read_word,
    who,
    word_of,
)

__all__ = [
    "SCHEMES",
    "Asking",
    "Condition",
    "DutyRow",
    "Facts",
    "Fresh",
    "Held",
    "Holder",
    "Matrix",
    "MatrixRow",
    "NotExpressible",
    "Place",
    "Question",
    "asking",
    "bases",
    "combine",
    "conditions",
    "facts_of",
    "freshness",
    "is_met",
    "join",
    "narrow",
    "native",
    "possibilities",
    "possible",
    "preconditions",
    "read_word",
    "statement_for",
    "who",
    "word_of",
]
