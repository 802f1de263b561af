"""`course doctor`: each thing that can be wrong is found, and told with what to do."""

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from course_utils.experiments.experiment import RESULTS
from course_utils.experiments.measured_on import processors_of
from course_utils.learner import doctor, state
from course_utils.machine import processors
from tests.learners import PROJECT, obeying_modes, run, small_course, started


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("doctor") / "mine é"
    assert run("start", folder).returncode == 0
    return folder


def lines_about(what, result):
    """Return the lines about something, with what they say to do."""
    looks = re.split(r"\n(?! )", result.stdout)  # a line that goes on is indented
    return "\n".join(look for look in looks if look[len("✗ problem ") :].startswith(what))


def test_a_machine_that_is_ready_gets_only_fine_and_exit_code_0(folder):
    result = run("doctor", folder)
    assert result.returncode == 0, result.stdout + result.stderr
    for what in (
        *("Python", "Packages", "Data", "Disk", "Memory", "Processor"),
        *("Kernel", "Lessons", "Writing"),
    ):
        assert lines_about(what, result).startswith("✓ fine "), result.stdout
    assert "problem" not in result.stdout
    assert "to do" not in result.stdout


def test_without_a_copy_of_the_lessons_the_machine_can_still_be_fine(tmp_path):
    result = run("doctor", cwd=tmp_path, env={**os.environ, "HOME": str(tmp_path)})
    assert "✓ fine    Lessons   no copy of yours yet" in result.stdout
    assert result.returncode == 0, result.stdout


def test_a_folder_without_lessons_is_told(tmp_path):
    result = run("doctor", tmp_path)
    assert result.returncode == 1
    assert "has no lessons of yours" in lines_about("Lessons", result)
    assert "\n  to do:            course start" in lines_about("Lessons", result)


def test_a_package_of_another_version_and_one_that_is_missing_are_named(tmp_path):
    pins = tmp_path / "requirements.txt"
    lines = (PROJECT / "requirements.txt").read_text("utf-8").replace("\ntyper==", "\ntyper==0.0")
    pins.write_text(f"{lines}no-such-package==1.0\nneither==1 ; sys_platform == 'beos'\n", "utf-8")
    look = doctor.packages(pins)
    assert not look.is_fine
    assert "typer is" in look.found
    assert "pinned 0.0" in look.found
    assert "no-such-package is missing" in look.found
    assert "neither" not in look.found
    assert "make setup" in look.mend


def test_all_packages_of_another_version_are_not_all_listed(tmp_path):
    pins = tmp_path / "requirements.txt"
    pins.write_text("".join(f"no-such-package-{number}==1.0\n" for number in range(20)))
    assert "and 15 more" in doctor.packages(pins).found


def test_a_python_that_the_pins_are_not_made_for_is_told(monkeypatch):
    monkeypatch.setattr(doctor, "PYTHONS", ((3, 99),))
    assert not doctor.python().is_fine
    assert "install Python" in doctor.python().mend


def test_damaged_data_are_told_with_what_to_do(folder, tmp_path):
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(b"\x1f\x8b broken")
    result = run("doctor", folder, env={**os.environ, "COURSE_DATA": str(tmp_path)})
    assert result.returncode == 1
    assert lines_about("Data", result).startswith("✗ problem ")
    found, mend = lines_about("Data", result).split("\n  to do:")
    assert "train-images-idx3-ubyte.gz is damaged" in found
    assert "missing: train-labels-idx1-ubyte.gz" in found
    assert "remove COURSE_DATA" in mend


@pytest.mark.parametrize(("look", "limit"), [("disk", "_DISK_GB"), ("memory", "_MEMORY_GB")])
def test_too_little_room_is_told(look, limit, monkeypatch, tmp_path):
    arguments = (tmp_path,) if look == "disk" else ()
    assert getattr(doctor, look)(*arguments).is_fine
    monkeypatch.setattr(doctor, limit, 1e6)
    found = getattr(doctor, look)(*arguments)
    assert not found.is_fine
    assert "GB" in found.found
    assert found.mend


# The processor


def test_the_processor_is_named_with_what_a_seed_repeats_on_it(folder):
    said = lines_about("Processor", run("doctor", folder))
    assert processors.name() in said
    assert processors.present_kind() in said
    words = " ".join(said.split())
    assert "The same seed repeats a run on this machine, with as many threads." in words
    assert "on a processor of another kind live numbers may differ from the text" in words
    assert "see 03" in words


def test_the_processor_that_the_stored_outputs_are_from_is_the_one_that_was_noted():
    (noted,) = processors_of(RESULTS / "section_seconds.csv")  # of the same runs of the lessons
    brand, kind = re.search(r"are from an ([\w ]+) \(([\w-]+)\)", doctor.processor().found).groups()
    assert set(brand.split()) <= set(re.findall(r"\w+", noted))
    assert noted.endswith(f"({kind})")


def test_a_processor_that_is_held_to_less_says_so(monkeypatch):
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    assert f"{processors.name()}, computing as TF_ENABLE_ONEDNN_OPTS=0 says" in (
        doctor.processor().found
    )


def test_a_processor_of_any_kind_is_fine(monkeypatch):
    monkeypatch.setattr(processors, "name", lambda: "Something new (unknown instructions)")
    look = doctor.processor()
    assert look.is_fine
    assert look.found.startswith("Something new (unknown instructions)")
    assert not look.mend


def test_without_the_package_that_knows_processors_the_other_looks_still_come(monkeypatch):
    monkeypatch.setitem(sys.modules, "archspec.cpu", None)
    said = {look.what: look for look in doctor.looks(None)}
    assert not said["Processor"].is_fine
    assert "archspec" in said["Processor"].found
    assert "make setup" in said["Processor"].mend
    assert said["Writing"].is_fine


# The kernel


def with_kernel(place, python):
    """Return an environment in which Jupyter starts another Python for the lessons' kernel."""
    home = place / "kernels" / "python3"
    home.mkdir(parents=True)
    spec = {"argv": [str(python), "-m", "ipykernel_launcher"], "display_name": "Other"}
    (home / "kernel.json").write_text(json.dumps(spec))
    return {**os.environ, "JUPYTER_PATH": str(place)}


def test_a_kernel_whose_python_is_gone_is_told(folder, tmp_path):
    result = run("doctor", folder, env=with_kernel(tmp_path, "/no/such/python"))
    assert result.returncode == 1
    assert "/no/such/python does not start" in lines_about("Kernel", result)
    assert "\n  to do: " in lines_about("Kernel", result)


def test_a_kernel_that_does_not_find_the_course_is_told(folder, tmp_path):
    python = Path(sys.base_prefix) / "bin" / "python3"
    result = run("doctor", folder, env=with_kernel(tmp_path, python))
    assert result.returncode == 1
    assert "No module named" in lines_about("Kernel", result)


def test_a_kernel_that_finds_another_copy_of_the_course_is_told(folder, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(PROJECT / "course_utils", other / "course_utils")
    spec = with_kernel(tmp_path, sys.executable)
    kernel = tmp_path / "kernels" / "python3" / "kernel.json"
    value = json.loads(kernel.read_text()) | {"env": {"PYTHONPATH": str(other)}}
    kernel.write_text(json.dumps(value))
    result = run("doctor", folder, env=spec)
    assert result.returncode == 1
    assert f"has another course, {other}" in lines_about("Kernel", result)


# The learner's folder


def test_a_damaged_record_is_told(folder, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / state.FILE).write_text("damaged")
    result = run("doctor", copy)
    assert result.returncode == 1
    assert "is damaged or was deleted" in lines_about("Lessons", result)
    assert "\n  to do:            course status" in lines_about("Lessons", result)


def test_lessons_of_another_version_are_told(tmp_path):
    mine = started(tmp_path, small_course(tmp_path / "course"))
    look = doctor.lessons(mine)
    assert not look.is_fine
    assert "03_split_dataset.ipynb" in look.found
    assert look.mend == "course update"


def test_folders_that_cannot_be_written_are_told(folder, tmp_path):
    (tmp_path / "shut").mkdir(mode=0o555)
    environment = {**os.environ, "JUPYTER_RUNTIME_DIR": str(tmp_path / "shut" / "runtime")}
    folder.chmod(0o555)
    result = run("doctor", folder, env=environment, preexec_fn=obeying_modes)
    folder.chmod(0o755)
    assert result.returncode == 1
    writing = lines_about("Writing", result)
    assert writing.count("✗ problem") == 2
    assert writing.count("Permission denied") == 2
    assert "set JUPYTER_RUNTIME_DIR" in writing


def test_a_look_that_breaks_ends_in_its_own_line_only():
    def broken():
        raise ImportError("No module named 'psutil'")

    look = doctor.guarded("Memory", broken)
    assert not look.is_fine
    assert "No module named 'psutil'" in look.found
    assert "make setup" in look.mend


def test_no_home_folder_at_all_is_told_with_what_to_set():
    def broken():
        raise RuntimeError("Could not determine home directory.")  # as pathlib and Jupyter do

    assert doctor.guarded("Kernel", broken).mend == "set HOME to your home folder"


def test_a_missing_home_does_not_matter_where_the_system_knows_the_user(folder):
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    result = run("doctor", folder, env=environment)
    assert result.returncode == 0, result.stdout
    assert "Traceback" not in result.stderr
