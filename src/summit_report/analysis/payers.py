"""Who is to pay: the countries whose codes a row has, and whoever the source names, a bank without a code as well."""

from __future__ import annotations

import pandas as pd

from summit_report.analysis.frames import kinds_of

NOBODY = frozenset({"not stated", "not named", "unknown", "unnamed"})
"""What stands in `funder`, which may not be empty, where the source names nobody."""


def named(funder: object) -> tuple[str, ...]:
    """Return the names in a cell of `funder`, which joins several by ";"; none where the source names nobody."""
    parts = [part.strip() for part in str(funder).split(";")]
    return tuple(part for part in parts if part and part.casefold() not in NOBODY)


def known(funding: pd.DataFrame) -> pd.Series:
    """Tell of which rows of *funding* a payer is known, by country or by name."""
    by_code, by_name = (kinds_of(funding[name]) for name in ("funder_parties", "funder"))
    answers = by_code.where(bool) | by_name.where(lambda funder: bool(named(funder)))
    return pd.Series(answers, index=funding.index, dtype=bool)
