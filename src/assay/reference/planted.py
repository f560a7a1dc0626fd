"""The page of the demonstration's planted exceptions: what its run must find."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from itertools import groupby
from typing import Any, cast

from assay.library import read_files
from assay.reference.markdown import code, grid, prose
from assay.reference.programs import shipped_programs
from assay.register import members, read_register
from assay.workspace import source_kinds

__all__ = ["planted_page"]

_EXAMPLE = "examples/northwind"
_AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
"""Which rows are planted does not depend on the time."""
_MANY = 3


def planted_page() -> Iterator[str]:
    """Every exception by the check that finds it; long lists with one cause as one."""
    files = read_files(_EXAMPLE)
    options = tomllib.loads(files["assay.toml"].decode())["sources"]["demo"]
    found = sorted(_planted(files, options), key=_cause)
    yield "# Planted exceptions\n"
    yield prose(
        "The example `northwind` collects made-up rows from its source `demo`, with "
        f"seed {options['seed']} and size {options['size']}. These exceptions are put "
        "into them. A run finds these and no others, and a test holds it to that. "
        "Every view marks the rows as synthetic."
    )
    headings = ("check", "subject", "service", "region", "verdict", "why")
    yield from grid(headings, _rows(found))


def _rows(found: list[Any]) -> Iterator[tuple[str, ...]]:
    for (check, verdict, why), group in groupby(found, key=_cause):
        alike = list(group)
        if len(alike) > _MANY:
            subjects = f"{len(alike)} subjects, from {code(alike[0].subject)} on"
            services, regions = _places(alike)
            yield code(check), subjects, services, regions, _said(verdict), why
            continue
        for one in alike:
            where = (one.service, one.region)
            yield code(check), code(one.subject), *where, _said(verdict), why


def _places(alike: list[Any]) -> tuple[str, str]:
    services = {one.service for one in alike if one.service}
    regions = sorted({one.region for one in alike})
    few = sorted(services) if len(services) <= _MANY else [f"{len(services)} services"]
    return ", ".join(few), ", ".join(regions)


def _cause(one: Any) -> tuple[str, str, str]:
    return one.check, one.verdict, one.why


def _said(verdict: str) -> str:
    return verdict.replace("_", " ")


def _planted(files: dict[str, bytes], options: dict[str, Any]) -> list[Any]:
    """The generator's own list, asked of the plug-in that is installed."""
    module = import_module(source_kinds()["synthetic"].module)
    ask = cast("Callable[..., tuple[Any, ...]]", module.planted)
    register = read_register(
        {name: data for name, data in files.items() if name.startswith("register/")},
        shipped_programs(),
    )
    cells = tuple(
        (service.id, region)
        for service in register.services.values()
        for region in members(service.regions, register.regions)
    )
    return list(
        ask(
            seed=options["seed"],
            size=options["size"],
            at=_AT,
            services=tuple(register.services),
            regions=tuple(register.regions),
            cells=cells,
        )
    )
