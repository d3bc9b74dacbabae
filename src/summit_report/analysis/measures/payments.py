"""Which money has moved, each once, whatever several rows say of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.keys import last_of


def paid(funding: pd.DataFrame) -> pd.DataFrame:
    """
    Return the rows of *funding* whose money has moved, each money once.

    Of several statements of one amount only the first stands, one with a number before others, and no part of another
    amount that has moved; a whole without a number holds nothing back.
    """
    disbursed = np.flatnonzero((funding["status"] == "disbursed").to_numpy(dtype=bool))
    if not len(disbursed):
        return funding.iloc[:0]
    # Every key has a number, that of a row its place; what a row refers to need not be among the rows.
    columns = [funding.index.to_series(), funding["restates"], funding["part_of"]]
    codes, keys = pd.factorize(pd.concat(columns))
    restated, around = codes[len(funding) : 2 * len(funding)], codes[2 * len(funding) :]
    own = np.arange(len(keys))
    root, whole = own.copy(), own.copy()
    again, inside = np.flatnonzero(restated >= 0), np.flatnonzero(around >= 0)
    root[again] = restated[again]
    root = last_of(root)
    whole[root[inside]] = root[around[inside]]
    is_part = np.zeros(len(keys), dtype=bool)
    is_part[root[inside]] = True

    with_number = funding["amount"].notna().to_numpy(dtype=bool)[disbursed]
    first_said = disbursed[np.argsort(~with_number, kind="stable")]
    roots, first = np.unique(root[first_said], return_index=True)
    first = first_said[first]
    holding = np.zeros(len(keys), dtype=bool)
    holding[roots] = with_number[np.searchsorted(disbursed, first)]
    return funding.iloc[np.sort(first[~_above(holding, whole, is_part)[roots]])]


def _above(holds: NDArray[np.bool_], whole: NDArray[np.intp], is_part: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell of each amount whether *holds* is true of any *whole* around it; only what *is_part* has one."""
    found = holds[whole] & is_part
    for _ in range(len(whole).bit_length()):  # each step goes twice as far as the one before
        found |= found[whole] & is_part
        whole = whole[whole]
    return found
