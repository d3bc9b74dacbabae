"""Answers as HTML for a widget: figure, words and evidence in the colours of JupyterLab's theme, light or dark."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from html import escape
from itertools import count
from typing import TYPE_CHECKING

from summit_report import blocks
from summit_report.analysis import wording as w
from summit_report.errors import SummitReportError
from summit_report.explore.answers import Answer
from summit_report.explore.nearby import nearby
from summit_report.explore.sorting import ordered
from summit_report.publishing.exporters.page.fonts import SANS, font_face_css
from summit_report.publishing.exporters.page.svg import inline_svg

if TYPE_CHECKING:
    import pandas as pd

# The figure's four colours with a role follow the theme; --jp-* are JupyterLab's own, the rest is for other viewers.
_STYLE = """
.sr { --ink: var(--jp-content-font-color1, #1d232b); --muted: var(--jp-content-font-color2, #5b6570);
  --grid: var(--jp-border-color2, #d8dde3); --paper: var(--jp-layout-color0, #ffffff);
  color: var(--ink); font-size: 13px; line-height: 1.4; overflow-wrap: anywhere; }
.sr p { margin: 0 0 6px; max-width: 46em; }
.sr svg { display: block; width: 100%; max-width: 780px; height: auto; margin: 4px 0 8px; }
.sr-box { max-height: 300px; overflow: auto; border: 1px solid var(--grid); }
.sr table { border-collapse: collapse; width: 100%; overflow-wrap: break-word; }
.widget-html-content:has(> .sr) { min-width: 0; }
.sr th, .sr td { text-align: left; vertical-align: top; padding: 4px 8px; border-bottom: 1px solid var(--grid); }
.sr tbody th { white-space: nowrap; }
.sr thead th { position: sticky; top: 0; background: var(--paper); }
.sr a { color: var(--jp-content-link-color, #1a5fb4); }
.sr pre { margin: 0 0 8px; padding: 8px; overflow: auto; border: 1px solid var(--grid); background: transparent;
  color: var(--ink); font-family: var(--jp-code-font-family, monospace); user-select: all;
  white-space: pre; overflow-wrap: normal; word-break: normal; }
.sr-wrong { border-left: 3px solid var(--jp-error-color1, #b3261e); padding-left: 8px; white-space: pre-wrap; }
"""
# What a figure may print beside ASCII: Latin, Cyrillic with all Central Asian letters, dashes, quotes and signs.
_LETTERS = "".join(map(chr, [*range(0xA0, 0x180), *range(0x400, 0x530), *range(0x2010, 0x2050), 0x2212, 0x2248]))
_NUMBERS = count()


def style() -> str:
    """Return the style sheet of all the rest, with the typeface of the figures; a page needs it once."""
    return f"<style>{font_face_css(_LETTERS, (SANS,))}{_STYLE}</style>"


def interactive_tables() -> None:
    """
    Show each data frame as a table that can be searched, and sorted by what its cells mean.

    Nothing is loaded from the web.
    """
    import itables
    import pandas as pd
    from IPython import get_ipython
    from IPython.display import HTML, display

    itables.init_notebook_mode(all_interactive=True)
    itables.options.classes = ["display", "compact"]
    itables.options.text_in_header_can_be_selected = False  # a click on a head sorts
    itables.options.style = "width: 100%; margin-left: 0"
    words = "table.dataTable :is(th, td):not(.dt-type-numeric, .dt-right)"
    display(HTML(f"<style>{words} {{ text-align: left !important }}</style>"))
    if shell := get_ipython():
        shell.display_formatter.formatters["text/html"].for_type(pd.DataFrame, _sortable)


def plain_errors() -> None:
    """Show what is wrong with data or a question in its own words alone, not below the way through the code."""
    SummitReportError._render_traceback_ = _in_words  # type: ignore[attr-defined]  # IPython asks for it


def _in_words(error: SummitReportError) -> list[str]:
    return [f"{type(error).__name__}: {error}"]


def _sortable(frame: pd.DataFrame) -> str:
    """Return *frame* as HTML whose script sorts "at least 157" above "at least 71"."""
    from itables import to_html_datatable

    table, rules = ordered(frame)
    # Of a very wide frame it would leave columns out, and rules for positions would be those of others.
    shown = to_html_datatable(table, connected=False, columnDefs=rules, maxColumns=0) if rules else None
    return str(shown or to_html_datatable(table, connected=False))


def picture(answer: Answer) -> str:
    """Return the answer's words and its figure."""
    figure = answer.figure
    words = "" if figure else _heading(answer.table_block)
    words += "".join(
        f"<p>{escape(text)}</p>"
        for block in answer.exhibit.blocks
        for text in _texts(block)
    )  # fmt: skip
    if answer.compared is not None:
        name = str(answer.table.iat[answer.compared, 0])
        words += f"<p><b>{escape(name)}</b> is chosen: it has its colour here and is marked in the table. "
        words += "The others stay, in grey, to compare with; tick a second one to see the ticked ones alone.</p>"
    if figure is None:
        words = words or f"<p>No row{answer.report.scope} that {answer.report.came} says anything about this.</p>"
        near = "" if answer.behind() else nearby(answer.selection)
        return _framed(f"{words}<p>{escape(near)}</p>" if near else words)
    drawn = inline_svg(figure["svg"], f"sr{next(_NUMBERS)}-")
    spoken = f'<svg role="img" aria-label="{escape(figure["alt"])}"'
    return _framed(drawn.replace("<svg", spoken, 1) + words)


def _heading(table: blocks.Block | None) -> str:
    """Return what stands above a *table* that is the whole answer: what it shows, and how to read it."""
    if table is None:
        return ""
    notes = "".join(f"<p>{escape(blocks.plain(text))}</p>" for text in table["notes"])
    rows = w.counted(len(table["rows"]), "row")
    return f"<p><b>{escape(blocks.plain(table['title']))}</b>: a table of {rows}, without a figure.</p>{notes}"


def _texts(block: blocks.Block) -> list[str]:
    if block["kind"] == "paragraphs":
        return [blocks.plain(item) for item in block["items"]]
    if block["kind"] == "note":
        return [blocks.plain(block["text"])]
    return [blocks.plain(block["caption"])] if block["kind"] == "figure" else []


def evidence(answer: Answer, row: int | None = None) -> str:
    """Return the evidence of the *row* at that position, else of all, as a table under a line that says whose it is."""
    found = answer.evidence(row)
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Key", "Row", "Source", "Place"))
    body = "".join(_evidence_row(row) for row in found.to_dict("records"))
    rows = f"{len(found)} {'row' if len(found) == 1 else 'rows'} of the data"
    if found.empty:
        return _framed("<p>No row of the data stands behind this.</p>")
    if row is None:
        whose = f"<b>All rows; click one in the table for its own</b>: {rows}."
    else:
        whose = f"<b>{escape(str(answer.table.iat[row, 0]))}</b>"
        whose += (
            f": {rows}." if answer.proof.own(row) else f" has no rows of its own. The table as a whole rests on {rows}:"
        )
    table = f'<div class="sr-box" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    return _framed(f"<p>{whose}</p>{table}")


def _evidence_row(row: Mapping[Hashable, str]) -> str:
    about = ", ".join(part for part in (row["publisher"], row["published"]) if part)
    source = escape(row["source"])
    if re.match(r"https?://", row["link"]):
        source = f'<a href="{escape(row["link"])}" target="_blank" rel="noopener">{source}</a>'
    cells = (escape(row["row"]), f"{source}<br>{escape(about)}" if about else source, escape(row["place"]))
    return f'<tr><th scope="row">{escape(row["key"])}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def parameters(answer: Answer) -> str:
    """Return what makes the selection an edition: lines for reports.yml, and for the command line."""
    more = "The measure is not part of it: a report has them all."
    if answer.selection.instruments:
        more += " Nor are the instruments, which narrow no report."
    return _framed(
        f"<p>In <code>reports.yml</code>, under <code>editions:</code></p><pre>{escape(answer.edition)}</pre>"
        "<p>Or on the command line, in the project's folder; unless its environment is active, "
        f"<code>summit-report</code> is <code>.venv/bin/summit-report</code></p><pre>{escape(answer.commands)}</pre>"
        f"<p>One click on a box selects its text, Ctrl+C copies it. {more}</p>"
    )


def said(text: str, wrong: bool = False) -> str:
    """Return *text* as a message."""
    return _framed(f"<div{' class=sr-wrong' if wrong else ''}>{escape(text)}</div>")


def _framed(html: str) -> str:
    return f'<div class="sr">{html}</div>'
