"""A network trained on ImageNet that Keras fetches, for those who are online."""

from __future__ import annotations

from typing import Any

from course_utils.errors import CourseError


def load_mobilenet(side: int = 128, weights: str = "imagenet") -> Any:
    """Build a MobileNetV2 without its last layer.

    Parameters
    ----------
    side : int
        Height and width of the images. ImageNet's weights are there for 96, 128, 160, 192 and 224.
    weights : str
        ``"imagenet"`` downloads 9 MB the first time; else the path of a weights file for this
        network.

    Returns
    -------
    keras.Model
        From images as `keras.applications.mobilenet_v2.preprocess_input` makes them of values from
        0 to 255, float32 of shape (n, side, side, 3), to 1,280 maps; the last layer is called
        ``"out_relu"``. All its layers can be trained.

    Raises
    ------
    CourseError
        If the weights cannot be downloaded, because there is no network for example, or not read.
    ValueError
        If there is no file of that name, or the side is too small.
    """
    import keras

    try:
        return keras.applications.MobileNetV2(
            input_shape=(side, side, 3), include_top=False, weights=weights
        )
    except ValueError:
        raise  # its message says what is wrong with the arguments
    except Exception:  # Keras raises a plain Exception where a download fails
        raise CourseError(
            "the weights of MobileNetV2 could not be downloaded or read. Is there a connection to "
            "the internet? The rest of the lesson does not need them."
        ) from None
