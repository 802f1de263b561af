"""Reference solutions of lesson 02."""

import numpy as np


def build_minivggnet(input_shape, n_classes):
    """Build MiniVGGNet for images of any size and any number of classes, not yet compiled.

    Two blocks, the first with 32 filters, the second with 64. Each block: convolution, ReLU, batch
    normalisation, convolution, ReLU, batch normalisation, max pooling, dropout 0.25. Then flatten,
    a dense layer of 512, ReLU, batch normalisation, dropout 0.5, and a dense layer with softmax.

    Parameters
    ----------
    input_shape : tuple of 3 int
        Height, width and channels of an image.
    n_classes : int
        How many outputs.

    Returns
    -------
    keras.Model
        From float images, shape (n, height, width, channels), to probabilities, shape
        (n, n_classes). Convolutions are 3 × 3 with padding "same", pooling is 2 × 2, batch
        normalisation has momentum 0.9; everything else is as Keras has it.
    """
    from keras import Input, Sequential, layers

    def block(filters):
        return [
            layers.Conv2D(filters, 3, padding="same", activation="relu"),
            layers.BatchNormalization(momentum=0.9),
            layers.Conv2D(filters, 3, padding="same", activation="relu"),
            layers.BatchNormalization(momentum=0.9),
            layers.MaxPooling2D(2),
            layers.Dropout(0.25),
        ]

    return Sequential(
        [
            Input(input_shape),
            *block(32),
            *block(64),
            layers.Flatten(),
            layers.Dense(512, activation="relu"),
            layers.BatchNormalization(momentum=0.9),
            layers.Dropout(0.5),
            layers.Dense(n_classes, activation="softmax"),
        ]
    )


def precision_recall(y_true, y_pred, label):
    """Return precision and recall of one class.

    Parameters
    ----------
    y_true : array of integers, shape (n,)
        The true labels.
    y_pred : array of integers, shape (n,)
        The predicted labels.
    label : int
        The class that is asked about.

    Returns
    -------
    precision : float
        Which part of the images predicted as `label` has that label, 0 to 1; 0.0 if none is
        predicted as `label`.
    recall : float
        Which part of the images with that label is predicted as `label`, 0 to 1; 0.0 if none has
        that label.
    """
    predicted = y_pred == label
    actual = y_true == label
    n_right = np.sum(predicted & actual)
    precision = n_right / predicted.sum() if predicted.any() else 0.0
    recall = n_right / actual.sum() if actual.any() else 0.0
    return float(precision), float(recall)


def prepare_photo(rgb):
    """Turn a colour photo of one garment into an image like those of Fashion-MNIST.

    1. Grey: 0.299 red + 0.587 green + 0.114 blue, divided by 255.
    2. Dark background: if the mean of the outermost rim of pixels is above 0.5, g becomes 1 - g.
    3. Cut out the garment: the smallest rectangle with all pixels above 0.1.
    4. Shrink or enlarge it, keeping its proportions, so that its longer side has 28 pixels.
    5. Put it in the middle of a 28 × 28 image of zeros.

    Parameters
    ----------
    rgb : array of uint8, shape (height, width, 3)
        A photo of any size.

    Returns
    -------
    array of float32, shape (28, 28)
        Grey levels from 0 (background) to 1. The input stays unchanged.

    Raises
    ------
    ValueError
        If after step 2 no pixel is above 0.1, so there is no garment to be seen.
    """
    from PIL import Image

    grey = rgb @ np.array([0.299, 0.587, 0.114]) / 255
    rim = np.concatenate([grey[0], grey[-1], grey[1:-1, 0], grey[1:-1, -1]])
    if rim.mean() > 0.5:
        grey = 1 - grey
    rows, columns = np.nonzero(grey > 0.1)
    if len(rows) == 0:
        raise ValueError("no garment: after darkening the background nothing is left")
    garment = grey[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = 28 / max(garment.shape)
    height, width = (max(1, round(side * scale)) for side in garment.shape)
    picture = Image.fromarray(garment.astype("float32"))
    small = np.asarray(picture.resize((width, height), Image.Resampling.BILINEAR))
    prepared = np.zeros((28, 28), dtype="float32")
    top, left = (28 - height) // 2, (28 - width) // 2
    prepared[top : top + height, left : left + width] = small.clip(0, 1)
    return prepared
