"""
Copies the tables of a database into a folder of CSV files, and changes nothing there.

A schema (PostgreSQL) or a file (SQLite) is one dataset: its tables or views have the names of the data model, and one
more, `summit`, has the columns key and value. Rows have no order there, so they come in the order of their keys.
"""

import math
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import yaml

from summit_report.addresses import DATABASES
from summit_report.analysis import schema
from summit_report.analysis.folders import SUMMIT_FILE
from summit_report.analysis.pairs import NEEDED, read_pairs
from summit_report.analysis.problems import Problem
from summit_report.analysis.reading import RawDataset
from summit_report.analysis.writing import csv_text
from summit_report.archives import USUAL, Limits, RefusedError
from summit_report.errors import DataError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine, Inspector

EXTRA = 'Install the extra [sql]: pip install -c requirements.lock -e ".[sql]"'
SHAPES = "Give postgresql://user@host/database/schema or sqlite:///path/to/file."
SUMMIT_TABLE = "summit"
SECONDS_TO_CONNECT = 10
SECONDS_PER_STATEMENT = 60
STEPS_BETWEEN_LOOKS = 100_000
ROWS_AT_A_TIME = 1_000
MOST_CHARACTERS = 100_000_000  # of all tables; one of them is held in memory, to be sorted
CHARACTERS_PER_CELL = 8  # that an empty cell counts for, because it takes memory, too


def copy(address: str, folder: Path, limits: Limits = USUAL) -> Path:
    """
    Write the tables of the database at *address* into *folder* as CSV and `summit.yaml`, and return *folder*.

    Raises DataError without SQLAlchemy or for what is no dataset, RefusedError for what is too large, and whatever the
    libraries do.
    """
    try:
        from sqlalchemy.engine import make_url
    except ImportError:
        raise DataError("SQLAlchemy, which reads databases, is not installed", next=EXTRA) from None
    # SQLAlchemy has given up the short name that others still hand out
    url = make_url(address.replace("postgres://", "postgresql://", 1))
    kind = url.drivername.partition("+")[0]
    if kind not in DATABASES:
        raise DataError(f"databases of the kind {kind} are not read", next=SHAPES)
    engine, space = _sqlite(url) if kind == "sqlite" else _postgresql(url)
    try:
        with engine.connect() as connection:
            if space:
                connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{SECONDS_PER_STATEMENT}s'")
            else:  # here, because SQLAlchemy ends what began when the file was opened
                connection.exec_driver_sql("BEGIN")
            _Source(connection, space, limits).copy(folder)
    finally:
        engine.dispose()
    return folder


def _postgresql(url: "URL") -> "tuple[Engine, str | None]":
    """Return what reads the database of *url* as of one instant and writes nothing, and the name of the schema."""
    from sqlalchemy import create_engine

    database, _, space = (url.database or "").partition("/")
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg", database=database or None),
            connect_args={"connect_timeout": SECONDS_TO_CONNECT},
            execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
        )
    except ImportError:
        raise DataError("psycopg, which reads PostgreSQL, is not installed", next=EXTRA) from None
    return engine, space or "public"


def _sqlite(url: "URL") -> "tuple[Engine, str | None]":
    """Return what reads the file of *url* and cannot write to it. Raises DataError if it is not there."""
    from sqlalchemy import NullPool, create_engine

    file = Path(url.database or "")
    if not file.is_file():
        raise DataError("there is no such file", next=SHAPES)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quote(str(file.absolute()))}?mode=ro",
            uri=True,
            timeout=SECONDS_TO_CONNECT,
            check_same_thread=False,
        )
        _start_clock(connection)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=NullPool), None


def _start_clock(connection: Any) -> None:
    """Let the SQLite *connection* give up what has not ended when the time of a statement is over."""
    end = time.monotonic() + SECONDS_PER_STATEMENT
    connection.set_progress_handler(lambda: time.monotonic() > end, STEPS_BETWEEN_LOOKS)


@dataclass
class _Source:
    """The tables of one schema, or of a file if *space* is None."""

    connection: "Connection"
    space: str | None
    limits: Limits
    taken: int = 0

    def copy(self, folder: Path) -> None:
        """Write every table into *folder*. Raises DataError for tables that the data model does not have."""
        from sqlalchemy import inspect

        inspector = inspect(self.connection)
        raw = RawDataset(str(folder), SUMMIT_FILE, beside=(SUMMIT_TABLE,))
        for name in self._names(inspector):
            if name == SUMMIT_TABLE:
                _, rows = self._read(inspector, name)
                raw.problems += read_pairs(raw, f"table {name}", enumerate(rows, start=1))
                text = yaml.safe_dump(raw.summit, allow_unicode=True, sort_keys=False)
                (folder / SUMMIT_FILE).write_text(text, encoding="utf-8")
            elif raw.announce(name, f"table {name}"):
                header, rows = self._read(inspector, name)
                (folder / f"{name}.csv").write_bytes(csv_text(header, rows).encode())
        if raw.problems:
            raise DataError(
                "the tables are not those of one dataset",
                problems=[str(problem) for problem in raw.problems],
                next="Keep the tables or views of a summit in a schema or file of their own.",
            )

    def _names(self, inspector: "Inspector") -> list[str]:
        found = {*inspector.get_table_names(self.space), *inspector.get_view_names(self.space)}
        if self.space:
            found.update(inspector.get_materialized_view_names(self.space))
        if not found:
            raise DataError(f"there is no table in the schema {self.space}" if self.space else "there is no table")
        return sorted(found)

    def _read(self, inspector: "Inspector", name: str) -> tuple[list[str], list[list[str]]]:
        """Return header and rows of the table *name*, which the inspector has listed, as CSV would have them."""
        from sqlalchemy import Boolean, select, table, text

        columns = inspector.get_columns(name, self.space)
        header = [column["name"] for column in columns]
        flags = [isinstance(column["type"], Boolean) for column in columns]
        query = select(text("*")).select_from(table(name, schema=self.space))
        if self.space is None:
            _start_clock(self.connection.connection.driver_connection)
        most = min(self.limits.most, MOST_CHARACTERS)
        rows = []
        for row in self.connection.execute(query, execution_options={"yield_per": ROWS_AT_A_TIME}):
            cells = [_text(value, flag) for value, flag in zip(row, flags, strict=True)]
            self.taken += sum(map(len, cells)) + CHARACTERS_PER_CELL * len(cells)
            if self.taken > most:
                raise RefusedError(f"is larger than {most // 1_000_000} MB; write it into a folder of CSV files")
            rows.append(cells)
        return header, _in_order(name, header, rows)


def _in_order(name: str, header: list[str], rows: list[list[str]]) -> list[list[str]]:
    key = "key" if name == SUMMIT_TABLE else schema.table(name).key
    place = header.index(key) if key in header else 0
    return sorted(rows, key=lambda row: (row[place], row))


def _text(value: Any, is_flag: bool) -> str:
    """Return *value* as a CSV file would have it; a flag is yes or no."""
    if value is None:
        return ""
    if isinstance(value, bool) or (is_flag and value in (0, 1)):
        return "yes" if value else "no"
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime):
        midnight = value.time() == value.min.time()
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ";".join(_text(item, False) for item in value)
    return str(value)


def by_key(raw: RawDataset) -> Iterator[Problem]:
    """Yield the problems of *raw*, read from what `copy` wrote, with table and key where it says file and row."""
    keys = {name: {row.line: row.cells[read.table.key] for row in read.rows} for name, read in raw.tables.items()}
    for problem in raw.problems:
        name = problem.place.removesuffix(".csv")
        if problem.place == SUMMIT_FILE:
            allowed = NEEDED if raw.summit is None else problem.allowed
            yield replace(problem, place=f"table {SUMMIT_TABLE}", row=None, allowed=allowed)
        elif name in raw.seen:
            key = keys.get(name, {}).get(problem.row or 0)
            yield replace(problem, place=f"table {name}", row=None, key=key or None)
        else:
            yield problem
