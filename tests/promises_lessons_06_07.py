"""Promises of lesson 07, and of lesson 06 without `build_multi_head`."""

import numpy as np

from course_utils import solutions
from tests.promises import FIRST, also, must, refuse


def combined(change):
    """Return the solution with something done to the datasets before."""
    return lambda *both: solutions.reference("combine_datasets")(*map(change, both))


def without_check_of(kind):
    """Return an answer that combines datasets and refuses all but one kind of bad input."""

    def combine_datasets(first, second):
        (X, y), (X_second, y_second) = first, second
        shape, other = X.shape[1:], X_second.shape[1:]
        wrong = {
            "height": shape[0] != other[0],
            "width": shape[1] != other[1],
            "channels": shape[2] != other[2],
            "surplus in first": len(y) > len(X),
            "surplus in second": len(y_second) > len(X_second),
            "missing in second": len(y_second) < len(X_second),
        }
        refuse(any(is_wrong for name, is_wrong in wrong.items() if name != kind))
        fitting = np.resize(X_second, (len(X_second), *shape))
        labels = [y.astype("int64"), y_second.astype("int64") + int(y.max()) + 1]
        return np.concatenate([X, fitting]), np.concatenate(labels)

    return combine_datasets


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


def step(model, optimizer, batches, loss_weights):
    return solutions.reference("joint_step")(model, optimizer, batches, loss_weights)


def of_equal_batches(model, optimizer, batches, loss_weights):
    must(len({len(y) for _, y in batches.values()}) == 1)
    return step(model, optimizer, batches, loss_weights)


def images_for_labels(model, optimizer, batches, loss_weights):
    swapped = {name: (y, X) for name, (X, y) in batches.items()}
    return step(model, optimizer, swapped, loss_weights)


def of_two_axes(scale):
    import keras

    reverse = solutions.reference("gradient_reversal")(scale)

    class Reversal(keras.layers.Layer):
        def call(self, values):
            must(len(values.shape) == 2)
            return reverse(values)

    return Reversal()


def largest_label(change):
    """Return an answer whose offset is right for some labels only."""

    def combine_datasets(first, second):
        X, y = solutions.reference("combine_datasets")(first, second)
        y[len(first[1]) :] += change(first[1])
        return X, y

    return combine_datasets


PROMISES = {
    "combine_datasets": [
        ("Put two labelled datasets together,", "second-missing", FIRST),
        ("so that every class has a label of its own.", "labels-collide", FIRST),
        ("first, second : tuple", combined(lambda it: it[::-1]), FIRST),
        (
            "Images, float32,",
            also("combine_datasets", after=lambda it: (it[0] * 255, it[1])),
            FIRST,
        ),
        (
            "shape (n, height, width, channels),",
            combined(lambda it: (it[0][..., 0], it[1])),
            FIRST,
        ),
        (
            "and labels, integers",
            also("combine_datasets", lambda first, _: must(first[1].dtype == np.uint8)),
            "do not occur",
        ),
        ("from 0, shape (n,).", combined(lambda it: (it[0], it[1] + 1)), FIRST),
        (
            "Not every label need occur.",
            largest_label(lambda y: len(np.unique(y)) - 1 - int(y.max())),
            "do not occur",
        ),
        ("X : array of float32", "wrong-dtype", FIRST),
        ("The images of first,", "second-missing", FIRST),
        ("then those of second,", "second-comes-first", FIRST),
        ("in their order.", "order-lost", FIRST),
        ("y : array of int64", "wrong-dtype", FIRST),
        ("The labels of first as they are;", "first-raised", FIRST),
        ("those of second raised by 1", "offset-one-too-small", FIRST),
        ("+ the largest label of first.", "offset-from-second", FIRST),
        ("ValueError", "wrong-error", FIRST),
        ("If the images of both differ in height,", without_check_of("height"), "height"),
        ("width", without_check_of("width"), "width"),
        ("or channels,", without_check_of("channels"), "only the first in colour"),
        (
            "or in one of them the numbers of images and labels differ.",
            without_check_of("surplus in first"),
            "the first with a label too many",
        ),
        ("", without_check_of("surplus in second"), "the second with a label too many"),
        ("", without_check_of("missing in second"), "the second with a label too few"),
        ("", "totals-compared", "a label too many in one, too few in the other"),
    ],
    "inverse_frequency_weights": [
        ("Return a weight for each class,", "one-for-all", FIRST),
        ("so that all classes count the same in a loss.", "root-taken", FIRST),
        ("The weight of a class is the number of labels", "one-over-count", FIRST),
        ("divided by the number of classes", "classes-not-divided-by", FIRST),
        ("that occur", "gaps-counted", "not every class"),
        ("and by the number of labels of that class.", "frequency-itself", FIRST),
        ("So the weights of all n labels add up to n.", "mean-over-classes-is-one", FIRST),
        (
            "y : array of integers, shape (n,)",
            also("inverse_frequency_weights", lambda y: must(y.dtype == np.int64)),
            "uint8",
        ),
        (
            "Labels.",
            also("inverse_frequency_weights", lambda y: refuse(not y.any())),
            "all the same",
        ),
        ("Classes that do not occur get no weight.", "absent-class-weighted", "not every class"),
        ("dict of int", "key-not-an-integer", FIRST),
        ("to float", "weight-not-a-number", FIRST),
        ("As Keras's class_weight takes it.", "labels-renumbered", "not every class"),
        ("ValueError", "wrong-error", "no labels"),
        ("If y is empty.", "no-labels-accepted", "no labels"),
    ],
    "joint_step": [
        ("Update a network once,", "not-updated", FIRST),
        ("with one batch of each dataset.", "first-dataset-only", FIRST),
        ("The loss of a dataset is the mean", "summed-over-images", FIRST),
        ("of sparse_categorical_crossentropy", "another-gradient", FIRST),
        ("over its batch,", "images-of-first-for-all", FIRST),
        ("from the head of its own name.", "heads-exchanged", FIRST),
        ("What is minimised", "uphill", FIRST),
        ("is the sum of these losses,", "mean-of-losses", FIRST),
        ("each times its weight.", "weights-ignored", FIRST),
        (
            "model : keras.Model From images to a dict of probabilities,",
            "probabilities-as-logits",
            FIRST,
        ),
        ("one entry a dataset.", "every-head-on-every-image", FIRST),
        ("It is called with training=True.", "not-in-training-mode", FIRST),
        ("optimizer : keras.optimizers.Optimizer", "optimizer-not-used", FIRST),
        ("Applied once,", "one-update-each-dataset", FIRST),
        ("to all", "trunk-left-out", FIRST),
        ("trainable variables of the model.", "frozen-layers-moved", "a frozen trunk"),
        ("batches : dict of str to tuple For each dataset its name,", "last-dataset-only", FIRST),
        ("images and labels:", "labels-moved", FIRST),
        ('{"fashion": (X, y), "digits": (X, y)}.', images_for_labels, FIRST),
        ("The batches may differ in size.", of_equal_batches, "unequal batches"),
        (
            "A head without a batch stays as it is.",
            "head-without-batch-moved",
            "no batch for",
        ),
        (
            "loss_weights : dict of str to float For each dataset its weight.",
            "weights-by-place",
            FIRST,
        ),
        ("dict of str to scalar tensor", "loss-not-a-number", FIRST),
        ("For each dataset its loss,", "losses-exchanged", FIRST),
        ("not weighted,", "weighted-losses-returned", FIRST),
        ("before the update.", "losses-after-update", FIRST),
    ],
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
