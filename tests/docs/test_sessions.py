"""What the transcripts, the tutorials and the README show is what the program does."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SESSIONS = sorted((ROOT / "tests/sessions").glob("*.txt"))
TUTORIALS = sorted((ROOT / "docs/tutorials").glob("*.md"))
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *TUTORIALS]
STARTS_WITH = {"README.md": ("demo",)}
"""Workspaces that a guide supposes are there; `make demo` has made the README's."""
HOW_TO = [
    ROOT / "docs/how-to" / f"{name}.md"
    for name in (
        "ask-what-an-agreement-permits",
        "carry-verdicts-across-a-crosswalk",
        "check-a-workload",
        "cover-a-baseline",
        "enforce-guard-rails",
        "exchange-responsibilities",
        "fetch-official-catalogs",
        "import-a-catalog",
        "import-lists-of-services",
        "record-an-attestation",
        "see-what-changed-and-what-falls-due",
        "validate-and-convert-oscal",
    )
]
"""Guides that begin with a fresh `northwind`, and what their blocks put into it."""
Lines = list[tuple[int, str]]
Transcript = Callable[..., None]


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_a_session_goes_as_written(path: Path, transcript: Transcript) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    named = next((one for one in lines if one.startswith("# with:")), "# with:")
    transcript(path.name, list(enumerate(lines, 1)), named[7:].split())


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_a_guide_goes_as_written(path: Path, transcript: Transcript) -> None:
    lines = list(_typed(path))
    transcript(path.name, lines, STARTS_WITH.get(path.name, ()), silent_is_any=True)

    assert lines


@pytest.mark.parametrize("path", HOW_TO, ids=lambda path: path.name)
def test_a_task_goes_as_written(
    path: Path, transcript: Transcript, state: Callable[[Path, Path], None]
) -> None:
    transcript(path.name, [], ["fresh"])
    state(path, Path("fresh"))
    Path("fresh").rename("northwind")
    lines = list(_typed(path))
    transcript(path.name, lines)

    assert lines


def _typed(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of fenced blocks that show something typed, with their numbers."""
    text = path.read_text(encoding="utf-8")
    for block in re.finditer(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        first = text.count("\n", 0, block.start(1)) + 1
        if re.search(r"^\$ ", block[1], re.MULTILINE):
            yield from enumerate(block[1].splitlines(), first)
