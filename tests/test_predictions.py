"""`predict` and `reveal`: a guess is noted before, shown beside the measurement, and counted."""

import json
from fractions import Fraction

import numpy as np
import pytest

from course_utils import predict, reveal
from course_utils.learner import noting
from course_utils.questions import calibration, notes, predicting, summary, wording
from course_utils.questions.calibration import Outcome
from course_utils.questions.notes import Note
from course_utils.questions.reading import Prediction

KNOWN = {
    "images": Prediction("images", ()),
    "share": Prediction("%", ()),
    "share of a gain": Prediction("%", (), is_whole_share=False),
    "gain": Prediction("points", ()),
    "layer": Prediction("", ("conv", "dense")),
}


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setattr(notes, "_in_memory", [])
    monkeypatch.setattr(predicting, "predictions", lambda: KNOWN)
    monkeypatch.setattr(summary, "predictions", lambda: KNOWN)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(noting, "kernel_folder", lambda: tmp_path)
    return tmp_path


def said(capsys):
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("guess", [(...,), (..., ...), ()])
def test_a_blank_prediction_says_nothing_before_or_after(guess, capsys):
    predict("images", *guess)
    reveal("images", 7)
    assert said(capsys) == ""


SHOWN = {
    "a number": (("images", 9000), "9,000 images", 10983, "1,983 images below it"),
    "a number that is near": (("images", 10500), "✓ images", 10983, "483 images below it"),
    "the number": (("images", 7), "✓ images", 7, "Exactly."),
    "a range that holds": (
        ("images", 8000, 12000),
        "8,000 to 12,000",
        10983,
        "Your range holds it",
    ),
    "a range in a tuple": (("images", (8000, 12000)), "8,000 to 12,000", 10983, "range holds it"),
    "a range that does not": (("images", 1, 2), "1 to 2 images", 10983, "outside your range"),
    "a range the wrong way round": (("share", 90, 80), "80 to 90 %", 87.123, "range holds it"),
    "per cent": (("share", 80), "80 %", 87.123, "7.1 points below it"),
    "no more precise than the measurement": (
        ("share", 94.4),
        "94.4 %",
        94.4578,
        "0.1 points below",
    ),
    "two figures": (("share", 60.1), "60.1 %", 83.7421, "24 points below"),
    "half a point": (("share", 60.5), "60.5 %", 60, "0.5 points above"),
    "nearer than is shown": (("share", 94.5), "94.5 %", 94.4999, "as near as can be told"),
    "a small number": (("gain", -0.5), "-0.5 points", 0.0123, "0.51 points below"),
    "a choice": (("layer", "dense"), "dense", "dense", "So it is."),
    "another choice": (("layer", "Conv "), "conv", "dense", "came out otherwise"),
    "arrays of NumPy": (("images", np.int64(5)), "5 images", np.float32(5), "Exactly."),
}


@pytest.mark.parametrize(("guess", "before", "measured", "after"), SHOWN.values(), ids=SHOWN)
def test_the_guess_stands_beside_the_measurement(guess, before, measured, after, capsys):
    predict(*guess)
    reveal(guess[0], measured)
    shown = said(capsys)
    assert before in shown
    assert after in shown


NO_GUESSES = {
    "a word for a number": ("images", "many"),
    "a word that is no choice": ("layer", "pooling"),
    "a number for a choice": ("layer", 3),
    "three numbers": ("images", 1, 2, 3),
    "nothing": ("images", None),
    "no number": ("images", float("nan")),
    "endless": ("images", float("inf")),
    "larger than all floats": ("images", 10**400),
    "a larger fraction": ("images", Fraction(10**400)),
    "too long for words": ("images", 10**5000),
    "too long for a choice": ("layer", 10**5000),
    "complex": ("images", 3 + 2j),
    "half a character": ("layer", "\ud800"),
    "true": ("images", True),
    "an array": ("images", np.ones(3)),
    "a very long text": ("images", "x" * 10_000),
    "dots in a range": ("images", 3, ...),
}


@pytest.mark.parametrize("guess", NO_GUESSES.values(), ids=NO_GUESSES)
def test_what_is_no_guess_gets_a_word_on_how_to_write_one(guess, capsys):
    predict(*guess)
    shown = said(capsys)
    assert "cannot be noted" in shown
    assert ('"conv" or "dense"' if guess[0] == "layer" else "a number of images") in shown
    assert len(shown) < 400
    assert notes.all_notes() == []


@pytest.mark.parametrize(
    ("guess", "meant"),
    [
        (("images", 9, 0), "write 9000, without"),
        (("images", 11, 500), "write 11500, without"),
    ],
)
def test_a_likely_slip_of_writing_is_asked_about_and_noted_all_the_same(guess, meant, capsys):
    predict(*guess)
    assert meant in said(capsys)
    assert len(notes.all_notes()) == 1


@pytest.mark.parametrize(
    "guess",
    [
        ("images", 90, 110),
        ("images", 0, 500),
        ("images", 8000, 12000),
        ("images", 0.5),
        ("share", 5, 0),
        ("share", 5),
        ("layer", "conv"),
    ],
)
def test_a_guess_without_a_slip_is_not_asked_about(guess, capsys):
    predict(*guess)
    assert "Did you mean" not in said(capsys)


IMPOSSIBLE = {
    "a share of one": (("share", 0.6), "Did you mean 60 %? Then write 60."),
    "shares of one": (("share", 0.45, 0.6), "Did you mean 45, 60 %? Then write 45, 60."),
    "a share of a gain": (("share of a gain", 0.5), "Then write 50."),
    "more than all": (("share", 150), "from 0 to 100 per cent"),
    "a range with a minus": (("share", 40 - 60), "for a range have a comma: 40, 60."),
    "a range that ends too high": (("share", 50, 120), "from 0 to 100 per cent"),
    "fewer than none": (("images", -3), "a number of images, from 0."),
    "more points than there are": (("gain", 500), "from -100 to 100 points"),
}


@pytest.mark.parametrize(("guess", "said_of_it"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_a_guess_that_cannot_come_out_is_asked_about_and_not_noted(guess, said_of_it, capsys):
    predict(*guess)
    shown = said(capsys)
    assert "is not noted" in shown
    assert said_of_it in shown
    assert notes.all_notes() == []


@pytest.mark.parametrize(
    "guess",
    [
        ("share", 0),
        ("share", 0, 1),
        ("share", 100),
        ("gain", -0.5),
        ("share of a gain", -20),
        ("share of a gain", 150),
        ("images", 0),
    ],
)
def test_a_guess_that_can_come_out_is_noted(guess, capsys):
    predict(*guess)
    assert len(notes.all_notes()) == 1


def test_an_unknown_prediction_gets_the_nearest_name(capsys):
    predict("image", 3)
    assert 'Did you mean "images"?' in said(capsys)


@pytest.mark.parametrize("measured", [None, float("nan"), "a text", np.ones(3)])
def test_a_measurement_that_went_wrong_stops_nothing(measured, capsys):
    reveal("images", measured)
    assert said(capsys) == ""
    predict("images", 3)
    reveal("images", measured)
    assert "no measurement to compare with" in said(capsys)


def test_the_last_guess_before_the_measurement_counts_and_none_after_it(capsys):
    predict("images", 3)
    predict("images", 5)
    reveal("images", 5)
    predict("images", 5.5)
    assert "does not count" in said(capsys)
    reveal("images", 6)
    assert calibration.outcomes(notes.all_notes()) == {"images": Outcome([5.0], [5.0])}


def test_a_guess_after_the_result_was_seen_does_not_count():
    reveal("images", 5)
    predict("images", 5)
    assert calibration.outcomes(notes.all_notes()) == {}


def test_a_late_guess_stands_beside_the_measurement_all_the_same(capsys):
    reveal("images", 5)
    predict("images", 5)
    capsys.readouterr()
    reveal("images", 5)
    assert "● images" in (shown := said(capsys))
    assert "You expected: 5 images" in shown
    assert "does not count" in shown


def test_running_a_notebook_again_changes_nothing():
    for _ in range(3):
        predict("images", 3)
        reveal("images", 5)
    assert notes.all_notes() == [Note("guess", "images", [3.0]), Note("measured", "images", [5.0])]


def ranges(hits, n):
    return [Outcome([0.0, 1.0], [0.5 if number < hits else 2.0]) for number in range(n)]


@pytest.mark.parametrize(
    ("hits", "n", "words"),
    [
        (1, 5, "make them wider"),  # probability 0.007 if each held in 8 of 10 cases
        (3, 4, "8 of 10 are the aim"),
        (10, 10, "8 of 10 are the aim"),  # 0.107
        (11, 11, "make them narrower"),  # 0.086
        (8, 10, "8 of 10 are the aim"),
    ],
)
def test_ranges_are_said_to_be_too_wide_or_narrow_where_chance_can_hardly_explain_it(
    hits, n, words
):
    assert calibration.in_words(ranges(hits, n)).startswith(f"{hits} of {n} ranges held")
    assert words in calibration.in_words(ranges(hits, n))


def test_each_kind_of_guess_is_counted_for_itself():
    found = [
        *ranges(1, 2),
        Outcome([95.0], [100.0]),
        Outcome([85.0], [100.0]),
        Outcome("conv", "conv"),
        Outcome("conv", "dense"),
        Outcome("dense", "dense"),
    ]
    assert calibration.in_words(found) == (
        "1 of 2 ranges held the measurement (8 of 10 are the aim); 1 of 2 single numbers came "
        "within a tenth of it; 2 of 3 choices were right"
    )


def test_progress_says_how_many_predictions_were_made():
    assert dict(summary.lines([]))["Predictions"] == "0 of 5 made"
    predict("layer", "conv")
    reveal("layer", "conv")
    predict("images", 5)  # not measured yet
    line = dict(summary.lines(notes.all_notes()))["Predictions"]
    assert line == "1 of 5 made; 1 of 1 choices were right"


def test_notes_are_kept_in_the_learners_folder(folder):
    predict("images", 1, 2)
    reveal("images", 5)
    lines = [json.loads(line) for line in (folder / notes.FILE).read_text().splitlines()]
    assert [(line["kind"], line["value"]) for line in lines] == [
        ("guess", [1.0, 2.0]),
        ("measured", [5.0]),
    ]
    assert notes.read(folder) == notes.all_notes()


def test_a_damaged_line_costs_itself_alone(folder):
    predict("images", 1)
    with (folder / notes.FILE).open("a") as file:
        file.write('{"kind": "guess"\n[]\n{"kind": "guess", "name": "images", "value": {}}\n\xff\n')
        file.write('{"kind": "guess", "name": "images", "value": [NaN]}\n')
        file.write('{"kind": "guess", "name": "images", "value": [1%s]}\n' % ("0" * 400))
    predict("layer", "conv")
    assert notes.read(folder) == [Note("guess", "images", [1.0]), Note("guess", "layer", "conv")]


def test_a_note_that_cannot_be_written_is_said_and_counts_in_this_kernel(folder, capsys):
    (folder / notes.FILE).mkdir()
    predict("images", 5)
    assert f"could not be written to {notes.FILE}" in said(capsys)
    reveal("images", 5)
    assert "Exactly." in said(capsys)


def test_what_could_not_be_written_is_written_when_the_file_is_mended(folder, capsys):
    (folder / notes.FILE).mkdir()
    predict("images", 3)
    (folder / notes.FILE).rmdir()
    reveal("images", 5)
    assert [note.kind for note in notes.read(folder)] == ["guess", "measured"]
    assert notes._in_memory == []


def test_the_same_guess_again_is_written_when_the_file_is_mended(folder, capsys):
    (folder / notes.FILE).mkdir()
    predict("images", 3)
    predict("images", 3)
    assert said(capsys).count("could not be written") == 2
    (folder / notes.FILE).rmdir()
    predict("images", 3)
    assert notes.read(folder) == [Note("guess", "images", [3.0])]


def test_of_a_huge_file_the_end_is_read(folder, monkeypatch):
    monkeypatch.setattr(notes, "MOST_BYTES", 1000)
    with (folder / notes.FILE).open("wb") as file:
        file.write(b"\0\xff" * 10**6)
    predict("images", 3)
    reveal("images", 5)
    assert calibration.outcomes(notes.all_notes()) == {"images": Outcome([3.0], [5.0])}


def test_many_notes_take_no_longer_than_they_are():
    noted = [Note("guess", f"images {number}", [1.0]) for number in range(100_000)]
    assert calibration.outcomes(noted) == {}


NUMBERS = {999.7: "1,000", 1e300: "1e+300", -1e15: "-1e+15", -0.0: "0", 0.123456: "0.123"}


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_a_number_is_short_and_has_no_needless_exponent(number, words):
    assert wording.number_in_words(number) == words


def test_a_guess_that_is_endlessly_far_off_is_said_to_be(capsys):
    predict("share of a gain", -1.7e308)
    reveal("share of a gain", 1.7e308)
    assert "inf points below it" in said(capsys)
