"""Runs the command line as `python -m threadlab.cli`."""

import sys

from threadlab.cli.running import main

if __name__ == "__main__":
    sys.exit(main())
