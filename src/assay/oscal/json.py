"""OSCAL in JSON: decoded at once, then held to what the decoder lets pass.

The decoder takes the last of two equal keys and nests deeper than a walk can follow.
Both are refused, as they are in YAML, at a fraction of what decoding costs.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import msgspec

from assay.errors import BadInput, Problem
from assay.oscal.definitions import roots
from assay.oscal.model import typed
from assay.oscal.tree import Tree, as_list, as_object, deeper, growing

__all__ = ["from_json", "typed_json"]

_MOST_DEPTH: Final = 200
"""As many levels as are read of YAML."""


def from_json(data: bytes, *, file: str) -> Any:
    """The tree of a document in JSON.

    Raises:
        BadInput: It is not JSON, holds a key twice, or nests too deeply.
    """
    text = data.removeprefix(b"\xef\xbb\xbf")
    try:
        tree = msgspec.json.decode(text)
    except RecursionError:
        raise BadInput([_deep(file)]) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        said = str(fault).replace("`", "'")
        message, place = f"The file is not JSON: {said}", _place(said, text)
        raise BadInput([Problem(file=file, place=place, message=message)]) from None
    if deeper(tree, _MOST_DEPTH):
        raise BadInput([_deep(file)])
    if _lost_a_key(text, tree):
        faults = [_twice(place, key, file) for place, key in _doubles(text)]
        if faults:
            raise BadInput(faults)
    return tree


def typed_json(data: bytes) -> tuple[str, Any] | None:
    """The root and content of a document as types of its model, decoded without a tree.

    None where that cannot be, or where the tree would have to be looked at to say what
    is wrong: whoever gets none reads the tree.
    """
    text = data.removeprefix(b"\xef\xbb\xbf")
    found = _ROOT.match(text)
    root = found[1].decode() if found else ""
    if root not in roots():
        return None
    try:
        with growing():
            whole = _decoder(root).decode(text)
            lost = _lost_a_key(text, whole)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return None if lost else (root, whole.root)


_ROOT: Final = re.compile(
    rb'\s*\{\s*(?:"\$schema"\s*:\s*"[^"\\]*"\s*,\s*)?"([a-z-]+)"\s*:'
)


@cache
def _decoder(root: str) -> Any:
    return msgspec.json.Decoder(typed(root))


def _deep(file: str) -> Problem:
    message = f"The file nests more than {_MOST_DEPTH} levels deep"
    return Problem(file=file, message=message)


_BYTE: Final = re.compile(r"\(byte (\d+)\)")


def _place(said: str, text: bytes) -> str:
    """Line and column of the byte that the decoder names, if it names one."""
    found = _BYTE.search(said)
    if found is None:
        return ""
    before = text[: int(found[1])]
    column = len(before) - before.rfind(b"\n")
    return f"line {before.count(10) + 1}, column {column}"


def _lost_a_key(text: bytes, tree: Any) -> bool:
    r"""Whether decoding may have lost a key: each has one colon, and texts keep theirs.

    A colon can hide only as an escape, `\u003a`; from the end it is looked for twice
    as fast.
    """
    if text.rfind(b"\\u003") >= 0:
        return True
    return text.count(b":") != msgspec.json.encode(tree).count(b":")


def _twice(place: str, key: str, file: str) -> Problem:
    message = f"The key {key!r} stands here twice"
    return Problem(file=file, place=place, message=message)


class _Pairs(dict[str, Any]):
    """An object with the keys that stood in it more than once."""

    twice: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> Tree:
    made = _Pairs(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        made.twice = tuple(key for key in made if keys.count(key) > 1)
    return made


def _doubles(text: bytes) -> Iterator[tuple[str, str]]:
    """The JSON Pointer of each object that holds a key twice, and the key."""
    yield from _among(json.loads(text, object_pairs_hook=_object, parse_int=str), "")


def _among(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, _Pairs):
        for key in value.twice:
            yield path or "/", key
    inside: Any = (as_object(value) or {}).items() or enumerate(as_list(value) or ())
    for key, one in inside:
        if isinstance(one, dict | list):
            escaped = str(key).replace("~", "~0").replace("/", "~1")
            yield from _among(one, f"{path}/{escaped}")
