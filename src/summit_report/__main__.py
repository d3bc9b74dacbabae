"""Lets `python -m summit_report` stand for the command."""

import sys

from summit_report.cli import main

if __name__ == "__main__":
    sys.exit(main())
