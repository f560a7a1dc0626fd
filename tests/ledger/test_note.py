"""Signed notes: the published cases, and every way to be almost one."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.ledger import Algorithm, Altered, Key, Malformed, VerificationError, WrongKey
from assay.ledger.keys import KeySigner
from assay.ledger.note import Signature, add_cosignature, open_note, sign_note, split

MakeSigner = Callable[..., KeySigner]
TEXT = b"one\n\ntwo\n"


def test_every_published_note_is_judged_as_published(vectors: Path) -> None:
    cases = json.loads((vectors / "signed-note.json").read_bytes())["cases"]
    assert len(cases) == 12
    for case in cases:
        keys = [Key.parse(vkey) for vkey in case["vkeys"]]
        note = case["note"].encode()
        try:
            opened = open_note(note, keys)
        except VerificationError:
            assert not case["want_ok"], case["name"]
            continue
        assert case["want_ok"], case["name"]
        assert [key for key, _ in opened.signed] == keys
        assert len(opened.signed) + len(opened.others) == note.count(b"\xe2\x80\x94")
        with pytest.raises(Malformed):
            open_note(b"\xff" + note, keys)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_what_is_signed_is_what_is_read(signer_of: MakeSigner, text: str) -> None:
    signer = signer_of()
    body = text.encode() + b"\n"
    try:
        note = sign_note(body, signer)
    except Malformed:
        assert any(c < " " and c != "\n" for c in text)
        return
    assert open_note(note, [signer.key]).text == body


def test_the_last_empty_line_divides_text_and_signatures(
    signer_of: MakeSigner,
) -> None:
    note = sign_note(TEXT, signer_of())
    assert split(note)[0] == TEXT
    assert open_note(note, [signer_of().key]).text == TEXT


def test_a_flipped_bit_anywhere_is_refused(signer_of: MakeSigner) -> None:
    note = sign_note(TEXT, signer_of())
    for bit in range(len(note) * 8):
        changed = bytearray(note)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(VerificationError):
            open_note(bytes(changed), [signer_of().key])


def test_a_known_key_that_fails_condemns_the_note(signer_of: MakeSigner) -> None:
    good, bad = signer_of("good"), signer_of("bad")
    note = sign_note(TEXT, good)
    forged = Signature(name="bad", id=bad.key.id, blob=bytes(64)).line
    assert open_note(note + forged, [good.key]).others[0].name == "bad"
    with pytest.raises(Altered, match="bad"):
        open_note(note + forged, [good.key, bad.key])


def test_a_note_by_strangers_only_is_refused(signer_of: MakeSigner) -> None:
    note = sign_note(TEXT, signer_of("stranger"))
    for keys in ([], [signer_of("known").key], [signer_of("stranger", seed="2").key]):
        with pytest.raises(WrongKey, match="stranger"):
            open_note(note, keys)


@pytest.mark.parametrize("count", [16, 100])
def test_up_to_a_hundred_signatures_are_read(signer_of: MakeSigner, count: int) -> None:
    signers = [signer_of(f"signer{i}") for i in range(count)]
    note = sign_note(TEXT, *signers)
    assert len(open_note(note, [one.key for one in signers]).signed) == count


def test_more_signatures_or_bytes_are_not(signer_of: MakeSigner) -> None:
    note = sign_note(TEXT, signer_of())
    line = note.removeprefix(TEXT + b"\n")
    with pytest.raises(Malformed, match="100 signatures"):
        open_note(note + line * 100, [signer_of().key])
    with pytest.raises(Malformed, match="bytes"):
        open_note(b"x" * (1 << 20) + note, [signer_of().key])


def test_the_same_signature_twice_counts_once(signer_of: MakeSigner) -> None:
    note = sign_note(TEXT, signer_of())
    line = note.removeprefix(TEXT + b"\n")
    assert len(open_note(note + line, [signer_of().key]).signed) == 1


@pytest.mark.parametrize(
    "line",
    [
        "— name AAAAAA==",
        "— name AAAAAAB=",
        "— name AAAA-AAA",
        "— name  AAAAAAAA",
        "— na+me AAAAAAAA",
        "—  AAAAAAAA",
        "— name",
        "- name AAAAAAAA",
        "—name AAAAAAAA",
        "— name AAAAAAAA ",
        "",
    ],
)
def test_a_line_that_is_not_quite_a_signature_is_refused(
    signer_of: MakeSigner, line: str
) -> None:
    note = sign_note(TEXT, signer_of())
    assert split(note + "— name AAAAAAA1\n".encode())
    with pytest.raises(Malformed):
        open_note(note + line.encode() + b"\n", [signer_of().key])


def test_two_keys_of_one_name_and_id_cannot_both_be_known() -> None:
    class Same(Key):
        id = b"same"  # a collision that takes a while to find

    one, two = (
        Same(name="a", algorithm=Algorithm.ED25519, public=bytes([i]) * 32)
        for i in range(2)
    )
    with pytest.raises(Malformed, match="share"):
        open_note(b"", [one, two])


def test_a_cosignature_tells_when_it_was_made(signer_of: MakeSigner) -> None:
    log = signer_of()
    witness = signer_of("witness.example/w1", Algorithm.COSIGNATURE)
    note = add_cosignature(sign_note(TEXT, log), witness, time=1679315147)
    opened = open_note(note, [log.key, witness.key])
    assert opened.times == {witness.key: 1679315147}
    blob = opened.signed[1][1].blob
    assert blob[:8] == (1679315147).to_bytes(8, "big")
    message = b"cosignature/v1\ntime 1679315147\n" + TEXT
    signs = signer_of("witness.example/w1")
    assert signs.key.verifies(message, blob[8:])


def test_a_time_beyond_63_bits_is_no_time(signer_of: MakeSigner) -> None:
    witness = signer_of("w", Algorithm.COSIGNATURE)
    time = 2**63
    message = b"cosignature/v1\ntime %d\n" % time + TEXT
    blob = time.to_bytes(8, "big") + witness.sign(message)
    assert not witness.key.verifies(TEXT, blob)
    with pytest.raises(Malformed):
        add_cosignature(sign_note(TEXT, signer_of()), witness, time=time)


def test_a_log_key_does_not_cosign_and_a_witness_does_not_sign(
    signer_of: MakeSigner,
) -> None:
    with pytest.raises(Malformed):
        add_cosignature(sign_note(TEXT, signer_of()), signer_of(), time=0)
    with pytest.raises(Malformed):
        sign_note(TEXT, signer_of("w", Algorithm.COSIGNATURE))


@pytest.mark.parametrize(
    "text", [b"", b"no newline", b"tab\t\n", b"\xff\n", b"a\n\n\xe2\x80\x94 b AAAAAAA1"]
)
def test_a_text_that_no_note_can_hold_is_not_signed(
    signer_of: MakeSigner, text: bytes
) -> None:
    with pytest.raises(Malformed):
        sign_note(text, signer_of())


@given(
    st.binary() | st.text().map(lambda t: f"t\n\n— {t}\n".encode("utf-8", "replace"))
)
def test_no_bytes_make_the_parser_fail_otherwise(note: bytes) -> None:
    with suppress(Malformed):
        text, signatures = split(note)
        lines = b"".join(signature.line for signature in signatures)
        assert text + b"\n" + lines == note
