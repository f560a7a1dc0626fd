"""synthetic: made-up populations of any size, with exceptions that are listed.

For demonstrations and tests only: every batch says that its rows are synthetic.
"""

from assay.sources.synthetic.planting import Planted
from assay.sources.synthetic.source import Synthetic, planted

__all__ = ["SOURCE", "Planted", "Synthetic", "planted"]

SOURCE = Synthetic()
