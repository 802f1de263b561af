"""The numbers in the prose of lesson 04."""

from functools import cache

from course_utils.experiments.gains import worth_of_labels
from course_utils.experiments.opponents import WITHOUT_A, best_cut, best_on_held_out
from tests.claims.counting import ahead, rows_of
from tests.recount import Claim

DEFINITIONS: tuple[str, ...] = ()

LADDER, HARD = "transfer_ladder", "2-6"


@cache
def worth():
    """Return how many labels without task A are worth n with it, for the hard pair."""
    return worth_of_labels(rows_of(LADDER))[HARD]


def gain(pair, n):
    """Return by how many points conv features lead over the best without task A."""
    first, second = best_cut("conv from A", n), best_on_held_out(WITHOUT_A, n)
    return ahead(LADDER, {"arm": first}, {"arm": second}, pair=pair, n=n)


CLAIMS = (
    Claim(
        "04",
        "50 labels with task A are worth 107 without it (72 to 150), and 200 are worth 316 (239 to "
        "418). With 1,000 it is 888 (715 to 1,252)",
        LADDER,
        lambda: [50, *worth()[50], 200, *worth()[200], 1_000, *worth()[1_000]],
    ),
    Claim(
        "04",
        "at 50 labels on the same pair, is 4.1 points (1.5 to 6.7)",
        LADDER,
        lambda: [50, *gain(HARD, 50)],
    ),
)
