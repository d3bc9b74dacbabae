"""The worker processes of this machine: how they start, what they tell, and that none outlives the command."""

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager
from multiprocessing import active_children, forkserver, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Semaphore
from pathlib import Path
from typing import Any

from summit_report.errors import SummitReportError
from summit_report.publishing import swaps
from summit_report.publishing.plans import Plan
from summit_report.publishing.publish import Outcome, Work, build

# Loaded once and forked, so that a worker starts at once; `cli` first, for it keeps a slow import away.
PRELOAD = ["summit_report.cli", "summit_report.publishing.light", "nbconvert.exporters"]
START = "forkserver" if sys.platform == "linux" else "spawn"

ENDING = (signal.SIGINT, signal.SIGTERM)
GRACE = 5  # seconds in which a worker may remove what is half made
PR_SET_PDEATHSIG = 1
BYTES_PER_WORKER = 1_000_000_000  # a worker with its kernel; `benchmarks/many_editions.py` measures them
MEMORY_LIMIT = Path("/sys/fs/cgroup/memory.max")

TYPST_THREADS = "RAYON_NUM_THREADS"
TICK = 0.1  # seconds between two looks at what the workers tell
Watch = Callable[[str, str, int, int], None]
"""Hears of an edition's name, the step it is at, and how many of how many parts of that have begun."""

_told: Connection | None = None
_turn: AbstractContextManager[Any] = contextlib.nullcontext()


def usable_workers() -> int:
    """Return how many editions this machine can build at a time: one per processor, if its memory takes so many."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(processors, usable_memory() // BYTES_PER_WORKER))


def usable_memory() -> int:
    """Return the bytes of memory that this machine, or the container we are in, has; what is unknown is no limit."""
    sizes = [sys.maxsize]
    with contextlib.suppress(AttributeError, OSError, ValueError):
        sizes.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    with contextlib.suppress(OSError, ValueError):  # "max" is no number
        sizes.append(int(MEMORY_LIMIT.read_text()))
    return min(sizes)


@contextlib.contextmanager
def worker_pool(
    count: int, method: str, plans: Sequence[Plan], told: Connection | None = None, *, turns: int | None = None
) -> Iterator[ProcessPoolExecutor]:
    """
    Give a pool of *count* processes that build *plans*; *method* says how they start.

    Workers write (edition, step, done, total) to *told* as they go. At most *turns* of them run cells at a time.
    If the block is interrupted, no process outlives it and no half-made folder stays.
    """
    context = get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(PRELOAD)
    given = (kept_away(), told, context.Semaphore(turns) if turns else None)
    with fork_server_ends(), ProcessPoolExecutor(count, context, initializer=start_worker, initargs=given) as pool:
        try:
            yield pool
        except BaseException:
            end_workers()
            pool.shutdown(wait=True, cancel_futures=True)
            for plan in plans:
                swaps.clear_up(plan.places)
            raise


@contextlib.contextmanager
def fork_server_ends() -> Iterator[None]:
    """See the process end from which workers are forked, whose socket lies in a folder that goes, too."""
    try:
        yield
    finally:
        with contextlib.suppress(AttributeError, OSError):
            forkserver._forkserver._stop()  # type: ignore[attr-defined]


def end_workers() -> None:
    """Ask all workers to end and kill those that do not: within a native call (Typst) no signal handler runs."""
    workers = active_children()
    for worker in workers:
        worker.terminate()
    deadline = time.monotonic() + GRACE
    try:
        for worker in workers:
            worker.join(max(0, deadline - time.monotonic()))
    finally:  # a second Ctrl-C cuts the wait short
        for worker in workers:
            worker.kill()


def attempt(plan: Plan, work: Work) -> Outcome:
    """Build the edition of *plan*; what goes wrong is in the outcome."""
    try:
        return build(plan, work)
    except SummitReportError as error:
        return Outcome(plan.edition.slug, problem=str(error))


def build_in_worker(plan: Plan) -> Outcome:
    """Build the edition of *plan* in a worker process; if that is told to end, it first removes what is half made."""
    for number in ENDING:
        signal.signal(number, interrupt)
    try:
        tell(plan.edition.slug, "starts", 0, 1)
        return attempt(plan, Work(lambda step, done, total: tell(plan.edition.slug, step, done, total), _turn))
    except KeyboardInterrupt:
        os._exit(1)  # the pool would hand us the next edition
    finally:
        end_at_signals()


def tell(slug: str, step: str, done: int, total: int) -> None:
    """Let the command know what runs now. So short a message is written at once, so several workers need no lock."""
    if _told:
        _told.send((slug, step, done, total))


def ended(futures: Iterable[Future[Any]], listen: Callable[[], None]) -> Iterator[Future[Any]]:
    """Yield each of *futures* as soon as it has ended, and *listen* meanwhile."""
    left = set(futures)
    while left:
        done, left = wait(left, timeout=TICK, return_when=FIRST_COMPLETED)
        listen()
        yield from done


def load_exporters(plan: Plan) -> None:
    """Let a worker process load what it will be asked for, and set what the last report of *plan* was."""
    from summit_report.publishing import exports

    exports.load(exports.ELSEWHERE)
    exports.rehearse_last(plan)


def kept_away() -> list[str]:
    """Return the modules that this process refuses to import; its workers shall refuse them too."""
    return [name for name, module in sys.modules.items() if module is None]


def start_worker(refused: list[str], told: Connection | None, turn: Semaphore | None) -> None:
    """
    Prepare a worker process that will not import what is *refused* and writes to *told* what it does.

    It runs cells only while it has a *turn*, if turns are taken.
    """
    global _told, _turn
    _told = told
    _turn = turn or contextlib.nullcontext()
    if turn:  # the processors have other work, and Typst's threads take a twentieth more of them than one
        os.environ.setdefault(TYPST_THREADS, "1")
    sys.modules.update(dict.fromkeys(refused))  # type: ignore[arg-type]
    end_at_signals()
    end_with_parent()


def end_with_parent() -> None:
    """Let the system kill this process when the one that started it ends, however that ends; only Linux can."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        # what started us is the fork server, which would wait for us as long as we hold our copy of its lifeline
        os.close(forkserver._forkserver._forkserver_alive_fd)  # type: ignore[attr-defined]
    starter = parent_process()
    if starter and not starter.is_alive():  # it ended before the system knew
        os._exit(1)


def interrupt(*_: object) -> None:
    """Raise KeyboardInterrupt once; Ctrl-C reaches us from the terminal and from the command."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def end_at_signals() -> None:
    """Let an idle worker end without a word."""
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
