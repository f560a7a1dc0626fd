"""A document in and out, in any of its three forms."""

from dataclasses import replace
from typing import Any, Final

import msgspec

from assay.errors import BadInput, Problem
from assay.oscal.document import Document, Form, Typed, document
from assay.oscal.json import from_json, typed_json
from assay.oscal.structure import structure_faults
from assay.oscal.tree import growing

__all__ = [
    "FORMS",
    "form_of",
    "formatted",
    "read",
    "read_quickest",
    "read_typed",
    "unknown_keys",
    "write",
]

FORMS: Final[dict[str, Form]] = {
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".xml": "xml",
}
"""The form that a file's name tells."""


def form_of(file: str) -> Form | None:
    """The form that a file's name tells, if it tells one."""
    name = file.lower()
    return next((form for end, form in FORMS.items() if name.endswith(end)), None)


def read(
    data: bytes, *, file: str = "", form: Form | None = None, strict: bool = False
) -> Document:
    """The document in `data`, in the form that is given, named or looks likeliest.

    Reading is lenient by default: keys that OSCAL does not know stay where they are,
    and `unknown_keys` lists them. With `strict` they, and every other fault of
    structure, are refused.

    Raises:
        BadInput: It is no OSCAL document in that form; or `strict`, and at fault.
    """
    chosen = form or form_of(file) or _guess(data)
    problems: list[Problem] = []
    tree: Any
    with growing():
        if chosen == "xml":
            from assay.oscal.xml import from_xml  # noqa: PLC0415 - JSON does without

            tree = from_xml(data, file=file, problems=problems)
        elif chosen == "yaml":
            from assay.oscal.yaml import from_yaml  # noqa: PLC0415 - JSON does without

            tree = from_yaml(data, file=file)
        else:
            tree = from_json(data, file=file)
    found = document(tree, form=chosen, file=file)
    if strict:
        problems += [fault.problem(file) for fault in structure_faults(found)]
        if problems:
            raise BadInput(problems)
    return replace(found, dropped=tuple(problems))


def read_typed(data: bytes, *, file: str = "", form: Form | None = None) -> Any:
    """The content of a document as types of its model, straight from its bytes.

    As `read(...).typed()`, and more than twice as quick for JSON that is sound.

    Raises:
        BadInput: It is no OSCAL document in that form, or its structure is at fault.
    """
    chosen = form or form_of(file) or _guess(data)
    quick = typed_json(data) if chosen == "json" else None
    return read(data, file=file, form=chosen).typed() if quick is None else quick[1]


def read_quickest(
    data: bytes, *, file: str = "", form: Form | None = None
) -> Document | Typed:
    """The document; of a catalog in sound JSON its types alone.

    Other documents are small, or are worked on as trees.

    Raises:
        BadInput: It is no OSCAL document in that form.
    """
    chosen = form or form_of(file) or _guess(data)
    quick = typed_json(data) if chosen == "json" else None
    if quick is None or quick[0] != "catalog":
        return read(data, file=file, form=chosen)
    return Typed(root="catalog", content=quick[1], file=file)


def unknown_keys(found: Document) -> tuple[Problem, ...]:
    """What a document holds that OSCAL does not know: kept, or of XML dropped."""
    faults = (one for one in structure_faults(found) if one.rule == "unknown-key")
    return (*found.dropped, *(fault.problem(found.file) for fault in faults))


def _guess(data: bytes) -> Form:
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return "xml"
    return "json" if start in (b"{", b"[") else "yaml"


def write(found: Document, form: Form) -> bytes:
    """The document in a form, UTF-8.

    Raises:
        BadInput: XML has no place for something that it holds.
    """
    if form == "xml":
        from assay.oscal.xml import to_xml  # noqa: PLC0415 - JSON does without

        return to_xml(found.tree, found.root, file=found.file)
    if form == "yaml":
        from assay.oscal.yaml import to_yaml  # noqa: PLC0415 - JSON does without

        return to_yaml(found.tree)
    return formatted(msgspec.json.encode(found.tree))


def formatted(encoded: bytes) -> bytes:
    """JSON as it is written: indented, with a line's end behind."""
    return msgspec.json.format(encoded, indent=2) + b"\n"
