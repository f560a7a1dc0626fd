"""Judges that look at a text more quickly than its pattern does agree with it."""

import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.oscal.datatypes import DATATYPES

PATTERNS: Final = {
    "markup-line": r"[^\n]+",
    "string": r"\S(.*\S)?",
    "token": r"[\w.\-]+",
}
EDGES: Final = "aZ_09-. \t\n\r\v\x1c\x85\u2028\u3000éß中٣²#:"


@pytest.mark.parametrize("kind", PATTERNS)
@given(text=st.text(EDGES, max_size=5) | st.text(max_size=5))
def test_a_text_is_of_a_data_type_where_its_pattern_says_so(
    kind: str, text: str
) -> None:
    expected = re.fullmatch(PATTERNS[kind], text) is not None
    if kind == "token":  # `\p{L}` or `_` comes first, which Python cannot write
        expected = expected and (text[0].isalpha() or text[0] == "_")

    assert DATATYPES[kind](text) == expected


@pytest.mark.parametrize("kind", PATTERNS)
@pytest.mark.parametrize("value", [None, 1, True, 1.5, ["a"], {"a": "b"}])
def test_what_is_no_text_is_of_none_of_them(kind: str, value: object) -> None:
    assert not DATATYPES[kind](value)
