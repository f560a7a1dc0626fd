"""portal: what customers see. Pages rendered on the server from a workspace, read only.

Every page has a JSON twin made from the same value: put `.json` behind its path.
"""

from assay.portal.app import application, configure

__all__ = ["application", "configure"]
