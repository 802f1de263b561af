"""The table of `make machines`, from the report of a run of the tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.machine import processors
from tests import machines

REPORT = """<testsuites><testsuite>
<testcase classname="notebooks.03_split_dataset.ipynb" name="Cell 0" time="5.3" />
<testcase classname="notebooks.03_split_dataset.ipynb" name="Cell 1" time="0.7">{child}</testcase>
<testcase classname="tests.test_solved_notebooks" name="test_solved[03_split_dataset]" time="20" />
<testcase classname="tests.test_exercise_matrix" name="test_reference[read_idx-0]" time="1" />
<testcase classname="tests.test_joint_training" name="test_it_learns" time="3" />
</testsuite></testsuites>"""


def report(tmp_path, child=""):
    path = tmp_path / "report.xml"
    path.write_text(REPORT.format(child=child))
    return machines.read_report(path)


def test_the_rows_are_lessons_in_both_editions_and_the_verdicts(tmp_path):
    assert report(tmp_path) == {
        "03 blank": (True, 6.0),
        "03 solved": (True, 20.0),
        "verdicts": (True, 1.0),
        "networks": (True, 3.0),
    }


def test_one_cell_that_fails_or_was_skipped_fails_its_lesson(tmp_path):
    for child in ("<failure />", "<error />", "<skipped />"):
        found = report(tmp_path, child)
        assert not found["03 blank"][0]
        assert found["03 solved"][0]


def test_a_run_that_leaves_no_report_or_an_empty_one_fails(monkeypatch):
    def tests_of(text):
        def run(command, **_):
            (path,) = (part.partition("=")[2] for part in command if "--junit-xml=" in part)
            if text is not None:
                Path(path).write_text(text)

        return run

    for text in (None, "<testsuites />"):
        monkeypatch.setattr(machines.subprocess, "run", tests_of(text))
        assert machines.results_of("AVX2", 4) == {"no report": (False, 0.0)}


@pytest.fixture
def machines_run(monkeypatch):
    """Return the machines that `main` has run; those with four threads fail."""
    run = []

    def results_of(kind, threads):
        run.append((kind, threads))
        return {"03 blank": (threads == 1, 1.0)}

    monkeypatch.setattr(machines, "results_of", results_of)
    monkeypatch.setattr(processors, "can_stand_in_for", lambda kind: kind != "AVX-512")
    return run


def test_the_named_machines_are_run_and_one_that_fails_fails_all(machines_run):
    with pytest.raises(SystemExit) as ended:
        machines.main(["AVX2", "without oneDNN"])
    assert ended.value.code
    assert machines_run == [
        ("AVX2", 1),
        ("AVX2", 4),
        ("without oneDNN", 1),
        ("without oneDNN", 4),
    ]


def test_without_names_all_machines_are_run_that_can_be_had(machines_run):
    with pytest.raises(SystemExit):
        machines.main()
    assert {kind for kind, _ in machines_run} == {"AVX2", "SSE4.1", "without oneDNN"}


@pytest.mark.parametrize("kind", ["AVX3", "AVX-512"])
def test_a_machine_that_is_unknown_or_not_to_be_had_is_told_and_nothing_is_run(kind, machines_run):
    with pytest.raises(SystemExit, match=rf"{kind}\. There are AVX2, SSE4\.1, without oneDNN"):
        machines.main(["AVX2", kind])
    assert machines_run == []


def test_the_other_machine_is_not_the_present_one():
    assert processors.other_kind() != processors.present_kind()
    assert processors.can_stand_in_for(processors.other_kind())


def test_every_kind_of_processor_has_last_digits_of_its_own():
    code = (
        "import hashlib, numpy as np, tensorflow as tf\n"
        "A = np.random.default_rng(0).random((128, 3136), 'float32')\n"
        "B = np.random.default_rng(1).random((3136, 512), 'float32')\n"
        "print(hashlib.sha256(tf.matmul(A, B).numpy().tobytes()).hexdigest())"
    )
    kinds = [kind for kind in processors.KINDS if processors.can_stand_in_for(kind)]
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | machines.variables(kind, 1),
            capture_output=True,
            check=True,
        ).stdout
        for kind in kinds
    }
    assert len(digests) == len(kinds)
