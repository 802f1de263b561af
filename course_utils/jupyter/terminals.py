"""Terminals in JupyterLab that open where the notebooks are, and find `course`."""

from __future__ import annotations

import shlex
import sysconfig
from typing import TYPE_CHECKING, Any, cast

from jupyter_server_terminals.terminalmanager import TerminalManager

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp


class Terminals(TerminalManager):
    """The server's terminals."""

    def new_terminal(self, **options: Any) -> Any:
        """Start a terminal: in the folder that JupyterLab names, else in that of the notebooks."""
        server, shell = cast("ServerApp", self.parent), list(self.shell_command)
        options.setdefault("cwd", server.root_dir)
        if shell[1:] == ["-l"]:  # a login shell, which sets PATH anew
            programs = shlex.quote(sysconfig.get_path("scripts"))
            then = f'exec env PATH={programs}:"$PATH" {shlex.quote(shell[0])}'
            options["shell_command"] = [*shell, "-c", then]
        return super().new_terminal(**options)
