"""
Warm kernels: a `jupyter_client` provisioner that forks kernels from a loaded template.

A kernel that starts from nothing spends two seconds on imports. While `warm.warm()` keeps a template process, kernels
of this interpreter are forked from it instead; for the installed kernel `summit-report` this process keeps one itself.
Whatever goes wrong on the way, and on every system but Linux, the kernel starts the plain way and the log says why.
"""

import asyncio
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
from traitlets import Bool

from summit_report.publishing import warm
from summit_report.publishing.keeper import keeper

LAUNCHER = "ipykernel_launcher"
LONGEST_SOCKET_PATH = 90  # the system allows 107 characters; jupyter_client adds "-ipc-1" and the like
SECONDS_TO_DIE = 0.5
HARMLESS_OPTIONS = {"-Xfrozen_modules=off"}
USUAL = {"cwd", "env", "extra_arguments", "kernel_id", "stderr", "stdout"}  # what managers pass, and we understand


class ForkProvisioner(LocalProvisioner):
    """Fork the kernel from the template process if there is one; else start it like any local kernel."""

    keep_template = Bool(False, help="Keep a template in this process unless it runs in `warm.warm()`.").tag(
        config=True
    )
    forked = False

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel that *cmd* describes and return how to connect to it."""
        self.forked = False
        try:
            forked = await self.fork(launch_request(cmd, **kwargs))
        except (OSError, ValueError) as why:
            self.log.debug("The kernel starts the plain way: %s", why)
            return await super().launch_kernel(cmd, **kwargs)
        self.log.debug("The kernel is forked from a template: %s", forked.pid)
        self.forked = True
        self.process = cast("Popen[Any]", forked)
        self.pid = self.pgid = forked.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def fork(self, request: warm.Request) -> warm.ForkedProcess:
        """Return the forked kernel that *request* asks for. Raises OSError, saying why, if there is none."""
        if warm.ADDRESS in os.environ:
            return warm.fork(os.environ[warm.ADDRESS], request)
        if self.keep_template:  # a server's other kernels must not wait for an answer
            return await asyncio.to_thread(keeper().fork, request)
        raise ConnectionError("this process has no template")

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


def launch_request(cmd: list[str], **kwargs: Any) -> warm.Request:
    """Return the request for the kernel that *cmd* would start. Raises ValueError if a fork cannot stand in for it."""
    if sys.platform != "linux":
        raise ValueError("kernels are forked on Linux only")
    if not same_interpreter(cmd[0]):
        raise ValueError(f"{cmd[0]} is another interpreter than ours, {sys.executable}")
    *options, module = cmd[1 : cmd.index(LAUNCHER)]
    if module != "-m" or set(options) - HARMLESS_OPTIONS:
        raise ValueError(f"a fork cannot have options of its own for Python: {' '.join(options)}")
    unusual = [name for name, value in kwargs.items() if name not in USUAL and value is not None]
    if unusual:
        raise ValueError(f"a fork cannot be started with {', '.join(unusual)}")
    env = kwargs.get("env")
    return warm.Request(
        cmd[cmd.index(LAUNCHER) + 1 :],
        dict(os.environ if env is None else env),
        str(kwargs.get("cwd") or Path.cwd()),
        [descriptor(kwargs.get(name), default) for name, default in (("stdout", 1), ("stderr", 2))],
    )


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
