"""Writing the report: pictures, labels and texts become one page that needs nothing else."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import jinja2
import numpy.typing as npt

from course_utils.datasets.picture_folder import PictureFolder
from course_utils.figures import lesson_08 as figures
from course_utils.figures.plots import Drawn, as_address
from course_utils.learner import files
from course_utils.own_report import inputs, wording
from course_utils.own_report.checklist import checklist
from course_utils.own_report.findings import FEW_OBJECTS, find

# What a file's name can hold and a page cannot: control characters, and halves of a letter.
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def write_report(
    name: str | os.PathLike[str] | None,
    own: PictureFolder,
    train: npt.ArrayLike,
    test: npt.ArrayLike,
    predicted: npt.ArrayLike,
    *,
    opponents: Mapping[str, npt.ArrayLike],
    texts: Mapping[str, str | None],
) -> Path:
    """Write a report on one's own pictures: one HTML page with all figures in it.

    It shows the learner's texts, how many pictures and objects there are, the balanced accuracy on
    the test part beside that of cheap opponents, and the mistakes. It says where the split or the
    size of the test part makes a number worth less, and ends with `docs/report_rubric.md` as a
    checklist.

    The 95 % intervals are over objects, within classes: pictures of one object are not
    independent, so the share of a class that is right counts as one of so many objects, not
    pictures. `own_report.over_objects` says how. The difference to the best opponent is paired: it
    is of the pictures that only one of the two has right.

    Parameters
    ----------
    name : str, path or None
        The file's name; `.html` is added. A name alone is beside the notebook. Nothing is ever
        overwritten: where there is a `my_report.html`, the next is `my_report-2.html`. With None
        the page goes to a new folder in the system's place for temporary files.
    own : PictureFolder
        As `load_picture_folder` returns it, prepared by `prepare_for_network`.
    train, test : array of integers
        The places of the pictures in both parts, as `split_by_object` returns them.
    predicted : array of integers, shape (len(test),)
        The label that the network gives to each test picture.
    opponents : mapping of str to array of integers
        For each opponent its labels of the test pictures.
    texts : mapping of str to str
        What only the learner can say: `title`, `question`, `data`, `mistakes`, `limits` and
        `conclusion`. The page says which of them are not written yet.

    Returns
    -------
    Path
        Where the page is.

    Raises
    ------
    CourseError
        If there is no such folder, the file cannot be written, or what is given does not fit
        together. Then nothing is written.
    """
    inputs.check_pictures(own)
    of_train = inputs.as_places(train, "train", len(own.y))
    of_test = inputs.as_places(test, "test", len(own.y))
    said = inputs.as_labels(predicted, "predicted", len(of_test), own.class_names)
    others = inputs.as_opponents(opponents, len(of_test), own.class_names)
    own_texts = inputs.as_texts(texts)
    place = inputs.place_of(name)
    findings = find(own, of_train, of_test, said, others)
    pages = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    page = pages.get_template("page.html").render(
        texts=own_texts,
        today=date.today().isoformat(),
        own=own,
        findings=findings,
        few_objects=FEW_OBJECTS,
        confusion=_image(figures.confusion(own.y[of_test], said, own.class_names)),
        mistakes=_image(figures.mistakes(own, findings.wrong.tolist(), findings.said)),
        items=checklist(own, findings, own_texts),
        wording=wording,
    )
    return files.write_new(place, _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", page).encode())


def _image(drawn: Drawn) -> tuple[str, str]:
    figure, alt = drawn
    return as_address(figure), alt
