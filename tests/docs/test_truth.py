"""What the documentation says is so: names, links, examples, generated pages."""

import re
import shlex
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from assay.cli.main import VERBS, command_line, main
from assay.reference import pages
from assay.reference.words import WORDS
from assay.workspace import open_workspace, source_kinds

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GENERATED = pages()
LINK = re.compile(r"\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?assay .*")
INLINE = re.compile(r"`((?:\.venv/bin/)?assay [^`]+)`")
NAMED_FORMAT = re.compile(r"docs/(?:formats|how-to)/[a-z-]+\.md")


def told(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(path: Path, language: str | None = None) -> Iterator[str]:
    """Fenced blocks of a page, of one language or of any."""
    for found in BLOCK.finditer(told(path)):
        if language is None or found[1] == language:
            yield found[2]


# -- what is generated


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_a_generated_page_is_as_the_code_says(name: str) -> None:
    kept = ROOT / "docs/reference" / name

    assert kept.is_file(), "run: make docs"
    assert told(kept) == GENERATED[name], "run: make docs"


def test_every_reference_page_is_generated() -> None:
    kept = {path.name for path in (ROOT / "docs/reference").iterdir()}

    assert kept == set(GENERATED)


def test_every_verb_and_every_option_is_on_the_page_of_the_command_line() -> None:
    page = GENERATED["cli.md"]
    missing = [verb for verb in VERBS if f"## assay {verb}\n" not in page]
    missing += [
        f"{path}: {option}"
        for path, command in _commands(command_line(), "assay")
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("-") and option not in page
    ]

    assert missing == []


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _commands(inner, f"{path} {name}")


# -- what is linked and named


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    targets = [one for one in LINK.findall(told(path)) if "://" not in one]
    dead = [target for target in targets if not _leads(path, target)]

    assert dead == []


def _leads(path: Path, target: str) -> bool:
    file, _, anchor = target.partition("#")
    found = (path.parent / file).resolve() if file else path
    if not found.exists():
        return False
    return not anchor or anchor in set(_anchors(found))


def _anchors(path: Path) -> Iterator[str]:
    for heading in re.findall(r"^#+ (.+)$", told(path), re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", heading.lower())
        yield plain.replace(" ", "-")


def test_every_page_of_the_documentation_can_be_reached_from_its_index() -> None:
    index = ROOT / "docs/README.md"
    linked = {
        (index.parent / one.partition("#")[0]).resolve()
        for one in LINK.findall(told(index))
    }
    below = {path.parent for path in linked} | linked
    lost = [
        name_of(path)
        for path in (ROOT / "docs").rglob("*.md")
        if path != index and path not in linked and path.parent not in below
    ]
    unlisted = [
        name_of(path)
        for folder in ("tutorials", "how-to", "reference", "explanation", "formats")
        for path in (ROOT / "docs" / folder).glob("*.md")
        if path.resolve() not in linked
    ]

    assert lost == []
    assert unlisted == []


def test_every_page_that_the_code_names_exists() -> None:
    named = {
        found
        for path in (ROOT / "src/assay").rglob("*.py")
        for found in NAMED_FORMAT.findall(told(path))
    }

    assert [one for one in sorted(named) if not (ROOT / one).is_file()] == []


def test_every_kind_of_source_is_in_the_guide_to_sources() -> None:
    guide = told(ROOT / "docs/how-to/add-a-source.md")

    assert [kind for kind in source_kinds() if f"`{kind}`" not in guide] == []


def test_every_word_of_the_glossary_is_used_elsewhere() -> None:
    others = "\n".join(
        told(path).lower() for path in PAGES if path.name != "glossary.md"
    )
    unused = [word for word in WORDS if not re.search(rf"\b{word}", others)]

    assert unused == []


def test_every_room_has_its_line_in_the_architecture() -> None:
    told_of = told(ROOT / "ARCHITECTURE.md")
    rooms = {path.name.removesuffix(".py") for path in (ROOT / "src/assay").iterdir()}
    rooms -= {"__init__", "__main__", "__pycache__", "py.typed"}

    assert [room for room in sorted(rooms) if f"`{room}`" not in told_of] == []


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", told(ROOT / "Makefile"), re.MULTILINE))
    named = {
        found
        for path in PAGES
        for found in re.findall(r"(?:`|^)make ([a-z]+)", told(path), re.MULTILINE)
    }

    assert named - targets == set()


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    assert "\n## [Unreleased]\n" in told(ROOT / "CHANGELOG.md")


def test_the_changelog_names_every_verb() -> None:
    changes = told(ROOT / "CHANGELOG.md")

    assert [verb for verb in VERBS if f"`assay {verb}" not in changes] == []


# -- what is typed and written


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_command_that_is_shown_can_be_parsed(path: Path) -> None:
    if path.name in GENERATED:
        return
    faults = [f"{line}: {fault}" for line in _shown(path) if (fault := _fault(line))]

    assert faults == []


def _shown(path: Path) -> Iterator[str]:
    for block in blocks(path):
        for line in block.splitlines():
            if COMMAND.match(line) and "Usage:" not in line:
                yield line.removeprefix("$ ")
    prose = BLOCK.sub("", told(path))
    yield from (" ".join(one.split()) for one in INLINE.findall(prose))


def _fault(line: str) -> str:
    """Why a command line cannot be parsed; empty where it can."""
    words = shlex.split(line, comments=True)
    words = words[1 : words.index(">") if ">" in words else None]
    command: click.Command = command_line()
    context = click.Context(command, info_name="assay")
    if words[:1] == ["-C"]:
        words = words[2:]
    while isinstance(command, click.Group):
        if not words:
            return ""
        if words[0].startswith("-"):
            return "" if words[0] in {"--help", "--version"} else "unknown option"
        inner = command.get_command(context, words[0])
        if inner is None:
            return f"there is no {words[0]}"
        command, words = inner, words[1:]
        context = click.Context(command, info_name=words[0] if words else "")
    return _parse(command, words)


def _parse(command: click.Command, words: list[str]) -> str:
    """Names in capitals stand for something; a verb alone is only a name."""
    if not words:
        return ""
    try:
        parser = command.make_parser(click.Context(command))
        parser.parse_args(list(words))
    except click.UsageError as fault:
        return fault.format_message()
    return ""


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_toml_that_is_shown_is_toml(path: Path) -> None:
    for block in blocks(path, "toml"):
        tomllib.loads(block)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_piece_of_python_that_is_shown_is_python(path: Path) -> None:
    for block in blocks(path, "python"):
        compile(block, path.name, "exec")


def test_a_dossier_is_verified_in_python_as_shown(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    shelf: Callable[[str], Path],
) -> None:
    northwind = shelf("northwind")
    shutil.copy(northwind / "verify.policy", tmp_path / "my.policy")
    shutil.copy(northwind / "dossiers/overview-1.assay", tmp_path)
    monkeypatch.chdir(tmp_path)
    shown = next(blocks(ROOT / "docs/how-to/verify-a-dossier.md", "python"))
    exec(compile(shown, "shown", "exec"), {})  # noqa: S102 - our own page, as shown

    assert capsys.readouterr().out == "0 genuine\n"


def test_the_statements_of_the_guides_load_in_the_example(
    tmp_path: Path, state: Callable[[Path, Path], None]
) -> None:
    root = tmp_path / "northwind"
    main(["init", str(root), "--example", "northwind"])
    before = set(open_workspace(root).register.attestations)
    for path in (ROOT / "docs/how-to").glob("*.md"):
        state(path, root)

    assert set(open_workspace(root).register.attestations) - before == {"mtcs-2026"}


def test_the_statement_in_the_empty_workspace_is_one_that_can_be_made(
    tmp_path: Path,
) -> None:
    root = tmp_path / "mine"
    main(["init", str(root)])
    for name in ("sources", "parties", "regions", "services"):
        path = root / f"register/{name}.toml"
        lines = told(path).splitlines()
        entries = [line.removeprefix("# ").removeprefix("#") for line in _entry(lines)]
        path.write_text("\n".join([*lines, *entries]), encoding="utf-8")
    (root / "register/attestations").mkdir()
    statement = next(blocks(root / "README.md", "toml"))
    target = root / "register/attestations/soc-2-2026h1.toml"
    target.write_text(statement, encoding="utf-8")

    assert set(open_workspace(root).register.attestations) == {"soc-2-2026h1"}


def _entry(lines: list[str]) -> Iterator[str]:
    """The commented entries of a file that shows how to fill it."""
    shown = False
    for line in lines:
        shown = line.startswith("# [[") or (shown and line.startswith("#"))
        if shown:
            yield line
