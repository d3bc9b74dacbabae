"""What all tests share."""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from summit_report.publishing import warm

# A test is right or wrong, not fast or slow: timings live in benchmarks/.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Started in the background of a script, this process would ignore Ctrl-C, and so would every command that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


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
