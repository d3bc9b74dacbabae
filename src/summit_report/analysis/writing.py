"""Writes tables as CSV that `folders` reads back to the same cells."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from summit_report.analysis.guards import guarded

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return *header* and *rows* as CSV, one row a line; no cell but a number can run as a formula in a spreadsheet."""
    return "".join(_line(cells) for cells in (header, *rows))


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    # CRLF, as RFC 4180 has it: only then does the writer quote a cell that holds a carriage return.
    csv.writer(out, lineterminator="\r\n").writerow(
        [cell if _NUMBER.fullmatch(cell) else guarded(cell) for cell in cells]
    )
    return out.getvalue().removesuffix("\r\n") + "\n"
