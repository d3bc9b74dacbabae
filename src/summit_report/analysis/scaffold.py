"""Begins a dataset: a small, invented example to replace row by row, or one that was kept in the other form."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from summit_report.analysis.checked import is_workbook
from summit_report.analysis.codebook import readme
from summit_report.analysis.conversion import as_folder, as_workbook, whole
from summit_report.analysis.datapackage import write_datapackage
from summit_report.analysis.summit import SLUG
from summit_report.errors import UsageError

EXAMPLE = Path(__file__).with_name("example")
README = "README.md"


def write(target: Path) -> list[Path]:
    """
    Write an example dataset, named after *target*, into that folder or .xlsx workbook; return the files.

    Raises UsageError if there is something already, or its name cannot be a summit's id.
    """
    name = target.stem if is_workbook(target) else target.resolve().name
    if not SLUG.fullmatch(name):
        near = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")
        next = "Use small letters, digits and hyphens" + (f"; did you mean {near}?" if near else ".")
        raise UsageError("this cannot be a summit's id", where=name, next=next)
    meta, raw = whole(EXAMPLE)
    meta = replace(meta, id=name)
    if is_workbook(target):
        return [write_workbook(target, as_workbook(meta, raw))]
    return _described(target, {**as_folder(meta, raw), README: readme(meta, invented=True)})


def from_workbook(book: Path, folder: Path) -> list[Path]:
    """
    Write the tables of the workbook *book* into the new *folder*; return the files.

    Raises UsageError if there is something already or *folder* is not called like the summit, BrokenRulesError if the
    workbook cannot be read whole.
    """
    require_workbook(book)
    meta, raw = whole(book)
    name = folder.resolve().name
    if name != meta.id:
        raise UsageError(f"the summit of this workbook is {meta.id}", where=name, next=f"Name the folder {meta.id}.")
    return _described(folder, {**as_folder(meta, raw), README: readme(meta)})


def to_workbook(folder: Path, book: Path) -> list[Path]:
    """
    Write the tables of *folder* into the new workbook *book*; return its path.

    Raises UsageError if there is something already, BrokenRulesError if the folder cannot be read whole.
    """
    require_workbook(book)
    if is_workbook(folder):
        raise UsageError("this is a workbook already", where=str(folder), next="Name the folder of the dataset.")
    return [write_workbook(book, as_workbook(*whole(folder)))]


def _described(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write *files* into the new *folder*, and the data package that describes them to other programs."""
    return [*write_folder(folder, files), write_datapackage(folder)]


def require_workbook(file: Path) -> None:
    """Raise UsageError unless *file* is called like a workbook."""
    if not is_workbook(file):
        raise UsageError("the name of a workbook ends in .xlsx", where=str(file), next="Name one that does.")


def write_folder(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write *files*, text by name, into the *folder*, which must be new or empty."""
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise UsageError("there is something in the way", where=str(folder), next="Name a folder that is new or empty.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    return [folder / name for name in files]


def write_workbook(file: Path, content: bytes) -> Path:
    """Write *content* to *file*, which must be new."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("xb") as stream:
            stream.write(content)
    except FileExistsError:
        raise UsageError("there is something in the way", where=str(file), next="Name a file that is new.") from None
    return file
