"""Responsibilities of a workload, for whoever asks, and statements from documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assay.register import Register, ask
from assay.register.agreements import account_named
from assay.register.responsibilities import (
    Matrix,
    Place,
    Question,
    asking,
    bases,
    combine,
    facts_of,
)
from assay.register.responsibilities.sharing import Reader, for_reader
from assay.workspace.open import Workspace

__all__ = ["AskedFor", "matrix_for", "told_to"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """What a matrix is asked for, as a person names it."""

    program: str
    services: Sequence[str]
    on: date
    region: str = ""
    level: str = ""
    account: str = ""
    facts: Mapping[str, bool] = field(default_factory=dict[str, bool])
    reader: Reader = "provider"


def matrix_for(workspace: Workspace, asked: AskedFor) -> Matrix:
    """Who does what over the services, as that reader may have it.

    Raises:
        UnknownName: A name stands for nothing here; the nearest names are given.
        BadInput: The statements speak of what no catalog asks.
    """
    register = told_to(workspace, asked.reader)
    question = _question(register, asked)
    first = next(iter(question.places.values()))
    wanted = asking(
        register, workspace.library, question.program, first.level, asked.on
    )
    return combine(
        register,
        question,
        wanted.topics,
        titles=wanted.titles,
        catalogs=bases(workspace.library),
    )


def told_to(workspace: Workspace, reader: Reader) -> Register:
    """The register with its statements as that reader may have them."""
    return replace(
        workspace.register,
        responsibilities={
            one.id: for_reader(one, reader)
            for one in workspace.responsibilities.values()
        },
    )


def _question(register: Register, asked: AskedFor) -> Question:
    account = account_named(register, asked.account) if asked.account else ""
    places: dict[str, Place] = {}
    program = ask(register, asked.program).program
    for name in asked.services:
        named = ask(register, program, name, asked.region, asked.level)
        places[named.service] = Place(
            service=named.service,
            region=named.region,
            level=named.level,
            on=asked.on,
        )
    return Question(
        program=program,
        places=places,
        facts={
            service: facts_of(register, account, place, asked.facts)
            for service, place in places.items()
        },
        judged=bool(account),
    )
