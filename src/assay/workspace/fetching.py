"""Fetching a pinned file: it appears whole and right, or not at all.

What has arrived is kept, so that a download goes on where it was cut, even from another
place. Nothing of it is believed: the bytes are read back and hashed before the file is
given its name.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from assay.errors import BadInput, Problem
from assay.workspace.files import write_atomically
from assay.workspace.http_get import (
    Broken,
    NotFetched,
    Reply,
    Wire,
    askable,
    get,
    shown,
)
from assay.workspace.official import Official
from assay.workspace.partial import Partial, opened

__all__ = ["Fetched", "Means", "address_at", "fetch"]

_TRIES = 4
"""So many failures one after another, without a new byte between them, are enough."""
_LONGEST = 60.0
"""Seconds that a server can make us wait before another try."""
_BLOCK = 64 * 1024
_GLANCE = 0.1
"""Seconds between looks at whether another process has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a fetch came to."""

    file: Path
    outcome: Literal["fetched", "present"]
    """`present`: it was there already, and nothing was asked of anybody."""
    source: str = ""
    """Where the bytes came from; empty where it was there already."""
    resumed: int = 0
    """How many bytes of it an earlier, interrupted fetch had left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """All that a fetch does to the world, and learns from it."""

    wire: Wire
    sleep: Callable[[float], None]
    clock: Callable[[], float]
    """Seconds that never go backwards."""
    now: Callable[[], datetime]
    """The time of day, for a server that names one to wait for."""
    progress: Callable[[int], None] = lambda _: None
    """Told how many bytes are here, from time to time."""
    tell: Callable[[str], None] = lambda _: None
    """Told what is waited for."""
    whole: float = 1800.0
    """Seconds that one file may take in all."""


def fetch(
    one: Official, folder: Path, *, mirror: str = "", force: bool = False, means: Means
) -> Fetched:
    """Bring a pinned file into `folder`, from its owner or a mirror.

    Unless `force`d, nothing is asked of anybody where it is there already.

    Raises:
        BadInput: `mirror` is no address, another file is there, or none can be written.
        NotFetched: It cannot be had; what is there is as it was.
    """
    target, url = folder / one.file, address_at(one, mirror)
    try:
        if not force and _held(one, target):
            return Fetched(file=target, outcome="present")
        folder.mkdir(parents=True, exist_ok=True)
        if urlsplit(url).scheme == "file":
            write_atomically(target, _copied(one, url))
            return Fetched(file=target, outcome="fetched", source=url)
        return _downloaded(one, target, url, force=force, means=means)
    except OSError as fault:
        message = f"The file cannot be written: {fault.strerror or fault}"
        remedy = "Make room for it, or the right to write there."
        problem = Problem(file=str(target), message=message, remedy=remedy)
        raise BadInput([problem]) from None


def address_at(one: Official, mirror: str) -> str:
    """Where to ask: the owner's address, or the file of the same name at a mirror.

    Raises:
        BadInput: The mirror is no https, http or file address.
    """
    if not mirror:
        return one.url
    if not (askable(mirror) or _is_local(mirror)) or set("?#") & set(mirror):
        message = f"{mirror!r} is no https, http or file address of a folder"
        remedy = (
            "Write it whole, like https://mirror.example/oscal or file:///srv/oscal."
        )
        raise BadInput([Problem(file="--from", message=message, remedy=remedy)])
    return f"{mirror.rstrip('/')}/{one.file}"


def _is_local(mirror: str) -> bool:
    try:
        parts = urlsplit(mirror)
    except ValueError:
        return False
    return parts.scheme == "file" and parts.netloc in ("", "localhost")


def _held(one: Official, target: Path) -> bool:
    if not target.exists():
        return False
    if not target.is_file():
        message, found = "This is no file", ""
        remedy = "Move it away."
    else:
        with target.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        message = f"Another file is here: its SHA-256 is {found}, not {one.sha256}"
        remedy = "Move it away, or give --force to put the pinned one in its place."
    if found == one.sha256:
        return True
    raise BadInput([Problem(file=str(target), message=message, remedy=remedy)])


def _copied(one: Official, url: str) -> bytes:
    """The right bytes of a file on this machine."""
    path = Path(unquote(urlsplit(url).path))
    try:
        with path.open("rb") as file:
            data = file.read(one.size + 1)
    except (OSError, ValueError) as fault:
        told = fault.strerror if isinstance(fault, OSError) else fault
        message = f"{path} cannot be read: {told}"
        remedy = "Give the folder in which the file lies under its owner's name."
        raise NotFetched(message, remedy=remedy) from None
    if len(data) > one.size:
        raise _too_long(one, url)
    _check(one, len(data), hashlib.sha256(data).hexdigest(), url)
    return data


class _WrongFile(NotFetched):
    """What came is not the pinned file; nothing of it is kept."""


_WRONG = (
    "Nothing of it was kept. Its owner may have changed it, or something on the way: "
    "take it from elsewhere with --from URL, or ask for an Assay that pins the new one."
)


def _check(one: Official, size: int, sha256: str, url: str) -> None:
    if sha256 != one.sha256:
        message = (
            f"{shown(url)} is not the pinned {one.name}: "
            f"expected {one.size:,} bytes with SHA-256 {one.sha256}, "
            f"got {size:,} with {sha256}"
        )
        raise _WrongFile(message, remedy=_WRONG)


def _too_long(one: Official, url: str) -> _WrongFile:
    message = (
        f"{shown(url)} is not the pinned {one.name}: "
        f"expected {one.size:,} bytes, and more came"
    )
    return _WrongFile(message, remedy=_WRONG)


# --- the download


def _downloaded(
    one: Official, target: Path, url: str, *, force: bool, means: Means
) -> Fetched:
    """The file at its place, brought by one process at a time."""
    path, end = target.with_name(f"{target.name}.part"), means.clock() + means.whole
    waited = False
    while True:
        with opened(path, one.sha256) as part:
            if part is not None:
                if not force and _held(one, target):
                    part.drop()
                    return Fetched(file=target, outcome="present")
                _fill(one, part, _Errand(url=url, end=end, means=means))
                resumed = part.earlier
                part.become(target)
                source = shown(url)
                return Fetched(
                    file=target, outcome="fetched", source=source, resumed=resumed
                )
        if means.clock() >= end:
            message = f"Another process has been fetching {one.name} all the time"
            raise NotFetched(message, remedy="Wait for it to end, or end it.")
        if not waited:
            means.tell(f"{one.name}: another process is fetching it; waiting")
        waited = True
        means.sleep(_GLANCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errand:
    """Where to ask, and until when."""

    url: str
    end: float
    means: Means

    def left(self) -> float:
        return self.end - self.means.clock()


def _fill(one: Official, part: Partial, errand: _Errand) -> None:
    """Let `part` be the right file, or keep of it what can be continued later."""
    try:
        _persist(one, part, errand)
        try:
            _check(one, part.length(), part.sha256(), errand.url)
        except _WrongFile:
            if not part.joined:
                raise
            # Parts of two versions do not fit: the whole is asked for, once.
            part.forget()
            _persist(one, part, errand)
            _check(one, part.length(), part.sha256(), errand.url)
    except _WrongFile:
        part.drop()
        raise
    except Broken as fault:
        kept = part.tidy()
        told = f"; {kept:,} bytes are kept" if kept else ""
        message = f"{one.name} could not be had: {fault}{told}"
        raise NotFetched(message, remedy=_elsewhere(one, kept)) from None
    except NotFetched:
        part.tidy()
        raise


def _elsewhere(one: Official, kept: int) -> str:
    again = "Try again later to go on from there" if kept else "Try again later"
    return (
        f"{again}; or, without a network, copy {one.file} from elsewhere and name its "
        "folder, --from file:///FOLDER, or name a mirror, --from https://HOST/FOLDER."
    )


def _persist(one: Official, part: Partial, errand: _Errand) -> None:
    """Ask until all has arrived; raises the last `Broken` where that does not help."""
    failed = 0
    while True:
        before = part.length()
        try:
            if before < one.size:
                _transfer(one, part, errand)
        except Broken as fault:
            failed = 1 if part.length() > before else failed + 1
            pause = _pause(failed, fault.after, errand.means.now())
            if failed == _TRIES:
                message = f"after {_TRIES} tries, {fault}"
                raise Broken(message) from None
            if pause >= errand.left():
                message = f"in {errand.means.whole:g} seconds, {fault}"
                raise Broken(message) from None
            errand.means.tell(f"{one.name}: {fault}; trying again in {pause:g} s")
            errand.means.sleep(pause)
        else:
            return


def _pause(failed: int, after: str, now: datetime) -> float:
    """How long to wait: what the server asks for, or twice as long each time."""
    asked = float(2 ** (failed - 2))
    if after.isascii() and after.isdigit():
        asked = float(after[:9])
    elif after:
        try:
            asked = (parsedate_to_datetime(after).astimezone(UTC) - now).total_seconds()
        except (ValueError, OverflowError):
            return asked
    return min(max(asked, 0.0), _LONGEST)


def _transfer(one: Official, part: Partial, errand: _Errand) -> None:
    """Ask once for what is missing, and put it behind what is here."""
    url, have = errand.url, part.length()
    headers = {"User-Agent": "assay", "Accept": "*/*", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
        if validator := part.validator(shown(url)):
            headers["If-Range"] = validator
    with get(url, headers, errand.means.wire, seconds=errand.left()) as reply:
        encoding = reply.header("Content-Encoding").lower()
        plain = encoding in ("", "identity")
        if reply.status == HTTPStatus.OK:
            part.begin(shown(url), _validator(reply)) if plain else part.forget()
        elif plain and _continues(reply, have, one.size):
            part.joined = True
        else:
            part.forget()
            raise Broken(f"{shown(url)} does not continue where it was cut")
        _receive(one, reply, _decoder(encoding, url), part, errand.means.progress)


def _validator(reply: Reply) -> str:
    """What may follow If-Range: a strong tag, or else a date (RFC 9110, 13.1.5)."""
    tag = reply.header("ETag")
    return tag if tag.startswith('"') else reply.header("Last-Modified")


def _continues(reply: Reply, have: int, size: int) -> bool:
    """Whether the part that came is the one that is missing."""
    unit, _, told = reply.header("Content-Range").partition(" ")
    span, _, whole = told.partition("/")
    partial = reply.status == HTTPStatus.PARTIAL_CONTENT
    fits = unit == "bytes" and span.partition("-")[0] == str(have)
    return partial and bool(have) and fits and whole in ("*", str(size))


def _receive(
    one: Official,
    reply: Reply,
    decoder: "_Decoder",
    part: Partial,
    progress: Callable[[int], None],
) -> None:
    declared = reply.header("Content-Length")
    left = int(declared) if declared.isascii() and declared.isdigit() else None
    while block := reply.read(_BLOCK if left is None else min(left, _BLOCK)):
        left = None if left is None else left - len(block)
        for piece in decoder.pieces(block):
            if part.length() + len(piece) > one.size:
                raise _too_long(one, reply.url)
            part.add(piece)
        progress(part.length())
    if left or not decoder.ended() or _cut_unseen(one, reply, part):
        raise Broken(f"{shown(reply.url)} was cut")


def _cut_unseen(one: Official, reply: Reply, part: Partial) -> bool:
    """Whether it ended early by a closed connection, which tells nobody."""
    told = reply.header("Content-Length") or reply.header("Transfer-Encoding")
    return not told and part.length() < one.size


class _Decoder:
    """A content coding undone piece by piece, so that no bomb ever unfolds."""

    def __init__(self, bits: int | None) -> None:
        self._zip = None if bits is None else zlib.decompressobj(bits)

    def pieces(self, block: bytes) -> Iterator[bytes]:
        """What a block of the body stands for."""
        if self._zip is None:
            yield block
            return
        try:
            while block and not self._zip.eof:
                yield self._zip.decompress(block, _BLOCK)
                block = self._zip.unconsumed_tail
        except zlib.error as fault:
            raise Broken(f"the content coding is broken: {fault}") from None

    def ended(self) -> bool:
        """Whether the coding came to its own end."""
        return self._zip is None or self._zip.eof


_BITS = {"": None, "identity": None, "gzip": 31, "x-gzip": 31, "deflate": 15}


def _decoder(encoding: str, url: str) -> _Decoder:
    if encoding not in _BITS:
        message = f"{shown(url)} is sent in the content coding {encoding!r}"
        raise NotFetched(message, remedy="No coding was asked for; try a mirror.")
    return _Decoder(_BITS[encoding])
