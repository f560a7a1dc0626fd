"""A document made one of the newest release: steps, then a judgement of the result."""

from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial

from assay.errors import BadInput, Problem
from assay.oscal.definitions import VERSION
from assay.oscal.document import Document, Form
from assay.oscal.reading import read
from assay.oscal.releases import RELEASES, is_older
from assay.oscal.structure import structure_faults
from assay.oscal.upgrade.steps import STEPS

__all__ = ["Change", "Upgraded", "upgrade"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that an upgrade changed."""

    step: str
    """The change between releases that it was done for."""
    path: str
    """JSON Pointer of what was changed, as the older document has it."""
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """A document of the newest release, and how it became one."""

    document: Document
    before: str
    """The release that it was of."""
    changes: tuple[Change, ...]
    """In the order of the steps; none where it was of the newest release."""


def upgrade(
    data: bytes, *, file: str = "", form: Form | None = None, to: str = ""
) -> Upgraded:
    """The document in `data` as one of the newest release of OSCAL.

    The same bytes give the same document. Its uuids and `last-modified` stay: who
    publishes it as a new edition changes those.

    Args:
        data: The document.
        file: Its name, for its form and for messages.
        form: Its form, where the name does not tell.
        to: The release to upgrade to, which can only be the newest; empty for that.

    Raises:
        BadInput: It is no OSCAL document, of no known release or of a newer one than
            asked for; or something in it has no place in the newest release, told
            with every path.
    """
    target = to or VERSION()
    found = read(data, file=file, form=form)
    before = found.version
    _possible(found, before, target)
    report = _Report(file)
    document = replace(found, tree=deepcopy(found.tree))
    for step in STEPS:
        if _is_before(before, step.before):
            done = partial(report.done, step.name)
            refused = partial(report.refused, step.name)
            step.run(document.content, document.root, done, refused)
    if before != target:
        document.content["metadata"]["oscal-version"] = target
        path = f"/{document.root}/metadata/oscal-version"
        report.done("oscal-version", path, f"{before} made {target}")
    report.judge(document, before)
    if report.problems:
        raise BadInput(report.problems)
    changes = tuple(report.changes)
    return Upgraded(document=document, before=before, changes=changes)


class _Report:
    """Gathers what was done and what cannot be."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.changes: list[Change] = []
        self.problems: list[Problem] = []

    def done(self, step: str, path: str, what: str) -> None:
        """Note a change."""
        self.changes.append(Change(step=step, path=path, done=what))

    def refused(self, step: str, path: str, message: str) -> None:
        """Note what a step is for and cannot do."""
        remedy = f"The step {step} cannot do it without loss: change it by hand."
        self.problems.append(
            Problem(file=self.file, place=path, message=message, remedy=remedy)
        )

    def judge(self, document: Document, before: str) -> None:
        """Note what is still not as the newest release has it."""
        remedy = f"No step from {before} to {VERSION()} can mend it: change it by hand."
        told = {one.place for one in self.problems}
        left = [
            fault.problem(self.file)
            for fault in structure_faults(document)
            if fault.path not in told
        ]
        lost = (*left, *document.dropped)
        self.problems += [replace(one, remedy=remedy) for one in lost]


_CANDIDATE = "1.0.0-rc2"


def _is_before(version: str, release: str) -> bool:
    return version == _CANDIDATE or is_older(version, release)


def _possible(found: Document, before: str, target: str) -> None:
    """Refuse releases that nothing is known of, and the way back.

    Raises:
        BadInput: One of these is asked for.
    """
    place = f"/{found.root}/metadata/oscal-version"
    newest = VERSION()
    message = remedy = ""
    if before not in (*RELEASES, _CANDIDATE):
        message = f"{before!r} is no release of OSCAL" if before else "It names none"
        remedy = f"Upgrades start from one of {', '.join(RELEASES)}."
    elif target not in RELEASES:
        message = f"{target!r} is no release of OSCAL"
        remedy = f"Documents are upgraded to {newest}."
    elif is_older(target, before):
        message = f"It is of OSCAL {before}, and {target} is older"
        remedy = "A downgrade would lose what came later, and is not made."
    elif target != newest:
        message = f"{target} is not the newest release that is known"
        remedy = f"Documents are upgraded to {newest}."
    if message:
        problem = Problem(file=found.file, place=place, message=message, remedy=remedy)
        raise BadInput([problem])
