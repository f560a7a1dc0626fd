"""What the library pins is pinned, and true where the files are at hand."""

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.workspace.official import official_catalogs, read_official

ENTRY: dict[str, Any] = {
    "name": "a-catalog",
    "title": "A catalog",
    "owner": "A fictional standards body",
    "edition": "1",
    "licence": "Public domain",
    "url": f"https://publisher.example/repository/{'0' * 40}/catalog.json",
    "sha256": "0" * 64,
    "size": 10,
    "form": "oscal-catalog",
}
FIELDS = st.sampled_from(sorted(ENTRY))


def written(*entries: dict[str, Any]) -> dict[str, bytes]:
    """A file of entries as TOML."""
    lines = [
        line
        for entry in entries
        for line in ("[[official]]", *(f"{k} = {v!r}" for k, v in entry.items()))
    ]
    return {"some.toml": "\n".join(lines).encode()}


def test_an_entry_is_read() -> None:
    one = read_official(written(ENTRY))["a-catalog"]

    assert (one.file, one.size) == ("catalog.json", 10)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("name", "A Catalog", "lower case"),
        ("name", "../etc", "lower case"),
        ("sha256", "0" * 63, "no SHA-256"),
        ("sha256", "A" * 64, "no SHA-256"),
        ("size", 0, "no number of bytes"),
        ("size", -1, "no number of bytes"),
        ("url", ENTRY["url"].replace("https", "http"), "not https"),
        ("url", f"https:///r/{'0' * 40}/catalog.json", "not https"),
        ("url", f"https://[::1/{'0' * 40}/catalog.json", "not https"),
        ("url", f"{ENTRY['url']}?token=1", "not https"),
        ("url", "https://publisher.example/main/catalog.json", "neither a tag nor"),
        ("url", f"https://publisher.example/{'0' * 40}/", "no plain file name"),
        ("url", f"https://publisher.example/{'0' * 40}/..", "no plain file name"),
        ("url", f"https://publisher.example/{'0' * 40}/%2e%2e", "no plain file name"),
        ("url", f"https://publisher.example/{'0' * 40}/.json", "no plain file name"),
        ("url", f"https://publisher.example/{'0' * 40}/a\\b.json", "no plain file"),
        ("form", "pdf", "form"),
        ("edition", 1, "edition"),
    ],
)
def test_an_entry_that_is_not_pinned_or_not_safe_is_refused(
    key: str, value: object, told: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read_official(written({**ENTRY, key: value}))

    assert told in refused.value.diagnose()


def test_a_name_and_a_file_are_given_once() -> None:
    with pytest.raises(BadInput) as refused:
        read_official(written(ENTRY, ENTRY))

    assert "The name is taken" in refused.value.diagnose()
    assert "a file of this name" in refused.value.diagnose()


def test_every_fault_is_told_at_once() -> None:
    tree = written({**ENTRY, "size": 0, "sha256": ""}) | {"other.toml": b"official = 1"}
    with pytest.raises(BadInput) as refused:
        read_official(tree | {"third.toml": b"["})

    assert len(refused.value.problems) == 4


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _reads_or_refuses({"some.toml": data})


@given(FIELDS, st.text(max_size=60) | st.integers() | st.booleans())
def test_any_value_is_read_or_refused(key: str, value: object) -> None:
    _reads_or_refuses(written({**ENTRY, key: value}))


@given(st.text(max_size=60))
def test_no_address_leads_out_of_the_folder(end: str) -> None:
    url = f"https://publisher.example/{'0' * 40}/{end}"
    try:
        (one,) = read_official(written({**ENTRY, "url": url})).values()
    except BadInput:
        return

    assert Path(one.file).name == one.file
    assert not one.file.startswith(".")


def _reads_or_refuses(tree: dict[str, bytes]) -> None:
    with suppress(BadInput):
        found = read_official(tree)
        assert all(name == one.name for name, one in found.items())


def test_what_the_library_pins_can_be_read() -> None:
    known = official_catalogs()

    assert "nist-sp-800-53-rev5" in known
    assert all(one.licence and one.owner and one.edition for one in known.values())


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("nist-sp-800-53-rev5", "oscal/nist"),
        ("fedramp-consolidated-rules-2026", "fedramp-rules"),
    ],
)
def test_the_pin_is_of_the_very_file_that_we_test_with(
    shared_data: Path, name: str, folder: str
) -> None:
    one = official_catalogs()[name]
    data = (shared_data / folder / one.file).read_bytes()

    assert len(data) == one.size
    assert hashlib.sha256(data).hexdigest() == one.sha256
