"""
Start the template process of warm kernels, and ask it for one.

The template loads while this process is still importing papermill and nbconvert, so this module needs the standard
library only. The socket's path stands in an environment variable, which lets worker processes use the same template.
"""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summit_report.project import DATA_VARIABLE
from summit_report.publishing.temporary import private_folder

ADDRESS = "SUMMIT_REPORT_TEMPLATE"
PRELOAD = (
    "ipykernel.kernelapp",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline",
    "pandas",
    "matplotlib.pyplot",
    "seaborn",
    "summit_report.analysis.preload",
    "summit_report.publishing.streams",
)
INLINE_PICTURES = "module://matplotlib_inline.backend_inline"
SINGLE_THREADED = {
    "OPENBLAS_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
SAME_EVERYWHERE = {"MPLBACKEND": INLINE_PICTURES, "PYTHONHASHSEED": "0", "TZ": "UTC"}
GRACE = 5  # seconds in which a template may end its kernels
PATIENCE = 60  # seconds; a template that has not answered by then is not used
REPLY_BYTES = 4096
PROGRAM = """\
import json, sys
sys.path[:1] == [""] and sys.path.pop(0)
from summit_report.publishing.template import main
main(int(sys.argv[1]), sys.argv[2].split(), *json.loads(sys.argv[3]))
"""
"""The template's: it finds no module in the working folder. Python's -P is no way, for its forks had it, too."""


def kernel_environment() -> dict[str, str]:
    """
    Return the environment of a kernel: this process's own, less what differs between machines.

    Data are named to a kernel by its edition alone, else a report depended on the shell.
    """
    ours = {key: value for key, value in os.environ.items() if key not in (ADDRESS, DATA_VARIABLE)}
    return {**ours, **SINGLE_THREADED, **SAME_EVERYWHERE}


@contextlib.contextmanager
def warm(
    preload: Sequence[str] = PRELOAD, data: Sequence[Path] = (), reports: Sequence[Mapping[str, Any]] = ()
) -> Iterator[None]:
    """
    Keep a template process that has loaded the modules named in *preload*, as long as the block runs.

    *data* are datasets that many kernels will read, which it prepares for before it forks the first. *reports* are such
    as many will make, see `samples.samples`: it makes them when nothing else is to be done.

    Kernels of `kernels.ForkProvisioner` are then forked from it. Elsewhere than on Linux this does nothing.
    """
    if sys.platform != "linux" or ADDRESS in os.environ:
        yield
        return
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            os.environ[ADDRESS] = stack.enter_context(
                template(preload, kernel_environment(), data=data, reports=reports)
            ).path
        try:
            yield
        finally:
            os.environ.pop(ADDRESS, None)


@dataclass(frozen=True)
class Template:
    """A template process and the path of the socket at which it takes requests."""

    process: "subprocess.Popen[bytes]"
    path: str


@contextlib.contextmanager
def template(
    preload: Sequence[str],
    environment: Mapping[str, str],
    options: Sequence[str] = (),
    queue: bool = True,
    data: Sequence[Path] = (),
    reports: Sequence[Mapping[str, Any]] = (),
) -> Iterator[Template]:
    """
    Run a template process with *environment*, by Python with *options*, that prepares for *data* and *reports*.

    Requests made while it is still loading wait if there is a *queue*; else they are refused at once.
    """
    owner = os.getpid()
    with private_folder() as folder:
        path = str(folder / "template")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            if queue:
                listener.listen()
            ahead = json.dumps([list(map(str, data)), list(reports)])
            process = subprocess.Popen(
                [sys.executable, *options, "-c", PROGRAM, str(listener.fileno()), " ".join(preload), ahead],
                stdin=subprocess.PIPE,  # its closing tells the template that we are gone
                pass_fds=[listener.fileno()],
                env={**environment, "MPLBACKEND": INLINE_PICTURES},
                start_new_session=True,  # Ctrl-C is for us; we end the template ourselves
            )
        try:
            yield Template(process, path)
        finally:
            if os.getpid() == owner:
                end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Let the template end its kernels and itself; one that is still loading has none and ends at once."""
    with process:
        process.terminate()  # ignored by one that serves: it sees its standard input close
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(GRACE)
        finally:
            process.kill()


class RetiredError(ConnectionError):
    """The template forks no more kernels, because files that it has loaded were changed."""


@dataclass(frozen=True)
class Request:
    """A kernel to be: *arguments* of ipykernel, *env*, *cwd*, and descriptors of its standard output and error."""

    arguments: list[str]
    env: dict[str, str]
    cwd: str
    streams: list[int]


def fork(path: str, request: Request, patience: float = PATIENCE) -> "ForkedProcess":
    """
    Return the kernel of *request*, forked from the template that listens at *path*.

    Raises OSError, saying why, if no template answers within *patience* seconds or it refuses.
    """
    wanted = {"arguments": request.arguments, "env": request.env, "cwd": request.cwd, "umask": umask()}
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(patience)
        connection.connect(path)
        socket.send_fds(connection, [b"k"], request.streams)
        connection.sendall(f"{json.dumps(wanted)}\n".encode())
        reply, descriptors, _, _ = socket.recv_fds(connection, REPLY_BYTES, 1, socket.MSG_CMSG_CLOEXEC)
        answer = json.loads(reply or '{"refused": "the template ended before it forked a kernel"}')
        if not descriptors:
            raise (RetiredError if answer.get("retired") else ConnectionError)(answer["refused"])
    except BaseException:
        connection.close()
        raise
    return ForkedProcess(answer["pid"], descriptors[0], connection)


def umask() -> int:
    """Return which permissions this process withholds from new files; the usual way to ask would change it."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("Umask:")), 8)


class ForkedProcess:
    """
    A kernel that is not our child, with the methods of `subprocess.Popen` that a provisioner needs.

    *lifeline* is the connection to the template, which ends the kernel when nobody holds it any more.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, pidfd: int, lifeline: socket.socket) -> None:
        self.pid = pid
        self.pidfd = pidfd
        self.lifeline = lifeline
        self.returncode: int | None = None

    def ended_within(self, seconds: float) -> bool:
        """Tell whether the process has ended, waiting at most *seconds*."""
        waiting = select.poll()  # select.select takes no descriptor from 1024 on, which a busy server has
        waiting.register(self.pidfd, select.POLLIN)
        if self.returncode is None and waiting.poll(seconds * 1000):
            os.close(self.pidfd)
            self.lifeline.close()
            self.returncode = 1  # only its parent, the template, learns the true code
        return self.returncode is not None

    def poll(self) -> int | None:
        """Return None as long as the process runs."""
        self.ended_within(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until the process has ended."""
        deadline = time.monotonic() + (PATIENCE if timeout is None else timeout)
        while not self.ended_within(1) and time.monotonic() < deadline:
            pass
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send signal *number* unless the process has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, number)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)
