"""Looks at any table: rows that repeat, letters that are lost, dates that are far, sources that nobody cites."""

import re
from collections.abc import Iterator

import pandas as pd

from summit_report.analysis import schema
from summit_report.analysis.columns import DATE_KINDS, KEY_PATTERN, Kind
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.dates import edtf_bounds
from summit_report.analysis.notices.notice import Notice, about, first_day_after

_KEYS = re.compile(KEY_PATTERN)
# What UTF-8 looks like to a program that takes it for another encoding, and the mark of letters that are lost.
_WRONG_LETTERS = r"[ÃÂÐÑ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|\ufffd"
FARTHEST_YEARS = 100


def no_rows(dataset: Dataset) -> Iterator[Notice]:
    for table in schema.TABLES:
        if table.name not in dataset.missing and dataset.table(table.name).empty:
            yield Notice(table.name, "There is a header and no row.", ())


def repeated_rows(dataset: Dataset) -> Iterator[Notice]:
    for table in schema.TABLES:
        rows = dataset.table(table.name)
        said = rows.drop(columns=[table.key, "note"], errors="ignore")
        said = said[said.duplicated(keep=False)].astype(str)
        for _, alike in rows.loc[said.index].groupby(said.apply(tuple, axis=1), sort=False):
            text = "These rows say the same under different keys; is one of them meant to restate the other?"
            yield Notice(table.name, text, tuple(map(str, alike.index)))


def wrong_letters(dataset: Dataset) -> Iterator[Notice]:
    for table in schema.TABLES:
        rows = dataset.table(table.name)
        wrong = pd.Series(False, index=rows.index)
        for column in table.columns:
            if column.kind is Kind.TEXT:
                wrong |= rows[column.name].str.contains(_WRONG_LETTERS, na=False).astype(bool)
        yield from about(table.name, rows[wrong], "{n} [row has|rows have] letters that a wrong encoding makes.")


def far_dates(dataset: Dataset) -> Iterator[Notice]:
    for table in schema.TABLES:
        rows = dataset.table(table.name)
        for column in table.columns:
            if column.kind in DATE_KINDS:
                years = pd.to_numeric(rows[column.name].str[:4]).astype("float64")
                far = rows[(years - dataset.meta.starts.year).abs() > FARTHEST_YEARS]
                text = (
                    f"{{n}} [date|dates] in {column.name} [lies|lie] more than {FARTHEST_YEARS} years from the summit."
                )
                yield from about(table.name, far, text)


def other_relation(dataset: Dataset) -> Iterator[Notice]:
    for name in ("agreements", "funding", "projects"):
        rows = dataset.table(name)
        parts = rows[rows["part_of"].notna()]
        differ = parts["relation"].to_numpy() != rows["relation"].reindex(parts["part_of"]).to_numpy()
        yield from about(
            name, parts[differ], "{n} [part has|parts have] another relation to the summit than [its|their] whole."
        )


def uncited_sources(dataset: Dataset) -> Iterator[Notice]:
    """Look for sources that no row rests on and no note names."""
    cited = set(dataset.sources["based_on"].dropna())
    for table in schema.TABLES:
        rows = dataset.table(table.name)
        if "source_id" in rows and table is not schema.SOURCES:
            cited |= set(rows["source_id"])
        if "note" in rows:
            cited |= {match[0] for match in _KEYS.finditer(" ".join(rows["note"].dropna()))}
    sources = dataset.sources
    yield from about(
        "sources", sources[~sources.index.isin(cited)], "{n} [source is|sources are] cited by no row and no note."
    )


def after_cut_off(dataset: Dataset) -> Iterator[Notice]:
    cut_off = dataset.meta.as_of
    text = f"{{n}} [date|dates] in {{column}} [lies|lie] after the cut-off, {cut_off}."
    dated = (
        ("sources", "published"),
        ("agreements", "signed_on"),
        ("agreements", "first_announced"),
        ("claims", "as_of"),
    )
    for name, column in dated:
        rows = dataset.table(name)
        yield from about(name, rows[first_day_after(rows[column], cut_off)], text.replace("{column}", column))
    done = dataset.milestones.query("status == 'done'")
    yield from about("milestones", done[first_day_after(done["date"], cut_off)], text.replace("{column}", "date"))


def overdue(dataset: Dataset) -> Iterator[Notice]:
    planned = dataset.milestones.query("status == 'planned'")
    past = planned["date"].map(lambda text: edtf_bounds(text)[1] < dataset.meta.as_of).astype(bool)
    yield from about("milestones", planned[past], "{n} planned [milestone lies|milestones lie] before the cut-off.")
