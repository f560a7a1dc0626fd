"""A package, read strictly: every byte of it has one place and one meaning."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assay.canonical import digest
from assay.dossier.layout import (
    ENVELOPE,
    HEADS,
    MANIFEST,
    PROOF,
    README,
    SALT,
    entry_file,
    envelope_file,
    proof_file,
    salt_file,
)
from assay.dossier.manifest import Manifest, read_json
from assay.ledger import Altered, Malformed, Proof

__all__ = ["Opening", "Package", "read_package", "read_proof"]

_HASH_DIGITS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An entry referred to, with its proof and, if it is opened, what it commits to."""

    index: int
    entry: bytes
    proof: Proof
    envelope: bytes | None
    salt: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The parts of a package; its documents agree with its manifest."""

    manifest: Manifest
    documents: Mapping[str, bytes]
    """README and documents by their names in the package."""
    envelope: bytes
    salt: bytes
    proof: Proof
    openings: tuple[Opening, ...]
    growth: Mapping[int, tuple[bytes, ...]]
    """Consistency paths by the size of the earlier head that they start from."""


def read_package(members: Mapping[str, bytes]) -> Package:
    """The package in the members of an archive.

    Raises:
        Malformed: A part is missing or no such part at all.
        Altered: A part differs from the manifest, or has no place in a package.
    """
    manifest = Manifest.parse(_part(members, MANIFEST))
    openings = tuple(_openings(members, manifest))
    package = Package(
        manifest=manifest,
        documents=dict(_documents(members, manifest)),
        envelope=_part(members, ENVELOPE),
        salt=_part(members, SALT),
        proof=read_proof(members, PROOF),
        openings=openings,
        growth=_growth(members, manifest),
    )
    expected = list(_order(package))
    if list(members) != expected:
        stray = next((name for name in members if name not in expected), "their order")
        raise Altered(f"The manifest does not provide for {stray}")
    return package


def read_proof(members: Mapping[str, bytes], name: str) -> Proof:
    """The proof in a member, in its one spelling and with nothing riding along."""
    data = _part(members, name)
    proof = Proof.parse(data)
    if proof.extra is not None or proof.format() != data:
        raise Altered(f"{name} is not spelled in the one way")
    return proof


def _part(members: Mapping[str, bytes], name: str) -> bytes:
    if name not in members:
        raise Malformed(f"The package has no {name}")
    return members[name]


def _documents(
    members: Mapping[str, bytes], manifest: Manifest
) -> Iterator[tuple[str, bytes]]:
    for one in manifest.members:
        data = _part(members, one.name)
        if len(data) != one.size or digest(data) != one.sha256:
            raise Altered(
                f"{one.name} has {len(data)} bytes and SHA-256 {digest(data)}; "
                f"the manifest says {one.size} and {one.sha256}"
            )
        yield one.name, data


def _openings(members: Mapping[str, bytes], manifest: Manifest) -> Iterator[Opening]:
    for one in manifest.cited:
        index = one.entry
        opened = envelope_file(index) in members
        yield Opening(
            index=index,
            entry=_part(members, entry_file(index)),
            proof=read_proof(members, proof_file(index)),
            envelope=members[envelope_file(index)] if opened else None,
            salt=_part(members, salt_file(index)) if opened else None,
        )


def _growth(
    members: Mapping[str, bytes], manifest: Manifest
) -> dict[int, tuple[bytes, ...]]:
    found = read_json(_part(members, HEADS), HEADS)
    if list(found) != sorted(str(head.size) for head in manifest.earlier):
        raise Altered(f"{HEADS} does not fit the earlier heads of the manifest")
    return {
        head.size: tuple(_step(step) for step in _steps(found[str(head.size)]))
        for head in manifest.earlier
    }


def _steps(value: object) -> list[object]:
    if not isinstance(value, list):
        raise Malformed(f"{HEADS} holds lists of hashes by size")
    return value  # pyright: ignore[reportUnknownVariableType] - JSON; each is checked


def _step(value: object) -> bytes:
    text = value if isinstance(value, str) else ""
    if len(text) != _HASH_DIGITS or set(text) - set("0123456789abcdef"):
        raise Malformed(f"{HEADS} holds {text[:80]!r}, which is no hash")
    return bytes.fromhex(text)


def _order(package: Package) -> Iterator[str]:
    """The members in the order that sealing packs them."""
    yield README
    yield MANIFEST
    yield from (name for name in package.documents if name != README)
    yield from (ENVELOPE, SALT, PROOF)
    for one in package.openings:
        yield from (entry_file(one.index), proof_file(one.index))
        if one.envelope is not None:
            yield from (envelope_file(one.index), salt_file(one.index))
    yield HEADS
