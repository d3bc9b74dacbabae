"""Modules that others import for what nobody here asks of them: kept away, because they take their time."""

import contextlib
import sys
from collections.abc import Iterator

FORMATS = ("rfc3987_syntax", "isoduration")
"""With JupyterLab installed, jsonschema imports these for checks of texts: two seconds, and a tenth of one."""
HADOOP = "pyarrow.fs"
"""Where pyarrow is installed, papermill imports this to find notebooks in Hadoop: a third of a second."""


def keep_away(*names: str) -> None:
    """Let this process never import *names*, unless it has already."""
    for name in names:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]


@contextlib.contextmanager
def without(*names: str) -> Iterator[None]:
    """Keep *names* away as long as the block runs; whoever wants one afterwards can import it."""
    keep_away(*names)
    try:
        yield
    finally:
        for name in names:
            if sys.modules.get(name, sys) is None:
                del sys.modules[name]
