"""The finding about contract value, where no announced amount set against its parts has said how large it is."""

from __future__ import annotations

from summit_report.analysis.exhibits import Inline, sentence
from summit_report.analysis.measures.money import CONTRACT_VALUE
from summit_report.analysis.report import Report
from summit_report.analysis.sections import ratios
from summit_report.analysis.sections.common import coverage, originals, sums_entry, unconverted, value
from summit_report.analysis.sections.converted import lead
from summit_report.analysis.sections.findings_money import Finding
from summit_report.analysis.sections.instruments import sums


def contracts(report: Report) -> Finding | None:
    """Say how much contract value is known, of how many entries, and that it is no finance."""
    total, first = sums(report).get(CONTRACT_VALUE), lead(report)
    if total is None or not total.stated or (first is not None and first.key in total.rows):
        return None
    entry = sums_entry(report, "contracts", f"Contract value{report.scope}", {CONTRACT_VALUE: total})
    stated, converted, lacks = originals(total), total.total.bounds is not None, unconverted(total)
    large = value(total, report.currency) if converted else stated
    beside: list[Inline] = [] if stated == large else [entry.number(stated)]
    beside += [] if converted else ["not converted"]
    beside += [lacks.removeprefix("; ")] if lacks else []
    beside += [ratio] if (ratio := ratios.total_ratio(report, total.rows, short=True)) else []
    runs = [
        run for i, one in enumerate(beside) for run in ["; " if i else " (", *([one] if isinstance(one, str) else one)]
    ]
    text = sentence(
        "of contract value{} is stated, for {} {}{}. It is what documents are said to be worth, no finance.",
        report.scope,
        entry.number(coverage(total)),
        "entry" if total.total.of == 1 else "entries",
        [*runs, ")"] if runs else "",
    )
    return entry.number(large), text, [entry, *ratios.ratio_evidence(report, total.rows)]
