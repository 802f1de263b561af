"""The pages of a graded class: what learners are shown, and what whoever teaches can see."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from course_utils.exercises import find, of_lesson
from course_utils.exercises.exercise import Finding
from course_utils.exercises.verdict import Verdict
from course_utils.grading.by_hand import ByHand, HandMarks
from course_utils.grading.class_numbers import histogram, items
from course_utils.grading.lateness import Due
from course_utils.grading.marks import Marks
from course_utils.grading.pages import write_pages
from course_utils.grading.records import Key, Record
from course_utils.grading.rows import grades_of
from course_utils.grading.tables import PREFIX, Grade, Total
from course_utils.grading.unexplained import Group
from tests.classes import right_cell

CODE = "def prepare_images(images):\n    return images  # <b>mine</b> & \x1b[31m\n"
FINDING = Finding("not-scaled", "The values are not scaled.", "0 to 1", "0 to 255")
WRONG = Verdict("prepare_images", "failed", FINDING.message, FINDING, "two images", "scale them")


def record(student, *verdicts, code=None, notebook="01.ipynb"):
    code = code or {verdict.exercise: CODE for verdict in verdicts}
    return Record(Key(student, notebook, "", ""), list(verdicts), 1.0, code)


def a_student(name="ann"):
    return record(name, Verdict("read_idx", "passed", "Right."), WRONG)


class Text(HTMLParser):
    """Collects the visible text of a page, and checks that tags are closed in their order."""

    VOID = frozenset({"meta", "br", "input"})

    def __init__(self):
        super().__init__()
        self.text, self.open = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert tag == self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)


def page(tmp_path, records, marks=None, student=None, **options):
    marks = marks or Marks()
    times = options.pop("times", {})
    rows = grades_of(records, marks, times) + options.pop("more", [])
    write_pages(tmp_path, records, rows, "protection", marks=marks, **options)
    name = f"feedback/{student}.html" if student else "class_report.html"
    source = (tmp_path / name).read_text(encoding="utf-8")
    reader = Text()
    reader.feed(source)
    assert reader.open == []
    return " ".join(" ".join(reader.text).split()), source


def test_feedback_has_a_summary_lessons_and_the_own_code_beside_each_verdict(tmp_path):
    text, source = page(
        tmp_path, [a_student(), record("bob", Verdict("reuse_layers", "passed", ""))], student="ann"
    )
    points = find("read_idx").points
    most = sum(exercise.points for lesson in (1, 4) for exercise in of_lesson(lesson))
    n_exercises = len(of_lesson(1) + of_lesson(4))
    assert f"{points} of {most} points. 1 of {n_exercises} exercises passed" in text
    assert "1 not yet right" in text
    assert text.index("Lesson 01") < text.index("read_idx") < text.index("Lesson 04")
    assert (
        "Your code def prepare_images(images): return images # <b>mine</b> &  [31m"
        in text.replace("& [", "&  [")
    )
    assert "\x1b" not in source
    assert "Expected: 0 to 1" in text
    assert find("prepare_images").hints[0][:30] in text
    assert find("reuse_layers").hints[0][:30] not in text  # it was not handed in
    assert "prefers-color-scheme: dark" in source


def test_of_two_notebooks_the_code_is_that_of_the_verdict_that_counts(tmp_path):
    passed = Verdict("read_idx", "passed", "Right.")
    failed = Verdict("read_idx", "failed", "No.", FINDING)
    records = [
        record("ann", passed, code={"read_idx": "late = 1"}),
        record("ann", passed, code={"read_idx": "on_time = 2"}, notebook="02.ipynb"),
        record("ann", failed, code={"read_idx": "wrong = 3"}, notebook="03.ipynb"),
    ]
    text, _ = page(tmp_path, records, Marks(due=LATE), "ann", times=HANDED_IN)
    assert "on_time = 2" in text
    assert "late = 1" not in text
    assert "wrong = 3" not in text


def test_the_docstring_that_all_have_is_left_out_of_the_code(tmp_path):
    answer = right_cell("prepare_images").source
    text, _ = page(tmp_path, [record("ann", WRONG, code={"prepare_images": answer})], student="ann")
    assert "Your code def prepare_images(images): return" in text


def test_a_long_answer_is_cut_on_a_page(tmp_path):
    answer = record("ann", WRONG, code={"prepare_images": "x = 1\n" * 20_000})
    text, source = page(tmp_path, [answer], student="ann")
    assert len(source) < 20_000
    assert "… and" in text


COMMENTED = {
    "ann": HandMarks(
        "Come and <i>see</i> me.", {"read_idx": ByHand(change=-1, comment="Too long.")}
    )
}
LATE = Due(datetime(2026, 11, 30, tzinfo=UTC), penalty=0.5)
HANDED_IN = {("ann", "01.ipynb"): datetime(2026, 11, 30, 1, tzinfo=UTC)}
SECRETS = {
    "status": ["not yet right", "exercises passed", "✓", "✗"],
    "points": [f"of {find('read_idx').points} points"],
    "why": ["not scaled", "0 to 255", "two images", "Hint", "Your code", "Not your choice."],
}


@pytest.mark.parametrize(
    ("show", "hidden"),
    [("all", []), ("points", ["status", "why"]), ("verdicts", ["points", "why"])],
)
def test_learners_see_what_the_marks_file_lets_them_see(show, hidden, tmp_path):
    marks = Marks(show=show, by_hand=COMMENTED, due=LATE)
    question = Grade("ann", f"{PREFIX}why", "failed", 0, 0.5, "Not your choice.")
    text, source = page(tmp_path, [a_student()], marks, "ann", times=HANDED_IN, more=[question])
    for kind, words in SECRETS.items():
        for word in words:
            assert (word in text) == (kind not in hidden), (kind, word)
    if show == "points":
        assert 'class="card passed' not in source
    for always in ("Come and <i>see</i> me.", "Too long.", "1 h after the due date", "read_idx"):
        assert always in text
    assert "<i>see" not in source


def test_answers_that_nobody_could_explain_come_first_with_their_marks(tmp_path):
    group = Group("prepare_images", ["ann", "=1+1"], CODE, WRONG, FINDING)
    text, _ = page(
        tmp_path, [a_student(), a_student("=1+1")], unexplained={"prepare_images": [group]}
    )
    assert text.index("no misconception explains") < text.index("Points The median")
    most = find("prepare_images").points
    assert f"prepare_images, 2 students, who returned the same, 0 of {most} points" in text
    assert "ann , '=1+1" in text or "ann, '=1+1" in text


def test_from_a_misconception_one_comes_to_its_students_and_their_code(tmp_path):
    other = "def prepare_images(images):\n    return images * 1\n"
    records = [a_student(), record("bob", WRONG, code={"prepare_images": other})]
    _, source = page(tmp_path, records)
    part = source[source.index("not-scaled: the 2 students") :]
    for words in ("ann</summary>", "bob</summary>", "images * 1", "0 to 255", "two images"):
        assert words in part


def test_every_student_and_exercise_is_a_cell_that_can_be_sorted(tmp_path):
    records = [a_student(f"student {number}") for number in range(30)]
    _, source = page(tmp_path, records)
    table = source[source.index("<tbody>") : source.index("</tbody>")]
    assert table.count("<tr") == 30
    assert table.count("<td") == 30 * (1 + len(of_lesson(1)))
    assert source.count('<th scope="col"') - 5 == 2 + len(of_lesson(1))
    assert 'data-failing="prepare_images train_valid_split"' in table
    assert 'aria-sort="ascending"' in source


def test_the_report_runs_its_own_script_only_and_loads_nothing(tmp_path):
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    records = [record(hostile, Verdict("read_idx", "failed", hostile, Finding(hostile, hostile)))]
    _, source = page(tmp_path, records, left_out=[(hostile, hostile)])
    assert source.count("<script") == 1
    assert "<img" not in source
    assert "script-src 'sha256-" in source
    assert not re.search(r"https?://", source)


def test_classes_of_none_one_and_many_have_a_report(tmp_path):
    write_pages(tmp_path, [], [], "")
    text, _ = page(tmp_path, [a_student()])
    assert "One student" in text
    text, source = page(tmp_path, [a_student(f"s{number}") for number in range(300)])
    assert "Class report: 300 students" in text
    assert source.count('<summary class="as-typed">s') == 300
    assert source.count("Code of s") == 40
    assert len(source) < 2**21


def test_the_histogram_counts_everybody_once():
    totals = [Total(points, 10) for points in (0, 0.99, 1, 5, 9.99, 10, 12)] + [Total(0, 0)]
    assert histogram(totals) == [3, 1, 0, 0, 0, 1, 0, 0, 0, 3]


def graded_items(values):
    """Return rows of two exercises from pairs of points, one pair a student."""
    return [
        Grade(f"s{number}", name, "passed" if points else "failed", points, 1, "")
        for number, pair in enumerate(values)
        for name, points in zip(("read_idx", "prepare_images"), pair, strict=True)
    ]


@pytest.mark.parametrize(
    ("values", "correlation", "words"),
    [
        ([(0, 0), (1, 1)] * 15, 1.0, "tells students apart"),
        ([(0, 1), (1, 0)] * 15, -1.0, "look at the exercise"),
        ([(0, 0), (1, 1), (0, 1), (1, 0)] * 10, 0.0, "does not tell"),
        ([(0, 0), (1, 1)] * 5, 1.0, "small class"),
        ([(1, 0), (1, 1)] * 15, None, "all have the same points"),
        ([(0, 1), (1, 1)] * 15, None, "nothing else to compare"),
        ([(0, 0), (1, 1)] * 2, None, "too few"),
    ],
)
def test_exercises_that_tell_students_apart_are_told_from_those_that_do_not(
    values, correlation, words
):
    (item, _) = items(graded_items(values), ["read_idx", "prepare_images"])
    assert item.correlation == (None if correlation is None else pytest.approx(correlation))
    assert words in item.words
    if correlation is not None:
        assert item.low <= item.correlation + 1e-6
        assert item.correlation <= item.high + 1e-6


def test_the_correlation_is_that_with_the_rest_and_not_with_the_sum():
    rows = graded_items([(0, 0), (1, 1), (0, 1), (1, 0)] * 10)
    (item, _) = items(rows, ["read_idx", "prepare_images"])
    assert abs(item.correlation) < 1e-9  # with the sum it would be 0.7
