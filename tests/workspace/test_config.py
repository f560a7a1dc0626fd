"""`assay.toml`: every fault at once, and nothing that is not understood."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.workspace.config import VERSION, read_config

GOOD = b'version = 1\nname = "nw"\norigin = "nw.example/log"\n'


def places(data: bytes) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_config(data)
    return [problem.place for problem in caught.value.problems]


def test_a_good_file_is_read() -> None:
    config = read_config(GOOD + b'[sources.host]\nkind = "host"\nroot = "/"\n')

    assert config.origin == "nw.example/log"
    assert config.sources["host"].options == {"root": "/"}


def test_a_newer_format_is_refused_before_anything_else() -> None:
    data = f"version = {VERSION + 1}\nsomething = 1\n".encode()

    assert places(data) == ["version"]


@pytest.mark.parametrize("version", [b"", b'version = "1"\n', b"version = true\n"])
def test_a_missing_or_odd_version_is_refused(version: bytes) -> None:
    assert places(version + b'name = "n"\n') == ["version"]


def test_all_other_faults_are_told_together() -> None:
    data = b'version = 1\nnme = "x"\norigin = "https://x"\n[sources]\nA = 1\nb = {}\n'

    assert places(data) == [
        "nme",
        "name",
        "origin",
        "sources.A",
        "sources.A",
        "sources.b.kind",
    ]


@given(st.binary(max_size=120))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_config(data)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_one_wrong_byte_is_read_or_refused(place: int, value: int) -> None:
    with suppress(BadInput):
        read_config(GOOD[:place] + bytes([value]) + GOOD[place + 1 :])
