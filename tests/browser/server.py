"""A real JupyterLab on a free port, with settings of its own, that ends with the tests."""

import json
import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import psutil
import websocket

SECONDS_TO_START = 120
_SETTINGS = "@jupyterlab/apputils-extension"


def make_learners_copy(folder):
    """Make the copy of the lessons that a learner works in."""
    command = [sys.executable, "-m", "course_utils", "start", folder]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@dataclass
class JupyterLab:
    """A running server: where it is, and the folder that it serves."""

    process: subprocess.Popen
    port: int
    token: str
    root: Path
    settings: Path

    def address(self, notebook):
        """Return the address that opens a notebook, given by its path, and nothing else."""
        path = quote(notebook.relative_to(self.root).as_posix())
        return f"{self._address('lab/tree', path)}&reset"

    def open_terminal(self):
        """Open a terminal as the launcher does, and return a connection to it."""
        request = Request(self._address("api", "terminals"), method="POST")
        with urlopen(request) as answer:
            name = json.load(answer)["name"]
        address = self._address("terminals/websocket", name).replace("http:", "ws:")
        return websocket.create_connection(address, timeout=SECONDS_TO_START)

    def use_theme(self, theme):
        """Set the theme of the pages that are opened from now on."""
        self._set("themes", {"theme": theme})

    def end_kernels(self):
        """End all kernels, and wait until they have ended."""
        with urlopen(self._address("api", "kernels")) as answer:
            kernels = json.load(answer)
        for kernel in kernels:
            address = self._address("api/kernels", kernel["id"])
            urlopen(Request(address, method="DELETE")).close()

    def kill_kernels(self):
        """Kill all kernels, as a system does that has no memory left."""
        for process in psutil.Process(self.process.pid).children(recursive=True):
            if "ipykernel_launcher" in process.cmdline():
                process.kill()

    def stop(self):
        """End the server and its kernels."""
        self.process.terminate()
        self.process.wait(timeout=300)

    def _address(self, kind, path):
        return f"http://127.0.0.1:{self.port}/{kind}/{path}?token={self.token}"

    def _set(self, name, values):
        path = self.settings / _SETTINGS / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")


def start_jupyterlab(folder, **more):
    """Start JupyterLab with nothing of this machine's settings, and wait until it listens.

    The environment has the course installed, so what its package brings into JupyterLab is there.

    Parameters
    ----------
    folder : Path
        For everything that it writes; the notebooks are in a folder of it.
    more : str
        Variables of its environment.
    """
    runtime, root = folder / "runtime", folder / "notebooks"
    root.mkdir()
    _as_learners_have_it(folder / "config")
    token = secrets.token_hex()
    environment = os.environ | {
        "HOME": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "JUPYTER_TOKEN": token,
        **more,
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1"]
    options = ["--ServerApp.port=0", f"--ServerApp.root_dir={root}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command + options, env=environment, cwd=folder, stdout=log, stderr=log
        )
    lab = JupyterLab(process, 0, token, root, folder / "settings")
    lab.port = _port_of(process, runtime, folder / "server.log")
    return lab


def _as_learners_have_it(config):
    """Leave out the menu of nbgrader, which is installed for other tests."""
    path = config / "labconfig" / "page_config.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"disabledExtensions": {"@jupyter/nbgrader": True}}), "utf-8")


def _port_of(process, runtime, log):
    """Wait for the file in which a server says where it listens."""
    note = runtime / f"jpserver-{process.pid}.json"
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        if note.exists() and note.stat().st_size:
            return json.loads(note.read_text("utf-8"))["port"]
        time.sleep(0.1)
    process.kill()
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text('utf-8', 'replace')[-3000:]}")
