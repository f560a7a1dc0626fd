"""standing: where each cell stands and why. Claim and evidence, never merged."""

from typing import TYPE_CHECKING

from assay.later import later
from assay.standing.ground import Ground, lay_ground
from assay.standing.stand import stand, stand_cell, standing_digest, tested_set
from assay.standing.values import (
    CellStanding,
    ControlState,
    EvidenceState,
    RequirementState,
    Standing,
)

if TYPE_CHECKING:
    from assay.standing.explaining import Deviation, Look, Node, explain

__all__ = [
    "CellStanding",
    "ControlState",
    "Deviation",
    "EvidenceState",
    "Ground",
    "Look",
    "Node",
    "RequirementState",
    "Standing",
    "explain",
    "lay_ground",
    "stand",
    "stand_cell",
    "standing_digest",
    "tested_set",
]

__getattr__ = later(
    __name__,
    {
        "Deviation": "explaining",
        "Look": "explaining",
        "Node": "explaining",
        "explain": "explaining",
    },
)
