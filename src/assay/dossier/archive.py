"""The file: a ZIP archive with exactly one spelling, sealed by its own digest.

Members are stored, never compressed, so the bytes do not depend on a compressor and
nothing can inflate. Dates, versions, attributes and order are fixed (docs/formats/
dossier.md). The archive comment is the SHA-256 of every byte before it. That seal is no
signature: it tells damage from forgery, and the first person to forge a package will
also forge its seal.
"""

import hashlib
import re
import struct
from collections.abc import Mapping
from zlib import crc32

from assay.ledger import Altered, Malformed

__all__ = ["pack", "unpack"]

MOST_BYTES = 256 << 20
MOST_MEMBERS = 4096

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_MOST_NAME = 200

# APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16. Version 2.0, no flags, stored,
# 1980-01-01 00:00:00, made on Unix, a regular file that all may read.
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_FIXED = (20, 0, 0, 0, 0x21)
_MADE_BY = 0x0314
_ATTRIBUTES = 0o100644 << 16

_SEAL = re.compile(rb"sha256:[0-9a-f]{64}")
_SEAL_SIZE = 71


def pack(members: Mapping[str, bytes]) -> bytes:
    """The archive of `members` in their order, with its seal."""
    _refuse(members)
    files: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, data in members.items():
        spelled = name.encode("ascii")
        about = (crc32(data), len(data), len(data), len(spelled), 0)
        local = _LOCAL.pack(b"PK\x03\x04", *_FIXED, *about) + spelled + data
        tail = (0, 0, 0, _ATTRIBUTES, offset)
        central = _CENTRAL.pack(b"PK\x01\x02", _MADE_BY, *_FIXED, *about, *tail)
        files.append(local)
        directory.append(central + spelled)
        offset += len(local)
    listed = b"".join(directory)
    count = len(members)
    end = (0, 0, count, count, len(listed), offset, _SEAL_SIZE)
    body = b"".join([*files, listed, _END.pack(b"PK\x05\x06", *end)])
    return body + _seal(body)


def unpack(data: bytes) -> dict[str, bytes]:
    """The members of a sealed archive, if it is spelled the one way and unaltered.

    Raises:
        Malformed: It is no sealed archive, or was cut short.
        Altered: A byte differs from what was sealed, or the packing from the one way.
    """
    check_seal(data)
    members: dict[str, bytes] = {}
    place = 0
    while data[place : place + 4] == b"PK\x03\x04":
        name, start, end = _member(data, place)
        if name in members or len(members) >= MOST_MEMBERS:
            raise Altered(f"The member {name!r} stands in the package twice")
        members[name] = data[start:end]
        place = end
    if not members or pack(members) != data:
        raise Altered("The package is not packed in the one way that its format allows")
    return members


def check_seal(data: bytes) -> str:
    """The seal's digest in hexadecimal, if it fits every byte before it."""
    body, seal = data[:-_SEAL_SIZE], data[-_SEAL_SIZE:]
    whole = len(data) <= MOST_BYTES and body.startswith(b"PK\x03\x04")
    if _SEAL.fullmatch(seal) is None and not _ends(body):
        raise Malformed(
            f"This is not a whole dossier: of {len(data)} bytes the last "
            f"{_SEAL_SIZE} are not its seal",
            remedy="Fetch the file again; it was cut short, or is something else.",
        )
    found = _seal(body)
    if found != seal or not whole:
        raise Altered(
            f"The bytes before the seal have {found.decode()}, "
            f"the seal says {seal.decode('ascii', 'replace')}"
        )
    return found.decode().partition(":")[2]


def _seal(body: bytes) -> bytes:
    return b"sha256:" + hashlib.sha256(body).hexdigest().encode()


def _ends(body: bytes) -> bool:
    """Whether an end record announces a comment as long as a seal."""
    end = body[-_END.size :]
    return end.startswith(b"PK\x05\x06") and end[-2:] == struct.pack("<H", _SEAL_SIZE)


def _member(data: bytes, place: int) -> tuple[str, int, int]:
    """Name, start and end of the member whose header is at `place`."""
    if place + _LOCAL.size > len(data):
        raise Altered("A member of the package is cut short")
    header = _LOCAL.unpack_from(data, place)
    size, length = header[8], header[9]
    start = place + _LOCAL.size + length
    spelled = data[place + _LOCAL.size : start]
    name = spelled.decode("ascii", "replace")
    if not _fits(name) or start + size > len(data):
        raise Altered(f"The package has a member of the name {name[:80]!r} or size")
    return name, start, start + size


def _fits(name: str) -> bool:
    return len(name) <= _MOST_NAME and _NAME.fullmatch(name) is not None


def _refuse(members: Mapping[str, bytes]) -> None:
    for name in members:
        if not _fits(name):
            raise Malformed(f"{name[:80]!r} cannot be the name of a member")
    total = sum(len(data) + 2 * len(name) + 100 for name, data in members.items())
    if total > MOST_BYTES or len(members) > MOST_MEMBERS:
        raise Malformed(
            f"A package has at most {MOST_MEMBERS} members and {MOST_BYTES} bytes"
        )
