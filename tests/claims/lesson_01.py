"""The numbers in the prose of lesson 01."""

from course_utils.experiments.results import read_results
from tests.recount import Claim, printed

DEFINITIONS = (
    "the same class is right in 10 % of cases",
    "agreed with the labels in 83.5 % of cases",  # the publisher's own figure
    "is one pixel right in at least 95 % of cases?",
)


def with_all_images(method):
    rows = read_results("cheap_baselines")
    return 100 * rows[(rows["n"] == 55_000) & (rows["method"] == method)]["accuracy"].item()


CLAIMS = (
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
