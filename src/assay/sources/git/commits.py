"""Commit objects, read from their own bytes, and the history they form."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

__all__ = [
    "Commit",
    "History",
    "Person",
    "approval",
    "brought_in",
    "first_tags",
    "parse_commit",
    "split_batch",
]

_PERSON = re.compile(rb"(?P<name>.*?) ?<(?P<email>[^<>]*)> (?P<time>-?\d{1,18}) \S+")
_TRAILER = re.compile(r"([A-Za-z][A-Za-z-]*): +(\S.*)")
_IDENTITY = re.compile(r"(.*?) *<([^<>]*)>.*")
_FORGES = ("noreply@github.com", "noreply@gitlab.com")
"""Committers that stand for a button; the person who pressed it is the author."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

History = Mapping[str, tuple[str, ...]]
"""Commit to its parents, first parent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody named in a commit."""

    name: str
    email: str

    def __str__(self) -> str:
        """As git writes it: `Ada <ada@example.org>`."""
        return f"{self.name} <{self.email}>".strip()

    def same(self, other: "Person") -> bool:
        """Whether both are one person, by their address."""
        return self.email.strip().lower() == other.email.strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit object."""

    id: str
    parents: tuple[str, ...]
    author: Person | None
    authored_at: datetime | None
    committer: Person | None
    committed_at: datetime | None
    signature: str
    """`ssh`, `pgp` or, unsigned, empty: the kind, not whether it is good."""
    title: str
    body: str
    """The message less its title and trailers."""
    trailers: tuple[tuple[str, str], ...]
    """Key in lower case, and value, of the last paragraph's lines."""

    def named(self, *keys: str) -> tuple[Person, ...]:
        """Who is named in trailers of these keys, in order."""
        return tuple(_named(value) for key, value in self.trailers if key in keys)


def split_batch(answer: bytes) -> Iterator[tuple[str, bytes]]:
    """Id and content of each commit in the answer of `git cat-file --batch`."""
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        words = answer[at:end].split()
        at = end + 1
        if len(words) != 3:  # noqa: PLR2004 - "<id> missing" has two
            continue
        size = int(words[2])
        if words[1] == b"commit":
            yield words[0].decode("ascii"), answer[at : at + size]
        at += size + 1


def parse_commit(identifier: str, data: bytes) -> Commit:
    """The commit that `data` is; what is malformed in it is None."""
    head, _, message = data.partition(b"\n\n")
    headers = _headers(head)
    text = _decoded(message, headers.get(b"encoding", [b""])[0])
    author, authored_at = _stamp(headers.get(b"author", [b""])[0])
    committer, committed_at = _stamp(headers.get(b"committer", [b""])[0])
    title, body, trailers = _message(text)
    return Commit(
        id=identifier,
        parents=tuple(p.decode("ascii", "replace") for p in headers.get(b"parent", [])),
        author=author,
        authored_at=authored_at,
        committer=committer,
        committed_at=committed_at,
        signature=_signature(headers),
        title=title,
        body=body,
        trailers=trailers,
    )


def approval(
    commit: Commit, merge: Commit | None
) -> tuple[Person | None, datetime | None]:
    """Who approved the commit and when at the latest; nobody, if git does not tell.

    A line in the commit was written no later than the commit was made.
    """
    if commit.author is None:
        return None, None
    reviewers = commit.named("reviewed-by", "approved-by")
    for person in (*reviewers, *commit.named("signed-off-by")):
        if not person.same(commit.author):
            return person, commit.committed_at
    if merge is not None:
        merger = _who_merged(merge)
        if merger is not None and not merger.same(commit.author):
            return merger, merge.committed_at
    return None, None


def _who_merged(merge: Commit) -> Person | None:
    by = merge.committer
    return merge.author if by is None or by.email in _FORGES else by


def brought_in(head: str, history: History) -> dict[str, str]:
    """Commit to the merge on the main line that first brought it in."""
    line = [head]
    while parents := history.get(line[-1]):
        line.append(parents[0])
    seen = set(line)
    found: dict[str, str] = {}
    for merge in reversed(line):
        for commit in _reach(history.get(merge, ())[1:], history, seen):
            found[commit] = merge
    return found


def first_tags(
    tags: Iterable[tuple[datetime, str, str]], history: History
) -> dict[str, str]:
    """Commit to the oldest tag that contains it, of tags by time, name and commit."""
    seen: set[str] = set()
    found: dict[str, str] = {}
    for _, name, target in sorted(tags):
        for commit in _reach((target,), history, seen):
            found[commit] = name
    return found


def _reach(start: Iterable[str], history: History, seen: set[str]) -> Iterator[str]:
    """Commits reachable from `start` and not yet `seen`, which it adds to."""
    waiting = list(start)
    while waiting:
        commit = waiting.pop()
        if commit not in seen:
            seen.add(commit)
            yield commit
            waiting.extend(history.get(commit, ()))


def _headers(head: bytes) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for line in head.split(b"\n"):
        key, _, value = line.partition(b" ")
        if key:  # a continued line begins with a space: part of a signature
            found.setdefault(key, []).append(value)
    return found


def _signature(headers: dict[bytes, list[bytes]]) -> str:
    for key in (b"gpgsig", b"gpgsig-sha256"):
        if key in headers:
            return "ssh" if b"SSH SIGNATURE" in headers[key][0] else "pgp"
    return ""


def _decoded(message: bytes, encoding: bytes) -> str:
    for name in (encoding.decode("ascii", "replace"), "utf-8"):
        try:
            return message.decode(name) if name else message.decode()
        except (LookupError, UnicodeError, ValueError):
            continue
    return message.decode("utf-8", "backslashreplace")


def _stamp(value: bytes) -> tuple[Person | None, datetime | None]:
    found = _PERSON.fullmatch(value)
    if found is None:
        return None, None
    name = found["name"].decode("utf-8", "backslashreplace")
    email = found["email"].decode("utf-8", "backslashreplace")
    try:
        when = _EPOCH + timedelta(seconds=int(found["time"]))
    except OverflowError:
        when = None
    return Person(name=name, email=email), when


def _message(text: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Title, body and trailers: a last paragraph of `Key: value` lines."""
    title, _, rest = text.strip().partition("\n")
    paragraphs = [p for p in re.split(r"\n\s*\n", rest.strip()) if p.strip()]
    trailers: list[tuple[str, str]] = []
    if paragraphs:
        lines = [line for line in paragraphs[-1].split("\n") if line[:1] != " "]
        matches = [_TRAILER.fullmatch(line.strip()) for line in lines]
        if all(matches):
            trailers = [(m[1].lower(), m[2]) for m in matches if m]
            paragraphs.pop()
    return title, "\n\n".join(paragraphs), tuple(trailers)


def _named(value: str) -> Person:
    found = _IDENTITY.fullmatch(value)
    if found is None:
        return Person(name=value, email=value)
    return Person(name=found[1], email=found[2])
