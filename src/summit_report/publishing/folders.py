"""
Put finished folders in place whole, or not at all.

A reader must never meet half a report, nor an instant without one. Results are made in a hidden folder beside their
place and then exchanged with it in one step where the system can (Linux), else by two renames; if the machine stops
between those two, the next build moves the earlier folder back.
"""

import contextlib
import ctypes
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from summit_report.errors import BuildError

WORK = ".build"
AT_FDCWD = -100
RENAME_EXCHANGE = 2


@contextlib.contextmanager
def lock(place: Path, *, wait: bool = False) -> Iterator[None]:
    """
    Let one process at a time work on the folder *place*.

    Raises BuildError if another one is at it, unless *wait* is set. The lock ends with the process, however it ends.
    """
    file = work_folder(place) / f"{place.name}.lock"
    file.parent.mkdir(parents=True, exist_ok=True)
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
    try:
        import fcntl
    except ImportError:
        yield
        return
    while True:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = file.open("w")
        except FileNotFoundError:  # another build has just removed the empty folder
            continue
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                raise BuildError(
                    "another build of this edition is running", where=file.stem, next="Wait until it has ended."
                ) from None
            if file.exists() and file.stat().st_ino == os.fstat(handle.fileno()).st_ino:  # not one just unlinked
                yield
                return


def work_folder(place: Path) -> Path:
    """Return the hidden folder, on the same file system, in which *place* is prepared."""
    return place.parent / WORK


@contextlib.contextmanager
def staged(place: Path) -> Iterator[Path]:
    """Give an empty folder in which to prepare *place*; whatever is left of it afterwards is removed."""
    folder = work_folder(place) / f"{place.name}.new"
    shutil.rmtree(folder, ignore_errors=True)  # of a build that was killed
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            folder.parent.rmdir()


def sweep(*places: Path) -> None:
    """Remove what a killed build of *places* has left; if another build is at the first of them, leave all alone."""
    left = [place for place in places if work_folder(place).is_dir()]
    with contextlib.suppress(BuildError, OSError), contextlib.ExitStack() as stack:
        if left:
            stack.enter_context(lock(places[0]))
        for place in left:
            stack.enter_context(staged(place))


def put(folder: Path, place: Path) -> None:
    """Make *folder* stand at *place*; what stood there is removed afterwards."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        folder.rename(place)
        return
    if not exchange(folder, place):
        earlier = earlier_folder(place)
        place.rename(earlier)
        folder.rename(place)
        folder = earlier
    shutil.rmtree(folder)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False if this system or file system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0


def earlier_folder(place: Path) -> Path:
    """Return where *place* waits between two renames."""
    return work_folder(place) / f"{place.name}.earlier"


def repair(place: Path) -> None:
    """Undo what a build that was killed between two renames has left."""
    earlier = earlier_folder(place)
    if not earlier.exists():
        return
    if place.exists():
        shutil.rmtree(earlier)
    else:
        earlier.rename(place)
