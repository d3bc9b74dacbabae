"""
Gives a summit's tables as one frozen `Dataset`, or one error that lists everything wrong with them.

Load, check, freeze: nothing is computed here, and nothing that was loaded can be changed through the dataset.
"""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from summit_report import project
from summit_report.addresses import redacted
from summit_report.analysis import schema
from summit_report.analysis.checked import Rows, checked, is_workbook
from summit_report.analysis.dates import edtf_bounds
from summit_report.analysis.fingerprints import fingerprint
from summit_report.analysis.folders import UnreadableError, read_summit_file
from summit_report.analysis.frames import Record, frame
from summit_report.analysis.snapshots import is_elsewhere, snapshot
from summit_report.analysis.summit import Summit
from summit_report.analysis.workbooks import read_workbook
from summit_report.errors import DataError
from summit_report.project import DATA_VARIABLE, SUMMIT_FILE, absent

if TYPE_CHECKING:
    from summit_report.analysis.large.dataset import Columns

__all__ = ["Dataset", "edtf_bounds", "keep", "load"]


class _TableAttribute:
    """Make a table an attribute of the dataset that always hands out a copy."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, dataset: "Dataset", owner: type | None = None) -> pd.DataFrame:
        return dataset.table(self._name)


@dataclass(frozen=True, eq=False)
class Dataset:
    """
    Hold one summit's checked tables.

    Each table is a frame indexed by its key, which also stays a column. Text is pandas' string type with <NA> for
    empty cells, lists are tuples of codes, numbers float64, `documents` and the year of trade int64, dates EDTF text
    (see `edtf_bounds`). A table that was left out is an empty frame, named in *missing*. *checksum* (SHA-256, hex)
    depends on the content alone. Every access gives a new frame: changing it does not change the dataset.
    """

    meta: Summit
    checksum: str
    missing: tuple[str, ...]
    _frames: Mapping[str, pd.DataFrame]

    sources = _TableAttribute()
    sectors = _TableAttribute()
    agreements = _TableAttribute()
    funding = _TableAttribute()
    projects = _TableAttribute()
    claims = _TableAttribute()
    milestones = _TableAttribute()
    trade = _TableAttribute()
    fx_rates = _TableAttribute()

    def table(self, name: str) -> pd.DataFrame:
        """Return the table called *name*; raises KeyError if the data model has none."""
        # Under copy-on-write a shallow copy is safe: the first change to it copies what it changes.
        return self._frames[name].copy(deep=False)

    def keys(self, name: str) -> pd.Index:
        """Return the keys of the table called *name*, which nobody can change: a hundred of them cost one table."""
        return self._frames[name].index

    def row(self, key: str) -> tuple[str, Record]:
        """Return the table in which *key* stands and the cells of its row; raises KeyError if there is none."""
        if key not in self._found:
            name = next((name for name, rows in self._frames.items() if key in rows.index), None)
            if name is None:
                raise KeyError(key)
            place = self._frames[name].index.get_loc(key)
            cells = ((column, array[place]) for column, array in self._arrays(name))
            self._found[key] = name, Record(key, cells)
        name, row = self._found[key]
        return name, Record(key, row)

    def _arrays(self, name: str) -> list[tuple[str, Any]]:
        """Return the columns of the table *name*; pandas takes longer to give one than a cell."""
        if name not in self._columns:
            rows = self._frames[name]
            self._columns[name] = [(str(column), rows[column].array) for column in rows.columns]
        return self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, list[tuple[str, Any]]]:
        return {}

    @cached_property
    def _found(self) -> dict[str, tuple[str, Record]]:
        """The rows that were asked for once: a report asks for most of them ten times."""
        return {}


def load(path_or_slug: str | Path, root: Path | None = None) -> Dataset:
    """
    Load the dataset of a folder, a workbook, a zip file, an address, or a slug such as "astana-2025".

    Text without slash and dot is a slug; it is looked up as `data/<slug>` from *root* (else the working folder)
    upwards, and then as a folder of that name, here or in the project. The environment variable SUMMIT_REPORT_DATA
    names data that take its place where their id is the slug.
    Another relative path is seen from the working folder, else from the project's.
    An address is one that fsspec opens, `postgresql://host/database/schema` or `sqlite:///file`; what stands there is
    copied and checked, and never changed.
    Raises DataError with every problem of the data.
    """
    with ExitStack() as stack:
        path, source = _locate(path_or_slug, root, stack)
        kept = _kept.get(fingerprint(path)) if _kept else None
        return _frozen(checked(path, source)) if kept is None else kept


def keep(path: Path) -> Dataset:
    """
    Load the folder or workbook at *path* and return it; from now on, whoever loads the same bytes is given this one.

    That is for a process that forks many others: measures remember what they found in a dataset that they have seen.
    Raises DataError with every problem of the data.
    """
    before = fingerprint(path)
    dataset = load(path)
    if before is not None and before == fingerprint(path):  # nobody has changed it meanwhile
        _kept[before] = dataset
    return dataset


_kept: dict[str | None, Dataset] = {}


def _frozen(found: "Rows | Columns") -> Dataset:
    frames = found.frames()
    missing = tuple(table.name for table in schema.TABLES if table.name not in frames)
    empty = {name: frame(schema.table(name), None) for name in missing}
    return Dataset(
        found.meta, found.checksum(), missing, {table.name: (frames | empty)[table.name] for table in schema.TABLES}
    )


def _locate(path_or_slug: str | Path, root: Path | None, stack: ExitStack) -> tuple[Path, str | Path]:
    """
    Return the folder or workbook that is meant, and what named it, for errors to tell.

    What is elsewhere is here as long as the *stack* is open.
    """
    if isinstance(path_or_slug, Path) or set("/\\.") & set(path_or_slug):
        return _here(path_or_slug, stack), path_or_slug
    substitute = _substitute(path_or_slug, stack)
    if substitute is not None:
        return substitute
    home = project.nearest(project.of_dataset(path_or_slug), start=root)
    if home is not None:
        return home / project.DATA_FOLDER / path_or_slug, path_or_slug
    place = Path(project.placed(path_or_slug))
    if (place / SUMMIT_FILE).is_file():
        return place, path_or_slug
    known = project.summits(project.folder(root) / project.DATA_FOLDER)
    raise DataError(
        f"no folder data/{path_or_slug} with a {SUMMIT_FILE} here or above",
        where=str((root or Path.cwd()).resolve()),
        next=f"Name the summit by its folder under data/{': ' + ', '.join(known) if known else ''}, "
        "or give a path such as data/astana-2025.",
    )


def _here(named: str | Path, stack: ExitStack) -> Path:
    source = project.placed(named)
    if not is_elsewhere(source):
        return Path(source)
    return snapshot(source, Path(stack.enter_context(TemporaryDirectory(prefix="summit-data-"))))


def _substitute(slug: str, stack: ExitStack) -> tuple[Path, str] | None:
    value = os.environ.get(DATA_VARIABLE)
    if not value:
        return None
    path = _here(value, stack)
    if not path.exists():
        where = f"{DATA_VARIABLE}={redacted(value)}"
        raise DataError("there is no such folder or workbook", where=where, next=absent(path))
    # One without a readable id is taken too: loading it says what is wrong, ignoring it would report other data.
    return (path, value) if _id(path) in (slug, None) else None


def _id(path: Path) -> str | None:
    if is_workbook(path):
        return (read_workbook(path).summit or {}).get("id")
    try:
        return read_summit_file(path / SUMMIT_FILE).get("id")
    except UnreadableError:
        return None
