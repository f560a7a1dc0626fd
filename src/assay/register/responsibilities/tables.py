"""A matrix as sheets: the requirements, the checklist of duties, what was asked."""

from collections import Counter
from collections.abc import Sequence

from assay.catalog import family_of, printed
from assay.register.responsibilities.composite import Matrix, MatrixRow
from assay.sheets import Sheet

__all__ = ["called", "matrix_sheets"]


def called(catalog: str, requirement: str, part: str = "") -> str:
    """A requirement as its standard prints it, or the part of it that is meant."""
    return printed(part or requirement, family_of(catalog))


def matrix_sheets(matrix: Matrix) -> tuple[Sheet, ...]:
    """Three sheets: requirements, duties and the question itself."""
    services = matrix.services
    heading = ("Requirement", "Title", "Who", *services, "Provider", "Duties", "Note")
    rows = [_row(row, services) for row in matrix.requirements]
    return (
        Sheet(name="Requirements", rows=(heading, *rows)),
        Sheet(name="Duties", rows=(_DUTY, *_duties(matrix))),
        Sheet(name="Asked", rows=tuple(_asked(matrix))),
    )


def _row(row: MatrixRow, services: Sequence[str]) -> tuple[str, ...]:
    held = [row.services[service] for service in services]
    told = dict.fromkeys(one.provider for one in held if one.provider)
    notes = dict.fromkeys(
        f"{service}: {one.reason}"
        for service, one in row.services.items()
        if one.reason
    )
    return (
        called(row.catalog, row.requirement, row.part),
        row.title,
        _words(row.who),
        *(_words(one.who) for one in held),
        "\n".join(told),
        "\n".join(row.duties),
        "\n".join(notes),
    )


def _words(state: str) -> str:
    return state.replace("_", " ")


_DUTY = (
    "Duty",
    "Whose",
    "What to do",
    "Kind",
    "Serves",
    "When",
    "Services",
    "Met by evidence",
)


def _duties(matrix: Matrix) -> list[tuple[str, ...]]:
    return [
        (
            duty.id,
            " ".join(part for part in (_words(duty.bearer), duty.name) if part),
            duty.text,
            duty.kind,
            "\n".join(duty.serves),
            duty.precondition,
            "\n".join(duty.services),
            "yes" if duty.met else "no",
        )
        for duty in matrix.duties
    ]


def _asked(matrix: Matrix) -> list[tuple[str, ...]]:
    counts = Counter(_words(row.who) for row in matrix.requirements)
    return [
        ("Asked", "Answer"),
        ("Program", matrix.program),
        ("Services", ", ".join(matrix.services)),
        ("Region", matrix.region or "any"),
        ("Level", matrix.level or "any"),
        ("On", matrix.on.isoformat()),
        *((f"Rows: {who}", str(count)) for who, count in sorted(counts.items())),
    ]
