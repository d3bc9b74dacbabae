"""
Build editions on a Dask cluster, through the `concurrent.futures` interface that `distributed` offers.

Workers make, in a temporary folder, and send back bytes; this process alone puts results in place. So no disk is
shared, and a worker that is killed loses nothing: the scheduler gives its editions to others.
"""

import contextlib
import logging
import queue
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summit_report.errors import BuildError, UsageError
from summit_report.publishing import inputs, parcels
from summit_report.publishing.plans import Plan
from summit_report.publishing.publish import Outcome, Work
from summit_report.publishing.workers import Watch, attempt, ended, kept_away

if TYPE_CHECKING:
    from distributed import Client

CONNECT = 5  # seconds until a scheduler that does not answer is given up
FIRST_WORKER = 10  # seconds that a cluster may take to get its first worker
NO_WORKER = 60  # seconds that it may be without any later on; one that was killed is back sooner
RARELY = 0.5  # seconds between two cells that are told of
RETRIES = 3  # on top of those that the scheduler makes by itself when a worker is lost
REST = "Earlier results are untouched; build again for what is missing."
INSTALL = 'Install it: pip install -c requirements.lock -e ".[dask]"'


def on_cluster(plans: Sequence[Plan], scheduler: str, watch: Watch) -> Iterator[Outcome]:
    """
    Build *plans* on the cluster whose scheduler is at the address *scheduler*; *watch* hears what runs.

    Raises BuildError if no scheduler answers, if it has no worker, or if a worker would make another report.
    """
    with connected(scheduler) as client:
        check_workers(client, scheduler)
        news = Telegraph(client, watch)
        executor = client.get_executor(pure=False, retries=RETRIES)
        # a task and not scattered data, so that the scheduler can have it made again when a worker is lost
        files: Any = client.submit(dict, parcels.input_files(plans), pure=False, retries=RETRIES)
        futures = {
            executor.submit(make_on_worker, parcels.packed(plan), files, news.topic, kept_away()): plan
            for plan in plans
        }
        try:
            for future in ended(list(futures), news.listen):
                yield published(futures.pop(future), future)
        except ClusterGoneError as error:
            for plan in futures.values():
                yield Outcome(plan.edition.slug, problem=f"{plan.edition.slug}: {error}")
        finally:
            client.unsubscribe_topic(news.topic)
            executor.shutdown(wait=False)


def published(plan: Plan, future: Any) -> Outcome:
    """Put in place what *future* brings for *plan*."""
    try:
        made: parcels.Made = future.result()
    except Exception as error:
        slug = plan.edition.slug
        told = str(error) or type(error).__name__
        return Outcome(slug, problem=f"{slug}: the cluster lost it: {told}\nEarlier results are untouched.")
    return attempt(plan, Work(maker=made.put))


@contextlib.contextmanager
def connected(scheduler: str) -> Iterator["Client"]:
    """Give a client of the *scheduler*. Raises BuildError if none answers, UsageError if Dask is not installed."""
    try:
        from distributed import Client
        from distributed.comm import parse_address, parse_host_port
    except ImportError:
        raise UsageError("the executor `dask` needs the package `distributed`", next=INSTALL) from None
    try:
        parse_host_port(parse_address(scheduler)[1])
    except ValueError as error:
        raise UsageError(str(error), where=scheduler, next="An address looks like tcp://host:8786.") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told in our words
    try:
        client = Client(scheduler, timeout=CONNECT, set_as_default=False)
    except OSError as error:
        raise BuildError(
            "no Dask scheduler answers",
            where=scheduler,
            next="Start one with `dask scheduler`, or look at the address that it printed.",
        ) from error
    with client:
        yield client


def check_workers(client: "Client", scheduler: str) -> None:
    """Raise BuildError unless there are workers and each of them would make the same reports as this machine."""
    try:
        client.wait_for_workers(1, timeout=FIRST_WORKER)
    except TimeoutError:
        raise BuildError(
            "the scheduler has no worker", where=scheduler, next=f"Start some: dask worker {scheduler} --nthreads 1"
        ) from None
    ours = inputs.tools()
    problems = []
    for worker, theirs in client.run(inputs.tools, on_error="return").items():
        if isinstance(theirs, Exception):
            problems.append(f"{worker}: {type(theirs).__name__}: {theirs}")
        else:
            problems += [f"{worker}: {line}" for line in parcels.differences(ours, theirs)]
    if problems:
        raise BuildError("workers would make other reports", where=scheduler, problems=problems, next=parcels.SAME)


class ClusterGoneError(BuildError):
    """The cluster will not build what it has been given."""


class Telegraph:
    """What workers tell through the scheduler, and whether there still are any."""

    def __init__(self, client: "Client", watch: Watch) -> None:
        self.topic = f"summit-report-{uuid.uuid4().hex}"
        self.client = client
        self.watch = watch
        self.received: queue.SimpleQueue[tuple[str, str, int, int]] = queue.SimpleQueue()
        self.seen = time.monotonic()
        self.asked = self.seen
        client.subscribe_topic(self.topic, lambda event: self.received.put(event[1]))

    def listen(self) -> None:
        """Pass on what has come in. Raises ClusterGoneError if nothing more will."""
        while not self.received.empty():
            self.watch(*self.received.get())
        now = time.monotonic()
        if now - self.asked < 1:
            return
        self.asked = now
        if self.client.status != "running":
            raise ClusterGoneError("the connection to the scheduler was lost", next=REST)
        if self.client.scheduler_info()["workers"]:
            self.seen = now
        elif now - self.seen > NO_WORKER:
            raise ClusterGoneError(f"the cluster has had no worker for {NO_WORKER} s", next=REST)


def make_on_worker(parcel: parcels.Parcel, files: parcels.Files, topic: str, refused: list[str]) -> parcels.Made:
    """Make the edition of *parcel* from *files* on the Dask worker that calls this; the scheduler hears of it."""
    from distributed import get_worker

    parcels.refuse_imports(refused)
    worker = get_worker()
    last = ("", 0.0)

    def tell(step: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if step != last[0] or now - last[1] > RARELY:  # the scheduler keeps them all
            last = step, now
            worker.log_event(topic, (parcel.edition.slug, step, done, total))

    return parcels.make_parcel(parcel, files, Work(tell), Path(worker.local_directory))
