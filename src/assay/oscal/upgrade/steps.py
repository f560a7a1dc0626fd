"""What changed between releases so that older documents are no longer valid.

One step for each change that can be made without loss. A step works on a copy of the
content, notes what it did and where, and refuses what it cannot do; what no step is for
is found by judging the result.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from assay.oscal.scalars import from_text
from assay.oscal.tree import Tree, as_list, as_object
from assay.oscal.upgrade.spelling import respell

__all__ = ["STEPS", "Note", "Step"]

Note: TypeAlias = Callable[[str, str], None]
"""Path, and what was done there or cannot be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change between releases."""

    name: str
    before: str
    """It is for documents of releases before this one."""
    run: Callable[[Tree, str, Note, Note], None]
    """Of content and root, with where to note what was done and what cannot be."""


def _candidate(content: Tree, root: str, done: Note, refused: Note) -> None:
    """The second release candidate has the structure of 1.0.0."""
    del content, refused
    done(f"/{root}/metadata/oscal-version", "taken as 1.0.0")


def _result_props(content: Tree, root: str, done: Note, refused: Note) -> None:
    """1.0.0 wrote a result's properties under `prop` in JSON and YAML."""
    del refused
    results = content.get("results") if root == "assessment-results" else None
    for index, one in enumerate(as_list(results) or ()):
        result = as_object(one) or {}
        old = as_list(result.get("prop"))
        if old is not None:
            result["props"] = [*old, *(as_list(result.get("props")) or ())]
            del result["prop"]
            done(f"/{root}/results/{index}/prop", "renamed to props")


def _parent_controls(content: Tree, root: str, done: Note, refused: Note) -> None:
    """1.1.0 took out with-parent-controls; without it no parents come along."""
    for path, table in _objects(content, f"/{root}") if root == "profile" else ():
        said = table.get(_PARENTS)
        if said == "no":
            del table[_PARENTS]
            done(f"{path}/{_PARENTS}", "left out: parents never come along now")
        elif said is not None:
            message = "It brings parents along, which no profile can ask for any more"
            refused(f"{path}/{_PARENTS}", message)


_PARENTS: Final = "with-parent-controls"


def _objects(value: Any, path: str) -> Iterator[tuple[str, Tree]]:
    """Every object, in the order of the document."""
    ahead: list[tuple[str, Any]] = [(path, value)]
    while ahead:
        here, one = ahead.pop()
        table = as_object(one)
        if table is not None:
            yield here, table
            inside = list(table.items())
        else:
            inside = [(str(n), item) for n, item in enumerate(as_list(one) or ())]
        ahead.extend((f"{here}/{key}", item) for key, item in reversed(inside))


def _merge_structure(content: Tree, root: str, done: Note, refused: Note) -> None:
    """A merge that names no structure always meant flat (req-structure-none)."""
    del refused
    merge = as_object(content.get("merge")) if root == "profile" else None
    if merge is not None and not merge.keys() & {"flat", "as-is", "custom"}:
        merge["flat"] = {}
        done(f"/{root}/merge", "flat added, which is what no structure means")


def _confidence(content: Tree, root: str, done: Note, refused: Note) -> None:
    """1.2.1 made the attributes of a confidence score elements of their own types."""
    del refused
    for path, table in _objects(content, f"/{root}") if root == _MAPPINGS else ():
        said = table.get("percentage") if path.endswith("/confidence-score") else None
        number = from_text(said, "decimal") if isinstance(said, str) else said
        if number is not said and not isinstance(number, str):
            table["percentage"] = number
            done(f"{path}/percentage", "made an element, and a number")


_MAPPINGS: Final = "mapping-collection"


def _spelling(content: Tree, root: str, done: Note, refused: Note) -> None:
    del refused
    respell(content, root, done)


STEPS: Final = (
    Step(name="release-candidate", before="1.0.0", run=_candidate),
    Step(name="result-props", before="1.0.2", run=_result_props),
    Step(name="parent-controls", before="1.1.0", run=_parent_controls),
    Step(name="spelling", before="1.1.0", run=_spelling),
    Step(name="confidence-score", before="1.2.1", run=_confidence),
    Step(name="merge-structure", before="1.2.3", run=_merge_structure),
)
"""In the order of the releases that made them needed."""
