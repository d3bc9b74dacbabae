"""
Long lists of keys on paper: A003, A004, … A014 prints as "A003–A014", both ends linked; see `blocks.neighbours`.

A thousand links fewer also halve the time in which the page is set.
"""

from collections.abc import Iterable

from summit_report.blocks.neighbours import SHORTEST, neighbours
from summit_report.publishing.exporters.nodes import Runs, joined, link

Target = tuple[str, str]  # anchor, key


def spans(targets: Iterable[Target], separator: str = " ") -> Runs:
    """Return links to *targets* in their order, with each unbroken run of numbers as its two ends."""
    runs: Runs = []
    found, start = list(targets), 0
    for group in neighbours(key for _, key in found):
        end = start + len(group)
        if len(group) >= SHORTEST:
            pieces: Runs = [link(*found[start]), "–", link(*found[end - 1])]
        else:
            pieces = joined([link(*target) for target in found[start:end]], separator)
        runs += [separator, *pieces] if runs else pieces
        start = end
    return runs
