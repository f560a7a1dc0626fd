"""The house rules that a machine can hold."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
MOST_NAMES = 45
BANNED = {
    "manager",
    "service",
    "services",
    "helper",
    "helpers",
    "util",
    "utils",
    "common",
    "base",
    "core",
    "handler",
    "processor",
    "misc",
}
ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src/assay").rglob("*.py"))


def test_no_file_is_longer_than_the_cap() -> None:
    long = {p.name: n for p in SOURCES if (n := _lines(p)) > LONGEST_FILE}

    assert long == {}


def test_the_median_file_is_a_page_or_two() -> None:
    assert statistics.median(_lines(p) for p in SOURCES) <= 150


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_functions_are_short_and_excepts_are_named(path: Path) -> None:
    faults = [
        f"{path.name}:{getattr(node, 'lineno', 0)}"
        for node in ast.walk(ast.parse(path.read_text()))
        if _is_long(node) or _is_broad(node)
    ]

    assert faults == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = {p.stem for p in SOURCES} | {p.parent.name for p in SOURCES}

    assert named & BANNED == set()


@pytest.mark.parametrize("room", sorted((ROOT / "src/assay").glob("*/__init__.py")))
def test_each_room_opens_with_its_charter_and_a_front_door(room: Path) -> None:
    tree = ast.parse(room.read_text())
    charter = ast.get_docstring(tree) or ""
    names = _exported(tree)

    assert charter.startswith(f"{room.parent.name}: ")
    assert names is None or len(names) <= MOST_NAMES


def test_the_project_speaks_of_itself_alone() -> None:
    words = re.compile(r"/work/|/tmp/|lorem ipsum|\bFIXME\b|\bXXX\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _texts()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if words.search(line)
    ]

    assert found == []


def _texts() -> Iterator[Path]:
    for folder in ("src", "docs", "scripts", "benchmarks"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".md", ".toml", ".sql", ".html", ".typ", ".css"}:
                yield path


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _is_long(node: ast.AST) -> bool:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION


def _is_broad(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    kind = ast.unparse(node.type) if node.type else ""
    return kind in {"", "Exception", "BaseException"}


def _exported(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names: list[str] = ast.literal_eval(node.value)
            return names
    return None
