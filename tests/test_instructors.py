"""The guide for instructors: complete, of exercises and misconceptions that exist, true figures."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from course_utils.exercises import all_exercises, misconceptions
from course_utils.experiments.photo_arms import ALL, N_LABELS, TUNED_AT
from course_utils.experiments.photo_features import CHEAP, FED, RANDOM, TOP
from course_utils.experiments.results import read_results
from course_utils.figures.lesson_08_rows import accuracy as accuracy_on_photos
from course_utils.figures.lesson_08_rows import ahead as ahead_on_photos
from tests import notebook_guards, wrong_answers  # noqa: F401 - they register their functions
from tests.answers import WRONG
from tests.claims import joint, lesson_04, lesson_05, lesson_07, lesson_08
from tests.claims.counting import accuracy

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
LESSONS = {
    path.stem: path
    for path in notebook_guards.all_notebooks()
    if path.stem != "00_start_here"  # nothing in it is taught or marked
}
PAGES = {
    name: (ROOT / "docs" / "instructors" / f"{name}.md").read_text(encoding="utf-8")
    for name in LESSONS
}
SECTIONS = [
    "Goals",
    "Time",
    "A class of 90 minutes",
    "Homework",
    "Misconceptions",
    "Questions with answers",
    "When the result is negative",
]
_FIGURE = re.compile(r"[+-]?\d+(?:,\d{3})*(?:\.\d+)? (?:%|points?)|\b\d+ of \d+|\d+\.\d+")
_NUMBER = re.compile(r"[+-]?\d+(?:,\d{3})*(?:\.\d+)?")

of_each_lesson = pytest.mark.parametrize("lesson", LESSONS)


def section(lesson, title):
    return PAGES[lesson].split(f"\n## {title}\n")[1].split("\n## ")[0]


def exercises_of(lesson):
    return [name for name, it in all_exercises().items() if it.lesson == int(lesson[:2])]


def misconceptions_in(lesson):
    """Return for each exercise on a page the names in the first column of its table."""
    parts = re.split(r"^### `(\w+)`$", section(lesson, "Misconceptions"), flags=re.MULTILINE)
    return {
        name: re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)
        for name, table in zip(parts[1::2], parts[2::2], strict=True)
    }


def text_of(lesson):
    """Return what a lesson says and shows: its text and its outputs."""
    said = []
    for cell in notebook_guards.read(LESSONS[lesson]).cells:
        if cell.cell_type == "markdown":
            said.append(cell.source)
        for output in cell.get("outputs", []):
            said += [str(output.get("text", "")), output.get("data", {}).get("text/plain", "")]
            said.append(re.sub(r"<[^>]*>", " ", output.get("data", {}).get("text/html", "")))
    return "\n".join(said)


def in_opening(pattern, lesson):
    """Return what the opening of a lesson has in the place of a pattern's group."""
    notebook = notebook_guards.read(notebook_guards.NOTEBOOKS / f"{lesson}.ipynb")
    return re.search(pattern, notebook_guards.opening_of(notebook))[1]


def minutes_in_opening(lesson):
    return in_opening(r"Take (\d+) minutes for the exercises", lesson)


def test_every_lesson_has_a_page_and_no_page_lacks_a_lesson():
    pages = {path.stem for path in (ROOT / "docs" / "instructors").glob("*.md")}
    assert pages == set(LESSONS)
    for lesson in LESSONS:
        assert f"](instructors/{lesson}.md)" in GUIDE
        assert f"](../../notebooks/{lesson}.ipynb)" in PAGES[lesson]


@of_each_lesson
def test_a_page_has_all_sections_in_their_order(lesson):
    assert re.findall(r"^## (.+)$", PAGES[lesson], re.MULTILINE) == SECTIONS


@of_each_lesson
def test_the_minutes_of_a_plan_add_up(lesson):
    rows = re.findall(r"^\| (\d+) \|", section(lesson, "A class of 90 minutes"), re.MULTILINE)
    assert sum(map(int, rows)) == 90


@of_each_lesson
def test_every_exercise_is_done_in_class_or_at_home(lesson):
    plan = section(lesson, "A class of 90 minutes") + section(lesson, "Homework")
    assert set(exercises_of(lesson)) <= set(re.findall(r"`(\w+)`", plan))


@of_each_lesson
def test_the_misconceptions_of_every_exercise_are_among_the_wrong_answers(lesson):
    named = misconceptions_in(lesson)
    assert list(named) == exercises_of(lesson)
    for exercise, names in named.items():
        assert len(names) >= 4
        assert len(set(names)) == len(names)
        known = {known.name for known in misconceptions.of(exercise)}
        assert set(names) <= known | set(WRONG[exercise])


@of_each_lesson
def test_minutes_and_seconds_are_those_of_the_opening(lesson):
    minutes = minutes_in_opening(lesson)
    assert f"about {minutes} minutes for the exercises" in " ".join(PAGES[lesson].split())
    seconds = in_opening(r"\*\*Time to run:\*\* (\d+ s) for all cells", lesson)
    assert f"All cells run in {seconds} on two CPU cores." in PAGES[lesson]


def test_all_lessons_have_been_measured():
    assert set(LESSONS) <= set(read_results("lesson_resources")["lesson"])


def test_the_largest_lesson_and_the_busiest_class_follow_from_the_table():
    measured = read_results("lesson_resources").set_index("lesson")
    assert f"had {measured['peak_memory_mb'].max():,.0f} MB in use" in GUIDE
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"a lesson takes up to {measured['peak_memory_mb'].max() / 1000:.1f} GB" in readme
    assert measured["peak_memory_mb"].max() < 2500
    assert measured["cpu_seconds"].idxmax() == "02_minivggnet_baseline"
    assert measured["cpu_seconds"].max() * 30 / 16 / 60 == pytest.approx(2, abs=0.5)


@of_each_lesson
def test_a_page_has_no_figure_that_its_lesson_does_not_have(lesson):
    text = " ".join(text_of(lesson).replace("%", " %").split())
    numbers = set(_NUMBER.findall(text))
    numbers |= {number.lstrip("+-") for number in numbers}
    for figure in _FIGURE.findall(" ".join(PAGES[lesson].split())):
        for number in _NUMBER.findall(figure):
            assert number in numbers or percent_of(number) in numbers, figure


def percent_of(number):
    """Return a number of per cent as the part of 1 that a lesson may print."""
    return f"{float(number.replace(',', '')) / 100:g}"


# What the pages say of negative results, worked out from the rows


def says(lesson, sentence):
    assert sentence in " ".join(PAGES[lesson].split()), sentence


def test_what_is_said_of_cheap_baselines():
    full = read_results("cheap_baselines").query("n == 55000").groupby("method")["accuracy"].mean()
    says(
        "01_dataset_tour",
        f"Logistic regression has {full['logistic regression']:.1%} with all images, and the "
        f"nearest neighbour {full['1-NN']:.1%}.".replace("%", " %"),
    )


def test_what_is_said_of_augmentation_and_of_choosing_the_epoch():
    lenet = read_results("lenet_overfitting")
    end = lenet[lenet["epoch"] == lenet["epoch"].max()].groupby("arm").mean(numeric_only=True)
    gap = 100 * (end["train_accuracy"] - end["valid_accuracy"])
    accuracy = 100 * end["valid_accuracy"]
    says(
        "02_minivggnet_baseline",
        f"from {gap['plain']:.1f} to {gap['augmentation']:.1f} points, and the accuracy on new "
        f"images is *lower*: {accuracy['augmentation']:.1f} % against {accuracy['plain']:.1f} %",
    )
    published = read_results("minivggnet_published")
    ends = 100 * published[published["epoch"] == 25]["published_accuracy"]
    says("02_minivggnet_baseline", f"three seeds have {ends.mean():.2f} % on average")


def test_what_is_said_of_the_textbook():
    gain = lesson_04.textbook_gain()
    says(
        "04_transfer_to_task_b",
        f"{gain.mean:+.2f} points on average, with an interval over seeds from {gain.low:+.2f} to "
        f"{gain.high:+.2f}",
    )
    longer, transfer = (
        accuracy("transfer_textbook", arm=arm) for arm in (lesson_04.LONGER, lesson_04.TRANSFER)
    )
    svm = accuracy("transfer_ladder", pair="5-6", n=200, arm="SVM")
    says(
        "04_transfer_to_task_b",
        f"for ten times as long, reaches {longer:.2f} %, and transfer {transfer:.2f} %. An SVM on "
        f"raw pixels has {svm:.2f} %",
    )


def test_what_is_said_of_the_dial():
    lesson = "04_transfer_to_task_b"
    of_50, of_100 = (lesson_04.gain("2-6", n)[0] for n in (50, 100))
    assert f"{of_50:.1f}" == f"{of_100:.1f}"
    says(lesson, f"The two largest are {of_50:.1f} points, with 50 and 100 labels")
    left = [lesson_04.gain_in_hindsight(n)[0] for n in (50, 100)]
    says(lesson, f"in hindsight they are {left[0]:.1f} and {left[1]:.1f}")
    says(lesson, f"by {of_50:.1f} points, and of the best one in hindsight by {left[0]:.1f}")
    says(lesson, f"are {-lesson_04.dense_lead()[0]:.1f} points *below* the best without it")
    says(lesson, f"are worth {lesson_04.worth()[50].n_labels:.0f} without it")


def test_what_is_said_of_shifts():
    lesson = "05_dense_against_conv"
    conv, random = lesson_05.CONV + "block 2", lesson_05.RANDOM_CONV + "block 2"
    dense = lesson_05.DENSE + "hidden 1"
    says(
        lesson,
        f"conv features have {lesson_05.shifted(conv, 2):.1f} % and those of the first dense layer "
        f"{lesson_05.shifted(dense, 2):.1f} %",
    )
    says(lesson, f"with *random* weights has {lesson_05.shifted(random, 2):.1f} %")
    cost = lesson_05.lead_shifted(conv, conv + ", pooled", 0)[0]
    says(lesson, f"costs {cost:.1f} points at shift 0")
    copies = lesson_05.shifted("SVM, shifted copies", 1)
    says(lesson, f"has {copies:.1f} % at one pixel, where A's second block has")


def test_what_is_said_of_fine_tuning():
    lowest, *_, highest = lesson_05.after_300()
    says(
        "05_dense_against_conv",
        f"between {lowest:.1f} and {highest:.1f} %, and the frozen second block has "
        f"{lesson_05.shifted(lesson_05.CONV + 'block 2', 0):.1f} %",
    )


def test_what_is_said_of_joint_training():
    lesson = "06_joint_multi_head_training"
    lost = joint.of_digits("digits alone", "concatenation")[0]
    half_and_half = "concatenation, oversampled"
    says(lesson, f"the digits lose {lost:.1f} points")
    says(
        lesson,
        f"back to {joint.digits(half_and_half):.1f} %, and costs the garments "
        f"{joint.of_garments('concatenation', half_and_half)[0]:.1f} points",
    )
    gain = joint.of_digits("multi-head, sum", "digits alone, 64 an update")[0]
    says(lesson, f"{gain:.1f} points against a network that sees as many digits")
    copies = joint.of_digits("digits alone, shifted", "digits alone")[0]
    says(lesson, f"Shifted copies of the digits bring {copies:.1f} points")
    says(lesson, f"which has {joint.digits('SVM, shifted copies'):.1f} %")


def test_what_is_said_of_forgetting_and_adaptation():
    lesson = "07_forgetting"
    says(lesson, f"a logistic regression there has {joint.digits(lesson_07.FROZEN_END):.1f} %")
    behind = joint.of_digits(lesson_07.RANDOM_END, lesson_07.FROZEN_END)[0]
    says(lesson, f"{behind:.1f} points less than in a random trunk")
    after_pooling = joint.digits("frozen trunk, logistic regression after pooling 2")
    says(lesson, f"After the second pooling it has {after_pooling:.1f} %")
    mean, low, high = joint.forgotten("sequential")
    says(lesson, f"costs {mean:.1f} points of the garments ({low:.1f} to {high:.1f})")
    says(lesson, f"the digits reach {joint.digits('sequential'):.1f} %")
    adapted = read_results("domain_adaptation").groupby(["target", "arm"])["target_test"].mean()
    inverted = 100 * adapted["inverted"]
    says(lesson, f"at × 0.3 ends at {inverted['reversal × 0.3']:.1f} %")
    says(lesson, f"images reaches {inverted['source, half of it changed']:.1f} %")


def test_what_is_said_of_photos():
    lesson = "08_your_own_pictures"
    rows = read_results("photo_transfer")
    to_1, _, exchanged, _, small = (ahead_on_photos(rows, arm, TOP, 10) for arm in FED)
    assert exchanged.low < 0 < exchanged.high
    cost = f"{-to_1.mean:.1f} points ({-to_1.high:.1f} to {-to_1.low:.1f})"
    says(lesson, f"grey levels from 0 to 1 cost only {cost}")
    says(lesson, f"photos of 64 × 64 cost {-small.mean:.1f} points")
    of_2, of_5, of_10, of_all = (accuracy_on_photos(rows, TOP, n).mean for n in N_LABELS)
    says(
        lesson,
        f"{of_2:.1f} % with two labels of each class, {of_5:.1f} % with five, {of_10:.1f} % with "
        f"ten, {of_all:.1f} % with all",
    )
    before = "ImageNet, block_6d"
    block = accuracy_on_photos(rows, before, 2).mean
    says(lesson, f"after `block_6d` have {block:.1f} %, those at the top {of_2:.1f} %")
    lead_of_2, lead_of_10 = (ahead_on_photos(rows, before, TOP, n) for n in (2, 10))
    assert lead_of_2.low > 0
    assert lead_of_10.low < 0 < lead_of_10.high


def test_what_is_said_of_fine_tuning_on_photos():
    lesson = "08_your_own_pictures"
    best = max(lesson_08.tuned_gains().values())[0]
    says(lesson, f"the best mean at a tuned rate is {best:.1f}")
    mean, low, high = lesson_08.gained(lesson_08.TOP_3_MOVES, 20, 0.0)
    says(lesson, f"costs {-mean:.1f} points after 20 epochs at rate 0 ({-high:.1f} to {-low:.1f})")


def test_what_is_said_of_random_weights_and_of_pixels():
    lesson = "08_your_own_pictures"
    rows = read_results("photo_transfer")
    random, nearest = (accuracy_on_photos(rows, arm, 10).mean for arm in (RANDOM, "1-NN"))
    says(
        lesson,
        f"has {random:.1f} % with ten labels of each class, and the nearest neighbour on raw "
        f"pixels {nearest:.1f} %",
    )
    lead = ahead_on_photos(rows, RANDOM, "1-NN", 10)
    assert lead.low < 0 < lead.high
    pixels = [accuracy_on_photos(rows, arm.name, ALL).mean for arm in CHEAP]
    assert max(pixels) < accuracy_on_photos(rows, TOP, 2).mean


def test_what_is_said_of_penalties():
    says("08_your_own_pictures", "a tiny and a huge penalty differ little on these features")
    counts = read_results("photo_heads").query("arm == @TOP").groupby(["n", "setting"])
    share = counts["right"].sum() / counts["held_out"].sum()
    assert all(share[n].max() - share[n].min() < 0.05 for n in TUNED_AT)
    assert share[ALL].iloc[1] < 0.5 < 0.9 < share[ALL].iloc[-1]


# The image for a class


def test_the_image_has_a_python_that_the_course_runs_with():
    version = (ROOT / ".binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert version in SpecifierSet(project["requires-python"])
    assert f"`runtime.txt` (Python {version})" in GUIDE


def test_the_image_has_the_pins_and_the_course_in_place():
    lines = (ROOT / ".binder" / "requirements.txt").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        "-r ../requirements.txt",
        "-e .",
    ]
    assert (ROOT / ".binder" / "postBuild").stat().st_mode & 0o111
