"""A schema of a real PostgreSQL server is a dataset: its types become the cells of CSV, and nothing can be written."""

import csv
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy
from elsewhere import PASSWORD, summit_pairs
from tiny import write_tiny

from summit_report.analysis import databases, schema
from summit_report.analysis.columns import Kind
from summit_report.analysis.dataset import load
from summit_report.errors import DataError

ACCESS = ("--auth=scram-sha-256", "--no-sync", "--encoding=UTF8")
TYPES = {
    Kind.DAY: "date",
    Kind.YEAR: "integer",
    Kind.COUNT: "integer",
    Kind.AMOUNT: "numeric",
    Kind.NUMBER: "numeric",
    Kind.RATE: "double precision",
}


def programs() -> Path | None:
    """Return the folder of the newest server's programs, which Debian keeps off the path."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), *filter(None, [Path(shutil.which("initdb") or "")])]
    files = [file for file in found if file.name == "initdb" and file.is_file()]
    return max(files).parent if files else None


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a server of our own that listens at a socket alone; give its address as far as the database."""
    folder = programs()
    if folder is None:
        pytest.skip("there is no PostgreSQL server here: apt-get install postgresql")
    # root must not run a server; Debian's package brings the user that may
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        place = Path(name)
        if user:
            shutil.chown(place, "postgres", "postgres")
        (place / "password").write_text(PASSWORD)
        (place / "password").chmod(0o644)
        place.chmod(0o755)

        def call(name: str, *arguments: str) -> None:
            command = [folder / name, *arguments]
            subprocess.run(command, check=True, cwd=place, stdout=subprocess.DEVNULL, **user)

        data = str(place / "data")
        call("initdb", "-D", data, "-U", "anna", *ACCESS, f"--pwfile={place}/password")
        options = f"-k {place} -c listen_addresses='' -c fsync=off"
        call("pg_ctl", "-D", data, "-o", options, "-l", str(place / "log"), "-w", "start")
        try:
            yield f"postgresql://anna:{PASSWORD}@/postgres{{}}?host={place}"
        finally:
            call("pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the tiny dataset."""
    return write_tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def writer(server: str, folder: Path) -> Iterator[sqlalchemy.Connection]:
    """Give a connection to the server, which holds the tiny dataset in a schema with proper types."""
    engine = sqlalchemy.create_engine(server.format("").replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        run = connection.exec_driver_sql
        run('CREATE SCHEMA "tiny 2030"')
        for table in schema.TABLES:
            types = {column.name: TYPES.get(column.kind, "text") for column in table.columns}
            types |= {"counts_toward_total": "boolean"} if table is schema.FUNDING else {}
            types |= {"parties": "text[]"} if table is schema.AGREEMENTS else {}
            run(
                f'CREATE TABLE "tiny 2030".{table.name} ({", ".join(f"{name} {kind}" for name, kind in types.items())})'
            )
            with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream):
                    cells = {k: v.split(";") if types[k] == "text[]" else v for k, v in row.items() if v}
                    marks = ", ".join(f"%({name})s::{types[name]}" for name in cells)
                    run(f'INSERT INTO "tiny 2030".{table.name} ({", ".join(cells)}) VALUES ({marks})', cells)
        run('CREATE TABLE "tiny 2030".summit (key text, value text)')
        run('INSERT INTO "tiny 2030".summit VALUES (%s, %s)', [*summit_pairs(folder)])
        yield connection
    engine.dispose()


@pytest.fixture
def address(server: str, writer: sqlalchemy.Connection) -> str:
    """Give the address of the schema."""
    return server.format("/tiny 2030")


def refusal(address: str) -> str:
    """Return the error of loading *address*, in which no password stands."""
    with pytest.raises(DataError) as caught:
        load(address)
    assert PASSWORD not in str(caught.value)
    return str(caught.value)


def test_types_become_cells(address: str, folder: Path) -> None:
    """DATE, NUMERIC, INTEGER, BOOLEAN, arrays and NULL give what the CSV files give, in the order of the keys."""
    found, tiny = load(address), load(folder)
    assert found.meta == tiny.meta
    for table in schema.TABLES:
        expected = tiny.table(table.name).sort_index()
        pd.testing.assert_frame_equal(found.table(table.name), expected)


def test_nothing_can_be_written(address: str, writer: sqlalchemy.Connection) -> None:
    """A view that would write is stopped by the transaction, which only reads."""
    run = writer.exec_driver_sql
    run("CREATE FUNCTION hidden() RETURNS text LANGUAGE sql AS $$ CREATE TABLE public.made (x text); SELECT 'x' $$")
    run("CREATE SCHEMA hostile")
    run("CREATE VIEW hostile.agreements AS SELECT hidden() AS agreement_id")
    assert "read-only transaction" in refusal(address.replace("tiny 2030", "hostile"))


def test_time_is_limited(address: str, writer: sqlalchemy.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view that takes too long is given up by the server itself."""
    writer.exec_driver_sql("CREATE SCHEMA slow")
    writer.exec_driver_sql("CREATE VIEW slow.agreements AS SELECT pg_sleep(5)::text AS agreement_id")
    monkeypatch.setattr(databases, "SECONDS_PER_STATEMENT", 1)
    assert "statement timeout" in refusal(address.replace("tiny 2030", "slow"))


def test_errors(address: str, writer: sqlalchemy.Connection) -> None:
    """A wrong value is told by table and key, a wrong password or schema without the password."""
    writer.exec_driver_sql("""UPDATE "tiny 2030".funding SET status = 'paid' WHERE funding_id = 'T-F4'""")
    assert 'table funding, T-F4, status: "paid" is not allowed' in refusal(address)
    assert "there is no table in the schema nothing" in refusal(address.replace("tiny 2030", "nothing"))
    assert "password authentication failed" in refusal(address.replace(PASSWORD, f"{PASSWORD}x"))
