"""Reference solutions of lesson 08."""

import numpy as np


def prepare_for_network(images):
    """Turn pictures of any sizes into images as a network trained on ImageNet takes them.

    1. Put each picture in the middle of a white square whose side is its longer side: nothing is
       cut off, nothing stretched.
    2. Resize the square to 128 × 128 with Pillow's Image.Resampling.BILINEAR, which averages where
       it shrinks.
    3. Scale: a grey level x becomes (x - 127) / 128.

    Parameters
    ----------
    images : list of arrays of uint8, shape (height, width, 3)
        One or more pictures of any sizes; the channels are red, green and blue. They stay
        unchanged.

    Returns
    -------
    array of float32, shape (len(images), 128, 128, 3)
        One image for each picture, in their order, with the channels in theirs. If height and width
        differ by an odd number, the extra row or column of white may lie on either side. An image
        may differ by 0.02 on average from what Pillow gives, as with another filter that averages;
        where a picture is of one colour it may not, but for rounding.
    """
    from PIL import Image

    prepared = []
    for image in images:
        height, width = image.shape[:2]
        side = max(height, width)
        top, left = (side - height) // 2, (side - width) // 2
        square = np.full((side, side, 3), 255, dtype="uint8")
        square[top : top + height, left : left + width] = image
        small = Image.fromarray(square).resize((128, 128), Image.Resampling.BILINEAR)
        prepared.append((np.asarray(small, dtype="float32") - 127) / 128)
    return np.stack(prepared)
