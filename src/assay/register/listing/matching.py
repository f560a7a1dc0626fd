"""Which service of the register a stated one is, or under which id it is new.

A provider's own id of a service says that two are the same. A shared title or API
prefix does not: one prefix may serve two services, and one title two versions. So what
agrees in these alone is asked about.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assay.ids import slug, well_formed
from assay.register.naming import key_of
from assay.register.values import Service

__all__ = ["Known", "Matched", "Stated", "match"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a service is called by its provider."""

    title: str
    own: str
    """The provider's own id of it; empty where it gives none."""
    prefix: str
    """What its API's addresses begin with."""
    names: tuple[str, ...]
    """All other names that it goes by."""

    @property
    def asked(self) -> str:
        """What it is asked about as."""
        return self.own or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The id, title and further names that a stated service gets."""

    id: str = ""
    title: str = ""
    aliases: tuple[str, ...] = ()
    question: tuple[str, tuple[str, ...]] | None = None
    """What is asked about it, and what may be answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beforehand."""

    services: Mapping[str, Service]
    answers: Mapping[str, str]
    skipped: frozenset[str]
    owner: dict[str, str] = field(default_factory=dict[str, str], init=False)
    """Whose a name is."""

    def __post_init__(self) -> None:
        for one in self.services.values():
            for name in (one.id, one.title, *one.aliases):
                self.owner.setdefault(key_of(name), one.id)


def match(stated: Sequence[Stated], known: Known) -> Iterator[Matched]:
    """Each stated service's match, in order."""
    prefixes = Counter(slug(one.prefix) for one in stated)
    alone = [bool(slug(o.prefix)) and prefixes[slug(o.prefix)] == 1 for o in stated]
    titles = Counter(key_of(one.title) for one in stated)
    keepers = Counter(
        key_of(o.title) for o, own in zip(stated, alone, strict=True) if own
    )
    spelled = Counter(
        key for one in stated for key in {key_of(n) for n in (*one.names, one.title)}
    )
    taken: set[str] = set()
    for one, own_prefix in zip(stated, alone, strict=True):
        if {one.asked, one.title} & known.skipped:
            yield Matched()
            continue
        own = slug(one.own) or slug(one.title)
        found = _identified(one, slug(one.prefix) if own_prefix else own, taken, known)
        if not found.id:
            yield found
            continue
        taken.add(found.id)
        key = key_of(one.title)
        keeps = titles[key] == 1 or (own_prefix and keepers[key] == 1)
        free = known.owner.get(key, found.id) == found.id
        title = one.title if keeps and free else f"{one.title} ({one.asked})"
        yield Matched(
            id=found.id,
            title=title or found.id,
            aliases=tuple(_further(one, found.id, title, spelled, known)),
        )


def _identified(one: Stated, chosen: str, taken: set[str], known: Known) -> Matched:
    """The id of a service, or what has to be asked about it."""
    answer = known.answers.get(one.asked)
    if answer is not None:
        free = well_formed(answer) and answer not in taken
        return Matched(id=answer) if free else Matched(question=("id", ()))
    same = known.owner.get(key_of(one.asked))
    if same is not None and same not in taken:
        return Matched(id=same)
    if not chosen:
        return Matched(question=("id", ()))
    alike = {
        known.owner[key]
        for key in (key_of(one.title), key_of(chosen))
        if key in known.owner
    }
    if alike or chosen in taken:
        new = slug(one.own)
        free = bool(new) and new not in taken and key_of(new) not in known.owner
        return Matched(question=("id", (*sorted(alike), *([new] if free else ()))))
    return Matched(id=chosen)


def _further(
    one: Stated,
    identifier: str,
    title: str,
    spelled: Mapping[str, int],
    known: Known,
) -> Iterator[str]:
    """Names that are the service's alone, and that it does not go by already."""
    own = known.services.get(identifier)
    seen = {key_of(identifier), key_of(own.title if own else title)}
    seen |= {key_of(alias) for alias in (own.aliases if own else ())}
    for name in one.names:
        key = key_of(name)
        alone = spelled[key] == 1 and known.owner.get(key, identifier) == identifier
        if key and alone and key not in seen:
            seen.add(key)
            yield name
