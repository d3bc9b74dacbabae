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
    left = iter(found := list(targets))
    for group in neighbours(key for _, key in found):
        links = [link(anchor, key) for _, (anchor, key) in zip(group, left, strict=False)]
        pieces: Runs = [links[0], "–", links[-1]] if len(links) >= SHORTEST else joined(links, separator)
        runs += [separator, *pieces] if runs else pieces
    return runs
