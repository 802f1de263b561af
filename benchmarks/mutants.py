"""Count the small changes of the reference solutions that the exercises' own checks catch.

Cosmic Ray changes one operator, comparison, number or statement at a time in a copy of the
project. A change is caught if the changed solution no longer passes its check. Those that are not
caught are printed as diffs: each must be a change that makes no difference.

Run it with ``make mutants``; it takes about ten minutes on two cores.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / ".mutants"
COSMIC_RAY = ("uv", "tool", "run", "--quiet", "--from", "cosmic-ray==8.7.0", "cosmic-ray")
LESSONS = {
    "lesson_01_dataset_tour": "read_idx or prepare_images or train_valid_split",
    "lesson_02_minivggnet_baseline": "build_minivggnet or precision_recall or prepare_photo",
    "lesson_03_split_dataset": "split_dataset or task_sets or set_all_seeds",
    "lesson_04_transfer_to_task_b": "reuse_layers or freeze_reused or fine_tune or paired_gain",
    "lesson_05_dense_against_conv": "shift_images or features_up_to or accuracy_under_shift "
    "or fine_tune_normalised",
    "lesson_06_joint_multi_head_training": "combine_datasets or inverse_frequency_weights "
    "or build_multi_head or joint_step",
    "lesson_07_forgetting": "forgetting or gradient_reversal",
    "lesson_08_your_own_pictures": "prepare_for_network or feature_extractor "
    "or fine_tune_network or split_by_object",
}
CONFIG = """\
[cosmic-ray]
module-path = "course_utils/solutions/{lesson}.py"
timeout = 120.0
excluded-modules = []
test-command = '''{python} -m pytest -x -q -p no:cacheprovider -o addopts= \
tests/test_exercise_matrix.py -k "test_reference_solution_passes and ({names})"'''

[cosmic-ray.distributor]
name = "local"
"""


def cosmic_ray(*arguments: str) -> str:
    """Run Cosmic Ray in the copy and return what it prints."""
    command = [str(Path(sys.executable).parent / COSMIC_RAY[0]), *COSMIC_RAY[1:], *arguments]
    return subprocess.run(command, cwd=COPY, check=True, capture_output=True, text=True).stdout


def copy_project() -> None:
    """Copy code and tests, so that a stopped run leaves no change in the project."""
    shutil.rmtree(COPY, ignore_errors=True)
    for name in ("course_utils", "tests"):
        shutil.copytree(ROOT / name, COPY / name, ignore=shutil.ignore_patterns("__pycache__"))


def outcomes(lesson: str, names: str) -> list[tuple[bool, str]]:
    """Return, for each change of a lesson's solutions, whether it was caught, and its diff."""
    (COPY / "config.toml").write_text(
        CONFIG.format(lesson=lesson, names=names, python=sys.executable)
    )
    session = f"{lesson}.sqlite"
    cosmic_ray("init", "config.toml", session)
    cosmic_ray("exec", "config.toml", session)
    results = []
    for line in cosmic_ray("dump", session).splitlines():
        _, result = json.loads(line)
        results.append((result["test_outcome"] != "survived", result["diff"]))
    return results


def main() -> None:
    copy_project()
    for lesson, names in LESSONS.items():
        results = outcomes(lesson, names)
        caught = sum(was_caught for was_caught, _ in results)
        print(f"{lesson}: {caught} of {len(results)} changes caught")
        for was_caught, diff in results:
            if not was_caught:
                changed = [line for line in diff.splitlines() if line[:1] in "+-"][2:]
                print("  not caught:", *changed, sep="\n    ")


if __name__ == "__main__":
    main()
