"""Signed envelopes: the published vector, both base64s, thresholds and attacks."""

import base64
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from assay.ledger import (
    Algorithm,
    Altered,
    Key,
    Malformed,
    VerificationError,
    WrongKey,
    sign_envelope,
    verify_envelope,
)
from assay.ledger.dsse import pae
from assay.ledger.keys import KeySigner

MakeSigner = Callable[..., KeySigner]
TYPE = "application/vnd.in-toto+json"
BODY = b'{"_type":"x"}?>'


def ecdsa_signer(number: int = 7) -> KeySigner:
    private = ec.derive_private_key(number, ec.SECP256R1())
    public = private.public_key()
    spelling = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key = Key(name="hsm", algorithm=Algorithm.ECDSA_P256, public=spelling)
    return KeySigner(key=key, private=private)


def changed(envelope: bytes, **fields: Any) -> bytes:
    return json.dumps({**json.loads(envelope), **fields}).encode()


def test_the_published_envelope_verifies(vectors: Path) -> None:
    known = json.loads((vectors / "dsse.json").read_bytes())
    numbers = ec.EllipticCurvePublicNumbers(
        int(known["x"]), int(known["y"]), ec.SECP256R1()
    )
    spelling = numbers.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    key = Key(name="vector", algorithm=Algorithm.ECDSA_P256, public=spelling)
    body, kind = known["body"].encode(), known["payloadType"]
    assert pae(kind, body) == known["pae"].encode()
    verified = verify_envelope(json.dumps(known["envelope"]).encode(), [key])
    assert (verified.payload, verified.payload_type) == (body, kind)


def test_lengths_are_counted_in_bytes() -> None:
    assert pae("ü", b"\n") == "DSSEv1 2 ü 1 \n".encode()


@pytest.mark.parametrize("make", ["ed25519", "ecdsa"])
def test_what_was_signed_comes_out(signer_of: MakeSigner, make: str) -> None:
    signer = ecdsa_signer() if make == "ecdsa" else signer_of("publisher")
    verified = verify_envelope(sign_envelope(TYPE, BODY, signer), [signer.key])
    assert (verified.payload_type, verified.payload) == (TYPE, BODY)
    assert verified.keys == (signer.key,)


def test_both_base64_alphabets_are_read_and_no_mixture(signer_of: MakeSigner) -> None:
    signer = signer_of("publisher")
    body = b"\xfb\xff\xfe"
    envelope = sign_envelope(TYPE, body, signer)
    safe = base64.urlsafe_b64encode(body).decode()
    assert safe == "-__-"
    verified = verify_envelope(changed(envelope, payload=safe), [signer.key])
    assert verified.payload == body
    for wrong in ("-//-", "+__+", "-__", "-__-=", " -__-", "-__-\n"):
        with pytest.raises(Malformed):
            verify_envelope(changed(envelope, payload=wrong), [signer.key])


def test_an_empty_body_can_be_signed(signer_of: MakeSigner) -> None:
    signer = signer_of("publisher")
    assert (
        verify_envelope(sign_envelope(TYPE, b"", signer), [signer.key]).payload == b""
    )


def test_a_threshold_counts_keys_and_not_signatures(signer_of: MakeSigner) -> None:
    one, two = signer_of("approver"), signer_of("auditor")
    twice = sign_envelope(TYPE, BODY, one, one)
    both = sign_envelope(TYPE, BODY, one, two)
    keys = [one.key, two.key]
    assert set(verify_envelope(both, keys, threshold=2).keys) == set(keys)
    with pytest.raises(WrongKey):
        verify_envelope(twice, keys, threshold=2)


def test_one_key_under_two_names_counts_once(signer_of: MakeSigner) -> None:
    signer = signer_of("approver")
    alias = Key(name="alias", algorithm=Algorithm.ED25519, public=signer.key.public)
    envelope = sign_envelope(
        TYPE, BODY, signer, KeySigner(key=alias, private=signer.private)
    )
    with pytest.raises(WrongKey):
        verify_envelope(envelope, [signer.key, alias], threshold=2)


def test_a_threshold_of_none_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="proves nothing"):
        verify_envelope(b"{}", [], threshold=0)


def test_a_key_hint_is_only_a_hint(signer_of: MakeSigner) -> None:
    signer, other = signer_of("publisher"), signer_of("auditor")
    envelope = json.loads(sign_envelope(TYPE, BODY, signer))
    for hint in (None, "", "anything", 7, f"auditor+{other.key.id.hex()}"):
        envelope["signatures"][0]["keyid"] = hint
        data = json.dumps(envelope).encode()
        assert verify_envelope(data, [other.key, signer.key]).keys == (signer.key,)


def test_another_body_or_type_is_altered(signer_of: MakeSigner) -> None:
    signer = signer_of("publisher")
    envelope = sign_envelope(TYPE, BODY, signer)
    for fields in ({"payload": "AAAA"}, {"payloadType": "text/plain"}):
        with pytest.raises(Altered, match="publisher"):
            verify_envelope(changed(envelope, **fields), [signer.key])


def test_a_stranger_is_the_wrong_key(signer_of: MakeSigner) -> None:
    envelope = sign_envelope(TYPE, BODY, signer_of("stranger"))
    with pytest.raises(WrongKey):
        verify_envelope(envelope, [signer_of("publisher").key])
    with pytest.raises(WrongKey, match="nobody"):
        verify_envelope(envelope, [])


def test_a_cosigners_key_signs_no_envelope(signer_of: MakeSigner) -> None:
    witness = signer_of("w", Algorithm.COSIGNATURE)
    envelope = sign_envelope(TYPE, BODY, witness)
    with pytest.raises(VerificationError):
        verify_envelope(envelope, [witness.key])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"payload":"AAAA","payloadType":"t","signatures":[]}',
        b'{"payload":"AAAA","payloadType":"t","signatures":{}}',
        b'{"payload":"AAAA","payloadType":"t","signatures":[7]}',
        b'{"payload":"AAAA","payloadType":"t","signatures":[{}]}',
        b'{"payload":"AAAA","payloadType":7,"signatures":[{"sig":"AA=="}]}',
        b'{"payload":"AAAA","payloadType":"\\ud800","signatures":[{"sig":"AA=="}]}',
        b'{"payload":"AAAA","payload":"AAAA","payloadType":"t","signatures":[{"sig":"AA=="}]}',
        b'{"payload":"AAAA","payloadType":"t","signatures":[{"sig":"AA==","sig":"AA=="}]}',
        b'{"payload":"AAAA","payloadType":"t","signatures":[{"sig":"AA=="}],"n":NaN}',
        b'{"payload":"AAAA","payloadType":"t","signatures":[{"sig":"AA=="}]} x',
        b'\xef\xbb\xbf{"payload":"AAAA","payloadType":"t","signatures":[{"sig":"AA=="}]}',
        '{"payload":"AAAA","payloadType":"t","signatures":[{"sig":"AA=="}]}'.encode(
            "utf-16"
        ),
        b'{"a":' * 100_000,
        b'{"n":' + b"9" * 5000 + b"}",
        b'{"payload":"AAAA","payloadType":"t","signatures":['
        + b",".join([b'{"sig":"AA=="}'] * 65)
        + b"]}",
    ],
)
def test_what_is_not_an_envelope_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        verify_envelope(data, [])


def test_an_unknown_field_is_ignored(signer_of: MakeSigner) -> None:
    signer = signer_of("publisher")
    envelope = changed(sign_envelope(TYPE, BODY, signer), more={"x": 1})
    assert verify_envelope(envelope, [signer.key]).payload == BODY


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["payload", "payloadType", "signatures", "sig", "keyid"]),
            inner,
        )
    ),
)


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_make_the_parser_fail_otherwise(data: bytes) -> None:
    with suppress(VerificationError):
        verify_envelope(data, [])
