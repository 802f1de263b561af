"""Numbers that lessons train live: each has a range from rows, and the range says something."""

import ast

import numpy as np
import pytest
from scipy import stats

from course_utils.errors import CourseError
from course_utils.experiments.live_ranges import FAULTS, N_SEEDS
from course_utils.experiments.results import read_results
from course_utils.live import compare_with_ours, comparing, ranges
from course_utils.live.comparing import OUTSIDE, line
from course_utils.live.numbers import NUMBERS
from course_utils.live.ranges import AS_TAUGHT, expected, tolerance
from course_utils.notebooks.building import from_text, sources

GUARDED = [name for name, number in NUMBERS.items() if number.fault]
ROWS = read_results("live_ranges")
OURS = ROWS[ROWS["code"] == AS_TAUGHT]
TAILS = 5  # degrees of freedom of the Student's t that stands for them


def is_inside(name, values):
    ours = expected(name)
    return (ours.low <= values) & (values <= ours.high)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("kind", N_SEEDS)
def test_every_number_was_measured_with_the_stated_seeds_on_every_kind_of_processor(name, kind):
    rows = OURS[(OURS["number"] == name) & (OURS["processor"] == kind)]
    assert rows["seed"].nunique() == N_SEEDS[kind]


@pytest.mark.parametrize("name", GUARDED)
def test_every_run_of_ours_is_inside_of_the_range(name):
    values = OURS[OURS["number"] == name]["value"]
    assert is_inside(name, values).all()


@pytest.mark.parametrize("name", GUARDED)
@pytest.mark.parametrize("kind", N_SEEDS)
def test_a_range_from_the_other_processors_holds_for_a_processor_that_it_has_not_seen(name, kind):
    rows = OURS[OURS["number"] == name]
    others, its = (rows[rows["processor"] != kind], rows[rows["processor"] == kind])
    low, high = tolerance(others["value"], NUMBERS[name].unit)
    assert its["value"].between(low, high).all()


@pytest.mark.parametrize("name", GUARDED)
def test_the_fault_that_a_number_guards_against_is_outside_of_its_range(name):
    codes = {code for _, code in FAULTS}
    faulty = ROWS[(ROWS["number"] == name) & ROWS["code"].isin(codes)]
    is_caught = (~is_inside(name, faulty["value"])).groupby([faulty["code"], faulty["seed"]]).any()
    assert is_caught.groupby("code").all().any()  # one of the faulty editions, with every seed


def test_every_lesson_has_its_faults():
    assert {lesson for lesson, _ in FAULTS} == {number.lesson for number in NUMBERS.values()}


@pytest.mark.parametrize("unit", ["share", "points", "gap", "times", "variance"])
def test_fewer_than_one_in_1000_new_values_are_outside_even_with_heavy_tails(unit):
    rng = np.random.default_rng(0)
    heavy = rng.standard_t(TAILS, size=(400, 68 + 100))
    values = {
        "share": np.sin(1.2 + 0.03 * heavy).clip(0, 1) ** 2,
        "points": 0.1 + 0.01 * heavy,
        "gap": np.exp(-2 + 0.2 * heavy),
        "times": 1 + np.exp(0.2 * heavy),
        "variance": (0.5 + 0.02 * heavy).clip(0) ** 2,
    }[unit]
    n_outside = 0
    for seen, new in zip(values[:, :68], values[:, 68:], strict=True):
        low, high = tolerance(seen, unit)
        n_outside += np.sum((new < low) | (new > high))
    assert n_outside / (400 * 100) < 1 / 1000


@pytest.mark.parametrize("name", GUARDED)
def test_the_tails_of_our_runs_are_no_heavier_than_those_that_are_simulated(name):
    values = OURS[OURS["number"] == name]["value"].to_numpy()
    if np.ptp(values):
        scaled = ranges._to_scale(values, NUMBERS[name].unit)
        assert stats.kurtosis(scaled) < stats.t.stats(TAILS, moments="k")


def test_a_number_that_is_always_the_same_has_no_room():
    assert tolerance([0.0, 0.0, 0.0], "points") == (0.0, 0.0)


# What a learner reads


def test_inside_the_line_is_the_same_on_every_machine():
    ours = expected("short run")
    near = line("short run", np.array([ours.low + 0.001]))
    assert near == line("short run", np.array([ours.high - 0.001]))
    assert near.endswith("yours fits.")
    assert f"We expect {100 * ours.low:.1f} to {100 * ours.high:.1f} % of a new run" in near
    assert OUTSIDE not in near


def test_what_is_outside_is_said_once_and_only_the_first_of_many():
    said = line("short run", np.array([np.nan, np.nan, *np.linspace(0, 0.5, 9)]))
    assert said.count("no number") == 1
    assert "18.8 %, …; " in said


@pytest.mark.parametrize(
    "value", ["none", [], [1, [2, 3]], {0.8}, None, 10**400, np.full(9, np.nan)], ids=repr
)
@pytest.mark.parametrize("name", ["short run", "momentum 0.99"])
def test_what_is_no_number_gets_a_short_calm_line_too(name, value, capsys):
    compare_with_ours(name, value)
    (said,) = capsys.readouterr().out.splitlines()
    assert OUTSIDE in said
    assert len(said) < 350


@pytest.mark.parametrize("value", [0.001, 1.0, np.nan, np.inf])
def test_outside_one_calm_line_says_what_where_and_to_go_on(value, capsys):
    compare_with_ours("short run", value)
    (said,) = capsys.readouterr().out.splitlines()
    ours = OURS[OURS["number"] == "short run"]["value"]
    assert said.startswith("After three epochs: on your machine ")
    assert f"{100 * ours.min():.1f} to {100 * ours.max():.1f} %" in said
    assert f"{len(ours)} runs on 4 kinds of processor" in said
    assert "Go on, nothing is broken" in said


def test_of_several_values_those_outside_are_named(capsys):
    compare_with_ours("20 epochs", [0.985, 0.2, 0.984])
    assert "on your machine 20.0 %;" in capsys.readouterr().out


def test_a_number_of_which_nothing_is_expected_shows_how_much_it_varies(capsys):
    compare_with_ours("momentum 0.99", 0.1)
    said = capsys.readouterr().out
    values = OURS[OURS["number"] == "momentum 0.99"]["value"]
    assert f"{100 * values.min():.1f} to {100 * values.max():.1f} %" in said
    assert f"half of them below {100 * values.median():.1f} %" in said
    assert OUTSIDE not in said


def test_an_unknown_number_is_told_with_the_nearest():
    with pytest.raises(CourseError, match="Did you mean short run"):
        compare_with_ours("short runs", 0.5)
    with pytest.raises(CourseError, match="no live number called None"):
        compare_with_ours(None, 0.5)


IMPOSSIBLE = """\
lesson,processor,code,seed,number,part,value
02,AVX2,as in the lesson,0,short run,0,0.8
02,AVX2,as in the lesson,1,short run,0,2.0
"""


@pytest.mark.parametrize(
    "text", [None, "", "\x00\xff", "number,value\nshort run,none\n", IMPOSSIBLE]
)
def test_without_our_rows_nothing_stops(text, monkeypatch, tmp_path, capsys):
    path = tmp_path / "live_ranges.csv"
    if text is not None:
        path.write_bytes(text.encode("latin-1"))
    monkeypatch.setattr(ranges, "ROWS", path)
    for cached in ("_rows", "runs_of", "expected"):  # as they were before the file was read
        monkeypatch.setattr(ranges, cached, getattr(ranges, cached).__wrapped__)
    monkeypatch.setattr(comparing, "runs_of", ranges.runs_of)
    monkeypatch.setattr(comparing, "expected", ranges.expected)
    compare_with_ours("short run", 0.8)
    assert "cannot be compared with our runs" in capsys.readouterr().out


# The lessons


def compared_in(source):
    """Return the names that a lesson compares, in their text as it stands there."""
    calls = [
        node
        for cell in from_text(source).cells
        if cell.cell_type == "code"
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "compare_with_ours"
    ]
    return [call.args[0] for call in calls]


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_a_lesson_compares_all_its_numbers_and_no_others(source):
    names = {name for name, number in NUMBERS.items() if number.lesson == source.stem[:2]}
    literal = {arg.value for arg in compared_in(source) if isinstance(arg, ast.Constant)}
    assert literal <= names
    measured = OURS[OURS["lesson"] == int(source.stem[:2])]["number"]
    assert set(measured) == names


def test_live_cells_are_those_that_replays_repeat():
    """What a live number is made of has the tag: else a replay would repeat an old number."""
    spread = OURS.groupby("number")["value"].nunique()
    constant = set(spread[spread == 1].index)
    assert constant <= {"same seed"}


def test_rows_of_the_same_seed_and_processor_differ_from_those_of_another_processor():
    # Not the accuracy: a network that calls everything a sandal has 50 % on every processor.
    rows = OURS[OURS["number"] == "variance, 0.99"]
    by_seed = rows.pivot_table("value", "seed", "processor").dropna()
    assert len(by_seed) == min(N_SEEDS.values())
    assert (by_seed.nunique(axis=1) > 1).all()
