"""Each figure that a lesson gets from a function has a title, and words for who does not see it."""

import inspect
from functools import cache

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.pictures import load_emoji
from course_utils.datasets.tasks import Part
from course_utils.evaluation.baselines import PixelRule
from course_utils.experiments.results import read_results
from course_utils.figures import (
    feature_maps,
    lesson_01_garments,
    lesson_02,
    lesson_02_seen,
    lesson_02_sliding,
    lesson_03,
    lesson_04,
    lesson_05,
    lesson_06,
    lesson_07,
    plots,
)

MODULES = (  # wholly covered here
    lesson_01_garments,
    lesson_02,
    lesson_02_seen,
    lesson_02_sliding,
    lesson_03,
    lesson_06,
    lesson_07,
)
RNG = np.random.default_rng(0)
IMAGES = RNG.random((16, 28, 28, 1))
LABELS = np.arange(16) % 10
PAIRS = [("train", 753, "train", 29413), ("train", 13360, "test", 4998)]
fashion = cache(load_fashion_mnist)


def accuracies_of_baselines():
    accuracies = read_results("cheap_baselines").groupby(["method", "n"])["accuracy"]
    return accuracies.agg(["mean", "min", "max"])


def recalls():
    return pd.DataFrame(RNG.random((2, 10)), index=["1-NN", "logistic regression"])


def of_pairs():
    accuracy = RNG.uniform(0.7, 1, (10, 10))
    np.fill_diagonal(accuracy, np.nan)
    return accuracy


def runs_of_lesson_02():
    runs = read_results("live_ranges")
    return runs[runs["code"] == "as in the lesson"]


def half_right():
    return np.eye(10)[np.where(np.arange(16) < 8, LABELS, 0)]


def inside():
    accuracies = dict.fromkeys(("conv", "dense"), np.linspace(0.8, 0.5, 7))
    return lesson_05.Inside(IMAGES[:7], IMAGES[:7, ..., 0], "a filter", accuracies)


def sliding():
    return lesson_02_sliding.Sliding(IMAGES[0, ..., 0], np.eye(3), RNG.normal(size=(26, 26)))


def paths():
    return {rate: np.full((11, 2), rate) for rate in (0.005, 0.05, 0.25)}


def covered():
    return lesson_02_seen.Covered(IMAGES[0, ..., 0], "a bag", {"grey square": np.ones((12, 12))})


def a_run():
    return pd.DataFrame({"fashion": [0.1, 0.8], "digits": [0.1, 0.9]}, index=[0, 25])


def some_leads():
    places = [(pair, n) for pair in ("0-2", "2-6") for n in (10, 50, 200, 1_000)]
    return {place: RNG.integers(-1, 2, (6, 100)).astype(float) for place in places}


def some_features():
    return {name: RNG.random((16, 5)) for name in ("random", "task A", "fine-tuned")}


def gaps():
    return {"plain": 0.03, "dropout": 0.02, "augmentation": 0.0, "both": 0.0}


ARGUMENTS = {
    lesson_01_garments.ten_classes: lambda: (fashion().X_train, fashion().y_train),
    lesson_01_garments.grey_levels: lambda: (fashion().X_train[:1000],),
    lesson_01_garments.hard_to_believe: lambda: (fashion().X_train, fashion().y_train),
    lesson_01_garments.twins: lambda: (fashion(), PAIRS),
    lesson_01_garments.mirrored: lambda: (RNG.uniform(0, 30, 10),),
    lesson_01_garments.one_pixel: lambda: (of_pairs(),),
    lesson_01_garments.ladder: lambda: (accuracies_of_baselines(),),
    lesson_01_garments.recalls: lambda: (recalls(),),
    lesson_02.momenta: lambda: (runs_of_lesson_02(), {0.9: 0.99, 0.99: 0.6}),
    lesson_02.published_recipe: lambda: (read_results("minivggnet_published"),),
    lesson_02.time_to_accuracy: lambda: (read_results("minivggnet_time_to_accuracy"),),
    lesson_02.confusion: lambda: (np.full((10, 10), 20) + 780 * np.eye(10, dtype=int),),
    lesson_02.right_and_wrong: lambda: (IMAGES, LABELS, half_right(), {True: 0.9, False: 0.6}),
    lesson_02.overfitting: lambda: (read_results("lenet_overfitting"), gaps()),
    lesson_02.emoji: lambda: (load_emoji(), np.zeros((13, 28, 28)), np.zeros(13, dtype=int)),
    lesson_02_seen.filters: lambda: (RNG.normal(size=(3, 3, 1, 32)),),
    lesson_02_seen.maps: lambda: (IMAGES[0, ..., 0], {"first": IMAGES[0], "last": IMAGES[1]}, "A"),
    lesson_02_seen.occlusion: lambda: ([covered(), covered()], (6, 2), "It falls"),
    lesson_02_sliding.at_place: lambda: (sliding(), 3, 4),
    lesson_02_sliding.at_places: lambda: (sliding(), {"left": (3, 4), "right": (5, 6)}),
    lesson_02_sliding.descents: lambda: (paths(), np.array([[-1.5, 20], [2, 0], [5.5, 20]])),
    lesson_03.task_a: lambda: (IMAGES, np.arange(16) % 8),
    lesson_03.task_b: lambda: (IMAGES, np.arange(16) % 2),
    lesson_03.pixel_of_rule: lambda: (
        {"sandal": IMAGES[0, ..., 0], "shirt": IMAGES[1, ..., 0]},
        PixelRule(3, 4, 30, above=True),
    ),
    lesson_03.moved_shirts: lambda: (RNG.uniform(1, 2, (5, 50)), np.ones((5, 50))),
    lesson_04.meter: lambda: ([0.9] * 21, np.linspace(0.9, 0.7, 21)),
    lesson_04.dial: lambda: (some_leads(), "A lead"),
    lesson_05.shifted_shirt: lambda: (IMAGES[:7],),
    lesson_05.at_shift: lambda: (inside(), 3),
    lesson_05.at_shifts: lambda: (inside(), (0, 2, 4)),
    lesson_06.two_datasets: lambda: (Part(IMAGES, LABELS), Part(IMAGES, LABELS)),
    lesson_06.joint_run: lambda: (a_run(),),
    lesson_06.mirrored: lambda: (IMAGES[:4], ["bag", "bag", "2", "3"]),
    lesson_06.augmented: lambda: (
        {"fashion": IMAGES[:8], "digits": IMAGES[8:]},
        {"fashion": IMAGES[8:], "digits": IMAGES[:8]},
    ),
    feature_maps.of_networks: lambda: (some_features(), np.arange(16) % 2, ["pullover", "shirt"]),
    lesson_07.domain_adaptation: lambda: (read_results("domain_adaptation"),),
}


def name_of(function):
    return f"{function.__module__.rpartition('.')[2]}-{function.__name__}"


def titles_of(figure):
    return [figure.get_suptitle(), *(axis.get_title() for axis in figure.axes)]


@pytest.mark.parametrize("function", ARGUMENTS, ids=name_of)
def test_a_figure_has_a_title_and_an_alternative_text(function):
    figure, alt = function(*ARGUMENTS[function]())
    assert any(title.strip() for title in titles_of(figure))
    assert alt == " ".join(alt.split())
    assert alt.endswith(".")
    assert len(alt) > 50
    plt.close(figure)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_figure_of_a_module_is_left_out(module):
    own = {
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert own
    assert own <= set(ARGUMENTS)


def test_a_map_says_how_much_the_two_directions_hold_and_whether_neighbours_are_alike():
    y = np.arange(24) % 2
    apart = np.column_stack([100 * y + RNG.random(24), RNG.random(24)])
    four_alike = np.tile(np.kron(np.eye(4), [[1], [-1]]), (3, 1))
    values = {"apart": apart, "four directions alike": four_alike + 1e-3 * RNG.random((24, 4))}
    figure, shares = feature_maps.side_by_side(values, y, ["a", "b"])
    assert shares["apart"].same_class == 1
    assert shares["apart"].of_variance == pytest.approx(1)
    assert shares["four directions alike"].of_variance == pytest.approx(0.5, abs=0.05)
    assert [axis.get_title() for axis in figure.axes] == list(values)
    plt.close(figure)


def test_a_text_stands_in_its_square_white_where_it_is_dark():
    figure, axis = plt.subplots()
    plots.write_in_squares(axis, [["a", ""], ["b", "c"]], np.array([[True, True], [False, True]]))
    written = [(text.get_position(), text.get_text(), text.get_color()) for text in axis.texts]
    assert written == [((0, 0), "a", "white"), ((0, 1), "b", "black"), ((1, 1), "c", "white")]
    plt.close(figure)


def test_a_legend_has_the_highest_line_first_as_it_ends_on_the_right():
    figure, axis = plt.subplots()
    axis.plot([0, 1], [9, 1], label="falls")
    ends = np.array([[0, 0, 0], [5, 4, 6]])
    plots.line_of_intervals(axis, [0, 1], ends, ("black", "-", "o"), "rises")
    axis.axhline(3, label="stays")
    plots.legend_as_the_lines_end(axis)
    assert [text.get_text() for text in axis.get_legend().get_texts()] == [
        "rises",
        "stays",
        "falls",
    ]
    plt.close(figure)
