"""Tables as HTML that says which header belongs to which cell."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from summit_report.blocks.inline import Block, Inline, plain
from summit_report.blocks.markup_evidence import evidence_fold
from summit_report.blocks.markup_inline import id_attribute, inline_html, optional, words

_ALIGN = {"right": "num", "center": "mid"}
_LONG = 13  # characters of a number with its words that stay on one line


def table_html(block: Block) -> str:
    """Return a table with caption, notes and evidence; it scrolls by itself where it is wider than the page."""
    title = f"<b>{words(block['label'])}.</b> {words(block['title'])}"
    subtitle = optional('<span class="subtitle">{}</span>', block.get("subtitle"))
    notes = "".join(f"<p>{inline_html(note)}</p>" for note in block.get("notes") or ())
    return (
        f'<div class="table"{id_attribute(block)}><div class="scroll" tabindex="0" role="region" '
        f'aria-label="{escape(block["label"])}"><table>'
        f"<caption><span>{title}{subtitle}</span></caption>{_head(block['columns'])}{_bodies(block)}</table></div>"
        + (f'<div class="notes">{notes}</div>' if notes else "")
        + f"{evidence_fold(block)}</div>"
    )


def _head(columns: Sequence[Block]) -> str:
    """Return one header row, or two where columns stand under a group."""
    if not any(column.get("group") for column in columns):
        return f"<thead><tr>{''.join(_column(column) for column in columns)}</tr></thead>"
    top, bottom = "", ""
    for group, members in groupby(columns, key=lambda column: column.get("group")):
        inside = list(members)
        if group:
            top += f'<th scope="colgroup" colspan="{len(inside)}" class="mid">{words(group)}</th>'
            bottom += "".join(_column(column) for column in inside)
        else:
            top += "".join(_column(column, ' rowspan="2"') for column in inside)
    return f"<thead><tr>{top}</tr><tr>{bottom}</tr></thead>"


def _column(column: Block, span: str = "") -> str:
    unit = optional(' <span class="unit">{}</span>', column.get("unit"))
    return f'<th scope="col"{span}{_align(column)}>{words(column["label"])}{unit}</th>'


def _align(column: Block, cell: Inline = "") -> str:
    """Return the attribute that places the words of *cell*: a number stays on its line if it is short."""
    name = _ALIGN.get(column.get("align") or "")
    if name == "num" and len(plain(cell)) > _LONG:
        name += " long"
    return f' class="{name}"' if name else ""


def _bodies(block: Block) -> str:
    """Return the rows; a group row opens a `tbody` of its own, so that its header speaks for the rows under it."""
    html, columns = "", block["columns"]
    for row in block["rows"]:
        if row.get("kind") == "group":
            html += ("</tbody><tbody>" if html else "") + _group_row(row, len(columns))
        else:
            html += _row(row, columns)
    return f"<tbody>{html}</tbody>"


def _group_row(row: Block, width: int) -> str:
    return f'<tr class="group"><th scope="rowgroup" colspan="{width}">{inline_html(row["cells"][0])}</th></tr>'


def _row(row: Block, columns: Sequence[Block]) -> str:
    kind = f' class="{row["kind"]}"' if row.get("kind") in ("total", "sub") else ""
    first, *others = zip(row["cells"], columns, strict=True)
    cells = "".join(f"<td{_align(column, cell)}>{inline_html(cell)}</td>" for cell, column in others)
    return f'<tr{kind}><th scope="row"{_align(first[1])}>{inline_html(first[0])}</th>{cells}</tr>'
