"""Whatever bytes a register is made of, it is read or refused, and nothing else."""

from collections.abc import Callable
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.catalog import Library
from assay.errors import BadInput
from assay.register import (
    Program,
    Register,
    ask,
    diff,
    matrix,
    read_controls,
    read_programs,
    read_register,
    scope,
)
from assay.register.agenda import due, icalendar

Files = dict[str, bytes]
LITERALS = [
    '""',
    '"all"',
    '"unstated"',
    '"same-as:soc-2-2026h1"',
    '"same-as:"',
    "[]",
    '["x"]',
    "[[]]",
    "{}",
    "{ x = 1 }",
    "true",
    "-1",
    "1e400",
    "99999999999999999999",
    "0001-01-01",
    "9999-12-31",
    "2026-11-24",
    "2026-11-24T00:00:00Z",
    "07:30:00",
    '"\\u0000"',
]
RELAXED = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def read_or_refused(read: Callable[[], object]) -> bool:
    """True, or whatever else was raised; a refusal must tell at least one problem."""
    try:
        read()
    except BadInput as refused:
        return bool(refused.problems)
    return True


def use(register: Register) -> None:
    """Ask what a reader would, so that what was read can also be answered from."""
    for on in (date.min, date(2026, 11, 24), date.max):
        matrix(register, on)
        for program in register.programs:
            scope(register, ask(register, program), on)
    diff(register, date.min, date.max)
    for first, last in (
        (date.min, date(2, 1, 1)),
        (date(2026, 11, 24), date(2027, 11, 24)),
        (date(9998, 12, 31), date.max),
    ):
        icalendar(due(register, first, last), provider="p", on=first)


@RELAXED
@given(data=st.data())
def test_a_changed_value_is_read_or_refused(
    data: st.DataObject, northwind_files: Files, programs: dict[str, Program]
) -> None:
    files = dict(northwind_files)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(sorted(f for f in files if "toml" in f)))
        lines = files[path].split(b"\n")
        at = data.draw(st.integers(0, len(lines) - 1))
        key, equals, _ = lines[at].partition(b"=")
        literal = data.draw(st.sampled_from(LITERALS)).encode()
        lines[at] = key + equals + literal if equals else lines[at]
        files[path] = b"\n".join(lines)

    assert read_or_refused(lambda: use(read_register(files, programs)))


@RELAXED
@given(data=st.data())
def test_damaged_bytes_are_read_or_refused(
    data: st.DataObject, northwind_files: Files, programs: dict[str, Program]
) -> None:
    files = dict(northwind_files)
    path = data.draw(st.sampled_from(sorted(f for f in files if "toml" in f)))
    whole = files[path]
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    files[path] = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]
    gone = data.draw(st.sampled_from(["", *sorted(files)]))
    files.pop(gone, None)

    assert read_or_refused(lambda: use(read_register(files, programs)))


@RELAXED
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "register/provider.toml",
                "register/services.toml",
                "register/attestations/x.toml",
                "register/attestations/.toml",
                "register/agreements/a b.toml",
                "register/responsibilities/r.toml",
                "controls/c.toml",
                "controls/coverage/k.toml",
                "programs/p.toml",
                "register/\N{SNOWMAN}.toml",
            ]
        ),
        st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)),
    )
)
def test_garbage_is_refused(files: Files) -> None:
    nothing = Library(catalogs={}, baselines={}, crosswalks={})
    for read in (
        lambda: read_register(files, {}),
        lambda: read_programs(files),
        lambda: read_controls(files, EMPTY, nothing),
    ):
        assert read_or_refused(read)


EMPTY = read_register({"register/provider.toml": b'id = "x"\nname = "X"'}, {})
