"""Conditions as Cedar expressions, at each of the three thresholds.

Cedar is boolean, so a verdict in four values is asked for in three steps: is it yes,
is it at least the customer's to choose, is it at least unknown. Each step compiles by
itself: `all` is `&&`, `any` is `||`, and the contrary of a verdict is at least as good
as a step where the verdict itself is not better than the step's mirror image.
"""

from collections.abc import Iterable

from assay.workload.conditions import (
    All,
    Any_,
    Claimed,
    Condition,
    Eligible,
    FactIs,
    HasAgreement,
    InPlace,
    Not,
    Within,
)
from assay.workload.export.answers import Ask, levels_known
from assay.workload.export.values import Task
from assay.workload.export.wording import fitting
from assay.workload.facts import Verdict

__all__ = ["any_of", "expression", "of_leaf", "quoted", "texts"]


def quoted(text: str) -> str:
    """A string literal of Cedar."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(map(_printable, plain)) + '"'


def _printable(letter: str) -> str:
    return letter if letter.isprintable() else f"\\u{{{ord(letter):x}}}"


def texts(values: Iterable[str]) -> str:
    """A set literal of strings."""
    return f"[{', '.join(quoted(one) for one in values)}]"


def any_of(field: str, values: Iterable[str]) -> str:
    """Whether a set of the request holds any of these."""
    listed = list(values)
    if not listed:
        return "false"
    if len(listed) == 1:
        return f"{field}.contains({quoted(listed[0])})"
    return f"{field}.containsAny({texts(listed)})"


def expression(
    task: Task,
    condition: Condition,
    step: Verdict,
    facts: str = "facts",
    *,
    wanted: bool = True,
) -> str:
    """Whether the condition, or its contrary, comes out at least as good as a step."""
    match condition:
        case All() | Any_():
            each = [
                expression(task, one, step, facts, wanted=wanted)
                for one in condition.of
            ]
            return _nested(each, every=isinstance(condition, All) == wanted)
        case Not() | Within():
            turned = wanted != isinstance(condition, Not)
            return expression(task, condition.of, step, facts, wanted=turned)
        case FactIs():
            return _fact(task, condition, step, facts, wanted=wanted)
        case InPlace():
            return _place(condition, step, wanted=wanted)
        case _:
            return of_leaf(task, condition, step, wanted=wanted)


def _nested(parts: Iterable[str], *, every: bool) -> str:
    listed = list(parts)
    if not listed:
        return "true" if every else "false"
    if len(listed) == 1:
        return listed[0]
    return f"({(' && ' if every else ' || ').join(listed)})"


def _fact(task: Task, leaf: FactIs, step: Verdict, facts: str, *, wanted: bool) -> str:
    stated, name = f"context.{facts}", quoted(leaf.name)
    values = [_spelt(one) for one in fitting(task.rails, leaf, wanted=wanted)]
    fits = f"{texts(values)}.contains({stated}[{name}])"
    stands = f"({stated} has {name} && {fits})"
    if step is Verdict.YES:
        return stands
    return f"(!({stated} has {name}) || {stands})"


def _spelt(value: str | bool) -> str:  # noqa: FBT001 - a fact's value
    """Cedar's attributes have one type: yes and no are words here."""
    return str(value).lower() if isinstance(value, bool) else value


def _place(leaf: InPlace, step: Verdict, *, wanted: bool) -> str:
    there = f"resource.{leaf.axis}"
    within = f"{texts(leaf.values)}.contains({there})"
    fits = within if wanted else f"!{within}"
    known = f'resource.region != "" && {there} != "" && {fits}'
    match step:
        case Verdict.YES:
            return f"({known})"
        case Verdict.CHOICE:
            return f'(resource.region == "" || ({known}))'
        case _:
            return f'(resource.region == "" || {there} == "" || {fits})'


def of_leaf(
    task: Task,
    leaf: HasAgreement | Eligible | Claimed,
    step: Verdict,
    *,
    wanted: bool = True,
) -> str:
    """What is asked of the register, or of what the request states in its place."""
    if not wanted:
        return _contrary(task, leaf, step)
    if isinstance(leaf, Claimed) and leaf.level_from == "data":
        return _at_levels(task, leaf, step)
    level = leaf.level if isinstance(leaf, Claimed) else ""
    return _asked(Ask(leaf=leaf, level=level), step)


def _contrary(
    task: Task, leaf: HasAgreement | Eligible | Claimed, step: Verdict
) -> str:
    yes = of_leaf(task, leaf, Verdict.YES)
    choice = of_leaf(task, leaf, Verdict.CHOICE)
    unknown = of_leaf(task, leaf, Verdict.UNKNOWN)
    match step:
        case Verdict.YES:
            return f"!{unknown}"
        case Verdict.CHOICE:
            return f"(!{unknown} || ({choice} && !{yes}))"
        case _:
            return f"!{yes}"


def _at_levels(task: Task, leaf: Claimed, step: Verdict) -> str:
    """At each level that the data or the request asks for, or at any if none does."""
    classes = task.rails.data.values()
    asks: list[str] = []
    parts: list[str] = []
    for level in levels_known(task, leaf.program):
        carrying = [one.id for one in classes if one.levels.get(leaf.program) == level]
        named = any_of("context.levels", [f"{leaf.program}:{level}"])
        data = any_of("context.data", carrying)
        asking = named if not carrying else f"({data} || {named})"
        asks.append(asking)
        held = _asked(Ask(leaf=leaf, level=level), step)
        parts.append(f"(!{asking} || {held})")
    nothing = _asked(Ask(leaf=leaf), step)
    parts.append(f"({' || '.join([*asks, nothing])})")
    return _nested(parts, every=True)


def _asked(ask: Ask, step: Verdict) -> str:
    if isinstance(ask.leaf, HasAgreement):
        held = any_of("resource.agreements", [ask.leaf.kind])
        placed, somewhere, unmapped = 'resource.account != ""', held, ""
    else:
        held = _held(ask.leaf, ask.level)
        placed = 'resource.service != "" && resource.region != ""'
        somewhere = f'({held} && resource.service != "")'
        unmapped = ' || resource.service == ""'
    holds = any_of("resource.holds", [ask.key])
    if step is Verdict.YES:
        return f"({holds} || ({held} && {placed}))"
    open_ = any_of("resource.open", [ask.key])
    if step is Verdict.CHOICE:
        return f"({holds} || {open_} || {somewhere})"
    unstated = any_of("resource.unstated", _silent(ask))
    return f"({holds} || {open_} || {held} || {unstated}{unmapped})"


def _silent(ask: Ask) -> tuple[str, ...]:
    """The ways in which a request says that nothing is known of it."""
    match ask.leaf:
        case HasAgreement():
            return (ask.leaf.kind, ask.key)
        case Eligible():
            return (ask.leaf.program, ask.key)
        case Claimed():
            return (ask.leaf.program, f"claimed:{ask.leaf.program}", ask.key)


def _held(leaf: Eligible | Claimed, level: str) -> str:
    if isinstance(leaf, Eligible):
        return any_of("resource.eligible", [leaf.program])
    return _claimed(leaf, level)


def _claimed(leaf: Claimed, level: str) -> str:
    cell = f"{leaf.program}:{level}" if level else leaf.program
    held = any_of("resource.claimed", [cell])
    if leaf.aged == "no":
        return held
    return f"({held} || {any_of('resource.aged', [cell])})"
