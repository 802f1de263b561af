"""The numbers in the prose of lesson 05."""

from course_utils.evaluation.statistics import over_seeds_and_images
from course_utils.experiments.arms import SCRATCH_CONV, TUNED_CONV
from course_utils.experiments.live_ranges import OTHER_IMAGES
from course_utils.experiments.normalisation_arms import (
    BY_NAME,
    HEADS,
    MOVES,
    NORMALISATIONS,
    RECALIBRATED_MOVES,
    STANDS,
)
from course_utils.experiments.right import of_seeds
from course_utils.experiments.similarity import RANDOM
from course_utils.live.ranges import runs_of
from tests.claims.counting import accuracy, ahead, right, rows_of
from tests.recount import Claim

DEFINITIONS = ("a line that starts at 75 % has less to lose than one that starts at 86",)

LADDER, HERE = "transfer_ladder", {"pair": "2-6", "n": 200}
CONV, RANDOM_CONV = "conv from A, frozen, ", "random conv, frozen, "
ALL_AT_ONCE, HEAD_FIRST = HEADS
DENSE, RANDOM_DENSE = "dense from A, frozen, ", "random dense, frozen, "


def accuracies(*arms):
    """Return a function that counts the accuracies of arms in per cent."""
    return lambda: [accuracy(LADDER, arm=arm, **HERE) for arm in arms]


def lead(first, second):
    """Return by how many points the first arm is ahead of the second: mean, low, high."""
    return ahead(LADDER, {"arm": first}, {"arm": second}, **HERE)


def lead_beyond_random():
    """Return how much more conv leads after the first part with A than with random weights."""
    with_A, at_random = (
        right(LADDER, arm=conv, **HERE) - right(LADDER, arm=dense, **HERE)
        for conv, dense in (
            (CONV + "block 1", DENSE + "hidden 1"),
            (RANDOM_CONV + "block 1", RANDOM_DENSE + "hidden 1"),
        )
    )
    return in_points(with_A - at_random)


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


def shifted(arm, shift, mode="test"):
    """Return the accuracy of an arm on images shifted to the right, in per cent."""
    return accuracy("shift", arm=arm, shift=shift, mode=mode)


def lead_shifted(first, second, shift):
    """Return by how many points the first arm is ahead on shifted images: mean, low, high."""
    return ahead("shift", {"arm": first}, {"arm": second}, shift=shift, mode="test")


def tuned(head, mode, updates, shift=0, *, rate_is_0=False):
    """Return which test images a fine-tuned network has right, one row a seed."""
    rows = rows_of("normalisation")
    is_here = (
        (rows["head"] == head)
        & (rows["normalisation"] == mode)
        & (rows["updates"] == updates)
        & (rows["shift"] == shift)
        & ((rows["rate"] == 0) == (rate_is_0 or updates == 0))
    )
    return of_seeds(rows[is_here]).astype(float)


def in_points(values):
    """Return a mean over seeds and images in points, with its interval: mean, low, high."""
    return [100 * value for value in over_seeds_and_images(values)]


def gained(mode, updates, shift=0, *, rate_is_0=False):
    """Return by how many points *head first* is above its start after some updates."""
    after = tuned(HEAD_FIRST, mode, updates, shift, rate_is_0=rate_is_0)
    return in_points(after - tuned(HEAD_FIRST, mode, 0, shift))


def head_first_ahead(mode, updates, shift=0):
    """Return by how many points *head first* is ahead of *all at once*."""
    first, second = (tuned(head, mode, updates, shift) for head in (HEAD_FIRST, ALL_AT_ONCE))
    return in_points(first - second)


def set_first_ahead(mode):
    """Return by how many points statistics that were set first are ahead after 30 updates."""
    first, second = (tuned(HEAD_FIRST, of_mode, 30) for of_mode in (RECALIBRATED_MOVES, mode))
    return in_points(first - second)


def cost_of_shift(first, second, shift):
    """Return by how many points more a shift costs the first arm: mean, low, high."""
    lost = [
        right("shift", arm=arm, shift=0, mode="test")
        - right("shift", arm=arm, shift=shift, mode="test")
        for arm in (first, second)
    ]
    return in_points(lost[0] - lost[1])


def after_300():
    """Return the accuracies of all combinations after 300 updates in per cent, sorted."""
    return sorted(100 * tuned(head, mode, 300).mean() for head in HEADS for mode in NORMALISATIONS)


def lost(mode, updates, *, rate_is_0=False):
    """Return how many points *head first* loses from its start: mean, low, high."""
    mean, low, high = gained(mode, updates, rate_is_0=rate_is_0)
    return [-mean, -high, -low]


def ahead_of_frozen(arm, updates):
    """Return by how many points a fine-tuned network is ahead of the frozen second block."""
    head, mode = BY_NAME[arm]
    frozen = right(LADDER, arm=CONV + "block 2", **HERE)
    return in_points(tuned(head, mode, updates)[: len(frozen)] - frozen)


def times_as_long(arm, updates):
    """Return how many times as long as the frozen second block a fine-tuned network takes."""
    rows = rows_of("transfer_seconds")
    medians = rows.groupby(["arm", "updates"])["seconds"].median()
    return medians[arm, updates] / medians[CONV + "block 2", 0]


def lowest_and_highest(values):
    """Return both ends of some values."""
    values = list(values)
    return [min(values), max(values)]


def cka(network, cut):
    """Return the mean similarity of a network to its model A after a cut."""
    rows = rows_of("similarity")
    return rows[(rows["network"] == network) & (rows["cut"] == cut)]["cka"].mean()


CURVES = (
    CONV + "block 2",
    RANDOM_CONV + "block 2",
    DENSE + "hidden 1",
    DENSE + "hidden 5",
    "SVM",
    "SVM, shifted copies",
)

CLAIMS = (
    Claim(
        "05",
        "Follow the solid line, conv from A: the second block is best, with 86.5 %.",
        LADDER,
        accuracies(CONV + "block 2"),
    ),
    Claim(
        "05",
        "84.0 % after the hidden layer, 67.7 % at the output.",
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
        "Task A adds 2.3 points to it (1.2 to 3.5)",
        LADDER,
        lambda: lead(CONV + "block 2", RANDOM_CONV + "block 2"),
    ),
    Claim(
        "05",
        "After the hidden layer it adds 4.7 to what random weights have there (2.4 to 7.1)",
        LADDER,
        lambda: lead(CONV + "hidden", RANDOM_CONV + "hidden"),
    ),
    Claim(
        "05",
        "we see no clear gain: 0.1 points (−1.2 to 1.4)",
        LADDER,
        lambda: lead(DENSE + "hidden 1", RANDOM_DENSE + "hidden 1"),
    ),
    Claim(
        "05",
        "That layer has 79.6 %, while logistic regression on raw pixels has 80.5 %",
        LADDER,
        accuracies(DENSE + "hidden 1", "logistic regression"),
    ),
    Claim(
        "05",
        "the lead is 6.0 points after the first part (4.9 to 7.2)",
        LADDER,
        lambda: lead(CONV + "block 1", DENSE + "hidden 1"),
    ),
    Claim(
        "05",
        "8.8 after the last hidden layer (6.0 to 11.6)",
        LADDER,
        lambda: lead(CONV + "hidden", DENSE + "hidden 5"),
    ),
    Claim(
        "05",
        "by 4.6 points (3.8 to 5.3). So about three quarters of the lead after the first part, 4.6 "
        "of 6.0, comes from the architecture. It may even be all of it: the rest, 1.5 points, may "
        "be chance (−0.0 to 3.0)",
        LADDER,
        lambda: [
            *lead(RANDOM_CONV + "block 1", RANDOM_DENSE + "hidden 1"),
            lead(RANDOM_CONV + "block 1", RANDOM_DENSE + "hidden 1")[0],
            lead(CONV + "block 1", DENSE + "hidden 1")[0],
            *lead_beyond_random(),
        ],
    ),
    Claim(
        "05",
        "We ran your cells with 19 other draws of 200, and two pixels cost 16 points on average, "
        "10 with the best draw and 31 with the worst.",
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
    Claim(
        "05",
        "there two pixels cost conv features 17 points",
        "shift",
        lambda: [shifted(CONV + "block 2", 0) - shifted(CONV + "block 2", 2)],
    ),
    Claim(
        "05",
        "ahead of the first dense layer by 8.5 points (3.7 to 13.4), with 69.8 % against 61.3 %",
        "shift",
        lambda: [
            *lead_shifted(CONV + "block 2", DENSE + "hidden 1", 2),
            shifted(CONV + "block 2", 2),
            shifted(DENSE + "hidden 1", 2),
        ],
    ),
    Claim(
        "05",
        "all six lines are within 3.4 points of guessing",
        "shift",
        lambda: [max(abs(shifted(arm, 4) - 50) for arm in CURVES)],
    ),
    Claim(
        "05",
        "by 2.3 points (1.2 to 3.5). At two pixels the random one has 71.3 %, and A's is behind "
        "by 1.5, which may be chance (−1.8 to 4.7)",
        "shift",
        lambda: [
            *lead_shifted(CONV + "block 2", RANDOM_CONV + "block 2", 0),
            shifted(RANDOM_CONV + "block 2", 2),
            *lead_shifted(RANDOM_CONV + "block 2", CONV + "block 2", 2),
        ],
    ),
    Claim(
        "05",
        "without a shift it was already ahead by 6.9 (5.6 to 8.2). Does the shift cost it less? We "
        "cannot tell: 1.6 points less (−2.6 to 5.9). With *random* weights in both we can tell: "
        "8.7 points less (4.3 to 13.2)",
        "shift",
        lambda: [
            *lead_shifted(CONV + "block 2", DENSE + "hidden 1", 0),
            *cost_of_shift(DENSE + "hidden 1", CONV + "block 2", 2),
            *cost_of_shift(RANDOM_DENSE + "hidden 1", RANDOM_CONV + "block 2", 2),
        ],
    ),
    Claim(
        "05",
        "it ends 0.8 points *below* its frozen features (0.1 to 1.5)",
        LADDER,
        lambda: lead(CONV + "block 2", TUNED_CONV.name),
    ),
    Claim(
        "05",
        "An SVM on raw pixels falls to 58.1 % at two pixels.",
        "shift",
        lambda: [shifted("SVM", 2)],
    ),
    Claim(
        "05",
        "it has 81.3 % at one pixel, where A's block has 81.0 %, and 67.6 % at two",
        "shift",
        lambda: [
            shifted("SVM, shifted copies", 1),
            shifted(CONV + "block 2", 1),
            shifted("SVM, shifted copies", 2),
        ],
    ),
    Claim(
        "05",
        "A's second block has 86.7 % at four pixels",
        "shift",
        lambda: [shifted(CONV + "block 2", 4, "both")],
    ),
    Claim(
        "05",
        "the last hidden dense layer goes from 75.1 to 70.4 %",
        "shift",
        lambda: [shifted(DENSE + "hidden 5", shift, "both") for shift in (0, 4)],
    ),
    Claim(
        "05",
        "it has 79.6 % without a shift and 79.4 % at four pixels",
        "shift",
        lambda: [shifted(DENSE + "hidden 1", shift, "both") for shift in (0, 4)],
    ),
    Claim(
        "05",
        "pooling costs 7.3 points at first (5.0 to 9.6)",
        "shift",
        lambda: lead_shifted(CONV + "block 2", CONV + "block 2, pooled", 0),
    ),
    Claim(
        "05",
        "the pooled features have 66.6 % at four pixels, where the flat features have 51.4 %",
        "shift",
        lambda: [shifted(CONV + "block 2, pooled", 4), shifted(CONV + "block 2", 4)],
    ),
    Claim(
        "05",
        "The small network of this notebook pays 22 points on average",
        "live_ranges",
        lambda: lowest_highest_and_mean("pooling costs")[2:],
    ),
    Claim(
        "05",
        "A head on A's features begins at 83.9 %",
        "normalisation",
        lambda: [100 * tuned(HEAD_FIRST, MOVES, 0).mean()],
    ),
    Claim(
        "05",
        "30 updates take it down by 7.1 points (3.7 to 10.4)",
        "normalisation",
        lambda: [30, *lost(MOVES, 30, rate_is_0=True)],
    ),
    Claim(
        "05",
        "it moves by 0.2 points (−0.2 to 0.6)",
        "normalisation",
        lambda: gained(RECALIBRATED_MOVES, 30, rate_is_0=True),
    ),
    Claim(
        "05",
        "it ends 0.8 points below the start, which may be chance (−0.5 to 2.1)",
        "normalisation",
        lambda: lost(MOVES, 30),
    ),
    Claim(
        "05",
        "it gains 0.2, which may be chance too (−1.0 to 1.4)",
        "normalisation",
        lambda: gained(STANDS, 30),
    ),
    Claim(
        "05",
        "starts at about 84 %, as in the figure of cuts, and not at the 86.5 % of the second block",
        "normalisation",
        lambda: [
            100 * tuned(HEAD_FIRST, STANDS, 0).mean(),
            accuracy(LADDER, arm=CONV + "block 2", **HERE),
        ],
    ),
    Claim(
        "05",
        "That brings 1.5 points (1.1 to 1.9)",
        "normalisation",
        lambda: gained(RECALIBRATED_MOVES, 30),
    ),
    Claim(
        "05",
        "1.8 points above A's statistics that move (0.5 to 3.0). Its lead of 0.8 over A's "
        "statistics that stand is not clear (−0.1 to 1.7)",
        "normalisation",
        lambda: [*set_first_ahead(MOVES), *set_first_ahead(STANDS)],
    ),
    Claim(
        "05",
        "the shift costs A's block 3.8 points more (0.6 to 6.9)",
        "shift",
        lambda: cost_of_shift(CONV + "block 2", RANDOM_CONV + "block 2", 2),
    ),
    Claim(
        "05",
        "After 300 updates it hardly matters: all eight combinations are between 86.4 and 86.8 %",
        "normalisation",
        lambda: [300, after_300()[0], after_300()[-1]],
    ),
    Claim(
        "05",
        "There, with A's statistics, it is behind by 4.2 points (2.9 to 5.5)",
        "normalisation",
        lambda: head_first_ahead(STANDS, 30),
    ),
    Claim(
        "05",
        "300 updates of *head first* bring 2.5 points (1.8 to 3.3) where the normalisation moves "
        "and 2.6 (2.0 to 3.3) where it stands. At two pixels they bring 7.3 (3.0 to 11.6) and 6.8 "
        "(4.2 to 9.4)",
        "normalisation",
        lambda: [
            300,
            *gained(MOVES, 300),
            *gained(STANDS, 300),
            *gained(MOVES, 300, 2),
            *gained(STANDS, 300, 2),
        ],
    ),
    Claim(
        "05",
        "1.2 points (−2.5 to 4.9) where the normalisation moves, −1.7 (−4.1 to 0.8) where it "
        "stands",
        "normalisation",
        lambda: [*head_first_ahead(MOVES, 300, 2), *head_first_ahead(STANDS, 300, 2)],
    ),
    Claim(
        "05",
        "every way of fine-tuning has a CKA of 0.98 and more with its model A",
        "similarity",
        lambda: [min(cka(network, "block 1") for network in BY_NAME)],
    ),
    Claim(
        "05",
        "The hidden layer changes, down to 0.70.",
        "similarity",
        lambda: [min(cka(network, "hidden") for network in BY_NAME)],
    ),
    Claim(
        "05",
        "keeps it, at 0.96, as near to A as another model A is",
        "similarity",
        lambda: [cka(f"fine-tuned, {HEAD_FIRST}, normalisation {STANDS}", "hidden")],
    ),
    Claim(
        "05",
        "0.45 from scratch, and 0.39 with random weights",
        "similarity",
        lambda: [cka(network, "hidden") for network in (SCRATCH_CONV.name, RANDOM)],
    ),
    Claim(
        "05",
        "The frozen second block has 86.5 % in half a second",
        LADDER,
        accuracies(CONV + "block 2"),
    ),
    Claim(
        "05",
        "by 1.6 to 6.2 points",
        "normalisation",
        lambda: lowest_and_highest(-ahead_of_frozen(arm, 30)[0] for arm in BY_NAME),
    ),
    Claim(
        "05",
        "0.1 to 0.5 points ahead",
        "normalisation",
        lambda: lowest_and_highest(ahead_of_frozen(arm, 300)[0] for arm in BY_NAME),
    ),
    Claim(
        "05",
        "takes 19 to 22 times as long",
        "transfer_seconds",
        lambda: lowest_and_highest(times_as_long(arm, 300) for arm in BY_NAME),
    ),
)
