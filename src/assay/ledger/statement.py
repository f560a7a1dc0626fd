"""What is said about which files: in-toto attestation, Statement v1.

A statement names its subjects by digest and says one thing about them, its predicate.
Fields that we do not know are ignored when reading, as the specification asks.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from assay.canonical import Json, json_bytes
from assay.ledger.errors import Malformed
from assay.ledger.strict_json import read_object

__all__ = ["PAYLOAD_TYPE", "Statement", "Subject", "predicate_type"]

PAYLOAD_TYPE = "application/vnd.in-toto+json"
"""The payload type of an envelope that holds a statement."""

_TYPE = "https://in-toto.io/Statement/v1"
_MOST_BYTES = 24 << 20
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_DIGEST = re.compile(r"[0-9a-f]{2,256}")


def predicate_type(name: str, version: int = 1) -> str:
    """The type of one of our own predicates: `urn:assay:predicate:publication:1`."""
    if _NAME.fullmatch(name) is None or version < 1:
        raise Malformed(f"{name[:80]!r} cannot name a predicate")
    return f"urn:assay:predicate:{name}:{version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A thing spoken about, named by digest."""

    name: str
    """What the statement calls it; often a file's path in the package."""
    digest: Mapping[str, str]
    """Its digests by algorithm, in lower-case hexadecimal: `{"sha256": ...}`."""

    def __post_init__(self) -> None:
        if not self.digest:
            raise Malformed(f"The subject {self.name[:80]!r} has no digest")
        for algorithm, value in self.digest.items():
            if not algorithm or _DIGEST.fullmatch(value) is None:
                raise Malformed(
                    f"The {algorithm} digest of {self.name[:80]!r} is not hexadecimal"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing said about one or more subjects."""

    subjects: tuple[Subject, ...]
    """What it is about; at least one."""
    predicate_type: str
    """What kind of thing is said."""
    predicate: Mapping[str, Json]
    """What is said."""

    def __post_init__(self) -> None:
        if not self.subjects or not self.predicate_type:
            raise Malformed("A statement has a subject and a predicate type")

    def encode(self) -> bytes:
        """The statement as the body of an envelope; equal statements, equal bytes."""
        return json_bytes(
            {
                "_type": _TYPE,
                "subject": [
                    {"name": one.name, "digest": dict(one.digest)}
                    for one in self.subjects
                ],
                "predicateType": self.predicate_type,
                "predicate": self.predicate,
            }
        )

    @classmethod
    def parse(cls, body: bytes) -> "Statement":
        """The statement in the verified body of an envelope."""
        found = read_object(body, "statement", most=_MOST_BYTES)
        if found.get("_type") != _TYPE:
            raise Malformed(f"The statement is not of the type {_TYPE}")
        subjects = found.get("subject")
        predicate = found.get("predicate", {})
        kind = found.get("predicateType")
        if not isinstance(subjects, list) or not isinstance(predicate, dict):
            raise Malformed(
                "A statement has a list `subject` and an object `predicate`"
            )
        items = cast("Sequence[Any]", subjects)
        return cls(
            subjects=tuple(_subject(one) for one in items),
            predicate_type=kind if isinstance(kind, str) else "",
            predicate=cast("dict[str, Json]", predicate),
        )


def _subject(item: Any) -> Subject:
    fields = cast("dict[str, Any]", item) if isinstance(item, dict) else {}
    name, digest = fields.get("name", ""), fields.get("digest")
    if not isinstance(name, str) or not isinstance(digest, dict):
        raise Malformed("A subject has a name and a set of digests")
    pairs = cast("dict[str, Any]", digest)
    if not all(isinstance(value, str) for value in pairs.values()):
        raise Malformed(f"A digest of the subject {name[:80]!r} is not text")
    return Subject(name=name, digest=cast("dict[str, str]", pairs))
