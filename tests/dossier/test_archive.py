"""The one spelling of a package, and what happens to every other."""

import hashlib
import io
import struct
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.dossier.archive import MOST_MEMBERS, pack, unpack
from assay.ledger import Altered, Malformed

NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}(/[a-z]{1,5})?", fullmatch=True)
MEMBERS = st.dictionaries(NAMES, st.binary(max_size=60), min_size=1, max_size=6)


@given(MEMBERS)
def test_what_was_packed_is_unpacked_in_its_order(members: dict[str, bytes]) -> None:
    found = unpack(pack(members))

    assert list(found.items()) == list(members.items())


@given(MEMBERS)
def test_equal_members_give_equal_bytes(members: dict[str, bytes]) -> None:
    assert pack(members) == pack(dict(members))


@given(MEMBERS)
def test_every_zip_program_reads_it(members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(pack(members))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(members)
        assert all(archive.read(name) == data for name, data in members.items())
        assert archive.comment.startswith(b"sha256:")


@pytest.mark.parametrize(
    "name",
    [
        "../escape",
        "/etc/passwd",
        "a/../b",
        "a//b",
        "a\\b",
        "C:evil",
        "",
        ".hidden",
        "a/",
        "naïve",
        "x" * 201,
    ],
)
def test_a_name_that_leaves_its_folder_is_not_packed(name: str) -> None:
    with pytest.raises(Malformed):
        pack({name: b""})


def test_too_many_members_are_not_packed() -> None:
    with pytest.raises(Malformed):
        pack({f"m{i}": b"" for i in range(MOST_MEMBERS + 1)})


def test_a_package_cannot_be_inflated() -> None:
    """Compressed members are refused: their bytes are not the one spelling."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", b"0" * 100_000)
    with pytest.raises((Malformed, Altered)):
        unpack(made.getvalue())


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail_in_any_other_way(data: bytes) -> None:
    with pytest.raises((Malformed, Altered)):
        unpack(data)


@given(MEMBERS, st.data())
def test_no_header_makes_it_fail_in_any_other_way(
    members: dict[str, bytes], draw: Any
) -> None:
    """Sizes, offsets and names of the headers at random, the seal made to fit."""
    body = bytearray(pack(members)[:-71])
    place = draw.draw(st.integers(4, max(4, len(body) - 5)))
    body[place : place + 4] = struct.pack("<I", draw.draw(st.integers(0, 2**32 - 1)))
    data = bytes(body) + b"sha256:" + hashlib.sha256(body).hexdigest().encode()
    if data != pack(members):
        with pytest.raises((Malformed, Altered)):
            unpack(data)
