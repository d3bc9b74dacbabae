"""
Warm kernels: a `jupyter_client` provisioner that forks kernels from a loaded template.

A kernel that starts from nothing spends two seconds on imports. While `warm.warm()` keeps a template process, kernels
of this interpreter are forked from it instead. Whatever goes wrong on the way, and on every system but Linux, the
kernel starts the plain way.
"""

import contextlib
import os
import signal
import sys
from pathlib import Path
from subprocess import Popen
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from summit_report.publishing import warm

LAUNCHER = "ipykernel_launcher"
LONGEST_SOCKET_PATH = 90  # the system allows 107 characters; jupyter_client adds "-ipc-1" and the like
SECONDS_TO_DIE = 0.5


class ForkProvisioner(LocalProvisioner):
    """Fork the kernel from the template process if there is one; else start it like any local kernel."""

    forked = False

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel that *cmd* describes and return how to connect to it."""
        try:
            forked = fork(cmd, **kwargs)
        except (OSError, ValueError):
            return await super().launch_kernel(cmd, **kwargs)
        self.forked = True
        self.process = cast("Popen[Any]", forked)
        self.pid = self.pgid = forked.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and see it end, which spares the manager's wait of a tenth of a second."""
        await super().kill(restart=restart)
        process: object = self.process
        if isinstance(process, warm.ForkedProcess):
            process.ended_within(SECONDS_TO_DIE)

    async def cleanup(self, restart: bool = False) -> None:
        """Also end what the cells of a kernel that died by itself have started; the template sees to its own forks."""
        await super().cleanup(restart=restart)
        if self.pgid and not self.forked:
            with contextlib.suppress(OSError):
                os.killpg(self.pgid, signal.SIGKILL)
            self.pgid = None


def fork(cmd: list[str], **kwargs: Any) -> warm.ForkedProcess:
    """Fork the kernel that *cmd* would start. Raises OSError or ValueError if a fork cannot stand in for it."""
    if not same_interpreter(cmd[0]):
        raise ValueError("another interpreter's kernel cannot be forked from our template")
    arguments = cmd[cmd.index(LAUNCHER) + 1 :]
    streams = [descriptor(kwargs.get(name), default) for name, default in (("stdout", 1), ("stderr", 2))]
    return warm.fork(arguments, kwargs.get("env", os.environ), str(kwargs.get("cwd") or Path.cwd()), streams)


def same_interpreter(executable: str) -> bool:
    """Tell whether *executable* is the very Python that runs this process, virtual environment included."""
    return os.path.normpath(executable) == os.path.normpath(sys.executable)


def descriptor(stream: Any, default: int) -> int:
    """Return the file descriptor of *stream*, which is a file, a descriptor or None for *default*."""
    if stream is None:
        return default
    return stream if isinstance(stream, int) else stream.fileno()


class WarmSpecs(KernelSpecManager):
    """The installed kernels, with our provisioner for those that ipykernel runs and no other provisioner claims."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the specification of *kernel_name*. Raises NoSuchKernel."""
        spec = super().get_kernel_spec(kernel_name)
        if LAUNCHER in spec.argv:
            spec.metadata = {"kernel_provisioner": {"provisioner_name": "summit-fork"}, **spec.metadata}
        return spec


def kernel_manager(kernel_name: str, folder: str) -> AsyncKernelManager:
    """
    Return a manager for one kernel that talks through sockets in *folder*.

    Files in a private folder know no port races, and nobody else on the machine can listen.
    """
    connection_file = str(Path(folder, "kernel.json"))
    manager = AsyncKernelManager(
        kernel_name=kernel_name, kernel_spec_manager=WarmSpecs(), connection_file=connection_file
    )
    if sys.platform != "win32" and len(connection_file) < LONGEST_SOCKET_PATH:
        manager.transport = "ipc"
    return manager
