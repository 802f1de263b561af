"""Where the course can be fetched from, and the addresses that follow from it."""

from __future__ import annotations

import re
import tomllib
from urllib.parse import quote

from course_utils.errors import CourseError
from course_utils.notebooks.building import NOTEBOOKS

PROJECT = NOTEBOOKS.parent / "pyproject.toml"
_ADDRESS = re.compile(r"https://[\w.-]+(?:/[\w.~-]+)+")
_ON_GITHUB = "https://github.com/"


def repository() -> str:
    """Return the address that git clones the course from: "" as long as it has no public home.

    It is `repository` of `[tool.course]` in pyproject.toml, and stands nowhere else.

    Raises
    ------
    CourseError
        If it is no address that a link can lead to.
    """
    setting = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["tool"]["course"]["repository"]
    address = str(setting).rstrip("/").removesuffix(".git")
    if address and not _ADDRESS.fullmatch(address):
        raise CourseError(
            f'{PROJECT} has repository = "{setting}", which is no address of a repository. Write '
            'one such as "https://github.com/OWNER/NAME", or "" if there is none yet.'
        )
    return address


def binder(address: str, notebook: str) -> str:
    """Return the link that opens a lesson on Binder, which installs what `.binder` says.

    Parameters
    ----------
    address : str
        Of the repository.
    notebook : str
        The lesson's file name.
    """
    if address.startswith(_ON_GITHUB):
        place = f"gh/{address.removeprefix(_ON_GITHUB)}"
    else:
        place = f"git/{quote(address, safe='')}"
    return f"https://mybinder.org/v2/{place}/HEAD?urlpath=lab/tree/notebooks/{quote(notebook)}"


def folder_of(address: str) -> str:
    """Return the folder that `git clone` makes."""
    return address.rpartition("/")[2]
