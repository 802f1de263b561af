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


def split_by_object(objects, labels, share):
    """Split pictures into a training and a test part, so that no object is in both.

    Parameters
    ----------
    objects : list of str
        For each picture the name of the object that it shows. An object may have one picture or
        many, in any places. The same name in two classes means two objects.
    labels : array of integers, shape (len(objects),)
        The class of each picture. Classes need not count from 0.
    share : float
        Which share of the objects of each class goes to the test part, 0 < share < 1.

    Returns
    -------
    train, test : arrays of integers
        The places of the pictures in objects, from 0, each in rising order. Every picture is in
        exactly one part, and so are all pictures of an object. Of each class the test part has
        share × the number of its objects, rounded to the nearest whole number, but at least one
        and at most all but one. Which objects is free, but a second call with the same arguments
        gives the same answer. The inputs stay unchanged.

    Raises
    ------
    ValueError
        If objects and labels differ in length, or a class has only one object.
    """
    if len(objects) != len(labels):
        raise ValueError("every picture needs one object and one label")
    names = np.array(objects)
    is_test = np.zeros(len(labels), dtype=bool)
    rng = np.random.default_rng(0)
    for label in np.unique(labels):
        in_class = labels == label
        of_class = np.unique(names[in_class])
        if len(of_class) == 1:
            raise ValueError(f"class {label} has one object only")
        n_test = min(max(round(share * len(of_class)), 1), len(of_class) - 1)
        chosen = rng.permutation(of_class)[:n_test]
        is_test |= in_class & np.isin(names, chosen)
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def feature_extractor(network, layer_name):
    """Turn a trained network into one that gives the features of a layer, and is never trained.

    Parameters
    ----------
    network : keras.Model
        A trained functional network for images, shape (batch, height, width, channels). It may
        branch, with residual additions, and hold normalisation and dropout.
    layer_name : str
        The name of one of its layers. What the layer gives has the shape (batch, height, width,
        channels) or (batch, values).

    Returns
    -------
    keras.Model
        From the images that network takes to the features of that layer: the mean over all places
        where there are places, shape (batch, channels), else the values as they are. The weights
        are those of network, shared or copied. None of them can be trained: trainable_weights is
        empty. It computes as in use, without dropout and with the moving mean and variance of each
        normalisation, however it is called: with training=True too, and in a larger network while
        that is fitted. The layers of network keep their weights and settings; only what trainable
        says of them may change.

    Raises
    ------
    ValueError
        If network has no layer of that name.
    """
    from keras import Model, layers

    values = network.get_layer(layer_name).output
    if len(values.shape) == 4:
        values = layers.GlobalAveragePooling2D()(values)
    part = Model(network.inputs[0], values)
    part.trainable = False

    class InUse(Model):
        """Calls part as in use. In a functional model, fit would override training=False."""

        def __init__(self):
            super().__init__()
            self.part = part

        def call(self, images):
            return self.part(images, training=False)

    return InUse()


def fine_tune_network(network, n_top, rate):
    """Prepare a network for fine-tuning its last layers. Nothing is trained here.

    Parameters
    ----------
    network : keras.Model
        A functional network for a new task: reused convolutions (Conv2D and DepthwiseConv2D) with
        BatchNormalization, which may branch, and a Dense layer with softmax at the end, which was
        fitted to the task already. Some or all layers may be frozen, and the network compiled for
        something else. No layer of it is a model.
    n_top : int
        How many of its convolutions are trained, 0 or more: the last ones in the order of
        network.layers, or all if there are fewer.
    rate : float
        The learning rate.

    Returns
    -------
    keras.Model
        The same network, with the same weights, and compiled: Adam at that rate for all that
        trains, its other numbers as Keras has them; the loss "sparse_categorical_crossentropy";
        the accuracy as a metric. From now on fit trains all weights of the last layer and of the
        last n_top convolutions, and no others. Every BatchNormalization keeps all of its weights,
        and in training too it takes its moving mean and variance, not those of the batch. The
        settings of Keras stay as they are.
    """
    from keras.layers import Conv2D, DepthwiseConv2D
    from keras.optimizers import Adam

    convolutions = [
        layer for layer in network.layers if isinstance(layer, (Conv2D, DepthwiseConv2D))
    ]
    top = [*convolutions[max(len(convolutions) - n_top, 0) :], network.layers[-1]]
    network.trainable = True
    for layer in network.layers:
        layer.trainable = layer in top
    network.compile(
        optimizer=Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return network
