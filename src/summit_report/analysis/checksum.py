"""One number for the content of a dataset, the same for a folder, a copy of it and a workbook of equal content."""

import csv
import hashlib
import io
from decimal import Decimal

from summit_report.analysis.columns import NUMBER_KINDS, Column
from summit_report.analysis.reading import RawDataset, RawTable
from summit_report.analysis.summit import Summit


def checksum(meta: Summit, raw: RawDataset) -> str:
    """
    Return the SHA-256 (hex) over the summit and the canonical CSV of every table, in the order of their names.

    Column order, quoting, line ends, the writing of a number (7.0270 or 7.027) and a default left empty do not change
    it; row order does.
    """
    digest = opened(meta)
    for name in sorted(raw.tables):
        digest.update(f"\0{name}\0{canonical_csv(raw.tables[name])}".encode())
    return digest.hexdigest()


def opened(meta: Summit) -> "hashlib._Hash":
    """Return the digest that has taken in the summit and awaits the tables."""
    more = dict(meta.signature) | ({"organisations": dict(meta.organisations)} if meta.organisations else {})
    return hashlib.sha256(f"{meta!r}{more or ''}".encode())


def canonical_csv(raw: RawTable) -> str:
    """Write a checked table as CSV in the one canonical form."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(raw.table.column_names)
    for row in raw.rows:
        writer.writerow([canonical(column, row.cells[column.name]) for column in raw.table.columns])
    return out.getvalue()


def canonical(column: Column, text: str) -> str:
    """Return the one form of a checked *text* of *column*."""
    text = text or column.default or ""
    return f"{Decimal(text).normalize():f}" if text and column.kind in NUMBER_KINDS else text
