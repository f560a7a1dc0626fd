"""History as git tells it: commits, tags, signatures, and what is missing."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assay.evidence import Gap
from assay.sources.git.command import Git
from assay.sources.git.commits import (
    Commit,
    History,
    first_tags,
    parse_commit,
    split_batch,
)

__all__ = ["commits_of", "gaps_of", "signatures_of", "tags_of", "walk"]

_TAGS = (
    "%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)%00"
    "%(creatordate:unix)%00%(refname:strip=2)%00"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_JUDGED = {
    ("ssh", "G"): "good",
    ("pgp", "G"): "good",
    ("pgp", "U"): "good",  # a key of the keyring that was named as trusted
    ("ssh", "B"): "bad",
    ("pgp", "B"): "bad",
    ("pgp", "R"): "bad",  # revoked
}
"""Of `%G?`; an expired key, or one that is not known, leaves it unknown."""


def walk(
    git: Git, *start: str
) -> tuple[dict[str, datetime], dict[str, tuple[str, ...]]]:
    """Each commit with the time it was committed, and each with its parents."""
    times: dict[str, datetime] = {}
    history: dict[str, tuple[str, ...]] = {}
    for line in git.ask("rev-list", "--timestamp", "--parents", *start).splitlines():
        when, commit, *parents = line.split()
        name = commit.decode("ascii")
        times[name] = _time(when)
        history[name] = tuple(parent.decode("ascii") for parent in parents)
    return times, history


def commits_of(git: Git, ids: Iterable[str]) -> Iterator[Commit]:
    """The commits of these ids, as far as the clone has them."""
    given = "".join(f"{commit}\n" for commit in ids).encode("ascii")
    for commit, data in split_batch(git.ask("cat-file", "--batch", given=given)):
        yield parse_commit(commit, data)


def tags_of(git: Git, history: History) -> dict[str, str]:
    """Commit to the first tag that contains it; by time of the tag."""
    answer = git.ask("for-each-ref", f"--format={_TAGS}", "refs/tags")
    fields = answer.split(b"\0")
    tags: list[tuple[datetime, str, str]] = []
    for start in range(0, len(fields) - 6, 6):
        kind, target, inner_kind, inner, when, name = fields[start : start + 6]
        if inner_kind or kind.strip() != b"commit":
            kind, target = inner_kind, inner
        if kind.strip() == b"commit":
            title = name.decode("utf-8", "backslashreplace")
            tags.append((_time(when), title, target.strip().decode("ascii")))
    if not tags:
        return {}
    _, above = walk(git, "--tags")
    return first_tags(tags, {**above, **history})


def gaps_of(git: Git, commits: list[Commit], wanted: int) -> list[Gap]:
    """What the clone does not hold of the history asked for."""
    gaps: list[Gap] = []
    if git.ask("rev-parse", "--is-shallow-repository").strip() != b"false":
        gaps.append(Gap(part="history", reason="the clone is shallow: it was cut off"))
    if len(commits) != wanted:
        reason = f"{wanted - len(commits)} commits are missing from the clone"
        gaps.append(Gap(part="history", reason=reason))
    odd = [c.id for c in commits if c.author is None or c.committer is None]
    if odd:
        reason = f"{len(odd)} commits are malformed, the first {odd[0]}"
        gaps.append(Gap(part="history", reason=reason))
    return gaps


def signatures_of(
    git: Git, commits: list[Commit], *, signers: Path | None, keyring: Path | None
) -> dict[str, str]:
    """Good or bad only by keys that were named as trusted; else signed is unknown."""
    found = {c.id: "unknown" if c.signature else "none" for c in commits}
    signed = {c.id: c.signature for c in commits if c.signature}
    if not signed or not (signers or keyring):
        return found
    answer = git.ask(
        "log",
        "--no-walk=unsorted",
        "--stdin",
        "-z",
        "--format=%H %G?",
        given="".join(f"{commit}\n" for commit in signed).encode("ascii"),
        settings=(
            "gpg.program=gpg",
            "gpg.openpgp.program=gpg",
            "gpg.x509.program=gpgsm",
            "gpg.ssh.program=ssh-keygen",
            "gpg.minTrustLevel=undefined",
            f"gpg.ssh.allowedSignersFile={signers or ''}",
        ),
        also={"GNUPGHOME": str(keyring)} if keyring else None,
    )
    for line in answer.decode("ascii", "replace").split("\0"):
        commit, _, letter = line.strip().partition(" ")
        if commit in found:
            found[commit] = _JUDGED.get((signed[commit], letter), "unknown")
    return found


def _time(seconds: bytes) -> datetime:
    try:
        return _EPOCH + timedelta(seconds=int(seconds))
    except (OverflowError, ValueError):
        return _EPOCH
