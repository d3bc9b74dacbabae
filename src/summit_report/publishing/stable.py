"""
Take out of an executed notebook whatever differs between two runs of the same inputs.

Times, random ids, process numbers and folders belong to one run. They stand in the record; the notebook, and with it
the HTML and the PDF, must be the same bytes on another day, in another folder and with another number of jobs.
"""

import itertools
import os
import re
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode

INJECTED_ID = "injected-parameters"
CELL_FILE = re.compile(r"(?<![^\s\"'<>\x1b])[^\s\"'<>\x1b]*ipykernel_\d+[/\\]\d+\.py")


def make_stable(nb: NotebookNode, folder: Path) -> None:
    """Change *nb*, which a kernel ran in *folder*, so that equal runs give equal files."""
    tidy_metadata(nb)
    shorten = path_shortener(folder.resolve())
    for cell in nb.cells:
        tidy_cell(cell)
        for output in cell.get("outputs", []):
            tidy_output(output, shorten)


def tidy_metadata(nb: NotebookNode) -> None:
    """Keep papermill's parameters and, after a failure, its verdict; drop times, paths and the patch level."""
    papermill = nb.metadata.pop("papermill", {})
    kept = {key: papermill[key] for key in ("parameters", "exception") if papermill.get(key)}
    if kept:
        nb.metadata["papermill"] = kept
    nb.metadata.get("language_info", {}).pop("version", None)


def tidy_cell(cell: NotebookNode) -> None:
    """Drop what papermill writes into each cell, and give the cell it injects an id of its own."""
    papermill = cell.metadata.pop("papermill", {})
    if papermill.get("exception"):
        cell.metadata["papermill"] = {"exception": True, "status": papermill["status"]}
    tags = cell.metadata.get("tags")
    if tags == []:
        del cell.metadata["tags"]
    if "injected-parameters" in (tags or []):
        cell["id"] = INJECTED_ID


def tidy_output(output: NotebookNode, shorten: Callable[[str], str]) -> None:
    """Shorten the paths in printed text and tracebacks with *shorten*."""
    if output.output_type == "stream":
        output.text = shorten(output.text)
    elif output.output_type == "error":
        output.traceback = [shorten(line) for line in output.traceback]
        output.evalue = shorten(output.evalue)


def join_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """
    Return *outputs* with all that a cell printed in one output, and all its warnings in one after that.

    The pieces in which text arrives differ from run to run. nbclient can join them too, but searches each line in a
    way that takes an hour for a million characters.
    """
    pieces: dict[str, list[str]] = {}
    joined = []
    for output in outputs:
        if output.output_type != "stream":
            joined.append(output)
        elif output.name in pieces:
            pieces[output.name].append(output.text)
        else:
            pieces[output.name] = [output.text]
            joined.append(output)
    for output in joined:
        if output.output_type == "stream":
            output.text = overwritten("".join(pieces[output.name]))
    for first, (one, two) in enumerate(itertools.pairwise(joined)):
        if one.get("name") == "stderr" and two.get("name") == "stdout":
            joined[first : first + 2] = [two, one]
    return joined


def overwritten(text: str) -> str:
    """Return *text* as a terminal leaves it when carriage returns let a line be written over, as progress bars do."""
    if "\r" not in text:
        return text
    return "\n".join(line[line.rfind("\r", 0, -1) + 1 :] for line in text.split("\n"))


def path_shortener(folder: Path) -> Callable[[str], str]:
    """Return a function that writes paths within a text the same way on every machine, relative to *folder*."""
    places = {
        sysconfig.get_path("purelib"): "<packages>",
        sysconfig.get_path("stdlib"): "<python>",
        sys.prefix: "<environment>",
        str(folder): ".",
        str(folder.parent): "..",
        str(Path.home()): "~",
    }
    longest_first = sorted((place for place in places if place != os.sep), key=len, reverse=True)

    def shorten(text: str) -> str:
        text = CELL_FILE.sub("<cell>", text)
        for place in longest_first:
            text = text.replace(f"{place}{os.sep}", f"{places[place]}/")
        return text

    return shorten
