"""The answer to a question of scope: the best claim, and why no better one."""

from collections.abc import Iterable, Iterator
from datetime import date

from assay.register.claim import Claim, Question
from assay.register.fitting import fit
from assay.register.grounds import (
    Ground,
    Option,
    grounds,
    overruled,
    preference,
    state_for,
)
from assay.register.reach import Asked, offered
from assay.register.recorded import known_by
from assay.register.saying import say, say_nothing
from assay.register.values import Register

__all__ = ["answer", "claims", "options", "scope"]


def scope(
    register: Register, question: Question, on: date, as_of: date | None = None
) -> Claim:
    """What may be said of the asked cell on the day `on`.

    With `as_of`, only what had been recorded by that day counts. A question with an
    empty axis is answered by the best claim of any member: "is the program in force in
    this region" is yes if it is for one service there.
    """
    seen = register if as_of is None else known_by(register, as_of)
    known = grounds(seen, question.program, on)
    return answer(Asked(seen, question, on), known)


def claims(
    register: Register, program: str, on: date, as_of: date | None = None
) -> tuple[tuple[str, Claim], ...]:
    """What each statement and plan of a program says of it by itself, by its id."""
    seen = register if as_of is None else known_by(register, as_of)
    asked = Asked(seen, Question(program=program), on)
    return tuple((one.id, answer(asked, [one])) for one in grounds(seen, program, on))


def answer(asked: Asked, known: Iterable[Ground]) -> Claim:
    """The best claim that the known grounds of the question's program support."""
    stood = tuple(known)
    found = options(asked, stood)
    if not found:
        return say_nothing(asked, stood)
    best, *others = found
    beside = tuple(o.ground.id for o in others if o.state == best.state)
    return say(asked, best, beside)


def options(asked: Asked, known: Iterable[Ground]) -> tuple[Option, ...]:
    """What each ground gives to the question, best first; nothing is not an option."""
    question = asked.question
    if not offered(asked.register, question.service, question.region, asked.on):
        return ()
    found = tuple(_found(asked, known))
    later = overruled(asked.register, found)
    stands = (option for option in found if option.ground.id not in later)
    return tuple(sorted(stands, key=lambda one: preference(one.state, one.ground)))


def _found(asked: Asked, known: Iterable[Ground]) -> Iterator[Option]:
    for ground in known:
        fitting = fit(asked, ground.reaches, ground.exclusions, ground.done)
        state = state_for(ground, fitting.fit)
        if state is not None:
            yield Option(state=state, ground=ground, fitting=fitting)
