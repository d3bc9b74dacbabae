"""What a report cannot tell: what nobody published, paid, split or confirmed, and what no table can show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from summit_report.analysis import wording as w
from summit_report.analysis.comparison import Comparison, short_name
from summit_report.analysis.exhibits import Exhibit, Inline, Line, enumerated, exhibit, heading, sentence
from summit_report.analysis.frames import kinds_of
from summit_report.analysis.keys import Keys, all_of
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures import rivals as rv
from summit_report.analysis.measures import silence as ss
from summit_report.analysis.measures.sources import singles
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import number
from summit_report.analysis.sections.payments import payments
from summit_report.analysis.sections.sectors import unstated

NAME = "What this report cannot tell"
RULE = (
    "The counted entries for documents, money and projects whose cell is empty, by the rules of the sections on them. "
    "One source: no other publisher speaks of the entry. Several countries: the recipients of one amount."
)
#: What no count shows, of any summit.
ALWAYS: tuple[tuple[str, str], ...] = (
    ("Effect", "Whether the summit brought about what followed it, and what that did for anyone."),
)


def listing(page: Report | Comparison) -> Exhibit:
    """List what *page* cannot tell, counted where it can be counted; a comparison says it summit by summit."""
    if isinstance(page, Report):
        return exhibit(_definitions("cannot", [*_open(page), *_always([page])]))
    blocks: list[Any] = []
    for report in page.reports:
        id = f"cannot-{report.dataset.meta.id}"
        blocks += [heading(f"{id}-head", short_name(report), 3), _definitions(id, _open(report))]
    return exhibit(*blocks, heading("cannot-all", "Any of them", 3), _definitions("cannot", _always(page.reports)))


def _definitions(id: str, items: Sequence[tuple[str, Inline]]) -> dict[str, Any]:
    return {"kind": "definitions", "id": id, "items": [list(item) for item in items]}


def _always(reports: Sequence[Report]) -> list[tuple[str, Inline]]:
    """Say what holds of every table: what was not found, what came later, what words and numbers do not show."""
    found = w.listed(f"{w.number(len(one.dataset.sources))} sources up to {one.cut_off}" for one in reports)
    unread = f"What nobody published, and what the {found} do not hold."
    return [("The unpublished", unread), *ALWAYS]


class _Counts:
    """The lines of the one entry of evidence behind all the numbers of a list, gathered as they are printed."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def __call__(self, label: str, value: str, rows: Sequence[str]) -> dict[str, int | str]:
        """Keep a line and return the place in a sentence that is to become its number."""
        self.lines.append(Line(label, value, rows))
        return {"text": value, "line": len(self.lines) - 1}


def _open(report: Report) -> list[tuple[str, Inline]]:
    """Return what stays open of one summit, each with its numbers; what is known of every entry is left out."""
    count = _Counts()
    asked = (_amounts, _shares, _packages, _sectors, _dates, _single, _rivals)
    found = [(term, text) for ask in asked for term, text in [ask(report, count)] if text]
    entry = report.entry("cannot", f"What the sources leave open{report.scope}", "", RULE, count.lines)
    paid, outlay = payments(report)
    id = f"cannot-{report.dataset.meta.id}" if report.prefix else "cannot"
    report.registry.use([entry, outlay], id, NAME)
    payment = ["Whether ", "any" if outlay.value == "0" else "more", " money was paid. ", *paid]
    return [("Payment", payment), *((term, [_opened(run, entry) for run in text]) for term, text in found)]


def _opened(run: Any, entry: Any) -> Any:
    return entry.number(run["text"], run["line"])[0] if isinstance(run, dict) else run


def _amounts(report: Report, count: _Counts) -> tuple[str, list[Any]]:
    questions = {
        "pledges and values with an amount": "entries of money",
        "documents with an amount": "entries for documents",
        "projects with a cost": "projects",
    }
    parts = _silent(report, count, questions)
    return "Amount", sentence("The amount behind {}.", enumerated(parts)) if parts else []


def _dates(report: Report, count: _Counts) -> tuple[str, list[Any]]:
    said = _silent(report, count, {"documents with a date": "entries for documents"})
    due = _silent(report, count, {"projects with a target date": "projects"})
    parts = [sentence("date of {}", run) for run in said] + [sentence("target date of {}", run) for run in due]
    return "Time", sentence("The {}.", enumerated(parts)) if parts else []


def _silent(report: Report, count: _Counts, questions: Mapping[str, str]) -> list[Any]:
    """Word, for each question that some row leaves open, how many do: "3 of 12 projects"."""
    answers = ss.known(report.view)
    parts = []
    for name, noun in questions.items():
        if (known := answers[name]).silent:
            label = w.capital(name).replace(" with ", " without ")
            said = f"{w.number(len(known.silent))} of {w.number(known.of)}"
            parts.append([count(label, said, known.silent), f" {noun}"])
    return parts


def _shares(report: Report, count: _Counts) -> tuple[str, list[Any]]:
    rows = mm.counted(report.view.funding)
    shared = Keys(rows.index, np.flatnonzero(kinds_of(rows["recipients"]).where(lambda codes: len(codes) > 1)))
    if not shared:
        return "", []
    said = f"{w.number(len(shared))} of {w.number(len(rows))}"
    text = "Which country gets how much of {} entries of money, stated for several countries together."
    return "Shares", sentence(text, count("Money for several countries", said, shared))


def _packages(report: Report, count: _Counts) -> tuple[str, list[Any]]:
    found = pk.packages(report.view)
    whole, single = docs.joined(one.whole for one in found), docs.joined(one.named for one in found)
    if whole.value <= single.value:
        return "", []
    in_all = count("In packages", number(whole), whole.rows)
    named = count("Named one by one", w.number(single.value), single.rows)
    return "Packages", sentence(
        "What the documents in packages are, but for {} of {}, named one by one.", named, in_all
    )


def _sectors(report: Report, count: _Counts) -> tuple[str, list[Any]]:
    rows = report.view.counted
    _, unknown = unstated(rows, report.view.inside_packages)
    if not unknown.value:
        return "", []
    said = count("Documents without a known sector", number(unknown), unknown.rows)
    text = "The sector of {} of {} documents; a ranking of sectors is one of the others."
    return "Sector", sentence(text, said, number(docs.count(rows)))


def _single(report: Report, count: _Counts) -> tuple[str, list[Any]]:
    agreements = report.view.agreements
    shown = np.flatnonzero(agreements["same_as"].isna().to_numpy(dtype=bool))
    keys = all_of([Keys(agreements.index, shown), Keys(report.view.projects.index)])
    alone = singles(report.dataset, keys)
    if not alone:
        return "", []
    said = count("Entries on one source", f"{w.number(len(alone))} of {w.number(len(keys))}", alone)
    return "Proof", sentence("Confirmation of {} entries for documents and projects by a second source.", said)


def _rivals(report: Report, count: _Counts) -> tuple[str, list[Any]]:
    found = () if "claims" in report.dataset.missing else rv.asked(report.view)
    if not found:
        return "", []
    claims = [key for one in found for answer in one.answers for key in answer.claims]
    said = count("Questions with rival answers", w.counted(len(found), "question"), claims)
    return "Truth", sentence("Who is right in {} that sources answer differently.", said)
