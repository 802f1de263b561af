"""Correct answers to lesson 08 in other styles than the reference solutions."""

import numpy as np

from tests.answers import right

# prepare_for_network


@right("prepare_for_network")
def by_imageops(images):
    from PIL import Image, ImageOps

    small = [ImageOps.pad(Image.fromarray(image), (128, 128), color="white") for image in images]
    return ((np.array(small).astype("float32") - 127) / 128).astype("float32")


@right("prepare_for_network")
def pasted_then_resized_in_float(images):
    from PIL import Image

    prepared = np.zeros((len(images), 128, 128, 3), np.float32)
    for number, image in enumerate(images):
        photo = Image.fromarray(image)
        side = max(photo.size)
        square = Image.new("RGB", (side, side), (255, 255, 255))
        square.paste(photo, ((side - photo.width + 1) // 2, (side - photo.height + 1) // 2))
        small = square.resize((128, 128), Image.Resampling.LANCZOS)
        prepared[number] = np.float32(small) / 128 - 127 / 128
    return prepared


@right("prepare_for_network")
def padded_and_resized_by_tensorflow(images):
    import tensorflow as tf

    prepared = []
    for image in images:
        height, width = image.shape[:2]
        side = max(height, width)
        above, before = (side - height) // 2, (side - width) // 2
        padding = [[above, side - height - above], [before, side - width - before], [0, 0]]
        square = tf.pad(tf.cast(image, tf.float32), padding, constant_values=255.0)
        prepared.append(tf.image.resize(square, (128, 128), antialias=True))
    return (tf.stack(prepared) - 127) / 128


@right("prepare_for_network")
def resized_first_then_padded(images):
    from PIL import Image

    prepared = np.ones((len(images), 128, 128, 3), "float32")
    for image, place in zip(images, prepared, strict=True):
        scale = 128 / max(image.shape[:2])
        height, width = (round(n * scale) for n in image.shape[:2])
        small = Image.fromarray(image).resize((width, height), Image.Resampling.BICUBIC)
        top, left = (128 - height) // 2, (128 - width) // 2
        part = place[top : top + height, left : left + width]
        part[:] = (np.asarray(small).astype("float32") - 127) / 128
    return prepared


@right("prepare_for_network")
def scaled_first_by_keras(images):
    import keras

    def prepare(image):
        missing = [max(image.shape) - side for side in image.shape[:2]]
        padding = [(side // 2, side - side // 2) for side in missing]
        scaled = (image.astype("float32") - 127) / 128
        square = np.pad(scaled, [*padding, (0, 0)], constant_values=1)
        return keras.ops.image.resize(square, (128, 128), antialias=True)

    return np.array([prepare(image) for image in images])
