"""Experiments: resumed after any stop, and never over a file that is not theirs."""

import dataclasses
import multiprocessing
import time

import pandas as pd
import pytest

from course_utils.errors import CourseError
from course_utils.experiments import experiment, load, names, results, tables
from course_utils.experiments.experiment import (
    RESULTS,
    Experiment,
    add_rows,
    carry_out,
    missing_runs,
    part_of,
    read_rows,
)
from course_utils.experiments.measured_on import hours_of, note_processor, processors_of
from course_utils.experiments.results import read_results
from course_utils.experiments.tables import read_table, write_table
from course_utils.machine import processors


def squares(measure=lambda seed: [{"square": seed**2}]):
    return Experiment(
        name="squares",
        values=("square",),
        runs=[{"seed": seed} for seed in range(5)],
        measure=measure,
    )


def run_all(experiment, path):
    carry_out(experiment, missing_runs(experiment, path), path)


def test_an_experiment_writes_one_row_a_run(tmp_path):
    run_all(squares(), tmp_path / "squares.csv")
    assert pd.read_csv(tmp_path / "squares.csv")["square"].tolist() == [0, 1, 4, 9, 16]


def test_a_stopped_experiment_goes_on_where_it_was(tmp_path):
    path, done = tmp_path / "squares.csv", []

    def stops_at_three(seed):
        if seed == 3:
            raise KeyboardInterrupt
        return [{"square": seed**2}]

    with pytest.raises(KeyboardInterrupt):
        run_all(squares(stops_at_three), path)
    run_all(squares(lambda seed: done.append(seed) or [{"square": seed**2}]), path)
    assert done == [3, 4]
    assert len(read_rows(squares(), path)) == 5
    assert missing_runs(squares(), path) == []


def slow_square(seed):
    time.sleep(0.05)
    return [{"square": seed**2}]


def run_slowly(path):
    run_all(squares(slow_square), path)


def test_a_killed_experiment_leaves_whole_rows(tmp_path):
    path = tmp_path / "squares.csv"
    process = multiprocessing.get_context("spawn").Process(target=run_slowly, args=(path,))
    process.start()
    deadline = time.monotonic() + 600
    while not path.exists():
        assert process.is_alive()
        assert time.monotonic() < deadline
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
        steps=("epoch",),
        values=("accuracy",),
        runs=[{"seed": seed} for seed in range(2)],
        measure=measure,
        rows_per_run=3,
    )


def test_a_run_can_give_several_rows_and_shows_progress_after_each(tmp_path):
    path, shown = tmp_path / "training.csv", []
    experiment = training(lambda seed: ({"epoch": e, "accuracy": e / 10} for e in range(3)))
    carry_out(experiment, experiment.runs, path, after_row=lambda: shown.append(path.exists()))
    assert shown == [False] * 3 + [True] * 3
    assert pd.read_csv(path)["epoch"].tolist() == [0, 1, 2, 0, 1, 2]


def test_a_run_stopped_between_its_rows_is_done_again(tmp_path):
    path = tmp_path / "training.csv"

    def stops_in_the_second_run(seed):
        yield {"epoch": 0, "accuracy": 0.1}
        if seed == 1:
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


@pytest.fixture
def on_processor(monkeypatch):
    """Return a function that lets this machine be another one."""
    return lambda name: monkeypatch.setattr(processors, "name", lambda: name)


def test_an_experiment_notes_the_processor_it_measured_on(tmp_path, on_processor):
    on_processor("Z80, 4 MHz")
    run_all(squares(), tmp_path / "squares.csv")
    noted = read_table(tmp_path / "processors.csv", ("results", "processor", "hours"))
    assert [list(row.values())[:2] for row in noted] == [["squares", "Z80, 4 MHz"]]
    assert processors_of(tmp_path / "squares.csv") == ["Z80, 4 MHz"]
    assert processors_of(tmp_path / "cubes.csv") == []


def test_this_processor_has_a_name_to_be_noted(tmp_path):
    run_all(squares(), tmp_path / "squares.csv")
    assert processors_of(tmp_path / "squares.csv") == [processors.name()]


def test_another_processor_is_noted_beside_earlier_ones(tmp_path, on_processor):
    path = tmp_path / "squares.csv"
    (tmp_path / "processors.csv").write_text("results,processor,hours\ncubes,6502,\ntimes,6502,\n")

    def measure(seed):
        on_processor("68000" if seed == 3 else "Z80")
        return [{"square": seed**2}]

    run_all(squares(measure), path)
    noted = (tmp_path / "processors.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [line.rsplit(",", 1)[0] for line in noted] == [
        "cubes,6502",
        "squares,Z80",
        "squares,68000",
        "times,6502",
    ]


def test_the_hours_of_all_runs_are_added_up(tmp_path, monkeypatch):
    clock = iter(range(0, 10_000, 900))  # a quarter of an hour from look to look
    monkeypatch.setattr(experiment.time, "monotonic", lambda: next(clock))
    path = tmp_path / "squares.csv"
    carry_out(squares(), [{"seed": 0}, {"seed": 1}], path)
    assert hours_of(path) == pytest.approx(0.5)
    carry_out(squares(), [{"seed": 2}], path)
    assert hours_of(path) == pytest.approx(0.75)
    assert hours_of(tmp_path / "cubes.csv") == 0


def test_a_run_that_measures_nothing_changes_nothing(tmp_path, on_processor):
    path = tmp_path / "squares.csv"
    on_processor("Z80")
    run_all(squares(), path)
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in files(tmp_path)}
    on_processor("68000")
    run_all(squares(), path)
    add_rows(squares(), [{"seed": 2, "square": 4}], path)
    carry_out(squares(lambda seed: []), [{"seed": 7}], path)
    after = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in files(tmp_path)}
    assert before == after


def files(folder):
    return sorted(folder.iterdir())


def test_a_run_that_is_stopped_before_its_first_row_notes_nothing(tmp_path):
    def stops(seed):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_all(squares(stops), tmp_path / "squares.csv")
    assert files(tmp_path) == []


def test_a_note_that_is_there_is_not_written_again(tmp_path, on_processor):
    on_processor("Z80")
    note_processor(tmp_path / "squares.csv")
    before = (tmp_path / "processors.csv").stat().st_mtime_ns
    note_processor(tmp_path / "squares.csv")
    assert (tmp_path / "processors.csv").stat().st_mtime_ns == before


def test_a_file_that_is_written_anew_has_its_last_processor_only(tmp_path, on_processor):
    for name in ("Z80", "68000"):
        on_processor(name)
        note_processor(tmp_path / "cubes.csv")
        note_processor(tmp_path / "squares.csv", instead=True)
    assert processors_of(tmp_path / "squares.csv") == ["68000"]
    assert processors_of(tmp_path / "cubes.csv") == ["Z80", "68000"]


@pytest.mark.parametrize(
    "content", [b"", b"name\nZ80\n", b"results,processor,hours\na\n", b"\xff\xfe"]
)
def test_a_damaged_note_is_reported_before_anything_is_measured(content, tmp_path):
    (tmp_path / "processors.csv").write_bytes(content)
    measured = []
    with pytest.raises(CourseError, match=r"processors\.csv"):
        run_all(squares(measured.append), tmp_path / "squares.csv")
    assert measured == []
    assert (tmp_path / "processors.csv").read_bytes() == content
    assert len(files(tmp_path)) == 1


def test_a_stop_while_a_table_is_written_leaves_the_old_one(tmp_path):
    path = tmp_path / "processors.csv"
    write_table(path, ["results", "processor"], [{"results": "a", "processor": "Z80"}])
    before = path.read_bytes()

    def rows():
        yield {"results": "b", "processor": "68000"}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_table(path, ["results", "processor"], rows())
    assert path.read_bytes() == before
    assert files(tmp_path) == [path]


@pytest.mark.parametrize("name", names())
def test_the_stored_results_are_complete(name):
    assert missing_runs(load(name), RESULTS / f"{name}.csv") == []


def test_stored_results_are_what_the_experiment_measures():
    experiment = load("cheap_baselines")
    stored = read_results("cheap_baselines")
    for run in experiment.runs:
        if run["n"] == 1000 and run["seed"] == 2:
            row = stored[
                (stored["method"] == run["method"]) & (stored["n"] == 1000) & (stored["seed"] == 2)
            ]
            measured = experiment.measure(**run)[0]["accuracy"]
            assert row["accuracy"].item() == pytest.approx(measured, abs=0.004)


def test_results_that_are_not_there_name_the_commands_that_bring_them():
    with pytest.raises(CourseError, match=r"git checkout.*course experiment nothing"):
        read_results("nothing")


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n1,2,3\n", b"a\n\xe9\n", b'a\n"open\n'])
def test_damaged_results_get_one_clear_message(content, tmp_path, monkeypatch):
    (tmp_path / "shift.csv").write_bytes(content)
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    with pytest.raises(CourseError, match=r"shift\.csv is damaged .*git checkout -- data/results"):
        read_results("shift")


def test_an_unknown_experiment_names_the_nearest_one():
    with pytest.raises(CourseError, match="Did you mean cheap_baselines"):
        load("cheap_baseline")


# Two processes that share the runs


def many():
    """Return an experiment that does little but write, so that two processes do it at once."""
    return dataclasses.replace(squares(), runs=[{"seed": seed} for seed in range(200)])


def add_in_part(part, path, start):
    start.wait()
    carry_out(many(), part_of(many().runs, part), path)


def test_two_processes_that_share_the_runs_lose_none_and_repeat_none(tmp_path):
    path = tmp_path / "squares.csv"
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    processes = [
        context.Process(target=add_in_part, args=(part, path, start)) for part in ("1/2", "2/2")
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert sorted(int(row["seed"]) for row in read_rows(many(), path)) == list(range(200))


def test_the_parts_are_all_runs_and_no_run_twice():
    runs = squares().runs
    parts = [part_of(runs, f"{number}/3") for number in (1, 2, 3)]
    assert sorted(run["seed"] for part in parts for run in part) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("part", ["0/2", "3/2", "2", "1/0", "a/b", "1/2/3", "-1/2", ""])
def test_a_part_that_is_none_is_told(part):
    with pytest.raises(CourseError, match="1/2 and 2/2"):
        part_of(squares().runs, part)


def test_where_no_lock_can_be_had_rows_are_written_all_the_same(tmp_path, monkeypatch):
    def take(descriptor):
        raise OSError("no locks here")

    monkeypatch.setattr(tables.locks, "take", take)
    monkeypatch.setattr(tables, "_SECONDS_TO_ADD_ROWS", 0.1)
    run_all(squares(), tmp_path / "squares.csv")
    assert len(read_rows(squares(), tmp_path / "squares.csv")) == 5
