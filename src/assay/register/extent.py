"""Extents: which members of an axis a statement names."""

from collections.abc import Iterable

from assay.register.values import Extent

__all__ = ["REFERENCE", "members", "named", "reference"]

REFERENCE = "same-as:"


def reference(extent: Extent) -> str:
    """The attestation that a `same-as:` extent points to, or an empty string."""
    if isinstance(extent, str) and extent.startswith(REFERENCE):
        return extent.removeprefix(REFERENCE)
    return ""


def named(extent: Extent) -> tuple[str, ...]:
    """The ids an extent lists; none where it is a word or a reference."""
    return () if isinstance(extent, str) else extent


def members(extent: Extent, known: Iterable[str]) -> tuple[str, ...]:
    """The members of `known` that the extent names, in the order of `known`.

    `unstated` names nobody. A reference must have been resolved before: on its own it
    does not say which members it means.

    Raises:
        ValueError: The extent is a reference.
    """
    if reference(extent):
        raise ValueError(f"{extent!r} must be resolved before its members are known")
    if extent == "all":
        return tuple(known)
    listed = frozenset(named(extent))
    return tuple(name for name in known if name in listed)
