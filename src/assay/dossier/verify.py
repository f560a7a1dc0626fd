"""Verifying a package: pure, offline, and by the verifier's own keys only.

This module and what it imports need the standard library, `cryptography` and the pure
part of the ledger. Checks are made from the outside in, each on bytes that the one
before has vouched for; the first that fails ends the report and gives the reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from assay.canonical import digest
from assay.dossier.archive import check_seal, unpack
from assay.dossier.entries import verify_entries, verify_references
from assay.dossier.manifest import publication, statement_of
from assay.dossier.memory import agree, remember
from assay.dossier.package import Package, read_package
from assay.dossier.report import Check, Report
from assay.ledger import (
    PAYLOAD_TYPE,
    Altered,
    Checkpoint,
    ForkedLog,
    Policy,
    Seen,
    VerificationError,
    Verified,
    WrongKey,
    leaf_hash,
    verify_consistency,
    verify_envelope,
    verify_inclusion,
)

__all__ = ["verify"]

Found: TypeAlias = tuple[Literal["yes", "unknown"], str] | None
"""How a check came out and what was compared; None where there was nothing to check."""


@dataclass(slots=True, kw_only=True)
class _Case:
    """What is known so far; each check may rely on what those before it filled in."""

    data: bytes
    policy: Policy
    since: bytes | None
    files: Mapping[str, bytes]
    members: Mapping[str, bytes]
    package: Package | None = None
    signed: Verified | None = None
    seen: Seen | None = None


def verify(
    data: bytes,
    policy: Policy,
    *,
    since: bytes | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Report:
    """Whether the package in `data` is genuine and, as far as is known, current.

    `since` is something kept from before or newer: a checkpoint, a `.tlog-proof` or a
    package; the two must not contradict each other. `files` are loose documents by
    name; each must be one of the package's. Never raises for what it reads.
    """
    case = _Case(data=data, policy=policy, since=since, files=files or {}, members={})
    checks: list[Check] = []
    for name, check in CHECKS.items():
        try:
            found = check(case)
        except VerificationError as fault:
            checks.append(Check(name=name, outcome="no", says=fault.message))
            return _report(case, checks, fault.reason, fault.remedy)
        if found is not None:
            checks.append(Check(name=name, outcome=found[0], says=found[1]))
    return _report(case, checks)


def _seal(case: _Case) -> Found:
    found = check_seal(case.data)
    return "yes", f"{len(case.data)} bytes end with their own SHA-256, {found}"


def _packing(case: _Case) -> Found:
    case.members = unpack(case.data)
    count = len(case.members)
    return "yes", f"{count} members, packed in the one way that the format allows"


def _manifest(case: _Case) -> Found:
    case.package = read_package(case.members)
    count = len(case.package.documents)
    return (
        "yes",
        f"size and SHA-256 of {count} files are those that manifest.json lists",
    )


def _signature(case: _Case) -> Found:
    package = _package(case)
    keys = case.policy.keys("publisher")
    if not keys:
        raise WrongKey(
            "The policy trusts nobody as publisher",
            remedy="Add the line `role publisher KEY`, with a key you trust.",
        )
    case.signed = verify_envelope(package.envelope, keys)
    names = ", ".join(f"{key.name}+{key.id.hex()}" for key in case.signed.keys)
    return "yes", f"signed by {names}, which the policy trusts as publisher"


def _statement(case: _Case) -> Found:
    package, signed = _package(case), case.signed
    stated = statement_of(package.manifest)
    if signed is None or signed.payload_type != PAYLOAD_TYPE:
        raise Altered("What is signed is not an in-toto statement")
    if signed.payload != stated:
        raise Altered(
            f"What is signed has SHA-256 {digest(signed.payload)}; the statement about "
            f"this manifest and these files would have {digest(stated)}"
        )
    count = len(package.documents)
    return "yes", f"it names manifest.json and {count} files by the digests found here"


def _log(case: _Case) -> Found:
    package = _package(case)
    entry = publication(package.manifest, package.envelope, package.salt)
    seen = case.policy.see(package.proof.checkpoint)
    head = seen.checkpoint
    verify_inclusion(
        leaf_hash(entry.encode()),
        index=package.proof.index,
        size=head.size,
        path=package.proof.path,
        root=head.root,
    )
    case.seen = seen
    cosigned = ", ".join(seen.witnesses)
    by = f", cosigned by {cosigned}" if cosigned else ""
    return "yes", (
        f"edition {entry.seq + 1} of {entry.stream} is entry {package.proof.index} of "
        f"{head.origin}, size {head.size}, root {head.root.hex()}{by}"
    )


def _entries(case: _Case) -> Found:
    package = _package(case)
    if not package.openings:
        return None
    return verify_entries(package, _seen(case).checkpoint, case.policy)


def _references(case: _Case) -> Found:
    return verify_references(_package(case))


def _growth(case: _Case) -> Found:
    """The log only grew since the heads that earlier readers were shown."""
    package, head = _package(case), _seen(case).checkpoint
    for one in package.manifest.earlier:
        verify_consistency(
            old=one.size,
            new=head.size,
            path=package.growth[one.size],
            old_root=bytes.fromhex(one.root),
            new_root=head.root,
        )
    sizes = ", ".join(str(one.size) for one in package.manifest.earlier)
    if sizes:
        return "yes", f"the tree of size {head.size} extends those of size {sizes}"
    if package.manifest.seq == 0:
        return "yes", "the first of its stream: no earlier head to extend"
    return "unknown", "the package names no earlier head that this one extends"


def _memory(case: _Case) -> Found:
    head = _seen(case).checkpoint
    _recall(case, head)
    known = [one.size for one in case.policy.known if one.origin == head.origin]
    if not known:
        return "unknown", "the policy knows no earlier head of this log (`known`)"
    sizes = ", ".join(map(str, known))
    return "yes", f"it agrees with what the policy has seen, of size {sizes}"


def _recall(case: _Case, head: Checkpoint) -> None:
    """No contradiction to what the policy has seen.

    A package cannot show how the log grew after it. Where the policy has only seen
    later heads, and knows that a later number is out, that is the better answer.
    """
    try:
        case.policy.recall(head, _package(case).growth)
    except ForkedLog:
        known = [one.size for one in case.policy.known if one.origin == head.origin]
        if all(size > head.size for size in known):
            _currency(case)
        raise


def _since(case: _Case) -> Found:
    if case.since is None:
        return None
    try:
        memory = remember(case.since, case.policy)
    except VerificationError as fault:
        what = f"What was given for comparison does not verify: {fault.message}"
        raise type(fault)(what, remedy=fault.remedy) from fault
    return "yes", agree(_package(case), _seen(case).checkpoint, memory)


def _currency(case: _Case) -> Found:
    manifest = _package(case).manifest
    case.policy.newest(manifest.stream, manifest.seq)
    known = [one.seq for one in case.policy.current if one.stream == manifest.stream]
    if known:
        return (
            "yes",
            f"edition {manifest.seq + 1}; the policy knows none after {known[0] + 1}",
        )
    return "unknown", (
        f"edition {manifest.seq + 1} of {manifest.stream}; whether a newer one exists "
        "nobody told the policy (`current`)"
    )


def _files(case: _Case) -> Found:
    held = {digest(data): name for name, data in _package(case).documents.items()}
    for name, data in case.files.items():
        if digest(data) not in held:
            raise Altered(
                f"{name} has SHA-256 {digest(data)}; no document of the package has"
            )
    pairs = [f"{name} is {held[digest(data)]}" for name, data in case.files.items()]
    return ("yes", ", ".join(pairs)) if pairs else None


CHECKS: Final[Mapping[str, Callable[[_Case], Found]]] = {
    "seal": _seal,
    "packing": _packing,
    "manifest": _manifest,
    "signature": _signature,
    "statement": _statement,
    "log": _log,
    "entries": _entries,
    "references": _references,
    "growth": _growth,
    "memory": _memory,
    "since": _since,
    "currency": _currency,
    "files": _files,
}
"""The checks in their order; docs/formats/dossier.md lists what each compares."""


def _package(case: _Case) -> Package:
    if case.package is None:
        raise AssertionError("the manifest is checked before anything that needs it")
    return case.package


def _seen(case: _Case) -> Seen:
    if case.seen is None:
        raise AssertionError("the log is checked before anything that needs its head")
    return case.seen


def _report(
    case: _Case, checks: list[Check], reason: str = "", remedy: str = ""
) -> Report:
    """What was found; of the package it repeats only what a signature vouched for."""
    package = case.package if case.seen is not None else None
    head = case.seen.checkpoint if case.seen is not None else None
    return Report(
        reason=reason,
        remedy=remedy,
        checks=tuple(checks),
        provider=package.manifest.provider if package else "",
        on=package.manifest.on if package else "",
        stream=package.manifest.stream if package else "",
        seq=package.manifest.seq if package else None,
        entry=package.proof.index if package else None,
        origin=head.origin if head else "",
        size=head.size if head else None,
        root=head.root.hex() if head else "",
    )
