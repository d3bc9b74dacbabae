"""A dataset as files again, for readers who want to recount: workbook, CSV with its data package, the field's codes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from summit_report.analysis import coded, datapackage, schema
from summit_report.analysis.beside import long_tables, stem_of
from summit_report.analysis.columns import Table
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.guards import guarded
from summit_report.analysis.workbook import MEDIA_TYPE, workbook

CSV = "text/csv"
# The tables that are also written in the codes of the field.
CODED = frozenset({"agreements", "funding"})


@dataclass(frozen=True)
class Download:
    """A file for readers: *content* is text, or bytes where it is none."""

    name: str
    media_type: str
    description: str
    content: str | bytes


def downloads(dataset: Dataset, slug: str | None = None) -> list[Download]:
    """
    Return all files of *dataset*, always the whole of it but for very long tables, which stand apart: see `beside`.

    Their names begin with *slug* (the edition; by default the dataset's id) and the version of the data.
    """
    stem = stem_of(dataset, slug)
    book, codes, tables = _contents(dataset)
    which = "All other tables" if long_tables(dataset) else "All tables"
    words = "Agreements and funding in the codes of IATI 2.03 and the OECD DAC"
    return [
        Download(f"{stem}.xlsx", MEDIA_TYPE, f"{which} as one workbook, with a codebook", book),
        *([Download(f"{stem}-{coded.NAME}.csv", CSV, words, codes)] if codes else []),
        *(_table(stem, name, content) for name, content in tables.items()),
        Download(
            f"{stem}-{datapackage.PACKAGE_FILE}",
            "application/json",
            "Frictionless Data Package: what the columns of the CSV files mean and allow",
            _package(dataset, stem),
        ),
    ]


@lru_cache(maxsize=4)
def _contents(dataset: Dataset) -> tuple[bytes, str, dict[str, str]]:
    """Return what is the same in all reports about *dataset*: its workbook, the table in codes, and tables."""
    apart = long_tables(dataset)
    codes = "" if CODED.intersection(apart) else coded.coded_csv(dataset)
    return workbook(dataset, cut=True, without=apart), codes, csv_files(dataset, without=apart)


def csv_files(dataset: Dataset, without: Collection[str] = ()) -> dict[str, str]:
    """
    Return the tables of *dataset* as CSV text by name, with the columns of the data model and lines that end in CRLF.

    No cell can run as a formula in a spreadsheet; see `guards`.
    """
    return {table.name: _csv(dataset.table(table.name), table) for table in _tables(dataset, without)}


def _tables(dataset: Dataset, without: Collection[str]) -> list[Table]:
    return [table for table in schema.TABLES if table.name not in {*dataset.missing, *without}]


def _table(stem: str, name: str, content: str) -> Download:
    title = name.replace("_", " ").capitalize()
    return Download(f"{stem}-{name}.csv", CSV, f"{title}: one row is {schema.table(name).row}", content)


def _package(dataset: Dataset, stem: str) -> str:
    apart = long_tables(dataset)
    package = datapackage.describe(dataset.meta, _tables(dataset, apart), f"{stem}-")
    if not CODED.intersection(apart):
        package["resources"].append(coded.resource(f"{stem}-{coded.NAME}.csv"))
    return datapackage.as_text(package)


def _csv(frame: pd.DataFrame, table: Table) -> str:
    text = {column.name: frame[column.name].map(_cell).astype(str) for column in table.columns}
    # CRLF, as RFC 4180 has it: only then does the writer quote a cell that holds a carriage return.
    return pd.DataFrame(text).to_csv(index=False, lineterminator="\r\n")


def _cell(value: object) -> str:
    text = coded.cell_text(value)
    return guarded(text) if isinstance(value, str) else text
