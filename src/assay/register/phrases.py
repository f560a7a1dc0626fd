"""The parts of a sentence about a claim: whose, of what, by whom, for when."""

import re
from collections.abc import Sequence
from datetime import date

from assay.register.claim import Question
from assay.register.program import Program
from assay.register.state import Held
from assay.register.values import Attestation, Register
from assay.register.wording import day, listed, month, possessive, span

__all__ = ["asked_of", "document", "program_at", "speaker", "term", "unmade"]

_LEVEL = re.compile(r"(?:\w+ )?level \d+", re.IGNORECASE)
_WITH_ARTICLE = ("Policy", "Practices", "Guidelines", "SRG")


def asked_of(register: Register, question: Question, *, own: bool = False) -> str:
    """What the question is about: `Northwind's Object Storage in eu-west-1`.

    With `own`, as the provider would say it of itself: `its Object Storage`, `it`.
    """
    provider = register.provider.name
    sold = register.services.get(question.service)
    what = sold.title if sold is not None else question.service
    where = f" in {question.region}" if question.region else ""
    if not what and not where:
        return "it" if own else provider
    whose = "its" if own else possessive(provider)
    return f"{whose} {what or 'operation'}{where}"


def program_at(program: Program, edition: str = "", levels: Sequence[str] = ()) -> str:
    """The program in its edition, at a level: `ISO 9001:2015`, `MTCS at Level 3`."""
    found = next((e.title for e in program.editions if e.id == edition), "")
    titles = [level.title for level in program.levels if level.id in levels]
    short = all(_LEVEL.fullmatch(title) for title in titles)
    spelled = not short and any("level" in title.lower() for title in titles)
    name = program.title
    if name.endswith(_WITH_ARTICLE):
        name = f"the {name}"
    aside = [] if not found or program.title in found else [found]
    if found and not aside:
        name = found
    if spelled:
        aside.append(listed(titles))
    about = f" ({'; '.join(aside)})" if aside else ""
    return name + about + ("" if spelled else _level_phrase(titles, short=short))


def _level_phrase(titles: Sequence[str], *, short: bool) -> str:
    if not titles:
        return ""
    return f" at {'' if short else 'level '}{listed(titles)}"


def unmade(program: Program, edition: str = "", levels: Sequence[str] = ()) -> str:
    """What a verb governs where no one statement is meant: `a SOC 2 report`."""
    if program.kind == "attestation_report":
        return f"a {program.title} report"
    return program_at(program, edition, levels)


def document(register: Register, program: Program, attestation: Attestation) -> str:
    """A report as a sentence names it, with its period and what the auditor thought."""
    kind = f" Type {attestation.type}" if attestation.type else ""
    by = register.parties[attestation.by].name
    period = attestation.period
    when = f" for {span(period)}" if period is not None else ""
    facts = [listed(attestation.categories)] if attestation.categories else []
    if attestation.opinion:
        facts.append(f"{attestation.opinion} opinion")
    about = f" ({'; '.join(facts)})" if facts else ""
    return f"the {program.title}{kind} report of {by}{when}{about}"


def speaker(register: Register, attestation: Attestation) -> str:
    """` by <party>`, or nothing where the provider speaks for itself."""
    party = register.parties[attestation.by]
    return "" if party.kind == "provider" else f" by {party.name}"


def term(program: Program, attestation: Attestation, held: Held, on: date) -> str:
    """From when and until when it holds, as the end of a sentence."""
    if attestation.issued is None:
        stated = attestation.stated_on
        return f", as stated in {month(stated)}" if stated is not None else ""
    issued = day(attestation.issued)
    until = day(held.until) if held.until is not None else ""
    if program.kind == "attestation_report":
        return ""
    if program.kind == "authorization":
        return f" since {issued}{_authorized(attestation, on)}"
    if program.kind == "module_validation":
        return f", active until {until}" if until else f", validated on {issued}"
    if program.kind == "certification":
        return f", issued on {issued}{f' and valid until {until}' if until else ''}"
    return f", dated {issued}{f' and current until {until}' if until else ''}"


def _authorized(attestation: Attestation, on: date) -> str:
    done = [assessed for assessed in attestation.assessments if assessed <= on]
    last = f", last assessed on {day(max(done))}" if done else ""
    end = f", until {day(attestation.expires)}" if attestation.expires else ""
    return last + end
