"""
Put finished folders in place whole, or not at all.

A reader must never meet half a report, nor an instant without one. Results are made in a hidden folder beside their
place and then exchanged with it in one step where the system can (Linux), else by two renames; `swaps` does what is
left to do if the machine stops in between.
"""

import contextlib
import ctypes
import errno
import functools
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from summit_report.errors import BuildError

WORK = ".build"
AT_FDCWD = -100
RENAME_EXCHANGE = 2
CANNOT_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP)
PATIENCE = 0.5  # seconds
SYNCING = 8
"""Threads that wait for the disk: it writes all files in one go, so waiting for one after another costs several."""


@contextlib.contextmanager
def lock(place: Path, *, wait: bool = False) -> Iterator[None]:
    """
    Let one process at a time work on the folder *place*.

    Raises BuildError if another one stays at it, unless *wait* is set. The lock ends with the process, however it ends.
    """
    file = work_folder(place) / f"{place.name}.lock"
    with locked_file(file, wait):
        try:
            yield
        finally:
            file.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                file.parent.rmdir()  # if nobody else works beside us


@contextlib.contextmanager
def locked_file(file: Path, wait: bool) -> Iterator[None]:
    """Hold the operating system's lock on *file*; on systems without `fcntl` there is none."""
    while True:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = file.open("w")
        except FileNotFoundError:  # another build has just removed the empty folder
            continue
        with handle:
            if not acquired(handle, wait):
                raise BuildError(
                    "another build of this edition is running", where=file.stem, next="Wait until it has ended."
                )
            if file.exists() and file.stat().st_ino == os.fstat(handle.fileno()).st_ino:  # not one just unlinked
                yield
                return


def acquired(handle: IO[str], wait: bool) -> bool:
    """Tell whether the lock on *handle* is ours now; without *wait*, a moment's patience is for who only clears up."""
    try:
        import fcntl
    except ImportError:
        return True
    if wait:
        fcntl.flock(handle, fcntl.LOCK_EX)
        return True
    give_up = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() > give_up:
            return False
        time.sleep(PATIENCE / 10)


def work_folder(place: Path) -> Path:
    """Return the hidden folder, on the same file system, in which *place* is prepared."""
    return place.parent / WORK


def staging_folder(place: Path) -> Path:
    """Return the folder in which *place* is prepared."""
    return work_folder(place) / f"{place.name}.new"


def earlier_folder(place: Path) -> Path:
    """Return where *place* waits between two renames."""
    return earlier_folder_of(staging_folder(place))


def earlier_folder_of(staging: Path) -> Path:
    """Return where a folder waits between two renames that is to make room for *staging*."""
    return staging.with_suffix(".earlier")


@contextlib.contextmanager
def staged(place: Path) -> Iterator[Path]:
    """
    Give an empty folder in which to prepare *place*; whatever is left of it afterwards is removed.

    Raises NotADirectoryError if something else than a folder stands at *place*: it is not ours to remove.
    """
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(place))
    folder = staging_folder(place)
    remove(folder)  # of a build that was killed
    make_folder(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            folder.parent.rmdir()


def make_folder(folder: Path) -> None:
    """Make *folder* and what is above it, also while other builds remove the empty folder above it."""
    while True:
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.mkdir()
            return
        except FileNotFoundError:
            continue


def remove(path: Path) -> None:
    """Remove the file or folder *path* if there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def put(folder: Path, place: Path) -> None:
    """Make *folder* stand at *place*; what stood there is removed afterwards."""
    place.parent.mkdir(parents=True, exist_ok=True)
    replace(folder, place)
    for left in (folder, earlier_folder_of(folder)):
        shutil.rmtree(left, ignore_errors=True)  # what cannot be removed now is no reason to call the build failed


def replace(folder: Path, place: Path) -> None:
    """Make *folder* stand at *place*; what stood there then stands at *folder*, or as the earlier one beside it."""
    if not place.exists():
        folder.rename(place)
    elif not exchange(folder, place):
        earlier = earlier_folder_of(folder)
        remove(earlier)
        place.rename(earlier)
        folder.rename(place)


def put_back(folder: Path, place: Path) -> None:
    """Undo `replace`."""
    earlier = earlier_folder_of(folder)
    if folder.exists():
        exchange(folder, place)
        return
    place.rename(folder)
    if earlier.exists():
        earlier.rename(place)


def exchange(one: Path, other: Path) -> bool:
    """
    Let two folders change places in one step; False if this system or file system cannot.

    Raises OSError if it can, but must not.
    """
    rename = renameat2()
    if rename is None:
        return False
    if rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    error = ctypes.get_errno()
    if error in CANNOT_EXCHANGE:
        return False
    raise OSError(error, os.strerror(error), str(other))


@functools.cache  # between two exchanges no time shall pass
def renameat2() -> Callable[..., int] | None:
    """Return the system's function of that name, which can exchange; None if it has none."""
    try:
        return ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return None


def write_whole(file: Path, text: str) -> None:
    """Write *text* to *file* in one step: a reader, or the next start of the machine, finds the old or the new one."""
    new = work_folder(file) / f"{file.name}.new"
    try:
        new.write_text(text, encoding="utf-8", newline="\n")
        sync(new)
        new.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            new.unlink()
        raise
    sync(file.parent)


def settle(*folders: Path) -> None:
    """Wait until the disk holds everything in *folders*, so that a power failure cannot empty what is put in place."""
    with ThreadPoolExecutor(SYNCING) as pool:
        paths = (path for folder in folders for path in (*folder.rglob("*"), folder))
        list(pool.map(sync, (path for path in paths if not path.is_symlink())))


def sync(path: Path) -> None:
    """Wait until the disk holds the file or folder *path*; a folder only where the system can."""
    if os.name == "nt":
        return  # which cannot open a folder, nor sync what is open for reading
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # of file systems that do not sync
            raise
    finally:
        os.close(handle)
