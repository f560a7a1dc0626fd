"""Transcripts: what is typed, what is answered, and with which exit code.

A line that begins with `$ ` is typed. The lines after it are the answer, where `...`
stands for anything in a line, or alone on a line for any number of lines. `[exit 1]`
is the exit code where it is not 0. Words after `# with:` name the workspaces that a
transcript finds in its folder; other lines that begin with `# ` are remarks.
"""

import contextlib
import difflib
import io
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assay.cli import main

_EXIT = re.compile(r"\[exit (\d+)\]")
_ASSAY = ("assay", ".venv/bin/assay")
_TOML = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"# (added to )?((?:register|controls|guardrails)/\S+\.toml)\n")
_BESIDE = re.compile(r"^<!-- (\S+) -->\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
_AT = "2026-11-24T06:00Z"


@dataclass(frozen=True)
class Step:
    """One command, and what it must answer."""

    place: str
    typed: str
    answer: str
    code: int


def read_steps(name: str, lines: Iterable[tuple[int, str]]) -> Iterator[Step]:
    """The steps in numbered lines of a transcript."""
    typed, place, answer, code = "", "", list[str](), 0

    def step() -> Step:
        return Step(place=place, typed=typed, answer=_trimmed(answer), code=code)

    for number, line in lines:
        if line.startswith("$ "):
            if typed:
                yield step()
            typed, place, answer, code = line[2:], f"{name}:{number}", [], 0
        elif found := _EXIT.fullmatch(line.strip()):
            code = int(found[1])
        elif not line.startswith("# "):
            answer.append(line)
    if typed:
        yield step()


def fits(wanted: str, said: str) -> bool:
    """Whether an answer is the wanted one, `...` standing for anything."""
    parts = [
        r"(?:.*\n)*?"
        if line.strip() == "..."
        else ".*?".join(re.escape(part) for part in line.split("...")) + r"\n"
        for line in wanted.splitlines()
    ]
    return re.fullmatch("".join(parts), f"{said}\n" if said else "") is not None


def play(step: Step, *, silent_is_any: bool = False) -> None:
    """Type one step in the current folder and hold its answer to the transcript."""
    code, said = _typed(step.typed)
    differs = not fits(step.answer, said) and (step.answer or not silent_is_any)
    if code != step.code or differs:
        lines = difflib.unified_diff(
            step.answer.splitlines(), said.splitlines(), "wanted", "said", lineterm=""
        )
        told = [f"$ {step.typed}", f"[exit {code}], wanted [exit {step.code}]", *lines]
        pytest.fail("\n".join([step.place, *told]), pytrace=False)


def _typed(line: str) -> tuple[int, str]:
    words = shlex.split(line)
    if words[0] not in _ASSAY:
        done = subprocess.run(  # noqa: S602 - the line is written in our own transcript
            line,
            shell=True,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return done.returncode, _trimmed(done.stdout.splitlines())
    target = None
    if ">" in words:
        at = words.index(">")
        words, target = words[:at], Path(words[at + 1])
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err if target else out),
    ):
        code = main(words[1:])
    if target:
        target.write_bytes(_written(out))
    said = _written(err if target else out).decode("utf-8")
    return code, _trimmed(said.splitlines())


def _written(stream: io.TextIOWrapper) -> bytes:
    """What was written, text and bytes: a file such as XLSX is not text."""
    stream.seek(0)
    return bytes(stream.buffer.read())


def _trimmed(lines: list[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n")


@pytest.fixture(scope="session")
def state() -> Callable[[Path, Path], None]:
    """Puts a guide's TOML blocks into a workspace, where their first lines say.

    A block below `<!-- plan.json -->` is a file beside the workspace.
    """

    def write(guide: Path, root: Path) -> None:
        text = guide.read_text(encoding="utf-8")
        for name, block in _BESIDE.findall(text):
            (root.parent / name).write_text(block, encoding="utf-8")
        for block in _TOML.findall(text):
            if found := _PLACE.match(block):
                target = root / found[2]
                target.parent.mkdir(exist_ok=True)
                kept = target.read_text(encoding="utf-8") if found[1] else ""
                target.write_text(f"{kept}\n{block}", encoding="utf-8")

    return write


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes each workspace that transcripts start from, once."""
    root = tmp_path_factory.mktemp("workspaces")

    def told(*words: str) -> int:
        unheard = io.StringIO()
        with (
            contextlib.redirect_stdout(unheard),
            contextlib.redirect_stderr(unheard),
        ):
            return main(words)

    def find(name: str) -> Path:
        name = "northwind" if name == "demo" else name
        folder = root / name
        if not folder.is_dir():
            example = "aws-2017" if name == "paper" else "northwind"
            assert told("init", str(folder), "--example", example) == 0
            if name == "northwind":
                place = ("-C", str(folder))
                assert told("collect", "demo", "--at", _AT, *place) == 0
                assert told("run", "--at", _AT, *place) == 1
                day = ("--on", _AT[:10])
                assert told("dossier", "build", "overview", *day, *place) == 0
        return folder

    return find


@pytest.fixture
def transcript(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shelf: Callable[[str], Path]
) -> Callable[..., None]:
    """Plays a transcript in a folder of its own, on copies of the named workspaces."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "88")

    def run(
        name: str,
        lines: Iterable[tuple[int, str]],
        copies: Iterable[str] = (),
        *,
        silent_is_any: bool = False,
    ) -> None:
        for copy in copies:
            shutil.copytree(shelf(copy), tmp_path / copy)
        for step in read_steps(name, lines):
            play(step, silent_is_any=silent_is_any)

    return run
