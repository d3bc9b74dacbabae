"""The tables of a dataset as files again, for readers who want to recount."""

from __future__ import annotations

import pandas as pd

from summit_report.analysis import schema
from summit_report.analysis.columns import Table
from summit_report.analysis.dataset import Dataset

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_files(dataset: Dataset) -> dict[str, str]:
    """
    Return the tables of *dataset* as CSV text by name, with the columns of the data model.

    No cell can run as a formula in a spreadsheet: text that begins like one gets an apostrophe before it.
    """
    return {
        table.name: _csv(dataset.table(table.name), table)
        for table in schema.TABLES
        if table.name not in dataset.missing
    }


def _csv(frame: pd.DataFrame, table: Table) -> str:
    text = {column.name: frame[column.name].map(_cell).astype(str) for column in table.columns}
    return pd.DataFrame(text).to_csv(index=False, lineterminator="\n")


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
