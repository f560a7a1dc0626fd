"""search: what is looked for in catalogs, by id in any spelling and by words."""

from assay.catalog.search.entries import Entry, entries
from assay.catalog.search.hits import Found, Hit, Matched, cut, in_order
from assay.catalog.search.query import Query, Term, read_query
from assay.catalog.search.words import stemmed

__all__ = [
    "Entry",
    "Found",
    "Hit",
    "Matched",
    "Query",
    "Term",
    "cut",
    "entries",
    "in_order",
    "read_query",
    "stemmed",
]
