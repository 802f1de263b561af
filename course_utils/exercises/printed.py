"""What a learner's function prints while it is checked: caught, and a short piece of it kept.

All that the process prints meanwhile is caught, from whichever thread it comes: print, logging,
warnings, a figure or a table that is displayed, and in a notebook what a library in C writes.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from course_utils.exercises.exercise import Case
from course_utils.exercises.verdict import Verdict
from course_utils.machine import signs

MOST_LINES = 20
"""Of the first lines, and of the last ones, that are shown."""
MOST_SIGNS = 300
"""Of a line that are shown."""

_left_behind: weakref.WeakSet[threading.Thread] = weakref.WeakSet()

_MOST_BYTES = 20_000  # that are kept of the beginning, and of the end

# ESC [ … of colours and of the cursor, ESC ] … of links and titles, and other two-sign sequences.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_WRITTEN_OVER = re.compile(r"^.*\r(?=[^\n])", re.MULTILINE)


@dataclass(frozen=True)
class Printed:
    """What was printed while one case was tried: its first and last lines."""

    tried_on: str
    text: str

    @property
    def title(self) -> str:
        """What it is, in words."""
        return "What your function printed" + (f", tried on: {self.tried_on}" * bool(self.tried_on))


class Piece:
    """The beginning and the end of what is written to it, however much that is."""

    def __init__(self) -> None:
        self._beginning = bytearray()
        self._end: deque[bytes] = deque()
        self._n_end = self._n_lines = self._n_bytes = 0

    def add(self, content: bytes) -> None:
        """Take what was written."""
        self._n_bytes += len(content)
        self._n_lines += content.count(b"\n")
        room = _MOST_BYTES - len(self._beginning)
        self._beginning += content[:room]
        if len(content) > room:
            self._end.append(content[room:][-_MOST_BYTES:])
            self._n_end += len(self._end[-1])
            while self._n_end > 2 * _MOST_BYTES:
                self._n_end -= len(self._end.popleft())

    def text(self) -> str:
        """Return the first and the last lines, with a word on what is left out between them."""
        end = b"".join(self._end)
        is_whole = self._n_bytes == len(self._beginning) + len(end)
        if is_whole:
            lines = _readable(self._beginning + end).splitlines()
            first, last, n_lines = lines[:MOST_LINES], lines[MOST_LINES:], len(lines)
        else:
            first = _readable(self._beginning).splitlines()[:MOST_LINES]
            last, n_lines = _readable(end).splitlines(), self._n_lines
        last = last[-MOST_LINES:]
        n_left_out = n_lines - len(first) - len(last)
        shown = [_shortened(line) for line in first]
        if n_left_out > 0:
            shown.append(f"… {n_left_out:,} lines left out …")
        elif not is_whole:
            shown.append(f"… of {self._n_bytes:,} characters, most are left out …")
        return "\n".join([*shown, *map(_shortened, last)]).strip("\n")


class Catcher:
    """Holds what is printed, case by case."""

    def __init__(self) -> None:
        self.is_over = False
        self._now = Piece()
        self._done: list[tuple[str, Piece]] = []

    def add(self, content: bytes) -> None:
        """Take what is printed on the case that is tried now."""
        self._now.add(content)

    def end_of(self, case: Case) -> None:
        """Say that a case has been tried."""
        self._done.append((case.description, self._now))
        self._now = Piece()

    def of(self, verdict: Verdict) -> Printed | None:
        """Return what was printed on the case that a verdict speaks of; None if nothing was."""
        if verdict.passed:
            return None
        named = [piece for words, piece in self._done if words == verdict.tried_on]
        first = [piece for _, piece in self._done[:1]] if not verdict.tried_on else []
        piece = next(iter(named + first), self._now)
        text = piece.text()
        return Printed(verdict.tried_on, text) if text.strip() else None


@contextlib.contextmanager
def caught() -> Iterator[Catcher]:
    """Catch what is printed by this process, until the context ends."""
    catcher = Catcher()
    with contextlib.ExitStack() as stack:
        stack.callback(_silence_new_threads, set(threading.enumerate()))
        stack.callback(setattr, catcher, "is_over", True)  # once the streams are as they were
        for name in ("stdout", "stderr"):
            before = getattr(sys, name)
            stream = _text_stream(catcher, before)
            stack.callback(setattr, sys, name, before)
            setattr(sys, name, stream)
            stack.enter_context(_written_to(stream, before))
        stack.enter_context(_display_caught(catcher))
        yield catcher


class _Bytes(io.RawIOBase):
    """Hands what is written to a catcher; later, by those who kept it, to the stream before it."""

    def __init__(self, catcher: Catcher, before: Any) -> None:
        self._catcher, self._before = catcher, before

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return int(self._before.fileno())

    def write(self, content: Any) -> int:
        if self._catcher.is_over:
            self._before.write(bytes(content).decode("utf-8", "replace"))
        else:
            _take(self._catcher, bytes(content))
        return len(content)


def _take(catcher: Catcher, content: bytes) -> None:
    """Give a catcher what is printed, unless an earlier check has left its thread behind."""
    if threading.current_thread() not in _left_behind:
        catcher.add(content)


def _text_stream(catcher: Catcher, before: Any) -> io.TextIOWrapper:
    return io.TextIOWrapper(
        _Bytes(catcher, before),  # type: ignore[arg-type] # it needs no name
        encoding="utf-8",
        errors="backslashreplace",
        newline="",
        write_through=True,
    )


@contextlib.contextmanager
def _written_to(stream: io.TextIOWrapper, before: Any) -> Iterator[None]:
    """Have a stream written to by those who hold the one before it, such as a logging handler.

    A kernel's stream can be told so. One that is made in C cannot, and holds a terminal or a file.
    """
    own = getattr(before, "__dict__", {}).get("write")
    try:
        before.write = stream.write
    except AttributeError:
        yield
        return
    try:
        yield
    finally:
        del before.write
        if own:
            before.write = own


def _silence_new_threads(known: set[threading.Thread]) -> None:
    """Keep threads that could not be stopped, and go on printing, from filling the page."""
    new = set(threading.enumerate()) - known
    if not new:
        return
    _left_behind.update(new)

    def silence(stream: Any, write: Callable[[str], Any]) -> None:
        def write_of_others(text: str) -> Any:
            return len(text) if threading.current_thread() in _left_behind else write(text)

        with contextlib.suppress(AttributeError):  # one in C holds a terminal or a file
            stream.write = write_of_others

    for stream in (sys.stdout, sys.stderr):
        silence(stream, stream.write)


@contextlib.contextmanager
def _display_caught(catcher: Catcher) -> Iterator[None]:
    """Catch what is displayed in a notebook: its plain text is kept."""
    if "IPython" not in sys.modules:
        yield
        return
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        yield
        return

    def publish(data: Any, *_: Any, **__: Any) -> None:
        _take(catcher, f"{data.get('text/plain', '')}\n".encode("utf-8", "backslashreplace"))

    def clear_output(wait: bool = False) -> None:
        pass

    # The publisher itself stays: widgets and the kernel use what else it has.
    publisher = shell.display_pub
    before = publisher.publish, publisher.clear_output
    publisher.publish, publisher.clear_output = publish, clear_output
    try:
        yield
    finally:
        publisher.publish, publisher.clear_output = before


def _readable(content: bytes | bytearray) -> str:
    """Return text as a terminal would show it in the end, without what steers the terminal."""
    text = _ESCAPES.sub("", content.decode("utf-8", "replace")).replace("\r\n", "\n")
    return signs.UNSEEN.sub("", _WRITTEN_OVER.sub("", text))


def _shortened(line: str) -> str:
    return line if len(line) <= MOST_SIGNS else f"{line[:MOST_SIGNS]} …"
