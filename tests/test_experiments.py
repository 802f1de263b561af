"""Experiments: resumed after any stop, and never over a file that is not theirs."""

import multiprocessing
import time

import pandas as pd
import pytest

from course_utils.errors import CourseError
from course_utils.experiments import NAMES, load
from course_utils.experiments.experiment import (
    RESULTS,
    Experiment,
    carry_out,
    missing_runs,
    read_rows,
)
from course_utils.experiments.results import read_results


def squares(measure=lambda run: [{"square": run["seed"] ** 2}]):
    return Experiment(
        name="squares",
        keys=("seed",),
        values=("square",),
        runs=lambda: [{"seed": seed} for seed in range(5)],
        measure=measure,
    )


def run_all(experiment, path):
    carry_out(experiment, missing_runs(experiment, path), path)


def test_an_experiment_writes_one_row_a_run(tmp_path):
    run_all(squares(), tmp_path / "squares.csv")
    assert pd.read_csv(tmp_path / "squares.csv")["square"].tolist() == [0, 1, 4, 9, 16]


def test_a_stopped_experiment_goes_on_where_it_was(tmp_path):
    path, done = tmp_path / "squares.csv", []

    def stops_at_three(run):
        if run["seed"] == 3:
            raise KeyboardInterrupt
        return [{"square": run["seed"] ** 2}]

    with pytest.raises(KeyboardInterrupt):
        run_all(squares(stops_at_three), path)
    run_all(squares(lambda run: done.append(run["seed"]) or [{"square": run["seed"] ** 2}]), path)
    assert done == [3, 4]
    assert len(read_rows(squares(), path)) == 5
    assert missing_runs(squares(), path) == []


def slow_square(run):
    time.sleep(0.05)
    return [{"square": run["seed"] ** 2}]


def run_slowly(path):
    run_all(squares(slow_square), path)


def test_a_killed_experiment_leaves_whole_rows(tmp_path):
    path = tmp_path / "squares.csv"
    process = multiprocessing.get_context("spawn").Process(target=run_slowly, args=(path,))
    process.start()
    deadline = time.monotonic() + 60
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.join()
    left = len(read_rows(squares(), path))
    assert left >= 1
    run_all(squares(), path)
    assert pd.read_csv(path)["square"].tolist() == [0, 1, 4, 9, 16]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "columns"),
        ("seed,cube\n1,1\n", "columns"),
        ("seed,square\n1\n", "line 2"),
        ("seed,square\n1,1,1\n", "line 2"),
        ("seed,square\n1,1\n1,1\n", "twice"),
        (b"\xff\xfe\x00\x00", "squares.csv"),
    ],
)
def test_a_damaged_results_file_is_reported_and_left_as_it_is(content, words, tmp_path):
    path = tmp_path / "squares.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = path.read_bytes()
    with pytest.raises(CourseError, match=words):
        run_all(squares(), path)
    assert path.read_bytes() == before


def training(measure):
    """Return an experiment whose runs give a row an epoch."""
    return Experiment(
        name="training",
        keys=("seed",),
        steps=("epoch",),
        values=("accuracy",),
        runs=lambda: [{"seed": seed} for seed in range(2)],
        measure=measure,
        rows_per_run=3,
    )


def test_a_run_can_give_several_rows_and_shows_progress_after_each(tmp_path):
    path, shown = tmp_path / "training.csv", []
    experiment = training(lambda run: ({"epoch": e, "accuracy": e / 10} for e in range(3)))
    carry_out(experiment, experiment.runs(), path, after_row=lambda: shown.append(path.exists()))
    assert shown == [False] * 3 + [True] * 3
    assert pd.read_csv(path)["epoch"].tolist() == [0, 1, 2, 0, 1, 2]


def test_a_run_stopped_between_its_rows_is_done_again(tmp_path):
    path = tmp_path / "training.csv"

    def stops_in_the_second_run(run):
        yield {"epoch": 0, "accuracy": 0.1}
        if run["seed"] == 1:
            raise KeyboardInterrupt
        yield {"epoch": 1, "accuracy": 0.2}
        yield {"epoch": 2, "accuracy": 0.3}

    with pytest.raises(KeyboardInterrupt):
        run_all(training(stops_in_the_second_run), path)
    assert missing_runs(training(stops_in_the_second_run), path) == [{"seed": 1}]


def test_a_results_file_with_half_a_run_is_reported(tmp_path):
    path = tmp_path / "training.csv"
    path.write_text("seed,epoch,accuracy\n0,0,0.1\n0,1,0.2\n")
    with pytest.raises(CourseError, match="not complete"):
        read_rows(training(None), path)


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_results_are_complete(name):
    assert missing_runs(load(name), RESULTS / f"{name}.csv") == []


def test_stored_results_are_what_the_experiment_measures():
    experiment = load("cheap_baselines")
    stored = read_results("cheap_baselines")
    for run in experiment.runs():
        if run["n"] == 1000 and run["seed"] == 2:
            row = stored[
                (stored["method"] == run["method"]) & (stored["n"] == 1000) & (stored["seed"] == 2)
            ]
            measured = experiment.measure(run)[0]["accuracy"]
            assert row["accuracy"].item() == pytest.approx(measured, abs=0.004)


def test_results_that_are_not_there_name_the_command_that_makes_them():
    with pytest.raises(CourseError, match="course experiment nothing"):
        read_results("nothing")


def test_an_unknown_experiment_names_the_nearest_one():
    with pytest.raises(CourseError, match="Did you mean cheap_baselines"):
        load("cheap_baseline")
