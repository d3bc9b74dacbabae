"""Writes an empty dataset for a new summit: every table's header and nothing else to unlearn."""

import csv
import re
from pathlib import Path

from summit_report.analysis import schema
from summit_report.analysis.folders import SUMMIT_FILE
from summit_report.errors import UsageError

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

SUMMIT = """\
id: {slug}                    # equals the folder's name
title:                        # as printed
place:
starts:                       # ISO 8601, such as 2025-06-17
ends:
members: []                   # ISO 3166-1 alpha-3 codes, such as [CHN, KAZ]; EU for the European Union
partner:                      # the member whose relation to each of the others the report is about
as_of:                        # data cut-off: nothing newer was looked for
reporting_currency: USD       # ISO 4217
version: 0.1.0                # of the data: new rows = minor, corrected values = patch, changed columns = major
groups: {{}}                    # country groups that sources report as one, such as {{CA5: [KAZ, KGZ, TJK, TKM, UZB]}}
"""


def write(folder: Path) -> list[Path]:
    """
    Write `summit.yaml` and the header of every table into *folder*, and return the files.

    Raises UsageError if *folder* holds files already or its name cannot be a summit's id.
    """
    slug = folder.resolve().name
    if not SLUG.fullmatch(slug):
        raise UsageError("this cannot be a summit's id", where=slug, next="Use small letters, digits and hyphens.")
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise UsageError("there is something in the way", where=str(folder), next="Name a folder that is new or empty.")
    folder.mkdir(parents=True, exist_ok=True)
    summit = folder / SUMMIT_FILE
    summit.write_text(SUMMIT.format(slug=slug), encoding="utf-8")
    return [summit, *(write_header(folder / f"{table.name}.csv", table.column_names) for table in schema.TABLES)]


def write_header(file: Path, names: tuple[str, ...]) -> Path:
    """Write a CSV *file* with the header *names* and no row; return it."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerow(names)
    return file
