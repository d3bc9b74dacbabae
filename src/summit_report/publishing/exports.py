"""
From an executed notebook to files: HTML, PDF, pictures and downloads.

Loading the exporters takes as long as a short notebook, so `load_meanwhile` does it while the kernel works.
"""

import contextlib
import gc
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from summit_report import blocks
from summit_report.errors import BuildError
from summit_report.publishing.inputs import FONTS
from summit_report.publishing.plans import DOWNLOADS, FIRST_PAGE

if TYPE_CHECKING:
    from summit_report.publishing.plans import Plan

Warnings = list[str]
"""What a reader of the command's lines and of the record should know of files that were made nevertheless."""
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
PNG_PPI = 200
WHITE = '<rect width="100%" height="100%" fill="#ffffff"/>'
"""A picture of its own needs a ground to stand on; in the page it has the page's."""


@contextlib.contextmanager
def load_meanwhile(steps: Iterable[str]) -> Iterator[None]:
    """Load what *steps* need in a thread while the block runs, and be done with it afterwards."""
    thread = threading.Thread(target=load, args=[steps], daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def load(steps: Iterable[str]) -> None:
    """Load what *steps* need, each once in the life of this process."""
    for step in {"html", "pdf"}.intersection(steps):
        rehearse(step)


@cache
def rehearse(step: str) -> None:
    """Export a small notebook, which loads what a large one needs; what fails here fails again where it is seen."""
    with contextlib.suppress(Exception):
        export(f"summit-{step}", rehearsal(), {})


def rehearse_last(plan: "Plan") -> None:
    """
    Set the last report of *plan* again and forget it: what the new one shares with it is then set from memory.

    Pages of two builds of one edition are mostly the same, and the processor has nothing else to do while the kernel
    works. What is set does not depend on it.
    """
    with contextlib.suppress(Exception):
        last = nbformat.read(plan.place.report(plan.edition.slug) / "report.ipynb", nbformat.NO_CONVERT)
        export("summit-pdf", last, resources(plan), paper=plan.place.paper)


def begin_pages(cells: list[NotebookNode], plan: "Plan", pool: Executor | None) -> None:
    """Let *pool*, if there is one, measure *cells*, those before the appendix of a notebook that still runs."""
    with contextlib.suppress(BrokenProcessPool):  # which shows again when the pages are made
        if pool:
            pool.submit(measure, cells, plan)


def measure(cells: list[NotebookNode], plan: "Plan") -> None:
    """Measure what *cells* put on paper and forget it: the finished report then has that from memory."""
    with contextlib.suppress(Exception):
        export("summit-pdf", new_notebook(cells=cells), resources(plan), paper=plan.place.paper, unfinished=True)


def rehearsal() -> NotebookNode:
    """Return a notebook with one of each: prose, code, a printed line and a table with a style."""
    table = {"text/html": "<style>td { color: black }</style><table><tr><th>a</th></tr><tr><td>1</td></tr></table>"}
    outputs = [new_output("stream", text="a"), new_output("display_data", data=table)]
    return new_notebook(cells=[new_markdown_cell("# A\n\n*a*"), new_code_cell("a = 1", outputs=outputs)])


def export(name: str, nb: NotebookNode, resources: dict[str, Any], **options: Any) -> Any:
    """Return *nb* as nbconvert's exporter *name* gives it, text or bytes, and what it says about that."""
    with without_looking_for_garbage():
        return exporter(name)(**options).from_notebook_node(nb, resources)


@cache
def exporter(name: str) -> Any:
    """Return nbconvert's exporter *name*, looked for once: nbconvert reads what every package brings to find it."""
    from nbconvert.exporters import get_exporter

    return get_exporter(name)


@contextlib.contextmanager
def without_looking_for_garbage() -> Iterator[None]:
    """Spare the block, which builds large trees and keeps them, Python's walks through all that lives."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def exhibit_blocks(nb: NotebookNode) -> Iterator[Any]:
    """Yield every block of every exhibit in *nb*."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            yield from blocks.read(output) or []


def front_facts(nb: NotebookNode) -> dict[str, str]:
    """Return title and date of the title block, or the notebook's own title; empty if it has neither."""
    front = next((block for block in exhibit_blocks(nb) if block["kind"] == "front"), None)
    if front:
        return {"title": front["title"], "date": front.get("date", "")}
    return {"title": nb.metadata["title"]} if nb.metadata.get("title") else {}


def write_html(nb: NotebookNode, plan: "Plan", report: Path, figures: Path) -> Warnings:
    """Write `report.html`."""
    text, _ = export("summit-html", nb, resources(plan))
    (report / "report.html").write_text(text, encoding="utf-8", newline="\n")
    return []


def write_pdf(nb: NotebookNode, plan: "Plan", report: Path, figures: Path) -> Warnings:
    """Write `report.pdf` and the picture of its first page."""
    data, about = export("summit-pdf", nb, resources(plan), paper=plan.place.paper)
    (report / "report.pdf").write_bytes(data)
    from summit_report.publishing.exporters.first_page import first_page

    (report / FIRST_PAGE).write_bytes(first_page(data))
    return list(about.get("warnings", ()))


def resources(plan: "Plan") -> dict[str, Any]:
    """Return what an exporter is told besides the notebook: its name, where pictures, downloads and fonts lie."""
    return {
        "metadata": {"name": plan.edition.slug, "path": str(plan.notebook.parent)},
        "downloads": DOWNLOADS,
        "fonts": str(plan.place.project / FONTS),
    }


def write_figures(nb: NotebookNode, plan: "Plan", report: Path, figures: Path) -> Warnings:
    """Write each figure as SVG and PNG. Raises BuildError if two have one name or a name is no file name."""
    found = [block for block in exhibit_blocks(nb) if block["kind"] == "figure"]
    check_names("figures", [block["name"] for block in found])
    pictures = {block["name"]: on_white(block["svg"]) for block in found}
    for name, svg in pictures.items():
        (figures / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")
    from summit_report.publishing.exporters.pictures import svg_to_png
    from summit_report.publishing.exporters.typesetting import fonts_in

    svg_to_png(pictures, figures, ppi=PNG_PPI, fonts=fonts_in(plan.place.project / FONTS))
    return []


def write_downloads(nb: NotebookNode, plan: "Plan", report: Path, figures: Path) -> Warnings:
    """Write the attached files into a folder beside the report. Raises BuildError if two have one name or a bad one."""
    found = [file for block in exhibit_blocks(nb) if block["kind"] == "attachments" for file in block["files"]]
    check_names("attached files", [file["name"] for file in found])
    for file in found:
        (report / DOWNLOADS).mkdir(exist_ok=True)
        (report / DOWNLOADS / file["name"]).write_bytes(blocks.file_bytes(file))
    return []


def check_names(what: str, names: list[str]) -> None:
    """Raise BuildError unless each of *names* is a plain file name and stands there once."""
    wrong = {name for name in names if names.count(name) > 1 or not FILE_NAME.fullmatch(name)}
    if wrong:
        raise BuildError(f"{what} need file names of their own", problems=sorted(wrong), next=f"Rename these {what}.")


def on_white(svg: str) -> str:
    """Return the picture *svg* with a white ground."""
    return re.sub(r"(<svg\b[^>]*>)", rf"\1{WHITE}", svg, count=1)


STEPS: dict[str, Callable[[NotebookNode, "Plan", Path, Path], Warnings]] = {
    "html": write_html,
    "figures": write_figures,
    "downloads": write_downloads,
    "pdf": write_pdf,
}
ELSEWHERE = ("pdf",)
"""The steps that a second process, if there is one, takes over: as long as the others together, so both end at once."""


def steps_here(pool: Executor | None) -> list[str]:
    """Return the steps that this process takes itself when *pool* takes the others."""
    return [step for step in STEPS if not (pool and step in ELSEWHERE)]


def write_all(
    nb: NotebookNode, plan: "Plan", report: Path, figures: Path, pool: Executor | None, begins: Callable[[str], None]
) -> tuple[dict[str, float], Warnings]:
    """
    Write every file into the folders *report* and *figures*, and return how many seconds each step took, and warnings.

    *begins* hears of each step; *pool* works beside us.
    """
    arguments = (nb, plan, report, figures)
    away: dict[str, Future[tuple[float, Warnings]]] = {}
    with contextlib.suppress(BrokenProcessPool):
        away = {step: pool.submit(clocked, step, *arguments) for step in ELSEWHERE} if pool else {}
    taken: dict[str, tuple[float, Warnings]] = {}
    for step in STEPS:
        begins(step)
        with contextlib.suppress(BrokenProcessPool):  # then we do it ourselves
            taken[step] = away[step].result() if step in away else clocked(step, *arguments)
    taken |= {step: clocked(step, *arguments) for step in STEPS if step not in taken}
    seconds = {step: took for step, (took, _) in taken.items()}
    return seconds, [warning for _, warnings in taken.values() for warning in warnings]


def clocked(step: str, nb: NotebookNode, plan: "Plan", report: Path, figures: Path) -> tuple[float, Warnings]:
    """Take one *step* and return how many seconds it took, and its warnings."""
    start = time.perf_counter()
    warnings = STEPS[step](nb, plan, report, figures)
    return round(time.perf_counter() - start, 3), warnings
