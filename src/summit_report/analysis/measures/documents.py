"""
Count documents, not rows (rules 1 and 2 of the data model).

A row stands for `documents` documents. The count is their sum over rows that are no part of a package and no second
description. Packages are counted as such; the documents named inside them are their detail and are counted apart.

A package of "more than 35" stands for 35 documents in every sum, as the row states, and the word goes with the sum:
rule 5 gives each row its bounds, and a sum with an open end is printed as "at least" (or "up to"). `View.agreements`
carries the word in the column `qualifier`; a frame without that column counts exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.frames import cells_of, kinds_of, only
from summit_report.analysis.keys import PLACE
from summit_report.analysis.measures.counts import (
    EXACT,
    QUALIFIER,
    Count,
    Ints,
    Name,
    Row,
    added,
    by_code,
    count,
    is_many,
    joined,
    rows,
)
from summit_report.analysis.measures.counts import grouped as grouped_rows

__all__ = ["EXACT", "QUALIFIER", "Count", "Row", "added", "count", "joined", "rows"]

SIGNED = frozenset({"signed", "in force"})
ANNOUNCED = "announced"
BEGUN = frozenset({"under way", "completed"})  # says that something is done, not that anything was signed
UNSIGNED_KINDS = frozenset({"initiative", "other"})  # may begin without a signature; every other kind is signed
NOT_ITEMISED = "not-itemised"
_COUNTED = frozenset({"documents", QUALIFIER, PLACE})


def counted(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that count: neither part of a package nor a second description."""
    return only(agreements, agreements["part_of"].isna() & agreements["same_as"].isna())


def inside_packages(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the rows named inside a package, each once."""
    return only(agreements, agreements["part_of"].notna() & agreements["same_as"].isna())


def alone(agreements: pd.DataFrame, partner: str) -> pd.DataFrame:
    """
    Return the rows between the *partner* and one other party.

    What is multilateral has a third, even where only two of its parties have a code.
    """
    return only(agreements, is_alone(agreements, partner))


def is_alone(agreements: pd.DataFrame, partner: str) -> NDArray[np.bool_]:
    """Tell for each row whether it is between the *partner* and one other party alone: those that `alone` returns."""
    two = kinds_of(agreements["parties"]).where(lambda codes: len(codes) == 2 and partner in codes)
    return two & (agreements["scope"] != "multilateral").to_numpy(dtype=bool)


def countable(agreements: pd.DataFrame, *more: str) -> pd.DataFrame:
    """Return *agreements* with the columns alone that counting reads, and those of *more*: choosing rows copies all."""
    return agreements[[name for name in agreements if name in _COUNTED or name in more]]


def signed(agreements: pd.DataFrame) -> pd.DataFrame:
    """
    Return the rows whose papers are signed: by status, or begun and of a kind that is signed or with a date of it.
    """
    is_signed = agreements["status"].isin(BEGUN) & _has_signature(agreements)
    return only(agreements, agreements["status"].isin(SIGNED) | is_signed)


def begun(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the rows under way or completed of which no signature is on record."""
    return only(agreements, agreements["status"].isin(BEGUN) & ~_has_signature(agreements))


def _has_signature(agreements: pd.DataFrame) -> pd.Series:
    by_kind = ~agreements["instrument"].isin(UNSIGNED_KINDS)
    return by_kind | agreements["signed_on"].notna() if "signed_on" in agreements else by_kind


def announced(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are announced and not signed."""
    return only(agreements, agreements["status"] == ANNOUNCED)


def is_package(agreements: pd.DataFrame) -> pd.Series:
    """Tell for each row whether it stands for more documents than are described in it."""
    return (agreements["documents"] > 1) | (agreements["sector"] == NOT_ITEMISED)


def by(agreements: pd.DataFrame, column: str, order: Iterable[str] | None = None) -> dict[str, Count]:
    """
    Count the rows of *agreements* by the value of *column*, largest first, or in the given *order* without empty ones.
    """
    counts = {str(value): found for value, found in grouped(agreements, agreements[column]).items()}
    if order is not None:
        return {value: counts[value] for value in order if value in counts}
    return dict(sorted(counts.items(), key=lambda item: (-item[1].value, item[0])))


def by_country(agreements: pd.DataFrame, countries: Iterable[str]) -> dict[str, Count]:
    """
    Count *agreements* once for each of *countries* that is a party: columns do not sum to the total (rule 2).
    """
    if not is_many(agreements):
        counts = grouped_rows(
            (code, row)
            for parties, row in zip(agreements["parties"], rows(agreements), strict=True)
            for code in parties
        )
    else:
        counts = by_code(agreements, *_parties(agreements))
    return {code: counts.get(code, Count(0, ())) for code in countries}


def cross(agreements: pd.DataFrame, countries: Iterable[str]) -> dict[tuple[str, str], Count]:
    """Count *agreements* by sector and country: key (sector, country), a document once for each of its parties."""
    wanted = set(countries)
    if not is_many(agreements):
        return grouped_rows(
            ((str(sector), code), row)
            for sector, parties, row in zip(
                cells_of(agreements["sector"]), agreements["parties"], rows(agreements), strict=True
            )
            for code in parties
            if code in wanted
        )
    sectors, sector_names = _coded(agreements["sector"])
    names, codes, places = _parties(agreements)
    pairs, found = pd.factorize(sectors[places] * len(names) + codes)
    of_pair = [(sector_names[pair // len(names)], names[pair % len(names)]) for pair in found.tolist()]
    return {pair: n for pair, n in by_code(agreements, of_pair, pairs, places).items() if pair[1] in wanted}


def grouped(agreements: pd.DataFrame, names: Iterable[Name]) -> dict[Name, Count]:
    """Count the rows of *agreements* by what *names* calls each of them."""
    if not is_many(agreements):
        cells = cells_of(names) if isinstance(names, pd.Series) else names
        return grouped_rows(zip(cells, rows(agreements), strict=True))
    codes, found = _coded(names if isinstance(names, pd.Series) else pd.Series(list(names), dtype=object))
    return by_code(agreements, found, codes)


def _coded(column: pd.Series) -> tuple[Ints, list[Any]]:
    """Return for each cell of *column* the place of its value among those that differ, and these."""
    codes, values = pd.factorize(column, use_na_sentinel=False)
    return codes, cells_of(pd.Index(values))


def _parties(agreements: pd.DataFrame) -> tuple[list[str], Ints, Ints]:
    """Return the countries that are parties, and for each party of a row the place of its country and of the row."""
    lists, distinct = pd.factorize(agreements["parties"])
    names = list(dict.fromkeys(code for parties in distinct for code in parties))
    number = {code: place for place, code in enumerate(names)}
    flat = np.array([number[code] for parties in distinct for code in parties], np.int64)
    sizes = np.array([len(parties) for parties in distinct], np.int64)
    starts, of_row = np.cumsum(sizes) - sizes, sizes[lists]
    places = np.repeat(np.arange(len(lists)), of_row)
    within = np.arange(len(places)) - np.repeat(np.cumsum(of_row) - of_row, of_row)
    return names, flat[starts[lists][places] + within], places
