"""What learning systems lay beside the files: who the students are, and when they handed in."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import NamedTuple

METADATA = "submission_metadata.yml"

_NOTE = re.compile(r"Name: (?P<name>.*) \((?P<login>[^()]*)\)\s*$")


def note_of_blackboard(text: str) -> tuple[str, str]:
    """Return the full name and the login in the first line of Blackboard's note; or empty texts."""
    match = _NOTE.match(text.split("\n", 1)[0].rstrip("\r"))
    return (match["name"].strip(), match["login"].strip()) if match else ("", "")


def logins_of_blackboard(before: set[str], notes: dict[str, str]) -> dict[str, str]:
    """Return the login in each ``TITLE_login`` of one download.

    Both may hold "_". A note says the login; else it is what differs between the names.

    Parameters
    ----------
    before : set of str
        All that stands before ``_attempt_``.
    notes : dict of str to str
        For some of them the login that Blackboard's note gives.
    """
    titles = {
        one.removesuffix(f"_{notes[one]}")
        for one in before
        if notes.get(one) and one.endswith(f"_{notes[one]}")
    }
    same = _same_start(before) if len(before) > 1 else ""

    def login(one: str) -> str:
        title = next((it for it in titles if one.startswith(f"{it}_")), None)
        if title is not None:
            return one.removeprefix(f"{title}_")
        return one.removeprefix(same) if len(before) > 1 else one.rpartition("_")[2]

    found = {one: login(one) for one in before}
    counts = Counter(found.values())
    return {one: it if titles or counts[it] == 1 else one for one, it in found.items()}


def _same_start(texts: set[str]) -> str:
    first, last = min(texts, default=""), max(texts, default="")
    n = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[: first[:n].rfind("_") + 1]


class Submitters(NamedTuple):
    """Who has handed in a submission of Gradescope's, and when."""

    name: str = ""
    login: str = ""
    at: datetime | None = None


_KEY = re.compile(r"(submission_\d+):\s*$")
_VALUE = re.compile(r"(?P<dent> *)(?:- )?:(?P<key>name|email|created_at): (?P<value>.+?)\s*$")
_DEEPEST, _OF_ITSELF = 4, 2  # spaces before what is said of submitters, and of a submission


def metadata_of_gradescope(text: str) -> dict[str, Submitters]:
    """Return who is behind each submission, by Gradescope's ``submission_metadata.yml``.

    It is YAML as Ruby writes it, of which the three lines that are needed are read: names and email
    addresses of a submission's submitters, and its time.
    """
    found: dict[str, Submitters] = {}
    current = ""
    for line in text.splitlines():
        if key := _KEY.match(line):
            current = key[1]
            found[current] = Submitters()
        value = _VALUE.match(line)
        if not value or current not in found or len(value["dent"]) > _DEEPEST:
            continue
        one, said = found[current], value["value"].strip("'\"")
        if value["key"] == "name":
            found[current] = one._replace(name=f"{one.name} & {said}".removeprefix(" & "))
        elif value["key"] == "email":
            found[current] = one._replace(login=one.login or said)
        elif len(value["dent"]) == _OF_ITSELF:
            found[current] = one._replace(at=_time(said))
    return found


def _time(text: str) -> datetime | None:
    """Return a time such as ``2024-01-31 12:00:00.123456789 Z``."""
    short = re.sub(r"(\.\d{6})\d+", r"\1", text).replace(" Z", "+00:00")
    try:
        return datetime.fromisoformat(re.sub(r" (?=[+-]\d\d)", "", short))
    except ValueError:
        return None
