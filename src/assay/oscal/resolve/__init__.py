"""Profile resolution: from a profile and what it imports to a catalog.

It follows NIST's specification of profile resolution; each module names the
requirements that it implements by their ids there. Nothing here opens a file or a
connection: documents come from the function that is handed in.
"""

from assay.oscal.resolve.resolving import resolve
from assay.oscal.resolve.values import (
    Load,
    Options,
    Resolved,
    Trace,
    Unresolved,
    Warned,
)

__all__ = [
    "Load",
    "Options",
    "Resolved",
    "Trace",
    "Unresolved",
    "Warned",
    "resolve",
]
