"""What of a notebook was not run though a function needs it, and how a verdict says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from course_utils.exercises.exercise import Finding
from course_utils.exercises.verdict import Verdict
from course_utils.grading.absent_names import name_not_defined
from course_utils.grading.not_run import SECONDS, LeftOut
from course_utils.observers.plain import Plain

MISCONCEPTION = "left-out"
"""What a class report counts such verdicts under."""

_VERBS = {
    "checks": "asks the course for a function",
    "trains": "trains",
    "reads": "reads data",
    "draws": "draws",
    "writes": "writes files or starts programs",
    "waits": "waits",
    "ends": "ends the program",
    "slow": f"takes more than {SECONDS:g} seconds",
    "late": f"comes after code that takes more than {SECONDS:g} seconds",
    "died": "ends the process, or takes too much time or memory",
    "raised": "stops with",
    "below": "stands below the check, where a kernel has not come yet",
    "needs": "needs",
}
# A busy machine may be the cause, so the status is one that is tried once more.
_NOT_FINAL = {"slow": "timeout", "late": "timeout", "died": "crashed"}
_MOST_TAKEN = 50  # from a worker, which may send any number
_MOST_NAMED = 2  # in a verdict
_LONGEST = 80
_LONGEST_DETAIL = 200


def from_worker(value: Plain, sources: Mapping[str, str]) -> list[LeftOut]:
    """Return what a worker says was left out, as far as it can be true.

    Parameters
    ----------
    value : plain data
        Anything: a worker is not to be believed. It changes words, and no marks.
    sources : dict of str to str
        The code of the notebook's cells, by their labels.
    """
    items = value[:_MOST_TAKEN] if isinstance(value, list) else []
    return [one for one in (_from_worker(item, sources) for item in items) if one]


def with_left_out(verdict: Verdict, left_out: list[LeftOut], sources: Mapping[str, str]) -> Verdict:
    """Say with a verdict what the function would have needed, instead of what followed from that.

    Parameters
    ----------
    verdict : Verdict
        One of a function that was tried and passed, or is blank, comes back as it is.
    left_out : list of LeftOut
        What it needs.
    sources : dict of str to str
        The code of the notebook's cells, by their labels.
    """
    if not left_out or verdict.status in ("passed", "not_attempted", "checker_error"):
        return verdict
    named = _most_telling(left_out, verdict)
    words = " ".join(_sentence(one, sources) for one in named)
    causes = [(one.origin or one).kind for one in named]
    status = next((_NOT_FINAL[kind] for kind in causes if kind in _NOT_FINAL), verdict.status)
    next_step = _next_step(named[0], verdict.exercise)
    finding = Finding(MISCONCEPTION, "It needs code outside of functions that was left out.")
    if verdict.status in ("failed", "missing"):  # what these say is not the function's fault
        return Verdict(verdict.exercise, status, words, finding, next_step=next_step)
    before = verdict.message if verdict.message.endswith(".") else f"{verdict.message}."
    return replace(
        verdict,
        status=status,
        message=f"{before} {words}",
        finding=replace(verdict.finding or finding, misconception=MISCONCEPTION),
        next_step=next_step,
    )


def _most_telling(left_out: list[LeftOut], verdict: Verdict) -> list[LeftOut]:
    """Return what a verdict names: first a name that it stopped at, and no line twice."""
    stopped_at = name_not_defined(verdict)
    ordered = sorted(left_out, key=lambda one: one.name != stopped_at)
    by_place = {(one.cell, one.line): one for one in reversed(ordered)}
    return list(by_place.values())[::-1][:_MOST_NAMED]


def _from_worker(value: Any, sources: Mapping[str, str]) -> LeftOut | None:
    """Return what a worker says of one statement, or None unless it can be true."""
    if not isinstance(value, dict):
        return None
    name, cell, kind = (str(value.get(key)) for key in ("name", "cell", "kind"))
    line, origin = value.get("line"), value.get("origin")
    if not name.isidentifier() or cell not in sources or kind not in _VERBS:
        return None
    if not any(name in source for source in sources.values()):  # a word of its own making
        return None
    if type(line) is not int or not 1 <= line <= sources[cell].count("\n") + 1:
        return None
    if isinstance(origin, dict):
        origin = _from_worker({**origin, "origin": None}, sources)
    if (kind == "needs") != isinstance(origin, LeftOut):
        return None
    detail = str(value.get("detail", ""))[:_LONGEST_DETAIL]
    return LeftOut(name[:_LONGEST], cell, line, kind, detail, origin)


def _sentence(one: LeftOut, sources: Mapping[str, str]) -> str:
    why = f"it {_verb(one)}"
    if one.origin:
        why += f", and {_place(one.origin, sources)}, {_verb(one.origin)}"
    return (
        f"The notebook makes {one.name} with {_place(one, sources)}. Where a saved notebook is "
        f"checked this is left out, because {why}. Without it the function cannot be judged."
    )


def _verb(one: LeftOut) -> str:
    what = one.origin.name if one.origin else one.detail
    return f"{_VERBS[one.kind]} {what}".strip()


def _place(one: LeftOut, sources: Mapping[str, str]) -> str:
    code = sources[one.cell].split("\n")[one.line - 1].strip()
    shown = code if len(code) <= _LONGEST else code[:_LONGEST] + " …"
    return f"line {one.line} of {one.cell.strip('<>')}, `{shown}`"


def _next_step(one: LeftOut, exercise: str) -> str:
    kind = (one.origin or one).kind
    if kind == "below":
        return f"move that line above the check of {exercise}"
    if kind == "raised":
        return "run all cells from the top in JupyterLab, and mend that line"
    return (
        f"take what you need from the arguments: the notebook computes {one.name}, and where a "
        f"saved notebook is checked only what is cheap is run; or make {one.name} in the function "
        "itself, or spell it out in the exercise's cell"
    )
