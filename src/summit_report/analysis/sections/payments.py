"""Was any of the money paid? What sources report as paid out, or that none does."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Entry, Inline, Line, enumerated, sentence
from summit_report.analysis.keys import Keys
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures import payments as pm
from summit_report.analysis.measures.money import Sum
from summit_report.analysis.report import Report
from summit_report.analysis.sections import converted
from summit_report.analysis.sections.common import coverage, known
from summit_report.analysis.sections.tables import lacks
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS

RULE = (
    "Entries of funding with status disbursed, of the summit and of what followed it; a payment that several entries "
    "state is taken once, and a part of one adds nothing."
)


@lru_cache(maxsize=16)  # several sections say it
def payments(report: Report) -> tuple[list[Inline], Entry]:
    """Say what is reported as paid out, with its evidence: "No source reports any payment."."""
    views = [report.view] if report.view == report.since else [report.view, report.since]
    rows = pd.concat([view.funding for view in views])
    counted = mm.counted(rows)
    paid = pm.paid(rows)
    sums = mm.by_instrument(paid.assign(counts_toward_total="yes"), report.purse, FUNDING_INSTRUMENTS)
    lines = [
        Line("Reported as paid", w.number(len(paid)), Keys(paid.index)),
        *(Line(w.capital(kind), known(report, total), total.rows) for kind, total in sums.items()),
        Line("Entries that count toward a total", w.number(len(counted)), Keys(counted.index)),
    ]
    entry = report.entry("money-paid", f"Money reported as paid{report.scope}", w.number(len(paid)), RULE, lines)
    if not sums and lacks(report, "funding"):
        return sentence("This dataset has {} of money.", entry.number("no table", 0)), entry
    if not sums:
        return sentence("{} reports any payment.", entry.number("No source", 0)), entry
    worded = [
        sentence("{} {}", kind, entry.number(_stated(report, total), i))
        for i, (kind, total) in enumerate(sums.items(), start=1)
    ]
    what = w.counted(len(paid), "entry", "entries")
    return sentence("Payment is reported for {}: {}.", entry.number(what, 0), enumerated(worded)), entry


def _stated(report: Report, total: Sum) -> str:
    """Word what was paid as stated, and converted where that is another: "grant CNY 140 m (USD 20 m; 1 of 1)"."""
    amount = converted.total(report, total)
    if total.left_out:
        return amount
    n_of_n = coverage(total)
    return f"{amount.removesuffix(')')}; {n_of_n})" if amount.endswith(")") else f"{amount} ({n_of_n})"
