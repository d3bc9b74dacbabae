"""The codebook of a dataset as a README: tables, columns, vocabularies and rules, from what the checks declare."""

from collections.abc import Iterator

from summit_report.analysis import schema
from summit_report.analysis.columns import Column, Table
from summit_report.analysis.folders import SUMMIT_FILE
from summit_report.analysis.summit import OPTIONAL, REQUIRED, SIGNATURE, Summit

_START = """\
# {title}: data

This folder is a dataset for summit-report: `summit.yaml` says which summit it is about, and each CSV file is a table.
{invented}
    summit-report check {id}            # names everything that is wrong, with its place
    summit-report build --data {id}     # builds a report about it

## How to fill it

- The name of the folder is the `id` in `summit.yaml`: small letters, digits and hyphens.
- CSV files are UTF-8 text, cells separated by commas; the first row has the names of the columns.
- An empty cell means that the source does not say. It never means zero.
- Numbers have a decimal point and no separators between thousands: `1500000.5`. Money stands in full units.
- Dates are as exact as the source: `2024`, `2024-03` or `2024-03-12`.
- Lists are joined by semicolons without spaces: `ISL;URY`.
- A column whose name begins with `_` is your own and is not read; nor is a file or a sheet named like that.
- Keys are letters, digits and single hyphens, and no key stands twice in the whole dataset.
- `sources`, `sectors` and `agreements` must be there; other tables can be deleted, and the report says what it lacks.

## How it is counted

1. A row of `agreements` stands for as many documents as `documents` says, one if that is empty. A row with `part_of` or
   `same_as` is not counted: its package, or the row it repeats, is.
2. A document counts once in a total, and once for each of its parties in a table by country.
3. Money counts only where `counts_toward_total` is yes. A row that restates another, or is part of one that counts,
   says no.
4. Only money of one instrument and one relation is added up; an amount for several recipients is not split.
5. `amount_qualifier` makes an amount exact, approximate or a bound, as `cost_qualifier`, which can be left out, does a
   cost; bounds stay bounds in totals. A row "at least" and
   a row of the same source and currency that restates it with "up to" are one range, with two bounds.
6. What is unknown is counted as unknown: every total says of how many rows it knows the amount.
7. Amounts are converted with the rate in `fx_rates` nearest to their date, else with one of the European Central Bank,
   else not at all. Rates are not chained: to turn pesos into euros, a rate between these two is needed, not one of
   each to the dollar.
8. Rows of `claims` with the same subject and measure are rival answers, printed side by side. A slip that the
   source's own page or a correction disowns says yes under `disowned`, and in `note` why: it is told beside the
   others, and is in no range and no ranking. Which counted row a claim speaks of is said by `agreement_id` or
   `funding_id`; without either it is read from the words of the claim.
9. Each row names its source and the place in it.
10. `relation` says whether a row is an outcome of the summit, came of it later, or is context.
"""
_INVENTED = """
Every row in it is invented, to show how the tables are filled: the summit never took place. Replace all of them, and
change `summit.yaml`.
"""
KEYS = (*REQUIRED, *(key for key in OPTIONAL if key not in SIGNATURE))


def readme(meta: Summit, invented: bool = False) -> str:
    """Return the README of a dataset about the summit *meta*; *invented* says that its rows are examples."""
    start = _START.format(title=meta.title, id=meta.id, invented=_INVENTED if invented else "")
    return "\n".join([start, *_tables()])


def _tables() -> Iterator[str]:
    yield f"## {SUMMIT_FILE}\n\nIts keys: {', '.join(f'`{name}`' for name in KEYS)}.\n"
    yield (
        "Four more may be left out. Whoever sets them signs data and report: `authors` (a list of names), `publisher`, "
        "`license` (an SPDX identifier such as `CC-BY-4.0`) and `contact` (e-mail or web address, for corrections).\n"
    )
    yield "In a workbook they are the rows of a sheet `summit` with the columns key and value, lists joined by `;`.\n"
    for table in schema.TABLES:
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    needed = "can be left out" if table.optional else "must be there"
    yield f"## {table.name}.csv\n\nOne row is {table.row}. The table {needed}.\n"
    yield "| column | meaning | type | allowed |\n| --- | --- | --- | --- |"
    yield "\n".join(map(_row, table.columns)) + "\n"


def _row(column: Column) -> str:
    cells = (f"`{column.name}`", column.meaning, column.type, schema.allowed(column))
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
