"""Releases of OSCAL, and how a document of an older one differs from the newest.

The tables are of one release. What came after the release that a document says it is of
is told as a warning, since its readers may not know it; what that release still allowed
is told as one as well, since it keeps the document from the newest release only. Facts
from the Metaschemas 1.1.1 to 1.2.3 and the schemas 1.0.0, 1.0.2, 1.0.4 and 1.1.2; what
is first seen in 1.1.1 came with the minor release before it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from assay.oscal.datatypes import DATATYPES
from assay.oscal.definitions import VERSION, definition, roots
from assay.oscal.document import Document
from assay.oscal.fault import Fault
from assay.oscal.tree import as_list, as_object

__all__ = ["RELEASES", "as_allowed_then", "is_older", "version_faults"]

RELEASES: Final = (
    *("1.0.0", "1.0.1", "1.0.2", "1.0.3", "1.0.4", "1.0.5", "1.0.6"),
    *("1.1.0", "1.1.1", "1.1.2", "1.1.3"),
    *("1.2.0", "1.2.1", "1.2.2", "1.2.3"),
)
"""Every release, in order."""

_REMARKED: Final = (
    *("associated-risk", "import-component-definition", "logged-by", "matching"),
    *("modify/alter/remove", "poam-item/related-finding", "port-range"),
    *("related-observation", "select-objective-by-id", "task/timing/at-frequency"),
    *("task/timing/on-date", "task/timing/within-date-range"),
)
_SINCE: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("merge", "flat"): "1.0.2",
        ("result", "props"): "1.0.2",
        ("link", "resource-fragment"): "1.1.0",
        ("local-definitions", "assessment-assets"): "1.1.0",
        ("metadata", "actions"): "1.1.0",
        ("plan-of-action-and-milestones", "findings"): "1.1.0",
        ("poam-item", "related-findings"): "1.1.0",
        ("property", "group"): "1.1.0",
        **{(one, "remarks"): "1.2.1" for one in _REMARKED},
    }
)
"""The release that a key of a definition came with, where it was not the first."""
_MODELS: Final[Mapping[str, str]] = MappingProxyType({"mapping-collection": "1.2.0"})


def is_older(version: str, than: str) -> bool:
    """Whether one release came before another; of versions that are none, never."""
    if version not in RELEASES or than not in RELEASES:
        return False
    return RELEASES.index(version) < RELEASES.index(than)


def version_faults(document: Document) -> Iterator[Fault]:
    """What the document holds that came after the release it says it is of."""
    version = document.version
    head = f"/{document.root}/metadata/oscal-version"
    if version and version not in RELEASES:
        message = f"{version!r} is no release of OSCAL; it is judged as {VERSION()}"
        yield Fault(path=head, rule="version:unknown", message=message, level="warning")
        return
    since = _MODELS.get(document.root, "")
    if is_older(version, since):
        message = f"A {document.root} came with OSCAL {since}, after {version}"
        yield Fault(path=head, rule="version:newer", message=message, level="warning")
        return
    if is_older(version, VERSION()):
        root = roots()[document.root]
        yield from _newer(document.content, root, f"/{document.root}", version)


def _newer(value: Any, identifier: str, path: str, version: str) -> Iterator[Fault]:
    table = as_object(value)
    if table is None or not _leads_to_newer(identifier, version):
        return
    for key in table:
        since = _SINCE.get((identifier, key), "")
        if is_older(version, since):
            message = f"{key} came with OSCAL {since}, and the document says {version}"
            yield Fault(
                path=f"{path}/{key}",
                rule="version:newer",
                message=message,
                level="warning",
            )
    for child in definition(identifier).children:
        inside = table.get(child.key)
        if not child.many:
            yield from _newer(inside, child.of, f"{path}/{child.key}", version)
            continue
        for index, one in enumerate(as_list(inside) or ()):
            yield from _newer(one, child.of, f"{path}/{child.key}/{index}", version)


@cache
def _leads_to_newer(identifier: str, version: str) -> bool:
    """Whether a definition, or one inside it, has keys that came after a release."""
    newer = {one for (one, _), since in _SINCE.items() if is_older(version, since)}
    seen: set[str] = set()
    ahead = [identifier]
    while ahead:
        one = ahead.pop()
        if one in newer:
            return True
        if one not in seen:
            seen.add(one)
            ahead.extend(child.of for child in definition(one).children)
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Once:
    """A fault that releases before one did not know."""

    before: str
    rule: str
    path: str
    """A pattern that ends the path."""
    says: str = ""
    """What the message holds."""
    allowed: str = ""
    """A pattern of the values that were allowed; empty for any."""

    def covers(self, fault: Fault, version: str, value: object) -> bool:
        """Whether a release allowed what is at fault."""
        return (
            is_older(version, self.before)
            and fault.rule == self.rule
            and self.says in fault.message
            and re.search(rf"{self.path}$", fault.path) is not None
            and (not self.allowed or _is(value, self.allowed))
        )


_ONCE: Final = (
    _Once(before="1.0.2", rule="unknown-key", path=r"/results/\d+/prop"),
    _Once(before="1.0.2", rule="missing-key", path=r"/revisions/\d+", says="'version'"),
    _Once(before="1.0.2", rule="missing-key", path=r"/alters/\d+", says="'control-id'"),
    _Once(before="1.1.0", rule="unknown-key", path="/with-parent-controls"),
    _Once(before="1.1.0", rule="pattern:markup-line", path="", allowed=r"(?s).*"),
    _Once(before="1.1.0", rule="pattern:base64", path="", allowed=r"[0-9A-Za-z+/=\s]*"),
    _Once(
        before="1.1.0", rule="pattern:token", path="/base64/filename", allowed=r"\S.*"
    ),
    _Once(before="1.2.0", rule="pattern:uri", path="/by-ns", allowed="token"),
    _Once(before="1.2.3", rule="missing-key", path="/profile/merge", says="One of"),
)
"""The official schemas never demanded a structure under merge; the Metaschema does."""


def as_allowed_then(fault: Fault, document: Document) -> Fault:
    """A fault of structure, as a warning where the document's own release allows it."""
    version = document.version
    value = _at(document.tree, fault.path)
    if not any(one.covers(fault, version, value) for one in _ONCE):
        return fault
    message = f"{fault.message}; OSCAL {version} allows it, {VERSION()} does not"
    return replace(fault, message=message, level="warning")


def _is(value: object, kind: str) -> bool:
    if kind in DATATYPES:
        return DATATYPES[kind](value)
    return isinstance(value, str) and re.fullmatch(kind, value) is not None


def _at(tree: Any, path: str) -> Any:
    """The value at a JSON Pointer; None where there is none."""
    here = tree
    for step in path.split("/")[1:]:
        items = as_list(here)
        if items is not None:
            here = items[int(step)]
        else:
            key = step.replace("~1", "/").replace("~0", "~")
            here = (as_object(here) or {}).get(key)
    return here
