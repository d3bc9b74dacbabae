"""Reads and checks a folder of large files by columns, if that is possible without a doubt."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from summit_report.analysis import schema
from summit_report.analysis.cells import SummitCodes
from summit_report.analysis.folders import SUMMIT_FILE, TABLE_SUFFIX, is_left_behind, passed_over, read_summit_file
from summit_report.analysis.large.checks import check
from summit_report.analysis.large.frames import checksum, frame
from summit_report.analysis.large.plain import DoubtError
from summit_report.analysis.large.reading import WORKERS, ColumnTable, read_table
from summit_report.analysis.summit import Summit, check_summit
from summit_report.analysis.texts import LARGEST, UnreadableError


@dataclass(frozen=True)
class Columns:
    """The checked *tables* of a summit as columns of text."""

    meta: Summit
    tables: Mapping[str, ColumnTable]

    def checksum(self) -> str:
        """Return the checksum of the content."""
        return self._made[1]

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the typed frames of the tables that are there."""
        return self._made[0]

    @cached_property
    def _made(self) -> tuple[dict[str, pd.DataFrame], str]:
        """The frames and, made at the same time, the checksum."""
        with ThreadPoolExecutor(1) as beside:
            digest = beside.submit(checksum, self.meta, self.tables)
            return {name: frame(read) for name, read in self.tables.items()}, digest.result()


def read_columns(folder: Path) -> Columns | None:
    """Return the dataset in *folder* if it keeps every rule; None if it may not, or cannot be read this way."""
    try:
        return _read(folder)
    except (DoubtError, UnreadableError, OSError):
        return None


def _read(folder: Path) -> Columns:
    values, problems = check_summit(read_summit_file(folder / SUMMIT_FILE), SUMMIT_FILE, folder.resolve().name)
    known = {table.name: table for table in schema.TABLES}
    files: dict[str, Path] = {}
    for file in sorted(folder.iterdir()):
        if is_left_behind(file):
            continue
        if file.suffix != TABLE_SUFFIX:
            problems += passed_over(file)
        elif file.stem in known and file.is_file() and file.stat().st_size <= LARGEST:
            files[file.stem] = file
        else:
            raise DoubtError
    if problems or any(not table.optional and table.name not in files for table in schema.TABLES):
        raise DoubtError
    with ThreadPoolExecutor(WORKERS) as readers:
        read = readers.map(lambda name: read_table(known[name], files[name]), files)
        tables = dict(zip(files, read, strict=True))
    check(tables, SummitCodes(values["members"], values["groups"], values["organisations"]))
    return Columns(Summit(**values), tables)
