"""The answer to "may this workload run here?", as data and as a page alike."""

from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Final

from assay.canonical import Json, json_text, plain
from assay.dossier.paper import Anchor
from assay.dossier.render.html import POLICY
from assay.dossier.render.markup import Element, Node, element, page_text
from assay.dossier.render.parts import body_of, day_of, row_of, table
from assay.dossier.words import counted, day
from assay.workload import Answer, Group, grouped
from assay.workload.values import State

__all__ = ["answer_data", "render_answer", "verdict_of"]

FORMAT = "assay-workload-answer/1"
_STATES: Final[dict[State, str]] = {
    "not_allowed": "Not allowed",
    "unknown": "Unknown",
    "allowed_if": "Allowed if",
    "allowed": "Allowed",
}


def verdict_of(answer: Answer) -> str:
    """The answer in one sentence, counted from its requirements."""
    states = Counter(one.state for one in answer.requirements)
    counts = [
        f"{states[state]} {word.lower()}"
        for state, word in _STATES.items()
        if states[state]
    ]
    name = answer.workload.title or answer.workload.id
    may = "may run here" if answer.allowed else "may not run here as it is"
    what = counted(len(answer.requirements), "requirement")
    return f"{name} {may} on {day(answer.on)}: {what}, {', '.join(counts)}."


def answer_data(
    answer: Answer,
    *,
    provider: str,
    rails: str,
    anchors: Sequence[Anchor] = (),
) -> dict[str, Json]:
    """The answer as plain data; `rails` is the digest of its guard rails."""
    return {
        "format": FORMAT,
        "provider": provider,
        "on": answer.on.isoformat(),
        "allowed": answer.allowed,
        "says": verdict_of(answer),
        "counts": {
            state: sum(one.state == state for one in answer.requirements)
            for state in _STATES
        },
        "workload": plain(answer.workload),
        "requirements": plain(answer.requirements),
        "guard_rails": rails,
        "anchors": plain(anchors),
    }


def render_answer(
    answer: Answer, *, provider: str, rails: str, anchors: Sequence[Anchor]
) -> dict[str, bytes]:
    """The answer's two forms by their suffix; equal answers give equal bytes."""
    data = answer_data(answer, provider=provider, rails=rails, anchors=anchors)
    root = element(
        "html",
        _head(answer, provider),
        _body(answer, provider, rails, anchors),
        lang="en",
    )
    return {
        "html": page_text(root).encode(),
        "json": json_text(data).encode(),
    }


def _head(answer: Answer, provider: str) -> Element:
    style = files("assay.dossier.render").joinpath("overview.css").read_text("utf-8")
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content=FORMAT),
        element("title", f"{provider}: {_title(answer)}, {answer.on.isoformat()}"),
        element("style", style),
    )


def _title(answer: Answer) -> str:
    return f"May {answer.workload.title or answer.workload.id} run here?"


def _body(
    answer: Answer, provider: str, rails: str, anchors: Sequence[Anchor]
) -> Element:
    return element(
        "body",
        element("a", "Skip to the text", class_="skip", href="#text"),
        element(
            "header",
            element("p", provider, class_="provider"),
            element("h1", _title(answer)),
            element("p", "As of ", day_of(answer.on), class_="as-of"),
            class_="masthead",
        ),
        element(
            "div",
            element("main", *_main(answer, rails, anchors), id="text", tabindex="-1"),
            class_="frame",
        ),
    )


def _main(answer: Answer, rails: str, anchors: Sequence[Anchor]) -> Iterable[Node]:
    yield element("h2", "Answer")
    yield element("p", verdict_of(answer))
    yield _asked(answer)
    groups = grouped(answer.requirements)
    for state, word in _STATES.items():
        alike = [one for one in groups if one.requirement.state == state]
        if alike:
            yield element("h2", word)
            yield _requirements(word, alike)
    yield element("h2", "What it rests on")
    yield _rests(rails, anchors)


def _asked(answer: Answer) -> Element:
    workload = answer.workload
    levels = [f"{program} at {level}" for program, level in workload.levels.items()]
    rows = [
        ("Workload", workload.id),
        ("Data", ", ".join(workload.data)),
        ("Required programs", ", ".join(workload.programs)),
        ("Levels", ", ".join(levels)),
        ("Account", workload.account),
        ("Resources", str(len(workload.resources))),
    ]
    told = [row_of(name, value) for name, value in rows if value]
    return table("What was asked", ("", "As asked"), body_of(told))


def _requirements(word: str, groups: Sequence[Group]) -> Element:
    heads = ("Rule", "Program", "Of", "Reason", "Change", "Source")
    rows = [
        row_of(
            one.requirement.rule,
            one.requirement.program,
            ", ".join(one.subjects),
            one.requirement.reason,
            one.requirement.change,
            one.requirement.source,
        )
        for one in groups
    ]
    return table(f"Requirements: {word.lower()}", heads, body_of(rows))


def _rests(rails: str, anchors: Sequence[Anchor]) -> Element:
    rows = [row_of("Guard rails", "", element("code", rails))]
    rows += [
        row_of(one.kind, str(one.entry), element("code", one.digest)) for one in anchors
    ]
    heads = ("What", "Entry of the log", "SHA-256")
    return table("Digests of what was judged by", heads, body_of(rows))
