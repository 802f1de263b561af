"""The numbers in the prose of lesson 08."""

from functools import cache

from course_utils.evaluation.label_equivalence import equivalent_labels
from course_utils.evaluation.statistics import over_seeds_and_images
from course_utils.experiments import near_or_far_worth as worth_module
from course_utils.experiments.gains import right_by_n
from course_utils.experiments.imagenet_garments import IMAGENET
from course_utils.experiments.imagenet_garments import RANDOM as RANDOM_IMAGENET
from course_utils.experiments.near_or_far_worth import BEST_CUT
from course_utils.experiments.photo_features import (
    CHEAP,
    FED,
    RANDOM,
    RANDOM_CALIBRATED,
    RANDOM_MINIVGGNET,
    RANDOM_MINIVGGNET_CALIBRATED,
    TOP,
)
from course_utils.experiments.photo_fine_tuning import SCRATCH_RATE, USUAL_RATE, measured_after
from course_utils.experiments.photo_fine_tuning_arms import ARMS, MOVES, SCRATCH, STANDS, Arm
from course_utils.experiments.photo_tuning import chosen_rates
from course_utils.figures import lesson_08_rows as figures
from tests.claims.counting import rows_of
from tests.recount import Claim

TRANSFER, TUNING, GARMENTS = "photo_transfer", "photo_fine_tuning", "near_or_far"
TO_1, TO_255, EXCHANGED, ENLARGED, SMALL = FED
MINIVGGNET = "MiniVGGNet, hidden"
LATE = "ImageNet, block_6d"
FAR, NEAR, *_ = BEST_CUT
EASY, HARD = "5-6", "2-6"
TOP_3, TOP_3_MOVES = Arm("top 3 blocks", STANDS), Arm("top 3 blocks", MOVES)
NEXT_TO_NOTHING = 1e-6  # below this rate


def accuracy(arm, n):
    """Return the balanced accuracy of an arm in per cent: mean, low and high."""
    return list(figures.accuracy(rows_of(TRANSFER), arm, n))


def ahead(first, second, n):
    """Return by how many points the first arm is ahead of the second: mean, low and high."""
    return list(figures.ahead(rows_of(TRANSFER), first, second, n))


def gained(arm, epochs, rate=None):
    """Return by how many points fine-tuning is ahead of the frozen features: mean, low, high."""
    return list(figures.gained(rows_of(TUNING), arm, rate, epochs))


def tuned_gains():
    """Return the gain of each way of fine-tuning at its chosen rate, by arm and epochs."""
    return {
        (arm, epochs): gained(arm, epochs)
        for arm in ARMS
        if arm.trained != SCRATCH
        for epochs in measured_after(arm)
    }


def p_values():
    """Return the p-value of each gain but of those that learn next to nothing."""
    rates = chosen_rates()
    tried = [(arm, None, n) for arm, n in tuned_gains() if rates[arm, n] > NEXT_TO_NOTHING]
    tried += [(arm, USUAL_RATE, n) for arm in (TOP_3, TOP_3_MOVES) for n in (5, 20)]
    return {key: figures.p_of_gain(rows_of(TUNING), *key) for key in tried}


def lost(gain, epochs):
    """Return what was lost after some epochs: mean, epochs, low, high."""
    mean, low, high = gain
    return [-mean, epochs, -high, -low]


def cost_of_moving(epochs):
    """Return what it costs at the usual rate if the normalisation moves, with the epochs."""
    mean, low, high = figures.apart(
        rows_of(TUNING), (TOP_3, USUAL_RATE), (TOP_3_MOVES, USUAL_RATE), epochs
    )
    return [mean, epochs, low, high]


def from_scratch():
    """Return the balanced accuracy from scratch in per cent, with the epochs."""
    (arm,) = (arm for arm in ARMS if arm.trained == SCRATCH)
    mean, low, high = figures.tuned(rows_of(TUNING), arm, SCRATCH_RATE, 20)
    return [mean, 20, low, high]


@cache
def far_ahead(pair, n):
    """Return by how many points ImageNet's features are ahead of task A's: mean, low, high."""
    far, near = (
        right_by_n(rows_of(GARMENTS), pair, BEST_CUT[source])[n].astype(float)
        for source in (FAR, NEAR)
    )
    return [100 * value for value in over_seeds_and_images(far - near)]


@cache
def worth(pair, source, n):
    """Return how many labels on raw pixels n labels are worth on features: number, low, high."""
    found = equivalent_labels(
        right_by_n(rows_of(GARMENTS), pair, BEST_CUT[source]),
        right_by_n(rows_of(GARMENTS), pair, worth_module.best_on_pixels),
    )
    return list(found[n])


def in_words(difference, n):
    """Return a difference with the number of labels, in the order in which the text says them."""
    mean, low, high = difference
    return [mean, n, low, high]


def right_of(pair, source, n):
    """Return the mean accuracy on garments in per cent."""
    return 100 * right_by_n(rows_of(GARMENTS), pair, BEST_CUT[source])[n].mean()


def held_out_lead(n):
    """Return by how many points ImageNet is ahead of random weights on held-out images."""
    rows = rows_of("near_or_far_heads")
    sums = rows[rows["n"] == n].groupby(["arm", "setting"])[["right", "held_out"]].sum()
    best = 100 * (sums["right"] / sums["held_out"]).groupby("arm").max()
    learnt, drawn = (
        best[best.index.str.startswith(source)].max() for source in (IMAGENET, RANDOM_IMAGENET)
    )
    return learnt - drawn


def best_on_pixels(n):
    """Return the arm on raw pixels that is best on test photos, in hindsight."""
    return max((arm.name for arm in CHEAP), key=lambda arm: accuracy(arm, n)[0])


DEFINITIONS = (
    "ImageNet has thirty times as many images",  # 1.3 million and 44,000
    "Guessing among five classes gives 20 %",
    "the rate is 1.3 times as large with each batch",
    "The shares add up to 100 %",
    "nine in ten of the pictures with 90 % are right",
)

CLAIMS = (
    Claim(
        "08",
        "ImageNet's features reach 82.2 % with two labels per class, and 96.0 % with ten (93.0 to "
        "99.1)",
        TRANSFER,
        lambda: [accuracy(TOP, 2)[0], *accuracy(TOP, 10)],
    ),
    Claim(
        "08",
        "the nearest neighbour, reaches 43.3 % with ten",
        TRANSFER,
        lambda: [accuracy(best_on_pixels(10), 10)[0]],
    ),
    Claim(
        "08",
        "reach 59.9 % with ten. With *random* weights MiniVGGNet reaches 42.4 %",
        TRANSFER,
        lambda: [accuracy(MINIVGGNET, 10)[0], accuracy(RANDOM_MINIVGGNET_CALIBRATED, 10)[0]],
    ),
    Claim(
        "08",
        "As it is built, it reaches 38.1 %.) So with ten labels, having learnt garments is "
        "worth 17.5 points (10.8 to 24.3)",
        TRANSFER,
        lambda: [
            accuracy(RANDOM_MINIVGGNET, 10)[0],
            *ahead(MINIVGGNET, RANDOM_MINIVGGNET_CALIBRATED, 10),
        ],
    ),
    Claim(
        "08",
        "Photos that were shrunk to 28 × 28 and enlarged again still reach 85.3 %",
        TRANSFER,
        lambda: [28, 28, accuracy(ENLARGED, 10)[0]],
    ),
    Claim(
        "08",
        "With *random* weights it reaches 45.0 %",
        TRANSFER,
        lambda: [accuracy(RANDOM, 10)[0]],
    ),
    Claim(
        "08",
        "With the statistics of the labelled photos it is 32.8 %",
        TRANSFER,
        lambda: [accuracy(RANDOM_CALIBRATED, 10)[0]],
    ),
    Claim(
        "08",
        "Starting from 45.0, the other 51.0 points come from what the network has learnt (44.7 to "
        "57.3)",
        TRANSFER,
        lambda: [accuracy(RANDOM, 10)[0], *ahead(TOP, RANDOM, 10)],
    ),
    Claim(
        "08",
        "Levels from 0 to 255 cost 25.5 points (16.0 to 35.1)",
        TRANSFER,
        lambda: [0, 255, *ahead(TOP, TO_255, 10)],
    ),
    Claim(
        "08",
        "Photos of 64 × 64 are sharper, but they lose more: 17.3 points, against 10.7",
        TRANSFER,
        lambda: [64, 64, ahead(TOP, SMALL, 10)[0], ahead(TOP, ENLARGED, 10)[0]],
    ),
    Claim(
        "08",
        "Levels from 0 to 1 cost 2.7 points (0.6 to 4.9)",
        TRANSFER,
        lambda: [0, 1, *ahead(TOP, TO_1, 10)],
    ),
    Claim(
        "08",
        "ahead of the top: 87.0 against 82.2 %",
        TRANSFER,
        lambda: [accuracy(LATE, 2)[0], accuracy(TOP, 2)[0]],
    ),
    Claim(
        "08",
        "the frozen features, which have 96.0 %",
        TUNING,
        lambda: [figures.tuned(rows_of(TUNING), ARMS[0], 0.0, 0).mean],
    ),
    Claim(
        "08",
        "The best mean is 0.1 points (−0.6 to 0.8)",
        TUNING,
        lambda: max(tuned_gains().values()),
    ),
    Claim(
        "08",
        "five epochs on the top three blocks gain 0.8 points (0.2 to 1.5)",
        TUNING,
        lambda: gained(TOP_3, 5, USUAL_RATE),
    ),
    Claim("08", "one interval of 16", TUNING, lambda: [len(p_values())]),
    Claim(
        "08",
        "With the top three blocks the statistics alone cost 4.6 points after 20 epochs (0.4 to "
        "8.9)",
        TUNING,
        lambda: lost(gained(TOP_3_MOVES, 20, 0.0), 20),
    ),
    Claim(
        "08",
        "costs 1.9 points after 5 epochs (0.2 to 3.6). The 1.4 points after 20 epochs may be "
        "chance (−0.1 to 2.8)",
        TUNING,
        lambda: [*cost_of_moving(5), *cost_of_moving(20)],
    ),
    Claim(
        "08",
        "reaches 46.6 % after 20 epochs (39.5 to 53.7)",
        TUNING,
        lambda: from_scratch(),
    ),
    Claim(
        "08",
        "it leads by 4.9 points with 50 labels (3.0 to 6.9), and still by 2.9 with 1,000 (2.1 to "
        "3.7)",
        GARMENTS,
        lambda: [
            *in_words(far_ahead(HARD, 50), 50),
            *in_words(far_ahead(HARD, 1_000), 1_000),
        ],
    ),
    Claim(
        "08",
        "For this pair, 50 labels on ImageNet's features are worth 762 on raw pixels (455 to "
        "1,267). On features of task A they are worth 180 (141 to 315)",
        GARMENTS,
        lambda: [50, *worth(HARD, FAR, 50), *worth(HARD, NEAR, 50)],
    ),
    Claim(
        "08",
        "with random weights the same network is 5.0 points behind with 1,000 labels",
        "near_or_far_heads",
        lambda: [held_out_lead(1_000), 1_000],
    ),
    Claim(
        "08",
        "with ten labels both have more than 99 %",
        GARMENTS,
        lambda: [int(min(right_of(EASY, source, 10) for source in (FAR, NEAR)))],
    ),
)
