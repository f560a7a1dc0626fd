"""The manifest: what a package holds, what it rests on, and which edition it is.

The signed statement names the manifest and every document by digest. Both have one
spelling only: a reader rebuilds them and compares bytes, so nothing rides along.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from assay.canonical import Json, digest, json_bytes
from assay.dossier.layout import MANIFEST
from assay.ledger import (
    Altered,
    Entry,
    Kind,
    Malformed,
    Statement,
    Subject,
    commitment,
    predicate_type,
)

__all__ = [
    "Cited",
    "Head",
    "Manifest",
    "Member",
    "publication",
    "read_json",
    "statement_of",
]

FORMAT = "assay-dossier/1"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of the package whose digest is signed."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A ledger entry that the documents refer to."""

    entry: int
    """Its index in the log."""
    leaf: str
    """Its leaf hash, in hexadecimal."""
    digest: str
    """SHA-256 of the thing it commits to, as the documents print it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A head of the log that was shown to somebody before: this one must extend it."""

    size: int
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What `manifest.json` says."""

    provider: str
    title: str
    on: str
    """The day the documents speak of, ISO 8601."""
    stream: str
    seq: int
    prev: str
    """Leaf hash of the stream's entry before this one; empty for the first."""
    members: tuple[Member, ...]
    cited: tuple[Cited, ...]
    earlier: tuple[Head, ...]

    def encode(self) -> bytes:
        """The manifest's one spelling."""
        return json_bytes({"format": FORMAT, **self._fields()})

    @classmethod
    def parse(cls, data: bytes) -> "Manifest":
        """The manifest in `data`, if that is its one spelling."""
        found = read_json(data, MANIFEST)
        if found.get("format") != FORMAT:
            raise Malformed(
                f"This package has the format {found.get('format')!r}; "
                f"this program reads {FORMAT}",
                remedy="Use a newer version of the program.",
            )
        try:
            manifest = _manifest(found)
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise Malformed(f"{MANIFEST} lacks {fault}") from fault
        once = len({member.name for member in manifest.members})
        if manifest.encode() != data or once != len(manifest.members):
            raise Altered(f"{MANIFEST} is not spelled in the one way")
        return manifest

    def _fields(self) -> dict[str, Json]:
        return {
            "provider": self.provider,
            "title": self.title,
            "on": self.on,
            "stream": self.stream,
            "seq": self.seq,
            "prev": self.prev,
            "members": [
                {"name": m.name, "size": m.size, "sha256": m.sha256}
                for m in self.members
            ],
            "cited": [
                {"entry": c.entry, "leaf": c.leaf, "digest": c.digest}
                for c in self.cited
            ],
            "earlier": [{"size": h.size, "root": h.root} for h in self.earlier],
        }


def statement_of(manifest: Manifest) -> bytes:
    """The in-toto statement about the package: manifest and members by digest."""
    subjects = [Subject(name=MANIFEST, digest={"sha256": digest(manifest.encode())})]
    subjects += [
        Subject(name=one.name, digest={"sha256": one.sha256})
        for one in manifest.members
    ]
    predicate: dict[str, Json] = {
        "format": FORMAT,
        "provider": manifest.provider,
        "on": manifest.on,
        "stream": manifest.stream,
        "seq": manifest.seq,
        "prev": manifest.prev,
    }
    return Statement(
        subjects=tuple(subjects),
        predicate_type=predicate_type("publication"),
        predicate=predicate,
    ).encode()


def publication(manifest: Manifest, envelope: bytes, salt: bytes) -> Entry:
    """The entry that a publication has in the ledger; made of signed facts only."""
    return Entry(
        kind=Kind.PUBLICATION,
        stream=manifest.stream,
        seq=manifest.seq,
        prev=bytes.fromhex(manifest.prev) if manifest.prev else None,
        commit=commitment(salt, envelope),
    )


def read_json(data: bytes, what: str) -> dict[str, Any]:
    """The JSON object in `data`, if `json_bytes` would spell it so."""
    try:
        found = json.loads(data)
        same = json_bytes(found) == data
    except (ValueError, RecursionError) as fault:
        raise Malformed(f"{what} is not JSON: {fault}") from fault
    if not isinstance(found, dict) or not same:
        raise Altered(f"{what} is not spelled in the one way")
    return cast("dict[str, Any]", found)


def _manifest(found: dict[str, Any]) -> Manifest:
    return Manifest(
        provider=_text(found["provider"]),
        title=_text(found["title"]),
        on=date.fromisoformat(found["on"]).isoformat(),
        stream=_text(found["stream"]),
        seq=_count(found["seq"]),
        prev=_hash(found["prev"]) if found["prev"] else "",
        members=tuple(
            Member(
                name=_text(one["name"]),
                size=_count(one["size"]),
                sha256=_hash(one["sha256"]),
            )
            for one in found["members"]
        ),
        cited=tuple(
            Cited(
                entry=_count(one["entry"]),
                leaf=_hash(one["leaf"]),
                digest=_hash(one["digest"]),
            )
            for one in found["cited"]
        ),
        earlier=tuple(
            Head(size=_count(one["size"]), root=_hash(one["root"]))
            for one in found["earlier"]
        ),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text")
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError("a count")
    return value


def _hash(value: Any) -> str:
    if not isinstance(value, str) or _HASH.fullmatch(value) is None:
        raise TypeError("a SHA-256 digest in hexadecimal")
    return value
