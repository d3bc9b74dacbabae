"""Data in other places than a folder: a zip file, a web server that asks for a password, a SQLite file."""

import base64
import contextlib
import csv
import functools
import http.server
import socket
import sqlite3
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import yaml
from tiny import write_workbook

USER, PASSWORD = "anna", "Sentinel-7391"
NUMBERS = ("documents", "amount", "stated_usd_equivalent", "cost", "value", "year", "trade_usd_bn", "rate")


def zipped(folder: Path, file: Path, inside: str = "") -> Path:
    """Write the files of *folder* into the zip *file*, below the folder *inside* of it."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/summit.yaml", "x")
        for table in sorted(folder.iterdir()):
            archive.write(table, f"{inside}{table.name}")
    return file


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serve files to whoever knows the password; `/slow` takes its time, and the *failing* files fail."""

    failing: ClassVar[dict[str, int]] = {}  # name of a file and the status to answer; 0 closes the connection

    def do_GET(self) -> None:
        """Answer one request."""
        status = self.failing.get(self.path.rpartition("/")[2])
        if status == 0:
            self.connection.close()
            return
        if status:
            self.send_error(status)
            return
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {expected}":
            self.send_error(401)
            return
        if self.path.startswith("/slow"):
            time.sleep(2)
        super().do_GET()

    do_HEAD = do_GET  # noqa: N815 (sends the body too, which no client minds)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path, family: int = socket.AF_INET) -> Iterator[str]:
    """Give the address, with password, of a server of the data in every form, on this machine alone."""
    place = folder.parent
    zipped(folder, place / "tiny.zip", "deep/any name/")
    write_workbook(folder, place / "tiny.xlsx")
    kind = type("Server", (http.server.ThreadingHTTPServer,), {"address_family": family})
    host, shown = ("::1", "[::1]") if family == socket.AF_INET6 else ("127.0.0.1",) * 2
    with kind((host, 0), functools.partial(Handler, directory=str(place))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://{USER}:{PASSWORD}@{shown}:{server.server_port}"
        server.shutdown()


def database(folder: Path, file: Path) -> str:
    """Write the tables of *folder* into the SQLite *file*, rows backwards, numbers as numbers; return its address."""
    with sqlite3.connect(file) as connection:
        for table in folder.glob("*.csv"):
            with table.open(encoding="utf-8", newline="") as stream:
                header, *rows = csv.reader(stream)
            columns = ", ".join(f'"{name}" {"NUMERIC" if name in NUMBERS else "TEXT"}' for name in header)
            connection.execute(f'CREATE TABLE "{table.stem}" ({columns})')
            marks = ", ".join("?" * len(header))
            cells = [[cell or None for cell in row] for row in reversed(rows)]
            connection.executemany(f'INSERT INTO "{table.stem}" VALUES ({marks})', cells)
        connection.execute("CREATE TABLE summit (key TEXT, value TEXT)")
        connection.executemany("INSERT INTO summit VALUES (?, ?)", summit_pairs(folder))
    connection.close()
    return f"sqlite:///{file}"


def summit_pairs(folder: Path) -> list[tuple[str, str]]:
    """Return key and value of each row that says what `summit.yaml` of *folder* says."""
    content = yaml.safe_load((folder / "summit.yaml").read_text(encoding="utf-8"))
    groups = content.pop("groups")
    pairs = [(key, ";".join(value) if isinstance(value, list) else str(value)) for key, value in content.items()]
    return pairs + [(f"groups.{name}", ";".join(codes)) for name, codes in groups.items()]
