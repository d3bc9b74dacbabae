"""
HTML tables as pandas and its Styler write them, read into table nodes.

An analyst's own `df` cell has no exhibit, only HTML; so that it prints well too, this reads header rows, row headers,
spans, and the colours, weight and alignment that stand in `style` attributes and `<style>` blocks.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from summit_report.publishing.exporters.nodes import Node, Runs, words

if TYPE_CHECKING:
    from bs4 import Tag

Style = dict[str, str]
_NUMBER = re.compile(r"[-+−±≈<>~]?\s*[$€£¥]?\s*[\d.,  ]*\d[\d.,]*(e[-+]?\d+)?\s*(%|bn|m|k)?", re.IGNORECASE)
_BLANK = frozenset({"", "-", "–", "—", "nan", "NaN", "NaT", "None", "<NA>"})
_ALIGNS = ("left", "right", "center")
_STYLED_TAGS = {"b": "strong", "strong": "strong", "th": "strong", "i": "em", "em": "em", "code": "code"}


def read_table(table: "Tag", css: str = "") -> Node:
    """
    Return the table node of *table*, not yet fitted to the page.

    *css* is the text of the document's `<style>` blocks. A table without rows gives a node without rows.
    """
    sheet = _Sheet.read(css, table)
    head, body = _split(table)
    header, rows = [list(map(_label, row)) for row in _grid(head, sheet)], _grid(body, sheet)
    count = max((_width(row) for row in [*header, *rows]), default=0)
    columns = [{"align": _column_align(rows, column)} for column in range(count)]
    caption = table.find("caption")
    return {
        "k": "table",
        "id": None,
        "caption": inline(caption) if caption else [],
        "subtitle": [],
        "columns": columns,
        "header": list(map(_short, _dense(header, count))),
        "rows": [
            {"kind": "", "heads": [place for place, cell in enumerate(row) if cell.get("th")], "cells": _short(row)}
            for row in _dense(rows, count)
        ],
        "notes": [],
        "evidence": [],
    }


def inline(tag: "Tag") -> Runs:
    """Return the words inside *tag* as runs: links, weight and line breaks stay, everything else is text."""
    runs: Runs = []
    for child in tag.children:
        name = getattr(child, "name", None)
        if name is None:
            runs.append(re.sub(r"\s+", " ", str(child)))
        elif name == "br":
            runs.append({"k": "break"})
        elif name == "img":
            runs.append(str(child.get("alt", "")))  # type: ignore[attr-defined]
        elif name not in ("style", "script"):
            runs += _marked(child)  # type: ignore[arg-type]
    return _trimmed(runs)


def _marked(tag: "Tag") -> Runs:
    body = inline(tag)
    address = str(tag.get("href", ""))
    if tag.name == "a" and re.match(r"https?://|mailto:", address):
        return [{"k": "href", "href": address, "body": body}]
    if tag.name == "code":
        return [{"k": "code", "text": words(body)}]
    if kind := _STYLED_TAGS.get(tag.name):
        return [{"k": kind, "body": body}]
    return body


def _trimmed(runs: Runs) -> Runs:
    if runs and isinstance(runs[0], str):
        runs[0] = runs[0].lstrip() if len(runs) > 1 else runs[0].strip()
    if len(runs) > 1 and isinstance(runs[-1], str):
        runs[-1] = runs[-1].rstrip()
    return [run for run in runs if run != ""]


def _split(table: "Tag") -> tuple[list["Tag"], list["Tag"]]:
    """Return header rows and other rows; without a `<thead>` the leading rows of nothing but `<th>` are the header."""
    own = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    head = [row for row in own if row.find_parent("thead")]
    if not head:
        for row in own:
            if row.find("td"):
                break
            head.append(row)
    in_head = set(map(id, head))
    return head, [row for row in own if id(row) not in in_head]


@dataclass
class _Sheet:
    """The declarations of a style sheet, by id for the thousands that Styler writes and by selector for the rest."""

    by_id: dict[str, Style] = field(default_factory=dict)
    by_tag: dict[int, Style] = field(default_factory=dict)

    @classmethod
    def read(cls, css: str, table: "Tag") -> "_Sheet":
        sheet = cls()
        for selectors, style in _rules(css):
            for selector in selectors:
                if re.fullmatch(r"#[\w-]+", selector):
                    sheet.by_id.setdefault(selector[1:], {}).update(style)
                else:
                    sheet._apply(selector, style, table)
        return sheet

    def _apply(self, selector: str, style: Style, table: "Tag") -> None:
        """Give *style* to what *selector* finds in the table; selectors for a mouse or unknown ones find nothing."""
        from soupsieve import SelectorSyntaxError

        root = table.find_parent() or table
        try:
            found = root.select(selector) if ":" not in selector else []
        except (SelectorSyntaxError, NotImplementedError):
            return
        for tag in found:
            self.by_tag.setdefault(id(tag), {}).update(style)

    def of(self, tag: "Tag") -> Style:
        """Return the style of the cell *tag*, with what it inherits from its row."""
        row = tag.parent
        inherited = {} if row is None else {**self.by_tag.get(id(row), {}), **_declared(row)}
        inherited.pop("text-align", None)  # pandas aligns each header row to the right, whatever stands below
        named = self.by_id.get(str(tag.get("id", "")), {})
        return {**inherited, **self.by_tag.get(id(tag), {}), **named, **_declared(tag)}


def _rules(css: str) -> Iterator[tuple[list[str], Style]]:
    """Yield selectors and declarations of each plain rule in *css*."""
    import tinycss2

    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            selectors = [selector.strip() for selector in tinycss2.serialize(rule.prelude).split(",")]
            yield selectors, _style(rule.content)


def _declared(tag: "Tag") -> Style:
    return _style(str(tag["style"])) if tag.has_attr("style") else {}


def _style(declarations: Any) -> Style:
    import tinycss2

    parsed = tinycss2.parse_declaration_list(declarations, skip_comments=True, skip_whitespace=True)
    return {one.lower_name: tinycss2.serialize(one.value).strip() for one in parsed if one.type == "declaration"}


def _grid(tags: list["Tag"], sheet: _Sheet) -> list[list[Node]]:
    """Lay rows of HTML cells on a grid: each cell knows its column `x`, and no span leaves the table."""
    taken: set[tuple[int, int]] = set()
    grid: list[list[Node]] = []
    for y, row in enumerate(tags):
        cells: list[Node] = []
        x = 0
        for tag in row.find_all(["th", "td"], recursive=False):
            while (x, y) in taken:
                x += 1
            cell = _cell(tag, sheet.of(tag), x, len(tags) - y)
            taken |= _covered(cell, y)
            cells.append(cell)
        grid.append(cells)
    return grid


def _cell(tag: "Tag", style: Style, x: int, rows_left: int) -> Node:
    cell: Node = {
        "x": x,
        "colspan": _span(tag.get("colspan")),
        "rowspan": min(_span(tag.get("rowspan")), rows_left),
        "body": inline(tag),
        **_look(style),
    }
    if tag.name == "th":
        cell["th"] = True
        if style.get("font-weight") != "normal":
            cell["bold"] = True
    return cell


def _label(cell: Node) -> Node:
    """Return a header cell: it may break where names of columns do, and stands in the middle of what it spans."""
    body = [re.sub(r"(?<=[_./])(?=\w)", "\u200b", run) if isinstance(run, str) else run for run in cell["body"]]
    spanning = {"align": "center", "ruled": True} if cell["colspan"] > 1 and body else {}
    return {**spanning, **cell, "body": body}


def _covered(cell: Node, y: int) -> set[tuple[int, int]]:
    """Return the places on the grid that *cell*, which begins in row *y*, takes."""
    return {(cell["x"] + i, y + j) for i in range(cell["colspan"]) for j in range(cell["rowspan"])}


def _span(value: Any) -> int:
    return max(int(value), 1) if str(value or "").isdigit() else 1


def _look(style: Mapping[str, str]) -> Node:
    """Return what of a CSS *style* has a meaning on paper."""
    look: Node = {}
    if style.get("text-align") in _ALIGNS:
        look["align"] = style["text-align"]
    if fill := _colour(style.get("background-color") or style.get("background", "")):
        look["fill"] = fill
    if colour := _colour(style.get("color", "")):
        look["color"] = colour
    if style.get("font-weight", "") in ("bold", "bolder", "600", "700", "800", "900"):
        look["bold"] = True
    if style.get("font-style") == "italic":
        look["italic"] = True
    return look


def _colour(value: str) -> str | None:
    """Return a CSS colour as #rrggbb, laid over white; None if it is none or fully transparent."""
    import tinycss2.color3

    colour = tinycss2.color3.parse_color(value) if value else None
    if not isinstance(colour, tinycss2.color3.RGBA) or colour.alpha == 0:
        return None
    channels = (colour.red, colour.green, colour.blue)
    return "#" + "".join(f"{round(255 * (1 - colour.alpha * (1 - channel))):02x}" for channel in channels)


def _width(row: list[Node]) -> int:
    return max((cell["x"] + cell["colspan"] for cell in row), default=0)


def _column_align(rows: list[list[Node]], column: int) -> str:
    """Return "right" for a column of numbers, else "left"; cells may say otherwise for themselves."""
    texts = [words(cell["body"]) for row in rows for cell in row if cell["x"] == column and cell["colspan"] == 1]
    values = [text for text in texts if text not in _BLANK]
    numbers = sum(bool(_NUMBER.fullmatch(text)) for text in values)
    return "right" if values and numbers >= 0.8 * len(values) else "left"


def _dense(grid: list[list[Node]], count: int) -> list[list[Node]]:
    """Return the rows of *grid* from left to right, with empty cells where HTML left some out."""
    taken = {place for y, row in enumerate(grid) for cell in row for place in _covered(cell, y)}
    gaps = ([_gap(x) for x in range(count) if (x, y) not in taken] for y in range(len(grid)))
    return [sorted([*row, *gap], key=lambda cell: cell["x"]) for row, gap in zip(grid, gaps, strict=True)]


def _gap(x: int) -> Node:
    return {"x": x, "colspan": 1, "rowspan": 1, "body": []}


def _short(row: list[Node]) -> list[Any]:
    """Return the cells of *row* in their shortest form: bare runs where one says no more and stands on its place."""
    cells = []
    for place, cell in enumerate(row):
        kept = {key: value for key, value in cell.items() if key not in ("colspan", "rowspan") or value > 1}
        kept.pop("th", None)
        cells.append(kept["body"] if set(kept) == {"x", "body"} and cell["x"] == place else kept)
    return cells
