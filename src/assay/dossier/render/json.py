"""The paper as JSON: every field, by its own name."""

from typing import cast

import msgspec

from assay.canonical import Json, json_text
from assay.dossier.paper import Paper

__all__ = ["paper_data", "read_paper", "render_json"]


def paper_data(paper: Paper) -> dict[str, Json]:
    """The paper as plain values, in reading order; dates are ISO 8601 text."""
    return cast("dict[str, Json]", msgspec.to_builtins(paper))


def render_json(paper: Paper) -> bytes:
    """The paper as UTF-8 JSON for people and machines; equal papers, equal bytes."""
    return json_text(paper_data(paper)).encode()


def read_paper(data: bytes) -> Paper:
    """The paper back from its JSON. Raises `msgspec.DecodeError` where it is none."""
    return msgspec.json.decode(data, type=Paper)
