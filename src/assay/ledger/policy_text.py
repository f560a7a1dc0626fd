"""The lines of a policy file: C2SP tlog-policy, "Policy file syntax and structure".

The file is octets: words are divided by spaces and tabs only, names are compared byte
by byte. Every fault is reported with its line.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from assay.errors import BadInput, Problem
from assay.ids import near, well_formed
from assay.ledger.checkpoint import Checkpoint
from assay.ledger.errors import Malformed
from assay.ledger.spelling import base64_text, from_decimal, hash_from_base64
from assay.ledger.vkey import Algorithm, Key

__all__ = [
    "NO_QUORUM",
    "Current",
    "Group",
    "Known",
    "Lines",
    "LogLine",
    "Role",
    "Witness",
    "format_lines",
    "parse_lines",
]

NO_QUORUM = "none"
"""The predefined quorum that asks for no cosignature."""

_MOST_BYTES = 1 << 20
_CONTROL = set(range(0x20)) - {0x09, 0x0A} | {0x7F}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """`log VKEY [URL]`: a log whose heads are accepted."""

    key: Key
    """Its key, named as its origin."""
    url: str = ""
    """Where it can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """`witness NAME VKEY [URL]`: a cosigner."""

    name: str
    """What groups and the quorum call it."""
    key: Key
    """Its key."""
    url: str = ""
    """Where it can be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`group NAME K|any|all MEMBER...`: witnesses of which so many must cosign."""

    name: str
    """What groups and the quorum call it."""
    threshold: int
    """How many members must have witnessed."""
    members: tuple[str, ...]
    """Witnesses and groups of lines before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """`role NAME VKEY`: who may sign envelopes as what."""

    name: str
    """`publisher`, `collector`, `approver`, `auditor`, ..."""
    key: Key
    """The key of whoever holds the role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """`current STREAM SEQ`: the newest that the verifier knows of."""

    stream: str
    """The stream of the ledger."""
    seq: int
    """The number of its newest entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """`known ORIGIN SIZE ROOT`: a head seen before."""

    origin: str
    """Which log."""
    size: int
    """How long it was."""
    root: bytes
    """What its tree hashed to."""


@dataclass(slots=True, kw_only=True)
class Lines:
    """What was read so far."""

    logs: dict[bytes, LogLine] = field(default_factory=dict[bytes, LogLine])
    witnesses: dict[str, Witness] = field(default_factory=dict[str, Witness])
    groups: dict[str, Group] = field(default_factory=dict[str, Group])
    quorum: str = ""
    roles: list[Role] = field(default_factory=list[Role])
    current: dict[str, Current] = field(default_factory=dict[str, Current])
    known: list[Known] = field(default_factory=list[Known])
    members: set[str] = field(default_factory=set[str])


def parse_lines(data: bytes, *, file: str) -> Lines:
    """Every line of the policy in `data`, or BadInput with every fault."""
    lines = Lines()
    problems: list[Problem] = []
    if len(data) > _MOST_BYTES:
        message = f"A policy has at most {_MOST_BYTES} bytes, not {len(data)}"
        raise BadInput([Problem(file=file, message=message)])
    for number, words in _words(data):
        try:
            _read(lines, words)
        except Malformed as fault:
            problems.append(
                Problem(
                    file=file,
                    place=f"line {number}",
                    message=fault.message,
                    remedy=fault.remedy,
                )
            )
    if not lines.quorum and not problems:
        remedy = f"Add `quorum {NO_QUORUM}`, or the witness or group you demand."
        message = "The quorum line is missing"
        problems.append(Problem(file=file, message=message, remedy=remedy))
    if problems:
        raise BadInput(problems)
    return lines


def format_lines(lines: Lines) -> bytes:
    """The lines as a policy file."""
    return b"".join(
        " ".join(word for word in words if word).encode("utf-8", "surrogateescape")
        + b"\n"
        for words in _written(lines)
    )


def _written(lines: Lines) -> Iterator[tuple[str, ...]]:
    for log in lines.logs.values():
        yield "log", log.key.vkey, log.url
    for witness in lines.witnesses.values():
        yield "witness", witness.name, witness.key.vkey, witness.url
    for group in lines.groups.values():
        yield "group", group.name, str(group.threshold), *group.members
    yield "quorum", lines.quorum or NO_QUORUM
    for role in lines.roles:
        yield "role", role.name, role.key.vkey
    for one in lines.current.values():
        yield "current", one.stream, str(one.seq)
    for head in lines.known:
        yield "known", head.origin, str(head.size), base64_text(head.root)


def _words(data: bytes) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(data.split(b"\n"), start=1):
        words = line.replace(b"\t", b" ").split(b" ")
        found = [word.decode("utf-8", "surrogateescape") for word in words if word]
        if found and (not found[0].startswith("#") or _CONTROL & set(line)):
            yield number, found


def _read(lines: Lines, words: list[str]) -> None:
    if any(ord(c) in _CONTROL for word in words for c in word):
        raise Malformed("The line contains a control character")
    keyword, *rest = words
    reader = _READERS.get(keyword)
    if reader is None:
        hint = near(keyword, _READERS)
        raise Malformed(
            f"The line begins with {keyword[:40]!r}, which is not known",
            remedy=f"Did you mean `{hint[0]}`?" if hint else f"Known: {_KNOWN_WORDS}.",
        )
    least, most, read = reader
    if not least <= len(rest) <= most:
        raise Malformed(f"A `{keyword}` line reads `{keyword} {_USAGE[keyword]}`")
    read(lines, rest)


def _log(lines: Lines, words: list[str]) -> None:
    key = Key.parse(words[0])
    if key.algorithm is Algorithm.COSIGNATURE:
        raise Malformed("A cosigner's key (type 0x04) cannot be that of a log")
    if lines.logs.get(key.public) is not None:
        raise Malformed("This log's key stands on a line before")
    lines.logs[key.public] = LogLine(key=key, url=_optional(words, 1))


def _witness(lines: Lines, words: list[str]) -> None:
    key = Key.parse(words[1])
    if key.algorithm is not Algorithm.COSIGNATURE:
        raise Malformed(f"The key of {words[0]!r} is not a cosigner's (type 0x04)")
    if any(one.key.public == key.public for one in lines.witnesses.values()):
        raise Malformed("This witness's key stands on a line before")
    _free(lines, words[0])
    url = _optional(words, 2)
    lines.witnesses[words[0]] = Witness(name=words[0], key=key, url=url)


def _group(lines: Lines, words: list[str]) -> None:
    name, threshold, *members = words
    _free(lines, name)
    for member in members:
        _defined(lines, member)
    if len(set(members)) < len(members) or lines.members & set(members):
        raise Malformed("A witness or group can be a member once, of one group")
    every = len(members)
    named = {"any": 1, "all": every}
    k = named[threshold] if threshold in named else from_decimal(threshold, "threshold")
    if not 1 <= k <= every:
        raise Malformed(f"The threshold {k} is not between 1 and {every}")
    lines.members |= set(members)
    lines.groups[name] = Group(name=name, threshold=k, members=tuple(members))


def _quorum(lines: Lines, words: list[str]) -> None:
    if lines.quorum:
        raise Malformed("The quorum is stated twice")
    if words[0] != NO_QUORUM:
        _defined(lines, words[0])
    lines.quorum = words[0]


def _role(lines: Lines, words: list[str]) -> None:
    key = Key.parse(words[1])
    if not well_formed(words[0]) or key.algorithm is Algorithm.COSIGNATURE:
        raise Malformed(f"{words[0][:40]!r} is not the name of a role with such a key")
    role = Role(name=words[0], key=key)
    if role in lines.roles:
        raise Malformed("This role has this key on a line before")
    lines.roles.append(role)


def _current(lines: Lines, words: list[str]) -> None:
    stream = words[0]
    if not well_formed(stream) or stream in lines.current:
        raise Malformed(f"The stream {stream[:80]!r} is ill-formed or stands twice")
    seq = from_decimal(words[1], "sequence number")
    lines.current[stream] = Current(stream=stream, seq=seq)


def _known(lines: Lines, words: list[str]) -> None:
    origin, size, root = words
    seen = Checkpoint(
        origin=origin,
        size=from_decimal(size, "size"),
        root=hash_from_base64(root, "root"),
    )
    head = Known(origin=seen.origin, size=seen.size, root=seen.root)
    for one in lines.known:
        if (one.origin, one.size) == (head.origin, head.size):
            raise Malformed(
                f"A head of {origin} of size {size} stands on a line before"
            )
    lines.known.append(head)


def _optional(words: list[str], at: int) -> str:
    return words[at] if len(words) > at else ""


def _free(lines: Lines, name: str) -> None:
    if name == NO_QUORUM or name in lines.witnesses or name in lines.groups:
        raise Malformed(f"The name {name[:80]!r} is taken")


def _defined(lines: Lines, name: str) -> None:
    if name not in lines.witnesses and name not in lines.groups:
        raise Malformed(f"No line before defines a witness or group {name[:80]!r}")


_ANY = 1 << 10
_USAGE = {
    "log": "VKEY [URL]",
    "witness": "NAME VKEY [URL]",
    "group": "NAME K|any|all MEMBER...",
    "quorum": "NAME|none",
    "role": "NAME VKEY",
    "current": "STREAM SEQ",
    "known": "ORIGIN SIZE ROOT",
}
_KNOWN_WORDS = ", ".join(_USAGE)
_READERS: dict[str, tuple[int, int, Callable[[Lines, list[str]], None]]] = {
    "log": (1, 2, _log),
    "witness": (2, 3, _witness),
    "group": (3, _ANY, _group),
    "quorum": (1, 1, _quorum),
    "role": (2, 2, _role),
    "current": (2, 2, _current),
    "known": (3, 3, _known),
}
