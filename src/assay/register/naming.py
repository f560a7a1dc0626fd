"""Which service or region a name means; a person is asked where it is not plain.

A name means a service where it is its id, its title or one of its aliases, compared as
slugs. Marketing names are longer: "Amazon Simple Storage Service (S3)". So the text in
brackets, the text without it, and both without the provider's own words are tried too,
and count where they lead to exactly one service. A near miss is never taken.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from assay.ids import near, slug
from assay.register.values import Region, Register, Service

__all__ = ["Names"]

_NOTES: Final = re.compile(r"(?:\s*(?:\*+|†|‡|§|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\[\w{1,3}\]))+\s*$")
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_OWN_WORDS: Final = ("amazon", "aws", "azure", "microsoft", "google", "google cloud")
_ALL: Final = frozenset({"all", "all-regions", "any", "global", "worldwide", "every"})


class Names:
    """The names that a register's services and regions go by."""

    def __init__(self, register: Register) -> None:
        provider = register.provider.name
        own = {*_OWN_WORDS, provider.lower(), provider.split()[0].lower()}
        self._own = sorted(map(slug, own), key=len, reverse=True)
        self._services = _plain(register.services)
        self._forms = self._loose(register.services)
        self._regions = _plain(register.regions)
        self._region_forms = self._loose(register.regions)
        self._titles = {
            "service": [one.title for one in register.services.values()],
            "region": [one.title for one in register.regions.values()],
        }

    def service(self, name: str) -> tuple[str, ...]:
        """The ids that a name may mean: one if it is plain which."""
        return self._found(name, self._services, self._forms)

    def region(self, name: str) -> tuple[str, ...]:
        """The same for a region; `all` where the name means every one."""
        if slug(name) in _ALL or name.strip() == "*":
            return ("all",)
        return self._found(name, self._regions, self._region_forms)

    def near(self, what: str, name: str) -> tuple[str, ...]:
        """Titles like a name that means nothing here."""
        return near(_NOTES.sub("", name), self._titles[what])

    def _found(
        self, name: str, plain: Mapping[str, str], loose: Mapping[str, set[str]]
    ) -> tuple[str, ...]:
        text = _NOTES.sub("", name).strip()
        exact = plain.get(slug(text))
        if exact is not None:
            return (exact,)
        found = {one for form in self._forms_of(text) for one in loose.get(form, ())}
        return tuple(sorted(found))

    def _loose(
        self, things: Mapping[str, Service] | Mapping[str, Region]
    ) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in things.values():
            for spelling in (one.id, one.title, *one.aliases):
                for form in self._forms_of(spelling):
                    found.setdefault(form, set()).add(one.id)
        return found

    def _forms_of(self, text: str) -> Iterator[str]:
        """The forms a name may be shortened to."""
        inside = _BRACKETS.findall(text)
        for part in (text, _BRACKETS.sub(" ", text), *inside):
            form = slug(part)
            if form:
                yield form
                yield from self._without_own_words(form)

    def _without_own_words(self, form: str) -> Iterator[str]:
        for word in self._own:
            if form.startswith(f"{word}-"):
                yield form.removeprefix(f"{word}-")


def _plain(things: Mapping[str, Service] | Mapping[str, Region]) -> dict[str, str]:
    """Ids first, then titles and aliases, as slugs."""
    found: dict[str, str] = {slug(one): one for one in things}
    for one in things.values():
        for spelling in _spellings(one):
            found.setdefault(slug(spelling), one.id)
    return found


def _spellings(one: Service | Region) -> Iterable[str]:
    return (one.title, *one.aliases)
