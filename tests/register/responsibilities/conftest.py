"""What a document may name, and statements at random."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import strategies as st

from assay.register import Register
from assay.register.basis import Source
from assay.register.responsibilities.exchange.documents import read_document
from assay.register.responsibilities.exchange.values import Imported, Known, Origin
from assay.register.responsibility import (
    Allocation,
    Duty,
    Extract,
    Inheritance,
    Native,
    Precondition,
    Provided,
    Responsibility,
    Satisfied,
)
from assay.sheets import Sheet, write_csv, write_xlsx

REQUIREMENTS = frozenset(
    {
        *("ac-1", "ac-2", "ac-2.1", "ac-3", "pe-3"),
        *("1.2", "3.5", "9.2", "9.5", "12.10"),
        *("cc6.1", "cc6.2", "cc6.3", "a.8.24", "iam", "a-a", "cld.6.3.1"),
    }
)
KNOWN = Known(
    program="fedramp",
    catalog="nist-800-53-r5",
    requirements=REQUIREMENTS,
    withdrawn={"ac-2.10": ("ac-2.11",)},
    services={"queue": "queue", "message-queue": "queue", "maps": "maps"},
)
ORIGIN = Origin(file="crm.xlsx", source=Source(document="binder"), digest="ab" * 32)

Rows = list[tuple[str, ...]]
Read = Callable[..., Imported]


@pytest.fixture
def read(make: Callable[..., Register]) -> Read:
    """Read rows as a sheet of a workbook, or bytes as they are."""
    register = make()

    def document(
        content: bytes | dict[str, Rows], scheme: str = "", **changed: Any
    ) -> Imported:
        data = content if isinstance(content, bytes) else workbook(content)
        known: Known = changed.get("known", KNOWN)
        origin: Origin = changed.get("origin", ORIGIN)
        return read_document(data, register, known, origin, scheme)

    return document


def workbook(sheets: dict[str, Rows]) -> bytes:
    """A workbook of these sheets."""
    return write_xlsx(
        Sheet(name=name, rows=tuple(map(tuple, rows))) for name, rows in sheets.items()
    )


def table(rows: Rows) -> bytes:
    """The rows as CSV."""
    return write_csv(rows)


def places(found: Imported) -> list[str]:
    """Where the problems are."""
    return [problem.place for problem in found.problems]


# -- statements at random ------------------------------------------------------

_texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(
    lambda text: bool(text.strip())
)
_days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))


def duties(number: int) -> st.SearchStrategy[Duty]:
    """A duty of the customer, whose id nothing else has."""
    return st.builds(
        Duty,
        id=st.just(f"d-{number}"),
        bearer=st.just("customer"),
        text=_texts,
        precondition=st.just("") | _texts,
        evidence_kind=st.just("") | _texts,
        serves=st.lists(st.sampled_from(sorted(REQUIREMENTS)), max_size=2).map(tuple),
        satisfied_by=st.lists(
            st.builds(Satisfied, control=_texts, evidence=_texts, on=_days), max_size=1
        ).map(tuple),
    )


@st.composite
def statements(draw: st.DrawFn) -> Responsibility:
    """A statement as a provider would write it, of whatever parts."""
    number = draw(st.integers(0, 10**6))
    provider = draw(
        st.lists(
            st.builds(
                Allocation,
                party=st.just("provider"),
                duty=st.sampled_from(("implement", "supply", "operate", "monitor")),
                layer=st.sampled_from(("", "corporate", "system")),
            ),
            max_size=2,
            unique=True,
        )
    )
    customer = draw(
        st.lists(
            st.builds(
                Allocation,
                party=st.just("customer"),
                duty=st.sampled_from(("implement", "configure", "monitor")),
            ),
            min_size=0 if provider else 1,
            max_size=2,
            unique=True,
        )
    )
    status = draw(st.sampled_from(("", "implemented", "planned", "partial")))
    return Responsibility(
        id=f"s-{number}",
        program="fedramp",
        catalog="nist-800-53-r5",
        requirement=draw(st.sampled_from(sorted(REQUIREMENTS))),
        part=draw(st.sampled_from(("", "ac-2.a"))),
        source=Source(document="binder", section=draw(st.just("") | _texts)),
        extract=draw(
            st.none() | st.builds(Extract, version=_texts, locator=_texts, until=_days)
        ),
        services=draw(
            st.just("all")
            | st.lists(st.sampled_from(("queue", "maps")), min_size=1, unique=True).map(
                tuple
            )
        ),
        regions=draw(st.just("all") | st.just(("eu-west-1",))),
        levels=draw(st.just(()) | st.just(("moderate",))),
        since=draw(_days),
        allocations=(*provider, *customer),
        native=_native(provider, customer, status),
        provider_text=draw(st.just("") | _texts) if provider else "",
        internal_text=draw(st.just("") | _texts),
        provided=draw(
            st.lists(st.builds(Provided, id=_texts, text=_texts), max_size=2).map(tuple)
        ),
        duties=(draw(duties(number)),) if customer else (),
        inherits=draw(
            st.just(())
            | st.just((Inheritance(extent="none", authorization="fedramp-2025"),))
        ),
        preconditions=draw(
            st.lists(st.builds(Precondition, fact=_texts, says=_texts), max_size=1).map(
                tuple
            )
        ),
    )


def _native(
    provider: list[Allocation], customer: list[Allocation], status: Any
) -> tuple[Native, ...]:
    if not (provider and customer and status):
        return ()
    return (Native(scheme="fedramp", word="shared", status=status),)
