"""The numbers in the prose of lesson 07."""

from course_utils.evaluation.statistics import paired_difference
from course_utils.experiments.results import read_results
from tests.claims.counting import rows_of
from tests.claims.joint import JOINT, digits, forgotten, of_digits, saved
from tests.recount import Claim

DEFINITIONS = ("of 100 points that were lost",)

ADAPTATION = "domain_adaptation"


def adapted(target, arm):
    """Return the accuracy on images of the new kind in per cent, in the order of seeds."""
    rows = read_results(ADAPTATION).set_index(["target", "arm", "seed"]).sort_index()
    return 100 * rows.loc[target, arm]["target_test"].to_numpy()


def on_shifted(first, second):
    """Return by how many points the first arm is ahead on shifted images: mean, low, high."""
    found = paired_difference(adapted("shifted", first), adapted("shifted", second))
    return [found.mean, found.low, found.high]


def worth_of_labels(target):
    """Return by how many points labels of the new kind are better than changed images."""
    found = paired_difference(
        adapted(target, "target labelled"), adapted(target, "source, half of it changed")
    )
    return [found.mean, found.low, found.high]


def told_apart(target, scale):
    """Return in how many per cent the second head tells the two kinds apart."""
    rows = read_results(ADAPTATION)
    of_arm = rows[(rows["target"] == target) & (rows["arm"] == f"reversal × {scale}")]
    return 100 * of_arm["domain_test"].mean()


def lost_by_seed():
    """Return the points of the garments that each seed loses in sequential training, sorted."""
    rows = rows_of(JOINT)
    of_seed = rows[rows["arm"] == "sequential"].pivot_table("test_accuracy", "seed", "what")
    return sorted(100 * (of_seed["fashion before"] - of_seed["fashion"]))


REGRESSION = "{} trunk, logistic regression after {}"
CONTROL = "sequential, 64 an update"
FROZEN_END, RANDOM_END = (REGRESSION.format(trunk, "dense") for trunk in ("frozen", "random"))

CLAIMS = (
    Claim(
        "07",
        "Look at the rows of the frozen trunk. A new head on its end comes to 78.5 %",
        JOINT,
        lambda: [digits("frozen trunk")],
    ),
    Claim(
        "07",
        "on the same 64 values has 79.6 %",
        JOINT,
        lambda: [64, digits(FROZEN_END)],
    ),
    Claim(
        "07",
        "After the second pooling the regression has 93.9 %",
        JOINT,
        lambda: [digits(REGRESSION.format("frozen", "pooling 2"))],
    ),
    Claim(
        "07",
        "by 10.0 points (5.1 to 14.9)",
        JOINT,
        lambda: of_digits(RANDOM_END, FROZEN_END),
    ),
    Claim(
        "07",
        "a random trunk has 92.8 %",
        JOINT,
        lambda: [digits(REGRESSION.format("random", "pooling 2"))],
    ),
    Claim("07", "ahead of them all, with 96.6 %", JOINT, lambda: [digits("SVM, shifted copies")]),
    Claim("07", "Without copies the SVM has 95.0 %", JOINT, lambda: [digits("SVM")]),
    Claim(
        "07",
        "the row *sequential* first. It forgets 17.6 points (9.0 to 26.3). The seeds differ: one "
        "loses 7.6, another 32.6.",
        JOINT,
        lambda: [*forgotten("sequential"), lost_by_seed()[0], lost_by_seed()[-1]],
    ),
    Claim(
        "07",
        "the digits look fine, with 91.8 %. That is 1.8 points below a network that sees digits "
        "alone (0.3 to 3.4), and 4.8 below an SVM with shifted copies (3.0 to 6.6)",
        JOINT,
        lambda: [
            digits("sequential"),
            *of_digits("digits alone", "sequential"),
            *of_digits("SVM, shifted copies", "sequential"),
        ],
    ),
    Claim(
        "07",
        "*Sequential, 64 an update* forgets 19.5 points (10.2 to 28.9)",
        JOINT,
        lambda: [64, *forgotten(CONTROL)],
    ),
    Claim(
        "07",
        "leave 8.2 points forgotten (5.8 to 10.6), so they save 11.3 points (2.3 to 20.3)",
        JOINT,
        lambda: [*forgotten("replay of 20"), *saved("replay of 20", CONTROL)],
    ),
    Claim(
        "07",
        "A hundred leave 4.0 (3.2 to 4.9), and save 15.5 (6.6 to 24.4)",
        JOINT,
        lambda: [*forgotten("replay of 100"), *saved("replay of 100", CONTROL)],
    ),
    Claim(
        "07",
        "they are 1.4 points ahead of *sequential* (0.8 to 2.0), but 0.0 points ahead of the "
        "control (−1.1 to 1.1)",
        JOINT,
        lambda: [*of_digits("replay of 20", "sequential"), *of_digits("replay of 20", CONTROL)],
    ),
    Claim(
        "07",
        "gain 1.4 points (0.6 to 2.1)",
        JOINT,
        lambda: [-points for points in (forgotten("replay of all")[i] for i in (0, 2, 1))],
    ),
    Claim(
        "07",
        "the reversal × 0.1 brings 14 points (9 to 19)",
        ADAPTATION,
        lambda: [0.1, *on_shifted("reversal × 0.1", "source only")],
    ),
    Claim(
        "07",
        "× 1 costs 11 points (5 to 18)",
        ADAPTATION,
        lambda: [1, *on_shifted("source only", "reversal × 1")],
    ),
    Claim(
        "07",
        "× 0.3 ends at 3 %, far *below* chance",
        ADAPTATION,
        lambda: [0.3, adapted("inverted", "reversal × 0.3").mean()],
    ),
    Claim(
        "07",
        "inverted images from others in 96 % and more on average",
        ADAPTATION,
        lambda: [min(told_apart("inverted", scale) for scale in ("0.1", "0.3", "1"))],
    ),
    Claim(
        "07",
        "shifted ones in 66 to 84 %",
        ADAPTATION,
        lambda: [told_apart("shifted", "0.1"), told_apart("shifted", "1")],
    ),
    Claim(
        "07",
        "83 % in both cases",
        ADAPTATION,
        lambda: [adapted("shifted", "source, half of it changed").mean()],
    ),
    Claim(
        "07",
        "Labels of the new kind are 1.6 points better for inverted images (0.2 to 2.9)",
        ADAPTATION,
        lambda: worth_of_labels("inverted"),
    ),
)
