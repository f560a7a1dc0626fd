"""findings: what is wrong, until closed. State is a fold over events."""

from assay.findings.fold import Event, Finding, Judged, fold, open_from

__all__ = ["Event", "Finding", "Judged", "fold", "open_from"]
