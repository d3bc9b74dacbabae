"""One country beside the others: its rank among them, and the papers it signed with the partner alone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import (
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
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures.ranks import Rank, ranks
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import COUNTING_RULE, counts_entry, day, documents

Values = dict[str, tuple[int, tuple[str, ...]]]


def standing(report: Report) -> Exhibit:
    """Rank the country among the partner's others by documents, projects and known money of its own."""
    if report.view.country is None:
        return exhibit(note("A brief looks at one country: set the parameter country."))
    measures = _measures(report)
    entries = {name: _entry(report, name, values) for name, values in measures.items()}
    return exhibit(_in_words(report, measures, entries), _table(report, measures, entries))


def _measures(report: Report) -> dict[str, Values]:
    """Return, per measure and country, a count and the rows behind it."""
    everybody = replace(report.view, country=None)
    rows, projects = docs.counted(everybody.agreements), everybody.projects
    alone = docs.by_country(rows, everybody.countries, lambda frame: frame[frame["parties"].map(len) == 2])
    money = mm.by_recipient(everybody.funding, everybody.countries)
    touching = {
        code: projects[projects["countries"].map(lambda of, code=code: code in of)] for code in everybody.countries
    }
    return {
        "Documents": _values(docs.by_country(rows, everybody.countries)),
        f"Documents with {w.country(report.dataset.meta.partner)} alone": _values(alone),
        "Projects": {code: (len(frame), tuple(frame.index)) for code, frame in touching.items()},
        "Counted rows of money for it alone": {
            code: (len(money[code]), tuple(money[code].index)) for code in everybody.countries
        },
    }


def _values(counts: dict[str, docs.Count]) -> Values:
    return {code: (count.value, count.rows) for code, count in counts.items()}


def _entry(report: Report, name: str, values: Values) -> Entry:
    lines = [Line(w.country(code), w.number(value), rows) for code, (value, rows) in values.items()]
    slug = "-".join(name.lower().split())
    return report.entry(f"rank-{slug}", f"{name} by country", "", COUNTING_RULE + " Once for each country.", lines)


def _in_words(report: Report, measures: dict[str, Values], entries: dict[str, Entry]) -> dict:
    code = str(report.view.country)
    parts: list[Inline] = []
    for name in list(measures)[:3]:
        found = _rank(measures[name], code)
        line = list(measures[name]).index(code)
        parts.append(
            sentence(
                "{}: {} of {} ({}).",
                w.capital(name),
                found.words,
                str(found.of),
                entries[name].number(w.number(found.value), line),
            )
        )
    report.registry.use(entries.values(), "par-rank", "Rank among the countries")
    return {**paragraph(*parts, evidence=list(entries.values())), "id": "par-rank"}


def _rank(values: Values, code: str) -> Rank:
    return ranks({key: value for key, (value, _) in values.items()})[code]


def _table(report: Report, measures: dict[str, Values], entries: dict[str, Entry]) -> dict:
    body = [
        row(
            w.country(code),
            *(
                entries[name].number(w.number(values[code][0]), list(values).index(code))
                for name, values in measures.items()
            ),
            kind="total" if code == report.view.country else None,
        )
        for code in replace(report.view, country=None).countries
    ]
    columns = [column("Country", width=2), *(column(name, "right", width=2) for name in measures)]
    notes = ["A document or project with several countries counts for each of them: columns do not add up."]
    title = f"{w.country(str(report.view.country))} among the countries"
    return report.table("standing", title, columns, body, notes=notes, evidence=list(entries.values()))


def papers(report: Report) -> Exhibit:
    """List the papers between the partner and this country alone, and count those with others."""
    rows = report.view.agreements
    rows = rows[rows["same_as"].isna()]
    alone, shared = rows[rows["parties"].map(len) == 2], docs.counted(rows[rows["parties"].map(len) != 2])
    if rows.empty:
        return exhibit(note(f"No document{report.scope} {report.came}."))
    entry = counts_entry(report, "with-others", "Documents with several parties", {"With others": docs.count(shared)})
    report.registry.use([entry], "par-shared", "Documents with others")
    text = sentence(
        "{} more {} shared with other countries and not listed here.",
        entry.number(documents(docs.count(shared))),
        "is" if docs.count(shared).value == 1 else "are",
    )
    closing = {**paragraph(text, evidence=[entry]), "id": "par-shared"}
    return exhibit(_papers_table(report, alone), closing) if len(alone) else exhibit(closing)


def _papers_table(report: Report, alone: pd.DataFrame) -> dict:
    ordered = alone.assign(inside=alone["part_of"].fillna("")).sort_values(["inside", "agreement_id"], kind="stable")
    body = [
        row(
            [{"text": found["title"], "ref": f"row-{str(key).lower()}"}],
            w.capital(found["instrument"]),
            report.short_sector(found["sector"]),
            day(found["signed_on"]) or day(found["first_announced"]),
            w.number(found["documents"]),
            "inside a package" if found["inside"] else "yes",
        )
        for key, found in ordered.iterrows()
    ]
    columns = [
        column("Paper", width=6),
        column("Instrument", width=2),
        column("Sector", width=2),
        column("Signed or announced", width=2),
        column("Documents", "right"),
        column("Counted"),
    ]
    own = docs.counted(alone)
    title = f"Papers between {w.country(report.dataset.meta.partner)} and {w.country(str(report.view.country))} alone"
    entry = report.entry(
        "papers",
        title,
        w.number(docs.count(own).value),
        COUNTING_RULE,
        [
            Line("Counted", w.number(docs.count(own).value), tuple(own.index)),
            Line(
                "Inside a package, not added", w.number(len(alone) - len(own)), tuple(alone.index.difference(own.index))
            ),
        ],
    )
    return report.table("papers", title, columns, body, evidence=[entry])
