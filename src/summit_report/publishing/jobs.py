"""Build several editions, one after another or in several processes."""

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, forkserver, get_context, parent_process

from summit_report.errors import SummitReportError
from summit_report.publishing import swaps
from summit_report.publishing.plans import Plan
from summit_report.publishing.publish import Outcome, Progress, Work, build
from summit_report.publishing.temporary import everything_private
from summit_report.publishing.warm import warm

# Loaded once and forked, so that a worker starts at once; `cli` first, for it keeps a slow import away.
PRELOAD = ["summit_report.cli", "summit_report.publishing.running", "nbconvert.exporters"]

ENDING = (signal.SIGINT, signal.SIGTERM)
GRACE = 5  # seconds in which a worker may remove what is half made
PR_SET_PDEATHSIG = 1


def build_all(plans: Sequence[Plan], jobs: int, progress: Progress) -> Iterator[Outcome]:
    """
    Build each of *plans*, at most *jobs* at the same time, and yield how each ended, as soon as it has.

    *progress* hears of cells and steps when one edition is built at a time. One that fails does not stop the others.
    """
    with everything_private(), warm():
        if min(jobs, len(plans)) > 1:
            yield from in_processes(plans, min(jobs, len(plans)))
            return
        with worker_pool(1, "spawn", plans) as pool:
            pool.submit(load_exporters)
            for plan in plans:
                yield attempt(plan, Work(progress, pool))


def load_exporters() -> None:
    """Let a worker process load what it will be asked for."""
    from summit_report.publishing import exports

    exports.load(exports.ELSEWHERE)


def attempt(plan: Plan, work: Work) -> Outcome:
    """Build the edition of *plan*; what goes wrong is in the outcome."""
    try:
        return build(plan, work)
    except SummitReportError as error:
        return Outcome(plan.edition.slug, problem=str(error))


def in_processes(plans: Sequence[Plan], workers: int) -> Iterator[Outcome]:
    """Build *plans* in a pool of *workers* processes."""
    with worker_pool(workers, "forkserver" if sys.platform == "linux" else "spawn", plans) as pool:
        futures = {pool.submit(build_in_worker, plan): plan for plan in plans}
        for future in as_completed(futures):
            try:
                yield future.result()
            except BrokenProcessPool:
                slug = futures[future].edition.slug
                yield Outcome(slug, problem=f"{slug}: a worker process was killed (out of memory?); use fewer jobs.")


@contextlib.contextmanager
def worker_pool(count: int, method: str, plans: Sequence[Plan]) -> Iterator[ProcessPoolExecutor]:
    """
    Give a pool of *count* processes that build *plans*; *method* says how they start.

    If the block is interrupted, no process outlives it and no half-made folder stays.
    """
    context = get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(PRELOAD)
    with (
        fork_server_ends(),
        ProcessPoolExecutor(count, context, initializer=start_worker, initargs=(kept_away(),)) as pool,
    ):
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


def build_in_worker(plan: Plan) -> Outcome:
    """Build the edition of *plan* in a worker process; if that is told to end, it first removes what is half made."""
    for number in ENDING:
        signal.signal(number, interrupt)
    try:
        return attempt(plan, Work())
    except KeyboardInterrupt:
        os._exit(1)  # the pool would hand us the next edition
    finally:
        end_at_signals()


def kept_away() -> list[str]:
    """Return the modules that this process refuses to import; its workers shall refuse them too."""
    return [name for name, module in sys.modules.items() if module is None]


def start_worker(refused: list[str]) -> None:
    """Prepare a worker process that will not import what is *refused*."""
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
