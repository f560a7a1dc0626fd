"""A proof as a file."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.ledger import (
    Checkpoint,
    Malformed,
    NotInLog,
    Proof,
    VerificationError,
    leaf_hash,
    sign_checkpoint,
    verify_proof,
)
from assay.ledger.growth import grow
from assay.ledger.keys import KeySigner
from assay.ledger.tiles import Tiles

MakeSigner = Callable[..., KeySigner]
ORIGIN = "log.northwind.example/assay"


def make_proof(
    signer: KeySigner, index: int, size: int, extra: bytes | None = None
) -> Proof:
    growth = grow(0, [b"%d" % i for i in range(size)], dict[str, bytes]().get)
    checkpoint = Checkpoint(origin=ORIGIN, size=size, root=growth.root)
    return Proof(
        index=index,
        path=Tiles(growth.files.get, size).inclusion(index),
        checkpoint=sign_checkpoint(checkpoint, signer),
        extra=extra,
    )


@settings(max_examples=50)
@given(st.integers(1, 600), st.data(), st.none() | st.binary(max_size=9))
def test_a_proof_survives_its_file_and_verifies(
    signer_of: MakeSigner, size: int, data: st.DataObject, extra: bytes | None
) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = make_proof(signer_of(ORIGIN), index, size, extra)
    read = Proof.parse(proof.format())
    assert read == proof
    checkpoint = verify_proof(read, b"%d" % index, [signer_of(ORIGIN).key])
    assert checkpoint == read.claimed
    with pytest.raises(NotInLog):
        verify_proof(read, b"another entry", [signer_of(ORIGIN).key])


def test_the_file_has_the_lines_of_the_specification(signer_of: MakeSigner) -> None:
    proof = make_proof(signer_of(ORIGIN), 1, 2, b"\x00")
    head, _, note = proof.format().partition(b"\n\n")
    version, extra, index, step = head.decode().split("\n")
    assert (version, extra, index) == (
        "c2sp.org/tlog-proof@v1",
        "extra AA==",
        "index 1",
    )
    assert len(step) == 44
    assert note == proof.checkpoint
    assert leaf_hash(b"0") == proof.path[0]


def test_any_flipped_bit_of_the_file_is_refused(signer_of: MakeSigner) -> None:
    data = make_proof(signer_of(ORIGIN), 4, 7).format()
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(VerificationError):
            verify_proof(Proof.parse(bytes(changed)), b"4", [signer_of(ORIGIN).key])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"@v1", b"@v2"),
        (b"index 4", b"index 04"),
        (b"index 4", b"index -4"),
        (b"index 4", b"Index 4"),
        (b"index 4\n", b""),
        (b"index 4\n", b"index 4\nextra AA==\n"),
        (b"index 4\n", b"extra AB==\nindex 4\n"),
        (b"index 4\n", b"index 4\nAAAA\n"),
        (b"index 4\n", b"index 4\n" + b"A" * 43 + b"=\n" + (b"A" * 43 + b"=\n") * 63),
        (b"\n\n", b"\n"),
        (b"\n\n", b"\n\n\n"),
    ],
)
def test_a_file_that_is_not_quite_a_proof_is_refused(
    signer_of: MakeSigner, old: bytes, new: bytes
) -> None:
    data = make_proof(signer_of(ORIGIN), 4, 7).format()
    changed = data.replace(old, new, 1)
    with pytest.raises(VerificationError):
        verify_proof(Proof.parse(changed), b"4", [signer_of(ORIGIN).key])


def test_a_file_without_end_is_not_read() -> None:
    with pytest.raises(Malformed, match="bytes"):
        Proof.parse(b"x" * (1 << 22))


@given(st.binary(), st.integers(0, 700))
def test_no_bytes_make_the_parser_fail_otherwise(
    signer_of: MakeSigner, noise: bytes, at: int
) -> None:
    data = make_proof(signer_of(ORIGIN), 4, 7).format()
    for changed in (noise, data[:at], data[:at] + noise + data[at:]):
        with suppress(Malformed):
            assert Proof.parse(changed).format() == changed
