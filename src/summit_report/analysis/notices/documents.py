"""Looks at agreements: packages, parties, dates of signing, and outcomes on the word of one text."""

from collections.abc import Iterator

from summit_report.analysis import wording as wd
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.measures.documents import NOT_ITEMISED, counted
from summit_report.analysis.measures.shared import shared
from summit_report.analysis.measures.sources import on_reference_alone
from summit_report.analysis.notices.notice import Notice, about, first_day_after


def package_documents(dataset: Dataset) -> Iterator[Notice]:
    agreements = dataset.agreements
    named = agreements.groupby("part_of")["documents"].sum()
    packages = agreements["documents"].reindex(named.index)
    more = named.index[(named > packages).to_numpy()]
    members = agreements[agreements["part_of"].isin(more)].groupby("part_of").groups
    for key in map(str, more):
        stands = wd.counted(int(packages[key]), "document")
        text = f"Package {key} stands for {stands}, its named members for {named[key]}."
        yield Notice("agreements", text, (key, *map(str, members[key])))


def in_two_packages(dataset: Dataset) -> Iterator[Notice]:
    """Look for documents that two packages hold, so that the sum of both counts them twice."""
    keys = [one.key for one in shared(dataset)]
    text = (
        "{n} [row|rows] inside a package [describes|describe] a document of another package (same_as), and both "
        "packages count it; the report says that it may be counted twice."
    )
    yield from about("agreements", dataset.agreements.loc[keys], text)


def packages_of_one(dataset: Dataset) -> Iterator[Notice]:
    """Look for single documents with the sector that is kept for packages."""
    rows = counted(dataset.agreements)
    alone = (rows["documents"] == 1) & ~rows.index.isin(dataset.agreements["part_of"].dropna())
    yield from about(
        "agreements",
        rows[(rows["sector"] == NOT_ITEMISED) & alone],
        f"{{n}} single [document has|documents have] the sector {NOT_ITEMISED}, which makes each a package of which "
        "nothing is named: it counts in no sector. Give it its sector, or say in documents for how many it stands.",
    )


def bilateral_of_several(dataset: Dataset) -> Iterator[Notice]:
    """Look for documents between two that name more parties."""
    rows = dataset.agreements
    several = rows["parties"].map(len) > 2
    text = "{n} [row has|rows have] the scope bilateral and three parties or more; is multilateral meant?"
    yield from about("agreements", rows[(rows["scope"] == "bilateral") & several.astype(bool)], text)


def bilateral_without_partner(dataset: Dataset) -> Iterator[Notice]:
    """Look for documents between two of which neither is the partner."""
    rows, partner = dataset.agreements, dataset.meta.partner
    foreign = rows["parties"].map(lambda codes: bool(codes) and partner not in codes).astype(bool)
    text = (
        f"{{n}} bilateral [row does|rows do] not name the partner, {partner}, and [counts|count] as documents with "
        "others; is it missing?"
    )
    yield from about("agreements", rows[(rows["scope"] == "bilateral") & foreign], text)


def multilateral_of_two(dataset: Dataset) -> Iterator[Notice]:
    """Look for documents of several that name two parties."""
    rows = dataset.agreements
    two = (rows["parties"].map(len) == 2).astype(bool)
    text = (
        "{n} multilateral [row names|rows name] two parties and [counts|count] as documents with others; is bilateral "
        "meant?"
    )
    yield from about("agreements", rows[(rows["scope"] == "multilateral") & two], text)


def single_reference(dataset: Dataset) -> Iterator[Notice]:
    """Look for outcomes that only a reference text reports, as a report counts them."""
    rows = dataset.agreements
    outcomes = rows[(rows["relation"] == "summit") & rows["same_as"].isna()]
    outcomes = outcomes[on_reference_alone(dataset, outcomes.index)]
    for source, rows in outcomes.groupby("source_id"):
        text = f"{{n}} [outcome rests|outcomes rest] on {source} alone, a reference text."
        yield from about("agreements", rows, text)


def signed_but_not(dataset: Dataset) -> Iterator[Notice]:
    rows = dataset.agreements
    rows = rows[rows["signed_on"].notna() & (rows["status"] == "announced")]
    yield from about("agreements", rows, "{n} [row has|rows have] a day of signing and the status announced.")


def signed_after_the_summit(dataset: Dataset) -> Iterator[Notice]:
    """Look for outcomes of the summit that are younger than it."""
    rows, ends = dataset.agreements.query("relation == 'summit'"), dataset.meta.ends
    late = first_day_after(rows["signed_on"], ends) | first_day_after(rows["first_announced"], ends)
    text = (
        f"{{n}} [outcome|outcomes] of the summit [is|are] dated after its last day, {ends}; is the relation follow-up "
        "meant?"
    )
    yield from about("agreements", rows[late], text)
