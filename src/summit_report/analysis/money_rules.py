"""Checks that no money is counted twice: rule 3 of the data model."""

from collections.abc import Iterator, Mapping

from summit_report.analysis.problems import Fault, Problem
from summit_report.analysis.reading import RawTable

Cells = Mapping[str, str]


def check_counting(funding: RawTable) -> Iterator[Problem]:
    """Yield each counted row of *funding* whose money another row may count already, or that no total may hold."""
    cells_by_key = {row.cells["funding_id"]: row.cells for row in funding.rows}
    for row in funding.rows:
        if row.cells["counts_toward_total"] == "yes":
            for reason in _reasons(row.cells, cells_by_key):
                place = funding.place, f'"yes" counts {reason}', row.line, "counts_toward_total"
                yield Problem(*place, Fault.COUNTED_TWICE, "yes", "no")


def _reasons(cells: Cells, cells_by_key: Mapping[str, Cells]) -> Iterator[str]:
    if cells["relation"] == "context":
        yield "a row of context, which is shown and never totalled"
    if cells["restates"]:
        yield f"the money of {cells['restates']} a second time, which the row restates"
    for ancestor in _ancestors(cells["funding_id"], cells_by_key):
        if cells_by_key[ancestor]["counts_toward_total"] == "yes":
            yield f"money that {ancestor} counts already, of which the row is a part"


def _ancestors(key: str, cells_by_key: Mapping[str, Cells]) -> list[str]:
    """
    List the rows that contain *key*, nearest first.

    A part of a sum is also a part of the sum that this one restates: it is the same money.
    """
    found: list[str] = []
    ahead = [cells_by_key[key]["part_of"]]
    while ahead:
        ancestor = ahead.pop(0)
        if ancestor in cells_by_key and ancestor not in found and ancestor != key:
            found.append(ancestor)
            ahead += [cells_by_key[ancestor]["part_of"], cells_by_key[ancestor]["restates"]]
    return found
