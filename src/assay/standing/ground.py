"""What standing rests on: a run's outcomes, its batches, the coverage stated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assay.catalog import Library
from assay.checks import Outcome, Run
from assay.evidence import Manifest
from assay.register import Control, Coverage, Register

__all__ = ["Ground", "Group", "lay_ground"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Requirements of a set that the same rows of coverage reach."""

    rows: tuple[Coverage, ...]
    asked: tuple[tuple[int, str], ...]
    """Position in the set, and id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Everything that standing is derived from, indexed once."""

    register: Register
    library: Library
    controls: Mapping[str, Control]
    coverage: tuple[Coverage, ...]
    run_id: str
    """Empty where no run was made."""
    outcomes: Mapping[str, tuple[Outcome, ...]]
    """By control."""
    manifests: Mapping[str, Manifest]
    """By batch id."""
    groups: dict[str, tuple[Group, ...]] = field(
        default_factory=dict[str, tuple[Group, ...]],
        compare=False,
        repr=False,
        init=False,
    )
    """Each set's requirements by coverage, worked out when first asked."""


def lay_ground(
    *,
    register: Register,
    library: Library,
    controls: Mapping[str, Control],
    coverage: Iterable[Coverage],
    run: Run | None,
    manifests: Iterable[Manifest],
) -> Ground:
    """Index a run and what it rests on. `run` is None where none was made yet."""
    outcomes: dict[str, list[Outcome]] = {}
    for outcome in run.outcomes if run else ():
        outcomes.setdefault(outcome.control, []).append(outcome)
    return Ground(
        register=register,
        library=library,
        controls=controls,
        coverage=tuple(coverage),
        run_id=run.id if run else "",
        outcomes={control: tuple(found) for control, found in outcomes.items()},
        manifests={manifest.id: manifest for manifest in manifests},
    )
