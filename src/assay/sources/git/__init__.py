"""A git repository: every commit of a branch, who wrote it and who let it in.

Git records no approvals. What it does record is taken for one, and nothing else is:
a `Reviewed-by` or `Approved-by` line naming somebody other than the author; a
`Signed-off-by` line of somebody other than the author; or the merge that brought the
commit into the branch, if somebody else made it. Otherwise nobody approved it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from assay.errors import BadInput
from assay.evidence import Batch, Reach, Request
from assay.sources.batches import batch_of
from assay.sources.git.command import Git, GitRefused, find_git
from assay.sources.git.commits import Commit, approval, brought_in
from assay.sources.git.history import (
    commits_of,
    gaps_of,
    signatures_of,
    tags_of,
    walk,
)
from assay.sources.options import meanings, option_problem, read_options, says

__all__ = ["SOURCE", "GitSource"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GitOptions:
    """Which history is to be read."""

    path: str = field(metadata=says("Folder of the repository"))
    branch: str = field(
        default="HEAD", metadata=says("Branch, tag or commit whose history is read")
    )
    since: Any = field(
        default=None, metadata=says("Leave out what was committed before: day or time")
    )
    repository: str = field(
        default="", metadata=says("Name of the repository; left out, its folder's")
    )
    keyring: str = field(
        default="", metadata=says("GnuPG home whose keys count as trusted signers")
    )
    allowed_signers: str = field(
        default="", metadata=says("File of SSH signers that count, as in ssh-keygen(1)")
    )
    service: str = field(default="", metadata=says("Service that the code belongs to"))
    region: str = field(default="", metadata=says("Region that the code runs in"))


@dataclass(frozen=True, slots=True, kw_only=True)
class GitSource:
    """Commits as changes."""

    kind: str = "git"
    tables: tuple[str, ...] = ("change",)

    @property
    def options(self) -> Mapping[str, str]:
        """Each option with its meaning."""
        return meanings(GitOptions)

    def collect(self, request: Request) -> Iterator[Batch]:
        """One batch: the commits reachable from the branch."""
        options = read_options(GitOptions, request)
        git = _repository(request, options)
        try:
            head = _head(request, options, git)
            return iter((_batch(request, options, git, head),))
        except GitRefused as fault:
            message = f"git could not read the repository: {fault}"
            remedy = "Try the same with git itself: `git log` in that folder."
            problem = option_problem(request, "path", message, remedy)
            raise BadInput([problem]) from fault


SOURCE = GitSource()


def _repository(request: Request, options: GitOptions) -> Git:
    program = find_git()
    if program is None:
        message = "The git program is not on this machine"
        raise BadInput([option_problem(request, "path", message, "Install git.")])
    try:
        folder = (request.root / options.path).resolve()
        found = folder.is_dir()
    except (OSError, RuntimeError, ValueError):
        folder, found = request.root, False
    if not found:
        message = f"There is no folder {options.path!r}"
        remedy = f"Paths are relative to {request.root}."
        raise BadInput([option_problem(request, "path", message, remedy)])
    return Git(program=program, repository=folder)


def _head(request: Request, options: GitOptions, git: Git) -> str:
    """The commit that the branch names; raises `BadInput` where it names none."""
    git.ask("rev-parse", "--git-dir")
    revision = f"{options.branch}^{{commit}}".replace("\0", "\\0")
    try:
        answer = git.ask("rev-parse", "--verify", "--end-of-options", revision)
    except GitRefused as fault:
        message = f"The repository has no commit at {options.branch!r}: {fault}"
        remedy = "Name a branch that it has, or commit something."
        problem = option_problem(request, "branch", message, remedy)
        raise BadInput([problem]) from fault
    return answer.decode("ascii").strip()


def _batch(request: Request, options: GitOptions, git: Git, head: str) -> Batch:
    times, history = walk(git, head)
    since = _moment(request, options.since)
    wanted = [c for c, when in times.items() if since is None or when >= since]
    commits = list(commits_of(git, wanted))
    tags = tags_of(git, history)
    signatures = signatures_of(
        git,
        commits,
        signers=_optional(request, "allowed_signers", options.allowed_signers),
        keyring=_optional(request, "keyring", options.keyring),
    )
    arrived = brought_in(head, history)
    brought = {arrived[c.id] for c in commits if c.id in arrived}
    merges = {c.id: c for c in commits_of(git, sorted(brought))}
    repository = options.repository or git.repository.name
    place = {"service": options.service or None, "region": options.region or None}
    records = [
        {
            **place,
            "repository": repository,
            "tag": tags.get(commit.id),
            "signature": signatures[commit.id],
            **_record(commit, merges.get(arrived.get(commit.id, ""))),
        }
        for commit in commits
    ]
    return batch_of(
        request,
        "git",
        "change",
        records,
        query=f"git rev-list {options.branch}",
        parameters=_parameters(options, since),
        place=place,
        parts=("history", *(("tags",) if tags else ())),
        gaps=gaps_of(git, commits, len(wanted)),
        asked=Reach(parts=(repository,)),
        expected_rows=None if since else int(git.ask("rev-list", "--count", head)),
    )


def _optional(request: Request, option: str, path: str) -> Path | None:
    """A path that may be left out, but not be wrong."""
    if not path:
        return None
    if "\0" in path or not (request.root / path).exists():
        message = f"There is no file {path!r}"
        raise BadInput([option_problem(request, option, message)])
    return request.root / path


def _parameters(options: GitOptions, since: datetime | None) -> dict[str, str]:
    found = {"path": options.path, "branch": options.branch}
    return {**found, "since": since.isoformat()} if since else found


def _moment(request: Request, since: Any) -> datetime | None:
    """A day begins at midnight UTC; a time without a zone is one of UTC."""
    if isinstance(since, datetime):
        return since.replace(tzinfo=since.tzinfo or UTC)
    if isinstance(since, date):
        return datetime(since.year, since.month, since.day, tzinfo=UTC)
    if since is not None:
        message = f"{since!r:.60} is neither a day nor a time"
        remedy = "Write 2026-01-31 or 2026-01-31T12:00:00Z, without quotes."
        raise BadInput([option_problem(request, "since", message, remedy)])
    return None


def _record(commit: Commit, merge: Commit | None) -> dict[str, Any]:
    approver, when = approval(commit, merge)
    return {
        "change_id": commit.id,
        "author": str(commit.author) if commit.author else None,
        "committer": str(commit.committer) if commit.committer else None,
        "approved_by": str(approver) if approver else None,
        "approved_at": when,
        "authored_at": commit.authored_at,
        "merged": len(commit.parents) > 1,
        "signed_off_by": [str(p) for p in commit.named("signed-off-by")],
        "documented": bool(commit.body),
    }
