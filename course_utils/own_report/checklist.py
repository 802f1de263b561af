"""The rubric as a checklist: what the page can see by itself, and what is left to the reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from course_utils.datasets.picture_folder import PictureFolder
from course_utils.own_report.findings import FEW_OBJECTS, Findings
from course_utils.own_report.rubric import Criterion, criteria
from course_utils.own_report.wording import count, listed, per_cent


class Item(NamedTuple):
    """One criterion, with what the page has found and what it misses; either may be empty."""

    criterion: Criterion
    found: str
    to_do: str


def checklist(own: PictureFolder, findings: Findings, texts: Mapping[str, str]) -> list[Item]:
    """Return an item for each criterion of the rubric, in its order."""
    found = {
        "Question": _of_text(texts["question"], "the question"),
        "Data": (_of_data(own), "" if texts["data"] else "say who took them, and where"),
        "Split by object": _of_split(findings),
        "Cheap opponents": _of_opponents(findings),
        "One number with its interval": (_of_number(findings), ""),
        "Mistakes": _of_mistakes(findings, texts["mistakes"]),
        "What could fool us": _of_text(texts["limits"], "what could fool us"),
        "Conclusion and next step": _of_text(texts["conclusion"], "the conclusion"),
    }
    return [Item(criterion, *found[criterion.name]) for criterion in criteria()]


def _of_text(text: str, what: str) -> tuple[str, str]:
    return (f"{what} is written", "") if text else ("", f"write {what}")


def _of_data(own: PictureFolder) -> str:
    n_objects = len(set(zip(own.y.tolist(), own.objects, strict=True)))
    return (
        f"{count(len(own.y), 'picture')} of {count(n_objects, 'object')} in "
        f"{len(own.class_names)} classes, {len(own.left_out)} left out"
    )


def _of_split(findings: Findings) -> tuple[str, str]:
    shared, copies = findings.shared_objects, findings.copies
    fewest = min(of_class.test_objects for of_class in findings.classes)
    return (
        f"objects on one side only: {f'no, {len(shared)} on both' if shared else 'yes'}; copies of "
        f"a picture on both sides: {len(copies) or 'none'}; test objects of the smallest class: "
        f"{fewest}{', which is few' if fewest < FEW_OBJECTS else ''}",
        "keep all pictures of an object on one side, and measure again" if shared or copies else "",
    )


def _of_opponents(findings: Findings) -> tuple[str, str]:
    names = [result.name for result in findings.opponents]
    if not names:
        return "", "give cheap opponents, such as logistic regression on raw pixels"
    return f"on the same test pictures: {listed(names)}", ""


def _of_number(findings: Findings) -> str:
    mean, low, high = map(per_cent, findings.network.accuracy)
    return f"balanced accuracy {mean} % ({low} to {high}), over objects"


def _of_mistakes(findings: Findings, text: str) -> tuple[str, str]:
    n_wrong = len(findings.wrong)
    return count(n_wrong, "mistake"), "" if text else "sort them by cause" if n_wrong else ""
