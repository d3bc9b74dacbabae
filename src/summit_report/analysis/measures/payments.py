"""Which money has moved, each once, whatever several rows say of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from summit_report.analysis.frames import cells_of


def paid(funding: pd.DataFrame) -> pd.DataFrame:
    """
    Return the rows of *funding* whose money has moved, each money once.

    Of several statements of one amount only the first stands, one with a number before others, and no part of another
    amount that has moved; a whole without a number holds nothing back.
    """
    rows = funding[funding["status"] == "disbursed"]
    restates, part_of = (_links(funding, name) for name in ("restates", "part_of"))
    wholes = {_last(restates, key): _last(restates, of) for key, of in part_of.items()}
    with_number = set(cells_of(rows.index[rows["amount"].notna()]))
    first = dict[str, str]()
    for key in sorted(cells_of(rows.index), key=lambda key: key not in with_number):
        first.setdefault(_last(restates, key), key)
    holding = {root for root, key in first.items() if key in with_number}
    kept = {key for root, key in first.items() if holding.isdisjoint(_chain(wholes, root))}
    return rows[rows.index.isin(kept)]


def _links(funding: pd.DataFrame, column: str) -> dict[str, str]:
    rows = funding[funding[column].notna()]
    return dict(zip(cells_of(rows.index), cells_of(rows[column]), strict=True))


def _chain(links: Mapping[str, str], key: str) -> list[str]:
    """Follow *links* from *key*, as long as they lead to something new."""
    found: list[str] = []
    while key in links and links[key] not in found:
        key = links[key]
        found.append(key)
    return found


def _last(links: Mapping[str, str], key: str) -> str:
    return [key, *_chain(links, key)][-1]
