"""How states, kinds and audiences are told on pages: always a word, never a colour."""

from collections.abc import Mapping
from typing import Final

from assay.dossier.words import AUDIENCES, CLAIM_LABELS, EVIDENCE_LABELS, KINDS

__all__ = [
    "CLAIMS",
    "EVIDENCE",
    "KIND_ORDER",
    "LEVELS",
    "MARKS",
    "audience",
    "kind_meaning",
    "kind_name",
    "kind_names",
    "label",
    "tone",
]

CLAIMS: Final[Mapping[str, str]] = {
    "in_force": "Someone entitled to say so says that it holds on this day.",
    "in_process": "It is being worked towards, with a target date. Nothing is granted.",
    "aged": "It was said once and is old: a report without a recent period, or a "
    "source that has not repeated it.",
    "lapsed": "It held once, and ended: it ran out, or an audit that it depends on was "
    "missed.",
    "withdrawn": "Whoever granted it, or made it, took it back.",
    "excluded": "It is expressly left out of scope, for a reason that is given.",
    "not_claimed": "Nobody claims it.",
    "not_stated": "The register rests on a source that does not say. That is no yes.",
}
EVIDENCE: Final[Mapping[str, str]] = {
    "met": "Every requirement that was tested is met, and none was left unseen.",
    "not_met": "At least one requirement was seen to fail.",
    "unknown": "Something was not seen, is too old, or is not tested. It is never "
    "counted as met.",
    "not_applicable": "There is nothing here to judge.",
}
MARKS: Final[Mapping[str, str]] = {
    "at_risk": "It is claimed in force, while something that is tested is not met, "
    "or has gone unknown.",
    "ready": "It is not claimed, while the evidence is met.",
}
LEVELS: Final[Mapping[str, str]] = {
    "cell": "The answer",
    "claim": "What is claimed",
    "evidence": "What the evidence says",
    "run": "Run",
    "requirement": "Requirement",
    "control": "Control",
    "check": "Check",
    "row": "Row",
    "batch": "Batch of evidence",
}
"""The steps of an explanation, from the answer down to what was recorded."""

_LABELS: Final[Mapping[str, str]] = {
    **{str(state): text.lower() for state, text in EVIDENCE_LABELS.items()},
    **{str(state): text.lower() for state, text in CLAIM_LABELS.items()},
    "at_risk": "at risk",
    "not_stated": "not stated",
    "partial": "partial: something was not seen",
}
_TONES: Final[Mapping[str, str]] = {
    "in_force": "good",
    "met": "good",
    "genuine": "good",
    "yes": "good",
    "whole": "good",
    "made": "good",
    "in_process": "going",
    "ready": "going",
    "aged": "old",
    "not_stated": "open",
    "unknown": "open",
    "partial": "open",
    "superseded": "old",
    "at_risk": "bad",
    "not_met": "bad",
    "lapsed": "bad",
    "withdrawn": "bad",
    "no": "bad",
    "excluded": "out",
    "not_claimed": "none",
    "not_applicable": "none",
}
_KINDS: Final = {str(kind): told for kind, told in KINDS.items()}
_AUDIENCES: Final = {str(tier): told for tier, told in AUDIENCES.items()}
KIND_ORDER: Final = tuple(_KINDS)


def label(state: str) -> str:
    """A state as a word: `in_force` is `in force`."""
    return _LABELS.get(state, state.replace("_", " "))


def tone(state: str) -> str:
    """The family of colours a state is shown in."""
    return _TONES.get(state, "none")


def kind_name(kind: str) -> str:
    """`Independent report`."""
    return _KINDS[kind].one if kind in _KINDS else kind.replace("_", " ")


def kind_names(kind: str) -> str:
    """`Independent reports`."""
    return _KINDS[kind].many if kind in _KINDS else kind.replace("_", " ")


def kind_meaning(kind: str) -> str:
    """What a statement of this kind does and does not mean."""
    return _KINDS[kind].limits if kind in _KINDS else ""


def audience(tier: str) -> str:
    """Who may have a document."""
    return _AUDIENCES.get(tier, tier.replace("_", " "))
