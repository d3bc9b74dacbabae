"""Trade: by country and year as the most complete compiler has it, and parts of a year apart."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.exhibits import (
    Block,
    Entry,
    Exhibit,
    Inline,
    Line,
    column,
    exhibit,
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.measures import trade as tr
from summit_report.analysis.measures.trade import Value
from summit_report.analysis.report import Report
from summit_report.analysis.sections.tables import LACKS, lacks

NO_SECTOR = "Trade is recorded by country and year, not by sector; it is left out of a report on one sector."
RULE = (
    "Trade of full years as stated, in billions of US dollars. Two values of one compiler for one country and year that "
    "may be one amount, cut or rounded, are the same data; the more precise one is shown."
)
DIGITS = 3
AS_ONE = " as one"
NUMBERS = dict(enumerate(("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"), start=2))


def overview(report: Report) -> Exhibit:
    """Print trade by country and year as the most complete compiler has it."""
    if remark := nothing(report):
        return exhibit(note(remark))
    found = full_years(report)
    if not found:
        return exhibit(note(f"No trade of a full year{report.scope} is recorded."))
    base = tr.base_compiler(found)
    series = [value for value in found if value.compiler == base]
    entry = _values_entry(report, "trade", f"Trade by country and year, {base}", series)
    years = sorted({value.year for value in series})
    countries = sorted(
        {value.country for value in series}, key=lambda code: (_is_group(report, code), -_latest(series, code))
    )
    body = [row(place(report, code), *(_year_cell(series, code, year, entry) for year in years)) for code in countries]
    columns = [column("With", width=3), *(column(str(year), "right", unit="USD bn") for year in years)]
    notes: list[Inline] = [
        "“–”: not stated for a full year. A group is as its compiler states it; nothing is added here."
    ]
    title = f"Trade by country and year, {base}"
    table = report.table("trade", title, columns, body, notes=notes, evidence=[entry])
    return exhibit(_same_data(report, found, entry), table)


def nothing(report: Report) -> str:
    if lacks(report, "trade"):
        told = "" if lacks(report, "claims") else " What sources say of it stands among the claims."
        return LACKS["trade"] + told
    return NO_SECTOR if report.view.sector is not None else ""


def full_years(report: Report) -> tuple[Value, ...]:
    """Return the values of full years that concern the *report*."""
    return _full_years(report.dataset, report.view.country)


@lru_cache(maxsize=16)  # several sections say it
def _full_years(dataset: Dataset, country: str | None) -> tuple[Value, ...]:
    return tr.values(_stated(dataset, country))


def _stated(dataset: Dataset, country: str | None) -> pd.DataFrame:
    rows = dataset.trade
    return rows if country is None else rows[rows["country"] == country]


def _latest(series: list[Value], code: str) -> float:
    own = [value for value in series if value.country == code]
    return float(max(own, key=lambda value: value.year).usd_bn)


def _is_group(report: Report, code: str) -> bool:
    return code in report.dataset.meta.groups


def place(report: Report, code: str) -> str:
    """Name a country; a group that sources report as one is named by how many states it has."""
    group = report.dataset.meta.groups.get(code)
    return f"{NUMBERS.get(len(group), w.number(len(group)))} states{AS_ONE}" if group else w.country(code)


def billions(value: object) -> str:
    return w.number(float(value), DIGITS)  # type: ignore[arg-type]  # a Decimal


def _values_entry(report: Report, name: str, title: str, found: list[Value]) -> Entry:
    lines = [
        Line(
            f"{place(report, value.country)}, {value.year}, {value.compiler}",
            f"USD {billions(value.usd_bn)} bn",
            value.rows,
        )
        for value in found
    ]
    return report.entry(name, title, "", RULE, lines)


def _year_cell(series: list[Value], code: str, year: int, entry: Entry) -> Inline:
    own = [i for i, value in enumerate(series) if (value.country, value.year) == (code, year)]
    if not own:
        return "–"
    runs: list[Inline] = []
    for i in own:
        runs += ([" or "] if runs else []) + entry.number(billions(series[i].usd_bn), i)
    return runs


def _same_data(report: Report, found: tuple[Value, ...], entry: Entry) -> Block:
    again = [value for value in found if value.same]
    rows, stated = sum(len(value.same) for value in found), sum(len(value.rows) for value in found)
    check = report.entry(
        "trade-same",
        "Values that restate the same data",
        w.number(rows),
        RULE,
        [
            Line(
                f"{place(report, v.country)}, {v.year}, {v.compiler}: USD {billions(v.usd_bn)} bn",
                f"{len(v.same)} more",
                v.rows,
            )
            for v in again
        ],
    )
    report.registry.use([check], "par-trade", "Trade in words")
    text = sentence(
        "The dataset states the trade of a full year{} {}; {} of these {} the same data of the same compiler, rounded or cut.",
        report.scope,
        check.number(f"{w.number(stated)} times" if stated != 1 else "once"),
        check.number(w.number(rows) if rows else "none"),
        "restates" if rows < 2 else "restate",
    )
    return {**paragraph(text, evidence=[check]), "id": "par-trade"}


def part_years(report: Report) -> Exhibit:
    """List what is stated for some months of a year, apart from the full years."""
    if nothing(report):
        return exhibit()
    rows = tr.part_years(_stated(report.dataset, report.view.country)).sort_values(
        ["country", "period", "year", "trade_id"], kind="stable"
    )
    if rows.empty:
        return exhibit()
    lines = [
        Line(
            f"{place(report, r['country'])}, {r['period']} {r['year']}, {r['compiler']}",
            f"USD {billions(r['trade_usd_bn'])} bn",
            (str(key),),
        )
        for key, r in rows.iterrows()
    ]
    entry = report.entry(
        "trade-parts",
        f"Trade in parts of a year{report.scope}",
        "",
        "As stated; never compared with full years.",
        lines,
    )
    at = {str(key): i for i, key in enumerate(rows.index)}
    years = sorted({int(year) for year in rows["year"]})
    body = []
    for (country, period, compiler), group in rows.groupby(["country", "period", "compiler"], sort=False):
        cells: list[Inline] = []
        for year in years:
            own = group[group["year"] == year]
            cells.append(
                _joined([entry.number(billions(r["trade_usd_bn"]), at[str(key)]) for key, r in own.iterrows()])
            )
        body.append(row(place(report, str(country)), str(period), str(compiler), *cells))
    columns = [
        column("With", width=2),
        column("Months"),
        column("Compiler", width=3),
        *(column(str(year), "right", unit="USD bn") for year in years),
    ]
    title = "Trade in parts of a year, never compared with full years"
    return exhibit(report.table("trade-parts", title, columns, body, evidence=[entry]))


def _joined(parts: list[list[dict[str, str]]]) -> Inline:
    runs: list[Inline] = []
    for part in parts:
        runs += ([" or "] if runs else []) + part
    return runs or "–"
