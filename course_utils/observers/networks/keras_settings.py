"""The settings of Keras and TensorFlow that hold for all networks of a notebook."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple


class _Setting(NamedTuple):
    name: str
    get: Callable[[], Any]
    put: Callable[[Any], object]


def noted() -> dict[str, Any]:
    """Return each setting by the name of what tells it."""
    return {setting.name: setting.get() for setting in _settings()}


def put_back(before: dict[str, Any]) -> None:
    """Set what is not as it was noted."""
    for setting in _settings():
        if setting.get() != before[setting.name]:
            setting.put(before[setting.name])


def first_changed(before: dict[str, Any]) -> dict[str, str]:
    """Return the first setting that is another one than it was, in words; or nothing."""
    for setting in _settings():
        if setting.get() != (was := before[setting.name]):
            return {"name": setting.name, "before": str(was), "after": str(setting.get())}
    return {}


def _settings() -> list[_Setting]:
    import keras
    import tensorflow as tf

    config = keras.config

    def value(name: str) -> _Setting:
        put = getattr(config, f"set_{name}")
        return _Setting(f"keras.config.{name}()", getattr(config, name), put)

    def switch(name: str) -> _Setting:
        def put(is_wanted: bool) -> None:
            getattr(config, f"{'enable' if is_wanted else 'disable'}_{name}")()

        get = f"is_{name}_enabled"
        return _Setting(f"keras.config.{get}()", getattr(config, get), put)

    def call_of(layer: Any) -> _Setting:
        put = partial(setattr, layer, "call")
        return _Setting(f"keras.layers.{layer.__name__}.call", lambda: layer.call, put)

    eagerly = tf.config.functions_run_eagerly, tf.config.run_functions_eagerly
    return [
        *map(value, ("floatx", "epsilon", "image_data_format")),
        value("dtype_policy")._replace(get=lambda: config.dtype_policy().name),
        *map(value, ("max_epochs", "max_steps_per_epoch")),
        *map(switch, ("interactive_logging", "traceback_filtering")),
        _Setting("tf.config.functions_run_eagerly()", *eagerly),
        *map(call_of, (keras.layers.BatchNormalization, keras.layers.Dropout)),
    ]
