"""`build_minivggnet`: what it computes from known weights, and which layers it runs in training."""

from __future__ import annotations

from functools import partial

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.networks import layer_symptoms, symptoms
from course_utils.exercises.networks.described import chain, convolution, is_near, layer
from course_utils.exercises.networks.differences import compared, first_value
from course_utils.exercises.networks.layer_symptoms import differ, difference
from course_utils.exercises.symptoms import BySymptoms, Shown, include, symptom
from course_utils.observers.build_minivggnet import observe
from course_utils.observers.networks.built import Layer
from course_utils.observers.plain import Facts


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw input shapes and numbers of classes; odd sizes, one channel and three."""
    return [
        _case(rng, (17 + 2 * int(rng.integers(0, 2)), 33, 1), int(rng.integers(3, 7))),
        _case(rng, (21, int(rng.integers(17, 20)), 3), int(rng.integers(11, 15))),
    ]


def _case(rng: np.random.Generator, shape: tuple[int, int, int], n_classes: int) -> Case:
    return Case(
        f"images of {shape[0]} × {shape[1]} × {shape[2]}, {n_classes} classes",
        {
            "input_shape": shape,
            "n_classes": n_classes,
            # Up to 8, so that a ReLU with a ceiling, such as relu6, shows.
            "images": 8 * rng.random((4, *shape), dtype=np.float32),
            "seed": int(rng.integers(2**31)),
        },
    )


def minivggnet(n_classes: int) -> list[Layer]:
    """Return the layers of MiniVGGNet."""
    network = []
    for filters in (32, 64):
        for _ in range(2):
            network.append(convolution(filters))
            network.append(layer("BatchNormalization", momentum=0.9))
        network += [layer("MaxPooling2D"), layer("Dropout", rate=0.25)]
    network += [layer("Flatten"), layer("Dense", units=512, activation="relu")]
    network += [layer("BatchNormalization", momentum=0.9), layer("Dropout", rate=0.5)]
    return [*network, layer("Dense", units=n_classes, activation="softmax")]


def read(given: Facts, seen: Facts) -> Facts:
    """Compare what the network gives and runs with MiniVGGNet of the same weights."""
    if "in_training" not in seen:
        return seen
    rng, steps = np.random.default_rng(given["seed"]), seen["in_training"]["steps"]
    network = chain(rng, given["input_shape"], minivggnet(given["n_classes"]))
    # Of what gives the right values, that which shows in training or at the start still counts.
    facts = compared(
        *(network, given["images"], steps, seen["in_use"]["output"]),
        even_if_right="*.* is * | activation: * | added * | missing Dropout* | *Dropout for * | "
        "* for Dropout after*",
    )
    return {**seen, **seen["in_use"], **facts}


for group in (symptoms.RETURNED, symptoms.NEW, symptoms.BUILT, symptoms.RUNS):
    include(group, "build_minivggnet")

_mini = partial(symptom, "build_minivggnet")


@_mini(expected="a network that can be trained", got="{error}")
def training_refused(given: Facts, seen: Facts) -> Shown:
    """The network predicts, but with training=True it stops with an error."""
    return "failed" in seen and seen["failed"]


@_mini(expected="{output}, as with training=False", got="{as_called}")
def always_in_training(given: Facts, seen: Facts) -> Shown:
    """Called without a word on training, the network works as in training: a layer in it is called
    with training=True. Leave that out: fit and predict tell every layer what it is in.
    """
    values = [seen[name] for name in ("output", "as_called")]
    words = dict(zip(("output", "as_called"), map(first_value, values), strict=True))
    return isinstance(values[0], np.ndarray) and not is_near(values[1], values[0]) and words


@_mini(expected="a layer of its own at each place", got="one layer at two places")
def layer_used_twice(given: Facts, seen: Facts) -> Shown:
    """One layer with weights stands at two places. Make a new one for each."""
    numbers = [step["layer"] for step in seen["in_training"]["steps"] if "layer" in step]
    return len(numbers) > len(set(numbers))


@_mini(expected="ReLU before each normalisation", got="after each")
def relu_after_normalisation(given: Facts, seen: Facts) -> Shown:
    """Batch normalisation comes before ReLU. In this network ReLU comes first."""
    return _swapped_after("Conv2D", seen) and _swapped_after("Dense", seen)


@_mini(expected="ReLU before each normalisation", got="after it, in the blocks")
def relu_after_normalisation_in_the_blocks(given: Facts, seen: Facts) -> Shown:
    """In the blocks, batch normalisation comes before ReLU. In this network ReLU comes first."""
    return _swapped_after("Conv2D", seen)


@_mini(expected="ReLU before each normalisation", got="after it, in the dense part")
def relu_after_normalisation_in_the_dense_part(given: Facts, seen: Facts) -> Shown:
    """After the dense layer of 512, batch normalisation comes before ReLU. In this network ReLU
    comes first.
    """
    return _swapped_after("Dense", seen)


@_mini(expected="two poolings", got="none")
def pooling_missing(given: Facts, seen: Facts) -> Shown:
    """There is no pooling: no layer takes the largest of 2 × 2 values."""
    is_missing = difference(seen, "missing MaxPooling2D*")
    return bool(is_missing) and "MaxPooling2D" not in seen["kinds"]


@_mini(expected="dropout of 0.25, 0.25 and 0.5", got="none")
def dropout_forgotten(given: Facts, seen: Facts) -> Shown:
    """There is no dropout: in training, no layer drops anything."""
    return bool(difference(seen, "missing Dropout*")) and "Dropout" not in seen["kinds"]


_ANY_DENSE = "missing Dense* | added Dense* | Dense.units is * in the first Dense"
_ANY_DROPOUT = "missing Dropout* | added Dropout* | Dropout.rate*"
_ONE_NUMBER = " | ".join(f"*_initializer is {it}*" for it in ("Zeros", "Ones", "Constant"))

differ(
    "build_minivggnet",
    {
        _ANY_DENSE: "wrong-dense-layers: Two dense layers end the network: one of 512, then one "
        "with an output a class.",
        "missing Conv2D*": "convolution-missing: VGG's second idea is several convolutions before "
        "each pooling. Here there are two of them in each of the two blocks.",
        "added Conv2D*": "too-many-convolutions: There are more convolutions than the two in each "
        "of the two blocks.",
        "missing BatchNormalization*": "normalisation-missing: A batch normalisation is missing "
        "{place}: there is one after each ReLU of a convolution and of the dense layer.",
        "missing MaxPooling2D*": "one-pooling-missing: One of the two poolings is missing: "
        "{place}.",
        "Conv2D.filters*": "wrong-filters: A block has another number of filters.",
        "Dense.units*": "classes-hard-coded: The number of outputs is another one than n_classes.",
        "order: Dropout for * | order: * for Dropout after*": "dropout-misplaced: A dropout "
        "stands at the wrong place. It is the last layer of each block, after the pooling, and "
        "comes after the last normalisation.",
        "order: MaxPooling2D for BatchNormalization*": "normalisation-after-pooling: A "
        "normalisation comes after the pooling of its block. It belongs before it, after ReLU.",
        "order: * for BatchNormalization*": "normalisation-misplaced: A normalisation stands at "
        "another place: {got} comes {place}, where it should be.",
        "order: MaxPooling2D for *": "pooling-misplaced: The pooling comes between the two "
        "convolutions of a block. VGG pools after both.",
        "added *Noise* | added Random*": "noise-added: There is {got} {place}: a layer of noise or "
        "of augmentation that MiniVGGNet does not have.",
        "*Dropout* for Dropout* | Dropout.noise_shape*": "another-kind-of-dropout: The dropout is "
        "of another kind: it drops whole channels, or adds noise.",
        _ANY_DROPOUT: "wrong-dropout: Dropout belongs after each pooling (0.25) and before the "
        "last layer (0.5), and nowhere else.",
        _ONE_NUMBER: "constant-start: The weights of a layer all start with the same number, so "
        "its units learn the same. Leave the initializer as Keras has it.",
        "*.momentum is as Keras*": "default-momentum: A batch normalisation has Keras's momentum "
        "0.99. After few steps of training its moving mean and variance are still near their "
        "start, and predictions are useless.",
        "*.momentum*": "wrong-momentum: The momentum {place} is {got}. It should be {wanted}.",
    },
)

for group in (layer_symptoms.CONVOLUTIONS, layer_symptoms.LEARN, layer_symptoms.LAYERS):
    include(group, "build_minivggnet")


def _swapped_after(kind: str, seen: Facts) -> bool:
    """Return whether normalisation and then ReLU follow each layer of a kind but the last layer."""
    kinds = seen["kinds"]
    following = [kinds[i + 1 : i + 3] for i, it in enumerate(kinds[:-3]) if it == kind]
    return bool(following) and all(two == ["BatchNormalization", "relu"] for two in following)


EXERCISE = Exercise(
    name="build_minivggnet",
    lesson=2,
    points=4,
    cases=cases,
    observe=observe,
    judge=BySymptoms("build_minivggnet", read=read),
    hints=(
        "Write one block first: convolution, ReLU, normalisation, the same again, pooling, "
        "dropout. The second block differs in the number of filters only.",
        'With layers = keras.layers, layers.Conv2D(32, 3, padding="same", activation="relu") is '
        "convolution and ReLU in one, and layers.BatchNormalization(momentum=0.9) follows it.",
        'After the blocks: layers.Flatten(), layers.Dense(512, activation="relu"), a '
        'normalisation, layers.Dropout(0.5), layers.Dense(n_classes, activation="softmax"). All '
        "of it in a list for keras.Sequential, with keras.Input(input_shape) first.",
    ),
    takeaway="With given weights your network computes what MiniVGGNet computes, for any image "
    "size and any number of classes, and its normalisation is ready after few steps.",
    needs=("tensorflow", "keras"),
    time_limit=30.0,
)
