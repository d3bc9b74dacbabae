"""The rungs of documents and projects as figures, and the evidence that all sections on firmness share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import pandas as pd

from summit_report.analysis import figures, style
from summit_report.analysis import wording as w
from summit_report.analysis.crosswalk import Rung
from summit_report.analysis.exhibits import Block, Entry, Exhibit, Inline, Line, column, exhibit, row
from summit_report.analysis.figures import Ladder
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import firmness as ff
from summit_report.analysis.measures.firmness import Standing
from summit_report.analysis.measures.sources import mark
from summit_report.analysis.page import plain_table
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import counts_entry, documents, keys

RULE = (
    "Sum of documents by the rung of their row: its status, once signed its instrument, or committed money linked to a single paper. "
    "A package of mixed papers stands where a memorandum stands, because its description guarantees no more."
)
PROJECT_RULE = (
    "Count of projects and parts of projects by the rung of their stage; a delayed one that has begun is under way."
)
FIRM = Rung.CONTRACT
HIGH_TO_LOW = tuple(sorted(Rung, reverse=True))
SECTOR_ROW_MM = 5.2


@lru_cache(maxsize=16)
def agreement_standings(report: Report) -> dict[str, Standing]:
    """Give every agreement of the dataset its rung."""
    data = report.dataset
    return ff.of_agreements(data.agreements, data.funding, data.milestones, data.meta.as_of)


@lru_cache(maxsize=16)
def project_standings(report: Report) -> dict[str, Standing]:
    """Give every project of the dataset its rung."""
    return ff.of_projects(report.dataset.projects, report.dataset.milestones, report.dataset.meta.as_of)


def linked(report: Report, key: str) -> list[Inline]:
    """Name the row *key* by its title, with a link to it and the mark of a row that rests on one source."""
    title: list[Inline] = [{"text": str(report.row(key)[1]["title"]), "ref": f"row-{key.lower()}"}]
    single = mark(report.dataset, key)
    return [*title, f" ({single})"] if single else title


def documents_entry(report: Report, rows: pd.DataFrame, papers: Mapping[str, Standing]) -> Entry:
    """Record the evidence of the documents on each rung, from the lowest rung up."""
    counts = {w.capital(rung.words): count for rung, count in ff.counts(rows, papers).items()}
    return counts_entry(report, "rungs", f"{report.that_came('Documents')}, by rung", counts, RULE)


def firm_entry(report: Report, name: str, title: str, rows: pd.DataFrame, papers: Mapping[str, Standing]) -> Entry:
    """Record the evidence of the documents of *rows* on the rung of a contract or higher, with what proves each."""
    firm = rows[[papers[str(key)].reaches(FIRM) for key in rows.index]]
    lines = [
        Line(w.capital(rung.words), w.number(count.value), proofs(papers, count.rows))
        for rung, count in reversed(ff.counts(firm, papers).items())
    ]
    return report.entry(name, title, w.number(docs.count(firm).value), RULE, lines)


def projects_entry(report: Report) -> Entry:
    """Record the evidence of the projects on each rung, from the firmest down, with their done milestones."""
    standings = {key: one for key, one in project_standings(report).items() if key in report.view.projects.index}
    lines = []
    for rung in (*HIGH_TO_LOW, None):
        if found := ff.keys_on(standings.values(), rung):
            label = "Called off" if rung is None else w.capital(rung.words)
            lines.append(Line(label, w.number(len(found)), proofs(standings, found)))
    return report.entry(
        "rungs-projects", f"{report.that_came('Projects')}, by rung", w.number(len(standings)), PROJECT_RULE, lines
    )


def proofs(standings: Mapping[str, Standing], rows: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of *rows* with what proves each and its done milestones."""
    found = [standings[key] for key in rows]
    return keys(*((one.key, one.proof, *one.events) for one in found))


def by_country(report: Report, rows: pd.DataFrame, papers: Mapping[str, Standing]) -> Block:
    """Draw one small ladder per country from the counted agreements *rows*."""
    groups = {code: rows[[code in parties for parties in rows["parties"]]] for code in report.view.countries}
    panels = [
        Ladder(
            w.country(code),
            _values(group, papers),
            _values(group[docs.is_package(group)], papers),
            style.COUNTRIES.get(code, style.ACCENT),
        )
        for code, group in groups.items()
    ]
    entry = documents_entry(report, rows, papers)
    high = int(firm_entry(report, "firm", "Documents on the rung of a contract or higher", rows, papers).value)
    words = report.words(
        f"{w.number(high) if high else 'None'} of {documents(int(entry.value))} {'stands' if high < 2 else 'stand'} on the rung of a contract or higher",
        f"{report.that_came('Documents')}, by rung{' and country' if len(panels) > 1 else ''}; a document counts once for each party. Hatched: packages, at the rung their description guarantees.",
    )
    twin = plain_table(
        words.title,
        [column("Rung"), *(column(panel.name, "right") for panel in panels)],
        [
            row(w.capital(rung.words), *(_split(panel.values[i], panel.hatched[i]) for panel in panels))
            for i, rung in reversed(list(enumerate(Rung)))
        ],
        ["In brackets: of them in packages."],
    )
    caption = "Rungs from announced to in operation. Panels share one scale and do not add up to the total."
    alt = "; ".join(f"{line.label}: {line.value}" for line in entry.lines) + "."
    drawn = figures.ladders([rung.words for rung in Rung], panels, words)
    return report.figure("firmness", drawn, words, caption, alt, twin, [entry])


def _values(rows: pd.DataFrame, papers: Mapping[str, Standing]) -> list[int]:
    counts = ff.counts(rows, papers)
    return [counts[rung].value if rung in counts else 0 for rung in Rung]


def _split(value: int, packed: int) -> str:
    return f"{w.number(value)} ({w.number(packed)})" if packed else w.number(value)


def by_sector(report: Report) -> Exhibit:
    """Draw how many documents of each sector stand on each rung."""
    rows = docs.counted(report.view.agreements)
    if rows.empty or report.view.sector is not None:
        return exhibit()
    papers = agreement_standings(report)
    order = sorted(docs.by(rows, "sector"), key=lambda code: code == docs.NOT_ITEMISED)  # stable: most documents first
    groups = {code: ff.counts(rows[rows["sector"] == code], papers) for code in order}
    names = [report.short_sector(code) for code in order]
    table = pd.DataFrame(
        [[groups[code][rung].value if rung in groups[code] else 0 for rung in Rung] for code in order],
        index=pd.Index(names),
        columns=pd.Index([w.capital(rung.short) for rung in Rung]),
    )
    lines = [
        Line(f"{report.sector(code)}: {rung.words}", w.number(count.value), count.rows)
        for code in order
        for rung, count in groups[code].items()
    ]
    entry = report.entry("rungs-sectors", f"{report.that_came('Documents')}, by sector and rung", "", RULE, lines)
    firm = [name for name, code in zip(names, order, strict=True) if any(rung >= FIRM for rung in groups[code])]
    title = f"{w.counted(len(firm), 'sector has', 'sectors have')} a document on the rung of a contract or higher"
    if 0 < len(firm) <= 2:
        title += f": {w.listed(name.lower() for name in firm)}"
    words = report.words(
        title if firm else "No sector has a document on the rung of a contract or higher",
        f"{report.that_came('Documents')}, by sector and rung. Hatched: packages whose sectors are not published.",
    )
    twin = plain_table(
        words.title,
        [column("Sector"), *(column(str(head), "right") for head in table.columns)],
        [
            row(name, *(str(value or "") for value in values))
            for name, values in zip(names, table.to_numpy(), strict=True)
        ],
    )
    unknown = [report.short_sector(docs.NOT_ITEMISED)] if docs.NOT_ITEMISED in order else []
    drawn = figures.heatmap(table, words, unknown=unknown, row_mm=SECTOR_ROW_MM)
    caption = (
        "Documents by sector and rung, softest on the left. Packages stand on the rung their description guarantees."
    )
    alt = "; ".join(f"{line.label}: {line.value}" for line in lines) + "."
    return exhibit(report.figure("firmness-sectors", drawn, words, caption, alt, twin, [entry]))
