"""The numbers in the prose of lesson 02."""

from itertools import pairwise

from tests.claims.lesson_01 import with_all_images
from tests.recount import Claim, printed

DEFINITIONS = (
    # The tutorial's own figures.
    "trained it on Fashion-MNIST and reported 93.24 %",
    "The tutorial reports 93.24 % for its one run",
    "What is a single 93.24 % worth?",
    "*classified 100 % correctly*",
    "the [95 % interval] of the mean",
    "half of a 95 % interval",
)


def share_of_convolutions():
    """Return what the four convolutions hold of all parameters of MiniVGGNet, in per cent."""
    filters = (1, 32, 32, 64, 64)
    kernels = [9 * a * b + b for a, b in pairwise(filters)]
    return 100 * sum(kernels) / printed("02", r"(?m)^([\d,]+) parameters$")[0]


def photos():
    return printed("02", r"(\d\d) of (13) right")


def accuracy():
    return printed("02", r"test accuracy: ([\d.]+)%")


CLAIMS = (
    Claim(
        "02",
        "hold less than 4 % of the parameters",
        "a guarded cell",
        lambda: [share_of_convolutions()],
    ),
    Claim(
        "02",
        "In lesson 01, logistic regression on raw pixels has 86 %, with 55,000 images",
        "cheap_baselines",
        lambda: [1, with_all_images("logistic regression"), 55_000],
    ),
    Claim("02", "93.8 % is for images that were made like", "a guarded cell", accuracy),
    Claim(
        "02",
        "Is 11 of 13 now worse than 93.8 % of 10,000?",
        "guarded cells",
        lambda: [*photos(), *accuracy(), 10_000],
    ),
    Claim(
        "02",
        "one dense layer holds 95.7 % of the parameters",
        "a guarded cell",
        lambda: printed("02", r"that is ([\d.]+)% of the network"),
    ),
)
