"""Verdicts that a file states: what is read, and that nothing else passes."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assay.catalog import Catalog, Library, Provenance, Requirement
from assay.catalog.crosswalks import Verdict, read_verdicts
from assay.errors import BadInput
from assay.sheets import Sheet, write_csv, write_xlsx

IDS = ("ac-2", "ac-2.1", "au-3")
LIBRARY = Library(
    catalogs={
        "nist-800-53-r4": Catalog(
            id="nist-800-53-r4",
            title="t",
            standard="s",
            edition="1",
            owner="o",
            programs=(),
            unit="control",
            count=len(IDS),
            provenance=Provenance(source="s", rights="r"),
            requirements=tuple(Requirement(id=one, title=one) for one in IDS),
        )
    },
    baselines={},
    crosswalks={},
)
WANTED: dict[str, Verdict] = {"ac-2": "met", "ac-2.1": "not_met"}
ROWS = [("requirement", "verdict"), ("AC-2", "met"), ("AC-2(1)", "not met")]


def read(data: bytes) -> Mapping[str, Verdict]:
    return read_verdicts(data, file="it", library=LIBRARY, of="nist-800-53-r4")


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(WANTED).encode(),
        json.dumps(
            [{"requirement": k, "verdict": v} for k, v in WANTED.items()]
        ).encode(),
        json.dumps({"verdicts": WANTED}).encode(),
        json.dumps(
            {"conclusions": [{"requirement": k, "state": v} for k, v in WANTED.items()]}
        ).encode(),
        write_csv([("What we found",), *ROWS]),
        write_xlsx([Sheet(name="one", rows=tuple(ROWS))]),
    ],
)
def test_every_form_says_the_same(data: bytes) -> None:
    assert read(data) == WANTED


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"ac-2": "passed"}', "'passed' is no verdict"),
        (b'{"ac-2": true}', "'True' is no verdict"),
        (b'{"ac-2": null}', "'None' is no verdict"),
        (b'{"ac-3": "met"}', "no requirement 'ac-3'"),
        (b'{"AC-2": "met", "ac-2": "not_met"}', "ac-2 was met before"),
        (b'{"???": "met"}', "not a requirement id"),
        (b"{}", "It states no verdict"),
        (b"[1, 2]", "no verdict"),
        (b"{nonsense", "not JSON"),
        (b"requirement,state\nac-2,met\n", "neither JSON nor a table"),
        (b"", "neither JSON nor a table"),
    ],
)
def test_what_is_no_verdict_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(BadInput) as fault:
        read(data)

    assert message in fault.value.diagnose()


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*IDS, "requirement", "verdict", "verdicts", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(st.binary(max_size=80) | JSON.map(lambda tree: json.dumps(tree).encode()))
@example(b"[" * 20_000)
def test_nothing_comes_of_nonsense_but_bad_input(data: bytes) -> None:
    try:
        found = read(data)
    except BadInput:
        return
    assert found
    assert found.keys() <= set(IDS)
