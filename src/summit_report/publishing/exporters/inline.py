"""Inline texts of the contract on paper: runs for the template, and the marks that lead to evidence."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from summit_report.blocks import anchor, runs
from summit_report.publishing.exporters.nodes import Node, Run, Runs, address, joined, link

Block = Mapping[str, Any]


def inline_runs(inline: Any) -> Runs:
    """Return contract INLINE as runs for the template."""
    pieces = [inline] if isinstance(inline, str) else inline
    return [piece if isinstance(piece, str) else _run(piece) for piece in pieces]


_STYLES: dict[str | None, Callable[[str], Run]] = {
    "strong": lambda text: {"k": "strong", "body": [text]},
    "em": lambda text: {"k": "em", "body": [text]},
    "code": lambda text: {"k": "code", "text": text},
}


def _run(run: Mapping[str, Any]) -> Run:
    styled = _STYLES.get(run.get("style"), str)(run["text"])
    if ref := run.get("ref"):
        return {"k": "ref", "ref": anchor(ref), "body": [styled]}
    if href := run.get("href"):
        # An address that stands for itself may break; one that has a name keeps the name as it is.
        return {"k": "href", "href": href, "body": [address(href) if run["text"] == href else styled]}
    return styled


def evidence_runs(block: Block, *told: Any) -> Runs:
    """Return "Evidence E1, E4" as links, without the entries that the inline texts *told* already link to."""
    linked = {anchor(run["ref"]) for text in told for run in runs(text) if "ref" in run}
    marks = [link(entry["id"], entry["label"]) for entry in block.get("evidence") or ()]
    return evidence_marks([mark for mark in marks if mark["ref"] not in linked])


def evidence_marks(links: Sequence[Node]) -> Runs:
    return ["Evidence\u00a0", *joined(links)] if links else []


def identifier(block: Block) -> str | None:
    return anchor(block["id"]) if block.get("id") else None
