"""
Brings data from elsewhere (a zip file, a server, a database) into a folder, once, before anything reads them.

Whoever builds a report from it sees a folder or workbook like any other, and never the address with its password.
"""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZipFile, ZipInfo

from summit_report.addresses import is_address, is_ambiguous, is_database, redacted, scrubbed
from summit_report.analysis.folders import SUMMIT_FILE, UnreadableError, is_of_dataset, read_summit_file
from summit_report.analysis.summit import SLUG
from summit_report.archives import USUAL, Limits, RefusedError, chunks, opened
from summit_report.errors import DataError

SECONDS = 300
ZIP = ".zip"
WORKBOOK = ".xlsx"
WORKBOOK_PART = "[Content_Types].xml"
LONGEST_NAME = 100
CHECK = "Check the address, and that you may read what stands there."


def is_elsewhere(source: str | Path) -> bool:
    """Tell whether *source* has to be brought here before it can be read."""
    return is_address(source) or Path(source).suffix.lower() == ZIP


def snapshot(source: str | Path, folder: Path, limits: Limits = USUAL, seconds: float = SECONDS) -> Path:
    """
    Copy the dataset at *source*, an address or a zip file, into the empty *folder*; return its own folder or workbook.

    A folder of a dataset gets the name of the summit's id. Reading changes nothing at the source.
    Raises DataError if that fails, takes more than *seconds*, or is more than the *limits* allow; no error tells what
    is secret in an address.
    """
    told = redacted(source)
    if is_ambiguous(str(source)):
        raise DataError(
            "it cannot be told which part of this address is the host",
            where=told,
            next="In a user's name, a password or a path, write @ as %40, / as %2F, ? as %3F and # as %23.",
        )
    result = _within(seconds, lambda: _settled(_copied(source, _made(folder / "copied"), limits), folder, limits))
    if isinstance(result, Path):
        return result
    # Made anew, outside of any handler: what a library raised holds the address, in words or in its own variables.
    if isinstance(result, DataError):
        raise DataError(result.what, where=told, problems=result.problems, next=result.next)
    if isinstance(result, RefusedError):
        raise DataError(f"it {result}", where=told)
    reason = scrubbed(_words(result), str(source))
    raise DataError(f"it cannot be read: {reason}", where=told, next=CHECK)


def _within(seconds: float, work: Callable[[], Path]) -> Path | Exception:
    """Return what *work* returns or raises; if it takes longer than *seconds*, go on without it."""
    results: list[Path | Exception] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:
            results.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    return results[0] if results else TimeoutError(f"it took more than {seconds:g} seconds")


def _words(error: Exception) -> str:
    """Return what *error* says, without the statement that a database was sent."""
    said: Any = getattr(error, "orig", None) or error
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    return str(said) or type(said).__name__


def _copied(source: str | Path, folder: Path, limits: Limits) -> Path:
    """Copy *source* into *folder* and return the file that it is, or *folder* if it is one."""
    # Only who gives an address waits for the libraries that open it.
    if is_database(source):
        from summit_report.analysis import databases

        return databases.copy(str(source), folder, limits)
    if is_address(source):
        from summit_report.analysis import remote

        return remote.copy(str(source), folder, limits)
    return Path(source)


def _settled(copied: Path, folder: Path, limits: Limits) -> Path:
    """Return the dataset that was *copied*, unpacked and with its own name, below *folder*."""
    if copied.is_dir():
        return _named(copied)
    with opened(copied, limits) as archive:
        if WORKBOOK_PART not in archive.namelist():
            return _named(_unpacked(archive, copied.stat().st_size, _made(folder / "unpacked"), limits))
    # not among other files: it is known by its folder, too
    return Path(shutil.copyfile(copied, _made(folder / "workbook") / f"{copied.stem or 'data'}{WORKBOOK}"))


def _unpacked(archive: ZipFile, packed: int, folder: Path, limits: Limits) -> Path:
    """Write the files of the one dataset in *archive* into *folder* and return that."""
    paths = {member: PurePosixPath(member.filename.replace("\\", "/")) for member in archive.infolist()}
    described = [path for path in paths.values() if path.name == SUMMIT_FILE and "__MACOSX" not in path.parts]
    found = sorted(str(path.parent) for path in described)
    if len(found) != 1:
        names = f": {', '.join(found)}; name one, as in zip://{found[0]}::file.zip" if found else ""
        raise RefusedError(f"holds {len(found) or 'no'} {SUMMIT_FILE}{names}")
    own = {member: folder / path.name for member, path in paths.items() if _is_own(member, path, found[0])}
    for target in own.values():
        if target.exists():  # where a file system takes x.csv and x.CSV for one
            raise RefusedError(f"holds two files of one name: {target.name!r}")
        target.touch()  # an empty file has no chunk
    for member, chunk in chunks(archive, packed, limits):
        if member in own:
            with own[member].open("ab") as file:
                file.write(chunk)
    return folder


def _is_own(member: ZipInfo, path: PurePosixPath, folder: str) -> bool:
    return str(path.parent) == folder and not member.is_dir() and is_of_dataset(path)


def _named(folder: Path) -> Path:
    """Name *folder* after the summit in it, as a dataset's folder is; if it does not say, the checks will."""
    try:
        found = str(read_summit_file(folder / SUMMIT_FILE).get("id"))
    except UnreadableError:
        found = ""
    name = found if SLUG.fullmatch(found) and len(found) <= LONGEST_NAME else "dataset"
    return folder.rename(_made(folder.parent / "dataset") / name)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
