"""Which service or region of a register a name stands for."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, Protocol, TypeVar

from assay.ids import slug
from assay.register import Register

__all__ = ["Known"]

_BRACKETS: Final = re.compile(r"\([^()]*\)")


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


N = TypeVar("N", bound=_Named)


class Known:
    """The names under which a register holds its services and regions.

    Names are compared as slugs with ids, titles and aliases, and with these without
    what they have in brackets. A spelling that two things share stands for neither.
    """

    def __init__(self, register: Register) -> None:
        self._services = _spellings(register.services)
        self._regions = _spellings(register.regions)

    def service(self, names: Iterable[str]) -> str:
        """The id under the first name that is held, else that name as it is.

        So the answer can say that the register has no such service, which is not the
        same as having no name for it.
        """
        asked = tuple(names)
        held = (self._services.get(slug(name)) for name in asked)
        return next((one for one in held if one), next(iter(asked), ""))

    def region(self, name: str) -> str:
        """The id of a region, else its name as it is."""
        return self._regions.get(slug(name)) or name


def _spellings(things: Mapping[str, N]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for one in things.values():
        for name in (one.title, *one.aliases):
            for form in (name, _BRACKETS.sub(" ", name)):
                found.setdefault(slug(form), set()).add(one.id)
    plain = {form: next(iter(ids)) for form, ids in found.items() if len(ids) == 1}
    return {**plain, **{slug(one): one for one in things}, "": ""}
