"""The published vocabularies, and what their words can and cannot tell.

From canonical to native is a function, except where a vocabulary has no word. From
native to canonical is a set of possibilities, which a more precise source narrows and
never contradicts. Both come from one relation, "the word may be said of the shape", so
that no word is written which reading would not give back.
"""

import re
from functools import cache
from typing import Final, TypeAlias

from assay.errors import Error
from assay.register.responsibilities.parts import (
    NOT_APPLICABLE,
    SHAPES,
    Part,
    Shape,
    Who,
    shape_of,
    who_holds,
)
from assay.register.responsibility import Responsibility, Scheme

__all__ = [
    "SCHEMES",
    "NotExpressible",
    "admits",
    "narrow",
    "native",
    "possibilities",
    "possible",
    "read_word",
    "who",
    "word_of",
]

SCHEMES: Final[dict[Scheme, str]] = {
    "fedramp": "FedRAMP control origination",
    "pci": "PCI DSS responsibility summary",
    "ccm": "CSA CCM shared security responsibility model",
    "soc": "SOC complementary controls",
    "iso27017": "ISO/IEC 27017 columns",
    "cjis": "CJIS companion columns",
}
"""Every vocabulary by its id."""

_JOIN: Final = " + "
_Sides: TypeAlias = str

# Which parties hold a part: (P)rovider, (T)hird party, (C)ustomer, (A)uthority. A
# vocabulary without a word for what the parties hold between them has an empty cell.
_COLUMNS: Final[tuple[Scheme, ...]] = ("pci", "ccm", "soc", "iso27017", "cjis")
_TABLE: Final[dict[_Sides, tuple[str, str, str, str, str]]] = {
    "P": ("provider", "CSP-owned", "control", "provider", "Service Provider"),
    "T": ("provider", "3rd-party outsourced", "csoc", "provider", "Service Provider"),
    "PT": (
        "provider",
        "Shared CSP and 3rd party",
        "control + csoc",
        "provider",
        "Service Provider",
    ),
    "C": ("customer", "CSC-owned", "cuec", "customer", "Agency"),
    "PC": ("shared", "Shared CSP and CSC", "control + cuec", "both", "Both"),
    "TC": ("shared", "Shared CSP and CSC", "csoc + cuec", "both", "Both"),
    "PTC": (
        "shared",
        "Shared CSP and CSC",
        "control + csoc + cuec",
        "both",
        "Both",
    ),
    "A": ("", "", "", "", "CJIS/CSO"),
    "": ("n/a", "N/A", "excluded", "excluded", ""),
}

_SUPPLIED: Final[Shape] = frozenset({"provider-supply", "customer-configure"})
"""A PCI summary calls it `shared` or `customer`, as its author chooses."""


_INHERITABLE: Final[dict[str, Who]] = {
    "inheritable": "provider",
    "inheritable in part": "shared",
    "not inheritable": "customer",
}
"""What a customer responsibility matrix says where no origination is given."""


class NotExpressible(Error):  # noqa: N818 - reads as what it is
    """A vocabulary has no word for it."""


def word_of(scheme: Scheme, shape: Shape) -> str:
    """The word of a vocabulary for a shape.

    Raises:
        NotExpressible: It has none.
    """
    found = _word(scheme, shape)
    if not found:
        held = ", ".join(sorted(shape)) or "not applicable"
        message = f"{SCHEMES[scheme]} has no word for: {held}"
        raise NotExpressible(message, remedy="Use another format, or OSCAL.")
    return found


def _word(scheme: Scheme, shape: Shape) -> str:
    if scheme == "fedramp":
        return _origination(shape)
    row = _TABLE.get(_sides(shape))
    return row[_COLUMNS.index(scheme)] if row else ""


def _sides(shape: Shape) -> _Sides:
    initials = {part[0].upper() for part in shape}
    return "".join(one for one in "PTCA" if one in initials)


def _origination(shape: Shape) -> str:
    """FedRAMP's control origination: one or several values, in the order of its list.

    A supplied feature that the customer configures is `customer-configured` and no
    more; a third party without an authorization falls together with the system.
    """
    if shape == NOT_APPLICABLE:
        return "not-applicable"
    if "authority" in shape:
        return ""
    supplied = "provider-supply" in shape and "customer-configure" not in shape
    system: tuple[Part, ...] = ("provider-system", "third-party")
    holds = {
        "sp-corporate": "provider-corporate" in shape,
        "sp-system": supplied or any(part in shape for part in system),
        "customer-configured": "customer-configure" in shape,
        "customer-provided": "customer-implement" in shape,
        "inherited": "third-party-authorized" in shape,
    }
    return _JOIN.join(word for word, held in holds.items() if held)


def admits(scheme: Scheme, word: str, shape: Shape) -> bool:
    """Whether the word may be said of the shape; `word` as `read_word` gives it."""
    plain = _word(scheme, shape)
    if scheme == "pci" and word == "customer" and shape == _SUPPLIED:
        return True
    if word in _INHERITABLE:
        return scheme == "fedramp" and who_holds(shape) == _INHERITABLE[word]
    if scheme == "fedramp" and "shared" in word.split(_JOIN):
        rest = set(word.split(_JOIN)) - {"shared"}
        parties = {one for one in _sides(shape) if one in "PTC"}
        return {"C"} < parties and bool(plain) and rest <= set(plain.split(_JOIN))
    return bool(plain) and plain == word


@cache
def possibilities(scheme: Scheme, word: str) -> frozenset[Shape]:
    """Every shape that the word may be said of; none for what is no word of it."""
    return frozenset(shape for shape in SHAPES if admits(scheme, word, shape))


def narrow(known: frozenset[Shape], told: frozenset[Shape]) -> frozenset[Shape]:
    """What both sources leave possible; nothing at all where they contradict."""
    return known & told


def possible(one: Responsibility) -> frozenset[Shape]:
    """What a statement leaves possible: its allocations, or else its native words."""
    if one.allocations or one.not_applicable:
        return frozenset({shape_of(one)})
    found = SHAPES if one.native else frozenset[Shape]()
    for told in one.native:
        word = read_word(told.scheme, told.word)
        found = narrow(found, possibilities(told.scheme, word))
    return found


def native(one: Responsibility, scheme: Scheme) -> str:
    """The statement in the words of a vocabulary: its own where it has them.

    Raises:
        NotExpressible: There is no word, or what is known leaves several open.
    """
    left = possible(one)
    own = [read_word(t.scheme, t.word) for t in one.native if t.scheme == scheme]
    fitting = [word for word in own if left & possibilities(scheme, word)]
    if fitting:
        return min(fitting, key=lambda word: len(possibilities(scheme, word)))
    words = {_word(scheme, shape) for shape in left}
    if len(words) == 1 and left:
        return word_of(scheme, next(iter(left)))
    message = f"{one.id}: its source leaves open which word of {SCHEMES[scheme]} it is"
    remedy = "State its allocations."
    raise NotExpressible(message, remedy=remedy)


def who(one: Responsibility) -> Who:
    """Who holds it in one word, `unknown` where the source leaves that open.

    A word that its author may choose for something else is taken at its face value.
    """
    left = possible(one)
    faces = frozenset(
        shape
        for shape in left
        if all(
            _word(told.scheme, shape) == read_word(told.scheme, told.word)
            for told in one.native
        )
    )
    held: frozenset[Who] = frozenset(who_holds(shape) for shape in faces or left)
    return next(iter(held)) if len(held) == 1 else "unknown"


def read_word(scheme: Scheme, spelling: str) -> str:
    """The word that a spelling stands for: `SP Corporate`, `Hybrid`, `CSP`, `Both`.

    Empty where it stands for none.
    """
    if scheme == "fedramp":
        return _read_origination(spelling)
    if scheme == "soc":
        return _read_complementary(spelling)
    folded = _fold(spelling)
    if not folded:
        return ""
    for word, spellings in _SPELLINGS[scheme].items():
        if folded in spellings or folded == _fold(word):
            return word
    return ""


def _fold(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


_PROVIDER: Final = (
    "provider", "service provider", "cloud service provider", "csp", "tpsp", "vendor",
    "third party service provider", "provider only", "csp owned", "cloud provider",
)  # fmt: skip
_CUSTOMER: Final = (
    "customer", "client", "entity", "csc", "tenant", "customer only", "csc owned",
    "cloud service customer", "merchant", "user entity",
)  # fmt: skip
_BOTH: Final = (
    "shared", "both", "joint", "shared responsibility", "csp and csc",
    "provider and customer", "customer and provider", "both provider and customer",
)  # fmt: skip
_NONE: Final = ("n a", "na", "not applicable", "none", "not in scope")
_SPELLINGS: Final[dict[Scheme, dict[str, tuple[str, ...]]]] = {
    "pci": {
        "provider": _PROVIDER,
        "customer": _CUSTOMER,
        "shared": _BOTH,
        "n/a": _NONE,
    },
    "ccm": {
        "CSP-owned": _PROVIDER,
        "CSC-owned": _CUSTOMER,
        "3rd-party outsourced": ("third party outsourced", "3rd party", "third party"),
        "Shared CSP and CSC": (*_BOTH, "shared csp csc"),
        "Shared CSP and 3rd party": (
            "shared csp and third party",
            "shared csp 3rd party",
        ),
        "N/A": _NONE,
    },
    "iso27017": {
        "provider": _PROVIDER,
        "customer": _CUSTOMER,
        "both": _BOTH,
        "excluded": _NONE,
    },
    "cjis": {
        "Service Provider": _PROVIDER,
        "Agency": _CUSTOMER,
        "Both": _BOTH,
        "CJIS/CSO": ("cjis", "cso", "csa", "cjis cso", "fbi cjis"),
    },
}

_ORIGINATION: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (r"hybrid", ("sp-corporate", "sp-system")),
    (r"shared", ("shared",)),
    (r"inherit", ("inherited",)),
    (r"configured.*cust|cust\w* configured", ("customer-configured",)),
    (r"provided.*cust|cust\w* provided", ("customer-provided",)),
    (r"corporate", ("sp-corporate",)),
    (r"^sp system|system specific|provider system", ("sp-system",)),
)
"""What of a heading or value tells it from the others, in the order of trying."""
_ORDER: Final = (
    "sp-corporate",
    "sp-system",
    "shared",
    "customer-configured",
    "customer-provided",
    "inherited",
)


def _read_origination(spelling: str) -> str:
    words: set[str] = set()
    for piece in re.split(r"\s*[+,;\n|]\s*", spelling.strip()):
        found = _one_origination(_fold(piece))
        if not found:
            return ""
        words.update(found)
    for alone in ("not-applicable", *_INHERITABLE):
        if alone in words:
            return alone if len(words) == 1 else ""
    return _JOIN.join(word for word in _ORDER if word in words)


def _one_origination(folded: str) -> tuple[str, ...]:
    if folded in _NONE:
        return ("not-applicable",)
    if folded in _INHERITABLE:
        return (folded,)
    for pattern, words in _ORIGINATION:
        if re.search(pattern, folded):
            return words
    return ()


_COMPLEMENTARY: Final[dict[str, tuple[str, ...]]] = {
    "control": ("control", "in scope control"),
    "csoc": ("csoc", "csoc carve out", "complementary subservice organization control"),
    "cuec": ("cuec", "cuec only", "complementary user entity control"),
    "excluded": ("excluded", "excluded criterion", *_NONE),
}


def _read_complementary(spelling: str) -> str:
    words: set[str] = set()
    for piece in re.split(r"\s*[+,;\n|]\s*", spelling.strip()):
        folded = _fold(piece)
        found = [word for word, all_ in _COMPLEMENTARY.items() if folded in all_]
        if not found:
            return ""
        words.update(found)
    if "excluded" in words:
        return "excluded" if len(words) == 1 else ""
    return _JOIN.join(word for word in _COMPLEMENTARY if word in words)
