"""Who is to pay: the countries whose codes a row has, and whoever the source names, a bank without a code as well."""

from __future__ import annotations

import pandas as pd

from summit_report.analysis.frames import cells_of

NOBODY = frozenset({"not stated", "not named", "unknown", "unnamed"})
"""What stands in `funder`, which may not be empty, where the source names nobody."""


def named(funder: object) -> tuple[str, ...]:
    """Return the names in a cell of `funder`, which joins several by ";"; none where the source names nobody."""
    parts = [part.strip() for part in str(funder).split(";")]
    return tuple(part for part in parts if part and part.casefold() not in NOBODY)


def known(funding: pd.DataFrame) -> pd.Series:
    """Tell of which rows of *funding* a payer is known, by country or by name."""
    cells = zip(cells_of(funding["funder_parties"]), cells_of(funding["funder"]), strict=True)
    return pd.Series([bool(codes or named(funder)) for codes, funder in cells], index=funding.index, dtype=bool)
