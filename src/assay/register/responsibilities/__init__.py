"""responsibilities: who answers for a requirement, and what is left to the customer."""

from typing import TYPE_CHECKING

from assay.later import later
from assay.register.responsibilities.choosing import Place, statement_for
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

if TYPE_CHECKING:
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
    from assay.register.responsibilities.subjects import Asking, asking, bases

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

__getattr__ = later(
    __name__,
    {
        "Asking": "subjects",
        "Condition": "reliance",
        "DutyRow": "composite",
        "Facts": "reliance",
        "Fresh": "reliance",
        "Held": "composite",
        "Holder": "composite",
        "Matrix": "composite",
        "MatrixRow": "composite",
        "Question": "composite",
        "asking": "subjects",
        "bases": "subjects",
        "combine": "composite",
        "conditions": "reliance",
        "facts_of": "reliance",
        "freshness": "reliance",
        "is_met": "reliance",
        "join": "composite",
        "preconditions": "reliance",
    },
)
