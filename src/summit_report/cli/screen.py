"""What the command prints, and the codes with which it ends."""

import os
import sys
from typing import TextIO

import click

from summit_report.visible import visible_lines

DONE, WRONG, MISUSED = 0, 1, 2


def complain(message: str) -> None:
    """Print *message* where errors belong."""
    say(message, sys.stderr)


def say(text: str, stream: TextIO | None = None) -> None:
    """
    Print *text*, which cannot steer a terminal.

    Where nobody reads on (`| head`), print into the void, for the work shall still be finished.
    """
    stream = stream or sys.stdout
    try:
        click.echo(visible_lines(text), stream)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
