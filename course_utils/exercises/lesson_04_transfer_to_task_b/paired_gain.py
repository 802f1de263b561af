"""`paired_gain`: what transfer gives, seed by seed."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from itertools import product

import numpy as np
from scipy import special

from course_utils.exercises import misconceptions
from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.parts import Part
from course_utils.observers.observing import call

Accuracies = np.ndarray
Four = tuple[float, float, float, float]

_TWO_SEEDS = "a spread needs two seeds at least, and one divides by nothing"
_ONE_LENGTH = "a pair needs both accuracies of a seed, and NumPy may pair one with all others"


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw accuracies that go up and down together, as they do where seeds matter."""
    n = int(rng.integers(7, 13))
    seeds = rng.normal(0.9, 0.04, n)
    scratch = (seeds + rng.normal(0, 0.01, n)).round(4)
    transfer = (scratch + 0.002 + rng.exponential(0.01, n)).round(4)
    transfer[:2] = scratch[:2] - [0.004, 0.011]  # transfer loses twice at least
    transfer[2] = scratch[2]  # a tie is no loss
    many = rng.normal(0.9, 0.04, (2, 300)).round(4)
    counted = "{} accuracies with transfer and {} from scratch".format
    return [
        Case(what, {"transfer": one, "scratch": two})
        for what, one, two in (
            (f"{n} seeds, with a loss and a tie", transfer, scratch),
            (f"{n} seeds in which transfer loses on average", scratch - 0.01, transfer),
            ("2 seeds, the fewest there can be", transfer[1:3], scratch[1:3]),
            ("300 seeds", *many),
        )
    ] + [
        Case(counted(len(one), len(two)), {"transfer": one, "scratch": two}, True, promise)
        for one, two, promise in (
            (transfer, scratch[:1], _ONE_LENGTH),
            (transfer[:1], scratch, _ONE_LENGTH),
            (transfer, scratch[:-1], _ONE_LENGTH),
            (transfer[:1], scratch[:1], _TWO_SEEDS),
            (transfer[:0], scratch[:0], _TWO_SEEDS),
        )
    ]


def truth(transfer: Accuracies, scratch: Accuracies) -> Four:
    """Return the right answer, with exact sums and the inverse of Student's t."""
    if len(transfer) != len(scratch) or len(transfer) < 2:
        raise ValueError("impossible")
    differences = [float(a) - float(b) for a, b in zip(transfer, scratch, strict=True)]
    n = len(differences)
    gain = math.fsum(differences) / n
    squares = math.fsum((difference - gain) ** 2 for difference in differences)
    half = _t(n - 1) * math.sqrt(squares / (n - 1) / n)
    return gain, gain - half, gain + half, sum(difference < 0 for difference in differences) / n


def _t(degrees: float, probability: float = 0.975) -> float:
    return float(special.stdtrit(degrees, probability))


def _spread(differences: Accuracies, ddof: int = 1) -> float:
    return float(np.std(differences, ddof=ddof))


def _root_n(differences: Accuracies) -> float:
    return math.sqrt(len(differences))


def _with_middle(
    middle: Callable[[Accuracies, Accuracies], float], transfer: Accuracies, scratch: Accuracies
) -> Four:
    gain, low, _, lost = truth(transfer, scratch)
    other = float(middle(transfer, scratch))
    return other, other - (gain - low), other + (gain - low), lost


misconceptions.add_kind(  # of the right gain g, low, high and lost o
    "paired_gain",
    "{part} {what}. Return gain, low, high and lost in this order, none of them in per cent.",
    {
        "in-per-cent": ("is 100 times too large", lambda *four: [100 * it for it in four]),
        "low-and-high-exchanged": ("is the other end", lambda g, low, high, o: (g, high, low, o)),
        "half-width-only": (
            "is how far the interval reaches: subtract that from the gain, and add it",
            lambda g, low, high, o: (g, low - g, high - g, o),
            lambda g, low, high, o: (g, high - g, high - g, o),
        ),
        "another-order": (
            "is another one of the four",
            *(lambda g, low, high, o: (low, g, high, o), lambda g, low, high, o: (low, high, g, o)),
            *(lambda g, low, high, o: (g, o, low, high), lambda g, low, high, o: (o, g, low, high)),
        ),
    },
    lambda wrong: lambda t, s: tuple(wrong(*truth(t, s))),
)
misconceptions.add_kind(  # of the accuracies t with transfer and s from scratch
    "paired_gain",
    "{part} goes by {what}. It should go by the mean of transfer minus scratch.",
    {
        "median-for-mean": ("the median", lambda t, s: np.median(t - s)),
        "largest-for-mean": ("the largest difference", lambda t, s: np.max(t - s)),
        "sum-for-mean": ("the sum of the differences", lambda t, s: np.sum(t - s)),
        "signs-lost": ("differences without their signs", lambda t, s: np.mean(abs(t - s))),
        "relative-gain": (
            "a gain relative to scratch",
            *(lambda t, s: np.mean((t - s) / s), lambda t, s: t.mean() / s.mean() - 1),
            *(lambda t, s: np.mean(t / s), lambda t, s: t.mean() / s.mean()),
        ),
        "difference-of-extremes": (
            "the difference of two medians, or of two maxima",
            *(lambda t, s: np.median(t) - np.median(s), lambda t, s: t.max() - s.max()),
        ),
        "one-side-only": ("one side only", lambda t, s: t.mean(), lambda t, s: s.mean()),
    },
    lambda middle: partial(_with_middle, middle),
)
misconceptions.add_kind(  # of the differences d
    "paired_gain",
    "lost {what}. It is the share of all seeds in which transfer is below scratch, 0 to 1.",
    {
        "ties-are-lost": ("counts ties, and a tie is no loss", lambda d: np.mean(d <= 0)),
        "won-for-lost": ("counts what is won", lambda d: np.mean(d > 0), lambda d: np.mean(d >= 0)),
        "lost-not-a-part": ("is a number of seeds", lambda d: np.sum(d < 0)),
        "lost-of-n-1": ("is divided by n - 1", lambda d: np.sum(d < 0) / (len(d) - 1)),
        "ties-left-out": ("leaves ties out", lambda d: np.sum(d < 0) / max(np.sum(d != 0), 1)),
        "lost-yes-or-no": ("is yes or no", lambda d: d.mean() < 0, lambda d: (d < 0).any()),
        "lost-below-the-mean": ("counts what is below the mean", lambda d: np.mean(d < d.mean())),
        "losses-measured": (
            "says how much is lost, and not how often",
            *(lambda d: d[d < 0].sum(), lambda d: d[d < 0].mean(), lambda d: d.min()),
            *(lambda d: -d[d < 0].sum(), lambda d: -d[d < 0].mean(), lambda d: -d.min()),
        ),
    },
    lambda lost: lambda t, s: (*truth(t, s)[:3], float(lost(t - s))),
)

# The interval reaches a factor times a spread to both sides: each can be wrong, or both.
_FACTORS: dict[str, tuple[str, Callable[[int], float]]] = {
    "": ("", lambda n: _t(n - 1)),
    "normal-for-t": ("the factor 1.96, which is right for very many seeds", lambda n: 1.96),
    "two-for-t": ("the factor 2", lambda n: 2),
    "standard-error-only": ("no factor, which holds about two thirds", lambda n: 1),
    "one-sided": ("Student's t for 90 %: 0.95 leaves 5 % on each side", lambda n: _t(n - 1, 0.95)),
    "another-level": ("Student's t for 99 %", lambda n: _t(n - 1, 0.995)),
    "level-of-one-side": ("Student's t for 97.5 %", lambda n: _t(n - 1, 0.9875)),
    "one-degree-too-many": ("Student's t with n degrees", _t),
    "degrees-of-two-groups": ("Student's t with 2 n - 2 degrees", lambda n: _t(2 * n - 2)),
}
_SPREADS: dict[str, tuple[str, Callable[[Accuracies, Accuracies], float]]] = {
    "": ("", lambda t, s: _spread(t - s) / _root_n(t)),
    "population-spread": ("np.std without ddof=1", lambda t, s: _spread(t - s, 0) / _root_n(t)),
    "spread-of-one-run": ("how one run spreads, not over root n", lambda t, s: _spread(t - s)),
    "population-spread-only": (
        "np.std, no ddof=1, not over root n",
        lambda t, s: _spread(t - s, 0),
    ),
    "unpaired": (
        "the spread of two groups, as if the seeds had nothing to do with each other",
        lambda t, s: math.hypot(_spread(t), _spread(s)) / _root_n(t),
    ),
    "spread-of-transfer": ("how transfer spreads alone", lambda t, s: _spread(t) / _root_n(t)),
    "variance-for-spread": ("a variance, not its root", lambda t, s: _spread(t - s) ** 2 / len(t)),
    "divided-by-n": ("a spread divided by n, not its root", lambda t, s: _spread(t - s) / len(t)),
    "root-of-n-1": ("a root of n - 1, not n", lambda t, s: _spread(t - s) / _root_n(t[1:])),
}


def _with_interval(factor: str, spread: str, transfer: Accuracies, scratch: Accuracies) -> Four:
    gain, _, _, lost = truth(transfer, scratch)
    half = _FACTORS[factor][1](len(transfer)) * _SPREADS[spread][1](transfer, scratch)
    return gain, gain - half, gain + half, lost


for factor, spread in product(_FACTORS, _SPREADS):
    if factor or spread:
        taken = " and ".join(filter(None, (_FACTORS[factor][0], _SPREADS[spread][0])))
        misconceptions.add_kind(
            "paired_gain",
            "The interval takes {what}. It should reach Student's t, at 0.975 with n - 1 degrees, "
            "times the standard error: how the differences spread (ddof=1), over the root of n.",
            {spread or factor: (taken, partial(_with_interval, factor, spread))},
        )


@misconception("paired_gain")
def welch_for_pairs(transfer: Accuracies, scratch: Accuracies) -> Four:
    """The interval is that of Welch's test, for two groups that have nothing to do with each other.
    The seeds are pairs: take their differences.
    """
    gain, _, _, lost = truth(transfer, scratch)
    squares = np.array([_spread(it) ** 2 / len(it) for it in (transfer, scratch)])
    degrees = squares.sum() ** 2 / (squares**2).sum() * (len(transfer) - 1)
    half = _t(degrees) * math.sqrt(squares.sum())
    return gain, gain - half, gain + half, lost


@misconception("paired_gain", per_cent=(0, 2.5, 5))
def lowest_and_highest(transfer: Accuracies, scratch: Accuracies, per_cent: float) -> Four:
    """low and high say how far the differences themselves spread. More seeds would make them wider,
    and an interval of the mean narrower.
    """
    gain, _, _, lost = truth(transfer, scratch)
    low, high = np.percentile(transfer - scratch, [per_cent, 100 - per_cent])
    return gain, float(low), float(high), lost


@misconception("paired_gain")
def exchanged(transfer: Accuracies, scratch: Accuracies) -> Four:
    """The sign is turned round in {part}: the gain is transfer minus scratch."""
    return truth(scratch, transfer)


@misconception("paired_gain")
def bad_input_accepted(transfer: Accuracies, scratch: Accuracies) -> Four:
    """A pair needs both accuracies of a seed, and your function did not say so. NumPy pairs one
    accuracy with all others, and zip leaves some out: refuse two lengths with ValueError.
    """
    if len(transfer) == len(scratch):
        return truth(transfer, scratch)
    longer = max(transfer, scratch, key=len)
    return truth(longer, longer)


@misconception("paired_gain")
def too_few_seeds_accepted(transfer: Accuracies, scratch: Accuracies) -> Four:
    """One seed has no spread, and your function did not say so. Refuse fewer than two seeds with
    ValueError: NumPy divides by nothing and returns nan.
    """
    is_one_pair = len(transfer) == len(scratch) < 2
    return (math.nan,) * 4 if is_one_pair else truth(transfer, scratch)


_NUMBERS = {
    "gain": "the mean of the differences, transfer minus scratch",
    "low": "the gain minus Student's t times the standard error of the differences",
    "high": "the gain plus Student's t times the standard error of the differences",
    "lost": "the share of the seeds in which transfer is below scratch, 0 to 1",
}
EXERCISE = Exercise(
    name="paired_gain",
    lesson=4,
    points=3,
    cases=cases,
    observe=call,
    judge=Judged(
        tuple(Part(name, is_number=True, kind=kind) for name, kind in _NUMBERS.items()), truth
    ),
    hints=(
        "Start with differences = transfer - scratch. Everything that is asked for comes from "
        "this one array.",
        "scipy.stats.sem(differences) is the standard error, and scipy.stats.t.ppf(0.975, n - 1) "
        "the factor that makes 95 % of it.",
        "np.mean(differences < 0) is the part of the seeds in which transfer lost.",
    ),
    takeaway="The same seeds on both sides, the differences, an interval, and how often the sign "
    "flips: enough to say whether transfer helped.",
)
