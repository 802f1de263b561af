"""An extension of the Jupyter server: `course` is found in what it starts.

The server may have been started without the environment in PATH, as by its full path or by
JupyterHub.
"""

from __future__ import annotations

import os
import sysconfig
from typing import Any

_CLASS = "course_utils.jupyter.terminals.Terminals"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _link_jupyter_server_extension(server: Any) -> None:
    """Set up kernels and terminals, before the server's extension for terminals is set up."""
    programs, path = sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)
    if path.split(os.pathsep)[0] != programs:
        os.environ["PATH"] = programs + os.pathsep + path
    server.config.TerminalsExtensionApp.setdefault("terminal_manager_class", _CLASS)


def _load_jupyter_server_extension(server: Any) -> None:
    """Do nothing more: a server asks each extension for this function."""
