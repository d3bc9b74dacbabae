"""
A client that lets the kernel wait as little as can be.

nbclient asks for a cell when it has taken in all that the one before gave, which with exhibits is a tenth of the
kernel's time. Here the next cell is asked for as soon as the kernel is idle, and outputs are taken in while it runs.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Iterable
from queue import Empty
from typing import Any, cast

import zmq
from jupyter_client.utils import ensure_async, run_sync
from nbclient.exceptions import CellExecutionComplete, DeadKernelError
from nbformat import NotebookNode, from_dict
from papermill.clientwrap import PapermillNotebookClient

from summit_report.blocks import MIME

CONNECT_EVERY = 2  # milliseconds until the kernel listens; ZeroMQ's own tenth of a second is longer than a fork needs
LAST_WORDS = 0.5  # seconds to hear what a kernel said before it died
NO_SLEEP = "--Kernel._execute_sleep=0"
"""Of half a millisecond after each cell, which ipykernel grants clients that do not wait for the last output."""
MOST_HELD = 20  # messages from a cell's value on; more come from its threads
FORBID = ("error", "comm_open", "comm_msg")
"""Messages after which the next cell is not asked for ahead: the run may end, or a widget awaits our answer."""


class QuickClient(PapermillNotebookClient):
    """papermill's client without fixed waits, and with the next cell's request on its way."""

    def __init__(self, nb_man: Any, **kw: Any):
        super().__init__(nb_man, **kw)
        self._coming = deque[tuple[str, bool]]()
        self._ahead = ""

    async def async_start_new_kernel(self, **kwargs: Any) -> None:
        """Start the kernel with *kwargs*; one of ipykernel's without its sleep."""
        if self.km and self.km.ipykernel:
            self.extra_arguments: list[str] = [NO_SLEEP]
        await super().async_start_new_kernel(**kwargs)

    start_new_kernel = run_sync(async_start_new_kernel)

    async def async_start_new_kernel_client(self) -> Any:
        """
        Connect to the kernel and return as soon as both of its channels answer.

        The usual way ends with 0.2 s of silence on the output channel. Here the kernel's own "idle" after our request
        shows that nothing before it is missing, which takes no time.
        """
        self.kc = self.km.client()
        self.kc.context.setsockopt(zmq.RECONNECT_IVL, CONNECT_EVERY)
        try:
            await ensure_async(self.kc.start_channels(stdin=False, hb=False))
            reply = await self._first_reply()
        except BaseException:
            await self._async_cleanup_kernel()
            raise
        self.kc.allow_stdin = False
        self.kc.shell_channel.send = self._send
        self._request = self.kc.execute
        self.kc.execute = self.ask
        self.nb.metadata["language_info"] = reply["content"]["language_info"]
        return self.kc

    start_new_kernel_client = run_sync(async_start_new_kernel_client)

    async def _first_reply(self) -> dict[str, Any]:
        give_up = time.monotonic() + self.startup_timeout
        while time.monotonic() < give_up:
            self.kc.kernel_info()
            try:
                reply: dict[str, Any] = await ensure_async(self.kc.get_shell_msg(timeout=1))
                await asyncio.wait_for(self._idle(reply["parent_header"]["msg_id"]), timeout=0.2)
                return reply
            except (TimeoutError, Empty):
                await self._async_check_alive()
        raise DeadKernelError(f"The kernel did not answer within {self.startup_timeout} s")

    async def _idle(self, request: str) -> None:
        while True:
            message = await ensure_async(self.kc.get_iopub_msg(timeout=None))
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["content"].get("execution_state") == "idle":
                return

    def _send(self, message: dict[str, Any]) -> None:
        """
        Send *message* through the shell channel's own socket, in place of the channel's `send`.

        That goes around the socket, which may be listening: the sign that a reply has come can get lost there, and who
        waits for it then waits for ever. Widgets are answered while a cell runs, the next cell is asked for ahead.
        """
        parts = [*self.kc.session.serialize(message), *message.get("buffers", ())]
        self.kc.shell_channel.socket.send_multipart(parts)

    def ask_ahead_for(self, cells: Iterable[NotebookNode]) -> None:
        """Let the requests of *cells*, which will be executed in this order, be sent before their time."""
        self._coming = deque((cell.source, not self._may_fail(cell)) for cell in cells if self._is_executed(cell))

    def _is_executed(self, cell: NotebookNode) -> bool:
        tags = cell.metadata.get("tags", [])
        return cell.cell_type == "code" and bool(cell.source.strip()) and self.skip_cells_with_tag not in tags

    def _may_fail(self, cell: NotebookNode) -> bool:
        return bool(self.allow_errors) or "raises-exception" in cell.metadata.get("tags", [])

    def ask(self, source: str, store_history: bool = True, stop_on_error: bool = True) -> str:
        """
        Ask the kernel to run *source* unless that was asked ahead; return the number of the request.

        nbclient calls this in place of the kernel client's `execute`.
        """
        ahead, self._ahead = self._ahead, ""
        if ahead:
            return ahead
        if self._coming:
            self._coming.popleft()
        return self._request(source, store_history=store_history, stop_on_error=stop_on_error)

    def ask_ahead(self) -> None:
        """Ask the kernel to run the cell that comes next."""
        if self._coming:
            source, stop_on_error = self._coming.popleft()
            self._ahead = self._request(source, store_history=True, stop_on_error=stop_on_error)

    async def _async_poll_output_msg(self, parent_msg_id: str, cell: NotebookNode, cell_index: int) -> None:
        """Take in the messages of *cell* until the kernel is idle; its value, if any, while the next cell runs."""
        held: list[dict[str, Any]] = []
        may_lead, idle = True, False
        while not idle:
            message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=None))
            if message["parent_header"].get("msg_id") != parent_msg_id:
                continue
            may_lead = may_lead and message["msg_type"] not in FORBID
            idle = message["content"].get("execution_state") == "idle"
            if idle and may_lead:
                self.ask_ahead()
            held.append(message)
            if idle or len(held) > MOST_HELD or held[0]["msg_type"] != "execute_result":
                for one in held:
                    with contextlib.suppress(CellExecutionComplete):  # says what *idle* does
                        self.process_message(one, cell, cell_index)
                held.clear()

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """Take in one output. An exhibit stays as it came: nbclient copies every value in it and checks the copy."""
        content = msg["content"]
        hooked = self.output_hook_stack[msg["parent_header"].get("msg_id")]
        if MIME not in content.get("data", {}) or hooked or display_id or self.clear_before_next_output:
            return cast("NotebookNode | None", super().output(outs, msg, display_id, cell_index))
        out = NotebookNode(output_type=msg["msg_type"], metadata=from_dict(content["metadata"]), data=NotebookNode())
        if "execution_count" in content:
            out.execution_count = content["execution_count"]
        dict.update(out.data, content["data"])  # the node's own way copies
        outs.append(out)
        return out

    async def _async_poll_kernel_alive(self) -> None:
        """Give up the cell that we wait for when the kernel is dead and has nothing more to say of it."""
        with contextlib.suppress(DeadKernelError):
            while self.kc:
                await self._async_check_alive()
                await asyncio.sleep(1)
            return
        await asyncio.sleep(LAST_WORDS)  # a cell that has ended is not the one that killed it
        if self.task_poll_for_reply:
            self.task_poll_for_reply.cancel()
