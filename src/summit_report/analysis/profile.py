"""How many rows each table has and how completely each column is filled: the plain facts that `check` prints."""

from dataclasses import dataclass

import pandas as pd

from summit_report.analysis import schema
from summit_report.analysis.columns import LIST_KINDS
from summit_report.analysis.dataset import Dataset


@dataclass(frozen=True)
class ColumnProfile:
    """Say in how many rows of its table a column is filled."""

    name: str
    filled: int
    required: bool


@dataclass(frozen=True)
class TableProfile:
    """Count the rows of one table; a *missing* table was left out of the dataset."""

    name: str
    rows: int
    missing: bool
    columns: tuple[ColumnProfile, ...]

    def __str__(self) -> str:
        if self.missing:
            return f"{self.name}: not in this dataset"
        partly = [f"{column.name} {column.filled}" for column in self.columns if column.filled < self.rows]
        gaps = f"filled in part: {', '.join(partly)}" if partly else "every column filled"
        return f"{self.name}: {self.rows} rows; {gaps}"


def describe(dataset: Dataset) -> list[TableProfile]:
    """Describe every table of the data model, in its order."""
    profiles = []
    for table in schema.TABLES:
        rows = dataset.table(table.name)
        columns = tuple(
            ColumnProfile(column.name, _filled(rows[column.name], column.kind in LIST_KINDS), column.required)
            for column in table.columns
        )
        profiles.append(TableProfile(table.name, len(rows), table.name in dataset.missing, columns))
    return profiles


def _filled(cells: pd.Series, are_lists: bool) -> int:
    return int((cells.str.len() > 0).sum() if are_lists else cells.notna().sum())
