"""Names: what a well-formed id looks like, and which known name a wrong one is near."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["near", "resolve_name", "slug", "well_formed"]

_ID = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)*")
_GAP = re.compile(r"[^a-z0-9]+")


def well_formed(identifier: str) -> bool:
    """Whether `identifier` may name a thing of ours: `soc-2-2016h2`, `cc6.1`."""
    return _ID.fullmatch(identifier) is not None


def slug(name: str) -> str:
    """A spoken name folded to its id: `Unclassified (DLM)` is `unclassified-dlm`."""
    return _GAP.sub("-", name.lower()).strip("-")


def near(name: str, known: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """The known names most like `name`, nearest first."""
    by_slug: dict[str, str] = {}
    for candidate in known:
        by_slug.setdefault(slug(candidate), candidate)
    wanted = slug(name)
    close = get_close_matches(wanted, by_slug, n=most, cutoff=0.55)
    inside = [s for s in by_slug if wanted and (wanted in s or s in wanted)]
    return tuple(by_slug[s] for s in dict.fromkeys([*close, *sorted(inside)]))[:most]


def resolve_name(name: str, names: Iterable[tuple[str, str]]) -> str | None:
    """The id that `name` stands for among `(spelling, id)` pairs, compared as slugs.

    Returns None when no spelling fits; never guesses a near miss.
    """
    wanted = slug(name)
    for spelling, identifier in names:
        if slug(spelling) == wanted:
            return identifier
    return None
