"""`python -m haneul` is the command line."""

import sys

from haneul.cli import main

if __name__ == "__main__":
    sys.exit(main())
