"""The signed head of a log."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.ledger import (
    Checkpoint,
    Malformed,
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


@given(st.binary() | st.text().map(lambda t: t.encode("utf-8", "replace")))
def test_no_text_makes_the_parser_fail_otherwise(text: bytes) -> None:
    with suppress(Malformed):
        assert Checkpoint.parse(text).text == text
