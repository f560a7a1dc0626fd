"""Official catalogs that can be fetched: where their owners publish them, and as what.

An entry names one immutable address (a tag or a commit) and the SHA-256 of the bytes
there. Without both it would name whatever somebody puts at that address tomorrow.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from assay.errors import BadInput, Problem
from assay.library import read_files
from assay.reading import parse_toml, read_records

__all__ = ["Official", "official_catalogs", "read_official"]

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9]+([-.][a-z0-9]+)*")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.[A-Za-z0-9]+")
"""One folder's plain file name: no path, nothing hidden, nothing to be quoted."""
_PINNED = re.compile(r"/([0-9a-f]{40}|v\d+(\.\d+)+)/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """One published file, pinned."""

    name: str
    """What is typed to fetch it."""
    title: str
    owner: str
    edition: str
    """As its owner calls it."""
    licence: str
    url: str
    """Its immutable address: https, at a tag or a commit."""
    sha256: str
    size: int
    """In bytes; nothing longer is ever taken."""
    form: Literal["oscal-catalog", "oscal-profile", "fedramp-rules"]
    """What is in it, and so what can be done with it."""

    @property
    def file(self) -> str:
        """The name its owner gave the file, which a mirror keeps."""
        return _file(self.url)


def official_catalogs() -> dict[str, Official]:
    """All that the library pins, by name, in the order of the names."""
    return read_official(read_files("official"))


def read_official(tree: Mapping[str, bytes]) -> dict[str, Official]:
    """The entries of TOML files, by name.

    Raises:
        BadInput: An entry is unreadable, not pinned, or named twice.
    """
    problems: list[Problem] = []
    found: dict[str, Official] = {}
    for file, data in tree.items():
        before = len(problems)
        table = parse_toml(data, file=file, problems=problems)
        if len(problems) > before:
            continue
        for one in read_records(
            Official,
            table.get("official"),
            file=file,
            place="official",
            problems=problems,
        ):
            problems += [
                Problem(file=file, place=one.name, message=message)
                for message in _faults(one, found)
            ]
            found[one.name] = one
    if problems:
        raise BadInput(problems)
    return dict(sorted(found.items()))


def _faults(one: Official, before: Mapping[str, Official]) -> list[str]:
    files = {other.file for other in before.values()}
    checks = (
        (_NAME.fullmatch(one.name), "The name is not in lower case, with hyphens"),
        (one.name not in before, "The name is taken"),
        (_DIGEST.fullmatch(one.sha256), "The digest is no SHA-256 in lower case"),
        (one.size > 0, "The size is no number of bytes"),
        (_is_https(one.url), "The address is not https"),
        (_PINNED.search(one.url), "The address names neither a tag nor a commit"),
        (_FILE.fullmatch(one.file), "The address ends in no plain file name"),
        (one.file not in files, "Another entry has a file of this name"),
    )
    return [message for holds, message in checks if not holds]


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
        whole = parts.port != 0 and not parts.query and not parts.fragment
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and whole


def _file(url: str) -> str:
    return url.rpartition("/")[2]
