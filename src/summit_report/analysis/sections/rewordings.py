"""Counted amounts that others state otherwise: the printed number is a choice among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from summit_report.analysis import wording as w
from summit_report.analysis.amounts import Bounds
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures import rivals as rv
from summit_report.analysis.measures.money import Money, Sum
from summit_report.analysis.measures.ranged import ranged
from summit_report.analysis.report import Report
from summit_report.analysis.sections import rival_words as rw
from summit_report.analysis.sections.common import item, keys
from summit_report.analysis.sections.naming import source_name


@dataclass(frozen=True)
class Reworded:
    """
    A counted amount, the entry *row* of one *kind*, as *stated* by its *speakers*, and in the *words* of others.

    *words* run from the smallest to the largest; *rows* are the keys of all; *asked* tells that claims answer it too;
    *voice* says whose words they are: a source may have given two answers itself, as the ends of a range.
    """

    kind: str
    row: str
    stated: str
    speakers: str
    words: tuple[str, ...]
    rows: tuple[str, ...]
    asked: bool
    voice: str

    @property
    def ends(self) -> tuple[str, str]:
        """The smallest and the largest of the other answers."""
        return self.words[0], self.words[-1]


def reworded(report: Report, kind: str, total: Sum) -> Iterator[Reworded]:
    """Yield the amounts of *total* that other entries or claims state with another number or another word."""
    again = mm.rewordings_of(report.dataset)
    answered = rv.uses(report.dataset)
    asked = (total.items[i] for i, key in enumerate(total.rows) if key in again or key in answered)
    return (found for one in asked if (found := _reworded(report, kind, one)))


def others(report: Report, key: str) -> str:
    """Word what others say of the counted amount of the entry *key*, smallest first; empty where all agree."""
    found = _reworded(report, "", report.purse.money(report.row(key)[1]))
    return f"{found.voice} {w.listed(found.words)}" if found else ""


def _reworded(report: Report, kind: str, one: Money) -> Reworded | None:
    if one.stated is None:
        return None
    source = str(report.dataset.funding.loc[one.key]["source_id"])
    speakers, spoke = source_name(report, source), {source}
    heard = {str(report.row(other.key)[1]["source_id"]) for other in _entries(report, one) if other.stated}
    said: dict[str, tuple[Bounds, tuple[str, ...]]] = {
        item(report, other): (other.stated, (other.key,)) for other in _entries(report, one) if other.stated
    }
    rival = rv.rivals_of(report.dataset, one.key)
    if rival:
        question, mine = rival
        speakers, spoke = rw.who(report, mine, short=True), set(mine.sources)
        for answer in question.answers:
            if answer != mine and answer.bounds:
                words = rw.money(question, answer)
                heard.update(answer.sources)
                entries = said[words][1] if words in said else ()
                size = (rv.money_unit(question.unit) or ("", 1.0))[1]
                said[words] = (answer.bounds.scaled(size), tuple(keys(entries, answer.claims)))
    if not said:
        return None
    order = sorted(said, key=lambda words: _order(said[words][0]))
    rows = tuple(keys((one.key,), *(said[words][1] for words in order)))
    alone = "" if rival and len(rival[1].sources) > 1 else "one source, "
    same = "the same source also says" if len(spoke) == 1 else "the same sources also say"
    voice = same if heard <= spoke else "others say"
    return Reworded(kind, one.key, item(report, one), alone + speakers, tuple(order), rows, rival is not None, voice)


def _entries(report: Report, one: Money) -> Iterable[Money]:
    """Read the entries that state the amount again in the same currency, with another number or another word."""
    ends = ranged(report.dataset).ends.get(one.key, ())
    for row in mm.rewordings_of(report.dataset).get(one.key, ()):
        if row.name in ends:  # the amount itself
            continue
        other = report.purse.money(row)
        if other.currency == one.currency and other.stated != one.stated:
            yield other


def _order(bounds: Bounds) -> tuple[float, bool]:
    return bounds.end, bounds.high is None
