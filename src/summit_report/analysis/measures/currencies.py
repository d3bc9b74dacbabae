"""
Amounts in other currencies: as stated, converted at the dated rate, and the dollar values that sources put beside.

A stated equivalent is shown and never mixed in (rule 7 of the data model); the rate it implies tells the two apart.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from summit_report.analysis.frames import Record, records
from summit_report.analysis.measures.money import Money, Purse
from summit_report.analysis.measures.questions import is_slip
from summit_report.analysis.measures.rivals import money_unit
from summit_report.analysis.measures.timeline import RELATIONS
from summit_report.analysis.view import View


@dataclass(frozen=True)
class Foreign:
    """
    One amount that is not stated in the reporting currency.

    *money* is the row's own amount, that of the row it restates where it gives none. *usd* is the dollar value stated
    beside it, with the *word* that the same source puts before it in the claims; *source* is who says so. *root* is the
    key of the row that the amount belongs to: its own, the one that it restates, or the one that states the same sum.
    """

    key: str
    title: str
    root: str
    money: Money
    usd: float | None
    source: str
    word: str | None = None

    @property
    def implied(self) -> float | None:
        """Units of the amount's currency for one dollar in the stated equivalent; None where either is zero."""
        stated = self.money.stated.central if self.money.stated else None
        return stated / self.usd if self.usd and stated else None


def foreign(view: View, purse: Purse) -> tuple[Foreign, ...]:
    """
    Return every amount and cost of *view*, of any relation, stated in another currency than that of *purse*.

    A row that gives only a dollar value for such an amount is one too. Rows of one amount stand together.
    """
    found: list[Foreign] = []
    whole = view.dataset.funding
    restated = dict(records(whole[whole.index.isin(whole["restates"].dropna())]))
    claims: dict[str, list[Record]] = {}
    for _, claim in records(view.dataset.claims.dropna(subset=["value"])):
        if not is_slip(claim):
            claims.setdefault(claim["source_id"], []).append(claim)
    views = [replace(view, relation=relation) for relation in RELATIONS]
    for one in views:
        found += [_amount(row, restated, purse, claims) for _, row in records(one.funding)]
    costs = [row for one in views for _, row in records(one.projects)]
    found += [_cost(row, purse, tuple(found)) for row in costs]
    other = [one for one in found if one.money.stated and one.money.currency != purse.currency]
    place = {key: i for i, key in enumerate(dict.fromkeys(one.root for one in other))}
    return tuple(sorted(other, key=lambda one: (place[one.root], one.key != one.root)))


def _amount(row: Record, restated: Mapping[str, Record], purse: Purse, claims: Mapping[str, list[Record]]) -> Foreign:
    root = _root(row, restated)
    own = purse.money(row)
    money = own if own.stated else purse.money(root)
    usd = None if pd.isna(row["stated_usd_equivalent"]) else float(row["stated_usd_equivalent"])
    source = str(row["source_id"])
    word = _claimed(claims.get(source, ()), usd) if usd else None
    return Foreign(row.name, str(row["title"]), root.name, money, usd, source, word)


def _claimed(claims: Iterable[Record], usd: float) -> str | None:
    """Return the word that one of *claims* puts before the value of *usd* dollars; None if none does."""
    for claim in claims:
        currency, size = money_unit(str(claim["unit"])) or ("", 1.0)
        if currency == "USD" and math.isclose(float(claim["value"]) * size, usd) and pd.notna(claim["qualifier"]):
            return str(claim["qualifier"])
    return None


def _root(row: Record, restated: Mapping[str, Record]) -> Record:
    seen = {row.name}
    while pd.notna(row["restates"]) and row["restates"] not in seen:
        row = restated[row["restates"]]
        seen.add(row.name)
    return row


def _cost(row: Record, purse: Purse, amounts: Iterable[Foreign]) -> Foreign:
    """
    Read the cost of a project; it is the same sum as a funding in *amounts* of the same source, size and name.

    The data has no link between the two: names are the same where they share two words.
    """
    one = Foreign(row.name, str(row["title"]), row.name, purse.cost(row), None, str(row["source_id"]))
    same = (other.root for other in amounts if one.money.stated and _same_sum(one, other))
    return replace(one, root=next(same, one.root))


def _same_sum(one: Foreign, other: Foreign) -> bool:
    shared = _words(one.title) & _words(other.title)
    return _sum(one.money) == _sum(other.money) and one.source == other.source and len(shared) > 1


def _words(title: str) -> set[str]:
    return {word for word in re.findall(r"\w+", title.casefold()) if len(word) > 3}


def _sum(money: Money) -> tuple[str | None, float | None]:
    return money.currency, money.stated.central if money.stated else None


def equivalents(found: tuple[Foreign, ...]) -> dict[str, tuple[Foreign, ...]]:
    """Group the rows with a stated dollar value by the amount they belong to, smallest value first."""
    groups: dict[str, list[Foreign]] = {}
    for one in found:
        if one.usd is not None:
            groups.setdefault(one.root, []).append(one)
    return {root: tuple(sorted(rows, key=lambda one: (one.usd or 0.0, one.key))) for root, rows in groups.items()}
