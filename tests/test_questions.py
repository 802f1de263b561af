"""Questions with options, and open ones: what the lessons ask, and what is said to an answer."""

import re
from collections import Counter

import pytest

from course_utils import ask
from course_utils.errors import CourseError
from course_utils.notebooks.building import from_text, sources
from course_utils.questions import notes, reading, summary

LESSONS = reading.lessons()
START = "lesson_00_start_here"  # it shows how questions work, and teaches nothing else
QUESTIONS = [
    pytest.param(name, question, id=name) for name, question in reading.questions().items()
]
SOURCE = {
    lesson: path.read_text(encoding="utf-8")
    for lesson in LESSONS
    for path in sources()
    if path.stem == lesson.removeprefix("lesson_")
}


@pytest.fixture(autouse=True)
def no_notes(monkeypatch):
    monkeypatch.setattr(notes, "_in_memory", [])


def test_every_lesson_has_a_file_of_what_it_asks():
    assert [lesson.removeprefix("lesson_") for lesson in LESSONS] == [p.stem for p in sources()]


def test_no_name_stands_twice_in_the_course():
    for kind in ("predictions", "questions", "explanations"):
        names = [name for asked in LESSONS.values() for name in getattr(asked, kind)]
        assert [name for name, n in Counter(names).items() if n > 1] == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_asks_all_that_its_file_holds_and_nothing_else(lesson):
    text, asked = SOURCE[lesson], LESSONS[lesson]
    assert sorted(re.findall(r'^ask\("([^"]+)", \.\.\.\)$', text, re.M)) == sorted(asked.questions)
    assert re.findall(r"^# \[explain: ([\w-]+)\]$", text, re.M) == list(asked.explanations)
    assert sorted(re.findall(r'^predict\("([^"]+)", \.\.\.\)$', text, re.M)) == sorted(
        asked.predictions
    )


@pytest.mark.parametrize("lesson", [name for name in LESSONS if name != START])
def test_a_lesson_has_four_to_six_questions_one_to_explain_and_three_to_warm_up(lesson):
    text = SOURCE[lesson]
    warm_up = text.split("# ## Warm-up")[1].split("\n# ## ")[0] if "# ## Warm-up" in text else ""
    n_warm_up = len(re.findall(r"^ask\(", warm_up, re.M))
    assert n_warm_up == (0 if lesson.startswith("lesson_01") else 3)
    assert 4 <= len(LESSONS[lesson].questions) - n_warm_up <= 6
    assert len(LESSONS[lesson].explanations) == 1


@pytest.mark.parametrize(("name", "question"), QUESTIONS)
def test_one_option_is_right_and_each_has_an_answer_of_its_own(name, question):
    options = list(question.options.values())
    assert 3 <= len(options) <= 4
    assert sum(option.is_right for option in options) == 1
    assert all(len(option.reply.split()) >= 5 for option in options)
    assert len({option.reply for option in options}) == len({o.text for o in options})


@pytest.mark.parametrize(("name", "question"), QUESTIONS)
def test_no_question_can_be_answered_by_its_form(name, question):
    texts = [question.text, *(option.text for option in question.options.values())]
    for words in ("all of the above", "none of the above", "select all", "both a and"):
        assert not any(words in text.lower() for text in texts)
    assert not re.search(r"\bNOT\b", question.text)


def test_the_right_option_is_neither_the_longest_nor_in_one_place_as_a_rule():
    letters, n_longest = Counter(), 0
    for question in reading.questions().values():
        (letter,) = (key for key, option in question.options.items() if option.is_right)
        letters[letter] += 1
        longest = max(question.options, key=lambda key: len(question.options[key].text))
        n_longest += longest == letter
    n = letters.total()
    assert n_longest < 0.5 * n
    assert max(letters.values()) < 0.4 * n


@pytest.mark.parametrize("asked", LESSONS.values(), ids=LESSONS)
def test_an_open_question_has_a_model_answer_and_three_things_to_look_for(asked):
    for explanation in asked.explanations.values():
        assert 50 <= len(explanation.model.split()) <= 150
        assert len(explanation.criteria) == 3


def letters_of(name):
    options = reading.questions()[name].options
    (right,) = (letter for letter, option in options.items() if option.is_right)
    return right, next(letter for letter in options if letter != right)


NAME = next(iter(reading.questions()))


def test_a_right_answer_is_said_to_be_right_and_why(capsys):
    right, _ = letters_of(NAME)
    ask(NAME, right)
    said = " ".join(capsys.readouterr().out.split())
    assert f"✓ {right}: right" in said
    assert reading.questions()[NAME].options[right].reply in said


def test_a_wrong_answer_gets_the_reply_to_its_own_option_and_not_the_right_letter(capsys):
    right, wrong = letters_of(NAME)
    ask(NAME, wrong)
    said = " ".join(capsys.readouterr().out.split())
    assert f"✗ {wrong}: not this one" in said
    assert reading.questions()[NAME].options[wrong].reply in said
    assert reading.questions()[NAME].options[right].reply not in said


@pytest.mark.parametrize(("name", "question"), QUESTIONS)
def test_a_question_without_an_answer_names_all_letters_and_so_gives_none_away(
    name, question, capsys
):
    ask(name, ...)
    said = capsys.readouterr().out
    assert "○ not answered yet" in said
    assert re.findall('"([a-z])"', said) == list(question.options)
    assert notes.all_notes() == []


@pytest.mark.parametrize(("name", "question"), QUESTIONS)
def test_a_reply_has_no_signs_of_markdown_which_a_card_would_show(name, question):
    for option in question.options.values():
        assert not re.search(r"\*\S|\]\(|\$|\b_\w|<", option.reply)


@pytest.mark.parametrize("answer", ["z", "", 3, None, ["a"], "because", b"a", float("nan")])
def test_what_is_no_option_gets_a_word_and_no_traceback(answer, capsys):
    ask(NAME, answer)
    assert "none of the options" in capsys.readouterr().out
    assert notes.all_notes() == []


@pytest.mark.parametrize("written", [" A ", "(a)", "A"])
def test_a_letter_counts_however_it_is_written(written, capsys):
    ask(NAME, written)
    assert [note.value for note in notes.all_notes()] == ["a"]


@pytest.mark.parametrize("name", [NAME[:-1], "nonsense", 7, None])
def test_an_unknown_question_gets_the_nearest_name(name, capsys):
    ask(name, "a")
    said = capsys.readouterr().out
    assert "no question called" in said
    assert (f'"{NAME}"' in said) == (name == NAME[:-1])


def test_progress_counts_answers_and_those_right_at_the_first_try(capsys):
    right, wrong = letters_of(NAME)
    other = list(reading.questions())[1]
    for letter in (wrong, right, right):
        ask(NAME, letter)
    ask(other, letters_of(other)[0])
    capsys.readouterr()
    total = len(reading.questions())
    assert dict(summary.lines(notes.all_notes()))["Questions"] == (
        f"2 of {total} answered, 1 of them right at the first try"
    )


BROKEN = {
    "no TOML": "[question.a",
    "no options": '[question.a]\ntext = "a"\n',
    "no text": '[[question.a.options]]\ntext = "b"\nreply = "c"\n',
    "a text in place of a table": 'question = "a"\n',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_damaged_file_is_named(text, tmp_path):
    path = tmp_path / "lesson_09.toml"
    path.write_text(text)
    with pytest.raises(CourseError, match=r"lesson_09\.toml cannot be read"):
        reading.read(path)


ASKING = """\
# %% [markdown]
# Text.

# %%
ask("{question}", ...)

# %%
predict("{prediction}", ...)

# %%
def measure():
    return 1

# %%
value = measure()
print(value)

# %%
reveal("{prediction}", value)

# %%
print("after")

# %% [markdown]
# [explain: {explanation}]
"""
NAMES = {
    "question": NAME,
    "prediction": next(iter(reading.predictions())),
    "explanation": next(iter(reading.explanations())),
}


def made_from(text, folder, **names):
    source = folder / "09_a.py"
    source.write_text(text.format(**NAMES | names))
    return from_text(source).cells


def test_a_question_is_written_out_with_its_options(tmp_path):
    _, text, cell, *_ = made_from(ASKING, tmp_path)
    question = reading.questions()[NAME]
    assert text.source.startswith(f"**Question.** {question.text}")
    assert text.metadata["course"] == {reading.ASKS: NAME}
    for letter, option in question.options.items():
        assert f"- **{letter}**: {option.text}" in text.source
        assert option.reply not in text.source
    assert cell.source == f'ask("{NAME}", ...)'
    assert cell.metadata["course"] == {"question": NAME}


def test_what_answers_a_prediction_is_folded_and_nothing_else(tmp_path):
    cells = made_from(ASKING, tmp_path)
    folded = [cell.source for cell in cells if "hide-output" in cell.metadata.get("tags", [])]
    assert [source.splitlines()[0] for source in folded] == [
        "def measure():",
        "value = measure()",
    ]
    assert all(
        cell.metadata["jupyter"] == {"outputs_hidden": True}
        for cell in cells
        if cell.source in folded
    )


def test_an_open_question_has_a_cell_to_write_in_and_a_folded_model_answer(tmp_path):
    *_, question, own, model = made_from(ASKING, tmp_path)
    explanation = reading.explanations()[NAMES["explanation"]]
    assert question.source == explanation.text
    assert own.metadata["course"] == {"explain": NAMES["explanation"]}
    assert own.source == reading.WRITE_HERE
    assert model.source.startswith("<details>")
    assert all(criterion in model.source for criterion in explanation.criteria)


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_that_no_file_has_stops_the_build(kind, tmp_path):
    with pytest.raises(CourseError, match="no lesson asks 'nonsense-x'"):
        made_from(ASKING, tmp_path, **{kind: "nonsense-x"})


def test_a_prediction_that_is_never_measured_stops_the_build(tmp_path):
    with pytest.raises(CourseError, match="never measured"):
        made_from(ASKING.replace("reveal(", "print("), tmp_path)
    with pytest.raises(CourseError, match="not predicted before"):
        made_from(ASKING.replace("predict(", "print("), tmp_path)


class Silent:
    """A value that cannot be written."""

    def __repr__(self):
        raise RuntimeError("no words")


NO_WORDS = {
    "a huge number": 10**5000,
    "a long text": "x" * 10**6,
    "a silent value": Silent(),
    "half a character": "\ud800",
    "a complex number": 3 + 2j,
}


@pytest.mark.parametrize("value", NO_WORDS.values(), ids=NO_WORDS)
def test_what_has_no_words_or_too_many_gets_a_short_word(value, capsys):
    ask(NAME, value)
    ask(value, "a")
    said = capsys.readouterr().out
    assert "none of the options" in said
    assert "no question called" in said
    assert len(said) < 600


def test_progress_takes_notes_of_another_version():
    odd = [notes.Note("answer", NAME, [1.0]), notes.Note("answer", "gone", "a")]
    odd += [notes.Note("guess", "gone", "a"), notes.Note("measured", "gone", [1.0])]
    assert dict(summary.lines(odd))["Questions"].startswith("0 of ")
