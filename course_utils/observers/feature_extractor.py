"""`feature_extractor` is given a network; what it returns is used alone and in a larger one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_utils.observers.networks import keras_settings
from course_utils.observers.networks.built import build
from course_utils.observers.networks.observed import given_network, n_other_kernels, stage_by_stage
from course_utils.observers.plain import Facts, to_plain, type_name


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Ask for the extractor, then use it alone, in training and in a larger network."""
    images = given["images"]
    network, _ = build(images.shape[1:], given["network"])
    look_at_it = given_network(network)
    settings = keras_settings.noted()
    try:
        extractor = function(network, given["layer_name"])
        setting = keras_settings.first_changed(settings)
        if given["layer_name"] not in {it["name"] for it in given["network"]}:
            return {"returned": type_name(extractor)}
        seen = stage_by_stage(
            extractor,
            given=look_at_it,
            in_use=lambda: {
                "features": [to_plain(extractor(images)) for _ in range(2)],
                "n_trainable": len(extractor.trainable_weights),
                "n_other_kernels": n_other_kernels(extractor, given["network"]),
            },
            in_training=lambda: {
                "features": [to_plain(extractor(images, training=True)) for _ in range(2)],
                **look_at_it(),
            },
            in_larger=lambda: {**_in_larger(extractor, given), **look_at_it()},
        )
    finally:
        keras_settings.put_back(settings)
    return {**seen, "setting": setting}


def _in_larger(extractor: Any, given: Facts) -> Facts:
    """Put the extractor under a new last layer, and fit that for one step."""
    import keras

    images, labels = given["images"], given["labels"]
    inputs = keras.Input(images.shape[1:])
    features = extractor(inputs)
    start = keras.initializers.GlorotUniform(given["seed_of_head"])
    head = keras.layers.Dense(given["n_of_head"], activation="softmax", kernel_initializer=start)
    larger = keras.Model(inputs, head(features))
    before = to_plain(head.get_weights())
    larger.compile(
        loss="sparse_categorical_crossentropy",
        optimizer=keras.optimizers.SGD(0.5),
        run_eagerly=True,  # a graph for one step takes longer to trace than to run
    )
    history = larger.fit(images, labels, batch_size=len(images), verbose=0)
    return {
        "head": before,
        "loss": float(history.history["loss"][0]),
        "features": to_plain(extractor(images)),
    }
