"""Which of the catalogs here a file may mean: by its name, or by what it names."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from assay.catalog.values import Catalog
from assay.ids import slug

__all__ = ["holding", "nearest", "read_from"]

_FORM: Final = re.compile(r"(-min)?\.(json|xml|ya?ml)$", re.IGNORECASE)
_MOST_NEAR: Final = 3


def read_from(file: str, pool: Mapping[str, Catalog]) -> tuple[str, ...]:
    """The catalogs that were imported from a file of that name, in whatever form."""
    stem = slug(_FORM.sub("", file))
    return tuple(
        name
        for name, held in pool.items()
        if stem and slug(_FORM.sub("", held.provenance.file)) == stem
    )


def holding(ids: Iterable[str], catalogs: Iterable[Catalog]) -> tuple[str, ...]:
    """The catalogs in which all of these are active."""
    wanted = set(ids)
    return tuple(
        one.id
        for one in catalogs
        if wanted <= {row.id for row in one.requirements if row.status == "active"}
    )


def nearest(ids: Iterable[str], pool: Mapping[str, Catalog]) -> tuple[str, ...]:
    """The catalogs that have most of these, where they have at least half."""
    wanted = set(ids)
    shared = {
        one.id: len(wanted & {row.id for row in one.requirements})
        for one in pool.values()
    }
    fitting = [name for name in shared if 2 * shared[name] >= len(wanted)]
    return tuple(sorted(fitting, key=lambda name: -shared[name])[:_MOST_NEAR])
