"""Each promise of a docstring of lesson 07: see `tests.promises`."""

import numpy as np

from course_utils import solutions
from tests.promises import FIRST, also, must, refuse


def without_refusal(of_missing=False, of_fewer=False, of_more=False):
    """Return an answer that measures what was lost, and does not refuse one kind of bad input."""

    def forgetting(before, after):
        lost = {}
        for name, accuracies in before.items():
            if name not in after and of_missing:
                continue
            refuse(name not in after)
            refuse(len(after[name]) < len(accuracies) and not of_fewer)
            refuse(len(after[name]) > len(accuracies) and not of_more)
            lost[name] = 100 * (np.mean(accuracies) - np.mean(after[name]))
        return lost

    return forgetting


def of_two_axes(scale):
    import keras

    reverse = solutions.reference("gradient_reversal")(scale)

    class Reversal(keras.layers.Layer):
        def call(self, values):
            must(len(values.shape) == 2)
            return reverse(values)

    return Reversal()


PROMISES = {
    "forgetting": [
        ("Return how much a network has forgotten", "what-is-left", FIRST),
        ("of each dataset that it knew.", "one-number-for-all", FIRST),
        ("before : dict of str", "matched-by-place", FIRST),
        (
            "to array of float, shape (n_seeds,)",
            also("forgetting", lambda before, _: refuse(len(min(before.values(), key=len)) == 1)),
            "one seed",
        ),
        ("For each dataset that the network had learnt its accuracies,", "other-datasets", FIRST),
        (
            "0 to 1,",
            also("forgetting", after=lambda it: {k: v / 100 for k, v in it.items()}),
            FIRST,
        ),
        ("one a seed,", "not-averaged", FIRST),
        ("before it learnt something new.", "compared-with-perfect", FIRST),
        ("after : dict of str to array of float, shape (n_seeds,)", "matched-by-place", FIRST),
        ("The accuracies afterwards, in the same order of seeds.", "best-before", FIRST),
        ("Datasets that are not in before were new:", "new-dataset-counted", FIRST),
        (
            "they cannot be forgotten.",
            also("forgetting", lambda before, after: refuse(set(after) - set(before))),
            FIRST,
        ),
        ("dict of str to float", "not-a-dict", FIRST),
        ("For each dataset of before", "other-datasets", FIRST),
        ("by how many points (percentage points)", "fraction-not-points", FIRST),
        ("the accuracy has fallen,", "sign-reversed", FIRST),
        ("on average over the seeds.", "median-taken", FIRST),
        ("Negative where it has risen.", "gains-cut-off", "one accuracy risen"),
        ("ValueError", "wrong-error", "without"),
        (
            "If a dataset of before is missing in after,",
            without_refusal(of_missing=True),
            "without",
        ),
        (
            "or the numbers of its accuracies differ.",
            without_refusal(of_fewer=True),
            "only one seed",
        ),
        ("", without_refusal(of_more=True), "more"),
    ],
    "gradient_reversal": [
        ("Return a layer", "function-not-layer", FIRST),
        ("that changes nothing on the way forward,", "scaled-forward", FIRST),
        ("and turns gradients round.", "gradient-not-turned", FIRST),
        ("scale : float", "zero-is-no-scale", "scale 0"),
        ("The gradient that comes back", "upstream-ignored", FIRST),
        ("is multiplied by minus this.", "sign-missing", FIRST),
        ("keras.layers.Layer", "not-a-layer", FIRST),
        ("It gives its inputs as they are,", "values-changed", FIRST),
        ("of any shape,", of_two_axes, "values of shape"),
        ("in training and in use.", "depends-on-training", FIRST),
        ("It has no weights.", "has-weights", FIRST),
    ],
}
