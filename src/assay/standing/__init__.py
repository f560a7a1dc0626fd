"""standing: where each cell stands, and why."""

from assay.standing.values import CellStanding, ControlState, EvidenceState, Standing

__all__ = ["CellStanding", "ControlState", "EvidenceState", "Standing"]
