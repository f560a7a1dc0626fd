"""One search over 100,000 requirements, against a scan and against bare SQLite FTS5.

The peer is what would be written first: one table, and `like '%word%'` for each word.
The floor is the least that any program can do which uses the same index: open the file
and ask FTS5 for the same words by rank, without ids, snippets or suggestions. Both must
give what we give, as far as they can, before anything is timed; a search of ours begins
each time with the folder, and finds out whether the index is still of its files.
"""

import argparse
import json
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from assay.catalog import Catalog, Provenance, Requirement
from assay.catalog.search import read_query
from assay.tomltext import as_toml
from assay.workspace.config import FILE
from assay.workspace.searching import search

COUNT = 100_000
CATALOGS = 50
WORDS = 6000
"""Different words of the made text, as frequent as Zipf's law has it."""
QUERIES = {
    "an id": "C7-1999",
    "two words": "lub lubil",
    "a rare word": "lubumation",
    "the most common word": "bab",
    "two common words": "babored babumation",
    "ten common words": "bab bac bad baf bag bah baj babored bacored badored",
    "two words side by side": '"bab babored"',
    "three words, none together": "lub luborator lowumation",
}


def vocabulary() -> list[str]:
    """Words that can be spoken, of three to nine letters, the most frequent first."""
    hard, soft = "bcdfghjklmnprstvwz", "aeiou"
    short = [a + b + c for a in hard for b in soft for c in (*hard, "x")]
    ends = ["", "ored", "umation", "il", "orator"]
    return [word + end for word in short for end in ends][:WORDS]


def workspace(root: Path) -> list[tuple[str, str, str]]:
    """A workspace of that size; returns its rows."""
    chance, words = random.Random(4), vocabulary()  # noqa: S311 - no secret
    weights = [1 / (rank + 2) for rank in range(len(words))]
    (root / "catalogs").mkdir(parents=True)
    (root / FILE).write_text('format = 1\nname = "large"\norigin = "large.example"\n')
    rows: list[tuple[str, str, str]] = []
    each = COUNT // CATALOGS
    for number in range(CATALOGS):
        made = tuple(
            Requirement(
                id=f"c{number}-{one}",
                title=" ".join(chance.choices(words, weights, k=5)),
                text=" ".join(chance.choices(words, weights, k=40)),
            )
            for one in range(each)
        )
        catalog = Catalog(
            id=f"large-{number}",
            title=f"Large {number}",
            standard="made",
            edition=str(number),
            owner="nobody",
            programs=(),
            unit="line",
            count=each,
            provenance=Provenance(source="made", rights="none"),
            requirements=made,
        )
        (root / f"catalogs/large-{number}.toml").write_bytes(as_toml(catalog))
        rows += [(one.id, one.title, one.text) for one in made]
    return rows


def scan(table: sqlite3.Connection, text: str) -> list[str]:
    """The peer: every row is looked at; those with words in the title come first."""
    quoted = text.startswith('"')
    words = [text.strip('"')] if quoted else text.lower().split()
    where = " and ".join(["(id = ? or title like ? or text like ?)"] * len(words))
    values = [part for word in words for part in (word, f"%{word}%", f"%{word}%")]
    order = " + ".join(["(title like ?)"] * len(words))
    values += [f"%{word}%" for word in words]
    query = f"select id from row where {where} order by {order} desc limit 20"  # noqa: S608 - ours
    return [row[0] for row in table.execute(query, values)]


def floor(path: Path, text: str) -> list[str]:
    """The floor: open the index that is there, and ask it for the words by rank."""
    expression = " AND ".join(one.stems for one in read_query(text).terms)
    with closing(
        sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    ) as it:
        found = it.execute(
            "select item.name from stems join item on item.id = stems.rowid"
            " where stems match ? order by bm25(stems, 8.0, 2.0, 1.0) limit 20",
            [expression],
        )
        return [row[0] for row in found]


def milliseconds(answer: Callable[[], object], rounds: int) -> float:
    """The median of several."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        answer()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def agree(root: Path, table: sqlite3.Connection) -> None:
    """Stop where a query finds what a scan for its words does not, or nothing."""
    for text in QUERIES.values():
        scanned = set(scan(table, text))
        found = search(root, text).hits
        whole = {one.id for one in found if one.matched != "some_words"}
        if not found or bool(whole) != bool(scanned):
            raise SystemExit(f"{text!r}: the two differ; nothing was timed.")


def measure(rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each query in the three ways; and of making the index, once."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        root = Path(folder) / "large"
        rows = workspace(root)
        table = sqlite3.connect(":memory:")
        table.execute("create table row (id, title, text)")
        table.executemany("insert into row values (?, ?, ?)", rows)
        time.sleep(2.1)
        start = time.perf_counter()
        search(root, "first")
        made = (time.perf_counter() - start) * 1000
        agree(root, table)
        [index] = (Path(folder) / "cache/assay/search").glob("*.sqlite3")
        found = {
            name: _timed(text, root, index, table, rounds)
            for name, text in QUERIES.items()
        }
        return found | {"making the index": {"ours": made}}


def _timed(
    text: str, root: Path, index: Path, table: sqlite3.Connection, rounds: int
) -> dict[str, float]:
    return {
        "ours": milliseconds(lambda: search(root, text), rounds),
        "floor": milliseconds(lambda: floor(index, text), rounds),
        "scan": milliseconds(lambda: scan(table, text), rounds),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="More rounds.")
    options = parser.parse_args()
    result = measure(31 if options.full else 11)
    if options.json:
        print(json.dumps({"search": result}))
        return
    print(f"\nSearch: {COUNT:,} requirements in {CATALOGS} catalogs, index on the disk")
    for name, taken in result.items():
        line = f"  {name:<28}{taken['ours']:9,.1f} ms"
        if "floor" in taken:
            line += f"  {taken['ours'] / taken['floor']:6.2f} x bare FTS5"
            line += f"  {taken['scan'] / taken['ours']:8.1f} x faster than a scan"
        print(line)


if __name__ == "__main__":
    main()
