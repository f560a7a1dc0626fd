"""A search finds the same whether its index is there, damaged, stale or refused."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.catalog import Catalog, Provenance, Requirement
from assay.catalog.search import Found
from assay.catalog.values import Parameter
from assay.errors import BadInput, UnknownName
from assay.tomltext import as_toml
from assay.workspace import search_index
from assay.workspace.config import FILE
from assay.workspace.searching import search


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/assay/search"


def write(root: Path, *requirements: Requirement, name: str = "ours") -> Path:
    catalog = Catalog(
        id=name,
        title=name,
        standard=name,
        edition="1",
        owner="us",
        programs=(),
        unit="thing",
        count=sum(one.status == "active" for one in requirements),
        provenance=Provenance(source="us", rights="ours"),
        requirements=requirements,
    )
    path = root / f"catalogs/{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_toml(catalog))
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "nw"
    folder.mkdir()
    (folder / FILE).write_text('format = 1\nname = "x"\norigin = "x.example"\n')
    write(
        folder,
        Requirement(id="q-1", title="Zymurgy of the vats", text="Keep them clean."),
        Requirement(id="q-1.1", title="Cleaning", text="Zymurgy needs clean vats."),
        Requirement(id="q-2", title="Résumé of brewers", text="Zymurgies are kept."),
        Requirement(
            id="q-3",
            title="Vats of yore",
            text="clean the zymurgy",
            status="withdrawn",
            now=("q-1",),
        ),
    )
    return folder


def ids(found: Found) -> list[str]:
    return [one.id for one in found.hits]


def within(root: Path, text: str) -> list[str]:
    return ids(search(root, text, ("ours",)))


@pytest.mark.usefixtures("cache")
def test_what_has_the_id_comes_first_and_then_what_is_below_it(root: Path) -> None:
    found = search(root, "Q-1", ("ours",))

    assert [(one.id, one.matched) for one in found.hits[:2]] == [
        ("q-1", "id"),
        ("q-1.1", "below"),
    ]


@pytest.mark.usefixtures("cache")
def test_a_word_in_a_title_counts_more_than_in_a_text(root: Path) -> None:
    assert within(root, "zymurgy")[0] == "q-1"
    assert set(within(root, "zymurgy")) == {"q-1", "q-1.1", "q-2", "q-3"}


@pytest.mark.usefixtures("cache")
def test_all_words_must_be_there_and_a_phrase_together(root: Path) -> None:
    assert set(within(root, "clean vats")) == {"q-1", "q-1.1", "q-3"}
    assert within(root, '"clean vats"') == ["q-1.1"]


@pytest.mark.usefixtures("cache")
def test_a_word_is_found_without_its_accents_and_by_its_beginning(root: Path) -> None:
    assert within(root, "RESUME") == ["q-2"]
    assert within(root, "\uff5aymur") == within(root, "zymur") != []


@pytest.mark.usefixtures("cache")
def test_the_words_are_marked_in_a_snippet(root: Path) -> None:
    [hit] = [one for one in search(root, "needs", ("ours",)).hits if one.id == "q-1.1"]

    assert [hit.snippet[a:b] for a, b in hit.marks] == ["needs"]


@pytest.mark.usefixtures("cache")
def test_a_text_is_searched_as_it_reads_and_not_as_it_is_marked_up(root: Path) -> None:
    often = Parameter(id="q-1_odp.01", label="how often")
    text = "Clean it {{ insert: param, q-1_odp.01 }}."
    write(root, Requirement(id="q-1", title="Vats", text=text, parameters=(often,)))

    assert within(root, "odp") == within(root, "insert") == []
    [hit] = search(root, "how often", ("ours",)).hits
    assert "Clean it [Assignment: how often]." in hit.snippet


@pytest.mark.usefixtures("cache")
def test_where_nothing_is_found_what_is_like_it_is_told(root: Path) -> None:
    assert search(root, "zymurgie", ("ours",)).hits
    assert "zymurgy" in search(root, "zymorgy").near
    assert "Q-2" in search(root, "Q-22").near
    some = search(root, "zymurgy xylophone", ("ours",))
    assert {one.matched for one in some.hits} == {"some_words"}


@pytest.mark.usefixtures("cache")
def test_a_baseline_limits_what_is_searched(root: Path) -> None:
    whole = ids(search(root, "audit", ("nist-800-53-r5",), 1000))
    chosen = ids(search(root, "audit", ("nist-r5-low",), 1000))
    both = search(root, "audit", ("nist-r5-low", "nist-800-53-r4"), 1000)

    assert 0 < len(chosen) < len(whole)
    assert set(chosen) < set(whole)
    assert {one.catalog for one in both.hits} == {"nist-800-53-r4", "nist-800-53-r5"}


@pytest.mark.usefixtures("cache")
def test_an_unknown_set_and_a_number_of_no_sense_are_refused(root: Path) -> None:
    with pytest.raises(UnknownName):
        search(root, "x", ("nist-800-53-r55",))
    for most in (0, -1, 10**9):
        with pytest.raises(BadInput):
            search(root, "x", (), most)


def test_a_change_is_seen_at_once(root: Path, cache: Path) -> None:
    assert within(root, "quixotic") == []
    write(root, Requirement(id="q-1", title="Quixotic"))
    assert within(root, "quixotic") == ["q-1"]
    write(root, Requirement(id="q-2", title="Quixotic"))
    assert within(root, "quixotic") == ["q-2"]
    assert len(list(cache.glob("*.sqlite3"))) == 3


def test_a_note_spares_reading_and_is_not_believed_after_a_change(
    root: Path, cache: Path
) -> None:
    path = write(root, Requirement(id="q-1", title="Chimeric"))
    within(root, "chimeric")
    [chimeric] = cache.glob("*.sqlite3")
    looks = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Chimeric", b"Quixotic"))
    os.utime(path, ns=(looks.st_atime_ns, looks.st_mtime_ns))
    assert within(root, "quixotic") == ["q-1"]
    assert list(cache.glob("*.seen")) == []

    threading.Event().wait(search_index._SETTLED / 1e9 + 0.1)
    assert within(root, "quixotic") == ["q-1"]
    [note] = cache.glob("*.seen")
    looked, named = note.read_text().split()
    assert named != chimeric.stem
    note.write_text(f"{looked[::-1]} {chimeric.stem}")
    assert within(root, "quixotic") == ["q-1"]
    path.write_bytes(path.read_bytes().replace(b"Quixotic", b"Chimeric"))
    assert within(root, "quixotic") == []


@pytest.mark.parametrize("damage", ["cut", "zeros", "text", "other", "folder"])
def test_a_damaged_index_is_made_again(root: Path, cache: Path, damage: str) -> None:
    whole = search(root, "zymurgy clean", ("ours",))
    [path] = cache.glob("*.sqlite3")
    damaged = _damaged(path.read_bytes(), damage)
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(damaged)

    assert search(root, "zymurgy clean", ("ours",)) == whole
    assert damage == "folder" or path.read_bytes() != damaged


def _damaged(data: bytes, how: str) -> bytes:
    if how == "cut":
        return data[: len(data) // 2]
    if how == "zeros":
        return data[:8192] + bytes(len(data) - 8192)
    if how == "text":
        return b"not a database"
    with closing(sqlite3.connect(":memory:")) as other:
        other.execute("create table made (digest text)")
        return bytes(other.serialize())


def test_an_index_of_other_files_is_not_taken_for_this_one(
    root: Path, cache: Path
) -> None:
    before = within(root, "zymurgy")
    [path] = cache.glob("*.sqlite3")
    write(root, Requirement(id="q-9", title="Zymurgy"))
    assert within(root, "zymurgy") == ["q-9"]
    [other] = set(cache.glob("*.sqlite3")) - {path}
    other.write_bytes(path.read_bytes())

    assert before != ["q-9"]
    assert within(root, "zymurgy") == ["q-9"]


@pytest.mark.usefixtures("cache")
def test_what_says_it_more_in_fewer_words_comes_first(root: Path) -> None:
    write(
        root,
        Requirement(id="q-1", title="One", text="A hop " + "among many words " * 20),
        Requirement(id="q-2", title="Two", text="Hop, hop, hop."),
    )

    assert within(root, "hop") == ["q-2", "q-1"]


def test_a_cache_that_cannot_be_used_is_not_used(
    root: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = search(root, "zymurgy", ("ours",))
    cache.parent.chmod(0o777)
    before = sorted(cache.iterdir())
    write(root, Requirement(id="q-9", title="Zymurgy"))
    assert within(root, "zymurgy") == ["q-9"]
    assert sorted(cache.iterdir()) == before

    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert within(root, "zymurgy") == ["q-9"]
    assert whole.hits


def test_what_a_killed_process_left_is_no_index(root: Path, cache: Path) -> None:
    cache.mkdir(parents=True, mode=0o700)
    cache.parent.chmod(0o700)
    (cache / ".making-x").write_bytes(b"half")

    assert within(root, "zymurgy")
    assert len(list(cache.glob("*.sqlite3"))) == 1


def test_processes_at_the_same_time_find_the_same(root: Path, cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from assay.workspace.searching import search;"
        "found = search(Path(sys.argv[1]), 'zymurgy', ('ours',));"
        "print([one.id for one in found.hits])"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(root)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    said = {one.communicate()[0] for one in running}

    assert said == {f"{within(root, 'zymurgy')}\n"}
    assert {one.name.startswith(".") for one in cache.iterdir()} == {False}


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    found = search(Path("/nonexistent"), text)

    assert len(found.hits) <= 20
