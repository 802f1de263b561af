"""The numbers in the prose of lesson 01."""

from course_utils.experiments.photo_features import CHEAP, RANDOM, TOP
from course_utils.experiments.results import read_results
from tests.claims.counting import rows_of
from tests.recount import Claim, printed

DEFINITIONS = (
    "The bars are 95 % intervals",
    "Guessing gives 20 %",  # one of five classes
    "always name the same class, you are right in 10 % of cases",
    "agreed with the labels in 83.5 % of cases",  # the publisher's own figure
    "is one pixel right in at least 95 % of cases?",
)


def with_all_images(method):
    rows = read_results("cheap_baselines")
    return 100 * rows[(rows["n"] == 55_000) & (rows["method"] == method)]["accuracy"].item()


def ten_labels(arm):
    """Return the balanced accuracy on photos in per cent with ten labels of each class."""
    rows = rows_of("photo_transfer")
    return 100 * rows[(rows["n"] == 10) & (rows["arm"] == arm)]["balanced_accuracy"].mean()


CLAIMS = (
    Claim(
        "01",
        "its features then reach 45.0 % on average, and the learnt ones reach 96.0 %",
        "photo_transfer",
        lambda: [ten_labels(RANDOM), ten_labels(TOP)],
    ),
    Claim(
        "01",
        "On average, they reach 96.0 % from the features and 37.9 % from the pixels. The best of "
        "the cheap methods on pixels, the nearest neighbour, reaches 43.3 %",
        "photo_transfer",
        lambda: [
            ten_labels(TOP),
            ten_labels("logistic regression"),
            max(ten_labels(arm.name) for arm in CHEAP),
        ],
    ),
    Claim(
        "01",
        "21 reach 95 %",
        "a guarded cell",
        lambda: [*printed("01", r"(\d+) of 45 pairs reach 95 %"), 95],
    ),
    Claim(
        "01",
        "1-NN and logistic regression are right in about 86 % of cases",
        "cheap_baselines",
        lambda: [1, with_all_images("1-NN")],
    ),
    Claim(
        "01",
        "A network that reaches 86 % has done nothing special",
        "cheap_baselines",
        lambda: [with_all_images("logistic regression")],
    ),
)
