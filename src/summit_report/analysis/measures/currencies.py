"""
Amounts in other currencies: as stated, converted at the dated rate, and the dollar values that sources put beside.

A stated equivalent is shown and never mixed in (rule 7 of the data model); the rate it implies tells the two apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from summit_report.analysis.measures.money import Money, Purse
from summit_report.analysis.measures.timeline import RELATIONS
from summit_report.analysis.view import View


@dataclass(frozen=True)
class Foreign:
    """
    One amount that is not stated in the reporting currency.

    *money* is the row's own amount, that of the row it restates where it gives none. *usd* is the dollar value stated
    beside it, *root* the key of the row that the amount belongs to: its own, or the one that it restates.
    """

    key: str
    title: str
    root: str
    money: Money
    usd: float | None

    @property
    def implied(self) -> float | None:
        """Units of the amount's currency for one dollar in the stated equivalent."""
        return self.money.stated.central / self.usd if self.usd and self.money.stated else None


def foreign(view: View, purse: Purse) -> tuple[Foreign, ...]:
    """
    Return every amount and cost of *view*, of any relation, stated in another currency than that of *purse*.

    A row that gives only a dollar value for such an amount is one too. Rows of one amount stand together.
    """
    found: list[Foreign] = []
    whole = view.dataset.funding
    for relation in RELATIONS:
        one = View(view.dataset, view.country, view.sector, relation)
        found += [_amount(row, whole, purse) for _, row in one.funding.iterrows()]
        found += [_cost(row, purse) for _, row in one.projects.iterrows()]
    other = [one for one in found if one.money.stated and one.money.currency != purse.currency]
    place = {key: i for i, key in enumerate(dict.fromkeys(one.root for one in other))}
    return tuple(sorted(other, key=lambda one: (place[one.root], one.key != one.root)))


def _amount(row: pd.Series, funding: pd.DataFrame, purse: Purse) -> Foreign:
    root = _root(row, funding)
    own = purse.money(row)
    money = own if own.stated else purse.money(root)
    usd = row["stated_usd_equivalent"]
    return Foreign(str(row.name), str(row["title"]), str(root.name), money, None if pd.isna(usd) else float(usd))


def _root(row: pd.Series, funding: pd.DataFrame) -> pd.Series:
    seen = {row.name}
    while pd.notna(row["restates"]) and row["restates"] not in seen:
        row = funding.loc[row["restates"]]
        seen.add(row.name)
    return row


def _cost(row: pd.Series, purse: Purse) -> Foreign:
    return Foreign(str(row.name), str(row["title"]), str(row.name), purse.cost(row), None)


def equivalents(found: tuple[Foreign, ...]) -> dict[str, tuple[Foreign, ...]]:
    """Group the rows with a stated dollar value by the amount they belong to, smallest value first."""
    groups: dict[str, list[Foreign]] = {}
    for one in found:
        if one.usd is not None:
            groups.setdefault(one.root, []).append(one)
    return {root: tuple(sorted(rows, key=lambda one: (one.usd or 0.0, one.key))) for root, rows in groups.items()}
