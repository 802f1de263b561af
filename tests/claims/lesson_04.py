"""The numbers in the prose of lesson 04."""

from functools import cache

from course_utils.experiments.arms import PAIRS, TUNED_CONV
from course_utils.experiments.gains import worth_of_labels
from course_utils.experiments.opponents import WITHOUT_A, best_cut, best_on_held_out
from course_utils.statistics import paired_difference
from tests.claims.counting import accuracy, ahead, rows_of
from tests.recount import Claim

DEFINITIONS = (
    "from 92 % to 91 % is one point",  # what a point is
    "reports 97.05 % from scratch and 99.25 % by transfer",  # the textbook's own figures
    "says 99.40 %",
    "transfer leads from 91.85 to 93.85 %",
    "So we ran it 20 times",
)

LADDER, HARD, EASY = "transfer_ladder", "2-6", "5-6"
TEXTBOOK = "transfer_textbook"
SCRATCH, LONGER, TRANSFER = "scratch, 20 epochs", "scratch, 200 epochs", "transfer, 4 and 16 epochs"


@cache
def worth():
    """Return how many labels without task A are worth n with it, for the hard pair."""
    return worth_of_labels(rows_of(LADDER))[HARD]


def gain(pair, n):
    """Return by how many points conv features lead over the best without task A."""
    first, second = best_cut("conv from A", n), best_on_held_out(WITHOUT_A, n)
    return ahead(LADDER, {"arm": first}, {"arm": second}, pair=pair, n=n)


def textbook_gain():
    """Return the gain of the textbook's recipe over the same network from scratch."""
    by_arm = [accuracies_of_seeds(arm) for arm in (TRANSFER, SCRATCH)]
    return paired_difference(*by_arm)


def accuracies_of_seeds(arm):
    """Return the accuracy of an arm of the textbook's experiment in per cent, one a seed."""
    rows = rows_of(TEXTBOOK)
    return 100 * rows[rows["arm"] == arm].sort_values("seed")["test_accuracy"].to_numpy()


def dense_lead():
    """Return by how many points dense features from A lead on the hard pair with 200 labels."""
    first, second = best_cut("dense from A", 200), best_on_held_out(WITHOUT_A, 200)
    return ahead(LADDER, {"arm": first}, {"arm": second}, pair=HARD, n=200)


def fine_tuning(pair, n):
    """Return by how many points the fine-tuned network is ahead of its frozen start."""
    arms = {"arm": TUNED_CONV.name}, {"arm": "conv from A, frozen, block 2"}
    return ahead(LADDER, *arms, pair=pair, n=n)


CLAIMS = (
    Claim(
        "04",
        "transfer gains 0.8 points on average, and it loses with 3 of our 20 seeds",
        TEXTBOOK,
        lambda: [
            textbook_gain().mean,
            20 * textbook_gain().lost,
            len(accuracies_of_seeds(SCRATCH)),
        ],
    ),
    Claim(
        "04",
        "the same network has 99.20 %, and transfer has 98.91 %",
        TEXTBOOK,
        lambda: [accuracy(TEXTBOOK, arm=arm) for arm in (LONGER, TRANSFER)],
    ),
    Claim(
        "04",
        "which trains no network at all, has 99.67 %",
        LADDER,
        lambda: [accuracy(LADDER, pair=EASY, n=200, arm="SVM")],
    ),
    Claim(
        "04",
        "by 5.5 points with 200 (4.2 to 6.9)",
        LADDER,
        lambda: [-dense_lead()[0], 200, -dense_lead()[2], -dense_lead()[1]],
    ),
    Claim(
        "04",
        "on all three pairs, by 1.8 to 4.0 points",
        LADDER,
        lambda: [
            worst_or_best(-fine_tuning(pair, 10)[0] for pair in PAIRS)
            for worst_or_best in (min, max)
        ],
    ),
    Claim(
        "04",
        "Where one pixel reaches 98 %, less than two points",
        LADDER,
        lambda: [accuracy(LADDER, pair=EASY, n=200, arm="best pixel")],
    ),
    Claim(
        "04",
        "50 labels with task A are worth 133 without it (95 to 179), and 200 are worth 303 (232 "
        "to 412). With 1,000 it is 921 (702 to 1,413)",
        LADDER,
        lambda: [50, *worth()[50], 200, *worth()[200], 1_000, *worth()[1_000]],
    ),
    Claim(
        "04",
        "at 50 labels on the same pair, is 6.3 points (3.7 to 8.9)",
        LADDER,
        lambda: [50, *gain(HARD, 50)],
    ),
)
