"""An instructor's own misconceptions, and wrong answers that nobody explains, grouped."""

import subprocess
import sys

import numpy as np
import pytest

from course_utils.errors import CourseError
from course_utils.exercises import find, misconceptions, symptoms
from course_utils.exercises.exercise import Finding
from course_utils.exercises.judging import judge
from course_utils.exercises.verdict import Verdict
from course_utils.grading import unexplained
from course_utils.grading.marks import Marks
from course_utils.grading.notebook_check import Conditions
from course_utils.grading.own_file import read_own
from course_utils.grading.pages import write_pages
from course_utils.grading.records import Key, Record
from course_utils.grading.rows import grades_of
from course_utils.grading.settings import read_settings
from tests.classes import hand_in, right_cell, right_notebook
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

BLACK_OR_WHITE = (
    "def prepare_images(images):\n    return (images > 127)[..., None].astype('float32')\n"
)
OWN_BLACK_OR_WHITE = OWN.replace("squared", "no_grey").replace(
    """You square the grey levels in {part}. Nothing asks for that.""", "You leave no grey."
)
OWN_BLACK_OR_WHITE = OWN_BLACK_OR_WHITE.replace(
    'images[..., None].astype("float32") ** 2 / 255', '(images > 127)[..., None].astype("float32")'
)
SPLIT_BY_PICTURES = """\
def split_by_object(objects, labels, share):
    places = np.arange(len(objects))
    return places[places % 3 != 0], places[places % 3 == 0]
"""
OWN_SPLIT = (
    "import numpy as np\n"
    "from course_utils.exercises.misconceptions import misconception\n"
    '@misconception("split_by_object")\n'
    + SPLIT_BY_PICTURES.replace("share):\n", 'share):\n    """Each third picture is one."""\n')
)


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
    own = read_own(own_file(tmp_path))
    seed = read_settings(out).seed
    records = unexplained.judged_again(before, own, seed)
    for student in ("cem", "dan"):
        verdict = verdict_of(records, student)
        assert verdict.status == "failed"
        assert verdict.message == "You square the grey levels in the result. Nothing asks for that."
    assert verdict_of(records, "bob") == verdict_of(before, "bob")
    assert [g.students for g in unexplained.groups(records, seed)["prepare_images"]] == [["bob"]]
    assert "squared" not in [known.name for known in misconceptions.of("prepare_images")]


@pytest.mark.parametrize("forged", [{"raised": "no dict"}, {"observation": {}}], ids=repr)
def test_records_that_no_observer_makes_cost_the_class_no_report(forged):
    exercise = find("prepare_images")
    cases = Conditions(seed=1).cases_of(exercise)

    def squared(images):
        return images[..., None].astype("float32") ** 2 / 255

    wrong = {"observation": exercise.observe(squared, cases[0].inputs)}
    verdict = judge(exercise, cases, [wrong])

    def record_of(*records):
        seen = unexplained.kept([verdict], {exercise.name: list(records)})
        return Record(Key("ann", "01.ipynb", "", ""), [verdict], seen=seen)

    assert unexplained.groups([record_of(wrong)], 1) != {}
    assert unexplained.groups([record_of(wrong, forged)], 1) == {}
    own = [(exercise.name, misconceptions.of(exercise.name)[0])]
    again = unexplained.judged_again([record_of(wrong, forged)], own, 1)
    assert again[0].verdicts == [verdict]


def test_the_command_shows_both(a_class, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "course_utils", "grade", a_class, "--out", out]
    subprocess.run(command, check=True, capture_output=True)
    report = (out / "class_report.html").read_text(encoding="utf-8")
    assert "2 students, who returned the same" in report
    assert "floats * floats" in report or "** 2 / 255" in report
    stamp = (out / ".grading" / "records.jsonl").read_bytes()
    own = own_file(tmp_path)
    command += ["--misconceptions", own]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "prepare_images, squared: 2 students read it." in said
    assert (out / ".grading" / "records.jsonl").read_bytes() == stamp
    for student in ("cem", "dan"):
        assert "You square" in (out / "feedback" / f"{student}.html").read_text(encoding="utf-8")
    report = (out / "class_report.html").read_text(encoding="utf-8")
    assert "squared" in report
    assert "2 students, who returned the same" not in report


def test_a_replay_knows_an_own_misconception_too(a_class, tmp_path):
    out = tmp_path / "out"
    graded(a_class, out)
    command = [sys.executable, "-m", "course_utils", "replay", out, "cem", "prepare_images"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "You square" not in said
    command += ["--misconceptions", own_file(tmp_path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "You square" in said


def test_the_report_shows_an_answer_without_the_docstring_that_all_have(tmp_path):
    root, out = tmp_path / "class", tmp_path / "out"
    right = right_cell("prepare_images").source
    hand_in(root, "eva", notebook_with(right.replace("/ 255", "** 2 / 255")))
    records = graded(root, out)
    (group,) = unexplained.groups(records, read_settings(out).seed)["prepare_images"]
    assert "** 2 / 255" in group.code
    assert '"""' not in group.code


def test_an_own_misconception_takes_the_place_of_what_every_array_is_told(tmp_path):
    root, out = tmp_path / "class", tmp_path / "out"
    hand_in(root, "eva", notebook_with(BLACK_OR_WHITE))
    records = graded(root, out)
    assert verdict_of(records, "eva").finding.misconception == "rounded"
    assert unexplained.groups(records, read_settings(out).seed) == {}
    own = read_own(own_file(tmp_path, OWN_BLACK_OR_WHITE))
    records = unexplained.judged_again(records, own, read_settings(out).seed)
    assert verdict_of(records, "eva").message == "You leave no grey."
    assert unexplained.readers(records, own) == {("prepare_images", "no-grey"): 1}


def test_an_own_misconception_takes_the_place_of_a_symptom(tmp_path):
    root, out = tmp_path / "class", tmp_path / "out"
    notebook = right_notebook(8)
    for cell in notebook.cells:
        if cell.metadata.get("course", {}).get("exercise") == "split_by_object":
            cell.source = SPLIT_BY_PICTURES
    notebook.cells = [notebook.cells[0], *(it for it in notebook.cells if "by_object" in it.source)]
    hand_in(root, "eva", notebook, "08_your_own_pictures.ipynb")
    records = graded(root, out)
    finding = verdict_of(records, "eva", "split_by_object").finding
    assert finding.misconception == "object-in-both-parts"
    own = read_own(own_file(tmp_path, OWN_SPLIT))
    records = unexplained.judged_again(records, own, read_settings(out).seed)
    assert verdict_of(records, "eva", "split_by_object").message == "Each third picture is one."


def test_an_own_misconception_runs_once_a_case_for_a_whole_class(a_class, tmp_path):
    out = tmp_path / "out"
    records = graded(a_class, out)
    log = tmp_path / "log"
    counting = OWN.replace("    return", f"    open({str(log)!r}, 'a').write('x')\n    return")
    own = read_own(own_file(tmp_path, counting))
    log.unlink()
    unexplained.judged_again(records, own, read_settings(out).seed)
    assert len(log.read_text()) == len(find("prepare_images").cases(np.random.default_rng(0)))


def test_the_report_has_the_exercises_in_the_order_of_the_lessons(tmp_path):
    records = [
        Record(Key("ann", "06.ipynb", "", ""), [Verdict("joint_step", "missing", "")]),
        Record(Key("bob", "01.ipynb", "", ""), [Verdict("read_idx", "missing", "")]),
    ]
    write_pages(tmp_path, records, grades_of(records, Marks()), "")
    report = (tmp_path / "class_report.html").read_text(encoding="utf-8")
    assert report.index("<h3>read_idx") < report.index("<h3>joint_step")


def test_the_report_counts_messages_of_one_misconception_together(tmp_path):
    def record(student, message):
        verdict = Verdict("prepare_images", "failed", message, Finding("layer-added", message))
        return Record(Key(student, "01.ipynb", "", ""), [verdict])

    said = {"ann": "There is an A.", "bob": "There is a B.", "cem": "There is a B."}
    records = [record(*it) for it in said.items()]
    write_pages(tmp_path, records, grades_of(records, Marks()), "")
    report = (tmp_path / "class_report.html").read_text(encoding="utf-8")
    assert '<td class="number">3</td>' in report
    assert "There is a B. (and 1 like it)" in report


def test_an_answer_that_needs_what_was_left_out_keeps_its_verdict():
    finding = Finding("left-out", "It needs code outside of functions that was left out.")
    verdict = Verdict("prepare_images", "failed", "It is left out.", finding)
    assert unexplained.kept([verdict], {"prepare_images": []}) == {}


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
        ("def f():\n    1 / 0\n\n\nf()", "line 2"),
        ("raise SystemExit(0)", "SystemExit"),
        (OWN + OWN.replace("Nothing", "Nobody"), "two of that name"),
        (OWN.replace("images[", "image["), "NameError whatever it is given: name 'image'"),
        (OWN.replace(" ** 2", ""), "it is right"),
        (
            OWN.replace("images)", "images, power)")
            .replace('images")', 'images", power=(2, 1))')
            .replace("** 2", "** power"),
            "squared with power=1: it is right",
        ),
        (OWN.replace("    return", "    while True:\n        pass\n    return"), "does not end"),
    ],
)
def test_a_file_of_the_wrong_form_gets_one_clear_message(tmp_path, text, word):
    with pytest.raises(CourseError, match=word):
        read_own(own_file(tmp_path, text))
    assert misconceptions.of("prepare_image") == []


def test_a_file_that_is_not_there_gets_one_clear_message(tmp_path):
    with pytest.raises(CourseError, match="cannot be read"):
        read_own(tmp_path / "none.py")
