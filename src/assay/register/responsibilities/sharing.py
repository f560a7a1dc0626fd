"""What of a statement may be told to whom: sentences may be held back, duties never."""

from dataclasses import replace
from typing import Final, Literal, TypeAlias

from assay.register.program import Audience
from assay.register.responsibility import Responsibility

__all__ = ["READERS", "Reader", "for_reader"]

Reader: TypeAlias = Literal["public", "customer", "agency", "provider"]

_PUBLIC: Final[tuple[Audience, ...]] = ("public", "registry_public")
_CUSTOMER: Final[tuple[Audience, ...]] = (
    *_PUBLIC,
    "account_holder_under_nda",
    "on_request",
    "contract_parties_only",
)
READERS: Final[dict[Reader, frozenset[Audience]]] = {
    "public": frozenset(_PUBLIC),
    "customer": frozenset(_CUSTOMER),
    "agency": frozenset((*_CUSTOMER, "government_repository")),
    "provider": frozenset(
        (*_CUSTOMER, "government_repository", "controlled_need_to_know")
    ),
}
"""Whose documents each kind of reader may have."""


def for_reader(one: Responsibility, reader: Reader) -> Responsibility:
    """The statement as that reader may have it.

    The provider's internal text stays with the provider. The sentences of a document
    that the reader may not have are left out; who has a part, and every duty, is not.
    """
    if reader == "provider":
        return one
    known = replace(one, internal_text="")
    audience = one.extract.audience if one.extract is not None else "public"
    if audience in READERS[reader]:
        return known
    return replace(
        known,
        provider_text="",
        provided=tuple(replace(given, text="") for given in one.provided),
    )
