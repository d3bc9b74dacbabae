"""A folder in an object store: read through s3fs from a small store on this machine."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest
from tiny import write_tiny

from summit_report.analysis.remote import copy

pytest.importorskip("s3fs", reason="needs s3fs, of the extra [test]")

WHEN = "Wed, 01 Jan 2025 00:00:00 GMT"


class Store(http.server.BaseHTTPRequestHandler):
    """Answer what s3fs asks of a store: to list what begins with a prefix, and to give an object or a part of it."""

    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes]

    def do_GET(self) -> None:
        """Answer one request."""
        address = urlsplit(self.path)
        key = unquote(address.path).lstrip("/").partition("/")[2]
        if not key:
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            self.reply(200, self.listing(query.get("prefix", ""), query.get("delimiter", "")))
        elif key not in self.objects:
            self.reply(404, b"")
        else:
            whole = self.objects[key]
            first, _, last = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
            start, end = int(first), min(int(last or len(whole)), len(whole) - 1) + 1
            self.reply(
                206 if "Range" in self.headers else 200, whole[start:end], f"bytes {start}-{end - 1}/{len(whole)}"
            )

    do_HEAD = do_GET  # noqa: N815 (the name that http.server asks for)

    def listing(self, prefix: str, delimiter: str) -> bytes:
        """Return the objects whose key begins with *prefix*, and what they share up to the next *delimiter*."""
        below = {key: key[len(prefix) :] for key in self.objects if key.startswith(prefix)}
        folders = {
            prefix + rest.split(delimiter)[0] + delimiter for rest in below.values() if delimiter and delimiter in rest
        }
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>2025-01-01T00:00:00Z</LastModified><ETag>x</ETag>"
            f"<Size>{len(self.objects[key])}</Size></Contents>"
            for key, rest in below.items()
            if not delimiter or delimiter not in rest
        )
        found += "".join(f"<CommonPrefixes><Prefix>{escape(one)}</Prefix></CommonPrefixes>" for one in folders)
        space = "http://s3.amazonaws.com/doc/2006-03-01/"
        return f'<ListBucketResult xmlns="{space}"><IsTruncated>false</IsTruncated>{found}</ListBucketResult>'.encode()

    def reply(self, code: int, body: bytes, part: str = "") -> None:
        """Send an answer; to HEAD without its body."""
        self.send_response(code)
        for name, value in {"Content-Length": str(len(body)), "Last-Modified": WHEN, "ETag": '"x"'}.items():
            self.send_header(name, value)
        if code == 206:
            self.send_header("Content-Range", part)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a dataset that also lies in the bucket of a store, below `data/`."""
    folder = write_tiny(tmp_path)
    Store.objects = {f"data/{file.parent.name}/{file.name}": file.read_bytes() for file in folder.iterdir()}
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Store) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "anna")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "Sentinel-7391")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield folder
        server.shutdown()


def test_a_folder_of_a_bucket(folder: Path, tmp_path: Path) -> None:
    """Every file of the dataset comes as it lies there, and nothing else."""
    (tmp_path / "here").mkdir()
    copied = copy(f"s3://bucket/data/{folder.name}", tmp_path / "here")

    assert {file.name: file.read_bytes() for file in copied.iterdir()} == {
        file.name: file.read_bytes() for file in folder.iterdir()
    }
