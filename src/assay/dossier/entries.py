"""The further entries of a package: what the documents refer to is in the log too."""

import json
from collections.abc import Iterator
from typing import Any, Literal, cast

from assay.dossier.manifest import Cited
from assay.dossier.package import Opening, Package
from assay.ledger import (
    Altered,
    Checkpoint,
    Entry,
    Key,
    Policy,
    Statement,
    WrongKey,
    commitment,
    leaf_hash,
    verify_envelope,
    verify_inclusion,
)

__all__ = ["verify_entries", "verify_references"]


def verify_entries(
    package: Package, head: Checkpoint, policy: Policy
) -> tuple[Literal["yes", "unknown"], str]:
    """Every entry referred to is in the same tree, and opens to what is cited.

    An opened entry whose signer the policy does not know leaves a doubt, which is said;
    that the entry is in the log does not depend on it.
    """
    cited = {one.entry: one for one in package.manifest.cited}
    opened, doubts = 0, list[str]()
    for one in package.openings:
        _in_tree(one, cited[one.index], package, head)
        if one.envelope is None or one.salt is None:
            continue
        opened += 1
        try:
            _opens(one.entry, one.envelope, one.salt, cited[one.index], policy)
        except WrongKey as fault:
            doubts.append(f"entry {one.index}: {fault.message}")
    total = len(package.openings)
    what = "entry" if total == 1 else "entries"
    text = f"{total} further {what} in the same tree, {opened} with envelope and salt"
    if doubts:
        return "unknown", f"{text}; signed by nobody the policy knows: {doubts[0]}"
    return "yes", text


def verify_references(package: Package) -> tuple[Literal["yes"], str] | None:
    """Every ledger entry that a document's notes name is among those proved."""
    proved = {(one.entry, one.digest) for one in package.manifest.cited}
    named = dict(_named(package))
    for (entry, sha256), document in named.items():
        if (entry, sha256) not in proved:
            raise Altered(
                f"{document} refers to entry {entry} with SHA-256 {sha256}; "
                "the package does not prove that"
            )
    if not named:
        return None
    what = "entry" if len(named) == 1 else "entries"
    return "yes", f"{len(named)} {what} named in the notes, each among those proved"


def _in_tree(one: Opening, cited: Cited, package: Package, head: Checkpoint) -> None:
    leaf = leaf_hash(one.entry)
    if leaf.hex() != cited.leaf:
        raise Altered(
            f"Entry {one.index} hashes to {leaf.hex()}, the manifest says {cited.leaf}"
        )
    if one.proof.index != one.index or (
        one.proof.checkpoint != package.proof.checkpoint
    ):
        raise Altered(f"The proof of entry {one.index} is one of something else")
    verify_inclusion(
        leaf, index=one.index, size=head.size, path=one.proof.path, root=head.root
    )


def _opens(
    entry: bytes, envelope: bytes, salt: bytes, cited: Cited, policy: Policy
) -> None:
    if commitment(salt, envelope) != Entry.decode(entry).commit:
        raise Altered(f"Entry {cited.entry} does not commit to the envelope beside it")
    keys: tuple[Key, ...] = tuple(role.key for role in policy.roles)
    signed = verify_envelope(envelope, keys)
    subjects = Statement.parse(signed.payload).subjects
    if all(one.digest.get("sha256") != cited.digest for one in subjects):
        raise Altered(
            f"The statement of entry {cited.entry} does not speak of {cited.digest}"
        )


def _named(package: Package) -> Iterator[tuple[tuple[int, str], str]]:
    """The entries that the data documents list as `anchors`."""
    for name, data in package.documents.items():
        if not name.endswith(".json"):
            continue
        try:
            found = json.loads(data)
        except (ValueError, RecursionError) as fault:
            raise Altered(f"{name} is not JSON: {fault}") from fault
        listed = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
        anchors = listed.get("anchors", [])
        if not isinstance(anchors, list):
            raise Altered(f"{name} does not list its ledger entries")
        for anchor in cast("list[object]", anchors):
            yield _anchor(anchor), name


def _anchor(value: Any) -> tuple[int, str]:
    fields = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    entry, sha256 = fields.get("entry"), fields.get("digest")
    if not isinstance(entry, int) or not isinstance(sha256, str):
        raise Altered("A document lists a ledger entry without index or digest")
    return entry, sha256
