"""How firm documents and projects are, as figures, and the evidence that all sections on firmness share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial

import pandas as pd

from summit_report.analysis import figures
from summit_report.analysis import wording as w
from summit_report.analysis.crosswalk import Rung
from summit_report.analysis.exhibits import Block, Entry, Exhibit, Inline, Line, column, exhibit, row
from summit_report.analysis.frames import cells_of, kinds_of, only
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import firmness as ff
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.measures.sources import mark
from summit_report.analysis.measures.standings import Standings
from summit_report.analysis.page import plain_table
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import counts_entry, documents, number
from summit_report.analysis.sections.limits import kept, left_out

RULE = (
    "Sum of documents by how firm their entry is: by its status, once signed by its instrument, or by committed money linked to a single document. "
    "A package of mixed kinds is as firm as a memorandum, because its description guarantees no more."
)
PROJECT_RULE = (
    "Count of projects and parts of projects by how firm their stage is; a delayed one that has begun is under way."
)
FIRM = Rung.CONTRACT
HIGH_TO_LOW = tuple(sorted(Rung, reverse=True))
MANY = 10  # countries that no longer stand side by side in a table
SECTOR_ROW_MM, COUNTRY_ROW_MM = 5.2, 6.2
PACKED = "Packages over several sectors"


@lru_cache(maxsize=16)
def agreement_standings(report: Report) -> Standings:
    """Tell how firm every agreement of the dataset is."""
    data = report.dataset
    return ff.of_agreements(data.agreements, data.funding, data.milestones, data.meta.as_of)


@lru_cache(maxsize=16)
def project_standings(report: Report) -> Standings:
    """Tell how firm every project of the dataset is."""
    return ff.of_projects(report.dataset.projects, report.dataset.milestones, report.dataset.meta.as_of)


@lru_cache(maxsize=16)
def pairs(report: Report) -> dict[str, str]:
    """Map each document of the report to its project, both described once."""
    agreements = report.view.agreements[report.view.agreements["same_as"].isna()]
    return ff.projects_of(agreements, report.view.projects, report.dataset.milestones)


def linked(report: Report, key: str) -> list[Inline]:
    """Name the row *key* by its title, with a link to it and the mark of a row that rests on one source."""
    title: list[Inline] = [{"text": str(report.row(key)[1]["title"]), "ref": f"row-{key.lower()}"}]
    single = mark(report.dataset, key)
    return [*title, f" ({single})"] if single else title


def documents_entry(report: Report, rows: pd.DataFrame, standings: Standings) -> Entry:
    """Record the evidence of the documents on each level, from the lowest up."""
    counts = {w.capital(rung.words): count for rung, count in ff.counts(rows, standings).items()}
    return counts_entry(report, "rungs", f"{report.that_came('Documents')}, by how firm they are", counts, RULE)


def firm_entry(report: Report, name: str, title: str, rows: pd.DataFrame, standings: Standings) -> Entry:
    """Record the evidence of the documents of *rows* that are as firm as a contract or firmer, with what proves each."""
    firm = firm_rows(rows, standings)
    lines = [
        Line(w.capital(rung.words), number(count), standings.shown_by(count.rows))
        for rung, count in reversed(ff.counts(firm, standings).items())
    ]
    return report.entry(name, title, number(docs.count(firm)), RULE, lines)


def firm_rows(rows: pd.DataFrame, standings: Standings) -> pd.DataFrame:
    """Return the *rows* that are as firm as a contract or firmer."""
    return only(docs.countable(rows, "sector", "part_of"), standings.of(rows) >= FIRM)


def firm_least(rows: pd.DataFrame, inside: pd.DataFrame, standings: Standings) -> int:
    """Count the documents of *rows* that are at least that firm, with those named *inside* its packages."""
    named, _ = pk.split(rows[docs.is_package(rows)], firm_rows(inside, standings))
    return docs.count(firm_rows(rows, standings)).value + named.value


def projects_entry(report: Report) -> Entry:
    """Record the evidence of the projects on each level, from the firmest down, with their done milestones."""
    shown = set(cells_of(report.view.projects.index))
    standings = {key: one for key, one in project_standings(report).items() if key in shown}
    lines = []
    for rung in (*HIGH_TO_LOW, None):
        if found := ff.keys_on(standings.values(), rung):
            label = "Called off" if rung is None else w.capital(rung.of_projects)
            lines.append(Line(label, w.number(len(found)), project_standings(report).shown_by(found)))
    return report.entry(
        "rungs-projects",
        f"{report.that_came('Projects')}, by how firm they are",
        w.number(len(standings)),
        PROJECT_RULE,
        lines,
    )


def by_country(report: Report, rows: pd.DataFrame, standings: Standings) -> Block:
    """Draw how many documents of each country stand on each level; packages have rows of their own, hatched."""
    entry = documents_entry(report, rows, standings)
    parties = kinds_of(rows["parties"])
    rows = docs.countable(rows, "sector")
    own = {code: parties.where(partial(_names, code)) for code in report.view.countries}
    packed = docs.is_package(rows).to_numpy(dtype=bool)
    packages = ff.counts(rows[packed], standings)
    levels = [(rung, inside) for rung in HIGH_TO_LOW for inside in (False, True) if not inside or rung in packages]
    found = {
        (inside, code): ff.counts(only(rows, chosen & (packed == inside)), standings)
        for inside in (False, True)
        for code, chosen in own.items()
    }
    names = {level: w.capital(level[0].words) + (": packages" if level[1] else "") for level in levels}
    counts = pd.DataFrame(
        {w.country(code): [found[inside, code].get(rung, Count(0, ())) for rung, inside in levels] for code in own},
        index=pd.Index(names.values()),
        dtype=object,
    )
    words = _firm_words(report, rows, standings, len(own) > 1, bool(packed.any()))
    twin = _countries_twin(words.title, counts)
    caption = "Documents by country and how firm they are, firmest on top. A package is as firm as its description guarantees."
    alt = "; ".join(f"{line.label}: {line.value}" for line in entry.lines) + "."
    fits = partial(figures.grid_that_fits, list(counts.index), words=words, row_mm=COUNTRY_ROW_MM)
    if fits(list(counts.columns))[1] < len(own):
        order = [w.country(c) for c in sorted(own, key=lambda code: (-docs.count(rows[own[code]]).value, code))]
        counts = counts[order[: fits(order)[1]]]
        caption += left_out(len(counts.columns), len(own), "countries")
    texts = {
        (str(name), str(head)): _cell(count) for head, column_ in counts.items() for name, count in column_.items()
    }
    unknown = [name for (_, inside), name in names.items() if inside]
    values = counts.map(lambda count: count.value)
    draw = partial(figures.heatmap, values, words, texts, unknown, row_mm=COUNTRY_ROW_MM)
    return report.figure("firmness", draw, words, caption, alt, twin, [entry])


def _cell(count: Count) -> str:
    return number(count) if count.value else ""


def _countries_twin(title: str, counts: pd.DataFrame) -> Block:
    """Return the table of *counts*, levels by country; many countries stand below each other."""
    first, table = ("How firm", counts) if len(counts.columns) <= MANY else ("Country", counts.T)
    columns = [column(first), *(column(str(head), "right") for head in table.columns)]
    return plain_table(title, columns, [row(str(name), *map(_cell, line)) for name, line in table.iterrows()])


def _names(code: str, parties: tuple[str, ...]) -> bool:
    return code in parties


def _firm_words(
    report: Report, rows: pd.DataFrame, standings: Standings, several: bool, packages: bool
) -> figures.Words:
    firm = firm_rows(rows, standings)
    high = docs.count(firm)
    said = number(high) if high.value else "None"
    verb = "is" if high.value < 2 else "are"
    least = firm_least(rows, report.view.inside_packages, standings) if packages else 0
    if least:
        said, verb = f"At least {w.number(least)}", "is" if least == 1 else "are"
    if docs.count(rows).value > 1:
        share = f"{said} of {documents(docs.count(rows))} {verb}"
    else:
        share = f"The only document is{'' if high.value else ' not'}"
    title = f"{share} as firm as a contract or firmer"
    subtitle = f"{report.that_came('Documents')}, by how firm they are"
    subtitle += " and by country; a document counts once for each party." if several else "."
    if least > high.value:
        subtitle += f" Hatched: packages; {least - high.value} of the {least} {'is' if least - high.value == 1 else 'are'} named inside them."
    elif packages:
        subtitle += " Hatched: packages, of which single documents may be firmer."
    return report.words(title, subtitle)


def by_sector(report: Report) -> Exhibit:
    """Draw how many documents of each sector stand on each level."""
    rows = docs.countable(report.view.counted, "sector")
    if rows.empty or report.view.sector is not None:
        return exhibit()
    standings = agreement_standings(report)
    order = sorted(docs.by(rows, "sector"), key=lambda code: code == docs.NOT_ITEMISED)  # stable: most documents first
    groups = {code: ff.counts(only(rows, rows["sector"] == code), standings) for code in order}
    names = [PACKED if code == docs.NOT_ITEMISED else report.short_sector(code) for code in order]
    table = pd.DataFrame(
        [[groups[code][rung].value if rung in groups[code] else 0 for rung in Rung] for code in order],
        index=pd.Index(names),
        columns=pd.Index([w.capital(rung.short) for rung in Rung]),
    )
    texts = {
        (name, w.capital(rung.short)): number(count)
        for name, code in zip(names, order, strict=True)
        for rung, count in groups[code].items()
    }
    lines = [
        Line(f"{report.sector(code)}: {rung.words}", number(count), count.rows)
        for code in order
        for rung, count in groups[code].items()
    ]
    title = f"{report.that_came('Documents')}, by sector and how firm they are"
    entry = report.entry("rungs-sectors", title, "", RULE, lines)
    unknown = [PACKED] if docs.NOT_ITEMISED in order else []
    words = _sector_words(report, dict(zip(names, groups.values(), strict=True)))
    twin = plain_table(
        words.title,
        [column("Sector"), *(column(str(head), "right") for head in table.columns)],
        [row(name, *(texts.get((name, str(head)), "") for head in table.columns)) for name in names],
    )
    fits = figures.grid_that_fits(names, list(table.columns), words, SECTOR_ROW_MM)[0]
    shown = kept(names, fits, PACKED)
    draw = partial(figures.heatmap, table.loc[shown], words, texts, unknown, row_mm=SECTOR_ROW_MM)
    caption = "Documents by sector and how firm they are, softest on the left."
    if unknown:
        caption += " A package is as firm as its description guarantees; the documents named inside it stand in its row, not in those of their own sectors."
    caption += left_out(len(shown), len(names), "sectors")
    alt = "; ".join(f"{line.label}: {line.value}" for line in lines) + "."
    return exhibit(report.figure("firmness-sectors", draw, words, caption, alt, twin, [entry]))


def _sector_words(report: Report, groups: Mapping[str, Mapping[Rung, Count]]) -> figures.Words:
    """Word the figure by the sectors with a firm document; *groups* has the documents of each by how firm they are."""
    firm = [name for name, counts in groups.items() if name != PACKED and any(rung >= FIRM for rung in counts)]
    title = f"{w.counted(len(firm), 'sector has', 'sectors have')} a document as firm as a contract or firmer"
    if 0 < len(firm) <= 2:
        title += f": {w.listed(name.lower() for name in firm)}"
    subtitle = f"{report.that_came('Documents')}, by sector and how firm they are."
    subtitle += " Hatched: packages, whose sectors are not published." if PACKED in groups else ""
    return report.words(title if firm else "No sector has a document as firm as a contract or firmer", subtitle)
