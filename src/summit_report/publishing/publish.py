"""Build an edition, whole or not at all: run the notebook, export it, put the results in place, leave a record."""

import contextlib
import errno
import logging
import os
import shutil
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from summit_report.errors import BuildError, SummitReportError
from summit_report.publishing import choices, folders, records, swaps
from summit_report.publishing.plans import DOWNLOADS, FIRST_PAGE, Plan, check_current
from summit_report.publishing.records import Record

LOG = "build.log"
FREE = "Free some space and build again."
UNLOCK = "Make it writable, or choose another folder with --out."
MOVE = "Move away what stands there, or choose another folder with --out."
CURES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), FREE),
    **dict.fromkeys((errno.ENOTDIR, errno.EISDIR, errno.EEXIST), MOVE),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), UNLOCK),
}
HELD_BACK = (signal.SIGINT, signal.SIGTERM)
Progress = Callable[[str, int, int], None]
Maker = Callable[[Plan, Record, "Work", Path, Path, IO[str]], None]
"""What fills the folders of report and figures, notes in the record what it did, and logs: `make` or a stand-in."""


@dataclass(frozen=True)
class Outcome:
    """How a build ended: *files* it made, *seconds* per step and *warnings*, or the *problem*, worded for print."""

    slug: str
    files: tuple[Path, ...] = ()
    seconds: Mapping[str, float] | None = None
    problem: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Work:
    """
    How to build: *progress* hears of each cell and step. *turn*, if any, is held while cells run.

    *pool*, if any, has a process that works beside ours.
    *maker*, if any, gives the files in place of `make`: they were made on another machine.
    """

    progress: Progress = lambda step, done, total: None
    turn: AbstractContextManager[Any] | None = None
    pool: Executor | None = None
    maker: Maker | None = None


def build(plan: Plan, work: Work = Work()) -> Outcome:
    """
    Build the edition of *plan* and put its results in place.

    Raises BuildError if anything fails; the earlier results then stay, and the notebook as far as it came, a log and
    a record stand in the folder `failed` beside them, unless the disk does not take even those.
    """
    start = time.perf_counter()
    slug = plan.edition.slug
    report, _ = places = plan.places
    with (
        explained(report),
        folders.lock(report),
        swaps.staged(places) as (new_report, new_figures),
    ):
        record = first_record(plan)
        try:
            with logged(new_report / LOG) as log:
                (work.maker or make)(plan, record, work, new_report, new_figures, log)
        except Exception as error:
            kept = keep_failure(new_report, report, record, error)
            raise as_build_error(error, plan, kept) from error
        (new_report / LOG).unlink()
        record.outputs = records.output_checksums({f"reports/{slug}": new_report, f"figures/{slug}": new_figures})
        record.outcome = "done"
        elsewhere = record.seconds.get("all", 0)
        record.seconds["all"] = round(elsewhere + time.perf_counter() - start, 3)  # steps may run side by side
        record.write(new_report)
        with undisturbed():
            swaps.put_together(places)
    files = tuple(plan.place.results / path for path in record.outputs)
    return Outcome(slug, files, dict(record.seconds), warnings=tuple(record.warnings))


def first_record(plan: Plan) -> Record:
    """Return the record of a build that is about to start."""
    edition = plan.edition
    meta = choices.read_summit(plan.data[-1]) if plan.data else {}
    return Record(
        edition=edition.slug,
        title=edition.title,
        as_of=str(meta["as_of"]) if meta.get("as_of") else None,
        data_version=str(meta["version"]) if meta.get("version") else None,
        data_source=plan.source,
        notebook=edition.notebook.as_posix() if not edition.notebook.is_absolute() else edition.notebook.name,
        parameters=edition.parameters,
        inputs=plan.inputs,
        commit=records.commit(plan.place.project),
        started=records.now(),
    )


def make(plan: Plan, record: Record, work: Work, report: Path, figures: Path, log: IO[str]) -> None:
    """Run the notebook and write all results into *report* and *figures*; raise the plan's problem if it has one."""
    if plan.problem:
        raise plan.problem
    from summit_report.publishing import exports
    from summit_report.publishing.light import running

    start = time.perf_counter()
    check_current(plan)  # since planning, hours may have gone by in a long queue
    with exports.load_meanwhile(exports.steps_here(work.pool)):
        nb = running.run(plan, record, report / "report.ipynb", log, work)
    check_current(plan)
    record.seconds["execute"] = round(time.perf_counter() - start, 3)
    facts = exports.front_facts(nb)
    record.title = record.title or facts.get("title") or plan.edition.slug
    record.as_of = facts.get("date") or record.as_of
    steps = list(exports.STEPS)
    seconds, record.warnings = exports.write_all(
        nb, plan, report, figures, work.pool, lambda step: work.progress(step, steps.index(step), len(steps))
    )
    check_current(plan)
    record.seconds |= seconds


@contextlib.contextmanager
def logged(file: Path) -> Iterator[IO[str]]:
    """Let the loggers of papermill and nbconvert write to *file*, and give it for the kernel's own messages."""
    with file.open("w", encoding="utf-8") as stream:
        handler = logging.StreamHandler(stream)
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        loggers = [logging.getLogger(name) for name in ("papermill", "traitlets")]
        earlier = [(logger.propagate, logger.handlers) for logger in loggers]
        for logger in loggers:
            logger.propagate, logger.handlers = False, [handler]
        try:
            yield stream
        finally:
            for logger, (propagate, handlers) in zip(loggers, earlier, strict=True):
                logger.propagate, logger.handlers = propagate, handlers


def keep_failure(staged: Path, report: Path, record: Record, error: Exception) -> Path | None:
    """
    Move what a failed build has made to the folder `failed` below *report*, and return that.

    None if the disk refuses; what it can still hold is kept.
    """
    for file in (staged / "report.html", staged / "report.pdf", staged / FIRST_PAGE):
        file.unlink(missing_ok=True)  # half of a report is none
    shutil.rmtree(staged / DOWNLOADS, ignore_errors=True)
    record.failure = record.failure or {"error": type(error).__name__, "message": str(error)}
    with contextlib.suppress(OSError), (staged / LOG).open("a", encoding="utf-8") as log:
        traceback.print_exception(error, file=log)
    with contextlib.suppress(OSError):
        record.write(staged)
    try:
        report.mkdir(parents=True, exist_ok=True)
        with undisturbed():
            folders.put(staged, report / records.FAILED)
    except OSError:
        return None
    return report / records.FAILED


@contextlib.contextmanager
def explained(place: Path) -> Iterator[None]:
    """Turn an OSError of the block, which works on *place*, into a BuildError."""
    try:
        yield
    except OSError as error:
        raise storage_error(error, place) from error


def storage_error(error: OSError, place: Path) -> BuildError:
    """Return *error* with the file that it is about, else *place*, and the cure if there is one."""
    named = error.filename2 or error.filename  # of a move, where to
    where = Path(os.fsdecode(named)) if isinstance(named, str | bytes) else place
    if error.errno == errno.ENOTDIR:
        where = next((path for path in (where, *where.parents) if path.exists() and not path.is_dir()), where)
    what = error.strerror or f"{type(error).__name__}: {error}"
    return BuildError(what, where=shown(where), next=CURES.get(error.errno or 0))


def as_build_error(error: Exception, plan: Plan, kept: Path | None) -> SummitReportError:
    """Return *error* with the edition's name and the place of what was *kept*, if anything was."""
    where = f"{plan.edition.slug} ({plan.edition.notebook})"
    look = "Earlier results are untouched."
    if kept:
        left = "The notebook as far as it came, the log" if (kept / "report.ipynb").is_file() else "The log"
        look = f"{left} and the record are in {shown(kept)}. {look}"
    if isinstance(error, OSError):
        error = storage_error(error, plan.place.report(plan.edition.slug))
    if isinstance(error, SummitReportError):
        inner = ": ".join(filter(None, (error.where, error.what)))
        return BuildError(inner, where=where, problems=error.problems, next="\n".join(filter(None, (error.next, look))))
    return BuildError(f"{type(error).__name__}: {error}", where=where, next=look)


def shown(path: Path) -> str:
    """Return *path* as a user in the working folder would write it."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C and SIGTERM for the instant in which folders change places, then let them have their way."""
    if threading.current_thread() is not threading.main_thread():
        yield  # here no signal interrupts anything
        return
    heard: list[int] = []
    # a mask would not do: the system gives the signal to another of our threads, and Python then interrupts this one
    earlier = {number: signal.signal(number, lambda number, _: heard.append(number)) for number in HELD_BACK}
    try:
        yield
    finally:
        for held_back, handler in earlier.items():
            signal.signal(held_back, handler if handler is not None else signal.SIG_DFL)
        for number in heard[:1]:
            signal.raise_signal(number)
