"""The numbers in the prose of lesson 03."""

from itertools import combinations

import numpy as np

from course_utils.experiments.results import read_results
from course_utils.live.ranges import AS_TAUGHT
from tests.recount import Claim, printed

DEFINITIONS = ()


def differences():
    """Return medians in points: of one seed on two kinds of processor, of two seeds on one."""
    rows = read_results("live_ranges")
    rows = rows[(rows["number"] == "momentum 0.99") & (rows["code"] == AS_TAUGHT)]
    table = 100 * rows.pivot_table("value", "processor", "seed").drop(index="SSE4.1")
    return [
        np.median([abs(a - b) for values in part for a, b in combinations(values, 2)])
        for part in (table.to_numpy().T, table.to_numpy())
    ]


def one_pixel():
    return printed("03", r"right on ([\d.]+)% of 986 validation images")


CLAIMS = (
    Claim("03", "A network that reaches 98 % here", "a guarded cell", one_pixel),
    Claim("03", "If one pixel reaches 98 %", "a guarded cell", one_pixel),
    Claim(
        "03",
        "With one seed on two kinds, half of the pairs differ by at most 6 points. With two seeds "
        "on one kind, half differ by at most 20",
        "live_ranges",
        differences,
    ),
)
