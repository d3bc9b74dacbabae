"""A question that sources answer differently, and its answers: numbers with their bounds, or words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from summit_report.analysis.amounts import BEYOND, Bounds, bounds

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
    """A *subject* and a *measure* in one *unit*, with its differing *answers*, smallest first."""

    subject: str
    measure: str
    unit: str
    answers: tuple[Answer, ...]

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
