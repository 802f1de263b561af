"""`fine_tune_network`: which layers one step of training moves, how far, and on which loss."""

from __future__ import annotations

from functools import partial

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.lesson_08_your_own_pictures import top_convolutions
from course_utils.exercises.lesson_08_your_own_pictures.residual_network import (
    CONVOLUTION,
    DEPTHWISE,
    draw_images,
    draw_network,
    draw_shape,
    names_of,
)
from course_utils.exercises.networks.described import outputs_by_name
from course_utils.exercises.symptoms import BySymptoms, Shown, symptom
from course_utils.exercises.trainings.belonging import Given, has_stepped
from course_utils.exercises.trainings.network_symptoms import (
    changed,
    moved,
    norm_symptom,
    norms_moved,
)
from course_utils.observers.fine_tune_network import observe
from course_utils.observers.networks.watching import Weights
from course_utils.observers.plain import Facts

_N_IMAGES = 16
_DEFAULT_RATE = 0.001
_STEP_TOLERANCE = 0.02  # of the first step of Adam, which is the rate but for float32


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw networks in several states, for all, none and some of their convolutions."""
    networks = [_draw(rng) for _ in range(4)]
    n_convolutions = len(names_of(networks[0][0]["network"], CONVOLUTION, DEPTHWISE))
    # The last five hold all that is to be told apart: a depthwise one among them, the lowest none.
    # The second and the third lie beside each other: the order of network.layers decides.
    many = n_convolutions + int(rng.integers(1, 4))
    return [
        _case(rng, "trainable, never compiled", networks[0], 5),
        _case(rng, "frozen as a whole, compiled for another task", networks[1], 2),
        _case(rng, "partly frozen, compiled for another task", networks[2], 0),
        _case(rng, "frozen but for its last layer, never compiled", networks[3], many),
    ]


def _draw(rng: np.random.Generator) -> tuple[Facts, Facts]:
    """Draw a network and images of which it is sure enough, with labels for a part of them.

    Returns
    -------
    tuple of dict
        What the observer needs, and what only the judge knows.
    """
    while True:
        shape = draw_shape(rng)
        network = draw_network(rng, shape.channels, shape.n_classes, has_dropout=False)
        images = draw_images(rng, _N_IMAGES, shape)
        probabilities = outputs_by_name(network, images)[network[-1]["name"]]
        ordered = np.sort(probabilities, axis=1)
        if (ordered[:, -1] - ordered[:, -2]).min() > 0.003:
            break
    predicted = probabilities.argmax(axis=1)
    is_right = rng.permutation(_N_IMAGES) < int(rng.integers(5, 12))
    others = (predicted + rng.integers(1, shape.n_classes, _N_IMAGES)) % shape.n_classes
    labels = np.where(is_right, predicted, others)
    inputs = {"network": network, "images": images, "labels": labels}
    return inputs, {
        "first_loss": -float(np.log(probabilities[np.arange(_N_IMAGES), labels]).mean()),
        "accuracy": float(is_right.mean()),
        "loss": "sparse_categorical_crossentropy",
    }


def _case(rng: np.random.Generator, what: str, drawn: tuple[Facts, Facts], n_top: int) -> Case:
    low, high = ((0.0002, 0.0008), (0.002, 0.006))[int(rng.integers(2))]
    rate = round(float(rng.uniform(low, high)), 6)
    return Case(
        f"a network that is {what}, n_top = {n_top}, rate = {rate}",
        {"what": what, "n_top": n_top, "rate": rate, **drawn[0]},
        known=drawn[1],
    )


__all__ = ["EXERCISE", "top_convolutions"]  # its symptoms are looked for after those below

_network = partial(symptom, "fine_tune_network")
_adam_at = partial(_network, expected="Adam at a rate of {wanted:g}")


@_network(expected="an optimizer that has made no step", got="one that has made {n_steps}")
def trained_in_the_function(given: Facts, seen: Facts) -> Shown:
    """The function has trained the network. It should only prepare it. The lesson calls fit."""
    return seen["n_steps"] > 0 and seen


@_network(expected="the same weights as before", got="other weights in the last layer")
def head_drawn_anew(given: Facts, seen: Facts) -> Shown:
    """The call has changed the last layer. It was fitted already, so that others learn gently."""
    *others, head = changed(seen["start"], seen["fits"][-1]["before"])
    return any(head) and not any(map(any, others))


@_network(expected="the last layer and the last convolutions move", got="all layers move")
def nothing_frozen(given: Facts, seen: Facts) -> Shown:
    """All layers train, the normalisation too: none is frozen."""
    return all(moved(seen["fits"][-1]))


@norm_symptom("fine_tune_network")
def last_normalisations_train(given: Facts, seen: Facts) -> Shown:
    """The normalisation among the last layers trains. A few pictures of yours would replace what
    ImageNet taught it: set trainable = False on every BatchNormalization.
    """
    moves = [moved(seen["fits"][-1])[place] for place in seen["norms"]]
    norms = norms_moved(seen)
    are_the_last = moves == sorted(moves) and not all(moves)
    return are_the_last and norms["scales"] > 0 < norms["means"] and norms


@_network(expected="the last layer moves", got="it stays")
def head_frozen(given: Facts, seen: Facts) -> Shown:
    """The last layer is frozen. It trains together with the last convolutions."""
    return not moved(seen["fits"][-1])[-1]


@_adam_at(got="{optimizer}")
def another_optimizer(given: Facts, seen: Facts) -> Shown:
    """This is not Adam as Keras has it: another optimizer, or other numbers in it."""
    optimizer = seen["optimizer"]
    return bool(optimizer) and {"wanted": given["rate"], "optimizer": optimizer}


@_adam_at(got="a rate of {got:g}")
def default_rate(given: Facts, seen: Facts) -> Shown:
    """The rate is that of Keras: the name "adam" stands for Adam(0.001). Take yours: Adam(rate)."""
    got = seen["fits"][-1]["rate"]
    return bool(np.isclose(got, _DEFAULT_RATE)) and {"wanted": given["rate"], "got": got}


@_adam_at(got="a rate of {got:g}")
def another_rate(given: Facts, seen: Facts) -> Shown:
    """The rate is another one than the argument says."""
    wanted, got = given["rate"], seen["fits"][-1]["rate"]
    return not np.isclose(got, wanted, rtol=1e-4) and {"wanted": wanted, "got": got}


@_adam_at(got="a step of {got:.3g} in the last layer")
def head_at_another_rate(given: Facts, seen: Facts) -> Shown:
    """The last layer trains at another rate than the convolutions. All that trains has one rate."""
    wrong, head = _wrong_steps(given, seen), seen["names"][-1]
    return list(wrong) == [head] and {"wanted": given["rate"], "got": wrong[head]}


@_adam_at(got="a step of {got:.3g} in {name}")
def several_rates(given: Facts, seen: Facts) -> Shown:
    """Not all layers train at the same rate."""
    wrong = [*_wrong_steps(given, seen).items()]
    return bool(wrong) and {"wanted": given["rate"], "name": wrong[0][0], "got": wrong[0][1]}


def _wrong_steps(given: Facts, seen: Facts) -> dict[str, float]:
    """Return the first step of Adam where it is not as long as the rate, by the layer's name."""
    fit, found = seen["fits"][-1], {}
    for place, name in enumerate(seen["names"]):
        pairs = zip(fit["before"][place], fit["after"][place], strict=True)
        step = max(float(np.abs(after - before).max()) for before, after in pairs)
        is_as_long = abs(step / given["rate"] - 1) <= _STEP_TOLERANCE
        if step and not is_as_long and place not in seen["norms"]:
            found[name] = step
    return found


def belongs(given: Facts, seen: Facts) -> bool:
    """Return whether this was trained on the given images, from the given weights on."""
    by_name = {layer["name"]: layer for layer in given["network"]}
    if any(by_name.get(name, {}).get("arrays", []) == [] for name in seen["names"]):
        return False
    last = given["network"][-1]

    def compute(weights: Weights) -> tuple[np.ndarray, np.ndarray]:
        arrays = dict(zip(seen["names"], weights, strict=True))
        network = [it | {"arrays": arrays.get(it["name"], [])} for it in given["network"]]
        values = outputs_by_name(network, given["images"])
        return values[last["inputs"][0]], values[last["name"]]

    weights = [by_name[name]["arrays"] for name in seen["names"]]
    labels = np.eye(len(last["arrays"][1]))[given["labels"]]
    return has_stepped(Given(weights, labels, compute), seen)


EXERCISE = Exercise(
    name="fine_tune_network",
    lesson=8,
    points=3,
    cases=cases,
    observe=observe,
    judge=BySymptoms("fine_tune_network", belongs=belongs),
    hints=(
        "Three steps: find the convolutions, say of every layer whether it is trainable, compile. "
        "The network may come frozen as a whole: start with network.trainable = True.",
        "isinstance(layer, (Conv2D, DepthwiseConv2D)) tells a convolution, and a list of them "
        "keeps the order of network.layers. Of n of them, n_top train: those from the place "
        "max(n - n_top, 0) on. The slice [-n_top:] gives all of them where n_top is 0.",
        "top = [*convolutions[max(len(convolutions) - n_top, 0):], network.layers[-1]]. Then for "
        "each layer layer.trainable = layer in top, which freezes every BatchNormalization too. "
        'network.compile(optimizer=Adam(rate), loss="sparse_categorical_crossentropy", '
        'metrics=["accuracy"]), and return network.',
    ),
    takeaway="The last convolutions and the new layer learn gently; all else, the normalisation "
    "above all, stays as ImageNet left it.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
