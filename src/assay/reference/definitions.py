"""The page of what people write: each file of a workspace, table by table, key by key.

Keys, types and meanings come from the dataclasses that the files are read into.
"""

import ast
import dataclasses
import inspect
import textwrap
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from assay.catalog import Baseline, Catalog, Crosswalk
from assay.reference.markdown import code, grid, prose
from assay.register.agreement import Agreement, Eligible, Terms
from assay.register.controls import Control, Coverage
from assay.register.kinds import ANY_KIND, KINDS
from assay.register.values import (
    Attestation,
    Document,
    Extent,
    Migration,
    Party,
    Plan,
    Provider,
    Region,
    Responsibility,
    Service,
)

__all__ = ["definitions_page"]

_FILES: tuple[tuple[str, type], ...] = (
    ("`register/provider.toml`", Provider),
    ("`register/services.toml`: `[[service]]`", Service),
    ("`register/regions.toml`: `[[region]]`", Region),
    ("`register/parties.toml`: `[[party]]`", Party),
    ("`register/sources.toml`: `[[source]]`", Document),
    ("`register/attestations/<id>.toml`", Attestation),
    ("`register/plans.toml`: `[[plan]]`", Plan),
    ("`register/migrations.toml`: `[[migration]]`", Migration),
    ("`register/terms.toml`: `[[terms]]`", Terms),
    ("`register/agreements/<id>.toml`", Agreement),
    ("`register/eligible/<program>.toml`: `[[eligible]]`", Eligible),
    ("`register/responsibilities/<name>.toml`: `[[responsibility]]`", Responsibility),
    ("`controls/<id>.toml`", Control),
    ("`controls/coverage/<catalog>.toml`: `[[coverage]]`", Coverage),
    ("`catalogs/<id>.toml`", Catalog),
    ("`baselines/<id>.toml`", Baseline),
    ("`crosswalks/<id>.toml`", Crosswalk),
)
_NAMED_BY_FILE = (Attestation, Agreement, Control)
_PLAIN: dict[object, str] = {
    str: "text",
    int: "number",
    float: "number",
    bool: "true or false",
    date: "date",
}


def definitions_page() -> Iterator[str]:
    """Every file, the tables inside them, and what each kind of program allows."""
    yield "# What you write\n"
    yield prose(
        "A workspace's own files, in TOML. An unknown key is a fault, so a misspelt "
        "one is found; all faults of all files are told at once, with file, key and "
        "remedy. `assay doctor` reads everything. Dates are written plainly: "
        "`2026-11-24`."
    )
    yield prose(
        "`assay.toml` has `version = 1`, a `name`, the log's `origin` and the "
        "[sources](sources.md). `parameters/<set>.toml` gives each parameter of a "
        "catalog or baseline its value, or a list of them. "
        "[Checks](../how-to/write-a-check.md) have a page of "
        "their own, and so have [the formats](../README.md) that Assay writes."
    )
    yield prose(
        "An **extent** is `all`, a list of ids, `unstated` (the source says that there "
        "is a scope and not which) or `same-as:<attestation>`."
    )
    inner: dict[str, type] = {}
    for heading, kind in _FILES:
        yield f"\n## {heading}\n"
        yield from _record(kind, inner)
    yield "\n# The tables inside them"
    done: set[str] = set()
    while open_ends := sorted(inner.keys() - done):
        for name in open_ends:
            done.add(name)
            yield f"\n## {name}\n"
            yield from _record(inner[name], inner)
    yield from _kinds()


def _record(kind: type, inner: dict[str, type]) -> Iterator[str]:
    yield f"{(kind.__doc__ or '').splitlines()[0]}\n"
    hints, meanings = get_type_hints(kind), _meanings(kind)
    rows: list[tuple[str, ...]] = []
    for field in dataclasses.fields(kind):
        if field.name == "id" and kind in _NAMED_BY_FILE:
            continue
        required = "yes" if _required(field) else ""
        shape = _shape(hints[field.name], inner)
        rows.append((code(field.name), shape, required, meanings.get(field.name, "")))
    yield from grid(("key", "value", "required", "meaning"), rows)
    if kind in _NAMED_BY_FILE:
        yield "\nThe file's name is the id."


def _required(field: "dataclasses.Field[Any]") -> bool:
    absent = dataclasses.MISSING
    return field.default is absent and field.default_factory is absent


def _meanings(kind: type) -> dict[str, str]:
    """The sentence below each field in the source; Python does not keep it."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef)).body
    found: dict[str, str] = {}
    for node, after in pairwise(body):
        if isinstance(node, ast.AnnAssign) and isinstance(after, ast.Expr):
            text = ast.literal_eval(after.value)
            found[ast.unparse(node.target)] = " ".join(str(text).split())
    return found


def _shape(hint: Any, inner: dict[str, type]) -> str:
    """A type as the person who writes the file thinks of it."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    if hint == Extent:
        return "extent"
    if get_origin(hint) is Literal:
        return code(*(str(word) for word in get_args(hint) if word))
    if get_origin(hint) in (Union, UnionType):
        present = [part for part in get_args(hint) if part is not type(None)]
        return " or ".join(_shape(part, inner) for part in present)
    if get_origin(hint) is tuple:
        return f"list of {_shape(get_args(hint)[0], inner)}"
    name = hint.__name__.lower()
    inner[name] = hint
    return f"[{name}](#{name})"


def _kinds() -> Iterator[str]:
    yield "\n## Kinds\n"
    yield prose(
        "Which keys a statement may carry depends on its program's kind. A statement "
        f"of any kind may carry {code(*sorted(ANY_KIND - {'id'}))}. Beyond these:"
    )
    yield from grid(
        ("kind", "made by", "may carry", "must carry", "said of it while in force"),
        (
            (
                kind.replace("_", " "),
                " or ".join(rules.speakers),
                code(*sorted(rules.may)),
                code(*sorted(rules.must)),
                f"“{rules.verbs['in_force']} …”"
                + (", after “No certificate exists”" if rules.bare else ""),
            )
            for kind, rules in KINDS.items()
        ),
    )
    yield "\nOnly of a certification is anything ever called certified."
