"""A repository tells what it records, and no command of its own is run."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.evidence import Batch, Request
from assay.sources.git import SOURCE
from assay.sources.git.commits import brought_in, first_tags, parse_commit, split_batch
from assay.testing.sources import assert_conforms, assert_refuses

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)
GIT = shutil.which("git") or "git"

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None, reason="the git program is not on this machine"
)


@dataclass
class Repository:
    """A repository in the making; every commit is an hour after the last."""

    folder: Path
    clock: list[datetime] = field(default_factory=lambda: [START])

    def git(self, *words: str, also: Mapping[str, str] | None = None) -> str:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder.parent),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            **(also or {}),
        }
        found = subprocess.run(
            [GIT, "-C", str(self.folder), *words],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return found.stdout.strip()

    def by(self, author: str, committer: str = "") -> dict[str, str]:
        self.clock[0] += timedelta(hours=1)
        when = self.clock[0].isoformat()
        return {
            "GIT_AUTHOR_NAME": author,
            "GIT_AUTHOR_EMAIL": f"{author}@example.org",
            "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_NAME": committer or author,
            "GIT_COMMITTER_EMAIL": f"{committer or author}@example.org",
            "GIT_COMMITTER_DATE": when,
        }

    def commit(self, message: str, author: str = "ada", committer: str = "") -> str:
        who = self.by(author, committer)
        self.git(
            "commit",
            "-q",
            "--allow-empty",
            "--cleanup=verbatim",
            "-m",
            message,
            also=who,
        )
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str, who: str) -> str:
        self.git(
            "merge", "-q", "--no-ff", "-m", f"Merge {branch}", branch, also=self.by(who)
        )
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    folder = tmp_path / "shop"
    folder.mkdir()
    repository = Repository(folder)
    repository.git("init", "-q", "-b", "main")
    return repository


def ask(made: Repository, **options: Any) -> Request:
    chosen = {"path": made.folder.name, **options}
    return Request(name="code", options=chosen, root=made.folder.parent, at=AT)


def collect(made: Repository, **options: Any) -> Batch:
    (batch,) = SOURCE.collect(ask(made, **options))
    return batch


def changes(made: Repository, **options: Any) -> dict[str, dict[str, Any]]:
    rows = collect(made, **options).rows.to_pylist()
    return {row["change_id"]: row for row in rows}


def test_it_conforms(made: Repository, tmp_path: Path) -> None:
    made.commit("First")
    made.commit("Second\n\nBecause.\n\nReviewed-by: Bob <bob@example.org>")

    (batch,) = assert_conforms(SOURCE, ask(made), lake=tmp_path / "lake")

    assert len(batch.rows) == batch.expected_rows == 2
    assert not batch.partial


def test_a_commit_becomes_a_change_with_what_git_records(made: Repository) -> None:
    first = made.commit(
        "Title\n\nWhy it was needed.\n\nSigned-off-by: Ada <ada@example.org>"
    )

    row = changes(made, service="shop", region="eu")[first]

    assert row["repository"] == "shop"
    assert row["author"] == "ada <ada@example.org>"
    assert row["authored_at"] == (START + timedelta(hours=1)).replace(tzinfo=None)
    assert row["signed_off_by"] == ["Ada <ada@example.org>"]
    assert (row["merged"], row["documented"], row["signature"]) == (False, True, "none")
    assert (row["service"], row["region"]) == ("shop", "eu")
    assert row["tested_at"] is row["deployed_at"] is row["kind"] is None


APPROVALS = {
    "nobody": ("Fix", None),
    "a reviewer": ("Fix\n\nReviewed-by: Bob <bob@x>", "Bob <bob@x>"),
    "an approver": ("Fix\n\nApproved-by: Bob <bob@x>", "Bob <bob@x>"),
    "the author alone": ("Fix\n\nReviewed-by: Ada <ADA@example.org>", None),
    "the author's own sign-off": ("Fix\n\nSigned-off-by: A <ada@example.org>", None),
    "a second sign-off": (
        "Fix\n\nSigned-off-by: A <ada@example.org>\nSigned-off-by: Bob <bob@x>",
        "Bob <bob@x>",
    ),
    "a review before a sign-off": (
        "Fix\n\nSigned-off-by: Cy <cy@x>\nReviewed-by: Bob <bob@x>",
        "Bob <bob@x>",
    ),
    "a name in the text": ("Fix\n\nReviewed-by: Bob <bob@x>\nis what I want.", None),
    "a thanks only": ("Fix\n\nThanks-to: Bob <bob@x>", None),
}


@pytest.mark.parametrize(("message", "approver"), APPROVALS.values(), ids=APPROVALS)
def test_an_approval_is_what_git_records_and_nothing_else(
    made: Repository, message: str, approver: str | None
) -> None:
    commit = made.commit(message)

    row = changes(made)[commit]

    assert row["approved_by"] == approver
    assert (row["approved_at"] is None) is (approver is None)


def test_who_merges_the_work_of_another_approves_it(made: Repository) -> None:
    made.commit("Base")
    made.git("checkout", "-q", "-b", "topic")
    work = made.commit("Work", "ada")
    own = made.commit("More", "bob")
    made.git("checkout", "-q", "main")
    merge = made.merge("topic", "bob")

    found = changes(made)

    when = (START + timedelta(hours=4)).replace(tzinfo=None)
    assert found[work]["approved_by"] == "bob <bob@example.org>"
    assert found[work]["approved_at"] == when
    assert found[own]["approved_by"] is None
    assert found[merge]["merged"] is True
    assert found[merge]["approved_by"] is None


def test_a_forge_that_commits_stands_for_who_pressed_the_button(
    made: Repository,
) -> None:
    made.commit("Base")
    made.git("checkout", "-q", "-b", "topic")
    work = made.commit("Work", "ada")
    made.git("checkout", "-q", "main")
    who = made.by("bob") | {"GIT_COMMITTER_EMAIL": "noreply@github.com"}
    made.git("merge", "-q", "--no-ff", "-m", "Merge", "topic", also=who)

    assert changes(made)[work]["approved_by"] == "bob <bob@example.org>"


def test_the_first_tag_that_contains_a_change_is_named(made: Repository) -> None:
    one, two, three = (made.commit(name) for name in ("one", "two", "three"))
    made.git("tag", "v1", one)
    made.git("tag", "-a", "-m", "x", "v2", two, also=made.by("ada"))
    made.git("tag", "blob", made.git("hash-object", "-w", "-t", "blob", os.devnull))

    found = changes(made)

    assert [found[c]["tag"] for c in (one, two, three)] == ["v1", "v2", None]


def test_only_the_history_of_the_branch_since_the_day_is_read(
    made: Repository,
) -> None:
    old = made.commit("old")
    made.git("branch", "stable")
    made.clock[0] += timedelta(days=10)
    new = made.commit("new")

    assert set(changes(made, branch="stable")) == {old}
    assert set(changes(made, since=date(2026, 1, 5))) == {new}
    assert set(changes(made, since=datetime(2026, 1, 1, tzinfo=UTC))) == {old, new}
    assert collect(made, since=date(2026, 1, 5)).parameters["since"].startswith("2026")
    assert_refuses(SOURCE, ask(made, since="yesterday"), "neither a day nor a time")


def test_a_shallow_clone_is_partial(made: Repository, tmp_path: Path) -> None:
    made.commit("one")
    last = made.commit("two")
    made.git("clone", "-q", "--depth=1", f"file://{made.folder}", "../cut")
    cut = Repository(tmp_path / "cut")

    batch = collect(cut)

    assert batch.rows["change_id"].to_pylist() == [last]
    assert "shallow" in batch.gaps[0].reason
    assert batch.partial


def test_replaced_history_is_read_as_it_was(made: Repository) -> None:
    true = made.commit("as it was", "eve")
    forged = made.git(
        "commit-tree", "-m", "as told", f"{true}^{{tree}}", also=made.by("ada")
    )
    made.git("replace", true, forged)

    assert changes(made)[true]["author"] == "eve <eve@example.org>"


def test_programs_that_the_repository_names_are_not_run(
    made: Repository, tmp_path: Path
) -> None:
    made.commit("one")
    proof = tmp_path / "ran"
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {proof}\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "gpg.program", "core.sshCommand"):
        made.git("config", key, str(trap))
    made.git("config", "log.showSignature", "true")
    made.git("config", "alias.rev-list", f"!{trap}")

    collect(made)

    assert not proof.exists()


def sign(made: Repository, tmp_path: Path) -> tuple[str, Path]:
    """A commit signed with a new SSH key, and the file that names its signer."""
    key, signers = tmp_path / "key", tmp_path / "signers"
    program = shutil.which("ssh-keygen")
    if program is None:
        pytest.skip("the ssh-keygen program is not on this machine")
    subprocess.run(
        [program, "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True
    )
    public = key.with_suffix(".pub").read_text()
    signers.write_text(f"ada@example.org {public}")
    made.git("config", "gpg.format", "ssh")
    made.git("config", "user.signingkey", str(key))
    made.git("commit", "-q", "-S", "--allow-empty", "-m", "x", also=made.by("ada"))
    return made.git("rev-parse", "HEAD"), signers


def test_a_signature_is_unknown_until_signers_are_named(
    made: Repository, tmp_path: Path
) -> None:
    commit, signers = sign(made, tmp_path)
    strangers = tmp_path / "strangers"
    strangers.write_text("")

    assert changes(made)[commit]["signature"] == "unknown"
    named = changes(made, allowed_signers=signers.name)
    assert named[commit]["signature"] == "good"
    others = changes(made, allowed_signers=strangers.name)
    assert others[commit]["signature"] == "unknown"
    assert_refuses(SOURCE, ask(made, allowed_signers="nowhere"), "no file 'nowhere'")


def test_signers_that_the_repository_itself_names_do_not_count(
    made: Repository, tmp_path: Path
) -> None:
    commit, signers = sign(made, tmp_path)
    made.git("config", "gpg.ssh.allowedSignersFile", str(signers))

    assert changes(made)[commit]["signature"] == "unknown"


def test_what_is_no_repository_is_refused(made: Repository, tmp_path: Path) -> None:
    (made.folder / "inside").mkdir()
    made.commit("x")
    plain = tmp_path / "plain"
    plain.mkdir()

    assert_refuses(SOURCE, ask(made, path="nowhere"), "no folder 'nowhere'")
    assert_refuses(SOURCE, ask(made, path="plain"), "not a git repository")
    assert_refuses(SOURCE, ask(made, path="shop/inside"), "not a git repository")
    assert_refuses(SOURCE, ask(made, path="\0"), "no folder")


@pytest.mark.parametrize("branch", ["nope", "--all", "-n1", "", "main --all", "\0"])
def test_a_branch_that_is_none_is_refused(made: Repository, branch: str) -> None:
    made.commit("x")

    assert_refuses(SOURCE, ask(made, branch=branch), "has no commit at", "code.branch")


def test_a_repository_without_commits_is_refused(made: Repository) -> None:
    assert_refuses(SOURCE, ask(made), "has no commit at 'HEAD'")


def test_a_repository_of_another_user_is_read_because_it_was_named(
    made: Repository,
) -> None:
    commit = made.commit("x")
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(made.folder, 65534, 65534)
    os.chown(made.folder / ".git", 65534, 65534)

    assert set(changes(made)) == {commit}


def test_a_malformed_commit_is_a_gap_and_its_fields_are_null(made: Repository) -> None:
    tree = made.git("write-tree")
    body = f"tree {tree}\nauthor nobody\ncommitter nobody\n\nx\n"
    commit = subprocess.run(
        [GIT, "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        cwd=made.folder,
        input=body,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    made.git("update-ref", "HEAD", commit)

    batch = collect(made)

    (row,) = batch.rows.to_pylist()
    assert (row["author"], row["authored_at"]) == (None, None)
    assert "1 commits are malformed" in batch.gaps[0].reason


NAMES = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.binary(max_size=300) | NAMES.map(str.encode))
def test_no_bytes_of_a_commit_stop_the_reading(data: bytes) -> None:
    commit = parse_commit("0" * 40, b"author " + data + b"\n\n" + data)

    assert commit.author is None or commit.author.email is not None


def test_a_message_of_another_encoding_is_read_in_it() -> None:
    data = b"tree x\nencoding ISO-8859-1\n\ncaf\xe9"

    assert parse_commit("c", data).title == "caf\xe9"
    assert parse_commit("c", data.replace(b"ISO", b"zip")).title == r"caf\xe9"


def test_missing_objects_are_left_out_of_the_answer() -> None:
    answer = b"aa missing\nbb commit 3\nxyz\ncc blob 1\nq\n"

    assert list(split_batch(answer)) == [("bb", b"xyz")]


@given(st.data())
def test_every_commit_is_on_the_line_or_brought_in_by_one_merge(
    data: st.DataObject,
) -> None:
    count = data.draw(st.integers(1, 12))
    history: dict[str, tuple[str, ...]] = {}
    for n in range(count):
        older = [str(m) for m in range(n)]
        some = st.lists(st.sampled_from(older), max_size=3, unique=True)
        history[str(n)] = tuple(data.draw(some)) if older else ()
    head = str(count - 1)

    found = brought_in(head, history)

    line = [head]
    while history[line[-1]]:
        line.append(history[line[-1]][0])
    reachable, waiting = set(), [head]
    while waiting:
        commit = waiting.pop()
        reachable.add(commit)
        waiting.extend(p for p in history[commit] if p not in reachable)
    assert set(found) == reachable - set(line)
    assert set(found.values()) <= set(line)
    assert first_tags([(START, "t", head)], history) == dict.fromkeys(reachable, "t")
