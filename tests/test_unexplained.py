"""An instructor's own misconceptions, and wrong answers that nobody explains, grouped."""

import subprocess
import sys

import pytest

from course_utils.errors import CourseError
from course_utils.exercises import misconceptions, symptoms
from course_utils.grading import unexplained
from course_utils.grading.pages import write_pages
from course_utils.grading.settings import read_settings
from tests.classes import hand_in, right_notebook
from tests.test_grading import graded, notebook_with

SQUARED = "def prepare_images(images):\n    return images[..., None].astype('float32') ** 2 / 255\n"
SQUARED_OTHERWISE = (
    "def prepare_images(images):\n"
    "    floats = images.reshape(*images.shape, 1).astype('float32')\n"
    "    return floats * floats / 255\n"
)
ROOT_OF = (
    "def prepare_images(images):\n    return (images[..., None] / 255).astype('float32') ** 0.5\n"
)
OWN = '''\
from course_utils.exercises.misconceptions import misconception


@misconception("prepare_images")
def squared(images):
    """You square the grey levels in {part}. Nothing asks for that."""
    return images[..., None].astype("float32") ** 2 / 255
'''


@pytest.fixture
def a_class(tmp_path):
    root = tmp_path / "class"
    hand_in(root, "ann", right_notebook())
    for student, source in (("bob", ROOT_OF), ("cem", SQUARED), ("dan", SQUARED_OTHERWISE)):
        hand_in(root, student, notebook_with(source))
    return root


def own_file(tmp_path, text=OWN):
    path = tmp_path / "own.py"
    path.write_text(text, encoding="utf-8")
    return path


def verdict_of(records, student, exercise="prepare_images"):
    (record,) = (it for it in records if it.key.student == student)
    return next(it for it in record.verdicts if it.exercise == exercise)


def test_answers_that_return_the_same_are_one_group_the_most_frequent_first(a_class, tmp_path):
    out = tmp_path / "out"
    records = graded(a_class, out)
    assert verdict_of(records, "cem").finding.misconception == "wrong-values"
    groups = unexplained.groups(records, read_settings(out).seed)
    assert [group.students for group in groups["prepare_images"]] == [["cem", "dan"], ["bob"]]
    write_pages(out, records, [], "", unexplained=groups)
    write_pages(out, records, [], "")  # without groups there is no such part


def test_an_own_misconception_reaches_all_who_have_it_without_running_them_again(a_class, tmp_path):
    out = tmp_path / "out"
    before = graded(a_class, out)
    own = unexplained.read_own(own_file(tmp_path))
    seed = read_settings(out).seed
    records = unexplained.judged_again(before, own, seed)
    for student in ("cem", "dan"):
        verdict = verdict_of(records, student)
        assert verdict.status == "failed"
        assert verdict.message == "You square the grey levels in the result. Nothing asks for that."
    assert verdict_of(records, "bob") == verdict_of(before, "bob")
    assert [g.students for g in unexplained.groups(records, seed)["prepare_images"]] == [["bob"]]
    assert "squared" not in [known.name for known in misconceptions.of("prepare_images")]


def test_the_command_shows_both(a_class, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "course_utils", "grade", a_class, "--out", out]
    subprocess.run(command, check=True, capture_output=True)
    report = (out / "class_report.html").read_text(encoding="utf-8")
    assert "2 students returned this" in report
    assert "floats * floats" in report or "** 2 / 255" in report
    stamp = (out / ".grading" / "records.jsonl").read_bytes()
    own = own_file(tmp_path)
    subprocess.run([*command, "--misconceptions", own], check=True, capture_output=True)
    assert (out / ".grading" / "records.jsonl").read_bytes() == stamp
    for student in ("cem", "dan"):
        assert "You square" in (out / "feedback" / f"{student}.html").read_text(encoding="utf-8")
    report = (out / "class_report.html").read_text(encoding="utf-8")
    assert "squared" in report
    assert "2 students returned this" not in report


def test_a_replay_knows_an_own_misconception_too(a_class, tmp_path):
    out = tmp_path / "out"
    graded(a_class, out)
    command = [sys.executable, "-m", "course_utils", "replay", out, "cem", "prepare_images"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "You square" not in said
    command += ["--misconceptions", own_file(tmp_path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "You square" in said


@pytest.mark.parametrize("name", ["split_dataset", "freeze_reused"])
def test_the_known_misconceptions_of_an_exercise_are_listed_with_their_messages(name):
    command = [sys.executable, "-m", "course_utils", "misconceptions", name]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for known in misconceptions.of(name) or symptoms.of(name):
        assert f" {known.name} " in said
        assert known.message.split()[0].replace("{part}", "…") in said
    assert "{" not in said


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no function below a line @misconception"),
        ("def f(:", "line 1"),
        ("1 / 0", "ZeroDivisionError"),
        (OWN.replace("prepare_images", "prepare_image"), "Did you mean prepare_images?"),
        (
            OWN.replace("prepare_images", "freeze_reused").replace("squared", "not_compiled"),
            "the course has one of that name",
        ),
        (OWN.replace("{part}", "{image}"), "braces"),
        (OWN.replace("def squared", "def inverted"), "the course has one of that name"),
        ("\n".join(line for line in OWN.splitlines() if '"""' not in line), "it has none"),
        (OWN.replace('@misconception("prepare_images")', "@misconception"), "no function below"),
    ],
)
def test_a_file_of_the_wrong_form_gets_one_clear_message(tmp_path, text, word):
    with pytest.raises(CourseError, match=word):
        unexplained.read_own(own_file(tmp_path, text))
    assert misconceptions.of("prepare_image") == []
