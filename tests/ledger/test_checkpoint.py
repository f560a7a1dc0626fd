"""The signed head of a log."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.ledger import (
    Algorithm,
    Checkpoint,
    Key,
    Malformed,
    VerificationError,
    WrongKey,
    open_checkpoint,
    sign_checkpoint,
)
from assay.ledger.keys import KeySigner
from assay.ledger.merkle import EMPTY_ROOT
from assay.ledger.note import sign_note

MakeSigner = Callable[..., KeySigner]
ORIGIN = "log.northwind.example/assay"
EXAMPLE = (
    b"example.com/behind-the-sofa\n20852163\n"
    b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
)
HASH64 = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

CHECKPOINTS = st.builds(
    Checkpoint,
    origin=st.text(
        st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1
    ),
    size=st.integers(1, 2**63 - 1),
    root=st.binary(min_size=32, max_size=32),
)


def test_the_specifications_example_reads_as_it_says() -> None:
    checkpoint = Checkpoint.parse(EXAMPLE)
    assert checkpoint.origin == "example.com/behind-the-sofa"
    assert checkpoint.size == 20852163
    assert checkpoint.text == EXAMPLE


@given(CHECKPOINTS)
def test_a_checkpoint_has_one_spelling(checkpoint: Checkpoint) -> None:
    assert Checkpoint.parse(checkpoint.text) == checkpoint


def test_extension_lines_are_kept() -> None:
    checkpoint = Checkpoint.parse(EXAMPLE + b"more\nand more\n")
    assert checkpoint.extensions == ("more", "and more")
    assert checkpoint.text == EXAMPLE + b"more\nand more\n"


@pytest.mark.parametrize(
    "text",
    [
        "o\n007\n" + HASH64 + "\n",
        "o\n+7\n" + HASH64 + "\n",
        "o\n-7\n" + HASH64 + "\n",
        "o\n 7\n" + HASH64 + "\n",
        "o\n\u0667\n" + HASH64 + "\n",
        "o\n7_0\n" + HASH64 + "\n",
        "o\n9223372036854775808\n" + HASH64 + "\n",
        "o\n0\n" + HASH64 + "\n",
        "o\n\n" + HASH64 + "\n",
        "\n7\n" + HASH64 + "\n",
        "o\n7\n" + HASH64,
        "o\n7\n" + HASH64 + "\n\n",
        "o\n7\n" + HASH64[:-1] + "\n",
        "o\n7\n" + HASH64.replace("2I=", "2J=") + "\n",
        "o\n7\nAAAA\n",
        "o\n7\n",
        "o\r\n7\r\n" + HASH64 + "\r\n",
    ],
)
def test_a_number_or_hash_with_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Checkpoint.parse(text.encode())


@pytest.mark.parametrize("size", [-1, 2**63])
def test_a_size_that_cannot_be_is_refused(size: int) -> None:
    with pytest.raises(Malformed):
        Checkpoint(origin="o", size=size, root=bytes(32))


def test_a_checkpoint_is_signed_by_the_log_it_names(signer_of: MakeSigner) -> None:
    checkpoint = Checkpoint(origin=ORIGIN, size=0, root=EMPTY_ROOT)
    note = sign_checkpoint(checkpoint, signer_of(ORIGIN))
    assert open_checkpoint(note, [signer_of(ORIGIN).key])[0] == checkpoint


def test_one_log_cannot_speak_for_another(signer_of: MakeSigner) -> None:
    checkpoint = Checkpoint(origin=ORIGIN, size=0, root=EMPTY_ROOT)
    other = signer_of("other.example")
    with pytest.raises(WrongKey):
        sign_checkpoint(checkpoint, other)
    with pytest.raises(WrongKey, match="not signed by that log"):
        open_checkpoint(sign_note(checkpoint.text, other), [other.key])


def test_a_log_that_signs_under_another_name_needs_its_origin_stated(
    signer_of: MakeSigner,
) -> None:
    checkpoint = Checkpoint(origin="sum database tree", size=7, root=bytes(32))
    signer = signer_of("sum.example")
    note = sign_note(checkpoint.text, signer)
    with pytest.raises(WrongKey):
        open_checkpoint(note, [signer.key])
    with pytest.raises(WrongKey, match="not 'another'"):
        open_checkpoint(note, [signer.key], origin="another")
    opened, _ = open_checkpoint(note, [signer.key], origin="sum database tree")
    assert opened == checkpoint


@given(st.binary() | st.text().map(lambda t: t.encode("utf-8", "replace")))
def test_no_text_makes_the_parser_fail_otherwise(text: bytes) -> None:
    with suppress(Malformed):
        assert Checkpoint.parse(text).text == text


GO = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
REKOR = (
    "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQX"
    "BogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc="
)
SIGSUM = (
    "sigsum.org/v1/tree/"
    "985ea163f5af026723561354f51f2ebcdcf2af809ce254ccfb64aa9aadd80f90"
)
SIGSUM_KEY = "52c05edad1bf5feffa81354faae59a655d9a9a1a793ed2f62c39c26c0be2aecd"


@pytest.mark.parametrize(
    ("vkey", "origin", "size", "root", "blob"),
    [
        pytest.param(
            GO,
            "go.sum database tree",
            65209736,
            "5+uGFjx6xBZG8ip1+wi77v+grwbhhukIrxEUS8PXvRo=",
            "Az3grnbssgK7ubgFX36gVETtNv0U23qxyAhAMai2QUfeGa3nB/akvkMdlUErfcZz7l/R3cVtYspg"
            "3dxXABkGZZKdsQ8=",
            id="the Go checksum database, Ed25519 under another name",
        ),
        pytest.param(
            GO,
            "go.sum database tree",
            6476701,
            "mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=",
            "Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWE"
            "PWL+o3GeoWwOoAw=",
            id="the same log, years before",
        ),
        pytest.param(
            REKOR,
            "rekor.sigstore.dev - 1193050959916656506",
            44238955,
            "TiowMOu0x46fW4pXrRyW7TeVb6f1/VDnDZWcP1xL/HU=",
            "wNI9ajBEAiBF3lyT0Jg0paKCvqJQ0t97+hcneAqZHeiRuLinOba/YQIgG65ZKAhE+byLy+VQ4/14"
            "FwvJG0FMhq4CNoDONpzvOMc=",
            id="the sigstore log, ECDSA, an origin with spaces",
        ),
        pytest.param(
            "",
            SIGSUM,
            1,
            "KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "7BKT0gOfNZ1J0So9unY3BZtm2YkPIoNYM/dce0Z2avJDs8dxN6ts9bOSwwrVrbjm6P9K3ZxpK6jJ"
            "ngOG6YvGGzV/lwo=",
            id="a sigsum log, under its own name",
        ),
    ],
)
def test_heads_that_other_logs_published_verify(
    vkey: str, origin: str, size: int, root: str, blob: str
) -> None:
    key = (
        Key.parse(vkey)
        if vkey
        else Key(
            name=SIGSUM, algorithm=Algorithm.ED25519, public=bytes.fromhex(SIGSUM_KEY)
        )
    )
    note = f"{origin}\n{size}\n{root}\n\n\N{EM DASH} {key.name} {blob}\n".encode()
    checkpoint, _ = open_checkpoint(note, [key], origin=origin)
    assert (checkpoint.origin, checkpoint.size) == (origin, size)
    with pytest.raises(VerificationError):
        open_checkpoint(note.replace(b"\n%d\n" % size, b"\n%d\n" % (size + 1)), [key])
