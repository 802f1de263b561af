"""Calls that plainly are not cheap and safe: they train, read data, draw, write or wait."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

# The last part of what is called. What the course's own functions do is known by their modules.
_BY_NAME = {
    "trains": r"fit|fit_\w+|partial_fit|train_on_batch",
    "reads": r"load|load_\w+|loadtxt|loadmat|read_\w+|fetch\w*|download\w*|get_file|genfromtxt"
    r"|fromfile|imread|open|urlopen|urlretrieve",
    "draws": r"show|plot|imshow|subplots|savefig|display",
    "writes": r"save|save_\w+|savez\w*|savetxt|dump|to_csv|write|write_text|write_bytes|writelines"
    r"|mkdir|makedirs|rmtree|unlink|system|popen|Popen|run_line_magic|run_cell_magic",
    "waits": r"input|getpass|sleep|breakpoint",
    "ends": r"exit|quit|_exit|abort|kill|_Exit|execv\w*",
}
_BY_MODULE = {
    "checks": r"course_utils\.(check|hint|solution|solutions|grading|exercises)\b",
    "trains": r"course_utils\.(training|experiments)\.",
    "reads": r"course_utils\.(datasets|networks|live|own_report)\.|requests\.|urllib\.|socket\.",
    "draws": r"course_utils\.figures\.|matplotlib\.|seaborn\.|IPython\.|ipywidgets\.|plt\.|sns\.",
    "writes": r"subprocess\.|shutil\.",
}
_RULES = [
    *((kind, re.compile(rf"(?:.*\.)?(?:{names})")) for kind, names in _BY_NAME.items()),
    *((kind, re.compile(rf"(?:{modules}).*")) for kind, modules in _BY_MODULE.items()),
]


def reason_against(calls: Iterable[str], stands_for: Callable[[str], str]) -> str:
    """Return why none of some calls should be made just to check an answer, or an empty text.

    Parameters
    ----------
    calls : iterable of str
        Dotted names of what is called.
    stands_for : callable
        From an imported name to what it stands for, such as ``plt`` to ``matplotlib.pyplot``.

    Returns
    -------
    str
        A word: one of "checks", "trains", "reads", "draws", "writes", "waits", "ends"; or "".
    """
    for call in calls:
        first, dot, rest = call.partition(".")
        name = stands_for(first) + dot + rest
        for kind, rule in _RULES:
            if rule.fullmatch(name):
                return kind
    return ""
