"""The answer to a question of scope: the best claim, and why no better one."""

from datetime import date

from assay.register.claim import Claim, Question
from assay.register.values import Register

__all__ = ["scope"]


def scope(
    register: Register, question: Question, on: date, as_of: date | None = None
) -> Claim:
    """What may be said of the asked cell on the day `on`.

    With `as_of`, only what had been recorded by that day counts.
    """
    raise NotImplementedError
