"""A small project on disk: two notebooks, a reports.yml and the tiny dataset, enough for every path of a build."""

from pathlib import Path

from nbformat import NotebookNode, write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from tiny import write_tiny

PARAMETERS = """\
summit = "tiny-2030"  # type: str folder under data/
country = None  # type: Optional[str] ISO code of a member; None = all
relation = "summit"  # type: Literal["summit","follow-up"] what the totals count
factor: int = 3  # 13 makes the notebook fail
"""
EXHIBIT = """\
from IPython.display import display
from summit_report import blocks
svg = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30" width="60pt" height="30pt">'
    f'<rect x="0" y="0" width="{factor}" height="10" fill="#1d232b"/></svg>'
)
display(blocks.bundle([
    {"kind": "front", "id": "front", "title": f"Report on {country or 'all'}", "subtitle": "", "facts": [],
     "authors": ["A"], "lang": "en", "date": "2031-01-31", "keywords": [], "description": "small"},
    {"kind": "figure", "id": "fig-bar", "name": "bar", "label": "Figure 1", "title": "A bar", "subtitle": "",
     "caption": "A bar.", "alt": f"A bar, {factor} wide.", "svg": svg, "data": None, "evidence": []},
    {"kind": "attachments", "files": [blocks.attached("a.csv", "text/csv", "Data", "x,y\\r\\n"),
                                      blocks.attached("a.xlsx", "application/zip", "Data", bytes([0, 255]))]},
]), raw=True)
"""
FAILING = 'if factor == 13:\n    raise ValueError("unlucky")'
REPORTS = """\
editions:
  small: {notebook: notebooks/small.ipynb, parameters: {summit: tiny-2030}}
  "small-{country}":
    notebook: notebooks/small.ipynb
    parameters: {summit: tiny-2030}
    matrix: {country: [KAZ, UZB]}
"""


def notebook(*cells: str | NotebookNode, tagged: str | None = None) -> NotebookNode:
    """Return a notebook of code *cells* with stable ids; *tagged* becomes its parameters cell."""
    made = [cell if isinstance(cell, NotebookNode) else new_code_cell(cell) for cell in cells]
    if tagged is not None:
        made.insert(0, new_code_cell(tagged, metadata={"tags": ["parameters"]}))
    for index, cell in enumerate(made):
        cell["id"] = f"cell-{index}"
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return new_notebook(cells=made, metadata={"kernelspec": kernel})


def make_project(folder: Path) -> Path:
    """Write the project into *folder* and return it."""
    (folder / "notebooks").mkdir(parents=True)
    cells = [new_markdown_cell("# Small"), EXHIBIT, "print(factor * 2)", FAILING]
    write(notebook(*cells, tagged=PARAMETERS), folder / "notebooks" / "small.ipynb")
    (folder / "reports.yml").write_text(REPORTS, encoding="utf-8")
    write_tiny(folder)
    return folder
