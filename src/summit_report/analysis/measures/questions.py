"""A question that sources answer differently, and its answers: numbers with their bounds, or words."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from summit_report.analysis.amounts import Bounds, bounds

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
    def spread(self) -> float:
        """The largest stated value over the smallest; 1 where nothing is to be compared. A year is no quantity."""
        values = [known.central for answer in self.answers if (known := answer.bounds)]
        return max(values) / min(values) if values and min(values) > 0 and self.unit != YEAR else 1.0

    @property
    def excluding(self) -> bool:
        """Whether no number satisfies all answers: 24 may be more than 10, but 12 is never 14."""
        known = [answer.bounds for answer in self.answers if answer.bounds]
        least = max((one.low for one in known if one.low is not None), default=-math.inf)
        return least > min((one.high for one in known if one.high is not None), default=math.inf)

    @property
    def claims(self) -> tuple[str, ...]:
        """Keys of all the claims."""
        return tuple(key for answer in self.answers for key in answer.claims)

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of all the sources, each once."""
        return tuple(dict.fromkeys(key for answer in self.answers for key in answer.sources))
