"""The command, run where papermill, nbconvert and Typst are loaded already, which costs most of a command's time."""

import contextlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from summit_report import cli


def run(project: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """
    Run the command in *project* with more *environment*, in this process; return exit code, output and errors.

    Its workers and kernels are processes as always, and what they print is heard, too.
    """
    with pytest.MonkeyPatch.context() as patch, written(1) as output, written(2) as errors:
        patch.chdir(project)
        for name, value in environment.items():
            patch.setenv(name, value)
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            code = cli.main(arguments)
        return code, text(output), text(errors)


@contextlib.contextmanager
def written(descriptor: int) -> Iterator[io.TextIOWrapper]:
    """Give a file that takes the place of *descriptor*, here and in every process that is started meanwhile."""
    before = os.dup(descriptor)
    try:
        with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as file:
            os.dup2(file.fileno(), descriptor)
            yield file  # type: ignore[misc]
    finally:
        os.dup2(before, descriptor)
        os.close(before)


def text(file: io.TextIOWrapper) -> str:
    """Return all that was written into *file*, by whomever."""
    file.flush()
    file.seek(0)
    return file.read()
