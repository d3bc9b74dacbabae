"""A question that sources answer differently, and its answers: numbers with their bounds, or words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from summit_report.analysis.amounts import BEYOND, Bounds, bounds
from summit_report.analysis.frames import Record, records

YEAR = "year"  # the unit of a year: no quantity, so it has no zero and no share
_RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?) to (?P<high>\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Answer:
    """
    One answer and who gives it: a *value* with its *qualifier*, or a *text*; the keys of *claims* and *sources*.

    *bounds* is None for a text; a text such as "25 to 30" is a range without a central value of its own.
    """

    value: float | None
    qualifier: str | None
    text: str | None
    claims: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def bounds(self) -> Bounds | None:
        """The answer as a range in the question's unit."""
        if self.value is not None:
            return bounds(self.value, self.qualifier)
        found = _RANGE.fullmatch(self.text or "")
        if found is None:
            return None
        low, high = float(found["low"]), float(found["high"])
        return Bounds(low, (low + high) / 2, high)


@dataclass(frozen=True)
class Question:
    """
    A *subject* and a *measure* in one *unit*, with its differing *answers*, smallest first.

    What is *disowned*, by the page that says it or by a correction, is no answer: it is in no range and rivals nobody.
    """

    subject: str
    measure: str
    unit: str
    answers: tuple[Answer, ...]
    disowned: tuple[Answer, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether any answer is a number; otherwise all are texts."""
        return any(answer.value is not None for answer in self.answers)

    @property
    def numbers_differ(self) -> bool:
        """Whether the numbers differ, not only the words before them."""
        return self.numeric and len({answer.value for answer in self.answers}) > 1

    @property
    def only_worded(self) -> bool:
        """Whether all answers give the same number, each with another word before it."""
        return self.numeric and not self.numbers_differ and all(answer.value is not None for answer in self.answers)

    @property
    def spread(self) -> float:
        """The largest stated value over the smallest; 1 where nothing is to be compared. A year is no quantity."""
        values = [known.central for answer in self.answers if (known := answer.bounds)]
        return max(values) / min(values) if values and min(values) > 0 and self.unit != YEAR else 1.0

    @property
    def excluding(self) -> bool:
        """
        Whether no number satisfies all answers: 24 may be more than 10, but 12 is never 14, and 24 never more than 24.

        An answer without a word, and one with "about", stands for its number alone: no source says how far it goes.
        "More than" and "nearly" exclude their number, "at least" and "up to" include it.
        """
        known = [(answer.bounds, answer.qualifier in BEYOND) for answer in self.answers if answer.bounds]
        lows = [(one.low, beyond and one.high is None) for one, beyond in known if one.low is not None]
        highs = [(one.high, not (beyond and one.low is None)) for one, beyond in known if one.high is not None]
        if not lows or not highs:
            return False
        (least, above), (most, met) = max(lows), min(highs)
        return least > most or (least == most and (above or not met))

    @property
    def claims(self) -> tuple[str, ...]:
        """Keys of all the claims."""
        return tuple(key for answer in self.answers for key in answer.claims)

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of all the sources, each once."""
        return tuple(dict.fromkeys(key for answer in self.answers for key in answer.sources))


def questions(claims: pd.DataFrame, answers: int = 2) -> tuple[Question, ...]:
    """
    Return the questions of *claims* that have at least so many differing *answers*, in the order of the table.

    What is disowned is no answer: it stands apart.
    """
    groups: dict[tuple[str, str, str], list[Record]] = {}
    for _, claim in records(claims):
        unit = str(claim["unit"]) if pd.notna(claim["unit"]) else ""
        asked = (str(claim["subject"]), str(claim["measure"]), unit)
        groups.setdefault(asked, []).append(claim)
    found = [
        Question(*asked, _answers(row for row in rows if not is_slip(row)), _answers(filter(is_slip, rows)))
        for asked, rows in groups.items()
    ]
    return tuple(question for question in found if len(question.answers) >= answers)


def is_slip(claim: Record) -> bool:
    """Tell whether the source's own page or a correction disowns *claim*."""
    return bool(pd.notna(claim["disowned"]) and claim["disowned"] == "yes")


def _answers(claims: Iterable[Record]) -> tuple[Answer, ...]:
    given: dict[tuple[float | None, str | None, str | None], list[tuple[str, str]]] = {}
    for row in claims:
        value = None if pd.isna(row["value"]) else float(row["value"])
        qualifier = None if value is None or pd.isna(row["qualifier"]) else str(row["qualifier"])
        text = str(row["text"]) if value is None and pd.notna(row["text"]) else None
        given.setdefault((value, qualifier, text), []).append((row.name, str(row["source_id"])))
    made = [
        Answer(*said, tuple(key for key, _ in who), tuple(dict.fromkeys(source for _, source in who)))
        for said, who in given.items()
    ]
    return tuple(sorted(made, key=_order))


def _order(answer: Answer) -> tuple[float, bool, str]:
    """Sort by value; an open end below comes before the value itself and one above after it; texts keep their order."""
    known = answer.bounds
    return (known.central if known else math.inf, known is not None and known.high is None, answer.claims[0])
