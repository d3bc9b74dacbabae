"""
LaTeX formulas as trees for Typst's math functions.

latex2mathml parses the LaTeX; its MathML becomes a small JSON tree, and the template builds the formula from that.
So no formula is ever evaluated as code, and what is not understood is printed as its source.
"""

import re
from xml.etree.ElementTree import Element, fromstring

from summit_report.publishing.exporters.nodes import Node

_NAMED = {
    "mfrac": "frac",
    "msub": "sub",
    "msup": "sup",
    "msubsup": "subsup",
    "munder": "under",
    "mover": "over",
    "munderover": "underover",
    "mroot": "root",
    "msqrt": "sqrt",
}
_ROWS = {"math", "mrow", "mstyle", "mpadded", "mtd", "mphantom", "menclose", "semantics"}
_BRACES = {"\u23de": "overbrace", "\u23df": "underbrace", "\u2015": "overline", "\u00af": "overline", "_": "underline"}
_ACCENTS = {
    "^": "\u0302",
    "~": "\u0303",
    "\u02d9": "\u0307",
    "\u00a8": "\u0308",
    "\u2192": "\u20d7",
    "\u02c7": "\u030c",
}


class _UnknownPartError(Exception):
    """The formula holds something this reader cannot draw."""


def formula(latex: str) -> Node:
    """
    Return the formula *latex* with its source as description, for a line or for a block of its own.

    A formula that cannot be read becomes code.
    """
    source = latex.strip()
    try:
        return {"k": "math", "alt": source, "tree": _tree(_mathml(source))}
    except _UnknownPartError:
        return {"k": "code", "text": source, "lang": "latex"}


def _mathml(source: str) -> Element:
    from latex2mathml.converter import convert

    inner = re.sub(r"\\(begin|end)\{(aligned|split|gathered|alignedat)\}", r"\\\1{align*}", source)
    inner = re.sub(r"\\(label|tag)\{[^}]*\}|\\(nonumber|notag)\b", "", inner)
    try:
        return fromstring(convert(inner))
    except Exception as error:  # latex2mathml has many ways to refuse a formula, and no common base for them
        raise _UnknownPartError from error


def _tree(element: Element) -> Node:
    tag = element.tag.rpartition("}")[2]
    if tag in _ROWS:
        return _row(element)
    if tag in _NAMED:
        return _scripted(element, _NAMED[tag])
    if tag == "mtable":
        return _table(element)
    if tag == "mspace":
        return _space(element)
    return _leaf(tag, element)


def _row(element: Element) -> Node:
    fenced = len(element) > 1 and element[0].get("fence") == "true"
    return {"m": "fenced" if fenced else "row", "c": [_tree(child) for child in element]}


def _scripted(element: Element, kind: str) -> Node:
    mark = (element[1].text or "") if len(element) == 2 else ""
    if kind in ("over", "under") and mark in _BRACES:
        return {"m": _BRACES[mark], "c": [_tree(element[0])]}
    if kind == "over" and mark in _ACCENTS:
        return {"m": "accent", "mark": _ACCENTS[mark], "c": [_tree(element[0])]}
    if kind == "frac" and element.get("linethickness") == "0":
        kind = "stack"
    return {"m": kind, "c": [_tree(child) for child in element]}


def _table(element: Element) -> Node:
    rows = [[_tree(cell) for cell in row] for row in element]
    width = max(map(len, rows), default=0)
    aligns = {cell.get("columnalign", "center") for row in element for cell in row}
    if {"right", "left"} <= aligns:
        return _aligned(rows)
    for row in rows:
        row += [{"m": "row", "c": []}] * (width - len(row))
    return {"m": "table", "align": aligns.pop() if len(aligns) == 1 else "center", "rows": rows}


def _aligned(rows: list[list[Node]]) -> Node:
    """Set rows as `align` does: each second column begins at an alignment point."""
    parts: list[Node] = []
    for number, row in enumerate(rows):
        parts += [{"m": "break"}] if number else []
        for column, cell in enumerate(row):
            parts += [{"m": "align"}, cell] if column else [cell]
    return {"m": "row", "c": parts}


def _space(element: Element) -> Node:
    if element.get("linebreak") == "newline":
        return {"m": "break"}
    width = re.match(r"-?[\d.]+", element.get("width", "0"))
    return {"m": "space", "em": float(width[0]) if width else 0.0}


def _leaf(tag: str, element: Element) -> Node:
    text = (element.text or "").replace("\u00a0", " ")
    if text.startswith("\\") or text == "&" or tag not in ("mi", "mo", "mn", "mtext"):
        raise _UnknownPartError
    if not text:
        return {"m": "row", "c": []}
    if tag == "mtext" or tag == "mn":
        return {"m": "text", "text": text}
    if len(text) > 1:
        return {"m": "operator", "text": text}
    return {"m": "upright" if element.get("mathvariant") == "normal" else "symbol", "text": text}
