"""Copies a dataset from any address that fsspec opens: from web servers, object stores and zip files in them."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZipFile

from summit_report.addresses import WEB, parts
from summit_report.analysis import schema
from summit_report.analysis.folders import SUMMIT_FILE, is_of_dataset
from summit_report.archives import CHUNK, USUAL, Limits, RefusedError, check_members
from summit_report.errors import DataError

MOST_FILES = 100
GONE = (404, 410)  # only with these a server says that there is nothing
EXTRA = 'Install the extra [remote]: pip install -c requirements.lock -e ".[remote]"'


def copy(address: str, folder: Path, limits: Limits = USUAL) -> Path:
    """
    Copy what stands at *address* into *folder*, and return the copy: one file, or *folder* with the tables in it.

    An address on a web server that ends with a slash is a folder; elsewhere the server says what is one.
    Only a file of which the server says that it is not there counts as absent: one that fails fails the copy.
    Raises DataError without fsspec, RefusedError for what is too large, and whatever the library does.
    """
    try:
        return _copied(address, folder, limits)
    except FileNotFoundError as error:
        asked_web = any(part.startswith(WEB) for part in parts(address))
        raise (asked_web and _failure(error)) or error from None


def _failure(error: FileNotFoundError) -> BaseException | None:
    """Return what failed where fsspec says of any failure of a web server that a file is not there; else None."""
    from aiohttp import ClientError, ClientResponseError  # who asks a web server has it

    cause = error.__cause__
    if isinstance(cause, ClientResponseError):
        return None if cause.status in GONE else cause
    return cause if isinstance(cause, ClientError | OSError) else None


def _copied(address: str, folder: Path, limits: Limits) -> Path:
    try:
        from fsspec.core import split_protocol, url_to_fs
        from fsspec.registry import filesystem
    except ImportError:
        raise DataError("fsspec, which opens addresses, is not installed", next=EXTRA) from None
    protocol, _ = split_protocol(address)
    if protocol in WEB and len(parts(address)) == 1:
        files, path = filesystem(protocol), address  # url_to_fs would split it at the :: of an IPv6 address
    else:
        files, path = url_to_fs(address)
    space = _Space(limits)
    protocols = {files.protocol} if isinstance(files.protocol, str) else set(files.protocol)
    if protocols.intersection(WEB):
        if not path.endswith("/"):
            return space.store(files, path, folder / _name(path), block_size=0)  # no server must know of ranges
        for names in _names():
            any(_is_there(space, files, path + name, folder / name) for name in names)
        return folder
    if isinstance(archive := getattr(files, "zip", None), ZipFile):  # zip://folder::address
        check_members(archive.infolist(), limits)
    if not files.isdir(path):
        return space.store(files, path, folder / _name(path))
    for found in _tables(files.ls(path, detail=False)):
        target = folder / _name(found)
        if target.exists():
            raise RefusedError(f"holds two files of one name: {target.name!r}")
        space.store(files, found, target)
    return folder


def _is_there(space: "_Space", files: Any, address: str, target: Path) -> bool:
    """Copy the file at *address* of a web server to *target*; tell whether there is one."""
    try:
        space.store(files, address, target, block_size=0)
    except FileNotFoundError as error:
        if failure := _failure(error):
            raise ConnectionError(f"{target.name}: {failure}") from None
        return False
    return True


class _Space:
    """What may still be copied: all files of one dataset share the *limits*."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.taken = 0

    def store(self, files: Any, path: str, target: Path, **options: Any) -> Path:
        """Copy the file *path* of the file system *files* to *target*, and return that."""
        with files.open(path, "rb", **options) as source, target.open("wb") as copy:
            while chunk := source.read(CHUNK):
                self.taken += len(chunk)
                if self.taken > self.limits.most:
                    raise RefusedError(f"is larger than {self.limits.most // 1_000_000} MB")
                copy.write(chunk)
        return target


def _names() -> list[tuple[str, ...]]:
    """Return the names of each file to ask for: one that is not read is copied, too, for the check to say so."""
    return [(SUMMIT_FILE,), *((f"{table.name}.csv", f"{table.name}.CSV") for table in schema.TABLES)]


def _name(path: str) -> str:
    return PurePosixPath(path.partition("?")[0]).name or "data"


def _tables(paths: list[str]) -> Iterator[str]:
    """Yield those of *paths* that reading a dataset looks at. Raises RefusedError if there are too many."""
    found = [path for path in paths if is_of_dataset(PurePosixPath(_name(path)))]
    if len(found) > MOST_FILES:
        raise RefusedError(f"holds {len(found)} tables, more than {MOST_FILES}")
    yield from found
