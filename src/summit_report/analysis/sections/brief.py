"""One country beside the others: its rank among them by documents and projects, and what is known of each."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from summit_report.analysis import figures, style
from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import (
    Block,
    Entry,
    Exhibit,
    Inline,
    Line,
    column,
    enumerated,
    exhibit,
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.figures import Ladder
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.measures.ranks import ranks
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections.common import COUNTING_RULE, number
from summit_report.analysis.sections.limits import kept, left_out
from summit_report.analysis.sections.tables import lacks

ROW_MM = 4.7  # close together: the page has to hold the sectors too


def standing(report: Report) -> Exhibit:
    """
    Rank the country among the partner's others by documents and projects, and draw all of them.

    Nothing has no place: what no country has is not drawn, and a country that has nothing at all is not ranked.
    """
    if report.view.country is None:
        return exhibit(note("A brief looks at one country: set the parameter country."))
    measures = _measures(report)
    entries = {name: _entry(report, name, counts) for name, counts in measures.items()}
    words = _in_words(report, measures, entries)
    drawn = {name: counts for name, counts in measures.items() if any(count.value for count in counts.values())}
    has_any = any(counts[report.view.country].value for counts in drawn.values())
    return exhibit(words, *([_figure(report, drawn, entries)] if has_any else []))


def regional(report: Report, advanced: pd.DataFrame, progress: Entry) -> Inline:
    """Say which of a country's *advanced* projects are no country's own: "The 4 operating are regional: …"."""
    others = set(report.dataset.meta.members) - {report.dataset.meta.partner}
    regional = advanced[advanced["countries"].map(lambda codes: len(others & set(codes)) > 1).astype(bool)]
    if regional.empty:
        return []
    everyone = regional["countries"].map(lambda codes: others <= set(codes)).all()
    whose = f"shared by all {w.spelled(len(others))} states" if everyone else "shared with other states"
    if len(regional) == len(advanced):
        return sentence(" {} regional, {}.", "It is" if len(regional) == 1 else "All are", whose)
    return sentence(
        " {} regional, {}; {} for {} alone.",
        progress.number(w.counted(len(regional), "is", "are")),
        whose,
        progress.number(w.counted(len(advanced) - len(regional), "is", "are")),
        w.the(str(report.view.country)),
    )


def _measures(report: Report) -> dict[str, dict[str, Count]]:
    """Return, per measure and country, a count and the rows behind it."""
    everybody = replace(report.view, country=None)
    codes, partner = everybody.countries, report.dataset.meta.partner
    rows, later = docs.counted(everybody.agreements), docs.counted(everybody.since().agreements)
    projects = everybody.projects
    touching = {code: tuple(_touching(projects, code)) for code in codes}
    found = {
        "documents": docs.by_country(rows, codes),
        f"documents with {w.the(partner)} alone": docs.by_country(docs.alone(rows, partner), codes),
    }
    if everybody.since() != everybody:
        found["documents that followed"] = docs.by_country(later, codes)
    if not lacks(report, "projects"):
        found["projects"] = {code: Count(len(keys), keys) for code, keys in touching.items()}
    return found


def _touching(projects: pd.DataFrame, code: str) -> pd.Index:
    return projects.index[[code in codes for codes in projects["countries"]]]


def _entry(report: Report, name: str, counts: dict[str, Count]) -> Entry:
    lines = [Line(w.country(code), number(count), count.rows) for code, count in counts.items()]
    slug = "-".join(name.split())
    rule = COUNTING_RULE if name.startswith("documents") else "Count of projects, each described once."
    return report.entry(f"rank-{slug}", f"{w.capital(name)} by country", "", f"{rule} Once for each country.", lines)


def _in_words(report: Report, measures: dict[str, dict[str, Count]], entries: dict[str, Entry]) -> Block:
    code = str(report.view.country)
    parts, said = [], ""
    for name, counts in measures.items():
        own = counts[code]
        ranked = own.value and len(counts) > 1
        words = _place(code, counts) if ranked else "has"
        told = entries[name].number(number(own) if own.value else "no", list(counts).index(code))
        verb = "" if words == said else f"{words} "
        parts.append(
            sentence("{}by {} ({})", verb, name, told) if ranked else sentence("{}{} {}", verb, told, _noun(name, own))
        )
        said = words
    country, partner = w.the(code), w.the(report.dataset.meta.partner)
    opening = f"{w.capital(country)} has no place among the others: it"
    one, several = report.dataset.meta.kind_of_members
    if len(measures["documents"]) == 1:
        opening = f"{w.capital(country)}, the only {one} beside {partner},"
    elif any(counts[code].value for counts in measures.values()):
        opening = f"Of the {w.spelled(len(measures['documents']))} {several} beside {partner}, {country}"
    text = sentence("{} {}.", opening, enumerated(parts))
    report.registry.use(entries.values(), "par-rank", "Rank among the countries")
    return {**paragraph(text, evidence=list(entries.values())), "id": "par-rank"}


def _noun(name: str, count: Count) -> str:
    """Word what a measure counts: "documents with China alone", "document" for one."""
    first, *rest = name.split(" ")
    return " ".join([first.removesuffix("s") if count.value == 1 else first, *rest])


def _place(code: str, counts: dict[str, Count]) -> str:
    """Word the country's rank: "is second", "shares fourth place"."""
    mine = ranks({key: count.value for key, count in counts.items()})[code]
    return f"shares {w.ordinal(mine.place)} place" if mine.ties else f"is {w.ordinal(mine.place)}"


def _figure(report: Report, measures: dict[str, dict[str, Count]], entries: dict[str, Entry]) -> Block:
    """Draw the countries once for each measure, this one in its colour."""
    mine = str(report.view.country)
    first = next(name for name, counts in measures.items() if counts[mine].value)
    codes = sorted(measures[first], key=lambda code: (-measures[first][code].value, code))
    heads = [_head(name) for name in measures]
    color = report.color(mine)
    title = f"{w.capital(w.the(mine))} {_place(mine, measures[first])} by {first}, with {number(measures[first][mine])}"
    if len(codes) == 1:
        title = f"{w.capital(w.the(mine))} has {number(measures[first][mine])} {_noun(first, measures[first][mine])}"
    words = report.words(title, "What several countries share counts for each of them, so that bars do not add up.")
    shown = kept(codes, figures.rungs_that_fit(codes, words, ROW_MM), mine)
    panels = [
        Ladder(
            head,
            [counts[code].value for code in shown[::-1]],
            [0] * len(shown),
            texts=[number(counts[code]) for code in shown[::-1]],
            colors=[color if code == mine else style.REST for code in shown[::-1]],
        )
        for head, counts in zip(heads, measures.values(), strict=True)
    ]
    body = [
        row(
            w.country(code),
            *(
                entries[name].number(number(counts[code]), list(counts).index(code))
                for name, counts in measures.items()
            ),
            kind="total" if code == mine else None,
        )
        for code in codes
    ]
    twin = plain_table(words.title, [column("Country"), *(column(head, "right") for head in heads)], body)
    countries = [w.country(code) for code in shown[::-1]]
    draw = partial(figures.ladders, countries, panels, words, one_scale=False, row_mm=ROW_MM)
    alt = "; ".join(
        f"{w.country(code)}: {w.listed(f'{name} {number(counts[code])}' for name, counts in measures.items())}"
        for code in shown
    )
    caption = f"Each measure on its own scale, countries sorted by {first}."
    caption += left_out(len(shown), len(codes), report.dataset.meta.kind_of_members[1])
    evidence = [entries[name] for name in measures]
    return report.figure("standing", draw, words, caption, f"{alt}.", twin, evidence)


def _head(measure: str) -> str:
    """Shorten the name of a measure so that it fits above its panel: "With China alone"."""
    head, *rest = measure.split(" ", 1)
    return w.capital(rest[0]) if rest else w.capital(head)
