"""Build several editions, one after another or in several processes."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context

from summit_report.errors import SummitReportError
from summit_report.publishing.plans import Plan
from summit_report.publishing.publish import Outcome, Progress, Work, build
from summit_report.publishing.warm import warm

# Loaded once and forked, so that a worker starts at once; `cli` first, for it keeps a slow import away.
PRELOAD = ["summit_report.cli", "summit_report.publishing.running", "nbconvert.exporters"]

ENDING = (signal.SIGINT, signal.SIGTERM)


def build_all(plans: Sequence[Plan], jobs: int, progress: Progress) -> Iterator[Outcome]:
    """
    Build each of *plans*, at most *jobs* at the same time, and yield how each ended, as soon as it has.

    *progress* hears of cells and steps when one edition is built at a time. One that fails does not stop the others.
    """
    with warm():
        if min(jobs, len(plans)) > 1:
            yield from in_processes(plans, min(jobs, len(plans)))
            return
        with ProcessPoolExecutor(1, get_context("spawn"), initializer=start_worker, initargs=(kept_away(),)) as pool:
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
    context = get_context("forkserver" if sys.platform == "linux" else "spawn")
    if sys.platform == "linux":
        context.set_forkserver_preload(PRELOAD)
    with ProcessPoolExecutor(workers, context, initializer=start_worker, initargs=(kept_away(),)) as pool:
        futures = {pool.submit(build_in_worker, plan): plan for plan in plans}
        try:
            for future in as_completed(futures):
                try:
                    yield future.result()
                except BrokenProcessPool:
                    slug = futures[future].edition.slug
                    yield Outcome(
                        slug, problem=f"{slug}: a worker process was killed (out of memory?); use fewer jobs."
                    )
        except BaseException:
            for worker in active_children():
                worker.terminate()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


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


def interrupt(*_: object) -> None:
    """Raise KeyboardInterrupt once; Ctrl-C reaches us from the terminal and from the command."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def end_at_signals() -> None:
    """Let an idle worker end without a word."""
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
