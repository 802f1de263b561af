"""Each promise of a docstring of lesson 06: see `tests.promises`."""

import numpy as np

from course_utils import solutions
from tests.promises import FIRST, also, must, only_grey, refuse


def combined(change):
    """Return the solution with something done to the datasets before."""
    return lambda *both: solutions.reference("combine_datasets")(*map(change, both))


def without_one_check(kind):
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


def step(model, optimizer, batches, loss_weights):
    return solutions.reference("joint_step")(model, optimizer, batches, loss_weights)


def of_equal_batches(model, optimizer, batches, loss_weights):
    must(len({len(y) for _, y in batches.values()}) == 1)
    return step(model, optimizer, batches, loss_weights)


def images_for_labels(model, optimizer, batches, loss_weights):
    swapped = {name: (y, X) for name, (X, y) in batches.items()}
    return step(model, optimizer, swapped, loss_weights)


def largest_label(change):
    """Return an answer whose offset is right for some labels only."""

    def combine_datasets(first, second):
        X, y = solutions.reference("combine_datasets")(first, second)
        y[len(first[1]) :] += change(first[1])
        return X, y

    return combine_datasets


def only_two_heads(input_shape, heads):
    must(len(heads) == 2)
    return solutions.reference("build_multi_head")(input_shape, heads)


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
        ("If the images of both differ in height,", without_one_check("height"), "height"),
        ("width", without_one_check("width"), "width"),
        ("or channels,", without_one_check("channels"), "only the first in colour"),
        (
            "or in one of them the numbers of images and labels differ.",
            without_one_check("surplus in first"),
            "the first with a label too many",
        ),
        ("", without_one_check("surplus in second"), "the second with a label too many"),
        ("", without_one_check("missing in second"), "the second with a label too few"),
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
    "build_multi_head": [
        ("Build a network with one trunk", "trunk-not-shared", FIRST),
        ("and one head for each dataset,", "one-output", FIRST),
        ("", only_two_heads, "; "),
        ("not yet compiled.", "compiled", FIRST),
        ("The trunk: convolution with 16 filters,", "other-convolutions", FIRST),
        ("max pooling,", "average-pooling", FIRST),
        ("convolution with 32 filters, max pooling,", "layer-missing", FIRST),
        ("flatten,", "global-pooling", FIRST),
        ("a dense layer of 64", "dense-layer-differs", FIRST),
        ("with ReLU.", "relu-missing-in-dense", FIRST),
        ("Convolutions are 3 × 3", "kernel-not-3-by-3", FIRST),
        ('with padding "same"', "padding-valid", FIRST),
        ("and ReLU,", "relu-missing-in-convolutions", FIRST),
        ("pooling is 2 × 2.", "pooling-not-2-by-2", FIRST),
        ("Each head is one dense layer", "head-not-dense", FIRST),
        ("with softmax", "softmax-missing", FIRST),
        ("on the trunk,", "head-on-a-head", FIRST),
        ("and has the name of its dataset.", "head-without-name", FIRST),
        ("input_shape : tuple of 3 int Height, width", "height-and-width-exchanged", FIRST),
        ("and channels of an image.", only_grey("build_multi_head"), ";"),
        ("heads : dict of str to int For each dataset its name", "other-names", FIRST),
        ("and how many classes it has.", "same-size-for-all", FIRST),
        ("keras.Model", "not-a-model", FIRST),
        ("From float images, shape (n, height, width, channels),", "does-not-run", FIRST),
        ("to a dict: for each name of heads,", "outputs-not-named", FIRST),
        ("in their order,", "order-lost", FIRST),
        ("the probabilities,", "sigmoid-for-softmax", FIRST),
        ("shape (n, number of its classes).", "wrong-size", FIRST),
    ],
}
