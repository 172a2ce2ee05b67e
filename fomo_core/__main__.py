"""The command line: ``python -m fomo_core --help``."""

import sys

from fomo_core.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
