"""What the cells of a workbook offer to choose from, so that a word is picked and not misspelt."""

from collections.abc import Iterator, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from summit_report.analysis import schema
from summit_report.analysis.columns import Column

LAST_ROW = 1_048_576  # of any sheet


def drop_downs(columns: Sequence[Column | None]) -> Iterator[DataValidation]:
    """Yield a list for each of *columns* with a vocabulary, from the second row of its sheet to the last."""
    for number, column in enumerate(columns, start=1):
        source = _source(column) if column is not None else ""
        if source:
            letter = get_column_letter(number)
            yield DataValidation(
                "list", formula1=source, allow_blank=True, showErrorMessage=True, sqref=f"{letter}2:{letter}{LAST_ROW}"
            )


def _source(column: Column) -> str:
    """Return what is offered in *column*: its words, or the sectors that the dataset declares; "" for nothing."""
    if column.refers_to == schema.SECTORS.name:
        return f"{schema.SECTORS.name}!$A$2:$A${LAST_ROW}"
    return f'"{",".join(column.words)}"' if column.words else ""
