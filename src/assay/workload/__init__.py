"""workload: may this workload run here, and what would have to change?"""

from assay.workload.rails import Rail, Rails
from assay.workload.rails_form import read_rails
from assay.workload.values import Answer, Move, Requirement, Resource, Workload

__all__ = [
    "Answer",
    "Move",
    "Rail",
    "Rails",
    "Requirement",
    "Resource",
    "Workload",
    "read_rails",
]
