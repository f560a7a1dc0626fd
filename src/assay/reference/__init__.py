"""reference: the pages of `docs/reference` that are generated from the code.

`python -m assay.reference DIR` writes them; a test compares them with those kept.
"""

from assay.reference.pages import pages

__all__ = ["pages"]
