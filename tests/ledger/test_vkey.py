"""Keys as text, and signatures against the published edge cases."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.ledger import Algorithm, Altered, Key, Malformed
from assay.ledger.dsse import verify_signature
from assay.ledger.keys import KeySigner

MakeSigner = Callable[..., KeySigner]
REKOR = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2G2Y+2tabdTV5BcGiBIx0a9fAFwr"
    "kBbmLSGtks4L3qX6yYY0zufBnhC8Ur/iy55GhWP/9A/bY2LhC30M9+RYtw=="
)
ED25519 = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
P384 = (
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhV"
    "AvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpD"
    "HXyQ6g5f"
)


def wycheproof(vectors: Path, name: str) -> Iterator[tuple[Key, dict[str, Any]]]:
    file = vectors / "wycheproof" / "testvectors_v1" / f"{name}_test.json"
    for group in json.loads(file.read_bytes())["testGroups"]:
        raw = group["publicKey"].get("pk")
        key = Key(
            name="wycheproof",
            algorithm=Algorithm.ED25519 if raw else Algorithm.ECDSA_P256,
            public=bytes.fromhex(raw or group["publicKeyDer"]),
        )
        for test in group["tests"]:
            yield key, test


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("ed25519", 151),
        ("ecdsa_secp256r1_sha256", 484),
        ("ecdsa_secp256r1_sha256_p1363", 262),
    ],
)
def test_every_wycheproof_signature_is_judged_as_published(
    vectors: Path, name: str, count: int
) -> None:
    found = list(wycheproof(vectors, name))
    assert len(found) == count
    for key, test in found:
        message, signature = bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"])
        try:
            verify_signature(key, message, signature)
            valid = True
        except Altered:
            valid = False
        assert valid == (test["result"] == "valid"), test["tcId"]


def test_a_note_takes_no_raw_ecdsa_signature(vectors: Path) -> None:
    key, test = next(
        (key, test)
        for key, test in wycheproof(vectors, "ecdsa_secp256r1_sha256_p1363")
        if test["result"] == "valid"
    )
    assert not key.verifies(bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))


def test_the_id_of_an_ecdsa_key_is_the_digest_of_its_der() -> None:
    key = Key(
        name="rekor.sigstore.dev",
        algorithm=Algorithm.ECDSA_P256,
        public=base64.b64decode(REKOR),
    )
    assert key.id.hex() == "c0d23d6a"
    assert Key.parse(key.vkey) == key


@pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.COSIGNATURE])
def test_a_key_is_written_and_read_back(
    signer_of: MakeSigner, algorithm: Algorithm
) -> None:
    signer = signer_of("witness.example/w1", algorithm)
    assert Key.parse(signer.key.vkey) == signer.key
    head = b"witness.example/w1\n" + bytes([algorithm])
    assert signer.key.id == hashlib.sha256(head + signer.key.public).digest()[:4]


def test_every_published_bad_key_is_refused(vectors: Path) -> None:
    for vkey in json.loads((vectors / "signed-note.json").read_bytes())["bad_vkeys"]:
        with pytest.raises(Malformed):
            Key.parse(vkey)


@pytest.mark.parametrize(
    "name", ["", "a b", "a+b", "a\u00a0b", "a\x1fb", "\ud800", "n" * 256]
)
def test_a_name_that_a_note_cannot_hold_is_refused(name: str) -> None:
    with pytest.raises(Malformed):
        Key(name=name, algorithm=Algorithm.ED25519, public=bytes(32))


@pytest.mark.parametrize(
    ("algorithm", "public"),
    [
        (Algorithm.ED25519, bytes(31)),
        (Algorithm.COSIGNATURE, bytes(33)),
        (Algorithm.ECDSA_P256, b"not DER"),
        (Algorithm.ECDSA_P256, base64.b64decode(P384)),
        (Algorithm.ECDSA_P256, base64.b64decode(ED25519)),
        (Algorithm.ECDSA_P256, base64.b64decode(REKOR) + b"\x00"),
    ],
)
def test_material_of_another_kind_is_refused(
    algorithm: Algorithm, public: bytes
) -> None:
    with pytest.raises(Malformed):
        Key(name="key", algorithm=algorithm, public=public)


def test_an_id_that_is_not_its_own_is_refused(signer_of: MakeSigner) -> None:
    name, stated, material = signer_of("a").key.vkey.split("+", 2)
    assert stated != "00000000"
    with pytest.raises(Malformed, match="states the id"):
        Key.parse(f"{name}+00000000+{material}")


@given(
    st.text() | st.from_regex(r"[a-z+]{0,5}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{0,48}={0,2}")
)
def test_no_text_makes_the_parser_fail_otherwise(vkey: str) -> None:
    with suppress(Malformed):
        assert Key.parse(vkey).vkey == vkey


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=90), st.binary())
def test_no_signature_makes_a_key_fail(
    public: bytes, signature: bytes, message: bytes
) -> None:
    for algorithm in (Algorithm.ED25519, Algorithm.COSIGNATURE):
        key = Key(name="key", algorithm=algorithm, public=public)
        assert key.verifies(message, signature) in (True, False)
    ecdsa = Key(
        name="key", algorithm=Algorithm.ECDSA_P256, public=base64.b64decode(REKOR)
    )
    assert not ecdsa.verifies(message, signature)
