"""Data from zip files, servers and SQLite are what their folder is; nothing is written there, and no secret told."""

import contextlib
import socket
import sqlite3
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from elsewhere import PASSWORD, Handler, database, served, zipped
from tiny import SLUG, edit, write_tiny

from summit_report.addresses import is_secret, redacted
from summit_report.analysis import schema
from summit_report.analysis.dataset import Dataset, load
from summit_report.analysis.snapshots import snapshot
from summit_report.analysis.writing import csv_text
from summit_report.archives import Limits
from summit_report.errors import DataError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the tiny dataset."""
    return write_tiny(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """Give the address, with password, of a server of the data in every form."""
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def tiny(folder: Path) -> Dataset:
    """Give the tiny dataset."""
    return load(folder)


def refusal(source: str | Path) -> str:
    """Return the error of loading *source*, in full."""
    with pytest.raises(DataError) as caught:
        load(source)
    assert caught.value.__cause__ is None and caught.value.__context__ is None
    return str(caught.value)


def same(one: Dataset, other: Dataset) -> bool:
    """Tell whether two datasets have the same rows, in whatever order."""
    return one.meta == other.meta and all(
        sorted(map(repr, one.table(table.name).itertuples())) == sorted(map(repr, other.table(table.name).itertuples()))
        for table in schema.TABLES
    )


@pytest.mark.parametrize("inside", ["", f"{SLUG}/", "a/b c/"])
def test_zip_file(tmp_path: Path, folder: Path, tiny: Dataset, inside: str) -> None:
    """A zip file holds the tables at its top or in a folder of any name."""
    assert load(zipped(folder, tmp_path / "data.zip", inside)).checksum == tiny.checksum


def test_zip_file_of_two_datasets(tmp_path: Path, folder: Path, tiny: Dataset) -> None:
    """Which of two is meant is not guessed; an address can say it."""
    file = tmp_path / "data.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for table in folder.iterdir():
            archive.write(table, f"one/{table.name}")
            archive.write(table, f"two/{table.name}")
    assert "it holds 2 summit.yaml: one, two; name one, as in zip://one::file.zip" in refusal(file)
    assert load(f"zip://two::{file}").checksum == tiny.checksum


def test_hostile_zip_file(tmp_path: Path, folder: Path) -> None:
    """Nothing of a zip file that leads out of itself or holds no dataset is written anywhere."""
    file = zipped(folder, tmp_path / "data.zip")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("../../escaped.csv", "x")
    assert "it holds a file whose path leads out of it" in refusal(file)
    assert not list(tmp_path.parent.rglob("escaped.csv"))
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "it holds no summit.yaml" in refusal(file)
    file.write_bytes(b"no zip")
    assert "it is no whole zip file" in refusal(file)


@pytest.mark.parametrize(
    ("name", "content"),
    [("funding.CSV", "x"), ("funding.tsv", "x"), ("funding.xlsx", "x"), ("funding.csv", "")],
)
@pytest.mark.parametrize("address", ["{}", "zip://deep::{}"])
def test_no_table_is_lost_on_the_way(tmp_path: Path, name: str, content: str, address: str) -> None:
    """A file that would stop the folder from being read stops its zip file, too."""
    folder = write_tiny(tmp_path)
    (folder / "funding.csv").unlink()
    (folder / name).write_text(content)
    problem = refusal(folder).partition("\n")[2]
    assert name in problem
    file = zipped(folder, tmp_path / "data.zip", "deep/")
    assert problem in refusal(address.format(file))


def test_two_spellings_of_one_file(tmp_path: Path, folder: Path) -> None:
    """Two files of a zip file that would become one are refused."""
    file = zipped(folder, tmp_path / "data.zip", "d/")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("d//funding.csv", "x")
    for source in (file, f"zip://d::{file}"):
        assert "it holds two files of one name: 'd//funding.csv'" in refusal(source)


@pytest.mark.parametrize("name", [f"/{SLUG}/", "/tiny.zip", "/tiny.xlsx", "/tiny.zip?token=abcdefghijkl"])
def test_web_server(server: str, tiny: Dataset, name: str) -> None:
    """A folder (its address ends with a slash), a zip file and a workbook on a web server load."""
    assert load(f"{server}{name}").checksum == tiny.checksum


def test_table_on_no_server(server: str, folder: Path, tmp_path: Path) -> None:
    """What is wrong is told with the redacted address, the file and its row."""
    other = write_tiny(folder.parent / "other")
    edit(other, "funding.csv", "20000000,USD,exact", "20000000,USD,excat")
    error = refusal(f"{server}/other/data/{SLUG}/")
    assert error.startswith("http://***@127.0.0.1:")
    assert "funding.csv, row 5, amount_qualifier" in error
    assert PASSWORD not in error


@pytest.mark.parametrize(("status", "told"), [(503, "Service Unavailable"), (403, "Forbidden"), (0, "disconnected")])
@pytest.mark.parametrize("name", ["fx_rates.csv", "tiny.zip"])
def test_failing_server(server: str, monkeypatch: pytest.MonkeyPatch, name: str, status: int, told: str) -> None:
    """A file that a server fails to give is no file that is not there: nothing loads, and the error says why."""
    monkeypatch.setitem(Handler.failing, name, status)
    error = refusal(f"{server}/{SLUG}/" if name.endswith(".csv") else f"{server}/{name}")
    assert told in error and "no such file" not in error
    if name.endswith(".csv"):
        assert name in error


@pytest.mark.parametrize("status", [404, 410])
def test_table_that_is_not_there(server: str, tiny: Dataset, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    """An optional table of which the server says that it is not there, or no more, is a table that a dataset lacks."""
    monkeypatch.setitem(Handler.failing, "trade.csv", status)
    loaded = load(f"{server}/{SLUG}/")
    assert loaded.trade.empty and len(loaded.funding) == len(tiny.funding)
    monkeypatch.setitem(Handler.failing, "tiny.zip", status)
    assert "there is no such file" in refusal(f"{server}/tiny.zip")


def test_capitals_on_a_web_server(server: str, folder: Path) -> None:
    """A table under a name that no folder may have is not lost: the answer is the one about a folder."""
    other = write_tiny(folder.parent / "capitals")
    (other / "funding.csv").rename(other / "funding.CSV")
    assert "funding.CSV: is not read" in refusal(f"{server}/capitals/data/{SLUG}/")


@pytest.mark.parametrize(
    "address",
    [
        "{server}/nothing.zip",
        "{server}/nothing/",
        "{wrong}/tiny.zip",
        "http://anna:Sentinel-7391@127.0.0.1:1/tiny.zip",
        "http://anna:Sentinel-7391@127.0.0.1:x/tiny.zip",
        "http://anna:Sentinel/7391@127.0.0.1/tiny.zip",
        "http://anna:Sentinel@7391@127.0.0.1/tiny.zip",
        "http://anna:Sentinel?7391@127.0.0.1/tiny.zip",
        "http://anna:Sentinel%2F7391@[::1/tiny.zip",
        "http://anna:Sentinel-7391@[::1]:1/tiny.zip",
        "zip://x::http://anna:Sentinel-7391@[::1]:1/tiny.zip",
        "nothing://anna:Sentinel-7391@127.0.0.1/tiny.zip",
        "zip://x::http://anna:Sentinel-7391@127.0.0.1:1/tiny.zip?password=7391-Sentinel",
        "postgresql://anna:Sentinel-7391@127.0.0.1:1/db",
        "postgresql://anna:Sentinel-7391@127.0.0.1:x/db",
        "postgresql://anna:Sentinel/7391@127.0.0.1/db",
        "mysql://anna:Sentinel-7391@127.0.0.1/db",
        "postgresql+nothing://anna:Sentinel-7391@127.0.0.1:1/db",
        "postgresql://127.0.0.1:1/db?password=Sentinel-7391",
        "sqlite:///Sentinel-7391@nothing",
    ],
)
def test_no_error_tells_a_password(server: str, address: str) -> None:
    """Whatever goes wrong, no part of a password is in the error, or in one that it came from."""
    error = refusal(address.format(server=server, wrong=server.replace(PASSWORD, f"{PASSWORD}x")))
    assert "Sentinel" not in error and "7391" not in error
    assert "***" in error


def test_too_large_or_too_slow(server: str, tmp_path: Path) -> None:
    """A file larger than the limit is not read to its end, and a slow server is not waited for."""
    with pytest.raises(DataError, match="it is larger than 0 MB"):
        snapshot(f"{server}/tiny.zip", tmp_path / "a", Limits(most=1_000))
    with pytest.raises(DataError, match=r"took more than 0\.2 seconds"):
        snapshot(f"{server}/slow.zip", tmp_path / "b", seconds=0.2)


def test_sqlite(tmp_path: Path, folder: Path, tiny: Dataset) -> None:
    """A SQLite file loads, its rows in the order of their keys; nothing is written, not even beside it."""
    address = database(folder, tmp_path / "tiny.db")
    before = (tmp_path / "tiny.db").read_bytes()
    loaded = load(address)
    assert same(loaded, tiny)
    assert list(loaded.agreements.index) == sorted(tiny.agreements.index)
    assert loaded.checksum == load(address).checksum
    assert (tmp_path / "tiny.db").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["tiny.db"]


def test_sqlite_problems(tmp_path: Path, folder: Path) -> None:
    """Tables are named, and rows by their keys; a file that is not there is not made."""
    file = tmp_path / "tiny.db"
    address = database(folder, file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE funding SET amount_qualifier = 'excat', amount = -1.5 WHERE funding_id = 'T-F4'")
        connection.execute("UPDATE summit SET value = 'FRA' WHERE key = 'partner'")
    error = refusal(address)
    assert 'table funding, T-F4, amount_qualifier: "excat" is not allowed; did you mean "exact"?' in error
    assert 'table funding, T-F4, amount: "-1.5" is not allowed' in error
    assert "table summit, partner" in error
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE fundings (x)")
    assert "table fundings: is no table of the data model" in refusal(address)
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE fundings")
        connection.execute("DROP TABLE summit")
    needed = "table summit: is missing. Allowed: the columns key and value, and a row for each of id, title, place"
    assert needed in refusal(address)
    assert "there is no such file" in refusal(f"sqlite:///{tmp_path}/nothing.db")
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.db"]


@pytest.mark.parametrize("host", ["[::1]:1", "[fd00::12%25x]:1"])
def test_ipv6_address_of_a_database(host: str) -> None:
    """A host in brackets is asked, and the password is not told when it does not answer."""
    error = refusal(f"postgresql://anna:{PASSWORD}@{host}/db/s")
    assert f"postgresql://***@{host}/db/s: it cannot be read" in error
    assert PASSWORD not in error


def test_ipv6_address_of_a_server(folder: Path, tiny: Dataset) -> None:
    """A web server at an IPv6 address is asked like any other."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with served(folder, socket.AF_INET6) as address:
        assert "@[::1]:" in address
        for name in ("/tiny.zip", f"/{SLUG}/"):
            assert load(f"{address}{name}").checksum == tiny.checksum
        assert "it cannot be read" in refusal(f"{address}/nothing.zip")


def test_larger_database(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database has a limit of its own, lower than that of files, to which empty cells count, too."""
    file = tmp_path / "tiny.db"
    address = database(folder, file)
    monkeypatch.setattr("summit_report.analysis.databases.MOST_CHARACTERS", 20_000)
    load(address)
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany("INSERT INTO trade (trade_id) VALUES (?)", [(None,)] * 1_000)
    assert "it is larger than 0 MB; write it into a folder of CSV files" in refusal(address)


def test_endless_view(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view that never ends is given up."""
    address = database(folder, tmp_path / "tiny.db")
    with sqlite3.connect(tmp_path / "tiny.db") as connection:
        endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) AS trade_id FROM n"
        connection.execute("DROP TABLE trade")
        connection.execute(f"CREATE VIEW trade AS {endless}")
    monkeypatch.setattr("summit_report.analysis.databases.SECONDS_PER_STATEMENT", 0.2)
    assert "interrupted" in refusal(address)


def test_sqlite_of_one_instant(tmp_path: Path, folder: Path, tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """What others write while a file is being copied is not in the copy, which is of one state."""
    address = database(folder, tmp_path / "tiny.db")

    def write(statement: str) -> None:
        with contextlib.closing(sqlite3.connect(tmp_path / "tiny.db")) as connection, connection:
            connection.execute(statement)

    def written(header: list[str], rows: list[list[str]]) -> str:
        write("DELETE FROM trade")
        return csv_text(header, rows)

    write("PRAGMA journal_mode = WAL")
    with monkeypatch.context() as patch:
        patch.setattr("summit_report.analysis.databases.csv_text", written)
        assert same(load(address), tiny)
    assert load(address).trade.empty


def test_each_table_has_its_time(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many tables may take longer together than one of them may."""
    started: list[object] = []
    monkeypatch.setattr("summit_report.analysis.databases._start_clock", started.append)
    load(database(folder, tmp_path / "tiny.db"))
    assert len(started) > len(list(folder.iterdir()))


def test_substitute_from_elsewhere(server: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SUMMIT_REPORT_DATA may be an address, too."""
    monkeypatch.setenv("SUMMIT_REPORT_DATA", f"{server}/tiny.zip")
    assert load(SLUG, root=tmp_path).meta.id == SLUG
    address = database(folder, tmp_path / "tiny.db")
    with sqlite3.connect(tmp_path / "tiny.db") as connection:
        connection.execute("UPDATE funding SET amount = -1.5 WHERE funding_id = 'T-F4'")
    monkeypatch.setenv("SUMMIT_REPORT_DATA", address)
    error = refusal(SLUG)
    assert error.startswith(address)
    assert "table funding, T-F4, amount" in error
    monkeypatch.setenv("SUMMIT_REPORT_DATA", f"{server}/nothing.zip")
    assert PASSWORD not in refusal(SLUG)


@pytest.mark.parametrize(
    ("missing", "address", "extra"),
    [("fsspec.core", "http://h/x", "remote"), ("sqlalchemy.engine", "sqlite:///x", "sql")],
)
def test_without_extra(monkeypatch: pytest.MonkeyPatch, missing: str, address: str, extra: str) -> None:
    """Without its packages, the error names the extra to install."""
    monkeypatch.setitem(sys.modules, missing, None)
    assert f"[{extra}]" in refusal(address)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://u:p@h:1/db/s?sslmode=require", "postgresql://***@h:1/db/s?***"),
        ("https://token@h/x", "https://***@h/x"),
        ("zip://a::https://u:p@h/x.zip", "zip://a::https://***@h/x.zip"),
        ("postgresql://u:p/w@h/db", "postgresql://***@h/db"),
        ("https://u:p?w@h/x", "https://***"),
        ("s3://bucket/key", "s3://bucket/key"),
        ("postgresql://u:p@[fd00::12]:1/db/s", "postgresql://***@[fd00::12]:1/db/s"),
        ("zip://a::https://u:p@[fd00::12]/x.zip", "zip://a::https://***@[fd00::12]/x.zip"),
        ("postgresql://h/db?host=::1&password=p", "postgresql://h/db?***"),
        ("postgresql:/u:p@h/db", "postgresql:/***@h/db"),
        ("data/astana-2025", "data/astana-2025"),
    ],
)
def test_redacted(address: str, told: str) -> None:
    """An address is told without user, password and values of options; a path as it is."""
    assert redacted(address) == told


@pytest.mark.parametrize(
    "address",
    [
        "https://ghp_abc@example.org/x.zip",
        "https://example.org/x.zip#access_token=abc",
        "https://example.org/x.zip#ghp_abc",
        "zip://a::HTTPS://ghp_abc@example.org/x.zip",
        "s3://bucket/x.zip#token=abc",
        "https://example.org/x.zip?sig=abc",
    ],
)
def test_secret(address: str) -> None:
    """A user without a password and a fragment may be tokens on the web, and an option of a telling name anywhere."""
    assert is_secret(address)
    assert "abc" not in redacted(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/@desk/x.zip",
        "https://example.org/x.zip?page=2",
        "postgresql://me@host/database/schema",
        "s3://bucket/part#1/x.zip",
        "data/monkey#1",
    ],
)
def test_not_secret(address: str) -> None:
    """Names that need a password beside them, signs in a path and short options are no secrets."""
    assert not is_secret(address)
