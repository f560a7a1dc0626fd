"""`assay catalog fetch` as it is typed."""

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assay.cli import main
from assay.workspace.official import official_catalogs

from .conftest import Publish, say, served

RULES = "fedramp-consolidated-rules-2026"


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its standard output as JSON."""
        return json.loads(self.out)


Fetch = Callable[..., Said]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace, as far as this verb looks."""
    root = tmp_path / "nw"
    assert main(["init", str(root), "--example", "northwind"]) == 0
    return root


@pytest.fixture
def fetch(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Fetch:
    """Type it, with no proxy in the environment and a cache of its own."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(*words: str | Path) -> Said:
        capsys.readouterr()
        code = main(["catalog", "fetch", *map(str, words)])
        captured = capsys.readouterr()
        return Said(code=code, out=captured.out, err=captured.err)

    return run


@pytest.fixture
def rules(shared_data: Path) -> bytes:
    """A real file that the library pins."""
    return (shared_data / "fedramp-rules/fedramp-consolidated-rules.json").read_bytes()


def test_the_list_tells_all_that_one_must_know_to_trust_it(fetch: Fetch) -> None:
    said = fetch("--list")

    assert said.code == 0
    for one in official_catalogs().values():
        facts = (one.name, one.title, one.owner, one.edition, one.licence, one.url)
        assert all(fact in said.out for fact in (*facts, one.sha256, f"{one.size:,}"))


def test_the_list_of_some_at_a_mirror_for_programs(fetch: Fetch) -> None:
    (row,) = fetch(
        "--list", "nist-csf-2.0", "--from", "https://mirror.example/a", "--json"
    ).json["official"]

    assert row["name"] == "nist-csf-2.0"
    assert row["from"] == "https://mirror.example/a/NIST_CSF_v2.0_catalog.json"
    assert len(row["sha256"]) == 64


def test_it_lands_in_the_workspace(
    fetch: Fetch, root: Path, rules: bytes, publish: Publish
) -> None:
    publisher = publish(served(rules, '"1"'))
    said = fetch(RULES, "--from", publisher.url, "-C", root)

    file = root / "catalogs/fetched/fedramp-consolidated-rules.json"
    assert (said.code, said.err) == (0, "")
    assert f"{file}: 567,435 bytes, as pinned" in said.out
    assert f"next: assay catalog import {file} -C {root}" in said.out
    assert file.read_bytes() == rules

    again = fetch(RULES, "--from", publisher.url, "-C", root)
    assert again.code == 0
    assert "there already, as pinned; nothing was fetched" in again.out
    assert len(publisher.asked) == 1


def test_what_is_fetched_disturbs_no_other_question(
    fetch: Fetch, root: Path, rules: bytes, publish: Publish
) -> None:
    fetch(RULES, "--from", publish(say(200, rules)).url, "-C", root)

    assert main(["catalog", "list", "-C", str(root)]) == 0


def test_what_was_cut_is_told_for_programs_as_gone_on_with(
    fetch: Fetch, root: Path, rules: bytes, publish: Publish
) -> None:
    publisher = publish(served(rules, '"1"', piece=100_000), say(404))
    assert fetch(RULES, "--from", publisher.url, "-C", root).code == 1
    publisher.answers[:] = [served(rules, '"1"')]
    (row,) = fetch(RULES, "--from", publisher.url, "-C", root, "--json").json["fetched"]

    assert (row["outcome"], row["resumed"]) == ("fetched", 100_000)
    assert row["sha256"] == official_catalogs()[RULES].sha256


def test_several_go_each_their_way(
    fetch: Fetch, root: Path, rules: bytes, publish: Publish
) -> None:
    publisher = publish(say(200, b"[]"), say(200, rules), say(404))
    names = ("nist-csf-2.0", RULES, "nist-sp-800-218", RULES)
    said = fetch(*names, "--from", publisher.url, "-C", root, "--json")

    assert said.code == 1
    rows = {row["name"]: row for row in said.json["fetched"]}
    assert {name: row["outcome"] for name, row in rows.items()} == {
        "nist-csf-2.0": "failed",
        RULES: "fetched",
        "nist-sp-800-218": "failed",
    }
    assert "expected 349,827 bytes with SHA-256" in rows["nist-csf-2.0"]["message"]
    assert "--from URL" in rows["nist-sp-800-218"]["remedy"]
    assert [path.name for path in (root / "catalogs/fetched").iterdir()] == [
        "fedramp-consolidated-rules.json"
    ]


def test_without_a_workspace_it_lands_in_the_cache(
    fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_data: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    said = fetch(RULES, "--from", (shared_data / "fedramp-rules").as_uri())

    assert said.code == 0
    assert list(tmp_path.rglob("fedramp*.json")) == [
        file := tmp_path / "cache/assay/fetched/fedramp-consolidated-rules.json"
    ]
    assert f"next: assay catalog import {file}\n" in said.out


def test_a_folder_that_was_named_must_be_a_workspace(
    fetch: Fetch, tmp_path: Path
) -> None:
    said = fetch(RULES, "-C", tmp_path, "--from", tmp_path.as_uri())

    assert said.code == 2
    assert "not an Assay workspace" in said.err


def test_a_name_that_is_none_gets_near_ones_before_anything_is_fetched(
    fetch: Fetch, root: Path, publish: Publish
) -> None:
    publisher = publish(say(404))
    said = fetch(RULES, "../../etc/passwd", "--from", publisher.url, "-C", root)
    near = fetch("nist-sp-800-53", "--from", publisher.url, "-C", root)

    assert (said.code, near.code) == (2, 2)
    assert "There is no official catalog '../../etc/passwd'" in said.err
    assert "Did you mean nist-sp-800-53-rev5" in near.err
    assert publisher.asked == []


def test_a_mirror_that_is_none_is_told_once(fetch: Fetch, root: Path) -> None:
    said = fetch(RULES, "nist-csf-2.0", "--from", "mirror", "-C", root)

    assert said.code == 2
    assert said.err.count("no https, http or file address") == 1
    assert not (root / "catalogs/fetched").exists()


def test_nothing_named_is_told(fetch: Fetch) -> None:
    said = fetch()

    assert said.code == 2
    assert "--list tells what there is" in said.err


def test_what_is_waited_for_is_told_beside_the_answer(
    fetch: Fetch, root: Path, rules: bytes, publish: Publish
) -> None:
    publisher = publish(say(503, Retry_After="0"), say(200, rules))
    said = fetch(RULES, "--from", publisher.url, "-C", root, "--json")

    assert said.code == 0
    assert said.json["fetched"][0]["outcome"] == "fetched"
    assert "answers 503 Service Unavailable; trying again in 0 s" in said.err


def test_a_proxy_of_the_environment_is_used(
    fetch: Fetch,
    root: Path,
    rules: bytes,
    publish: Publish,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proxy = publish(say(200, rules))
    monkeypatch.setenv("http_proxy", proxy.url)

    assert fetch(RULES, "--from", "http://publisher.invalid", "-C", root).code == 0
    assert proxy.asked[0][0].startswith("http://publisher.invalid/")

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    publisher = publish(say(200, rules))
    fetch(RULES, "--from", publisher.url, "-C", root, "--force")
    assert (len(proxy.asked), len(publisher.asked)) == (1, 1)


def test_a_terminal_is_shown_how_far_it_is(
    root: Path, rules: bytes, publish: Publish
) -> None:
    publisher = publish(served(rules, '"1"'))
    ours, theirs = pty.openpty()
    code = "import sys; from assay.cli import main; sys.exit(main())"
    words = ["catalog", "fetch", RULES, "--from", publisher.url, "-C", str(root)]
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "no_proxy": "*", "COLUMNS": "100"},
        check=False,
    )
    os.close(theirs)
    with io.FileIO(ours) as terminal:
        shown = terminal.read(65536) or b""

    assert done.returncode == 0
    assert RULES.encode() in shown
    assert b"kB" in shown
    assert b"\x1b" not in done.stdout


def test_no_other_verb_loads_what_speaks_to_a_network(root: Path) -> None:
    code = (
        "import sys; from assay.cli import main; "
        f"main(['catalog', 'list', '-C', {str(root)!r}]); "
        "print(sorted({'assay.workspace.http_get', 'http.client'} & {*sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"
