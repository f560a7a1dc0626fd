"""Names that XML has and JSON has not."""

from typing import Any, Final

__all__ = ["MARKUP", "NAMESPACE", "SCHEMA", "SPACES", "local"]

NAMESPACE: Final = "http://csrc.nist.gov/ns/oscal/1.0"
SCHEMA: Final = "assay-schema"
"""The processing instruction before the root that carries JSON's `$schema`."""
MARKUP: Final = ("markup-line", "markup-multiline")
SPACES: Final = " \t\r\n"
"""What XML calls white space (XML 1.0, section 2.3), less than Python does."""


_PREFIX: Final = f"{{{NAMESPACE}}}"


def local(element: Any) -> str:
    """The element's name in OSCAL's namespace; empty for one of another."""
    tag: str = element.tag
    return tag[len(_PREFIX) :] if tag.startswith(_PREFIX) else ""
