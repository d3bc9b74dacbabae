"""Looks at money: amounts that are missing, open, left out or larger than their whole, and exchange rates."""

from collections.abc import Iterator

import pandas as pd

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.measures.ranged import ranged
from summit_report.analysis.measures.rates import contradicted
from summit_report.analysis.notices.notice import Notice, about

SMALL = 10_000  # no government promises so little; whoever wrote it meant thousands, or millions
OPEN_QUALIFIERS = ("at least", "more than", "nearly", "up to")


def contained_money(dataset: Dataset) -> Iterator[Notice]:
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


def counted_without_amount(dataset: Dataset) -> Iterator[Notice]:
    rows = _counted(dataset)
    yield from about("funding", rows[rows["amount"].isna()], "{n} counted [row states|rows state] no amount.")


def open_amounts(dataset: Dataset) -> Iterator[Notice]:
    rows = _counted(dataset)
    rows = rows[rows["amount_qualifier"].isin(OPEN_QUALIFIERS) & ~rows.index.isin(list(ranged(dataset).ends))]
    text = (
        "{n} counted [amount is open at one end, so its total is|amounts are open at one end, so their totals are] too."
    )
    yield from about("funding", rows, text)


def left_out(dataset: Dataset) -> Iterator[Notice]:
    rows = dataset.funding
    linked = rows["part_of"].notna() | rows["restates"].notna()
    alone = rows[(rows["counts_toward_total"] == "no") & (rows["relation"] != "context") & ~linked]
    text = (
        "{n} [row is|rows are] not counted although [it|they] neither [restates|restate] another row nor [is|are] part "
        "of one."
    )
    yield from about("funding", alone[~alone.index.isin(rows["part_of"])], text)


def counted_inside_a_package(dataset: Dataset) -> Iterator[Notice]:
    """Look for money of a document in a package whose own money of the same kind counts as well."""
    rows = _counted(dataset)
    rows = rows[rows["linked_agreement_id"].notna()]
    kinds = [rows["instrument"].astype(str), rows["relation"].astype(str)]
    known = pd.MultiIndex.from_arrays([rows["linked_agreement_id"].astype(object), *kinds])
    inside = pd.Series(False, index=rows.index)
    above = rows["linked_agreement_id"].astype(object).map(dataset.agreements["part_of"])
    while above.notna().any():
        inside |= pd.MultiIndex.from_arrays([above, *kinds]).isin(known)
        above = above.map(dataset.agreements["part_of"])
    text = (
        "{n} counted [amount comes|amounts come] from documents in a package whose own amount of the same instrument "
        "counts too; if that holds [it|them], name it in part_of and put no."
    )
    yield from about("funding", rows[inside], text)


def only_stated_dollars(dataset: Dataset) -> Iterator[Notice]:
    rows = dataset.funding
    rows = rows[rows["amount"].isna() & rows["stated_usd_equivalent"].notna()]
    yield from about("funding", rows, "{n} [row gives|rows give] a dollar value of an amount that is not stated.")


def zero_amounts(dataset: Dataset) -> Iterator[Notice]:
    for name, column in (("funding", "amount"), ("projects", "cost"), ("trade", "trade_usd_bn")):
        rows = dataset.table(name)
        yield from about(name, rows[rows[column] == 0], "{n} [amount is|amounts are] zero; unknown is an empty cell.")


def small_amounts(dataset: Dataset) -> Iterator[Notice]:
    rows = _counted(dataset)
    text = "{n} counted [amount is|amounts are] below 10,000 of [its|their] currency; an amount stands in full units."
    yield from about("funding", rows[rows["amount"].between(0, SMALL, inclusive="neither")], text)


def currencies_without_rate(dataset: Dataset) -> Iterator[Notice]:
    target, rates = dataset.meta.reporting_currency, dataset.fx_rates
    known = {target, *rates.loc[rates["base"] == target, "quote"], *rates.loc[rates["quote"] == target, "base"]}
    for name, column in (("funding", "amount"), ("projects", "cost")):
        rows = dataset.table(name)
        rows = rows[rows[column].notna() & ~rows["currency"].isin(known)]
        for currency, of_currency in rows.groupby("currency"):
            yield from about(
                name,
                of_currency,
                f"fx_rates has no rate between {currency} and {target}, for {{n}} [row|rows]; the European Central "
                "Bank's is taken where it has one, and rates are not chained.",
            )


def doubtful_rates(dataset: Dataset) -> Iterator[Notice]:
    """Look for exchange rates that others contradict, which a rate written upside down is the usual cause of."""
    for key, text in contradicted(dataset.fx_rates):
        yield Notice("fx_rates", text, (key,))


def _counted(dataset: Dataset) -> pd.DataFrame:
    return dataset.funding.query("counts_toward_total == 'yes'")
