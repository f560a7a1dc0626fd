"""One sentence for each claim, with the verb that its kind and state allow."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeAlias

from assay.register.calendar import earliest, latest
from assay.register.claim import Claim, Question
from assay.register.extent import named
from assay.register.fitting import Fitting
from assay.register.grounds import Ground, Option
from assay.register.kinds import KINDS, Rules
from assay.register.phrases import (
    asked_of,
    document,
    program_at,
    speaker,
    term,
    unmade,
)
from assay.register.program import Program
from assay.register.reach import Asked, Reach, fits_level, offered, within
from assay.register.state import LIVE
from assay.register.values import Attestation, Extent, Plan, Register
from assay.register.wording import cited, day, listed, month, sentence

__all__ = ["cause", "say", "say_nothing"]


def say(asked: Asked, option: Option, beside: tuple[str, ...] = ()) -> Claim:
    """The claim that an option supports, told in one sentence with its reason."""
    ground, reach, held = option.ground, option.fitting.reach, option.ground.held
    stated = ground.stated
    program = asked.register.programs[asked.question.program]
    party = asked.register.parties.get(stated.by)
    made = stated if isinstance(stated, Attestation) else None
    return Claim(
        state=option.state,
        program=program.id,
        kind=program.kind,
        says=_says(asked, option),
        reason=_reason(KINDS[program.kind], option, beside, asked.on),
        attestation=ground.id,
        by=party.name if party is not None else stated.by,
        source=stated.source,
        source_text=cited(asked.register, stated.source),
        edition=made.edition if made is not None else "",
        levels=reach.levels if reach is not None else (),
        since=latest(held.since, reach.since if reach is not None else None),
        until=earliest(held.until, reach.until if reach is not None else None),
        target=stated.target if isinstance(stated, Plan) else None,
        tested_until=held.tested_until,
        bridged_until=held.bridged_until,
        copies=made.copies if made is not None else (),
    )


def say_nothing(asked: Asked, known: Iterable[Ground]) -> Claim:
    """The claim that there is none, with the nearest thing there is as its reason."""
    register, question, day_ = asked.register, asked.question, day(asked.on)
    program = register.programs[question.program]
    rules = KINDS[program.kind]
    subject = asked_of(register, question)
    if not offered(register, question.service, question.region, asked.on):
        says = f"{subject} is not offered on {day_}, so nothing is claimed of it"
        reason = f"on {day_} the provider does not offer it"
    else:
        levels = (question.level,) if question.level else ()
        target = unmade(program, "", levels)
        says = f"{subject} {rules.verbs['not_claimed']} {target}"
        if register.provider.speaks_on is not None:
            # What an old source leaves out need not have been untrue.
            claim = f"{subject} {rules.verbs['in_force']} {target}"
            says = f"the source does not claim that {claim}"
        reason = _nearest(asked, program, known)
    return Claim(
        state="not_claimed",
        program=program.id,
        kind=program.kind,
        says=_bare(rules, program) + sentence(says),
        reason=sentence(reason),
    )


def _says(asked: Asked, option: Option) -> str:
    program = asked.register.programs[asked.question.program]
    rules, state = KINDS[program.kind], option.state
    stated, levels = option.ground.stated, _levels(asked.question, option.fitting)
    subject, verb = asked_of(asked.register, asked.question), rules.verbs[state]
    edition = "" if isinstance(stated, Plan) else stated.edition
    whole = unmade(program, edition, levels)
    if state == "not_stated":
        why = cause(option)
        text = f"whether {subject} {verb} {whole} is not stated by the source: {why}"
    elif state == "in_process" and isinstance(stated, Plan):
        text = f"{subject} {verb} {whole}; {_aim(stated, asked.on)}"
    elif isinstance(stated, Plan) or state in ("not_claimed", "excluded"):
        text = f"{subject} {verb} {whole}: {cause(option)}"
    elif state == "in_force":
        text = _in_force(asked, option.ground, stated, levels)
    else:
        what = _object(asked.register, program, stated, levels)
        bridge = _bridge(option.ground, asked.on)
        text = f"{subject} {verb} {what}: {cause(option)}{bridge}"
    return _bare(rules, program) + sentence(text) + _limit(asked, option)


def _limit(asked: Asked, option: Option) -> str:
    """Where and for whom a claim in force holds, if not for all that was asked."""
    if option.state != "in_force":
        return ""
    return _for_whom(asked.question, option) + _places(asked, option)


def _for_whom(question: Question, option: Option) -> str:
    """The further axes that the claim is limited on, where the question names none."""
    reach = option.fitting.reach
    if reach is None or all(getattr(question, axis) for axis, _ in reach.limits):
        return ""
    return f" It holds for {_limits(reach)} only."


def _places(asked: Asked, option: Option) -> str:
    question, known = asked.question, asked.register.regions
    if question.region:
        return ""
    reached: set[str] = set()
    for reach in option.ground.reaches:
        elsewhere = reach.services != "all" and question.service not in reach.services
        if question.service and elsewhere:
            continue
        if isinstance(reach.regions, str):
            return ""
        reached.update(reach.regions)
    places = [region for region in known if region in reached]
    if not places or len(places) == len(known):
        return ""
    noun = KINDS[asked.register.programs[question.program].kind].noun
    where = listed(places)
    if len(places) > _NAMED:
        where = f"{len(places)} of {len(known)} regions"
    return f" The {noun} reaches {where} only."


_NAMED = 5
"""How many regions are named before they are counted."""


def _in_force(
    asked: Asked, ground: Ground, made: Attestation, levels: tuple[str, ...]
) -> str:
    program = asked.register.programs[asked.question.program]
    rules = KINDS[program.kind]
    if rules.bare:
        return _spoken(asked, program, made, levels)
    subject = asked_of(asked.register, asked.question)
    what = _object(asked.register, program, made, levels)
    when = term(program, made, ground.held, asked.on)
    bridge = _bridge(ground, asked.on)
    return f"{subject} {rules.verbs['in_force']} {what}{when}{bridge}"


def _spoken(
    asked: Asked, program: Program, made: Attestation, levels: tuple[str, ...]
) -> str:
    """A statement without a certificate, as the word of whoever gives it."""
    party = asked.register.parties[made.by]
    own = party.kind == "provider"
    name = asked.register.provider.name if own else party.name
    says = "states"
    if made.issued is None and made.stated_on is not None:
        says = f"stated in {month(made.stated_on)}"
    subject = asked_of(asked.register, asked.question, own=own)
    verb = KINDS[program.kind].verbs["in_force"]
    basis = f", on this basis: {made.basis}" if made.basis else ""
    target = program_at(program, made.edition, levels)
    return f"{name} {says} that {subject} {verb} {target}{basis}"


def _object(
    register: Register, program: Program, made: Attestation, levels: tuple[str, ...]
) -> str:
    """What the verb governs: a report, or the program with whoever speaks for it."""
    if program.kind == "attestation_report":
        return document(register, program, made)
    by = "" if KINDS[program.kind].bare else speaker(register, made)
    module = made.validation
    if module is None:
        return program_at(program, made.edition, levels) + by
    number = f", certificate {module.certificate}" if module.certificate else ""
    target = program_at(program, made.edition, levels)
    return f"{target} ({module.module}{number}){by}"


def _levels(question: Question, fitting: Fitting) -> tuple[str, ...]:
    if question.level:
        return (question.level,)
    return fitting.reach.levels if fitting.reach is not None else ()


def _bare(rules: Rules, program: Program) -> str:
    if not rules.bare:
        return ""
    return f"No certificate exists for {program_at(program)}. "


def _aim(plan: Plan, on: date) -> str:
    aim = "is" if plan.target >= on else "was"
    return f"the target {aim} {day(plan.target)}"


def _bridge(ground: Ground, on: date) -> str:
    """What management says of the time since the report, which nobody has audited."""
    until, stated = ground.held.bridged_until, ground.stated
    period = None if isinstance(stated, Plan) else stated.period
    if until is None or period is None or on <= period.end:
        return ""
    letter = "; a bridge letter, which is management's word and unaudited,"
    if on > until:
        return f"{letter} reached only to {day(until)}"
    return f"{letter} extends what management asserts to {day(until)}"


_UNSAID = {
    "services": "which services are in scope",
    "regions": "which regions are in scope",
    "level": "at which level",
}


def cause(option: Option) -> str:
    """Why the option has its state, as a clause without capital or full stop."""
    fitting = option.fitting
    if fitting.exclusion is not None:
        return fitting.exclusion.reason
    if option.state == "not_stated" and fitting.silent:
        return f"it does not say {listed([_UNSAID[axis] for axis in fitting.silent])}"
    reach = fitting.reach
    joined, began = reach.since if reach is not None else None, option.ground.held.since
    if option.state == "in_force" and joined and (began is None or joined > began):
        return f"in its scope since {day(joined)}"
    if fitting.fit == "left" and reach is not None and reach.until is not None:
        return f"it left the scope of {option.ground.id} after {day(reach.until)}"
    return option.ground.held.cause


def _reason(rules: Rules, option: Option, beside: tuple[str, ...], on: date) -> str:
    ground, stated = option.ground, option.ground.stated
    parts = [f"{_called(rules, ground)}: {cause(option)}"]
    if isinstance(stated, Attestation) and stated.basis:
        parts.append(f"it rests on: {stated.basis}")
    if _bridge(ground, on):
        parts.append(_bridge(ground, on).removeprefix("; "))
    if beside and option.state == "in_force":
        parts.append(f"in force as well: {listed(beside)}")
    return " ".join(sentence(part) for part in parts)


def _called(rules: Rules, ground: Ground) -> str:
    plan = isinstance(ground.stated, Plan)
    return "the plan" if plan else f"{rules.noun} {ground.id}"


def _nearest(asked: Asked, program: Program, known: Iterable[Ground]) -> str:
    """Why nothing fits: what there is reaches elsewhere, or was made later."""
    rules, later = KINDS[program.kind], ""
    near: list[tuple[int, int, str]] = []
    for ground in known:
        what = _called(rules, ground)
        if ground.held.state == "not_claimed":
            later = later or f"{what}: {ground.held.cause}"
        if ground.held.state in LIVE:
            apart = _apart(program, asked.question, ground)
            if apart:
                told = f"{what} {listed(apart)}"
                near.append((len(apart), -ground.start.toordinal(), told))
    if near:
        return min(near)[2]
    return later or "no statement or plan in the register names it"


def _apart(program: Program, question: Question, ground: Ground) -> tuple[str, ...]:
    """The axes that keep a live ground from fitting, by the part of it that is nearest.

    What is said of an axis is said of the parts that fit on the axes before it.
    """
    axes: tuple[_Axis, ...] = (
        (lambda reach: _names(reach.services, question.service), _of_services),
        (
            lambda reach: fits_level(program, reach.levels, question.level) != "no",
            _at_levels,
        ),
        (lambda reach: _names(reach.regions, question.region), _in_regions),
        (lambda reach: within(question, reach.limits), _for_some),
    )
    parts, told = ground.reaches, list[str]()
    for fits, say_of in axes:
        fitting = tuple(reach for reach in parts if fits(reach))
        if not fitting:
            told.append(say_of(parts))
        parts = fitting or parts
    return tuple(told)


_Axis: TypeAlias = tuple[Callable[[Reach], bool], Callable[[Iterable[Reach]], str]]
"""Whether a part fits on an axis, and what to say where none does."""


def _names(extent: Extent, member: str) -> bool:
    return isinstance(extent, str) or not member or member in extent


def _at_levels(parts: Iterable[Reach]) -> str:
    levels = {level for reach in parts for level in reach.levels}
    return f"is stated at {listed(sorted(levels)) or 'no level'} only"


def _in_regions(parts: Iterable[Reach]) -> str:
    places = {place for reach in parts for place in named(reach.regions)}
    return f"reaches {listed(sorted(places))} only"


def _for_some(parts: Iterable[Reach]) -> str:
    return f"holds only for {listed([_limits(reach) for reach in parts])}"


def _of_services(_: Iterable[Reach]) -> str:
    return "does not name it"


def _limits(reach: Reach) -> str:
    """`accounts 1 and 2`: what a part of a scope is limited to on the further axes."""
    parts = [f"{_CALLED[axis]} {listed(members)}" for axis, members in reach.limits]
    return " and ".join(parts)


_CALLED = {
    "facility": "facility",
    "data": "data of class",
    "account": "account",
    "person": "persons who are",
}
