"""Extents in words: which services and regions, or that nobody said."""

from collections.abc import Iterable, Mapping

from assay.dossier.words import NOT_STATED, capital, joined
from assay.register import Program, Register
from assay.register.values import Extent

__all__ = ["level_words", "region_summary", "region_words", "service_words"]


def service_words(register: Register, extent: Extent) -> str:
    """The services of an extent: `All 24`, `22 of 24: all but ...`, or their names."""
    titles = {service.id: service.title for service in register.services.values()}
    if extent == "all" and not register.provider.services_stated:
        return f"All; which these are is {NOT_STATED}"
    return _words(extent, titles)


def region_words(register: Register, extent: Extent) -> str:
    """The regions of an extent, each by title and id."""
    regions = register.regions.values()
    return _words(extent, {one.id: f"{one.title} ({one.id})" for one in regions})


def level_words(program: Program, levels: tuple[str, ...]) -> str:
    """Levels by title; nothing for a program that has none."""
    if not program.levels:
        return ""
    titles = {level.id: level.title for level in program.levels}
    return joined([titles.get(one, one) for one in levels]) or capital(NOT_STATED)


def region_summary(register: Register, extents: Iterable[Extent]) -> str:
    """The regions of several extents in few words: `All 8 regions`, `eu-west-1`."""
    known = list(register.regions)
    found: set[str] = set()
    for extent in extents:
        if extent == "unstated":
            return "Regions not stated"
        found.update(known if isinstance(extent, str) else extent)
    if not known or len(found) == len(known):
        return f"All {len(known)} regions" if known else "All regions"
    if len(found) <= 2:  # noqa: PLR2004 - two ids still fit a cell
        return joined([region for region in known if region in found])
    return f"{len(found)} of {len(known)} regions"


def _words(extent: Extent, titles: Mapping[str, str]) -> str:
    if isinstance(extent, str):
        all_of_them = f"All {len(titles)}" if titles else "All"
        return all_of_them if extent == "all" else capital(NOT_STATED)
    names = [titles.get(one, one) for one in extent]
    missing = [title for one, title in titles.items() if one not in extent]
    if titles and not missing:
        return f"All {len(titles)}"
    if len(names) > 4 and len(missing) * 2 < len(names):  # noqa: PLR2004 - shorter so
        return f"{len(names)} of {len(titles)}: all but {joined(missing)}"
    return joined(names)
