"""Where an answer is empty: what there would be with one choice less, or another relation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from summit_report.analysis import wording as w
from summit_report.analysis.measures.documents import NOT_ITEMISED
from summit_report.analysis.vocabularies import RELATIONS
from summit_report.explore.selection import Selection

OTHERWISE = {"summit": "as an outcome", "follow-up": "as a follow-up", "context": "as context"}


def nearby(selection: Selection) -> str:
    """Return a sentence with how many rows the tables asked have near *selection*; nothing where there are none."""
    counts = [(count(one), words) for one, words in _variants(selection)]
    found = [f"{w.number(rows)} {words}" for rows, words in counts if rows]
    return f"Rows of the data near this choice: {w.listed(found)}." if found else ""


def _variants(selection: Selection) -> Iterator[tuple[Selection, str]]:
    """Yield selections that differ from *selection* in one choice, with the words for them."""
    for relation in RELATIONS:
        if relation != selection.relation:
            yield replace(selection, relation=relation), OTHERWISE[relation]
    if selection.countries:
        yield replace(selection, countries=()), "with all countries"
    if selection.sectors:
        yield replace(selection, sectors=()), "with all sectors"
        if selection.sectors != (NOT_ITEMISED,):
            yield replace(selection, sectors=(NOT_ITEMISED,)), "whose sector no source states"
    if selection.instruments:
        yield replace(selection, instruments=()), "with all instruments"


def count(selection: Selection) -> int:
    """Return how many rows there are for *selection* in the tables that its measure asks."""
    view = selection.report().view
    return sum(len(getattr(view, table)) for table in selection.question.tables)
