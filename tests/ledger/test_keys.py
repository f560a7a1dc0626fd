"""Keys on disk: made once, kept from others, never overwritten."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from assay.errors import BadInput
from assay.ledger import Algorithm, Malformed
from assay.ledger.keys import KeySigner, generate, load, save

MakeSigner = Callable[..., KeySigner]


def test_a_key_survives_its_file_and_only_its_owner_reads_it(
    signer_of: MakeSigner, tmp_path: Path
) -> None:
    path = tmp_path / "keys" / "log.pem"
    signer = signer_of("log.example")
    save(signer, path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load(path, name="log.example").key == signer.key
    witness = load(path, name="w", algorithm=Algorithm.COSIGNATURE)
    assert witness.key.algorithm is Algorithm.COSIGNATURE


def test_a_key_is_never_overwritten(signer_of: MakeSigner, tmp_path: Path) -> None:
    path = tmp_path / "log.pem"
    save(signer_of("one"), path)
    before = path.read_bytes()
    with pytest.raises(BadInput):
        save(signer_of("two"), path)
    assert path.read_bytes() == before


def test_a_key_open_to_others_is_not_used(
    signer_of: MakeSigner, tmp_path: Path
) -> None:
    path = tmp_path / "log.pem"
    save(signer_of("one"), path)
    path.chmod(0o640)
    with pytest.raises(BadInput) as stopped:
        load(path, name="one")
    assert "chmod 600" in stopped.value.diagnose()


def test_entropy_makes_the_key_and_too_little_makes_none() -> None:
    one = generate("k", entropy=lambda size: b"\x01" * size)
    assert one.key == generate("k", entropy=lambda size: b"\x01" * size).key
    assert one.key != generate("k", entropy=lambda size: b"\x02" * size).key
    with pytest.raises(Malformed):
        generate("k", entropy=lambda _: b"\x01")
    assert "private" not in repr(one)


def test_an_ecdsa_key_signs_as_one(tmp_path: Path) -> None:
    path = tmp_path / "auditor.pem"
    private = ec.derive_private_key(9, ec.SECP256R1())
    save(KeySigner(key=generate("k", entropy=bytes).key, private=private), path)
    signer = load(path, name="auditor")
    assert signer.key.algorithm is Algorithm.ECDSA_P256
    assert signer.key.verifies(b"text", signer.sign(b"text"))


def test_what_is_not_such_a_key_is_refused(
    signer_of: MakeSigner, tmp_path: Path
) -> None:
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pkcs8 = (Encoding.PEM, PrivateFormat.PKCS8)
    locked = BestAvailableEncryption(b"secret")
    private = signer_of("one").private
    files = {
        "nothing": b"",
        "text": b"not a key",
        "rsa": rsa_key.private_bytes(*pkcs8, NoEncryption()),
        "locked": private.private_bytes(*pkcs8, locked),
    }
    for name, data in files.items():
        path = tmp_path / name
        path.touch(mode=0o600)
        path.write_bytes(data)
        with pytest.raises(BadInput):
            load(path, name="one")
    with pytest.raises(BadInput, match="1 problem"):
        load(tmp_path / "absent", name="one")
    with pytest.raises(BadInput):
        save(signer_of("one"), tmp_path / "text" / "beneath")
