"""What a function prints while it is checked: of the case that failed, short and harmless."""

import logging
import re
import sys
import threading

import numpy as np
import pytest

from course_utils import check, solutions
from course_utils.exercises import find, printed, rendering
from course_utils.exercises.verdict import Verdict

LABEL = "What your function printed, tried on: "
split = find("split_dataset")


def split_dataset_that(fails_at, say):
    """Return an answer that calls `say` with its number each time, and is wrong at one of them."""
    calls = []

    def split_dataset(X, y):
        calls.append(1)
        say(len(calls))
        if len(calls) == fails_at:
            return None
        return solutions.reference("split_dataset")(X, y)

    return split_dataset


def piece_of(*written):
    piece = printed.Piece()
    for text in written:
        piece.add(text.encode())
    return piece.text()


def test_the_prints_of_the_case_that_failed_are_shown_and_of_no_other(capsys):
    check(split_dataset_that(fails_at=2, say=lambda n: print(f"try {n}", file=sys.stderr)))
    shown = capsys.readouterr()
    assert shown.err == ""
    card, _, fold = shown.out.partition(LABEL)
    assert "try" not in card
    assert re.findall(r"try \d", fold) == ["try 2"]
    tried_on = re.search(r"Tried on: (.+)", card)[1]
    assert fold.startswith(f"{tried_on}:\n    try 2")


def test_of_a_function_that_passes_no_print_is_shown(capsys):
    check(split_dataset_that(fails_at=None, say=print))
    shown = capsys.readouterr()
    assert "passed" in shown.out
    assert "your function printed" not in shown.out
    assert not re.search(r"^\d", shown.out, re.MULTILINE)


def test_prints_before_the_blank_line_of_a_stub_are_shown(capsys):
    def split_dataset(X, y):
        print(X.shape)
        raise NotImplementedError

    check(split_dataset)
    assert "What your function printed:\n    (1153, 10, 9)\n" in capsys.readouterr().out


def test_what_a_function_printed_that_was_stopped_is_shown():
    catcher = printed.Catcher()
    catcher.add(b"the first case\n")
    catcher.end_of(split.cases(np.random.default_rng(0))[0])
    catcher.add(b"endless\n" * 50)
    verdict = Verdict("split_dataset", "timeout", "It was stopped", tried_on="the second")
    assert catcher.of(verdict).text.splitlines()[0] == "endless"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(["x" * 100_000_000], id="one line of 100 MB"),
        pytest.param(["line\n" * 20_000_000], id="100 MB of lines"),
        pytest.param(["a\n"] * 300_000, id="many prints"),
    ],
)
def test_however_much_is_printed_little_is_kept_and_said_what_is_left_out(written):
    piece = printed.Piece()
    for text in written:
        piece.add(text.encode())
    assert len(piece.text()) < 20_000
    assert "left out" in piece.text()


def test_the_first_and_the_last_lines_are_shown():
    lines = piece_of(*(f"line {n}\n" for n in range(1, 100_001))).splitlines()
    assert (lines[0], lines[-1]) == ("line 1", "line 100000")
    n_shown = len(lines) - 1
    assert f"… {100_000 - n_shown:,} lines left out …" in lines
    assert piece_of("a\n" * 40).splitlines() == ["a"] * 40


def test_of_a_bar_that_is_written_over_its_last_state_is_shown():
    assert piece_of("10%\r", "50%\r", "100%\n", "done\r\n") == "100%\ndone"


def test_nothing_that_steers_a_terminal_or_a_page_reaches_the_card(monkeypatch):
    cards = []
    monkeypatch.setattr(rendering, "show", lambda text, html: cards.extend([text, html()]))
    evil = "\x1b[31mred\x1b[0m \x1b]8;;http://x\x07link\x07 \x00\x08\x9b2J \u202eright to left"
    mark = "</pre><script>alert(1)</script>"
    check(split_dataset_that(fails_at=1, say=lambda n: print(evil, mark, "\ud800")))
    text, html = cards
    for card in cards:
        assert "red link" in card
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", card)
    assert "<script" not in html
    assert html.count("<details") == 1
    assert mark in text


def test_prints_from_threads_and_by_logging_are_caught(capsys):
    log = logging.getLogger("of a learner")
    log.addHandler(handler := logging.StreamHandler(sys.stderr))  # made before the check

    def say(n):
        log.warning("logged")
        thread = threading.Thread(target=print, args=["from a thread"])
        thread.start()
        thread.join()
        sys.stdout.write("written, without an end of line")

    check(split_dataset_that(fails_at=1, say=say))
    log.warning("after")
    log.removeHandler(handler)
    shown = capsys.readouterr()
    assert shown.err == "after\n"
    fold = shown.out.partition(LABEL)[2]
    assert all(text in fold for text in ("logged", "from a thread", "written, without"))


def test_a_thread_that_is_left_behind_prints_no_more(capsys):
    is_over, has_printed, threads = threading.Event(), threading.Event(), []

    def go_on():
        while not is_over.wait(0.01):
            print("still there")
            has_printed.set()

    def say(n):
        threads.append(threading.Thread(target=go_on))
        threads[-1].start()

    check(split_dataset_that(fails_at=1, say=say))
    capsys.readouterr()
    has_printed.clear()
    print("others go on")
    assert has_printed.wait(60)
    is_over.set()
    for thread in threads:
        thread.join()
    assert capsys.readouterr().out == "others go on\n"


def test_after_the_check_the_streams_are_as_they_were_even_for_who_kept_ours(capsys):
    before, kept = (sys.stdout, sys.stderr), []
    check(split_dataset_that(fails_at=1, say=lambda n: kept.append(sys.stdout)))
    assert (sys.stdout, sys.stderr) == before
    capsys.readouterr()
    print("first", file=kept[0], flush=True)
    print("second")
    assert capsys.readouterr().out == "first\nsecond\n"
