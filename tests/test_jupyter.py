"""What the installed package brings into Jupyter, however the server was started."""

import json
import os
import queue
import shutil
import sys
import time
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

from course_utils import __version__, jupyter
from course_utils.jupyter import kernel
from tests.browser.server import start_jupyterlab
from tests.learners import contents

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
SECONDS = 60


@pytest.fixture(params=["bash", "zsh", "sh"])
def jupyterlab(request, tmp_path):
    """A JupyterLab that was started without the environment in PATH, from another folder.

    Its terminals run a login shell, since its output is no terminal, and that sets PATH anew.
    """
    shell = shutil.which(request.param)
    if shell is None:
        pytest.skip(f"{request.param} is not installed")
    for name in (".profile", ".zprofile"):
        (tmp_path / name).write_text(
            f"PATH={SYSTEM_PATH}; export PATH; PROFILE=was-read; export PROFILE\n"
        )
    lab = start_jupyterlab(tmp_path, PATH=SYSTEM_PATH, SHELL=shell)
    yield lab
    lab.stop()


@pytest.mark.slow
def test_a_terminal_finds_the_course_and_opens_where_the_notebooks_are(jupyterlab):
    terminal = jupyterlab.open_terminal()
    assert said_in(terminal, "course --version") == f"course {__version__}"
    assert said_in(terminal, "pwd") == str(jupyterlab.root)
    assert said_in(terminal, "echo $PROFILE") == "was-read"


def said_in(terminal, command):
    """Type a command into a terminal, and return what it prints in one line."""
    terminal.send(json.dumps(["stdin", f"echo 'said:' $({command}) ':end'\r"]))
    shown, deadline = "", time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        kind, *text = json.loads(terminal.recv())
        shown += text[0] if kind == "stdout" else ""
        for line in shown.splitlines():
            if line.startswith("said: ") and line.endswith(" :end"):
                return line.removeprefix("said: ").removesuffix(" :end")
    raise AssertionError(shown)


def test_the_environment_has_what_the_package_brings_now():
    brought = Path(jupyter.__file__).parent / "installed"
    here = {name: Path(sys.prefix, name) for name in contents(brought)}
    missing = [name for name, path in here.items() if not path.is_file()]
    assert not missing, "install the package again: make setup"
    assert {name: path.read_bytes() for name, path in here.items()} == contents(brought)


# A kernel

LOADED = f"{kernel.__name__!r} in get_ipython().extension_manager.loaded"


def run_in_a_kernel(code, folder, **more):
    """Return what a new kernel shows for some code: the texts of results, streams and errors."""
    own = {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_CONFIG_DIR": str(folder / "jupyter")}
    manager, client = start_new_kernel(env=os.environ | own | more, cwd=str(folder))
    try:
        shown = []
        client.execute_interactive(code, timeout=SECONDS, output_hook=lambda it: shown.append(it))
        with pytest.raises(queue.Empty):
            client.get_iopub_msg(timeout=0.2)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    contents = [message["content"] for message in shown]
    return [
        it.get("text") or it.get("evalue") or it["data"]["text/plain"]
        for it in contents
        if it.keys() & {"text", "evalue", "data"}
    ]


def test_each_kernel_loads_the_extension_and_shows_nothing_of_it(tmp_path):
    assert run_in_a_kernel(LOADED, tmp_path) == ["True"]


def test_a_kernel_without_the_extension_starts_as_ever(tmp_path):
    other = tmp_path / "course_utils"
    other.mkdir()
    (other / "__init__.py").write_text("older = True\n")
    code = "import course_utils; course_utils.older"
    assert run_in_a_kernel(code, tmp_path, PYTHONPATH=str(tmp_path)) == ["True"]
