# %% [markdown]
# # Lesson 02: MiniVGGNet, a baseline to be trusted
#
# **The question:** how good is a small convolutional network on Fashion-MNIST, how do we know, and
# is it any use on a photo from outside the dataset?
#
# **You will be able to**
#
# - build a network in the style of VGG and say where its parameters sit,
# - read precision, recall and a confusion matrix without fooling yourself,
# - tell an honest accuracy from an optimistic one,
# - prepare a photo of your own for the network.
#
# **You need:** lesson 01, and the idea of a convolution.
#
# **Time to run:** under 3 minutes for all cells on two CPU cores. Take ninety minutes for the
# exercises.
#
# This notebook runs from top to bottom even if you write nothing: where an exercise is empty or
# wrong, it goes on with the course's own solution and says so. To predict honestly, first choose
# *Edit › Clear Outputs of All Cells*.

# %%
from course_utils import check, hint, solution
from course_utils.data import CLASS_NAMES, load_fashion_mnist
from course_utils.experiments.results import read_results
from course_utils.pictures import load_emoji, load_photo
from course_utils.plots import BLUE, GREEN, ORANGE, VERMILION, image_grid, show
from course_utils.statistics import mean_interval
from course_utils.trained import load_trained_weights

# %% [markdown]
# TensorFlow takes a few seconds to start, and says so in lines that look alarming. They are not
# errors.

# %% tags=["nbval-ignore-output"]
import inspect
import warnings

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.metrics import classification_report, confusion_matrix

# %%
fashion = load_fashion_mnist()
X_train = fashion.X_train[5000:, ..., np.newaxis].astype("float32") / 255
y_train = fashion.y_train[5000:]
X_valid = fashion.X_train[:5000, ..., np.newaxis].astype("float32") / 255
y_valid = fashion.y_train[:5000]
X_test = fashion.X_test[..., np.newaxis].astype("float32") / 255
y_test = fashion.y_test
print(f"{len(X_train):,} images to train, {len(X_valid):,} to validate, {len(X_test):,} to test")

# %% [markdown]
# ## VGG's two ideas
#
# In 2014 the VGG networks won attention with two simple ideas:
#
# 1. **Only small convolutions, 3 × 3.** Two of them in a row see 5 × 5 pixels, just as one of
#    5 × 5 does.
# 2. **Several convolutions before each pooling**, not one.
#
# **Predict:** which has more parameters, one convolution of 5 × 5 or two of 3 × 3? Take 32 channels
# in and 32 out.

# %%
print(f"one of 5 × 5: {5 * 5 * 32 * 32 + 32:,} parameters")
print(f"two of 3 × 3: {2 * (3 * 3 * 32 * 32 + 32):,} parameters, and two ReLUs in place of one")

# %% [markdown]
# **MiniVGGNet** is a small network in this style. It comes from a tutorial of PyImageSearch, which
# trained it on Fashion-MNIST and reported 93.24 %. We shall come back to that number.
#
# | part | layers |
# |---|---|
# | block 1 | (convolution of 32 filters → ReLU → batch normalisation) twice → pooling → dropout 0.25 |
# | block 2 | the same with 64 filters |
# | head | flatten → dense 512 → ReLU → batch normalisation → dropout 0.5 → dense → softmax |
#
# Dropout switches off a random part of the values in each step of training, so that no unit can
# rely on a single other one. Batch normalisation keeps the values that reach the next layer in one
# range.

# %% [markdown]
# ## Exercise 1: `build_minivggnet`
#
# Write the body. Then run the cell and the one below it.


# %% tags=["exercise"] course={"exercise": "build_minivggnet"}
STUB:build_minivggnet


# %%
build_minivggnet = check(build_minivggnet)

# %% [markdown]
# Stuck? Take the sign # away and run the cell. Each call of `hint` says a little more; `solution`
# shows one way to do it.

# %%
# hint("build_minivggnet")
# solution("build_minivggnet")

# %% [markdown]
# ### Where the parameters are
#
# **Predict:** how many parameters has the network for images of 28 × 28 and ten classes? And which
# layer has most of them?

# %%
model = build_minivggnet((28, 28, 1), 10)
total = model.count_params()
print(f"{total:,} parameters")

# %%
shapes = [weight.shape for weight in model.get_weights()]
largest = max(shapes, key=np.prod)
print(f"the largest array of weights has the shape {largest}: {np.prod(largest):,} numbers")
print(f"with its 512 biases that is {(np.prod(largest) + 512) / total:.1%} of the network")

# %% [markdown]
# After two poolings an image is 7 × 7 with 64 channels. Flattened, that is 3,136 values, and each is
# connected to each of the 512 units. The four convolutions, which do most of the *computing*, hold
# less than 4 % of the parameters. Remember this for lesson 05, where we ask which layers are worth
# reusing.
#
# The function should work for other images too. Larger ones make the dense layer explode:

# %%
for shape, n_classes in [((28, 28, 1), 10), ((32, 32, 3), 100), ((96, 96, 3), 10)]:
    n_parameters = build_minivggnet(shape, n_classes).count_params()
    print(f"{str(shape):>11}, {n_classes:3} classes: {n_parameters:>10,} parameters")

# %% [markdown]
# ### Channels last or first
#
# We write an image as (height, width, channels): **channels last**, as TensorFlow does on a CPU.
# PyTorch and older code write (channels, height, width): **channels first**. The numbers are the
# same, in another order. `np.moveaxis` goes from one to the other; `reshape` does not, it mixes up
# the pixels.

# %%
colour_image = np.arange(2 * 2 * 3).reshape(2, 2, 3)
print("red, channels last: ", colour_image[..., 0].tolist())
print("red, by moveaxis:   ", np.moveaxis(colour_image, -1, 0)[0].tolist())
print("not red, by reshape:", colour_image.reshape(3, 2, 2)[0].tolist())

# %% [markdown]
# ## Labels and the loss that goes with them
#
# A label can be written in two ways:
#
# - **sparse**: the number of the class, such as 2;
# - **one-hot**: a row of zeros with a single 1, such as 0, 0, 1, 0, 0, 0, 0, 0, 0, 0.
#
# Each has its loss. The result is the same number.

# %%
probabilities = np.array([[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]], dtype="float32")
sparse = np.array([2, 1])
one_hot = keras.utils.to_categorical(sparse, 3)
print(one_hot)
print("sparse: ", keras.losses.sparse_categorical_crossentropy(sparse, probabilities).numpy())
print("one-hot:", keras.losses.categorical_crossentropy(one_hot, probabilities).numpy())

# %% [markdown]
# Sparse labels need less memory. One-hot labels can say more than *this one*: 0.9 for a class and
# 0.1 spread over the others, for example, which is called **label smoothing**.

# %% [markdown]
# ## Two traps before we train
#
# ### Trap 1: a learning rate that does not fall
#
# The published code says `SGD(lr=0.01, momentum=0.9, decay=0.01 / 25)`. In the Keras of 2019 the
# rate then fell with every update. What does the Keras of today do with `decay`?

# %%
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    optimizer = keras.optimizers.SGD(learning_rate=0.01, momentum=0.9, decay=0.01 / 25)
print("warning:", caught[0].message)
print(f"learning rate: {float(optimizer.learning_rate):.4f}, and so it will stay")

# %% [markdown]
# It is ignored. There is a warning, but a warning among fifty lines of output is easily missed, and
# training works, only differently. A schedule restores what was meant:

# %%
schedule = keras.optimizers.schedules.InverseTimeDecay(0.01, decay_steps=1, decay_rate=0.01 / 25)
for epoch in (0, 1, 5, 25):
    print(f"after {epoch:2} epochs of 1,875 updates: {float(schedule(epoch * 1875)):.5f}")

# %% [markdown]
# ### Trap 2: a normalisation that is not ready
#
# In training, batch normalisation uses the mean and variance of the batch. In prediction it uses
# **moving averages**, collected during training. In each update they keep a part of their old value
# (the *momentum*, 0.99 by default) and take the rest from the batch. They start at 0 and 1.
#
# With few updates they are still near their start. We train on 200 images only, for 140 updates,
# and tell sandals from shirts, which one pixel can do.
#
# **Predict:** what accuracy does the network reach with the momentum 0.99? And with 0.9?


# %%
def accuracy_after_140_updates(momentum):
    """Train on 200 images of sandals and shirts; return the accuracy on validation images."""
    keras.utils.set_random_seed(0)
    small = build_minivggnet((28, 28, 1), 2)
    for layer in small.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = momentum
    small.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    is_B, is_B_valid = np.isin(y_train, (5, 6)), np.isin(y_valid, (5, 6))
    X, y = X_train[is_B][:200], y_train[is_B][:200] == 6
    small.fit(X, y, batch_size=32, epochs=20, verbose=0)
    return small.evaluate(X_valid[is_B_valid], y_valid[is_B_valid] == 6, verbose=0)[1]


# %% tags=["nbval-ignore-output"]
by_momentum = {momentum: accuracy_after_140_updates(momentum) for momentum in (0.99, 0.9)}
for momentum, accuracy in by_momentum.items():
    print(f"momentum {momentum}: {accuracy:.1%}")

# %%
assert by_momentum[0.9] > 0.95
assert by_momentum[0.99] < by_momentum[0.9] - 0.2
print("as the text says")

# %% [markdown]
# Same network, same images, same number of updates. With 0.99 a quarter of the start is left after
# 140 updates (0.99¹⁴⁰ = 0.24), so the layers see values in a range they were never trained for.
# Whoever compares *a network from scratch* with *a network reused* on 200 images, without this
# repair, measures the trap and calls it the gain of transfer. That is why `build_minivggnet` asks
# for 0.9.

# %% [markdown]
# ## A short training run, live
#
# The full recipe takes half an hour. Here we train on 10,000 images for three epochs, so that you
# see it happen.
#
# **Predict:** what accuracy do three epochs reach on the validation images?

# %% tags=["nbval-ignore-output"]
keras.utils.set_random_seed(0)
model.compile(
    optimizer=keras.optimizers.SGD(schedule, momentum=0.9),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
history = model.fit(
    X_train[:10_000],
    y_train[:10_000],
    batch_size=32,
    epochs=3,
    validation_data=(X_valid, y_valid),
    verbose=2,
)

# %%
live_accuracy = history.history["val_accuracy"]
assert 0.8 < max(live_accuracy) < 0.92
print("more than 80 %, less than 92 %, after three epochs on 10,000 images")

# %% [markdown]
# Logistic regression on raw pixels has 86 % in lesson 01, with 55,000 images. So after a minute the
# network is about as good as a method that is much older. What does it reach in full length?

# %% [markdown]
# ## The published result, reproduced
#
# We ran the published recipe for the course, exactly: 60,000 images, 25 epochs, batches of 32, the
# falling rate restored. `course experiment minivggnet_published` repeats it; it takes half an hour
# a seed. Its rows are in `data/results`.
#
# As published, nothing is left for validation: all training images are trained on, and the
# accuracy after each epoch is that on the *test* images. To see what this does, we cut the test
# images in two halves. One half plays the validation set, the other stays a test set.

# %%
published = read_results("minivggnet_published")
at_the_end = published[published["epoch"] == 25].set_index("seed")
best = published.loc[published.groupby("seed")["published_accuracy"].idxmax()].set_index("seed")
chosen = published.loc[published.groupby("seed")["valid_accuracy"].idxmax()].set_index("seed")
table = pd.DataFrame(
    {
        "last epoch, all test images": at_the_end["published_accuracy"],
        "best epoch, all test images": best["published_accuracy"],
        "its epoch": best["epoch"],
        "epoch chosen on one half": chosen["epoch"],
        "that half": chosen["valid_accuracy"],
        "the other half": chosen["test_accuracy"],
    }
)
table.style.format({name: "{:.2%}" for name in table.columns if "epoch," in name or "half" in name and "chosen" not in name})
