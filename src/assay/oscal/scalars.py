"""Plain values as text: in XML every value is text, in JSON some are numbers."""

from typing import Any

__all__ = ["from_text", "to_text"]

_INTEGERS = ("integer", "non-negative-integer", "positive-integer")
_UNSTRIPPED = ("string", "markup-line", "markup-multiline")


def from_text(text: str, kind: str) -> Any:
    """The JSON value that a text of a Metaschema type is.

    What is no number or truth value stays the text that it is: whoever validates the
    document will say so, and reading must not lose it.
    """
    if kind in _INTEGERS:
        return _number(text, int)
    if kind == "decimal":
        whole = _number(text, int)
        return _number(text, float) if isinstance(whole, str) else whole
    if kind == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(
            text.strip(), text
        )
    return text if kind in _UNSTRIPPED else text.strip()


def _number(text: str, kind: type[int] | type[float]) -> Any:
    try:
        return kind(text.strip())
    except ValueError:
        return text


def to_text(value: Any) -> str:
    """The text of a plain JSON value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
