"""`reuse_layers`: a network for task B that starts from model A and leaves it alone."""

from __future__ import annotations

from functools import partial

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.networks import layer_symptoms, symptoms
from course_utils.exercises.networks.described import chain, convolution, layer
from course_utils.exercises.networks.differences import compared, kinds, steps_of
from course_utils.exercises.networks.layer_symptoms import differ
from course_utils.exercises.symptoms import BySymptoms, Shown, include, symptom
from course_utils.observers.networks.built import Layer
from course_utils.observers.plain import Facts
from course_utils.observers.reuse_layers import observe


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw models A: three hidden layers, one of them normalised, and one partly frozen."""
    sizes = [int(size) for size in rng.choice(np.arange(9, 20), 4, replace=False)]
    *dense, _ = [layer("Dense", units=size, activation="relu") for size in sizes]
    tanh = layer("Dense", units=sizes[3], activation="tanh")
    flatten, normalise, pool = map(layer, ("Flatten", "BatchNormalization", "MaxPooling2D"))
    convolved = [convolution(4), normalise, pool, flatten, *dense[:2]]
    return [
        _case(rng, "three hidden layers", [flatten, tanh, *dense[:2]]),
        _case(rng, "a normalised convolution and two hidden layers", convolved),
        _case(rng, "three hidden layers, the first one frozen", [flatten, *dense], frozen=1),
    ]


def _case(rng: np.random.Generator, what: str, hidden: list[Layer], frozen: int = -1) -> Case:
    shape = (*(int(side) for side in rng.integers(4, 8, 2)), 1)
    n_classes = int(rng.integers(5, 9))
    network = [*hidden, layer("Dense", units=n_classes, activation="softmax")]
    return Case(
        f"a model A with {what}, {n_classes} classes, images of {shape[0]} × {shape[1]}",
        {
            "network": chain(rng, shape, network),
            "frozen": frozen,
            "images": rng.random((8, *shape), dtype=np.float32),
        },
    )


def read(given: Facts, seen: Facts) -> Facts:
    """Compare the new network with all layers of model A but the last, and a new one."""
    if "in_training" not in seen:
        return seen
    facts, (*reused, last) = {**seen["in_use"], **seen["in_training"]}, given["network"]
    n_units, arrays = len(last["arrays"][0]), [[], *facts["arrays"]][-1]
    if [array.shape for array in arrays] != [(n_units, 1), (1,)]:
        arrays = [np.full((n_units, 1), np.nan), np.zeros(1)]  # nothing is right without a head
    head = {**last, "arrays": arrays, "options": {"units": 1, "activation": "sigmoid"}}
    beside = compared([*reused, head], given["images"], facts["steps"], facts["output"])
    learns = [step["learns"] for step in facts["steps"] if "learns" in step]
    return {**seen, **facts, **beside, "learns": learns, "of_A": kinds(steps_of(given["network"]))}


_reuse = partial(symptom, "reuse_layers")

include(symptoms.RETURNED, "reuse_layers")


@_reuse(expected="a new network", got="model A")
def returns_model_a(given: Facts, seen: Facts) -> Shown:
    """You return model A itself. It is still needed as it is: build a new network."""
    return bool(seen["is_returned"])


for group in (symptoms.GIVEN, symptoms.SEQUENTIAL, symptoms.NEW, symptoms.RUNS):
    include(group, "reuse_layers")


@_reuse(expected="weights of its own", got="{n_shared} arrays that are those of model A")
def shares_layers_with_a(given: Facts, seen: Facts) -> Shown:
    """The new network holds layers of model A themselves, so training it changes model A.
    Sequential(model_A.layers[:-1]) does not copy them.
    """
    return seen["n_shared"] and seen


@_reuse(expected="a new last layer", got="that of model A")
def no_new_output(given: Facts, seen: Facts) -> Shown:
    """The output layer is that of task A: softmax with a unit for each of its classes."""
    n_classes = len(given["network"][-1]["arrays"][-1])
    return seen["kinds"] == seen["of_A"] and len(seen["arrays"][-1][-1]) == n_classes


@_reuse(expected="the layers of model A without the last", got="all of them")
def output_layer_kept(given: Facts, seen: Facts) -> Shown:
    """The new output stands behind the old one: model A's last layer is still there. It has
    squeezed everything into class probabilities already.
    """
    n = len(seen["of_A"])
    return seen["kinds"][:n] == seen["of_A"] and len(seen["kinds"]) > n


differ(
    "reuse_layers",
    {
        "missing sigmoid*": "sigmoid-missing: The output is not between 0 and 1: the last layer "
        "has no sigmoid.",
        "missing *": "hidden-layer-lost: A layer of model A is missing {place}: {wanted}. Only its "
        "last layer goes.",
        "Dense.units is 2 *": "two-outputs: The new output layer has two units. Task B asks one "
        "question: one unit with sigmoid.",
        "activation: softmax for sigmoid*": "softmax-of-one: The output is always 1: softmax over "
        "a single unit. One unit needs sigmoid.",
    },
)


@_reuse(expected="the weights of model A", got="{n} of {of} layers have others")
def weights_not_copied(given: Facts, seen: Facts) -> Shown:
    """The reused layers do not start with the weights of model A. clone_model copies the layers and
    draws new weights: copy these too, with set_weights.
    """
    known = [it["arrays"] for it in given["network"] if it["arrays"]][:-1]
    n = sum(
        not all(map(np.array_equal, one, two))
        for one, two in zip(known, seen["arrays"], strict=False)
    )
    return not seen["differences"] and n and {"n": n, "of": len(known)}


@_reuse(expected="the new Dense layer at the end of model.layers", got="another one")
def head_not_last(given: Facts, seen: Facts) -> Shown:
    """The new layer is not the last of model.layers. Dense(1, activation="sigmoid") is one layer:
    the exercises that follow freeze all layers but the last.
    """
    return seen["is_right"] and not seen["ends_with_dense"]


@_reuse(expected="all layers are trainable", got="the one that is frozen in model A is not")
def frozen_like_model_a(given: Facts, seen: Facts) -> Shown:
    """A layer that is frozen in model A is frozen in its clone too. Set trainable to True for each
    layer: setting it for a model that is not frozen itself changes nothing.
    """
    of_A = [n != given["frozen"] for n, it in enumerate(given["network"]) if it["arrays"]]
    return not all(seen["learns"]) and seen["learns"] == of_A


for group in (layer_symptoms.NO_DROPOUT, layer_symptoms.LEARN, layer_symptoms.LAYERS):
    include(group, "reuse_layers")

EXERCISE = Exercise(
    name="reuse_layers",
    lesson=4,
    points=3,
    cases=cases,
    observe=observe,
    judge=BySymptoms("reuse_layers", varying=("output", "arrays"), read=read),
    hints=(
        "The new network needs copies of the layers, so that training it does not touch model A. "
        "And the copies need the weights.",
        "keras.models.clone_model(model_A) builds the same layers with new random weights. "
        "copy.set_weights(model_A.get_weights()) fills them in.",
        'keras.Sequential([*copy.layers[:-1], keras.layers.Dense(1, activation="sigmoid")]) '
        "puts them together. A clone copies trainable too: set it to True for each layer of the "
        "copy. (Setting it for the whole model does nothing if the model itself was not frozen.)",
    ),
    takeaway="The new network starts where model A stopped, and what is done to it leaves model A "
    "as it was.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
