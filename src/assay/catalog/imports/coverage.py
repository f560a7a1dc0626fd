"""Which requirements a tool's checks bear on, as a workspace keeps it.

It says where a tool looks, and nothing of what it found: a requirement with ten checks
is not met, and one without is not unmet.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assay.catalog.imports.values import CheckCoverage
from assay.catalog.values import Provenance
from assay.errors import BadInput, Problem
from assay.reading import parse_toml, read_record

__all__ = ["FOLDER", "HeldCoverage", "read_coverage"]

FOLDER = "catalogs/coverage"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCoverage:
    """The coverage that one file states."""

    id: str
    of: str = ""
    """The catalog or baseline whose requirements are meant; empty if it is not said."""
    provenance: Provenance
    rows: tuple[CheckCoverage, ...]

    @property
    def tested(self) -> frozenset[str]:
        """The requirements that at least one check bears on."""
        return frozenset(row.requirement for row in self.rows if row.checks)


def read_coverage(files: Mapping[str, bytes]) -> dict[str, HeldCoverage]:
    """What a workspace keeps in `catalogs/coverage`, by id.

    Raises:
        BadInput: With every fault of every file.
    """
    problems: list[Problem] = []
    found: dict[str, HeldCoverage] = {}
    for file in sorted(files):
        folder, _, name = file.rpartition("/")
        if folder != FOLDER or not name.endswith(".toml"):
            continue
        table = parse_toml(files[file], file=file, problems=problems)
        one = read_record(HeldCoverage, table, file=file, place="", problems=problems)
        if one is not None and one.id in found:
            message = f"{one.id} is kept in another file as well"
            problems.append(Problem(file=file, place="id", message=message))
        elif one is not None:
            found[one.id] = one
    if problems:
        raise BadInput(problems)
    return found
