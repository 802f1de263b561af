"""The numbers in the prose of lesson 07."""

from course_utils.experiments.results import read_results
from course_utils.statistics import paired_difference
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


def told_apart(target, scale):
    """Return in how many per cent the second head tells the two kinds apart."""
    rows = read_results(ADAPTATION)
    of_arm = rows[(rows["target"] == target) & (rows["arm"] == f"reversal × {scale}")]
    return 100 * of_arm["domain_test"].mean()


CLAIMS = (
    Claim(
        "07",
        "the reversal × 0.1 brings 14 points (9 to 19)",
        ADAPTATION,
        lambda: [0.1, *on_shifted("reversal × 0.1", "source only")],
    ),
    Claim(
        "07",
        "× 1 takes 11 (5 to 18)",
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
        "inverted images from others in 96 % and more",
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
)
