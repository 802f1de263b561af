"""The numbers in the prose of lesson 04."""

from functools import cache

from scipy.stats import spearmanr

from course_utils.evaluation.label_equivalence import equivalent_labels
from course_utils.evaluation.statistics import (
    over_classes,
    over_seeds_and_images,
    paired_difference,
    random_effects,
)
from course_utils.experiments.arms import N_LABELS, PAIRS, TUNED_CONV
from course_utils.experiments.gains import gains_by_seed, gains_of_pairs, worth_of_labels
from course_utils.experiments.opponents import WITHOUT_A, best_cut, best_on_held_out
from course_utils.experiments.pairs_map import FROZEN, OPPONENTS, RANDOM
from course_utils.experiments.right import of_seeds
from tests.claims.counting import accuracy, ahead, right, rows_of
from tests.recount import Claim

DEFINITIONS = (
    "from 92 % to 91 % is one point",  # what a point is
    "reports 97.05 % from scratch and 99.25 % by transfer",  # the textbook's own figures
    "says 99.40 %",
    "transfer raises the accuracy from 91.85 to 93.85 %",
    "So we ran it 20 times",
)

LADDER, HARD, EASY = "transfer_ladder", "2-6", "5-6"
IN_HINDSIGHT = "random conv, frozen, block 1"
TEXTBOOK, MAP = "transfer_textbook", "pairs_map"
SCRATCH, LONGER, TRANSFER = "scratch, 20 epochs", "scratch, 200 epochs", "transfer, 4 and 16 epochs"


@cache
def worth():
    """Return how many labels without task A are worth n with it, for the hard pair."""
    return worth_of_labels(rows_of(LADDER))[HARD]


def worth_over(opponent, n):
    """Return how many labels with one opponent are worth n with A on the hard pair."""
    with_A, without = (
        {m: right(LADDER, pair=HARD, n=m, arm=arm(m)) > 0 for m in N_LABELS}
        for arm in (lambda m: best_cut("conv from A", m), lambda m: opponent)
    )
    return equivalent_labels(with_A, without)[n]


def gain(pair, n):
    """Return by how many points conv features lead over the best without task A."""
    first, second = best_cut("conv from A", n), best_on_held_out(WITHOUT_A, n)
    return ahead(LADDER, {"arm": first}, {"arm": second}, pair=pair, n=n)


def gain_over_that_of_the_map():
    """Return by how many points conv features lead over the map's opponent with 50 labels."""
    arms = best_cut("conv from A", 50), best_on_held_out(OPPONENTS, 50)
    return ahead(LADDER, *({"arm": arm} for arm in arms), pair=HARD, n=50)


def gain_in_hindsight(n):
    """Return by how many points conv features lead over a random first block on the hard pair."""
    first = best_cut("conv from A", n)
    return ahead(LADDER, {"arm": first}, {"arm": IN_HINDSIGHT}, pair=HARD, n=n)


def named(n, gain_of_n):
    """Return a gain as a sentence tells it: mean, number of labels, low and high."""
    mean, low, high = gain_of_n
    return [mean, n, low, high]


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


@cache
def map_of(n):
    """Return the gain for each pair of the map, with its interval."""
    gains = gains_of_pairs(rows_of(MAP))
    return gains[gains["n"] == n]


def n_clear(n, sign):
    """Return for how many pairs transfer is clearly ahead (1) or behind (-1)."""
    gains = map_of(n)
    return int((gains["is_clear"] & (sign * gains["gain"] > 0)).sum())


def mean_of_pairs(n, opponent=None):
    """Return the mean gain over all pairs, with its interval for other classes."""
    return list(over_classes(gains_by_seed(rows_of(MAP), n, opponent).mean(axis=1).to_dict()))


def gain_of_sandals_and_sneakers(opponent):
    """Return the gain of this pair over an opponent with 50 labels: mean, low, high."""
    rows = rows_of(MAP)
    here = rows[(rows["first"] == 5) & (rows["second"] == 7) & (rows["n"] == 50)]
    transfer, other = (of_seeds(here[here["arm"] == arm]) for arm in (FROZEN, opponent))
    return [100 * value for value in over_seeds_and_images(transfer.astype(float) - other)]


@cache
def torture():
    """Return gains of the ten pairs whose best searched seed is best: best, searched, fresh."""
    by_pair = gains_by_seed(rows_of(MAP), 200)
    best = by_pair[[0, 1]].max(axis=1)
    top = best.nlargest(10).index
    searched, fresh = by_pair[[0, 1]].mean(axis=1), by_pair[[2, 3, 4]].mean(axis=1)
    return [best[top].mean(), searched[top].mean(), fresh[top].mean()], spearmanr(searched, fresh)


CLAIMS = (
    Claim(
        "04",
        "With 50 labels, transfer is ahead for 40 of the 45 pairs, but clearly for only 2. The "
        "largest gain is 10.2 points, for sandals against sneakers. With 200 labels, it is clearly "
        "ahead for 2 pairs too, and the largest gain is 1.0 points",
        MAP,
        lambda: [
            50,
            (map_of(50)["gain"] > 0).sum(),
            len(map_of(50)),
            n_clear(50, 1),
            map_of(50)["gain"].max(),
            200,
            n_clear(200, 1),
            map_of(200)["gain"].max(),
        ],
    ),
    Claim(
        "04",
        "a mean gain of 0.9 points with 50 labels (−0.2 to 2.0) and of 0.2 with 200 (0.0 to 0.3)",
        MAP,
        lambda: [
            *(mean_of_pairs(50)[0], 50, *mean_of_pairs(50)[1:]),
            *(mean_of_pairs(200)[0], 200, *mean_of_pairs(200)[1:]),
        ],
    ),
    Claim(
        "04",
        "Over a second block with *random* weights, the mean gain with 50 labels is 0.3 points "
        "(0.1 to 0.6)",
        MAP,
        lambda: [50, *mean_of_pairs(50, RANDOM)],
    ),
    Claim(
        "04",
        "pairs differ by a standard deviation of 1.95 points and seeds of the same pair by 1.00. "
        "Over random weights, pairs differ by only 0.22, and seeds by 1.02",
        MAP,
        lambda: [
            spread
            for opponent in (None, RANDOM)
            for spread in random_effects(gains_by_seed(rows_of(MAP), 50, opponent).to_numpy())[1:]
        ],
    ),
    Claim(
        "04",
        "Over a second block with *random* weights the gain is 1.7 points (0.8 to 2.6)",
        MAP,
        lambda: gain_of_sandals_and_sneakers(RANDOM),
    ),
    Claim(
        "04",
        "this figure's 6.9 points with 50 labels would be 4.4 (2.2 to 6.5)",
        LADDER,
        lambda: [gain(HARD, 50)[0], 50, *gain_over_that_of_the_map()],
    ),
    Claim(
        "04",
        "Over it, 50 labels are worth 107: 66 to 206",
        LADDER,
        lambda: [50, *worth_over(IN_HINDSIGHT, 50)],
    ),
    Claim(
        "04",
        "0.9 points on average. Their mean over the two searched seeds is 0.7 points, and over "
        "three fresh seeds 0.4",
        MAP,
        lambda: torture()[0],
    ),
    Claim(
        "04",
        "the rank correlation between searched and fresh gains is 0.60",
        MAP,
        lambda: [torture()[1].statistic],
    ),
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
        "which trains no network at all, has 99.67 %, and with shifted copies 99.76 %",
        LADDER,
        lambda: [
            accuracy(LADDER, pair=EASY, n=200, arm=arm) for arm in ("SVM", "SVM, shifted copies")
        ],
    ),
    Claim(
        "04",
        "by 5.5 points with 200 (4.2 to 6.9)",
        LADDER,
        lambda: [-dense_lead()[0], 200, -dense_lead()[2], -dense_lead()[1]],
    ),
    Claim(
        "04",
        "below it on average, by 1.8 to 4.0 points",
        LADDER,
        lambda: [
            worst_or_best(-fine_tuning(pair, 10)[0] for pair in PAIRS)
            for worst_or_best in (min, max)
        ],
    ),
    Claim(
        "04",
        "If one pixel reaches 98 %, less than two points",
        LADDER,
        lambda: [accuracy(LADDER, pair=EASY, n=200, arm="best pixel")],
    ),
    Claim(
        "04",
        "50 labels with task A are worth 149 without it (118 to 185), and 200 are worth 303 (232 "
        "to 412). With 1,000 it is 921 (702 to 1,413)",
        LADDER,
        lambda: [50, *worth()[50], 200, *worth()[200], 1_000, *worth()[1_000]],
    ),
    Claim(
        "04",
        "6.9 with 50 labels (4.7 to 9.0) and 6.9 with 100 (5.5 to 8.4)",
        LADDER,
        lambda: [*named(50, gain(HARD, 50)), *named(100, gain(HARD, 100))],
    ),
    Claim(
        "04",
        "3.8 points are left with 50 labels (2.2 to 5.4) and 2.4 with 100 (0.8 to 3.9)",
        LADDER,
        lambda: [*named(50, gain_in_hindsight(50)), *named(100, gain_in_hindsight(100))],
    ),
)
