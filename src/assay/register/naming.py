"""Which service or region a name means; a person is asked where it is not plain.

A name means a service where it is its id, its title or one of its aliases, whatever the
case and the signs between words. Marketing names are longer: "Amazon Simple Storage
Service (S3)". So the provider's own words are left out, and what stands in brackets,
and such a name counts where it leads to exactly one service. What stands in brackets
counts by itself only where it abbreviates what stands before: "Elastic Block Store
(EC2)" is not EC2. A near miss is never taken.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from assay.ids import near
from assay.register.values import Region, Register, Service

__all__ = ["Names", "key_of", "without_notes"]

_NOTES: Final = re.compile(r"(?:\s*(?:[*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰]+|\[[\w*†‡§]{1,3}\]))+\s*$")
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_GAP: Final = re.compile(r"[\W_]+")
_OWN_WORDS: Final = ("amazon", "aws", "azure", "microsoft", "google", "google cloud")
_ALL: Final = frozenset({"all", "all-regions", "every-region"})
_EVERYWHERE: Final = frozenset({"any", "global", "worldwide", "everywhere"})
"""What may mean all regions, or a service that is in none; so it is asked about."""
_NEAR: Final = 3
_MOST_NEAR: Final = 6
"""Spellings looked at, several of which may be of one thing."""

Things = Mapping[str, Service] | Mapping[str, Region]


def without_notes(name: str) -> str:
    """A name without the marks of footnotes behind it."""
    return _NOTES.sub("", name).strip()


class Names:
    """The names that a register's services and regions go by."""

    def __init__(self, register: Register) -> None:
        provider = register.provider.name
        own = {*_OWN_WORDS, provider, *provider.split()[:1]}
        keys = {key_of(word) for word in own}
        words = tuple(sorted(keys - {""}, key=len, reverse=True))
        self._services = _index(register.services, words)
        self._regions = _index(register.regions, words)

    def service(self, name: str) -> tuple[str, ...]:
        """The ids that a name may mean: one if it is plain which."""
        return self._services.meant(without_notes(name))

    def region(self, name: str) -> tuple[str, ...]:
        """The same for a region; `all` where the name means every one."""
        text = without_notes(name) or name.strip()
        if text == "*" or any(one in _ALL for one in self._regions.short(key_of(text))):
            return ("all",)
        return self._regions.meant(text)

    def unread(self, name: str) -> tuple[str, ...]:
        """What a service's name has in brackets that its meaning does not rest on."""
        return self._services.unread(without_notes(name))

    def short(self, text: str) -> tuple[str, ...]:
        """A text as it is compared, and without the provider's own words before it."""
        return tuple(self._services.short(key_of(text)))

    def near(self, what: str, name: str) -> tuple[str, ...]:
        """The ids whose names are like one that means nothing here."""
        if what == "region" and key_of(name) in _EVERYWHERE:
            return ("all",)
        index = self._services if what == "service" else self._regions
        return index.near(without_notes(name))


@dataclass(frozen=True, slots=True)
class _Index:
    """The names of services, or of regions."""

    own: tuple[str, ...]
    """The provider's own words, the longest first."""
    plain: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Ids by each spelling as it stands."""
    loose: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Ids by each spelling without the provider's own words."""
    loosest: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Ids by each spelling without what stands in brackets, and by that."""
    spelled: dict[str, str] = field(default_factory=dict[str, str])
    """The id of each spelling, to look for near ones."""

    def meant(self, text: str) -> tuple[str, ...]:
        """The ids that a text may mean."""
        whole = self._found(text)
        if whole:
            return tuple(sorted(whole))
        outer = _BRACKETS.sub(" ", text)
        outside = self._found(outer) or self._found_loosely(outer)
        inside = {
            one
            for part in _BRACKETS.findall(text)
            if outside or self._abbreviates(part, outer)
            for one in self._found(part)
        }
        both = outside & inside
        return tuple(sorted(both or outside | inside))

    def unread(self, text: str) -> tuple[str, ...]:
        """What is in brackets and names nothing, where the text as a whole does not."""
        if self._found(text):
            return ()
        return tuple(p for p in _BRACKETS.findall(text) if not self._found(p))

    def near(self, name: str) -> tuple[str, ...]:
        """The ids that stand in its brackets, and those whose spellings are like it."""
        inside = {
            one
            for part in _BRACKETS.findall(name)
            for one in self._found(part) or self._found_loosely(part)
        }
        close = near(name, self.spelled, most=_MOST_NEAR)
        like = [self.spelled[one] for one in close]
        return tuple(dict.fromkeys([*sorted(inside), *like]))[:_NEAR]

    def short(self, key: str) -> Iterator[str]:
        """The key, and what is left of it without the provider's own words."""
        yield key
        for word in self.own:
            if key.startswith(f"{word}-"):
                yield from self.short(key.removeprefix(f"{word}-"))
            middle = f"all-{word}-"
            if key.startswith(middle):
                yield f"all-{key.removeprefix(middle)}"

    def _found(self, text: str) -> set[str]:
        key = key_of(text)
        return self.plain.get(key) or {
            one for form in self.short(key) for one in self.loose.get(form, ())
        }

    def _found_loosely(self, text: str) -> set[str]:
        forms = self.short(key_of(text))
        return {one for form in forms for one in self.loosest.get(form, ())}

    def _abbreviates(self, text: str, words: str) -> bool:
        """Whether a text is made of the first letters of words: S3, EC2, IAM."""
        letters = list(self.short(key_of(text)))[-1].replace("-", "")
        spelled = re.sub(r"(\D)([2-9])", lambda one: one[1] * int(one[2]), letters)
        for form in self.short(key_of(words)):
            initials = iter(word[0] for word in form.split("-") if word)
            starts = form[:1] == spelled[:1]
            if starts and len(spelled) > 1 and all(one in initials for one in spelled):
                return True
        return False


def _index(things: Things, own: tuple[str, ...]) -> _Index:
    index = _Index(own)
    for one in things.values():
        for spelling in (one.id, one.title, *one.aliases):
            _add(index, spelling, one.id)
    return index


def _add(index: _Index, spelling: str, identifier: str) -> None:
    key = key_of(spelling)
    if not key:
        return
    index.spelled.setdefault(spelling, identifier)
    index.plain.setdefault(key, set()).add(identifier)
    for form in index.short(key):
        index.loose.setdefault(form, set()).add(identifier)
    for part in (_BRACKETS.sub(" ", spelling), *_BRACKETS.findall(spelling)):
        for form in index.short(key_of(part)):
            if form:
                index.loosest.setdefault(form, set()).add(identifier)


def key_of(name: str) -> str:
    """A name as it is compared: words in small letters of any script, joined by `-`."""
    return _GAP.sub("-", unicodedata.normalize("NFKC", name).casefold()).strip("-")
