"""agenda: what falls due, by when, and which cells lapse if it is missed."""

from assay.register.agenda.due import due
from assay.register.agenda.ics import icalendar
from assay.register.agenda.values import Fall, Missed, Obligation, ObligationKind

__all__ = ["Fall", "Missed", "Obligation", "ObligationKind", "due", "icalendar"]
