"""`/library`: every document of every statement; public ones can be fetched."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse

from assay.canonical import digest
from assay.errors import UnknownName
from assay.ids import near
from assay.portal import wording
from assay.portal.asked import read_asked
from assay.portal.board import Board, board
from assay.portal.fetching import download
from assay.portal.page import Fault, Page, guarded, show, show_fault
from assay.portal.published import plain_file
from assay.register import Attestation
from assay.register.state import hold
from assay.register.values import Copy, Period

__all__ = ["Shelved", "artefacts", "fetch", "view"]

_SERVED: Final = frozenset({"public", "registry_public"})
"""The audiences whose copies anybody may fetch. All others are never served here."""

_HOW: Final = {
    "account_holder_under_nda": "Ask your account contact. You need an account and a "
    "signed non-disclosure agreement.",
    "on_request": "Ask the provider; say what you need it for.",
    "government_repository": "Ask the program's own repository, as a government user "
    "with an account there.",
    "controlled_need_to_know": "Ask the provider, who hands it to named persons only.",
    "contract_parties_only": "It is handed to the parties when the contract is signed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """One document of one statement."""

    attestation: str
    id: str
    title: str
    program: str
    program_title: str
    state: str
    """How the statement that it belongs to stands on the day."""
    audience: str
    who: str
    how: str
    """How to get it, where it is not served here."""
    period: Period | None
    issued: date | None
    download: str
    """Its address here, for public documents that are held."""
    url: str
    """Its address elsewhere, where its owner publishes it."""
    bytes: int | None
    sha256: str


@guarded
def view(request: HttpRequest) -> HttpResponse:
    """Show the list, newest first; `program` and `audience` narrow it."""
    shown = board()
    asked = read_asked(request, shown)
    found = shown.keep(("library", asked.day), lambda: tuple(_shelve(shown, asked.day)))
    chosen = {name: request.GET.get(name, "") for name in ("program", "audience")}
    kept = [
        one
        for one in found
        if chosen["program"] in {"", one.program}
        and chosen["audience"] in {"", one.audience}
    ]
    free = sum(bool(one.download) for one in kept)
    page = Page(
        template="library.html",
        title=f"{len(kept)} documents, {free} of them free to download",
        value={"on": asked.day, "documents": kept},
        section="library",
        extra={
            "chosen": chosen,
            "programs": _programs(found),
            "audiences": [
                tier
                for tier in ("public", "registry_public", *_HOW)
                if any(one.audience == tier for one in found)
            ],
            "total": len(found),
        },
    )
    return show(request, page)


@guarded
def fetch(request: HttpRequest, attestation: str, copy: str) -> HttpResponse:
    """A public document; for any other, who may have it and how to ask."""
    shown = board()
    made = shown.register.attestations.get(attestation)
    if made is None:
        raise UnknownName(
            "statement",
            attestation,
            near=near(attestation, shown.register.attestations),
        )
    found = next((one for one in made.copies if one.id == copy), None)
    if found is None:
        raise UnknownName("document", copy, near=tuple(one.id for one in made.copies))
    if found.audience not in _SERVED:
        return show_fault(request, _refusal(found))
    data = _bytes(shown, found)
    if data is None:
        return show_fault(request, _ABSENT)
    name = f"{attestation}-{copy}.{found.file.rpartition('.')[2]}"
    return download(found.file, data, saved_as=name)


_ABSENT = Fault(
    status=404,
    error="No copy of this document is held here",
    remedy="Its owner or assessor publishes it; see the library for where.",
)


def artefacts(shown: Board) -> Iterator[tuple[Attestation, Copy, bytes]]:
    """Every public document that is held, with its bytes."""
    for made in shown.register.attestations.values():
        for copy in made.copies:
            data = _bytes(shown, copy)
            if data is not None:
                yield made, copy, data


def _refusal(copy: Copy) -> Fault:
    return Fault(
        status=403,
        error=f"“{copy.title}” is not for everyone",
        remedy=f"Who may have it: {wording.audience(copy.audience)}. "
        f"{_HOW.get(copy.audience, '')}",
    )


def _bytes(shown: Board, copy: Copy) -> bytes | None:
    """The bytes of a public copy; what is restricted is not even read."""
    if copy.audience not in _SERVED or not copy.file:
        return None
    return plain_file(shown.workspace.root / "register" / "artefacts", copy.file)


def _shelve(shown: Board, day: date) -> Iterator[Shelved]:
    register = shown.register
    for made in sorted(register.attestations.values(), key=_newest):
        held = hold(register, made, day)
        program = register.programs[made.program]
        for copy in made.copies:
            data = _bytes(shown, copy)
            yield Shelved(
                attestation=made.id,
                id=copy.id,
                title=copy.title,
                program=program.id,
                program_title=program.title,
                state=held.state,
                audience=copy.audience,
                who=wording.audience(copy.audience),
                how=_HOW.get(copy.audience, ""),
                period=made.period,
                issued=made.issued or made.stated_on,
                download=f"/library/{made.id}/{copy.id}" if data is not None else "",
                url=copy.url if copy.url.startswith("https://") else "",
                bytes=len(data) if data is not None else None,
                sha256=digest(data) if data is not None else "",
            )


def _newest(made: Attestation) -> tuple[int, str]:
    told = made.issued or made.stated_on or date.min
    return -told.toordinal(), made.id


def _programs(found: tuple[Shelved, ...]) -> list[tuple[str, str]]:
    named = {one.program: one.program_title for one in found}
    return sorted(named.items(), key=lambda one: one[1].lower())
