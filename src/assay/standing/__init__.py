"""standing: where each cell stands and why. Claim and evidence, never merged."""

from assay.standing.explain import Deviation, Look, Node, explain
from assay.standing.ground import Ground, lay_ground
from assay.standing.stand import stand, stand_cell, standing_digest, tested_set
from assay.standing.values import (
    CellStanding,
    ControlState,
    EvidenceState,
    RequirementState,
    Standing,
)

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
