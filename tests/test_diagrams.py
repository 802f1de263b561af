"""The diagrams of the lessons speak one language, and nothing in them is too small or covered."""

import inspect
import re
from functools import cache
from importlib import import_module
from itertools import combinations, pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from course_utils.figures import diagrams
from course_utils.figures.diagrams import Diagram, Role
from course_utils.notebooks.building import from_text, sources

FILES = sorted(Path(diagrams.__file__).parent.glob("diagrams_*.py"))
MODULES = [import_module(f"course_utils.figures.{path.stem}") for path in FILES]
DIAGRAMS = [
    function
    for module in MODULES
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
]
EACH = pytest.mark.parametrize("function", DIAGRAMS, ids=lambda function: function.__name__)
SMALLEST = 9  # points
WIDEST = 8  # inches
LEAST_APART = 0.3  # in one of red, green and blue


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@cache
def drawn(function):
    figure, alt = function()
    figure.canvas.draw()
    return figure, alt


@cache
def cells_of(source):
    return from_text(source).cells


def texts_of(figure):
    """Return each text that can be seen, with the rectangle that it takes."""
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    return [(text, Text.get_window_extent(text)) for text in texts]


def boxes_of(figure, role):
    """Return the boxes of a role; those of the legend have none."""
    boxes = figure.findobj(FancyBboxPatch)
    return [box for box in boxes if box.get_gid() == role.name]


def overlaps(figure):
    return [
        (one.get_text(), other.get_text())
        for (one, here), (other, there) in combinations(texts_of(figure), 2)
        if here.overlaps(there)
    ]


def leaves_its_box(figure):
    """Return the texts whose middle lies in a box, while an end does not."""
    rims = [box.get_window_extent() for role in Role for box in boxes_of(figure, role)]
    return [
        text.get_text()
        for text, place in texts_of(figure)
        for rim in rims
        if rim.contains(*(place.min + place.max) / 2)
        and not (rim.contains(*place.min) and rim.contains(*place.max))
    ]


def test_the_modules_of_diagrams_are_found():
    assert len(DIAGRAMS) >= 12


@EACH
def test_a_diagram_has_a_title_and_words_on_what_trains_and_what_is_frozen(function):
    figure, alt = drawn(function)
    assert figure.get_suptitle().strip()
    assert alt == " ".join(alt.split())
    assert alt.endswith(".")
    assert re.search(r"\btrains?\b", alt)
    assert re.search(r"\bfrozen\b", alt)
    assert boxes_of(figure, Role.TRAINS)
    if not boxes_of(figure, Role.FROZEN):
        assert re.search(r"nothing is frozen", alt)


@EACH
def test_what_is_frozen_is_hatched_and_of_another_colour_than_what_trains(function):
    figure, _ = drawn(function)
    trains = {box.get_facecolor() for box in boxes_of(figure, Role.TRAINS)}
    assert len(trains) == 1
    assert not any(box.get_hatch() for box in boxes_of(figure, Role.TRAINS))
    for box in boxes_of(figure, Role.FROZEN):
        assert box.get_hatch()
        (other,) = trains
        apart = zip(to_rgb(box.get_facecolor()), to_rgb(other), strict=True)
        assert max(abs(one - two) for one, two in apart) > LEAST_APART


@EACH
def test_the_legend_shows_the_colours_that_are_in_the_diagram(function):
    figure, _ = drawn(function)
    (legend,) = figure.legends
    shown = {to_hex(handle.get_facecolor()) for handle in legend.findobj(FancyBboxPatch)}
    for role in set(Role) - {Role.PLAIN}:
        for box in boxes_of(figure, role):
            assert to_hex(box.get_facecolor()) in shown


@EACH
def test_no_text_and_no_box_overlaps_another(function):
    figure, _ = drawn(function)
    assert overlaps(figure) == []
    boxes = [box.get_window_extent() for role in Role for box in boxes_of(figure, role)]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


@EACH
def test_every_text_stays_within_its_box_and_within_the_page(function):
    figure, _ = drawn(function)
    assert leaves_its_box(figure) == []
    for text, place in texts_of(figure):
        assert figure.bbox.contains(*place.min), text
        assert figure.bbox.contains(*place.max), text


@EACH
def test_no_text_is_small_and_no_diagram_is_wide(function):
    figure, _ = drawn(function)
    assert min(text.get_fontsize() for text, _ in texts_of(figure)) >= SMALLEST
    assert figure.get_figwidth() <= WIDEST


@EACH
def test_a_lesson_shows_it_in_a_cell_of_its_own_after_a_sentence_on_what_to_look_at(function):
    shows = re.compile(rf"# This cell only draws.\nshow\(\*\w+\.{function.__name__}\(\)\)")
    found = []
    for source in sources():
        cells = cells_of(source)
        for before, cell in pairwise(cells):
            if shows.fullmatch(cell.source.strip()) and is_imported(function, cells):
                found.append(before)
    assert len(found) == 1
    assert found[0].cell_type == "markdown"
    assert re.search(r"\blook|\bfollow|\bcompare", found[0].source.lower().split("\n\n")[-1])


def is_imported(function, cells):
    """Return whether a notebook imports the module of a diagram."""
    return any(function.__module__.rpartition(".")[2] in cell.source for cell in cells)


def test_texts_that_overlap_and_a_text_too_long_for_its_box_are_found():
    diagram = Diagram(4, 2, "A title")
    diagram.box(2, 1, (0.5, 0.4), "much too long for it")
    diagram.write(2.1, 1.05, "above it")
    figure = diagram.finished()
    figure.canvas.draw()
    assert overlaps(figure) == [("much too long for it", "above it")]
    assert leaves_its_box(figure) == ["much too long for it", "above it"]
