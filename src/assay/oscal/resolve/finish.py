"""Finish: back matter, pruning, metadata, and the order of everything.

Requirements of the specification: req-backmatter, -dupe, -keep; req-prune, -keep,
-include, -modify, -ref; req-meta-uuid, -version, -oscal-version, -oscalversion-error,
-last-modified, -source-profile, -resolution-tool, -keep; req-reorder.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import msgspec

from assay.oscal.definitions import VERSION
from assay.oscal.document import Document
from assay.oscal.resolve.nodes import always, objects
from assay.oscal.resolve.referring import encoded, referred
from assay.oscal.resolve.sources import Source
from assay.oscal.resolve.values import Options, Unresolved
from assay.oscal.tree import Tree, as_list, as_object

__all__ = [
    "back_matter",
    "metadata",
    "result_uuid",
]

_UUID: Final = len("00000000-0000-4000-8000-000000000000")
_TOOL: Final = "assay"


def back_matter(sources: Iterable[Tree], named: set[str]) -> list[Tree]:
    """The resources of the sources that are named in the result, or that always stay.

    Of several with one uuid the last counts; one marked to be kept always gives way
    only to another so marked.
    """
    found: dict[str, Tree] = {}
    for source in sources:
        for one in objects(as_object(source.get("back-matter")) or {}, "resources"):
            identity = str(one.get("uuid", "")).lower()
            before = found.get(identity)
            if before is not None and always(before) and not always(one):
                continue
            found.pop(identity, None)
            found[identity] = one
    wanted = _uuids(named)
    kept: dict[str, Tree] = {}
    while True:
        more = {
            identity: one
            for identity, one in found.items()
            if identity not in kept and (identity in wanted or always(one))
        }
        if not more:
            return [one for identity, one in found.items() if identity in kept]
        kept |= more
        wanted |= _uuids(referred(encoded(list(more.values()))))


def _uuids(named: set[str]) -> set[str]:
    """The names as uuids; a sentence may have ended with a link, and so with a stop."""
    return {one[:_UUID].lower() for one in named}


def metadata(
    profile: Document, uri: str, sources: list[Source], options: Options
) -> Tree:
    """The profile's metadata, with where the result comes from and what made it.

    Raises:
        Unresolved: The documents are of different major versions of OSCAL.
    """
    own = dict(as_object(profile.content.get("metadata")) or {})
    documents: list[Document | Source] = [profile, *sources]
    own["last-modified"] = options.timestamp or _newest(documents)
    own["oscal-version"] = _version(documents)
    uuid = profile.content.get("uuid")
    made_by = {"resolution-tool": _TOOL, "source-profile-uuid": uuid}
    own["props"] = [
        *({"name": key, "value": value} for key, value in made_by.items() if value),
        *(one for one in objects(own, "props") if one.get("name") not in made_by),
    ]
    source = {"href": _lasting(profile, uri), "rel": "source-profile"}
    own["links"] = [source, *(as_list(own.get("links")) or [])]
    for key, identity in (("roles", "id"), ("parties", "uuid")):
        kept = list(_kept_people(sources, key, identity, own))
        if kept:
            own[key] = [*(as_list(own.get(key)) or []), *kept]
    return own


def _lasting(profile: Document, uri: str) -> str:
    """A URI of the profile that says the same in every folder and form.

    Where a file lies is nobody else's business (req-meta-source-profile-privacy), and
    a result that named its place would differ from one machine to the next.
    """
    uuid = str(profile.content.get("uuid", "")).lower()
    local = urlsplit(uri).scheme in ("", "file")
    return f"urn:uuid:{uuid}" if local and uuid else uri


def _kept_people(
    sources: list[Source], key: str, identity: str, own: Tree
) -> Iterator[Tree]:
    """Roles or parties of the sources that are marked to be kept always."""
    seen = {one.get(identity) for one in objects(own, key)}
    for source in sources:
        for one in objects(as_object(source.content.get("metadata")) or {}, key):
            if always(one) and one.get(identity) not in seen:
                seen.add(one.get(identity))
                yield one


def _newest(documents: Iterable[Document | Source]) -> str:
    """The newest `last-modified`; compared as moments, kept as spelled."""
    stated = [
        str((as_object(one.content.get("metadata")) or {}).get("last-modified", ""))
        for one in documents
    ]
    return max(stated, key=_moment)


def _moment(text: str) -> float:
    try:
        return msgspec.convert(text, datetime).timestamp()
    except (msgspec.ValidationError, OverflowError):
        return float("-inf")


def _version(documents: Iterable[Document | Source]) -> str:
    numbered = {one.version: _numbers(one.version) for one in documents}
    own = _numbers(VERSION())
    majors = {numbers[0] for numbers in numbered.values()} | {own[0]}
    if len(majors) > 1:
        stated = ", ".join(sorted(numbered))
        message = (
            f"The documents are of OSCAL versions that do not go together: {stated}"
        )
        raise Unresolved(message, remedy="Upgrade the older ones first.")
    newest = max(numbered, key=lambda version: numbered[version])
    return newest if numbered[newest] <= own else VERSION()


_NUMBER = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?(-.*)?")


def _numbers(version: str) -> tuple[int, int, int, int]:
    """A version to compare by; a release candidate comes before its release."""
    found = _NUMBER.fullmatch(version.strip())
    if found is None:
        return (1, 0, 0, 0)
    major, minor, patch, candidate = found.groups()
    return int(major), int(minor), int(patch or 0), 0 if candidate else 1


def result_uuid(around: bytes, inside: dict[str, bytes]) -> str:
    """A uuid that follows from what the result holds (RFC 9562, version 5).

    Args:
        around: The catalog less its groups and controls, encoded.
        inside: The array of each, encoded.
    """
    digest = sha256(around)
    between = b"{"
    for key, text in inside.items():
        digest.update(between + encoded(key) + b":")
        digest.update(text)
        between = b","
    digest.update(b"}" if inside else b"{}")
    return str(uuid5(NAMESPACE_URL, f"urn:sha256:{digest.hexdigest()}"))
