"""`python -m assay` is the same door as the `assay` command."""

import sys

from assay.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
