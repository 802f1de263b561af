"""`paired_gain`: what transfer gives, seed by seed."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import special

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import changed_input, forgotten_return
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.observing import call
from course_utils.exercises.plain import describe
from course_utils.exercises.rows import is_sequence_of

_TOLERANCE = 1e-6
_NAMES = ("gain", "low", "high", "lost")

Four = tuple[float, float, float, float]


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw accuracies that go up and down together, as they do where seeds matter."""
    n = int(rng.integers(7, 13))
    seeds = rng.normal(0.9, 0.04, n)
    scratch = (seeds + rng.normal(0, 0.01, n)).round(4)
    transfer = (scratch + 0.002 + rng.exponential(0.01, n)).round(4)
    transfer[:2] = scratch[:2] - [0.004, 0.011]  # transfer loses twice at least
    transfer[2] = scratch[2]  # a tie is no loss
    return [
        _case(f"{n} seeds, with a loss and a tie", transfer, scratch),
        _case(f"{n} seeds in which transfer loses on average", scratch - 0.01, transfer),
        _case("2 seeds, the fewest there can be", transfer[1:3], scratch[1:3]),
        _bad_case(transfer[:1], scratch[:1]),
        _bad_case(transfer[:0], scratch[:0]),
        _bad_case(transfer, scratch[:-1]),
        _bad_case(transfer, scratch[:1]),
        _bad_case(transfer[:1], scratch),
    ]


def _bad_case(transfer: np.ndarray, scratch: np.ndarray) -> Case:
    what = f"{len(transfer)} accuracies with transfer and {len(scratch)} from scratch"
    return Case(what, {"transfer": transfer, "scratch": scratch}, expects_error=True)


def _case(what: str, transfer: np.ndarray, scratch: np.ndarray) -> Case:
    return Case(what, {"transfer": transfer, "scratch": scratch})


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the four numbers, worked out here in another way."""
    result = observation["result"]
    if case.expects_error:
        return [_not_refused(result)]
    finding = changed_input(case.inputs, observation["inputs_after"]) or _structure(result)
    if finding is None:
        got = tuple(float(np.asarray(value)) for value in result)
        finding = _values(got, case.inputs["transfer"], case.inputs["scratch"])
    return [finding] if finding else []


def _not_refused(result: Plain) -> Finding:
    return Finding(
        "bad-input-accepted",
        "A paired comparison needs both accuracies of every seed, and two seeds at least. Your "
        "function did not say so: NumPy would pair one accuracy with all others, or divide by "
        "nothing.",
        "ValueError",
        describe(result),
    )


def _structure(result: Plain) -> Finding | None:
    if isinstance(result, np.ndarray) and result.shape == (4,) and result.dtype.kind in "iufb":
        return None
    if not is_sequence_of(result, 4):
        return Finding(
            "not-four-numbers",
            "The function should return four numbers: gain, low, high and lost."
            + forgotten_return(result),
            "a tuple of 4 numbers",
            describe(result),
        )
    for name, value in zip(_NAMES, result, strict=True):
        single = isinstance(value, np.ndarray) and value.shape == () and value.dtype.kind in "iufb"
        if not single and not isinstance(value, (int, float)):
            return Finding(
                "not-a-number",
                f"{name} should be one number.",
                "a number",
                describe(value),
            )
    return None


def _truth(transfer: np.ndarray, scratch: np.ndarray) -> Four:
    """Work the four numbers out with fractions of sums and the inverse of Student's t."""
    differences = [float(a) - float(b) for a, b in zip(transfer, scratch, strict=True)]
    gain = math.fsum(differences) / len(differences)
    squares = math.fsum((difference - gain) ** 2 for difference in differences)
    error = math.sqrt(squares / (len(differences) - 1) / len(differences))
    half = float(special.stdtrit(len(differences) - 1, 0.975)) * error
    lost = sum(difference < 0 for difference in differences) / len(differences)
    return gain, gain - half, gain + half, lost


def _values(got: tuple[float, ...], transfer: np.ndarray, scratch: np.ndarray) -> Finding | None:
    truth = _truth(transfer, scratch)
    if _same(got, truth):
        return None
    expected, seen = _words(truth), _words(got)
    for misconception, message, wrong in _SUSPECTS:
        if _same(got, wrong(transfer, scratch)):
            return Finding(misconception, message, expected, seen)
    if not _same(got[:1], truth[:1]):
        return Finding(
            "wrong-gain",
            "The gain should be the mean of transfer minus scratch over the seeds.",
            expected,
            seen,
        )
    if _same(got[:3], truth[:3]):
        return Finding(
            "wrong-lost",
            "lost should be the part of the seeds in which transfer is below scratch, 0 to 1.",
            expected,
            seen,
        )
    return Finding(
        "wrong-interval",
        "The interval is not right: the mean difference, plus and minus Student's t times the "
        "standard error.",
        expected,
        seen,
    )


def _same(one: tuple[float, ...], two: tuple[float, ...]) -> bool:
    return bool(np.allclose(one, two, rtol=0, atol=_TOLERANCE))


def _words(four: tuple[float, ...]) -> str:
    gain, low, high, lost = four
    return f"gain {gain:.4f}, from {low:.4f} to {high:.4f}, lost {lost:.3f}"


def _with_half_width(transfer: np.ndarray, scratch: np.ndarray, half: float) -> Four:
    gain, _, _, lost = _truth(transfer, scratch)
    return gain, gain - half, gain + half, lost


def _error(transfer: np.ndarray, scratch: np.ndarray) -> float:
    differences = transfer - scratch
    return float(differences.std(ddof=1) / np.sqrt(len(differences)))


def _t(degrees: float, confidence: float = 0.975) -> float:
    return float(special.stdtrit(degrees, confidence))


def _unpaired(transfer: np.ndarray, scratch: np.ndarray) -> Four:
    n = len(transfer)
    error = float(np.sqrt(transfer.var(ddof=1) / n + scratch.var(ddof=1) / n))
    return _with_half_width(transfer, scratch, _t(2 * n - 2) * error)


def _normal(transfer: np.ndarray, scratch: np.ndarray) -> Four:
    return _with_half_width(transfer, scratch, 1.96 * _error(transfer, scratch))


def _one_sided(transfer: np.ndarray, scratch: np.ndarray) -> Four:
    n = len(transfer)
    return _with_half_width(transfer, scratch, _t(n - 1, 0.95) * _error(transfer, scratch))


def _degrees_n(transfer: np.ndarray, scratch: np.ndarray) -> Four:
    n = len(transfer)
    return _with_half_width(transfer, scratch, _t(n) * _error(transfer, scratch))


def _population(transfer: np.ndarray, scratch: np.ndarray) -> Four:
    n = len(transfer)
    half = _t(n - 1) * float((transfer - scratch).std() / np.sqrt(n))
    return _with_half_width(transfer, scratch, half)


def _standard_deviation(transfer: np.ndarray, scratch: np.ndarray) -> Four:
    n = len(transfer)
    half = _t(n - 1) * float((transfer - scratch).std(ddof=1))
    return _with_half_width(transfer, scratch, half)


def _standard_error(transfer: np.ndarray, scratch: np.ndarray) -> Four:
    return _with_half_width(transfer, scratch, _error(transfer, scratch))


def _range(transfer: np.ndarray, scratch: np.ndarray) -> Four:
    gain, _, _, lost = _truth(transfer, scratch)
    differences = transfer - scratch
    return gain, float(differences.min()), float(differences.max()), lost


def _exchanged(transfer: np.ndarray, scratch: np.ndarray) -> Four:
    return _truth(scratch, transfer)


def _ties_lost(transfer: np.ndarray, scratch: np.ndarray) -> Four:
    return (*_truth(transfer, scratch)[:3], float(np.mean(transfer <= scratch)))


def _won(transfer: np.ndarray, scratch: np.ndarray) -> Four:
    return (*_truth(transfer, scratch)[:3], float(np.mean(transfer > scratch)))


def _counted(transfer: np.ndarray, scratch: np.ndarray) -> Four:
    return (*_truth(transfer, scratch)[:3], float(np.sum(transfer < scratch)))


_SUSPECTS: list[tuple[str, str, Callable[[np.ndarray, np.ndarray], Four]]] = [
    (
        "exchanged",
        "The sign is turned round: the gain is transfer minus scratch.",
        _exchanged,
    ),
    (
        "unpaired",
        "The interval compares two groups as if the seeds had nothing to do with each other. The "
        "same seed is in both: take the differences first, then their spread.",
        _unpaired,
    ),
    (
        "normal-for-t",
        "The interval uses 1.96, which is right for very many seeds. For few, use Student's t.",
        _normal,
    ),
    (
        "one-sided",
        "The interval holds 90 %: 0.95 leaves 5 % on each side. For 95 % ask for 0.975.",
        _one_sided,
    ),
    (
        "one-degree-too-many",
        "With n differences Student's t has n - 1 degrees of freedom.",
        _degrees_n,
    ),
    (
        "population-spread",
        "np.std divides by n. The spread of a sample divides by n - 1: ddof=1.",
        _population,
    ),
    (
        "spread-of-one-run",
        "The interval says where a single difference may lie. That of the *mean* is smaller: "
        "divide the standard deviation by the square root of n.",
        _standard_deviation,
    ),
    (
        "standard-error-only",
        "The interval is plus and minus one standard error, which holds about two thirds. For 95 % "
        "multiply by Student's t.",
        _standard_error,
    ),
    (
        "lowest-and-highest",
        "low and high are the extreme differences. More seeds would make them wider, and an "
        "interval of the mean narrower.",
        _range,
    ),
    ("ties-are-lost", "A tie is no loss: below means <.", _ties_lost),
    ("won-for-lost", "lost counts the seeds that transfer wins.", _won),
    ("lost-not-a-part", "lost is a number of seeds. Divide it by how many there are.", _counted),
]


EXERCISE = Exercise(
    name="paired_gain",
    lesson=4,
    points=3,
    cases=cases,
    observe=call,
    judge=ByFunction(judge),
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
