"""
Put several folders in place together, and finish or clear up what a killed build has left.

Report and pictures of an edition stand in two folders, and no system exchanges two pairs in one step. Before the first
exchange a note is written of what is to be done; whoever finds that note without its writer does the rest, so the two
never stay of different builds. The note holds inode numbers, which tell a folder that was moved from one that was not.
"""

import contextlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from summit_report.errors import BuildError
from summit_report.publishing import folders

NOTE = ".swap"


def note_file(place: Path) -> Path:
    """Return the file that says which exchanges for *place* have begun."""
    return folders.work_folder(place) / f"{place.name}{NOTE}"


@contextlib.contextmanager
def staged(places: Sequence[Path]) -> Iterator[list[Path]]:
    """Give a folder for each of *places* to prepare it in, after finishing what a killed build has begun."""
    finish(places)
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(folders.staged(place)) for place in places]


def put_together(places: Sequence[Path]) -> None:
    """
    Make what is staged for each of *places* stand there: all of them, even if we are killed between two, or none.

    Raises OSError for none.
    """
    moves = {folders.staging_folder(place): place for place in places}
    folders.settle(*moves)
    note = note_file(places[0])
    done = []
    try:
        note.write_text(json.dumps([folder.stat().st_ino for folder in moves]))
        folders.sync(note)
        folders.sync(note.parent)
        folders.renameat2()
        for folder, place in reversed(moves.items()):  # the record comes last: once it is there, all is
            folders.replace(folder, place)
            done.append((folder, place))
        for place in places:
            folders.sync(place.parent)
    except OSError:
        for folder, place in done:
            folders.put_back(folder, place)
        raise
    finally:
        note.unlink(missing_ok=True)
    for place in places:
        shutil.rmtree(folders.earlier_folder(place), ignore_errors=True)


def finish(places: Sequence[Path]) -> None:
    """Do what a build of *places* that was killed has left to do: exchange what is not yet exchanged."""
    note = note_file(places[0])
    with contextlib.suppress(OSError, ValueError):
        for place, number in zip(places, json.loads(note.read_text(encoding="utf-8")), strict=True):
            folder = folders.staging_folder(place)
            if folder.exists() and folder.stat().st_ino == number:
                folders.replace(folder, place)
    for place in places:
        earlier = folders.earlier_folder(place)
        if earlier.exists() and not place.exists():  # stopped between two renames
            earlier.rename(place)
    note.unlink(missing_ok=True)


def clear_up(places: Sequence[Path]) -> None:
    """Finish and remove what a killed build of *places* has left; if another build is at it, leave all alone."""
    with contextlib.suppress(BuildError, OSError), folders.lock(places[0]):
        finish(places)
        for place in places:
            for left in (folders.staging_folder(place), folders.earlier_folder(place)):
                with contextlib.suppress(OSError):
                    folders.remove(left)
            with contextlib.suppress(OSError):
                folders.work_folder(place).rmdir()


def clear_up_all(parents: Iterable[Path]) -> None:
    """
    Clear up after all killed builds whose results go below *parents*, such as `reports` and `figures`.

    The first of *parents* holds the locks.
    """
    parents = list(parents)
    left = {entry.stem for parent in parents for entry in folders.work_folder(parent / "any").glob("*")}
    for name in sorted(left):
        clear_up([parent / name for parent in parents])
    for parent in parents:
        with contextlib.suppress(OSError):
            folders.work_folder(parent / "any").rmdir()
