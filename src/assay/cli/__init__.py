"""cli: the command line. A door: it parses, calls one public function, and prints."""

from assay.cli.main import main

__all__ = ["main"]
