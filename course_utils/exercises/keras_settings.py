"""The settings of Keras and TensorFlow that hold for all networks of a notebook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from course_utils.exercises.exercise import Finding, Plain


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


def as_text(settings: dict[str, Any]) -> dict[str, Plain]:
    """Return settings as a finding shows them."""
    return {name: str(value) for name, value in settings.items()}


def changed(before: dict[str, Plain], after: dict[str, Plain]) -> Finding | None:
    """Return a finding if a setting, as text, is another one after the call."""
    for name, value in before.items():
        if after[name] != value:
            return Finding(
                "settings-changed",
                f"After the call {name} is something else. It holds for all networks of the "
                "notebook: leave it as it is.",
                f"{name} is {value}",
                f"{name} is {after[name]}",
            )
    return None


def _settings() -> list[_Setting]:
    import keras
    import tensorflow as tf

    config = keras.config
    normalisation, dropout = keras.layers.BatchNormalization, keras.layers.Dropout

    def log_interactively(is_wanted: bool) -> None:
        (config.enable_interactive_logging if is_wanted else config.disable_interactive_logging)()

    def filter_tracebacks(is_wanted: bool) -> None:
        (config.enable_traceback_filtering if is_wanted else config.disable_traceback_filtering)()

    def normalise_by(function: Callable[..., Any]) -> None:
        normalisation.call = function

    def drop_by(function: Callable[..., Any]) -> None:
        dropout.call = function

    return [
        _Setting("keras.config.floatx()", config.floatx, config.set_floatx),
        _Setting("keras.config.epsilon()", config.epsilon, config.set_epsilon),
        _Setting(
            "keras.config.image_data_format()",
            config.image_data_format,
            config.set_image_data_format,
        ),
        _Setting(
            "keras.config.dtype_policy()",
            lambda: config.dtype_policy().name,
            config.set_dtype_policy,
        ),
        _Setting("keras.config.max_epochs()", config.max_epochs, config.set_max_epochs),
        _Setting(
            "keras.config.max_steps_per_epoch()",
            config.max_steps_per_epoch,
            config.set_max_steps_per_epoch,
        ),
        _Setting(
            "keras.config.is_interactive_logging_enabled()",
            config.is_interactive_logging_enabled,
            log_interactively,
        ),
        _Setting(
            "keras.config.is_traceback_filtering_enabled()",
            config.is_traceback_filtering_enabled,
            filter_tracebacks,
        ),
        _Setting(
            "tf.config.functions_run_eagerly()",
            tf.config.functions_run_eagerly,
            tf.config.run_functions_eagerly,
        ),
        _Setting("keras.layers.BatchNormalization.call", lambda: normalisation.call, normalise_by),
        _Setting("keras.layers.Dropout.call", lambda: dropout.call, drop_by),
    ]
