"""
What one should know about a dataset that keeps every rule: gaps, oddities, and numbers that stand on little.

A notice is no error. Each function looks for one thing and yields at most a few sentences with the rows they are about.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from summit_report.analysis import schema
from summit_report.analysis.columns import DATE_KINDS, KEY_PATTERN, Kind
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.dates import edtf_bounds
from summit_report.analysis.problems import LISTED

_KEYS = re.compile(KEY_PATTERN)
# What UTF-8 looks like to a program that takes it for another encoding, and the mark of letters that are lost.
_WRONG_LETTERS = r"[ÃÂÐÑ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|\ufffd"
FARTHEST_YEARS = 100
OPEN_QUALIFIERS = ("at least", "more than", "nearly", "up to")


@dataclass(frozen=True)
class Notice:
    """
    State one observation: *text* is a sentence, *rows* the keys of the rows of *table* it is about.

    *look* names what was looked for. As text, it names the first rows and counts the others.
    """

    table: str
    text: str
    rows: tuple[str, ...]
    look: str = ""

    def __str__(self) -> str:
        rest = len(self.rows) - LISTED
        rows = ", ".join(self.rows[:LISTED]) + (f" and {rest:,} more" if rest > 0 else "")
        return f"{self.table}: {self.text}" + (f" ({rows})" if rows else "")


def notices(dataset: Dataset) -> list[Notice]:
    """List everything noticed about *dataset*, in the order of the looks below."""
    return [replace(notice, look=look.__name__) for look in _LOOKS for notice in look(dataset)]


def _about(table: str, rows: pd.DataFrame, text: str) -> Iterator[Notice]:
    """Yield the notice if there are *rows*; {n} in *text* becomes their number."""
    if len(rows):
        yield Notice(table, text.format(n=len(rows)), tuple(rows.index))


def _repeated_rows(dataset: Dataset) -> Iterator[Notice]:
    for table in schema.TABLES:
        rows = dataset.table(table.name)
        said = rows.drop(columns=[table.key, "note"], errors="ignore")
        said = said[said.duplicated(keep=False)].astype(str)
        for _, alike in rows.loc[said.index].groupby(said.apply(tuple, axis=1), sort=False):
            text = "These rows say the same under different keys; is one of them meant to restate the other?"
            yield Notice(table.name, text, tuple(map(str, alike.index)))


def _no_rows(dataset: Dataset) -> Iterator[Notice]:
    for table in schema.TABLES:
        if table.name not in dataset.missing and dataset.table(table.name).empty:
            yield Notice(table.name, "There is a header and no row.", ())


def _wrong_letters(dataset: Dataset) -> Iterator[Notice]:
    for table in schema.TABLES:
        rows = dataset.table(table.name)
        wrong = pd.Series(False, index=rows.index)
        for column in table.columns:
            if column.kind is Kind.TEXT:
                wrong |= rows[column.name].str.contains(_WRONG_LETTERS, na=False).astype(bool)
        yield from _about(table.name, rows[wrong], "{n} row(s) have letters that a wrong encoding makes.")


def _far_dates(dataset: Dataset) -> Iterator[Notice]:
    for table in schema.TABLES:
        rows = dataset.table(table.name)
        for column in table.columns:
            if column.kind in DATE_KINDS:
                years = pd.to_numeric(rows[column.name].str[:4]).astype("float64")
                far = rows[(years - dataset.meta.starts.year).abs() > FARTHEST_YEARS]
                text = f"{{n}} date(s) in {column.name} lie more than {FARTHEST_YEARS} years from the summit."
                yield from _about(table.name, far, text)


def _package_documents(dataset: Dataset) -> Iterator[Notice]:
    agreements = dataset.agreements
    named = agreements.groupby("part_of")["documents"].sum()
    packages = agreements["documents"].reindex(named.index)
    more = named.index[(named > packages).to_numpy()]
    members = agreements[agreements["part_of"].isin(more)].groupby("part_of").groups
    for key in map(str, more):
        text = f"Package {key} stands for {packages[key]} document(s), its named members for {named[key]}."
        yield Notice("agreements", text, (key, *map(str, members[key])))


def _contained_money(dataset: Dataset) -> Iterator[Notice]:
    parts = dataset.funding.query("part_of.notna() and amount.notna()")
    containers = dataset.funding.loc[parts["part_of"], ["currency", "amount"]]
    alike = parts["currency"].reset_index(drop=True) == containers["currency"].reset_index(drop=True)
    same = parts[alike.fillna(False).to_numpy(bool)]
    sums = same.groupby("part_of")["amount"].sum()
    containers = dataset.funding.loc[sums.index, ["currency", "amount"]]
    more = sums.index[sums.to_numpy() > containers["amount"].to_numpy()]
    groups = same[same["part_of"].isin(more)].groupby("part_of").groups
    for key in map(str, more):
        words = f"{sums[key]:,.0f} {containers['currency'][key]}, itself to {containers['amount'][key]:,.0f}"
        yield Notice("funding", f"The parts of {key} come to {words}.", (key, *map(str, groups[key])))


def _other_relation(dataset: Dataset) -> Iterator[Notice]:
    for name in ("agreements", "funding", "projects"):
        rows = dataset.table(name)
        parts = rows[rows["part_of"].notna()]
        differ = parts["relation"].to_numpy() != rows["relation"].reindex(parts["part_of"]).to_numpy()
        yield from _about(name, parts[differ], "{n} part(s) have another relation to the summit than their whole.")


def _counted_without_amount(dataset: Dataset) -> Iterator[Notice]:
    rows = _counted(dataset)
    yield from _about("funding", rows[rows["amount"].isna()], "{n} counted row(s) state no amount.")


def _open_amounts(dataset: Dataset) -> Iterator[Notice]:
    rows = _counted(dataset)
    rows = rows[rows["amount_qualifier"].isin(OPEN_QUALIFIERS)]
    yield from _about("funding", rows, "{n} counted amount(s) are open at one end, so their totals are too.")


def _left_out(dataset: Dataset) -> Iterator[Notice]:
    rows = dataset.funding
    linked = rows["part_of"].notna() | rows["restates"].notna()
    alone = rows[(rows["counts_toward_total"] == "no") & (rows["relation"] != "context") & ~linked]
    text = "{n} row(s) are not counted although they neither restate another row nor are part of one."
    yield from _about("funding", alone[~alone.index.isin(rows["part_of"])], text)


def _only_stated_dollars(dataset: Dataset) -> Iterator[Notice]:
    rows = dataset.funding
    rows = rows[rows["amount"].isna() & rows["stated_usd_equivalent"].notna()]
    yield from _about("funding", rows, "{n} row(s) give a dollar value of an amount that is not stated.")


def _zero_amounts(dataset: Dataset) -> Iterator[Notice]:
    for name, column in (("funding", "amount"), ("projects", "cost")):
        rows = dataset.table(name)
        yield from _about(name, rows[rows[column] == 0], "{n} amount(s) are zero; unknown is an empty cell.")


def _currencies_without_rate(dataset: Dataset) -> Iterator[Notice]:
    target, rates = dataset.meta.reporting_currency, dataset.fx_rates
    known = {target, *rates.loc[rates["base"] == target, "quote"], *rates.loc[rates["quote"] == target, "base"]}
    for name, column in (("funding", "amount"), ("projects", "cost")):
        rows = dataset.table(name)
        rows = rows[rows[column].notna() & ~rows["currency"].isin(known)]
        for currency, of_currency in rows.groupby("currency"):
            yield from _about(
                name,
                of_currency,
                f"fx_rates has no rate between {currency} and {target}, for {{n}} row(s); the European Central Bank's "
                "is taken where it has one, and rates are not chained.",
            )


def _uncited_sources(dataset: Dataset) -> Iterator[Notice]:
    """Look for sources that no row rests on and no note names."""
    cited = set(dataset.sources["based_on"].dropna())
    for table in schema.TABLES:
        rows = dataset.table(table.name)
        if "source_id" in rows and table is not schema.SOURCES:
            cited |= set(rows["source_id"])
        if "note" in rows:
            cited |= {match[0] for match in _KEYS.finditer(" ".join(rows["note"].dropna()))}
    sources = dataset.sources
    yield from _about("sources", sources[~sources.index.isin(cited)], "{n} source(s) are cited by no row and no note.")


def _single_reference(dataset: Dataset) -> Iterator[Notice]:
    """Look for outcomes that only a reference text reports; a second description or a milestone would confirm them."""
    agreements = dataset.agreements
    kind = dataset.sources["kind"].reindex(agreements["source_id"]).to_numpy()
    outcomes = agreements[(kind == "reference") & (agreements["relation"] == "summit") & agreements["same_as"].isna()]
    outcomes = outcomes[~outcomes.index.isin(_confirmed(dataset))]
    for source, rows in outcomes.groupby("source_id"):
        yield from _about("agreements", rows, f"{{n}} outcome(s) rest on {source} alone, a reference text.")


def _confirmed(dataset: Dataset) -> set[str]:
    """Give the agreements of which another row speaks on the word of another source."""
    others = [
        dataset.agreements[["same_as", "source_id"]],
        dataset.milestones[["entity_id", "source_id"]],
        dataset.funding[["linked_agreement_id", "source_id"]],
    ]
    pairs = pd.concat([frame.set_axis(["agreement", "source_id"], axis=1) for frame in others]).dropna()
    own = pairs["agreement"].map(dataset.agreements["source_id"])
    return set(pairs.loc[(pairs["source_id"] != own).fillna(False), "agreement"])


def _after_cut_off(dataset: Dataset) -> Iterator[Notice]:
    cut_off = dataset.meta.as_of
    text = f"{{n}} date(s) in {{column}} lie after the cut-off, {cut_off}."
    dated = (
        ("sources", "published"),
        ("agreements", "signed_on"),
        ("agreements", "first_announced"),
        ("claims", "as_of"),
    )
    for name, column in dated:
        rows = dataset.table(name)
        yield from _about(name, rows[_first_day_after(rows[column], cut_off)], text.replace("{column}", column))
    done = dataset.milestones.query("status == 'done'")
    yield from _about("milestones", done[_first_day_after(done["date"], cut_off)], text.replace("{column}", "date"))


def _overdue(dataset: Dataset) -> Iterator[Notice]:
    planned = dataset.milestones.query("status == 'planned'")
    past = planned["date"].map(lambda text: edtf_bounds(text)[1] < dataset.meta.as_of).astype(bool)
    yield from _about("milestones", planned[past], "{n} planned milestone(s) lie before the cut-off.")


def _signed_but_not(dataset: Dataset) -> Iterator[Notice]:
    rows = dataset.agreements
    rows = rows[rows["signed_on"].notna() & (rows["status"] == "announced")]
    yield from _about("agreements", rows, "{n} row(s) have a day of signing and the status announced.")


def _counted(dataset: Dataset) -> pd.DataFrame:
    return dataset.funding.query("counts_toward_total == 'yes'")


def _first_day_after(dates: pd.Series, day: date) -> pd.Series:
    return dates.map(lambda text: pd.notna(text) and edtf_bounds(text)[0] > day).astype(bool)


_LOOKS: tuple[Callable[[Dataset], Iterator[Notice]], ...] = (
    _no_rows,
    _repeated_rows,
    _wrong_letters,
    _far_dates,
    _package_documents,
    _contained_money,
    _other_relation,
    _counted_without_amount,
    _open_amounts,
    _left_out,
    _only_stated_dollars,
    _zero_amounts,
    _currencies_without_rate,
    _single_reference,
    _uncited_sources,
    _signed_but_not,
    _after_cut_off,
    _overdue,
)
