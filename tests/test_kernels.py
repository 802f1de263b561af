"""A message of a kernel is found even if nobody was told that it came."""

import asyncio
import time
from queue import Empty

import pytest
from jupyter_client.channels import AsyncZMQSocketChannel

from course_utils.notebooks.kernels import LookingChannel, LookingManager

ANSWER = {"content": "an answer"}


@pytest.fixture
def deaf(monkeypatch):
    """Let a channel find a message when a wait ends, and not while it lasts; note the waits."""
    waits = []

    async def get_msg(self, timeout=None):
        waits.append(timeout)
        await asyncio.sleep(timeout)
        if len(waits) > 2:
            return ANSWER
        raise Empty

    monkeypatch.setattr(AsyncZMQSocketChannel, "get_msg", get_msg)
    return waits


@pytest.mark.parametrize("timeout", [300, None])
def test_a_message_that_nobody_was_told_of_is_found_within_seconds(deaf, timeout):
    start = time.monotonic()
    assert asyncio.run(LookingChannel.__new__(LookingChannel).get_msg(timeout=timeout)) == ANSWER
    assert time.monotonic() - start < 30
    assert len(deaf) == 3


def test_without_a_message_the_wait_ends_when_it_should(deaf):
    with pytest.raises(Empty):
        asyncio.run(LookingChannel.__new__(LookingChannel).get_msg(timeout=1.2))
    assert sum(deaf) == pytest.approx(1.2, abs=0.1)


def test_a_kernel_that_is_started_for_a_lesson_has_such_channels():
    client = LookingManager().client()
    assert isinstance(client.shell_channel, LookingChannel)
    assert isinstance(client.iopub_channel, LookingChannel)
