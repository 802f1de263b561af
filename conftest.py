"""pytest settings that the notebooks need: nbval notices a dead kernel."""

import time
from queue import Empty

from nbval.kernel import RunningKernel

SECONDS_BETWEEN_LOOKS = 2.0

_get_message = RunningKernel.get_message


def get_message_while_alive(self, stream, timeout=None):
    """Wait for a message in slices, and fail as soon as the kernel has died.

    nbval waits for the whole cell timeout whether or not anybody can still answer, and has no
    hook for it.
    """
    deadline = None if timeout is None else time.monotonic() + timeout
    while True:
        left = SECONDS_BETWEEN_LOOKS if deadline is None else deadline - time.monotonic()
        try:
            return _get_message(self, stream, timeout=max(0.0, min(left, SECONDS_BETWEEN_LOOKS)))
        except Empty:
            if not self.is_alive():
                raise RuntimeError("the kernel died while this cell ran") from None
            if deadline is not None and time.monotonic() >= deadline:
                raise


RunningKernel.get_message = get_message_while_alive
