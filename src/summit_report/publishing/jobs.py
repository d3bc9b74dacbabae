"""Build several editions, longest first: one after another, in processes of this machine, or on a Dask cluster."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import Pipe
from typing import Any

from summit_report.publishing import records
from summit_report.publishing.plans import Plan
from summit_report.publishing.publish import Outcome, Work
from summit_report.publishing.samples import samples, shared_data
from summit_report.publishing.temporary import everything_private
from summit_report.publishing.warm import warm
from summit_report.publishing.workers import (
    BYTES_PER_WORKER,
    START,
    Watch,
    attempt,
    build_in_worker,
    ended,
    load_exporters,
    usable_memory,
    usable_workers,
    worker_pool,
)


def build_all(plans: Sequence[Plan], jobs: int | None, watch: Watch, scheduler: str | None = None) -> Iterator[Outcome]:
    """
    Build each of *plans* and yield how each ended, as soon as it has. One that fails does not stop the others.

    At most *jobs* are built at the same time by this machine, by default what it can bear; or as many as the Dask
    cluster at the address *scheduler* has workers. Here one more process takes turns with them, see `in_processes`.
    *watch* hears what runs.
    """
    for plan in (plan for plan in plans if plan.problem):
        yield attempt(plan, Work())
    plans = longest_first(plan for plan in plans if not plan.problem)
    if not plans:
        return
    if scheduler:
        from summit_report.publishing.executors import on_cluster

        yield from on_cluster(plans, scheduler, watch)
        return
    workers = min(jobs or usable_workers(), len(plans))
    with everything_private(), warm(data=shared_data(plans), reports=samples(plans)):
        if len(plans) > 1:
            yield from in_processes(plans, workers, watch)
        else:
            yield from alone(plans, watch)


def longest_first(plans: Iterable[Plan]) -> list[Plan]:
    """Order *plans* by how long their last build took, unknown ones first, so that all workers end together."""
    return sorted(plans, key=last_seconds, reverse=True)


def last_seconds(plan: Plan) -> float:
    """Return how long the last good build of *plan* took; endless if there was none."""
    record = records.read(plan.place.report(plan.edition.slug)) or {}
    seconds = record.get("seconds") or {}
    return float(seconds.get("all", float("inf")))


def alone(plans: Sequence[Plan], watch: Watch) -> Iterator[Outcome]:
    """Build the only one of *plans* in this process, with one beside it that sets the PDF meanwhile."""
    [plan] = plans
    with worker_pool(1, "spawn", plans) as pool:
        pool.submit(load_exporters, plan)
        yield attempt(plan, Work(partial(watch, plan.edition.slug), pool=pool))


def in_processes(plans: Sequence[Plan], workers: int, watch: Watch) -> Iterator[Outcome]:
    """
    Build *plans* in *workers* processes, each of which loads what it needs once.

    Where memory bears it there is one process more, and they take turns at running notebooks: while workers wait for
    their kernels and the disk, the one more exports.
    If the system kills a worker, the pool is lost with all that runs in it: those editions are built again at the
    end, one at a time, so that only the one to blame fails.
    """
    left, suspects = list(plans), list[Plan]()
    while left:
        running, waiting = yield from in_one_pool(left, workers, watch)
        suspects += running or waiting  # if none had begun, then beginning is what kills
        left = waiting if running else []
    for plan in suspects:
        running, waiting = yield from in_one_pool([plan], 1, watch)
        if running or waiting:
            slug = plan.edition.slug
            problem = f"{slug}: its worker process was killed twice (out of memory?). Earlier results are untouched."
            yield Outcome(slug, problem=problem)


def processes(workers: int, editions: int) -> int:
    """Return how many processes build *editions*, *workers* at a time: one more than workers if memory bears it."""
    one_more = usable_memory() >= (workers + 1) * BYTES_PER_WORKER
    return min(workers + one_more, editions)


def in_one_pool(
    plans: Sequence[Plan], workers: int, watch: Watch
) -> Generator[Outcome, None, tuple[list[Plan], list[Plan]]]:
    """Build *plans* until all are done or a worker is killed; return those that ran then and those that waited."""
    begun = set[str]()
    reading, writing = Pipe(duplex=False)
    count = processes(workers, len(plans))

    def listen() -> None:
        while reading.poll():
            news = reading.recv()
            begun.add(news[0])
            watch(*news)

    with reading, writing, worker_pool(count, START, plans, writing, turns=workers) as pool:
        futures = submitted(pool, plans)
        for future in ended(list(futures), listen):
            try:
                outcome = future.result()
            except BrokenProcessPool:
                continue
            del futures[future]
            yield outcome
        listen()
    lost = list(futures.values())
    return [p for p in lost if p.edition.slug in begun], [p for p in lost if p.edition.slug not in begun]


def submitted(pool: Any, plans: Sequence[Plan]) -> dict[Future[Outcome], Plan]:
    """Give *plans* to *pool* in their order; what a pool that has just broken refuses is a future that says so."""
    futures = dict[Future[Outcome], Plan]()
    for plan in plans:
        try:
            futures[pool.submit(build_in_worker, plan)] = plan
        except BrokenProcessPool as error:
            broken = Future[Outcome]()
            broken.set_exception(error)
            futures[broken] = plan
    return futures
