"""What all tests share."""

import gc
import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from summit_report.publishing import warm

# A test is right or wrong, not fast or slow: timings live in benchmarks/. Half of the usual examples, others each time,
# find what is wrong as surely, a run or two later.
settings.register_profile("untimed", deadline=None, max_examples=50)
settings.load_profile("untimed")

# Started in the background of a script, this process would ignore Ctrl-C, and so would every command that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Let the collector of cycles pass by what imports and collection have made, and look less often at the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture(scope="session")
def template() -> Iterator[str]:
    """Keep one template process, and give the path of its socket; the environment does not name it."""
    with warm.warm():
        yield os.environ.pop(warm.ADDRESS, "")


@pytest.fixture(scope="module")
def forked_kernels(template: str) -> Iterator[None]:
    """
    Let every build of a module's tests fork its kernels from the one template, which spares each loading its own.

    For modules that promise nothing about kernels; those that do start as a user's command starts.
    """
    with pytest.MonkeyPatch.context() as patch:
        if template:
            patch.setenv(warm.ADDRESS, template)
        yield
