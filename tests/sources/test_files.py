"""CSV, JSON lines and Parquet: read strictly, refused with the line and column."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.errors import BadInput
from assay.evidence import Batch, Request
from assay.sources.files import CSV, JSONL, PARQUET, FileSource
from assay.testing.sources import assert_conforms, assert_refuses

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

HEADER = "account_id,worker_id,enabled,created_at,uid\n"
GOOD = (
    HEADER
    + "crm:ada,w1,true,2026-01-02T03:04:05Z,1001\n"
    + 'crm:bob,,FALSE,2026-01-02T03:04:05+02:00,\n"crm:c,d","w,3",,,\n'
)


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (WRITTEN.timestamp(), WRITTEN.timestamp()))
    return path


def ask(root: Path, **options: Any) -> Request:
    chosen = {"table": "account", "path": "in.csv", **options}
    return Request(name="exports", options=chosen, root=root, at=AT)


def collect(source: FileSource, request: Request) -> Batch:
    (batch,) = source.collect(request)
    return batch


def test_csv_rows_have_their_types_and_empty_cells_are_null(tmp_path: Path) -> None:
    put(tmp_path, "in.csv", GOOD)

    batch = collect(CSV, ask(tmp_path))

    ada, bob, third = batch.rows.to_pylist()
    assert (ada["enabled"], ada["uid"]) == (True, 1001)
    assert ada["created_at"] == datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001
    assert (bob["worker_id"], bob["enabled"], bob["uid"]) == (None, False, None)
    assert bob["created_at"] == datetime(2026, 1, 2, 1, 4, 5)  # noqa: DTZ001
    assert (third["account_id"], third["worker_id"]) == ("crm:c,d", "w,3")
    assert not batch.partial


def test_the_conformance_suite_holds_for_every_form(tmp_path: Path) -> None:
    put(tmp_path, "in.csv", GOOD)
    put(tmp_path, "in.jsonl", '{"account_id": "a", "mfa": null}\n')
    pq.write_table(pa.table({"account_id": ["a"]}), tmp_path / "in.parquet")

    for source in (CSV, JSONL, PARQUET):
        request = ask(tmp_path, path=f"in.{source.kind}")
        assert_conforms(source, request, lake=tmp_path / source.kind)


def test_rows_count_as_observed_when_the_file_was_written(tmp_path: Path) -> None:
    put(tmp_path, "in.csv", GOOD)

    assert collect(CSV, ask(tmp_path)).observed_at == WRITTEN


def test_a_file_from_the_future_is_observed_now(tmp_path: Path) -> None:
    path = put(tmp_path, "in.csv", GOOD)
    os.utime(path, (AT.timestamp() + 999, AT.timestamp() + 999))

    assert collect(CSV, ask(tmp_path)).observed_at == AT


def test_the_configuration_may_say_when_rows_were_true(tmp_path: Path) -> None:
    put(tmp_path, "in.csv", GOOD)
    when = datetime(2026, 10, 1, tzinfo=UTC)

    batch = collect(CSV, ask(tmp_path, observed_at=when))

    assert batch.observed_at == when
    assert_refuses(CSV, ask(tmp_path, observed_at=when.replace(tzinfo=None)), "zone")


def test_a_batch_is_as_old_as_its_oldest_row(tmp_path: Path) -> None:
    put(
        tmp_path,
        "in.csv",
        "account_id,observed_at\na,2026-11-03T00:00:00Z\nb,2026-11-02T00:00:00Z\n",
    )

    batch = collect(CSV, ask(tmp_path))

    assert batch.observed_at == datetime(2026, 11, 2, tzinfo=UTC)


def test_columns_of_another_name_are_mapped_and_the_rest_left_alone(
    tmp_path: Path,
) -> None:
    put(tmp_path, "in.csv", "Login;Staff no;Noise\nada;7;x\n")
    columns = {"account_id": "Login", "worker_id": "Staff no"}

    batch = collect(CSV, ask(tmp_path, columns=columns, delimiter=";"))

    (row,) = batch.rows.to_pylist()
    assert (row["account_id"], row["worker_id"]) == ("ada", "7")


def test_all_files_of_a_pattern_are_one_batch(tmp_path: Path) -> None:
    put(tmp_path, "day/b.csv", HEADER + "b,,,,\n")
    put(tmp_path, "day/a.csv", HEADER + "a,,,,\n")

    batch = collect(CSV, ask(tmp_path, path="day/*.csv"))

    assert batch.rows["account_id"].to_pylist() == ["a", "b"]
    assert batch.got.parts == ("day/a.csv", "day/b.csv")
    assert batch.query == "day/*.csv"


def test_a_count_that_does_not_agree_makes_the_batch_partial(tmp_path: Path) -> None:
    put(tmp_path, "in.csv", GOOD)

    assert not collect(CSV, ask(tmp_path, expected_rows=3)).partial
    assert collect(CSV, ask(tmp_path, expected_rows=4)).partial


def test_times_are_read_in_the_form_and_zone_that_are_named(tmp_path: Path) -> None:
    put(tmp_path, "in.csv", "account_id,created_at\na,24.12.2026 18:30\n")

    batch = collect(
        CSV,
        ask(tmp_path, time_format="%d.%m.%Y %H:%M", timezone="Europe/Berlin"),
    )

    (row,) = batch.rows.to_pylist()
    assert row["created_at"] == datetime(2026, 12, 24, 17, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    "time",
    [
        pytest.param("2026-10-25 02:30", id="shown twice"),
        pytest.param("2026-03-29 02:30", id="skipped"),
    ],
)
def test_a_local_time_that_names_no_instant_is_refused(
    tmp_path: Path, time: str
) -> None:
    put(tmp_path, "in.csv", f"account_id,created_at\na,{time}\n")

    assert_refuses(
        CSV, ask(tmp_path, timezone="Europe/Berlin"), "twice or not at all", "line 2"
    )


def test_the_words_for_true_and_false_can_be_named(tmp_path: Path) -> None:
    put(tmp_path, "in.csv", "account_id,enabled\na,Y\nb,n\n")

    batch = collect(CSV, ask(tmp_path, truth=["Y", "N"]))

    assert batch.rows["enabled"].to_pylist() == [True, False]


def test_a_byte_order_mark_and_lists_are_read(tmp_path: Path) -> None:
    put(tmp_path, "in.csv", "\ufeffchange_id,signed_off_by\nc,a; b;\n")

    batch = collect(CSV, ask(tmp_path, table="change"))

    assert batch.rows["signed_off_by"].to_pylist() == [["a", "b"]]


FORMULAS = ["=1+1", "+1", "-1", "@sum", "\tx", "\uff1dx"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_text_that_a_spreadsheet_would_execute_is_refused(
    tmp_path: Path, cell: str
) -> None:
    put(tmp_path, "in.csv", f'account_id,name\na,"{cell}"\n')

    assert_refuses(CSV, ask(tmp_path), "line 2, name", "would execute it", "keep")


def test_text_that_looks_like_a_formula_is_kept_when_told_to(tmp_path: Path) -> None:
    put(tmp_path, "in.csv", "account_id,name,uid\na,+49 30,-5\n")

    batch = collect(CSV, ask(tmp_path, formulas="keep"))

    assert batch.rows["name"].to_pylist() == ["+49 30"]
    assert batch.rows["uid"].to_pylist() == [-5]


BAD_CSV: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "latin-1": (
        b"account_id,name\na,caf\xe9\n",
        ("line 2", "byte 21 is 0xe9", "UTF-8"),
    ),
    "utf-16": ("account_id\na\n".encode("utf-16"), ("UTF-16", "UTF-8")),
    "a zero byte": (b"account_id\na\0\n", ("line 2", "zero")),
    "an empty file": (b"", ("line 1", "empty")),
    "no such column": ("acount_id\na\n", ("line 1", "Did you mean 'account_id'?")),
    "the required column missing": ("name\nada\n", ("requires account_id",)),
    "a header twice": ("account_id,name,name\na,b,c\n", ("names 'name' twice",)),
    "a short line": ("account_id,name\na\n", ("line 2", "1 cells", "header 2")),
    "a long line": ("account_id\na,b\n", ("line 2", "2 cells")),
    "an open quote": ('account_id\n"a\n', ("malformed",)),
    "text after a quote": ('account_id\n"a"b\n', ("malformed",)),
    "a key twice": ("account_id\na\nb\na\n", ("line 4", "key of in.csv, line 2")),
    "a key missing": ("account_id,name\n,ada\n", ("line 2, account_id", "required")),
    "a word for a number": ("account_id,uid\na,ten\n", ("line 2, uid", "whole")),
    "a real for a number": ("account_id,uid\na,1.0\n", ("line 2, uid",)),
    "a number too large": ("account_id,uid\na,9223372036854775808\n", ("64 bits",)),
    "digits of another script": ("account_id,uid\na,\u0661\n", ("line 2, uid",)),
    "a word for truth": ("account_id,mfa\na,maybe\n", ("line 2, mfa", "truth")),
    "a time without zone": (
        "account_id,created_at\na,2026-01-01T00:00:00\n",
        ("line 2, created_at", "timezone"),
    ),
    "no time at all": ("account_id,created_at\na,soon\n", ("ISO 8601", "time_format")),
    "a time before the year 1": (
        "account_id,created_at\na,0001-01-01T00:00:00+10:00\n",
        ("outside the years",),
    ),
}


@pytest.mark.parametrize(("content", "words"), BAD_CSV.values(), ids=BAD_CSV.keys())
def test_bad_csv_is_refused_with_its_place(
    tmp_path: Path, content: str | bytes, words: tuple[str, ...]
) -> None:
    put(tmp_path, "in.csv", content)

    fault = assert_refuses(CSV, ask(tmp_path), *words)

    assert all(problem.file == "in.csv" for problem in fault.problems)


def test_a_record_of_several_lines_is_reported_where_it_starts(tmp_path: Path) -> None:
    put(tmp_path, "in.csv", 'account_id,name,uid\na,"x\ny",1\nb,z,bad\n')

    assert_refuses(CSV, ask(tmp_path), "line 4, uid")


def test_all_faults_are_reported_together_but_not_without_end(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", HEADER + "x,,maybe,,x\n")
    put(tmp_path, "b.csv", HEADER + "".join(f"{n},,,,x\n" for n in range(500)))

    fault = assert_refuses(CSV, ask(tmp_path, path="*.csv"), "a.csv: line 2")

    assert len([p for p in fault.problems if p.file == "a.csv"]) == 2
    assert len([p for p in fault.problems if p.file == "b.csv"]) == 100


BAD_OPTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "no such table": ({"table": "acount"}, "Did you mean account?"),
    "no such column": ({"columns": {"nme": "x"}}, "columns.nme"),
    "no such zone": ({"timezone": "Mars/Olympus"}, "no time zone 'Mars/Olympus'"),
    "a zone that is a path": ({"timezone": "../../etc/passwd"}, "no time zone"),
    "a zone that is a folder": ({"timezone": "Europe"}, "no time zone"),
    "no form of time": ({"time_format": "%"}, "not a form of time"),
    "a form twice the same": ({"time_format": "%Y %Y"}, "not a form of time"),
    "two delimiters": ({"delimiter": ";;"}, "one character"),
    "one word for both": ({"truth": ["x", "X"]}, "different words"),
    "formulas otherwise": ({"formulas": "maybe"}, "formulas"),
    "no count": ({"expected_rows": -1}, "not negative"),
    "a count as text": ({"expected_rows": "3"}, "expected_rows"),
    "no file": ({"path": "missing.csv"}, "no file 'missing.csv'"),
    "no file of the pattern": ({"path": "*.tsv"}, "no file '*.tsv'"),
    "a folder": ({"path": "."}, "not a regular file"),
    "a zero byte": ({"path": "\0"}, "zero byte"),
    "misspelt": ({"delimeter": ";"}, "Did you mean `delimiter`?"),
}


@pytest.mark.parametrize(
    ("options", "words"), BAD_OPTIONS.values(), ids=BAD_OPTIONS.keys()
)
def test_options_that_cannot_be_meant_are_refused(
    tmp_path: Path, options: dict[str, Any], words: str
) -> None:
    put(tmp_path, "in.csv", GOOD)

    assert_refuses(CSV, ask(tmp_path, **options), words)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "in.csv")

    for source in (CSV, JSONL, PARQUET):
        assert_refuses(source, ask(tmp_path), "not a regular file")


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, "in.csv", GOOD)
    with path.open("ab") as stream:
        stream.truncate(300 * 1024**2)

    assert_refuses(CSV, ask(tmp_path), "the most is 268,435,456")


BAD_JSONL: dict[str, tuple[str, tuple[str, ...]]] = {
    "no json": ("{}x\n", ("line 1", "not valid JSON")),
    "a key twice": (
        '{"account_id": "a"}\n{"account_id": "b", "account_id": "c"}\n',
        ("line 2", "'account_id' is there twice"),
    ),
    "an array": ("[1]\n", ("line 1", "not a JSON object")),
    "a column unknown": ('{"account_id": "a", "nme": 1}', ("line 1", "'name'")),
    "the key missing": ('{"name": "a"}', ("account_id is required",)),
    "text for a number": ('{"account_id": "a", "uid": "1"}', ("line 1, uid",)),
    "a number for truth": ('{"account_id": "a", "mfa": 1}', ("line 1, mfa",)),
    "a number for a time": ('{"account_id": "a", "created_at": 1}', ("created_at",)),
    "half a character": (r'{"account_id": "\ud800"}', ("account_id", "not text")),
    "a number too large": ('{"account_id": "a", "uid": 1e400}', ("line 1, uid",)),
    "the same key": ('{"account_id": "a"}\n' * 2, ("line 2", "key of in.csv, line 1")),
}


@pytest.mark.parametrize(("content", "words"), BAD_JSONL.values(), ids=BAD_JSONL.keys())
def test_bad_json_lines_are_refused_with_their_place(
    tmp_path: Path, content: str, words: tuple[str, ...]
) -> None:
    put(tmp_path, "in.csv", content)

    assert_refuses(JSONL, ask(tmp_path), *words)


def test_json_lines_keep_their_types(tmp_path: Path) -> None:
    put(
        tmp_path,
        "in.jsonl",
        '{"host": "h\u2028", "synchronized": false, "offset_ms": 3}\n\n'
        '{"host": "i", "offset_ms": 0.5}',
    )

    batch = collect(JSONL, ask(tmp_path, table="time_sync", path="in.jsonl"))

    assert batch.rows["host"].to_pylist() == ["h\u2028", "i"]
    assert batch.rows["offset_ms"].to_pylist() == [3.0, 0.5]
    assert batch.rows["synchronized"].to_pylist() == [False, None]


def parquet(folder: Path, columns: dict[str, Any], name: str = "in.parquet") -> Path:
    path = folder / name
    pq.write_table(pa.table(columns), path)
    return path


def test_parquet_of_other_widths_is_adapted(tmp_path: Path) -> None:
    parquet(
        tmp_path,
        {
            "account_id": pa.array(["a", "b"]).dictionary_encode(),
            "name": pa.array(["x", None], pa.large_string()),
            "uid": pa.array([1, 2], pa.int16()),
            "created_at": pa.array([AT, None], pa.timestamp("ns", tz="Asia/Tokyo")),
            "mfa": pa.nulls(2),
        },
    )

    batch = collect(PARQUET, ask(tmp_path, path="in.parquet"))

    first = batch.rows.to_pylist()[0]
    assert (first["account_id"], first["name"], first["uid"]) == ("a", "x", 1)
    assert first["created_at"] == AT.replace(tzinfo=None)
    assert first["mfa"] is None


def test_parquet_times_without_zone_need_one_to_be_named(tmp_path: Path) -> None:
    noon = datetime(2026, 7, 1, 12)  # noqa: DTZ001 - as the file has it
    parquet(
        tmp_path,
        {
            "account_id": ["a"],
            "created_at": pa.array([noon], pa.timestamp("ms")),
            "disabled_at": pa.array([date(2026, 7, 2)]),
        },
    )
    request = ask(tmp_path, path="in.parquet")

    assert_refuses(PARQUET, request, "created_at", "disabled_at", "timezone")
    zoned = ask(tmp_path, path="in.parquet", timezone="Europe/Berlin")
    (row,) = collect(PARQUET, zoned).rows.to_pylist()
    assert row["created_at"] == noon - timedelta(hours=2)
    assert row["disabled_at"] == datetime(2026, 7, 1, 22)  # noqa: DTZ001


BAD_PARQUET: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "text for a number": ({"account_id": ["a"], "uid": ["1"]}, ("uid", "string")),
    "a number for text": ({"account_id": ["a"], "name": [1]}, ("name", "int64")),
    "bytes for text": ({"account_id": ["a"], "name": [b"x"]}, ("name", "binary")),
    "a number too large": (
        {"account_id": ["a"], "uid": pa.array([2**63], pa.uint64())},
        ("uid",),
    ),
    "a number for a time": ({"account_id": ["a"], "created_at": [1]}, ("created_at",)),
    "a column unknown": ({"account_id": ["a"], "nme": [1]}, ("did you mean name",)),
    "the key missing": ({"name": ["a"]}, ("account_id",)),
    "the key null": ({"account_id": ["a", None]}, ("row 1", "required")),
    "a key twice": ({"account_id": ["a", "a"]}, ("row 1", "key of row 0")),
}


@pytest.mark.parametrize(
    ("columns", "words"), BAD_PARQUET.values(), ids=BAD_PARQUET.keys()
)
def test_parquet_that_does_not_fit_is_refused(
    tmp_path: Path, columns: dict[str, Any], words: tuple[str, ...]
) -> None:
    parquet(tmp_path, columns)

    assert_refuses(PARQUET, ask(tmp_path, path="in.parquet"), *words)


def test_lists_and_numbers_of_parquet_are_adapted(tmp_path: Path) -> None:
    names = pa.array([["a", "b"], None], pa.large_list(pa.large_string()))
    parquet(tmp_path, {"change_id": ["x", "y"], "signed_off_by": names}, "c.parquet")
    parquet(tmp_path, {"host": ["h"], "offset_ms": pa.array([3], pa.int8())})

    changes = collect(PARQUET, ask(tmp_path, table="change", path="c.parquet"))
    clocks = collect(PARQUET, ask(tmp_path, table="time_sync", path="in.parquet"))

    assert changes.rows["signed_off_by"].to_pylist() == [["a", "b"], None]
    assert clocks.rows["offset_ms"].to_pylist() == [3.0]
    wrong = parquet(tmp_path, {"change_id": ["x"], "signed_off_by": ["a"]}, "w.parquet")
    assert_refuses(PARQUET, ask(tmp_path, table="change", path=wrong.name), "texts")


def test_parquet_files_of_a_pattern_are_joined_with_columns_mapped(
    tmp_path: Path,
) -> None:
    parquet(tmp_path, {"id": ["b"], "x": [1]}, "2.parquet")
    parquet(tmp_path, {"id": ["a"]}, "1.parquet")
    columns = {"account_id": "id"}

    batch = collect(PARQUET, ask(tmp_path, path="*.parquet", columns=columns))

    assert batch.rows["account_id"].to_pylist() == ["a", "b"]
    assert_refuses(
        PARQUET, ask(tmp_path, path="*.parquet", columns={"account_id": "ID"}), "'ID'"
    )


@pytest.mark.parametrize("cut", [0, 3, 4, 100, -1, -9])
def test_truncated_parquet_is_refused_by_name(tmp_path: Path, cut: int) -> None:
    path = parquet(tmp_path, {"account_id": ["a"] * 20})
    path.write_bytes(path.read_bytes()[:cut])

    assert_refuses(
        PARQUET, ask(tmp_path, path="in.parquet"), "in.parquet", "not readable Parquet"
    )


def test_times_observed_in_parquet_age_the_batch(tmp_path: Path) -> None:
    old = AT - timedelta(days=9)
    seen = pa.array([AT, old], pa.timestamp("us", tz="UTC"))
    parquet(tmp_path, {"account_id": ["a", "b"], "observed_at": seen})

    assert collect(PARQUET, ask(tmp_path, path="in.parquet")).observed_at == old


def only_bad_input(call: Callable[[], object]) -> None:
    try:
        call()
    except BadInput as fault:
        assert fault.problems  # noqa: PT017 - any other exception fails the test


FUZZ = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def mutated(base: bytes) -> st.SearchStrategy[bytes]:
    edit = st.tuples(st.integers(0, max(len(base) - 1, 0)), st.binary(max_size=4))

    def apply(edits: list[tuple[int, bytes]]) -> bytes:
        data = bytearray(base)
        for at, new in edits:
            data[at : at + max(len(new), 1)] = new
        return bytes(data)

    return st.lists(edit, max_size=4).map(apply) | st.binary(max_size=200)


@FUZZ
@given(data=mutated(GOOD.encode()))
def test_no_csv_raises_anything_but_bad_input(tmp_path: Path, data: bytes) -> None:
    put(tmp_path, "in.csv", data)

    only_bad_input(lambda: collect(CSV, ask(tmp_path, timezone="UTC")))


LINES = b'{"account_id": "a", "uid": 1, "created_at": "2026-01-01T00:00:00Z"}\n' * 2


@FUZZ
@given(data=mutated(LINES))
def test_no_json_lines_raise_anything_but_bad_input(
    tmp_path: Path, data: bytes
) -> None:
    put(tmp_path, "in.csv", data)

    only_bad_input(lambda: collect(JSONL, ask(tmp_path)))


def _parquet_bytes() -> bytes:
    sink = pa.BufferOutputStream()
    rows = pa.table({"account_id": ["a", "b"], "uid": [1, 2], "name": [None, "x"]})
    pq.write_table(rows, sink, compression="zstd")
    return bytes(sink.getvalue())


@FUZZ
@given(data=mutated(_parquet_bytes()))
def test_no_parquet_raises_anything_but_bad_input(tmp_path: Path, data: bytes) -> None:
    put(tmp_path, "in.parquet", data)

    only_bad_input(lambda: collect(PARQUET, ask(tmp_path, path="in.parquet")))
