"""A lesson's live cells, run again with other seeds, and what stays as it is."""

import json
import subprocess
import sys

import pytest

from tests.notebook_guards import NOTEBOOKS

LESSON = """\
# %%
import keras
import numpy as np
from course_utils.live import compare_with_ours
before = np.random.default_rng(0).random()
n_runs = 0

# %% tags=["live"]
n_runs += 1
keras.utils.set_random_seed(0)
compare_with_ours("drawn", [before, np.random.default_rng(0).random(), np.random.random()])

# %%
raise SystemExit("what comes after the last live cell is not run")
"""
# In a process of its own, because a replay takes the seeds into its hands for good.
RUN = """
import json, sys
from pathlib import Path
from course_utils.experiments.lesson_replay import LessonReplay
replay = LessonReplay(Path(sys.argv[1]), json.loads(sys.argv[2]))
print(json.dumps([replay.run(seed) for seed in (3, 0, 3)]))
"""


@pytest.fixture
def replays(tmp_path):
    """Return a function that replays the lesson with the seeds 3, 0 and 3."""
    (tmp_path / "source").mkdir()
    source = tmp_path / "source" / "09_a.py"
    source.write_text(LESSON)

    def run(*changes):
        command = [sys.executable, "-c", RUN, source, json.dumps(changes)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=NOTEBOOKS.parent
        )
        assert done.returncode == 0, done.stderr
        return [[value for _, _, value in values] for values in json.loads(done.stdout)]

    return run


@pytest.mark.slow
def test_another_seed_changes_what_live_cells_draw_and_nothing_that_was_drawn_before(replays):
    import numpy as np

    first, own, again = replays()
    assert first == again
    assert first[0] == own[0] == own[1] == np.random.default_rng(0).random()
    assert first[1] != own[1]
    assert first[2] != own[2]


@pytest.mark.slow
def test_a_fault_is_put_in(replays):
    assert replays(("before, np", "7.0, np"))[0][0] == 7


def test_a_fault_that_does_not_fit_the_lesson_is_told(replays):
    with pytest.raises(AssertionError, match="stands 2 times in the lesson, not once"):
        replays(("np.random.default_rng(0)", ""))
