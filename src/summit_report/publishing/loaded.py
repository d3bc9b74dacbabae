"""What a template process has loaded, and whether a fork of it is what a fresh kernel would be."""

import contextlib
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PICTURES = "MPLBACKEND"  # a kernel sets this one itself, unless it is set
READ_AT_START = (
    "ARROW_", "JE_ARROW_", "LANG", "LC_", "LD_", "MATPLOTLIBRC", "MKL_", "MPL", "OMP_", "OPENBLAS_", "PYTHON"
)  # fmt: skip
"""How the names of variables begin that Python and its packages read while they load, and not again."""


class RefusalError(Exception):
    """A kernel that must not be forked, and why."""


@dataclass
class Loaded:
    """
    What this process has loaded: from which files, when they were last changed, and in which *environment*.

    *variables* are those that modules have set when they were loaded, as they would in a fresh kernel.
    """

    environment: dict[str, str]
    variables: dict[str, str]
    files: dict[str, int | None]
    retired: bool = False

    def check(self, request: dict[str, Any]) -> None:
        """Raise RefusalError if a kernel forked for *request* were not what a fresh one would be."""
        if self.retired or self.files != changed_at(self.files):
            self.retired = True
            raise RefusalError("files that the template has loaded were changed since")
        wanted = {PICTURES: self.environment.get(PICTURES, ""), **request["env"]}
        names = [name for name in {*wanted, *self.environment} if name.startswith(READ_AT_START)]
        differing = sorted(name for name in names if wanted.get(name) != self.environment.get(name))
        if differing:
            raise RefusalError(f"the template was loaded with another {', '.join(differing)}")
        if threads() > 1:
            raise RefusalError("a thread runs in the template")


def what_is_loaded(given: dict[str, str]) -> Loaded:
    """
    Return what this process, started with the environment *given*, has loaded by now.

    That is the files of all modules, and those that lie in our package.
    """
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    own = [str(file) for file in Path(__file__).parents[1].rglob("*") if "__pycache__" not in file.parts]
    variables = {name: value for name, value in os.environ.items() if name not in given}
    return Loaded(given, variables, changed_at([*filter(None, files), *own]))


def changed_at(files: Iterable[str]) -> dict[str, int | None]:
    """Return for each of *files* when it was last changed; None if it is not there."""
    times: dict[str, int | None] = dict.fromkeys(files)
    for file in times:
        with contextlib.suppress(OSError):
            times[file] = os.stat(file).st_mtime_ns  # noqa: PTH116 - two thousand files in a few milliseconds
    return times


def threads() -> int:
    """Count the threads of this process, those of C libraries too."""
    return len(list(Path("/proc/self/task").iterdir()))
