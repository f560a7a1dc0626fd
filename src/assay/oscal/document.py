"""A document as it came: its tree with every key in its place, and its types on demand.

The tree is the truth. Keys keep their order, timestamps, numbers' spelling within
strings and markup stay text, and keys that OSCAL does not know are kept, so that a
document read and written again is the same document. Types are made from it when
something works on them; they refuse what the tree tolerates.
"""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import msgspec

from assay.errors import BadInput, Problem
from assay.oscal.definitions import roots
from assay.oscal.model import typed
from assay.oscal.tree import Tree, as_object, growing

__all__ = ["Document", "Form", "Typed", "document"]

Form: TypeAlias = Literal["json", "yaml", "xml"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One OSCAL document."""

    root: str
    """Its model by the name of its root: `catalog`, `system-security-plan`..."""
    tree: Tree
    """The whole as JSON has it: the root, and any other keys beside it."""
    form: Form
    """What it was written in."""
    file: str = ""
    dropped: tuple[Problem, ...] = ()
    """What XML held that the tree has no place for."""

    @property
    def kind(self) -> str:
        """What it is, in words: `a catalog`, `an assessment-plan`."""
        return f"{'an' if self.root[0] in 'aeiou' else 'a'} {self.root}"

    @property
    def content(self) -> Tree:
        """What stands under the root."""
        content: Tree = self.tree[self.root]
        return content

    @property
    def version(self) -> str:
        """The OSCAL version that it says it is of; empty where it says none.

        `v1.2.2`, as NIST's own catalog of SP 800-171 has it, is 1.2.2.
        """
        stated = (as_object(self.content.get("metadata")) or {}).get("oscal-version")
        return _version(stated)

    def typed(self) -> Any:
        """The content as types of the model.

        Raises:
            BadInput: It has a key that is not known, lacks one, or holds a wrong value.
        """
        try:
            with growing():
                whole: Any = msgspec.convert(self.tree, typed(self.root), strict=True)
        except msgspec.ValidationError as fault:
            raise BadInput([_said(fault, self.file)]) from None
        return whole.root


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A sound document as types of its model, without a tree: quicker to have."""

    root: str
    content: Any
    file: str = ""

    @property
    def version(self) -> str:
        """The OSCAL version that it says it is of, as a document has it."""
        return _version(self.content.metadata.oscal_version)


def _version(stated: object) -> str:
    text = stated if isinstance(stated, str) else ""
    return text[1:] if text[:1] == "v" and text[1:2].isdigit() else text


def document(tree: Any, *, form: Form, file: str) -> Document:
    """The document that a tree is.

    Raises:
        BadInput: It is no object, or has not exactly one root that OSCAL knows.
    """
    whole = as_object(tree)
    if whole is None:
        raise BadInput([_fault(file, "The document is no object")])
    found = [key for key in whole if key in roots()]
    if len(found) != 1 or as_object(whole[found[0]]) is None:
        message = (
            f"It has the roots {', '.join(found)}"
            if len(found) > 1
            else "It has no OSCAL model as its root"
        )
        raise BadInput([_fault(file, message)])
    return Document(root=found[0], tree=whole, form=form, file=file)


def _fault(file: str, message: str) -> Problem:
    remedy = f"An OSCAL document has one of these at its top: {', '.join(roots())}."
    return Problem(file=file, message=message, remedy=remedy)


def _said(fault: msgspec.ValidationError, file: str) -> Problem:
    """The decoder's words, with its path as the place."""
    message, _, path = str(fault).partition(" - at ")
    place = path.strip("`")
    return Problem(file=file, place=place, message=message.replace("`", "'"))
