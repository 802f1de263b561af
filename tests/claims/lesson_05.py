"""The numbers in the prose of lesson 05."""

from course_utils.experiments.live_ranges import OTHER_IMAGES
from course_utils.live.ranges import runs_of
from tests.claims.counting import accuracy, ahead, rows_of
from tests.recount import Claim

DEFINITIONS: tuple[str, ...] = ()

LADDER, HERE = "transfer_ladder", {"pair": "2-6", "n": 200}
CONV, RANDOM_CONV = "conv from A, frozen, ", "random conv, frozen, "
DENSE, RANDOM_DENSE = "dense from A, frozen, ", "random dense, frozen, "


def accuracies(*arms):
    """Return a function that counts the accuracies of arms in per cent."""
    return lambda: [accuracy(LADDER, arm=arm, **HERE) for arm in arms]


def lead(first, second):
    """Return by how many points the first arm is ahead of the second: mean, low, high."""
    return ahead(LADDER, {"arm": first}, {"arm": second}, **HERE)


def points_with_other_images(number):
    """Return a live number of the notebook in points, with other draws of the 200 images."""
    rows = rows_of("live_ranges")
    # Seed 0 draws the lesson's images.
    others = rows[(rows["code"] == OTHER_IMAGES) & (rows["seed"] > 0)]
    return 100 * others[others["number"] == number]["value"]


def lowest_highest_and_mean(number):
    """Return a live number in points over our runs of the notebook."""
    values = 100 * runs_of(number).values
    return [values.min(), values.max(), values.mean()]


CLAIMS = (
    Claim(
        "05",
        "From model A the second block is best, with 86.6 %.",
        LADDER,
        accuracies(CONV + "block 2"),
    ),
    Claim(
        "05",
        "83.0 % after the hidden layer, 67.7 % at the output.",
        LADDER,
        accuracies(CONV + "hidden", CONV + "output"),
    ),
    Claim(
        "05",
        "The second block with *random* weights has 84.2 % already.",
        LADDER,
        accuracies(RANDOM_CONV + "block 2"),
    ),
    Claim(
        "05",
        "Task A adds 2.4 points to it (0.7 to 4.1)",
        LADDER,
        lambda: lead(CONV + "block 2", RANDOM_CONV + "block 2"),
    ),
    Claim(
        "05",
        "and 4.1 to the hidden layer (2.0 to 6.2)",
        LADDER,
        lambda: lead(CONV + "hidden", RANDOM_CONV + "hidden"),
    ),
    Claim(
        "05",
        "0.2 points (−0.5 to 0.8)",
        LADDER,
        lambda: lead(DENSE + "hidden 1", RANDOM_DENSE + "hidden 1"),
    ),
    Claim(
        "05",
        "79.6 %, while logistic regression on raw pixels has 80.9 %",
        LADDER,
        accuracies(DENSE + "hidden 1", "logistic regression"),
    ),
    Claim(
        "05",
        "it is 5.2 points after the first part (3.6 to 6.9)",
        LADDER,
        lambda: lead(CONV + "block 1", DENSE + "hidden 1"),
    ),
    Claim(
        "05",
        "7.7 after the last hidden layer (4.0 to 11.4)",
        LADDER,
        lambda: lead(CONV + "hidden", DENSE + "hidden 5"),
    ),
    Claim(
        "05",
        "by 4.8 points (3.4 to 6.1)",
        LADDER,
        lambda: lead(RANDOM_CONV + "block 1", RANDOM_DENSE + "hidden 1"),
    ),
    Claim(
        "05",
        "We ran your cells with 19 other draws of 200, and two pixels cost 16 points on average, 10 "
        "with the best draw and 31 with the worst.",
        "live_ranges",
        lambda: [
            len(points_with_other_images("conv, 2 pixels")),
            200,
            *(
                getattr(points_with_other_images("conv, 2 pixels"), of)()
                for of in ("mean", "min", "max")
            ),
        ],
    ),
    Claim(
        "05",
        "with your 200 images our runs have 27 to 33 points, 30 on average",
        "live_ranges",
        lambda: [200, *lowest_highest_and_mean("conv, 2 pixels")],
    ),
)
