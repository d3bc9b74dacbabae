"""Several summits in one report: the same measures over each dataset, with one register of evidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.dataset import Dataset, load
from summit_report.analysis.exhibits import Registry
from summit_report.analysis.frames import Record
from summit_report.analysis.page import Page
from summit_report.analysis.report import Report
from summit_report.errors import UsageError

KEYED = ("sources", "agreements", "funding", "projects", "claims", "milestones", "trade", "fx_rates")
SHOWN = 5  # clashing keys that are named


class Comparison(Page):
    """
    Two or more *summits*, oldest first, seen with the same definitions and in one *currency* (ISO 4217), by default the
    reporting currency of the latest.

    *summits* are slugs of folders under ``data/`` or paths of datasets. Keys of rows must differ between datasets, as
    those of this project do. Raises UsageError for fewer than two
    different summits and for a key that two of them share, DataError when a dataset breaks a rule.
    """

    def __init__(self, summits: Sequence[str], *, currency: str | None = None) -> None:
        if len(set(summits)) < 2:
            raise UsageError("a comparison needs at least two summits", where=f"summits = {list(summits)!r}")
        super().__init__(Registry())
        datasets = sorted(map(load, summits), key=lambda dataset: (dataset.meta.starts, dataset.meta.id))
        self.currency = currency or datasets[-1].meta.reporting_currency
        self.reports = [Report(one, currency=self.currency, registry=self.registry) for one in datasets]
        self._check()

    def _check(self) -> None:
        """Refuse what one page cannot tell apart: a summit named twice, and different rows under one key."""
        ids = [one.meta.id for one in self.datasets]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise UsageError("a comparison needs different summits", where=f"{w.listed(twice)} stands twice in summits")
        owners: dict[str, dict[str, str]] = {}
        again = _standing_twice(self.datasets)
        for dataset in self.datasets:
            for table in KEYED:
                rows = dataset.table(table)
                for key, found in rows[_lower(rows.index).isin(again)].iterrows():
                    owners.setdefault(str(key).lower(), {})[dataset.meta.id] = found.to_json()
        # The same source under the same key is no clash: every dataset may cite it.
        shared = {key: rows for key, rows in owners.items() if len(set(rows.values())) > 1}
        if shared:
            raise UsageError(
                f"{w.counted(len(shared), 'key')} of the summits' rows would lead to the wrong evidence",
                where=w.listed(ids),
                next="Give the rows of each summit keys of their own, such as XA-A01 for A01.",
                problems=[f"{key.upper()} stands in {w.listed(rows)}" for key, rows in list(shared.items())[:SHOWN]],
            )

    @property
    def names(self) -> list[str]:
        """Short names of the summits: place and year."""
        return [short_name(report) for report in self.reports]

    @property
    def datasets(self) -> tuple[Dataset, ...]:
        """The datasets compared, oldest summit first."""
        return tuple(report.dataset for report in self.reports)

    @property
    def title(self) -> str:
        """The summits by place and year."""
        return f"Summits compared: {w.listed(self.names)}"

    @property
    def cut_off(self) -> str:
        """The cut-off in words; where the datasets differ, that of each."""
        return cut_offs(self.reports)

    @property
    def source_line(self) -> str:
        """The source line at the foot of every figure."""
        parts = [
            f"{report.dataset.meta.id} {report.dataset.meta.version} ({report.dataset.checksum[:12]})"
            for report in self.reports
        ]
        return f"Source: summit-report, datasets {w.listed(parts)}. Cut-off {self.cut_off}."

    def row(self, key: str) -> tuple[str, Record]:
        """Return the table and the row with *key* from whichever dataset holds it; raises KeyError if none does."""
        for report in self.reports:
            try:
                return report.row(key)
            except KeyError:
                continue
        raise KeyError(key)


def _standing_twice(datasets: Sequence[Dataset]) -> pd.Index:
    """Return the keys, in lower case, that stand in more than one of *datasets*."""
    keys = [_lower(one.table(table).index) for one in datasets for table in KEYED]
    every = pd.Index(np.concatenate(keys))
    return every[every.duplicated()]


def _lower(keys: pd.Index) -> pd.Index:
    return keys.str.lower() if len(keys) else keys


def cut_offs(reports: Sequence[Report]) -> str:
    """Word the cut-off of *reports*: one day, or that of each with its summit's name."""
    if len({report.cut_off for report in reports}) == 1:
        return reports[0].cut_off
    return w.listed(f"{report.cut_off} ({short_name(report)})" for report in reports)


def short_name(report: Report) -> str:
    """Name a summit by place and year: "Astana 2025"."""
    meta = report.dataset.meta
    return f"{meta.place.split(',')[0]} {meta.starts.year}"
