"""What was signed: how many documents, of which kind, and what the packages hold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd

from summit_report.analysis import figures, style
from summit_report.analysis import wording as w
from summit_report.analysis.caps import and_more
from summit_report.analysis.exhibits import (
    Block,
    Entry,
    Exhibit,
    column,
    exhibit,
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.figures import Bar
from summit_report.analysis.frames import only
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.measures.packages import Packed
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections import denominators, overlap
from summit_report.analysis.sections.common import (
    COUNTING_RULE,
    INSIDE_RULE,
    counts_entry,
    documents,
    first_counts_entry,
    number,
)
from summit_report.analysis.sections.leading import equal, first, named
from summit_report.analysis.sections.limits import left_out
from summit_report.analysis.sections.ratios import of_package
from summit_report.analysis.vocabularies import AGREEMENT_INSTRUMENTS, SCOPES

SIGNED_RULE = "Signed: so by its status, also in force; one under way or completed where its kind is signed or a date of signing is known."


def totals(report: Report) -> Entry:
    """Record the evidence of all documents: signed, begun without a signature, announced, and of any other status."""
    parts = by_signature(report.view.counted)
    rule = f"{COUNTING_RULE} {SIGNED_RULE}"
    return counts_entry(report, "documents", report.that_came("Documents"), parts, rule)


def by_signature(rows: pd.DataFrame) -> dict[str, Count]:
    """Count the documents of *rows* by whether they are signed; what none is, is left out but for the signed."""
    signed, begun, announced = docs.signed(rows), docs.begun(rows), docs.announced(rows)
    rest = only(rows, ~rows["status"].isin([*docs.SIGNED, *docs.BEGUN, docs.ANNOUNCED]))
    statuses = " or ".join(status for status in ("under way", "completed") if (begun["status"] == status).any())
    parts = {
        f"{w.capital(statuses)} without a signature on record": begun,
        "Announced, not signed": announced,
        "Of unknown status": rest,
    }
    return {"Signed": docs.count(signed)} | {label: docs.count(found) for label, found in parts.items() if len(found)}


def whole(report: Report) -> Count:
    """Count all documents of the report."""
    return docs.count(report.view.counted)


def overview(report: Report) -> Exhibit:
    """Say how many documents there are, and draw packages beside single documents by instrument."""
    rows = report.view.counted
    if rows.empty:
        return exhibit(note(f"No document{report.scope} {report.came} in this dataset."))
    return exhibit(
        _count_sentence(report),
        denominators.table(report),
        _instruments_figure(report, rows),
        _scope_table(report, rows),
    )


def _count_sentence(report: Report) -> Block:
    entry = totals(report)
    report.registry.use([entry], "signed", "What was signed")
    kinds = w.listed(f"{line.value} {line.label.lower()}" for line in entry.lines if line.value != "0")
    text = sentence("{}{} {}: {}.", entry.number(w.capital(documents(whole(report)))), report.scope, report.came, kinds)
    twice, evidence = overlap.full(report)
    report.registry.use(evidence, "signed", "What was signed")
    return {**paragraph(text, *([twice] if twice else []), evidence=[entry, *evidence]), "id": "signed"}


def _instruments_figure(report: Report, rows: pd.DataFrame) -> Block:
    packages = pk.packages(report.view)
    single = rows[~docs.is_package(rows)]
    kinds = docs.by(single, "instrument")
    total, packed = docs.count(rows), docs.joined(package.whole for package in packages)
    shown = report.first(packages)
    bars = [Bar(one.title, one.documents, of_package(one), style.REST, hatched=True) for one in shown]
    bars += [
        Bar(w.capital(kind), count.value, w.number(count.value), gap=i == 0 and bool(packages))
        for i, (kind, count) in enumerate(kinds.items())
    ]
    named = sum(package.named.value for package in packages)
    title = (
        f"{w.counted(len(packages), 'package holds', 'packages hold')} {number(packed)} of {documents(total)}; "
        f"{w.counted(named, 'document inside is', 'documents inside are') if named else 'none of them is'} named one by one"
        if packages
        else _kinds_title(kinds, total)
        if len(kinds) > 1
        else f"{documents(total)}{', all' if total.value > 1 else ''} of the kind {next(iter(kinds))}"
    )
    words = report.words(
        title,
        f"{report.that_came('Documents')}. Hatched: packages counted as such; below: single documents by instrument.",
    )
    singles = {w.capital(kind): count for kind, count in kinds.items()}
    entries = [
        *_package_entries(report, packages),
        counts_entry(report, "single-papers", "Single documents by instrument", singles),
    ]
    twin = plain_table(
        words.title,
        [column("Package or instrument"), column("Documents", "right"), column("Named one by one", "right")],
        [row(package.title, number(package.whole), w.number(package.single.value)) for package in shown]
        + [row(w.capital(kind), w.number(count.value), "") for kind, count in kinds.items()],
        [f"Packages: {and_more(len(shown), len(packages))}"] if len(shown) < len(packages) else (),
    )
    spare = len(bars) - figures.bars_that_fit(bars, words)
    caption = "Packages that a source reports as one number, and the documents reported one by one."
    if spare > 0 or len(shown) < len(packages):  # the kinds stay: they are few
        drawn = max(1, len(shown) - max(0, spare))
        bars = bars[:drawn] + bars[len(shown) :]
        caption += left_out(drawn, len(packages), "packages")
    alt = "; ".join(f"{bar.label}: {bar.text}" for bar in bars) + "."
    return report.figure("documents", partial(figures.bars, bars, words), words, caption, alt, twin, entries)


def _kinds_title(kinds: Mapping[str, Count], total: Count) -> str:
    """Say which of several *kinds* is the most frequent, or that some, or all, are equally so."""
    most, value = first(kinds)
    share = f"{value} of {documents(total)}"
    if equal(kinds):
        return f"{w.counted(len(kinds), 'kind')} are equally frequent: {share}"
    if len(most) == 1:
        return f"{w.capital(most[0])} is the most frequent kind: {share}"
    return f"{w.capital(named(most, str, 'kind'))} are the most frequent kinds: {share}"


def _package_entries(report: Report, packages: tuple[Packed, ...]) -> list[Entry]:
    if not packages:
        return []
    counts = [(package.title, package.whole) for package in packages]
    named = [(package.title, package.single) for package in packages if package.single.rows]
    entries = [first_counts_entry(report, "packages", "Packages of documents", counts, COUNTING_RULE)]
    if named:
        title = "Documents named inside packages"
        entries.append(first_counts_entry(report, "packages-named", title, named, INSIDE_RULE))
    return entries


def _scope_table(report: Report, rows: pd.DataFrame) -> Block:
    scopes = [scope for scope in SCOPES if (rows["scope"] == scope).any()]
    kinds = [kind for kind in AGREEMENT_INSTRUMENTS if (rows["instrument"] == kind).any()]
    per_kind = {kind: only(rows, rows["instrument"] == kind) for kind in kinds}
    entry = counts_entry(
        report,
        "instruments",
        "Documents by instrument",
        {w.capital(kind): docs.count(group) for kind, group in per_kind.items()},
    )
    body = []
    for i, (_kind, group) in enumerate(per_kind.items()):
        by_scope = docs.by(group, "scope")
        cells = [entry.number(number(by_scope[s]), i) if s in by_scope else "" for s in scopes]
        body.append(row(entry.lines[i].label, *cells, entry.number(entry.lines[i].value, i)))
    sums = docs.by(rows, "scope")
    body.append(row("All", *(entry.number(number(sums[s])) for s in scopes), entry.number(entry.value), kind="total"))
    columns = [column("Instrument"), *(column(w.capital(s), "right") for s in scopes), column("All", "right")]
    title = "Documents by instrument and scope"
    notes = ["A package counts with all its documents under its own instrument; “other” holds packages of mixed kinds."]
    return report.table("instruments", title, columns, body, notes=notes, evidence=[entry])
