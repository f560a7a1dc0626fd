"""Agreements of a workspace: what they permit, and whether a text is as signed."""

from datetime import date
from typing import Literal, TypeAlias

from assay.canonical import digest
from assay.library import read_files
from assay.register import Register
from assay.register.agreements import Permission, Terms, may
from assay.register.recorded import known_by
from assay.workload import read_rails
from assay.workspace.open import Workspace

__all__ = ["TextState", "may_at", "register_at", "text_state"]

TextState: TypeAlias = Literal["as_recorded", "altered", "missing", "not_held"]

_ARTEFACTS = "register/artefacts"
_CLASSES = "data-classes.toml"


def may_at(
    workspace: Workspace,
    *,
    account: str,
    data: str,
    service: str,
    region: str,
    on: date,
    as_of: date | None = None,
) -> Permission:
    """Whether the data may go there on a day; see `assay.register.agreements.may`.

    Classes of data that no program asks an agreement for are known by the guard rails'
    own list.
    """
    rails = read_rails({_CLASSES: read_files("guardrails")[_CLASSES]})
    kinds = rails.data.values()
    spellings = [(kind.id, kind.id) for kind in kinds]
    for kind in kinds:
        spellings += [(name, kind.id) for name in (kind.title, *kind.aliases)]
    return may(
        workspace.register,
        account=account,
        data=data,
        service=service,
        region=region,
        on=on,
        as_of=as_of,
        classes=spellings,
    )


def register_at(workspace: Workspace, as_of: date | None) -> Register:
    """The register, as it can have been recorded by a day where one is given."""
    register = workspace.register
    return register if as_of is None else known_by(register, as_of)


def text_state(workspace: Workspace, terms: Terms) -> TextState:
    """Whether the text that the register holds is the one whose digest it records."""
    if not terms.file:
        return "not_held"
    path = workspace.root / _ARTEFACTS / terms.file
    if not path.is_file():
        return "missing"
    return "as_recorded" if digest(path.read_bytes()) == terms.sha256 else "altered"
