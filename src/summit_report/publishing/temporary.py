"""
Folders for what a run needs only while it lives, such as sockets; what a killed run has left is removed by the next.

A folder belongs to the process that holds the system's lock on it, and that lock ends with the process.
"""

import contextlib
import importlib.util
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = "summit-run-"
LONGEST = 55
"""Characters of a folder's path below which sockets still have paths short enough for the system."""


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """Give an empty folder that nobody else can read, gone afterwards; first remove those of killed runs."""
    remove_left()
    owner = os.getpid()
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(FileNotFoundError):
                ours = stack.enter_context(held(folder))
            if not folder.exists() or not ours:  # another run took it for one that was left
                continue
            try:
                yield folder
            finally:
                if os.getpid() == owner:  # a fork of ours that ends must not take it away
                    shutil.rmtree(folder, ignore_errors=True)
            return


@contextlib.contextmanager
def everything_private() -> Iterator[None]:
    """Let this process and all that it starts keep their temporary files in a folder that goes with it."""
    with private_folder() as folder:
        if len(str(folder)) > LONGEST:
            yield
            return
        earlier = os.environ.get("TMPDIR"), tempfile.tempdir
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
        config = multiprocessing.current_process()._config  # type: ignore[attr-defined]  # else it makes one more
        config["tempdir"] = str(folder)
        try:
            yield
        finally:
            config.pop("tempdir")
            os.environ.pop("TMPDIR")
            os.environ.update({"TMPDIR": earlier[0]} if earlier[0] is not None else {})
            tempfile.tempdir = earlier[1]


def remove_left() -> None:
    """Remove the folders of runs that ended without doing so; without locks they cannot be told from the others."""
    if importlib.util.find_spec("fcntl") is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), held(folder) as ours:
            if ours and folder.stat().st_uid == os.getuid():
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Hold the lock on *folder* if it is free, and tell whether we do."""
    try:
        import fcntl
    except ImportError:
        yield True
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(handle)
