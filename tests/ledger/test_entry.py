"""The leaf and the commitment in it."""

import hashlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.ledger import Entry, Kind, Malformed, commitment, leaf_hash

HASHES = st.binary(min_size=32, max_size=32)
STREAMS = st.from_regex(r"[a-z0-9]{1,60}([-._][a-z0-9]{1,50})?", fullmatch=True)
FIRST = st.builds(
    Entry,
    kind=st.sampled_from(Kind),
    stream=STREAMS,
    seq=st.just(0),
    prev=st.none(),
    commit=HASHES,
)
LATER = st.builds(
    Entry,
    kind=st.sampled_from(Kind),
    stream=STREAMS,
    seq=st.integers(1, 2**63 - 1),
    prev=HASHES,
    commit=HASHES,
)


def test_the_leaf_is_the_documented_text() -> None:
    entry = Entry(
        kind=Kind.RESULT, stream="run.1", seq=4, prev=b"\xab" * 32, commit=b"\x01" * 32
    )
    assert entry.encode() == (
        b"assay/v1\nresult\nrun.1\n4 " + b"ab" * 32 + b"\n" + b"01" * 32 + b"\n"
    )
    assert entry.hash == leaf_hash(entry.encode())
    first = Entry(kind=Kind.PLAN, stream="s", seq=0, prev=None, commit=bytes(32))
    assert first.encode() == b"assay/v1\nplan\ns\n0 -\n" + b"00" * 32 + b"\n"


@given(FIRST | LATER)
def test_a_leaf_is_short_and_has_one_spelling(entry: Entry) -> None:
    assert Entry.decode(entry.encode()) == entry
    assert len(entry.encode()) <= 300


def test_the_longest_leaf_fits() -> None:
    entry = Entry(
        kind=Kind.CERTIFICATE,
        stream="s" * 120,
        seq=2**63 - 1,
        prev=bytes(32),
        commit=bytes(32),
    )
    assert Entry.decode(entry.encode()) == entry


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("assay/v1", "assay/v2"),
        ("result", "rumour"),
        ("run.1", "Run.1"),
        ("run.1", "r" * 121),
        ("4 ", "04 "),
        ("4 ", "0 "),
        ("4 ", "4  "),
        ("abab", "ABAB"),
        ("abab", "ab"),
        ("\n0101", "\n01"),
        ("result\n", "result\n\n"),
        ("result\n", "result\r\n"),
    ],
)
def test_another_spelling_is_refused(old: str, new: str) -> None:
    leaf = f"assay/v1\nresult\nrun.1\n4 {'ab' * 32}\n{'01' * 32}\n"
    assert Entry.decode(leaf.encode()).seq == 4
    with pytest.raises(Malformed):
        Entry.decode(leaf.replace(old, new, 1).encode())


@pytest.mark.parametrize(
    "fields",
    [{"seq": -1}, {"seq": 2**63}, {"prev": None}, {"commit": b""}, {"stream": ""}],
)
def test_an_entry_that_cannot_be_is_not_made(fields: dict[str, Any]) -> None:
    good = {
        "kind": Kind.KEY,
        "stream": "s",
        "seq": 1,
        "prev": bytes(32),
        "commit": bytes(32),
    }
    with pytest.raises(Malformed):
        Entry(**{**good, **fields})


def test_a_commitment_is_the_digest_of_salt_and_envelope() -> None:
    salt = bytes(range(32))
    assert commitment(salt, b"envelope") == hashlib.sha256(salt + b"envelope").digest()
    with pytest.raises(Malformed):
        commitment(salt[:31], b"envelope")


def test_a_leaf_without_end_is_not_read() -> None:
    with pytest.raises(Malformed, match="300 bytes"):
        Entry.decode(b"assay/v1\n" + b"x" * 300)


@given(st.binary(max_size=320), st.integers(0, 200))
def test_no_bytes_make_the_parser_fail_otherwise(noise: bytes, at: int) -> None:
    leaf = f"assay/v1\nresult\nrun.1\n4 {'ab' * 32}\n{'01' * 32}\n".encode()
    for data in (noise, leaf[:at], leaf[:at] + noise[:9] + leaf[at:]):
        with suppress(Malformed):
            assert Entry.decode(data).encode() == data
