"""The groups of a long table: listed whole where they are few, else the first of each and how many more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Block, Inline, row


@dataclass(frozen=True)
class Group:
    """
    Rows of a table under one *name*: how many there are, and the *rows*, of which those that are printed are taken.

    *ref* is the evidence in which all of them stand.
    """

    name: Inline
    size: int
    rows: Iterable[Block]
    ref: str


def shortened(groups: Sequence[Group], whole: int, most: int) -> list[Block]:
    """
    Return the rows of *groups*, each under its name.

    A table of more than *whole* rows has the first *most* of each group, and a row that says how many more there are and
    leads to the evidence.
    """
    cut = sum(group.size for group in groups) > whole
    body: list[Block] = []
    for group in groups:
        left = group.size - most if cut else 0
        body.append(row(group.name, kind="group"))
        if left < 2:  # one more row takes no more room than the word that it is there
            body += group.rows
            continue
        first = list(islice(group.rows, most))
        more = [f"{w.number(left)} more entries: ", {"text": "see the evidence", "ref": group.ref}]
        body += [*first, row(more, *[""] * (len(first[0]["cells"]) - 1), kind="sub")]
    return body
