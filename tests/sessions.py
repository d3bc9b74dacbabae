"""Kernels of this process, started as JupyterLab's server or papermill would, to ask things of."""

import contextlib
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager

from summit_report.publishing.keeper import Keeper

NAME = "summit-report"
LOG = "sessions"
PATIENCE = 30  # seconds


class Session:
    """A running kernel: *manager* as Jupyter has it, and whether it was *forked*."""

    def __init__(self, manager: KernelManager) -> None:
        self.manager = manager
        self.connect()

    @property
    def forked(self) -> bool:
        """Tell whether the kernel that runs now came from a template."""
        return bool(self.manager.provisioner.forked)

    @property
    def pid(self) -> int:
        """Return the number of the kernel's process."""
        return int(self.manager.provisioner.pid)

    def connect(self) -> None:
        """Open channels to the kernel and wait for its answer."""
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)

    def restart(self) -> None:
        """Restart the kernel as JupyterLab's button does."""
        self.client.stop_channels()
        self.manager.restart_kernel(now=True)
        self.connect()

    def run(self, code: str, answer: str | None = None) -> str:
        """Run *code* and return what it printed, or the name of its error; *answer* goes to `input()`."""
        texts: list[str] = []

        def note(message: dict[str, Any]) -> None:
            texts.append(message["content"].get("text") or message["content"].get("ename") or "")

        self.client.execute_interactive(
            code,
            output_hook=note,
            stdin_hook=lambda message: self.client.input(answer or ""),
            allow_stdin=answer is not None,
            timeout=PATIENCE,
        )
        return "".join(texts).strip()

    def control(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        """Send a message of *kind* to the control channel and return the reply's content."""
        message = self.client.session.msg(kind, content)
        self.client.control_channel.send(message)
        while True:
            reply = self.client.get_control_msg(timeout=PATIENCE)
            if reply["parent_header"]["msg_id"] == message["header"]["msg_id"]:
                return dict(reply["content"])


@contextlib.contextmanager
def session(kernel_name: str = NAME, **how: Any) -> Iterator[Session]:
    """Run a kernel, started with *how*, as long as the block runs."""
    manager = KernelManager(kernel_name=kernel_name, log=logging.getLogger(LOG))
    manager.start_kernel(extra_arguments=["--HistoryManager.hist_file=:memory:"], **how)
    try:
        running = Session(manager)
        yield running
        running.client.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)


def wait_until_loaded(keeper: Keeper) -> None:
    """Return when the template of *keeper* takes requests."""
    table = Path("/proc/net/unix")
    deadline = time.monotonic() + PATIENCE
    while not any(listens(line, keeper) for line in table.read_text().splitlines()):
        assert time.monotonic() < deadline, "the template does not load"
        time.sleep(0.05)


def listens(line: str, keeper: Keeper) -> bool:
    """Tell whether *line* of the system's table says that the template of *keeper* listens."""
    accepts = "00010000"  # the flag of a socket that listens
    return keeper.current is not None and line.endswith(keeper.current.path) and line.split()[3] == accepts


def ended(*processes: int, within: float) -> bool:
    """Tell whether all *processes* have ended, at the latest *within* so many seconds."""
    deadline = time.monotonic() + within
    while any(running(pid) for pid in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def running(pid: int) -> bool:
    """Tell whether process *pid* runs; one that only waits to be collected does not."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
