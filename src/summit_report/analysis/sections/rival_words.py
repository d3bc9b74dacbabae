"""What the section on rival answers says of a question, an answer and those who give it."""

from __future__ import annotations

import re

from summit_report.analysis import wording as w
from summit_report.analysis.frames import Record
from summit_report.analysis.measures import rivals as rv
from summit_report.analysis.measures import sources as so
from summit_report.analysis.measures.questions import YEAR, Answer, Question
from summit_report.analysis.report import Report
from summit_report.analysis.sections.naming import source_name

DIGITS = 3
TIMES = 1.95  # from here on a percentage says less than a multiple
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def ask(question: Question) -> str:
    """Name the question: what it is about and what is measured."""
    return f"{question.subject}: {question.measure}"


def asked(question: Question) -> str:
    """Name the question with the unit of its answers, where its measure does not name it."""
    silent = not question.numeric or question.unit == YEAR or question.unit in question.measure
    return ask(question) if silent else f"{ask(question)} ({question.unit})"


def said(question: Question, answer: Answer) -> str:
    """Word one answer with its qualifier, without its unit; full currency units are shortened, dates are written out."""
    if answer.value is None:
        given = answer.text or w.UNKNOWN
        return w.date(given) if _DATE.fullmatch(given) else given
    if question.unit == YEAR:
        return f"{answer.value:.0f}"
    size = w.magnitude(answer.value) if abs(answer.value) >= 1e6 else w.number(answer.value, DIGITS)
    return f"{w.QUALIFIERS.get(answer.qualifier or 'exact', f'{answer.qualifier} ')}{size}"


def who(report: Report, answer: Answer, *, short: bool = False) -> str:
    """
    Name who gives *answer*, official voices first: "China Central Television (China’s voice), Daryo".

    *short* leaves out whom a publisher cites and who carries it.
    """
    voices = sorted(answer.sources, key=lambda key: _side(report.dataset.row(key)[1]) is None)
    return w.listed(dict.fromkeys(_voice(report, key, short) for key in voices))


def _voice(report: Report, key: str, short: bool) -> str:
    _, source = report.dataset.row(key)
    publisher = source["publisher"]
    if not isinstance(publisher, str):
        publisher = "a reference text" if source["kind"] == so.REFERENCE else "an unnamed publisher"
    shown = so.name(str(publisher)) if short else str(publisher)
    code = _side(source)
    return f"{shown} ({w.the(code)}’s voice)" if code else shown


def _side(source: Record) -> str | None:
    """Return the code of the party whose official voice *source* is."""
    return source["side"] if isinstance(source["side"], str) else None


def reason(report: Report, slip: Answer) -> str:
    """Say why *slip* is disowned: the notes of its claims."""
    notes = (str(report.row(key)[1]["note"]).rstrip(".") for key in slip.claims)
    return "; ".join(dict.fromkeys(notes))


def factor(spread: float) -> str:
    """Word how far the largest number lies above the smallest: "2 times", "16.7%"."""
    return f"{w.number(spread, 1)} times" if spread >= TIMES else w.percent(spread - 1)


def money(question: Question, answer: Answer) -> str:
    """Word one answer to a question of money as an amount with its currency: "up to USD 2.3 bn"."""
    unit = rv.money_unit(question.unit)
    if unit is None or answer.value is None:
        return said(question, answer)
    currency, size = unit
    return w.money(answer.value * size, currency, answer.qualifier)


def used(report: Report, question: Question) -> str:
    """Word which answer the report uses, where, and by whose entry; “none” where it adds up no such thing."""
    use = rv.used(report.dataset, question)
    if use is None:
        return "none"
    row = report.row(use.row)[1]
    place = "the count of documents"
    if use.table == "funding":
        place = f"the {row['instrument']} total"
    if use.table == "projects":
        place = "the project’s cost"
    spoken = source_name(report, str(row["source_id"]))
    return f"{said(question, use.answer)}, in {place}: {spoken}, the source of the entry"
