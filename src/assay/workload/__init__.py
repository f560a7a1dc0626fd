"""workload: may this workload run here, and what would have to change?"""

from assay.workload.check import apply_moves, check
from assay.workload.grouping import Group, grouped
from assay.workload.rails import Rail, Rails
from assay.workload.rails_form import read_rails
from assay.workload.rehearsal import rehearse
from assay.workload.values import Answer, Move, Requirement, Resource, Workload

__all__ = [
    "Answer",
    "Group",
    "Move",
    "Rail",
    "Rails",
    "Requirement",
    "Resource",
    "Workload",
    "apply_moves",
    "check",
    "grouped",
    "read_rails",
    "rehearse",
]
