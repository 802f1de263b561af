"""A kernel's client that looks for messages each second, whether or not it was told of one.

Under load asyncio sometimes hears nothing of a message that has come: then the client waits for as
long as it may, although the kernel has answered. Looking again finds it.
"""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.manager import AsyncKernelManager
from traitlets import Type

_SECONDS_BETWEEN = 1.0


class LookingChannel(AsyncZMQSocketChannel):
    """A channel whose wait for a message is cut into short ones."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]
        """Return the next message; raise `queue.Empty` if none comes within so many seconds."""
        end = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            left = end - time.monotonic()
            try:
                message: dict[str, Any] = await super().get_msg(
                    timeout=max(0.0, min(left, _SECONDS_BETWEEN))
                )
            except Empty:
                if left <= _SECONDS_BETWEEN:
                    raise
            else:
                return message


class LookingClient(AsyncKernelClient):
    """A kernel's client with such channels."""

    shell_channel_class = Type(LookingChannel)
    iopub_channel_class = Type(LookingChannel)
    control_channel_class = Type(LookingChannel)


class LookingManager(AsyncKernelManager):
    """Starts a kernel, and gives such a client."""

    client_factory = Type(LookingClient, klass=AsyncKernelClient)
