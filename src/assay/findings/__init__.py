"""findings: what is wrong, until closed. State is a fold over events."""

from assay.findings.departures import CHECK, open_from_register
from assay.findings.fold import Event, Finding, Judged, fold, open_from
from assay.findings.uses import Observation, Uses, uses_of

__all__ = [
    "CHECK",
    "Event",
    "Finding",
    "Judged",
    "Observation",
    "Uses",
    "fold",
    "open_from",
    "open_from_register",
    "uses_of",
]
