"""Verdicts that somebody states in a file: by requirement, in JSON or as a table.

JSON is `{"ac-2": "met"}`, or a list of `{"requirement": "ac-2", "verdict": "met"}`.
What `assay crosswalk carry --json` answers is read too, so that conclusions can be
carried on. A table (CSV or XLSX) has the headings `requirement` and `verdict`.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final, cast, get_args

import msgspec

from assay.catalog.crosswalks.deciding import Verdict
from assay.catalog.ids import UnreadableId, among, family_of
from assay.catalog.library import Library, requirements_of
from assay.errors import BadInput, Problem
from assay.ids import near
from assay.sheets import read_sheets

__all__ = ["read_verdicts"]

_VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
_WORDS: Final = f"Write one of {', '.join(_VERDICTS)}."
_SHAPE: Final = (
    'Write `{"ac-2": "met"}`, or a table with the headings requirement and verdict.'
)
Said = tuple[str, str, str]
"""Where it is said, of which requirement, and the verdict, as they are written."""


def read_verdicts(
    data: bytes, *, file: str, library: Library, of: str
) -> dict[str, Verdict]:
    """The verdicts in a file, by requirement id of the catalog or baseline `of`.

    Raises:
        BadInput: With every fault found: what is no verdict, no requirement of the set,
            or is said twice and differently.
        UnknownName: The library has no such catalog or baseline.
    """
    known = {one.id for one in requirements_of(library, of)}
    baseline = library.baselines.get(of)
    family = family_of(of if baseline is None else baseline.catalog)
    problems: list[Problem] = []
    found: dict[str, Verdict] = {}
    for place, name, word in _said(data, file, problems):
        try:
            ids = (name,) if name in known else among(name, known, family)
        except UnreadableId as fault:
            problems.append(
                Problem(
                    file=file, place=place, message=fault.message, remedy=fault.remedy
                )
            )
            continue
        verdict = _verdict(word)
        wrong = [] if verdict is not None else [(f"{word!r} is no verdict", _WORDS)]
        wrong += _unclear(ids, name, of, known)
        if not wrong and verdict is not None:
            (only,) = ids
            if found.setdefault(only, verdict) != verdict:
                wrong = [
                    (f"{name} was {found[only]} before", "State one verdict of it.")
                ]
        problems += [
            Problem(file=file, place=place, message=m, remedy=r) for m, r in wrong
        ]
    if not found and not problems:
        problems.append(
            Problem(file=file, message="It states no verdict", remedy=_SHAPE)
        )
    if problems:
        raise BadInput(problems)
    return found


def _unclear(
    ids: tuple[str, ...], name: str, of: str, known: Iterable[str]
) -> Iterator[tuple[str, str]]:
    if not ids:
        close = near(name.lower(), known)
        remedy = f"Did you mean {' or '.join(close)}?" if close else ""
        yield f"There is no requirement {name!r} in {of}", remedy
    elif len(ids) > 1:
        yield f"{name!r} may be {' or '.join(ids)}", "Write it in full."


def _verdict(word: str) -> Verdict | None:
    plain = word.strip().lower().replace(" ", "_").replace("-", "_")
    return next((one for one in _VERDICTS if one == plain), None)


def _said(data: bytes, file: str, problems: list[Problem]) -> list[Said]:
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return _of_json(data, file, problems)
    for sheet in read_sheets(data, file=file, problems=problems):
        found = _of_rows(sheet.rows)
        if found is not None:
            return found
    if not problems:
        message = "It is neither JSON nor a table of verdicts"
        problems.append(Problem(file=file, message=message, remedy=_SHAPE))
    return []


def _of_rows(rows: tuple[tuple[str, ...], ...]) -> list[Said] | None:
    for start, row in enumerate(rows):
        headings = [cell.strip().lower() for cell in row]
        if {"requirement", "verdict"} <= set(headings):
            at, says = headings.index("requirement"), headings.index("verdict")
            return [
                (f"row {number}", cells[at], cells[says] if says < len(cells) else "")
                for number, cells in enumerate(rows[start + 1 :], start + 2)
                if at < len(cells) and cells[at]
            ]
    return None


def _of_json(data: bytes, file: str, problems: list[Problem]) -> list[Said]:
    try:
        tree: Any = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        problems.append(Problem(file=file, message=f"The file is not JSON: {fault}"))
        return []
    table = _table(tree)
    inner: Any = table.get("conclusions", table.get("verdicts"))
    said: object = tree if inner is None or isinstance(inner, str) else inner
    if not isinstance(said, list):
        return [(name, name, _text(one)) for name, one in _table(said).items()]
    rows = cast("list[object]", said)
    return [
        (
            f"[{index}]",
            _text(_table(one).get("requirement")),
            _text(_table(one).get("verdict", _table(one).get("state"))),
        )
        for index, one in enumerate(rows)
    ]


def _table(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)
