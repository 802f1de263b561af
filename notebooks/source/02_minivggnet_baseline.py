# %% [markdown]
# # Lesson 02: MiniVGGNet, a baseline to be trusted
#
# **The question:** how good is a small convolutional network on Fashion-MNIST, how do we know, and
# is it any use on a photo from outside the dataset?
#
# **You will be able to**
#
# - say what a [convolution](../docs/glossary.md#convolution) computes, and how
#   [gradient descent](../docs/glossary.md#gradient-descent) finds its weights,
# - build a network in the style of VGG and say where its
#   [parameters](../docs/glossary.md#parameter) sit,
# - read [precision](../docs/glossary.md#precision), [recall](../docs/glossary.md#recall) and a
#   [confusion matrix](../docs/glossary.md#confusion-matrix) without fooling yourself,
# - tell an honest [accuracy](../docs/glossary.md#accuracy) from an optimistic one,
# - look at what a network has learnt, and prepare a photo of your own for it.
#
# **You need:** lesson 01.
#
# **Time to run:** 66 s for all cells, measured on two CPU cores, of which 28 s in *Two traps before
# we train*, 15 s in *A short training run, live* and 6 s in *A trained network to work with*. Take
# 90 minutes for the exercises.
#
# **If you have 30 minutes:** run all cells once, and leave exercises 1 and 3 empty. Read *What a
# convolution computes*, *Gradient descent in five lines* and *The published result, reproduced*.
# Then repair the function of exercise 2, and stop at the second half: by then you know how good the
# network is.
#
# This notebook runs from top to bottom even if you write nothing: where an exercise is empty or
# wrong, it goes on with the course's own solution and says so. Where a cell says `predict` or
# `ask`, put your guess or your answer in place of the three dots, or leave them as they are.

# %%
from course_utils import ask, check, hint, predict, progress, reveal, solution
from course_utils.datasets.fashion_mnist import CLASS_NAMES, load_fashion_mnist
from course_utils.datasets.pictures import load_emoji, load_photo
from course_utils.evaluation.statistics import mean_interval
from course_utils.experiments.results import read_results
from course_utils.figures import lesson_02 as figures
from course_utils.figures import lesson_02_seen as seen
from course_utils.figures import lesson_02_sliding as sliding_figures
from course_utils.figures.plots import image_grid, show
from course_utils.live import compare_with_ours
from course_utils.networks.layers import leaves, weighted
from course_utils.networks.lenet import build_lenet
from course_utils.networks.trained_minivggnet import load_trained_weights
from course_utils.training.bars import bar

# %% [markdown]
# TensorFlow takes a few seconds to start.

# %%
import inspect
import warnings
from itertools import product

import keras
import numpy as np
import pandas as pd
from PIL import Image
from scipy.stats import binomtest
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
# ## Warm-up
#
# Three questions on lesson 01, whose answers you will need here.

# %%
ask("cheap-opponent", ...)

# %%
ask("where-to-choose", ...)

# %%
ask("forgot-to-divide", ...)

# %% [markdown]
# ## What a convolution computes
#
# A convolution has a small square of weights, its **[filter](../docs/glossary.md#filter)**. It lays
# the filter on the image like a window. It multiplies each pixel in the window by the weight that
# lies on it, and adds the products. That gives one number. Then the window moves on by one pixel.
#
# Here is a filter that we made up. It takes the right column of the window minus the left one.

# %%
trousers = X_train[24, ..., 0]
edges = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], dtype="float32")
row, column = 14, 7  # the upper left pixel of the window
pixels = trousers[row : row + 3, column : column + 3]
print("pixels:", *pixels.round(2), sep="\n")
print("filter:", *edges, sep="\n")
print(f"sum of the nine products: {np.sum(pixels * edges):.2f}")

# %% [markdown]
# This window lies on the left rim of a pair of trousers: its left column is background, and its
# right column is cloth.
#
# **Predict:** now the window lies on the *right* rim, with cloth on its left and background on its
# right. Is the sum `"negative"`, `"zero"` or `"positive"`?

# %%
predict("right rim", ...)


# %%
def slide(image, kernel):
    """Return the sum of the products for each place of a window of 3 × 3."""
    height, width = image.shape
    sums = np.zeros((height - 2, width - 2))
    for row in range(height - 2):
        for column in range(width - 2):
            sums[row, column] = np.sum(image[row : row + 3, column : column + 3] * kernel)
    return sums


by_hand = slide(trousers, edges)
places = {"left rim": (14, 7), "inside": (14, 10), "right rim": (14, 18)}
for words, place in places.items():
    print(f"{words}: {by_hand[place]:.2f}")
on_the_right = by_hand[places["right rim"]]
reveal("right rim", "negative" if on_the_right < 0 else "zero" if on_the_right == 0 else "positive")

# %% [markdown]
# That is all that `Conv2D` does. Let's put our nine weights into a layer of Keras, and compare.

# %%
one_image = trousers[np.newaxis, ..., np.newaxis]  # a batch of one, with one channel
layer = keras.layers.Conv2D(filters=1, kernel_size=3)
layer(one_image)  # it makes its weights when it sees its first image
layer.set_weights([edges[..., np.newaxis, np.newaxis], np.zeros(1)])
by_keras = np.array(layer(one_image))[0, ..., 0]
print("image:", trousers.shape, "sums:", by_keras.shape)
print("the same sums as by hand:", np.allclose(by_hand, by_keras, atol=1e-4))

# %% [markdown]
# The sums form a picture again, called a **[map](../docs/glossary.md#map)**. It is a little
# smaller than the image, because a window of three pixels has only 26 places in a row of 28. With
# `padding="same"`, Keras first puts a rim of zeros around the image, and the map has 28 × 28
# places.
#
# Move the window with the two sliders. Apart from the two rims, can you find a place where the sum
# is far from zero? What is there to see?

# %%
window = sliding_figures.Sliding(trousers, edges, by_hand)

# %% tags=["nbval-ignore-output"]
from ipywidgets import IntSlider, interact


@interact(row=IntSlider(14, min=0, max=25), column=IntSlider(7, min=0, max=25))
def look(row, column):
    show(*sliding_figures.at_place(window, row, column))


# %% [markdown]
# If the sliders don't run for you, here are three places:

# %%
show(*sliding_figures.at_places(window, places))

# %%
ask("nine-ninths", ...)

# %% [markdown]
# Three things more, and it is a layer of a network:
#
# - It has many filters, such as 32, and gives one map for each. If the input has 32 channels, each
#   filter has 3 × 3 × 32 weights, and the sum goes over all of them.
# - It adds a number to each map, the [bias](../docs/glossary.md#bias). Then
#   [ReLU](../docs/glossary.md#relu) makes all negative values 0.
# - Nobody makes up the weights. Training finds them.

# %% [markdown]
# ## VGG's two ideas
#
# In 2014, the VGG networks won attention with two simple ideas:
#
# 1. **Only small convolutions, 3 × 3.** Two of them in a row see 5 × 5 pixels, just like one of
#    5 × 5. The ReLU between them makes two more than one: without it, they would be a weighted sum
#    of weighted sums, and that is a single weighted sum.
# 2. **Several convolutions before each [pooling](../docs/glossary.md#pooling)**, not just one.
#
# **Predict:** which has more parameters, one convolution of 5 × 5 (`"one"`) or two of 3 × 3
# (`"two"`)? Take 32 channels in and 32 out.

# %%
predict("larger choice", ...)

# %%
one_of_5, two_of_3 = 5 * 5 * 32 * 32 + 32, 2 * (3 * 3 * 32 * 32 + 32)
print(f"one of 5 × 5: {one_of_5:,} parameters")
print(f"two of 3 × 3: {two_of_3:,} parameters, and two ReLUs in place of one")
reveal("larger choice", "one" if one_of_5 > two_of_3 else "two")

# %% [markdown]
# **MiniVGGNet** is a small network in this style. It comes from a tutorial (A. Rosebrock, *Fashion
# MNIST with Keras and Deep Learning*, pyimagesearch.com, 11 February 2019), which trained it on
# Fashion-MNIST and reported 93.24 %. We'll come back to that number.
#
# | part | layers |
# |---|---|
# | block 1 | twice (convolution, 32 filters → ReLU → normalisation) → pooling → dropout 0.25 |
# | block 2 | the same with 64 filters |
# | head | flatten → dense 512 → ReLU → batch normalisation → dropout 0.5 → dense → softmax |
#
# [Dropout](../docs/glossary.md#dropout) switches off a random part of the values in each step of
# training. So no unit can rely on a single other unit.
# [Batch normalisation](../docs/glossary.md#batch-normalisation) keeps the values that reach the
# next layer in one range.

# %% [markdown]
# ## Exercise 1: `build_minivggnet`
#
# Write the body. Then run the cell and the one below it.


# %%
build_minivggnet = check(...)

# %% [markdown]
# ### Where the parameters are
#
# **Predict:** how many parameters does the network have for images of 28 × 28 and ten classes?
# Write a large number without commas, because a comma makes two numbers of it.

# %%
predict("network parameters", ...)


# %%
def count_parameters(network, input_shape):
    """Return the number of parameters, after one image has shown the network its input."""
    network(np.zeros((1, *input_shape), dtype="float32"))
    return network.count_params()


model = build_minivggnet((28, 28, 1), 10)
total = count_parameters(model, (28, 28, 1))
print(f"{total:,} parameters")
reveal("network parameters", total)

# %% [markdown]
# **Predict:** one layer has most of them. Of which kind is it, `"convolution"` or `"dense"`?

# %%
predict("largest layer", ...)

# %%
shapes = [weight.shape for weight in model.get_weights()]
largest = max(shapes, key=np.prod)
print(f"the largest array of weights has the shape {largest}: {np.prod(largest):,} numbers")
print(f"with its 512 biases that is {(np.prod(largest) + 512) / total:.1%} of the network")
reveal("largest layer", "dense" if len(largest) == 2 else "convolution")

# %% [markdown]
# After two poolings, an image is 7 × 7 with 64 channels. [Flattened](../docs/glossary.md#flatten),
# that is 3,136 values. Each value is connected to each of the 512 units. The four convolutions do
# most of the *computing*, but they hold less than 4 % of the parameters. Remember this for
# lesson 05. There we ask which layers are worth reusing.

# %% [markdown]
# The function should also work for other images. With larger ones, the
# [dense layer](../docs/glossary.md#dense-layer) becomes huge:

# %%
for shape, n_classes in [((28, 28, 1), 10), ((32, 32, 3), 100), ((96, 96, 3), 10)]:
    n_parameters = count_parameters(build_minivggnet(shape, n_classes), shape)
    print(f"{shape!s:>11}, {n_classes:3} classes: {n_parameters:>10,} parameters")

# %% [markdown]
# ### Channels last or first
#
# We write an image as (height, width, channels): **channels last**, as TensorFlow does on a CPU.
# PyTorch and older code write (channels, height, width): **channels first**. The numbers are the
# same, in another order. To go from one to the other, use `np.moveaxis`. Don't use `reshape`: it
# mixes up the pixels.

# %% [markdown]
# ## Labels and the loss that goes with them
#
# You can write a label in two ways:
#
# - **sparse**: the number of the class, such as 2;
# - **[one-hot](../docs/glossary.md#one-hot)**: a row of zeros with a single 1, such as 0, 0, 1, 0,
#   0, 0, 0, 0, 0, 0.
#
# Each has its own [loss](../docs/glossary.md#loss), a
# [cross-entropy](../docs/glossary.md#cross-entropy). Both give the same number.

# %%
probabilities = np.array([[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]], dtype="float32")
sparse = np.array([2, 1])
one_hot = keras.utils.to_categorical(sparse, 3)
print(one_hot)
print("sparse: ", keras.losses.sparse_categorical_crossentropy(sparse, probabilities).numpy())
print("one-hot:", keras.losses.categorical_crossentropy(one_hot, probabilities).numpy())

# %% [markdown]
# Sparse labels need less memory. One-hot labels can say more than *this one*. For example, they can
# give one class 0.9 and spread 0.1 over the others. This is called
# **[label smoothing](../docs/glossary.md#label-smoothing)**.

# %% [markdown]
# ## Gradient descent in five lines
#
# Training changes the weights so that the loss falls. How does it know which way to change them?
# Let's look at the smallest network there is: one weight. Three pieces of cloth have a length in
# metres and a price in euros. The network says *price = weight × length*. Its loss is the mean of
# the squared errors.
#
# The **gradient** says how much the loss would change if the weight grew a little. Is it positive?
# Then the loss would grow too, so we make the weight smaller. Is it negative? Then we make the
# weight larger. How far we go is the gradient times the
# **[learning rate](../docs/glossary.md#learning-rate)**.

# %%
length, price = np.array([1.0, 2.0, 3.0]), np.array([2.1, 3.9, 6.2])


def descend(rate, steps=10):
    """Return the weight and the loss at each step of gradient descent, from the weight 0."""
    weight, path = 0.0, []
    for _ in range(steps + 1):
        error = weight * length - price
        path.append((weight, np.mean(error**2)))
        gradient = np.mean(2 * error * length)
        weight = weight - rate * gradient
    return np.array(path)


for step, (weight, loss) in enumerate(descend(0.05)[:7]):
    print(f"step {step}: weight {weight:.3f}, loss {loss:6.3f}")

# %% [markdown]
# Each step is an [update](../docs/glossary.md#update). Near the lowest loss the gradient is small,
# so the steps become small by themselves.
#
# **Predict:** with a rate of 0.25, five times as large, is the loss after ten steps `"smaller"` or
# `"larger"` than at the start?

# %%
predict("rate of a quarter", ...)

# %%
paths = {rate: descend(rate) for rate in (0.005, 0.05, 0.25)}
weights = np.linspace(-1.5, 5.5, 100)
curve = [(weight, np.mean((weight * length - price) ** 2)) for weight in weights]
show(*sliding_figures.descents(paths, np.array(curve)))
losses = paths[0.25][:, 1]
reveal("rate of a quarter", "larger" if losses[-1] > losses[0] else "smaller")

# %% [markdown]
# The gradient says which way is down. It does not say how far it is to the lowest point. With 0.25,
# each step jumps over it and lands higher on the other side. With 0.005, the loss falls at every
# step, but ten steps are too few.
#
# `fit` does the same for all weights of a network at once. The gradients of all layers are worked
# out from the last layer back to the first: this is called *backpropagation*. And each update uses
# only one batch of images, so that it is quick. This is *stochastic gradient descent*, in Keras
# `SGD`.

# %% [markdown]
# ## Two traps before we train
#
# ### Trap 1: a learning rate that does not fall
#
# The published code says `SGD(lr=0.01, momentum=0.9, decay=0.01 / 25)`. In the Keras of 2019, the
# rate then fell with every update. What does today's Keras do with `decay`?

# %%
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    optimizer = keras.optimizers.SGD(learning_rate=0.01, momentum=0.9, decay=0.01 / 25)
print("warning:", caught[0].message)
print(f"learning rate: {float(optimizer.learning_rate):.4f}, and so it will stay")

# %% [markdown]
# Keras ignores it. There is a warning, but it's easy to miss one warning among fifty lines of
# output. Training still works, only differently. A schedule restores what was meant:

# %%
schedule = keras.optimizers.schedules.InverseTimeDecay(0.01, decay_steps=1, decay_rate=0.01 / 25)
for epoch in (0, 1, 5, 25):
    print(f"after {epoch:2} epochs of 1,875 updates: {float(schedule(epoch * 1875)):.5f}")

# %% [markdown]
# ### Trap 2: a normalisation that is not ready
#
# In training, batch normalisation uses the mean and variance of the batch. In prediction, it uses
# **[moving averages](../docs/glossary.md#moving-average)** that it collected during training. In
# each update, they keep a part of their old value and take the rest from the batch. The part they
# keep is the *[momentum](../docs/glossary.md#momentum)*, 0.99 by default. The averages start at 0
# and 1.
#
# After only a few updates, they are still near their start. To see this, we train on only 200
# images, for 140 updates. The task is to tell sandals from shirts, which one pixel can do. We look
# at the accuracy, and at one of the moving averages: the variance that the first normalisation
# expects of its inputs.
#
# Training itself never uses the moving averages. So with the same [seed](../docs/glossary.md#seed),
# both networks below end with the very same weights.


# %%
is_pair, is_pair_valid = np.isin(y_train, (5, 6)), np.isin(y_valid, (5, 6))
X_pair, y_pair = X_train[is_pair][:200], y_train[is_pair][:200] == 6
X_pair_valid, y_pair_valid = X_valid[is_pair_valid], y_valid[is_pair_valid] == 6


def after_140_updates(momentum):
    """Train on 200 sandals and shirts.

    Returns the accuracy on validation images of both, and the variance of its inputs that the
    first batch normalisation has ready for prediction, as a mean over its channels.
    """
    keras.utils.set_random_seed(0)
    small = build_minivggnet((28, 28, 1), 2)
    normalisations = [  # of all layers, those inside blocks too
        layer for layer in leaves(small) if isinstance(layer, keras.layers.BatchNormalization)
    ]
    for layer in normalisations:
        layer.momentum = momentum
    optimizer = keras.optimizers.SGD(0.01, momentum=0.9)
    small.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    small.fit(X_pair, y_pair, batch_size=32, epochs=20, verbose=0)
    accuracy = small.evaluate(X_pair_valid, y_pair_valid, verbose=0)[1]
    return accuracy, float(np.mean(normalisations[0].moving_variance))


# %% [markdown]
# **Predict:** what accuracy on validation images do they reach, one with momentum 0.99 and one with
# 0.9? Give both in per cent.

# %%
predict("accuracy with 0.99", ...)

# %%
predict("accuracy with 0.9", ...)

# %% tags=["nbval-ignore-output", "live"]
trap = {}
for momentum in bar((0.99, 0.9), "runs"):
    accuracy, variance = trap[momentum] = after_140_updates(momentum)
    print(f"momentum {momentum}: accuracy {accuracy:.1%}, variance {variance:.3f}")
reveal("accuracy with 0.99", 100 * trap[0.99][0])
reveal("accuracy with 0.9", 100 * trap[0.9][0])

# %% tags=["live"]
for momentum, (accuracy, variance) in trap.items():
    compare_with_ours(f"momentum {momentum}", accuracy)
    compare_with_ours(f"variance, {momentum}", variance)

# %% [markdown]
# The lines say where our runs were, with other seeds and on other kinds of processor. The kinds
# differ in the instructions that they compute with. One processor stood in for all four (lesson 03
# says more). Here are all of our runs, with yours on the right:

# %% tags=["draws"]
ours = read_results("live_ranges")
ours = ours[ours["code"] == "as in the lesson"]
yours = {momentum: accuracy for momentum, (accuracy, _) in trap.items()}
show(*figures.momenta(ours, yours), rows="live_ranges")

# %%
ask("same-images-again", ...)

# %% [markdown]
# Network, images and weights are the same for both momenta. With 0.9, every run is good. With 0.99,
# a run may be good or no better than tossing a coin. You can't know which before you have run it.
# (Lesson 03 shows what the processor has to do with it.)
#
# The variance shows why. It starts at 1, and the true variance is far below that. With 0.9, the
# average is nearly there. With 0.99, a quarter of the start is left after 140 updates (0.99¹⁴⁰ =
# 0.24). So the average is many times too large. In prediction, the layers after the normalisation
# see values in a range they were never trained for.
#
# Suppose you compare *a network from scratch* with *a network reused* on 200 images, without this
# repair. Then you measure the trap, and mistake it for the gain of
# [transfer](../docs/glossary.md#transfer). That's why `build_minivggnet` asks for 0.9.

# %% [markdown]
# ## A short training run, live
#
# The full recipe takes over half an hour. Here we train on 2,000 images for three
# [epochs](../docs/glossary.md#epoch), so that you can watch it happen.
#
# **Predict:** what accuracy do three epochs reach on the validation images, in per cent?

# %%
predict("three epochs", ...)

# %% tags=["nbval-ignore-output", "live"]
keras.utils.set_random_seed(0)
model = build_minivggnet((28, 28, 1), 10)
model.compile(
    optimizer=keras.optimizers.SGD(schedule, momentum=0.9),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
history = model.fit(
    X_train[:2_000],
    y_train[:2_000],
    batch_size=32,
    epochs=3,
    validation_data=(X_valid[:1_000], y_valid[:1_000]),
)
reveal("three epochs", 100 * history.history["val_accuracy"][-1])

# %% tags=["live"]
compare_with_ours("short run", history.history["val_accuracy"][-1])

# %% [markdown]
# In lesson 01, logistic regression on raw pixels has 86 %, with 55,000 images. Our short training
# only shows that the network learns, not what it can do. What does it reach with the full training?

# %% [markdown]
# ## The published result, reproduced
#
# We ran the published recipe for the course, exactly: 60,000 images, 25 epochs,
# [batches](../docs/glossary.md#batch) of 32, and a learning rate that falls as it did in 2019. You
# can repeat it with `course experiment minivggnet_published`; it takes over half an hour for each
# seed. Its rows are in `data/results`.
#
# The published recipe leaves nothing for validation. It trains on all training images, and measures
# the accuracy after each epoch on the *test* images. To see what this does, we cut the test images
# into two halves. We choose the best epoch on one half, and look at the other half. Then we do it
# the other way round, because one half may be easier than the other.

# %%
published = read_results("minivggnet_published")
rows = []
for seed, run in published.groupby("seed"):
    best = run.loc[run["published_accuracy"].idxmax()]
    chosen = run.loc[run["valid_accuracy"].idxmax()]
    chosen_on_other = run.loc[run["test_accuracy"].idxmax()]
    rows.append(
        {
            "seed": seed,
            "after 25 epochs": run["published_accuracy"].iloc[-1],
            "best epoch": best["published_accuracy"],
            "half that chose": (chosen["valid_accuracy"] + chosen_on_other["test_accuracy"]) / 2,
            "other half": (chosen["test_accuracy"] + chosen_on_other["valid_accuracy"]) / 2,
        }
    )
reproduced = pd.DataFrame(rows).set_index("seed")
reproduced.map("{:.2%}".format)

# %% [markdown]
# Read the table from left to right:
#
# - **after 25 epochs** is the published protocol. The tutorial reports 93.24 % for its one run.
# - **best epoch** is what you would report if you looked at all epochs and took the best.
# - **half that chose** is the accuracy on the half where we chose the epoch, averaged over both
#   ways round. **other half** is the accuracy on the half that had no part in the choice. Choosing
#   makes the first one look better. The difference between the two shows by how much.

# %%
show(*figures.published_recipe(published), rows="minivggnet_published")

# %% [markdown]
# What is a single 93.24 % worth? Three things in it have nothing to do with the method:
#
# 1. **It is one run.** Another seed gives another number.
# 2. **The test set was watched.** Suppose you stop, or change a setting, when the test accuracy is
#    high. Then you have partly chosen luck, and with new images you won't have it again. So such a
#    number is optimistic: a little for one choice, more for every further one.
# 3. **10,000 images are a sample too.** Other test images give another number.
#
# How large is each effect?

# %%
at_the_end = reproduced["after 25 epochs"]
mean, half_width = mean_interval(at_the_end)
chosen_by = (reproduced["half that chose"] - reproduced["other half"]).mean()
standard_error = np.sqrt(0.9324 * (1 - 0.9324) / 10_000)
print(f"{len(reproduced)} seeds: {mean:.2%} on average, {at_the_end.min():.2%} to ", end="")
print(f"{at_the_end.max():.2%}; 95 % interval of the mean ± {100 * half_width:.2f} points")
print(f"choosing the epoch on the images that judge it: {100 * chosen_by:+.2f} points")
print(f"standard error from 10,000 images: {100 * standard_error:.2f} points")

# %% [markdown]
# So if two networks differ by 0.2 [points](../docs/glossary.md#point) in one run each, they may
# well be equally good.

# %% [markdown]
# ### Faster, and better
#
# We can train the same network in less time. Our **fast recipe** uses larger batches,
# [a learning rate that rises and then falls to zero](../docs/glossary.md#one-cycle), and label
# smoothing. In every other epoch, it uses mirrored images. It comes **short** (10 epochs) and
# **long** (24 epochs, images also shifted by up to one pixel). For each image, it averages its
# answers for the image and for its mirror image.
#
# We chose all this on validation images. For the table below, we looked at the test images once, at
# the end. [The page on performance](../docs/performance.md) says what we changed, and why.

# %%
fast = read_results("minivggnet_fast")
runs_of = {"published": at_the_end}
for recipe in ("short", "long"):
    runs_of[recipe] = fast[fast["recipe"] == recipe]["with_mirrored"]
lines = []
for recipe, accuracies in runs_of.items():
    mean, half_width = mean_interval(accuracies)
    lines.append(
        {
            "recipe": recipe,
            "seeds": len(accuracies),
            "mean (%)": f"{100 * mean:.2f} ± {100 * half_width:.2f}",
            "lowest (%)": f"{100 * accuracies.min():.2f}",
            "highest (%)": f"{100 * accuracies.max():.2f}",
        }
    )
pd.DataFrame(lines).set_index("recipe")

# %% [markdown]
# ± is half of the [95 % interval](../docs/glossary.md#confidence-interval) of the mean, by
# Student's t. Without the mirror images, the fast recipe reaches a little less.
#
# How long does it take? Here we trained all three in turns, epoch by epoch, in one process, with
# one seed. This time we looked at the test images after every epoch, to see *when* an accuracy is
# reached. We chose nothing by it.

# %%
curves = read_results("minivggnet_time_to_accuracy")
show(*figures.time_to_accuracy(curves), rows="minivggnet_time_to_accuracy")

# %% [markdown]
# ## A trained network to work with
#
# `data/models` holds the weights of one run of the short recipe. Loading them takes a moment. From
# here on, we use this network, and look at what it does image by image.

# %% tags=["nbval-ignore-output"]
load_trained_weights(model)
probabilities = model.predict(X_test, batch_size=500)

# %%
y_pred = probabilities.argmax(axis=1)
print(f"test accuracy: {np.mean(y_pred == y_test):.1%}")

# %%
print(classification_report(y_test, y_pred, target_names=CLASS_NAMES, digits=2))

# %% [markdown]
# ## Exercise 2: `precision_recall`
#
# Let's ask two questions about one class, say sandals:
#
# - **Precision:** of the images that the network *calls* sandal, how many are sandals?
# - **Recall:** of the images that *are* sandals, how many does the network call sandal?
#
# **Find the fault.** This time the cell is not blank. A colleague has written the function. It runs
# and raises no error, but one of its two numbers is not what the docstring promises. Which one, and
# what does it count? Try it on a few labels that you can count by hand. Then repair the line.


# %%
precision_recall = check(...)

# %% [markdown]
# ### What 1.00 does not say
#
# The tutorial's report shows a precision of 1.00 for one class. The text says that this class was
# *classified 100 % correctly*.
#
# **Predict:** look at the row of the trousers in the report above, and remember that its numbers
# are rounded. How many of the 1,000 images of trousers did the network miss?

# %%
predict("missed trousers", ...)

# %%
precision, recall = precision_recall(y_test, y_pred, 1)
missed = np.flatnonzero((y_test == 1) & (y_pred != 1))
wrongly = np.flatnonzero((y_test != 1) & (y_pred == 1))
print(f"trousers: precision {precision:.5f}, recall {recall:.5f}")
print(f"{len(wrongly)} other garments were called trousers, {len(missed)} trousers were missed")
reveal("missed trousers", len(missed))

# %% [markdown]
# Two mistakes can hide behind 1.00:
#
# - **Precision is not recall.** Suppose a network calls a single, very clear image *trousers*, and
#   no other. Its precision is 1.00, but it misses 999 pairs of trousers.
# - **1.00 is rounded.** With two digits, everything from 0.995 on is printed as 1.00. Ours is
#   just below 0.995.

# %% tags=["draws"]
figure = image_grid(
    X_test[missed[:8]],
    [f"called\n{CLASS_NAMES[label]}" for label in y_pred[missed[:8]]],
    columns=8,
    title="Trousers that the network missed: who is wrong, the network or the label?",
    size=1.1,
)
show(
    figure,
    f"The first {len(missed[:8])} of {len(missed)} pairs of trousers that were called something "
    f"else, most often {CLASS_NAMES[np.bincount(y_pred[missed]).argmax()]}.",
)

# %% [markdown]
# Most of these are dungarees and overalls: trousers with a top. So some of these errors come from
# the labels, or from the question.

# %%
ask("only-if-sure", ...)

# %% [markdown]
# ## Who is taken for whom?
#
# In lesson 01, shirts were the hardest class for the cheap methods. **Predict:** in what share of
# all errors of this network is a shirt called something else, or something else called a shirt?
# Give it in per cent.

# %%
predict("errors with shirts", ...)

# %%
confusion = confusion_matrix(y_test, y_pred)
show(*figures.confusion(confusion))

# %%
wrong = confusion - np.diag(np.diag(confusion))
print(f"errors: {wrong.sum()}")
print(f"of them, shirts or called shirts: {wrong[6].sum() + wrong[:, 6].sum()}")
reveal("errors with shirts", 100 * (wrong[6].sum() + wrong[:, 6].sum()) / wrong.sum())

# %% [markdown]
# ### Right and wrong, image by image

# %%
is_right = y_pred == y_test
sure = {right: probabilities[is_right == right].max(axis=1).mean() for right in (True, False)}
some = np.concatenate([np.flatnonzero(is_right)[:8], np.flatnonzero(~is_right)[:8]])
show(*figures.right_and_wrong(X_test[some], y_test[some], probabilities[some], sure))

# %% [markdown]
# ## Second half: inside the network, and outside the dataset
#
# This is a good place to stop. You have built a network. You know how good it is, how that was
# measured, and which classes it takes for which.
#
# Take about 60 minutes for the second half, 30 of them for exercise 3. It asks what the network has
# learnt, which pixels its answers need, what overfitting is, and what the network makes of pictures
# from outside. If you come back to it on another day, run all cells above first.

# %% [markdown]
# ## What has it learnt?
#
# At the start we made up a filter. Here are the 32 filters that training has found for the first
# layer.

# %% tags=["draws"]
first_layer = weighted(model)[0]
show(*seen.filters(first_layer.get_weights()[0]))

# %% [markdown]
# The fifth filter in the first row resembles the one that we made up: negative on the left,
# positive on the right. The last one in the third row is nearly its reverse. Most of the others
# look for nothing that we have a name for. (Even a filter with small weights may count, because the
# normalisation after it stretches what it gives.)
#
# What do they give for a garment? We follow an image through the network: convolution, ReLU,
# normalisation, and pooling after the second convolution. On the way we keep the map of each
# filter. For comparison, we do the same with a network that has learnt nothing, with the random
# weights that it starts with.


# %%
def maps_of(network, image):
    """Return what each convolution gives for one image, after its ReLU."""
    layers = weighted(network)
    convolutions = [it for it in layers if isinstance(it, keras.layers.Conv2D)]
    normalisations = [it for it in layers if isinstance(it, keras.layers.BatchNormalization)]
    maps, values = [], image[np.newaxis]
    for number, convolution in enumerate(convolutions):
        values = keras.ops.relu(convolution(values))
        maps.append(np.array(values[0]))
        values = normalisations[number](values)
        if number == 1:
            values = keras.ops.max_pool(values, 2)
    return maps


keras.utils.set_random_seed(0)
untrained = build_minivggnet((28, 28, 1), 10)
count_parameters(untrained, (28, 28, 1))  # it makes its weights
learnt, random = (maps_of(network, X_test[0]) for network in (model, untrained))

# %%
eight_maps = {
    "first, random": random[0][..., :8],
    "first, learnt": learnt[0][..., :8],
    "last, random": random[-1][..., :8],
    "last, learnt": learnt[-1][..., :8],
}
show(*seen.maps(X_test[0, ..., 0], eight_maps, "The boot shows in the maps of random filters, too"))

# %% [markdown]
# The rows are the first eight maps of the first and of the last convolution. You recognise the boot
# in the first row, and its filters are random. So that you recognise something in a map is no sign
# of learning: any filter that slides over a boot may show some of its shape. In the last
# convolution, the maps have 14 × 14 places, and each place sees more of the image. What one such
# map stands for, you cannot tell from one picture. (Lesson 05 measures what learnt features are
# worth, against random ones.)

# %% [markdown]
# ## Which pixels count?
#
# Here is a simple way to ask: hide a part of the image, and see how much less sure the network is
# of its answer. This is called **[occlusion](../docs/glossary.md#occlusion)**. We take a grey
# square of 6 × 6 pixels, and move it over the image by 2 pixels at a time. Then we do the same with
# an empty square, which has the grey level of the background.
#
# Take the first right answer and the first wrong one from *Right and wrong, image by image*. Both
# are ankle boots, and the network calls the second one a sandal.
#
# **Predict:** by how many points does the probability of the *right* answer fall where it falls
# most, with the grey square?

# %%
predict("largest fall", ...)


# %%
SIDE, STEP = 6, 2
corners = range(0, 28 - SIDE + 1, STEP)


def falls(image, label, grey):
    """Return by how many points the probability of a label falls, by the place of the square."""
    hidden = np.repeat(image[np.newaxis], len(corners) ** 2, axis=0)
    for copy, (row, column) in zip(hidden, product(corners, corners), strict=True):
        copy[row : row + SIDE, column : column + SIDE] = grey
    before = model.predict(image[np.newaxis], verbose=0)[0, label]
    after = model.predict(hidden, verbose=0)[:, label]
    return 100 * (before - after).reshape(len(corners), len(corners))


examples = []
for number in (np.flatnonzero(is_right)[0], np.flatnonzero(~is_right)[0]):
    label, image = y_pred[number], X_test[number]
    called = f"{'right' if is_right[number] else 'wrong'}: {CLASS_NAMES[label]}"
    of_squares = {"grey square": falls(image, label, 0.5), "empty square": falls(image, label, 0)}
    examples.append(seen.Covered(image[..., 0], called, of_squares))
title = "For the same answer, a grey and an empty square give different maps"
show(*seen.occlusion(examples, (SIDE, STEP), title))
reveal("largest fall", examples[0].falls["grey square"].max())

# %%
boot, fall = examples[0].image, examples[0].falls["grey square"]
on_background = [
    fall[i, j]
    for i, row in enumerate(corners)
    for j, column in enumerate(corners)
    if boot[row : row + SIDE, column : column + SIDE].max() < 0.05
]
print(f"largest fall of all: {fall.max():.0f} points")
print(f"where the square hides nothing of the boot: {max(on_background):.0f} points")

# %%
ask("no-fall-no-use", ...)

# %% [markdown]
# **What occlusion cannot tell:**
#
# - *Is a part needed, or is it the square that disturbs?* For the right answer, the probability
#   falls nearly as far where the grey square hides nothing of the boot. There the square can only
#   disturb. For the wrong answer, it falls farthest where the grey square fills the opening of the
#   shoe. An empty square leaves it open, and costs far less.
# - *Why?* A map says where, for this image. It does not say what the network sees there.
# - *Is a place without a fall unused?* Another place may stand in for it.
# - *What about other images?* Two maps are two examples. To say more, you need many.

# %% [markdown]
# ## Overfitting, with an old network
#
# **LeNet-5**, from 1998, read the digits on cheques. It is small, without normalisation or dropout.

# %%
print(inspect.getsource(build_lenet))

# %% [markdown]
# A network **[overfits](../docs/glossary.md#overfitting)** when it goes on getting better on its
# training images, but not on new ones. Here are two remedies. One is **dropout**. The other is
# **[augmentation](../docs/glossary.md#augmentation)**: it shows each image mirrored or shifted a
# little, so that it is never twice the same.
#
# **Predict:** which remedy closes the gap between training and validation more, `"dropout"` or
# `"augmentation"`? And which of the two gives the better accuracy on the validation images?

# %%
predict("smaller gap", ...)

# %%
predict("better on validation", ...)

# %% tags=["draws"]
lenet = read_results("lenet_overfitting")
arms = ["plain", "dropout", "augmentation", "both"]
at_end = lenet[lenet["epoch"] == lenet["epoch"].max()].copy()
at_end["gap"] = at_end["train_accuracy"] - at_end["valid_accuracy"]
gaps = at_end.groupby("arm")["gap"].mean()[arms]
show(*figures.overfitting(lenet, gaps), rows="lenet_overfitting")
reveal("smaller gap", gaps[["dropout", "augmentation"]].idxmin())

# %%
lines = []
for arm in arms:
    runs = at_end[at_end["arm"] == arm]
    accuracy, of_seeds = mean_interval(runs["valid_accuracy"])
    of_images = 1.96 * np.sqrt(accuracy * (1 - accuracy) / len(X_valid))
    gap, gap_half_width = mean_interval(runs["gap"])
    lines.append(
        {
            "arm": arm,
            "validation (%)": f"{100 * accuracy:.1f} ± {100 * np.hypot(of_seeds, of_images):.1f}",
            "gap (points)": f"{100 * gap:.1f} ± {100 * gap_half_width:.1f}",
            "seeds": len(runs),
        }
    )
pd.DataFrame(lines).set_index("arm")

# %%
on_validation = at_end.groupby("arm")["valid_accuracy"].mean()
reveal("better on validation", on_validation[["dropout", "augmentation"]].idxmax())

# %%
ask("gap-or-accuracy", ...)

# %% [markdown]
# ± is half of a 95 % interval. For the gap, this interval is over the seeds, as above. For the
# accuracy, it counts the images too. Three runs may agree to a tenth of a point by luck, as those
# with augmentation do. With 5,000 other images, they would all be different.
#
# Plain LeNet-5 gets better on its training images to the end, but hardly on new ones. With dropout,
# the gap is smaller in each of the three runs, in one of them by very little. On new images,
# dropout is ahead by a few tenths. With three seeds, we cannot tell this from no difference.
#
# Augmentation closes the gap, but the accuracy on *new* images is lower, not higher. A network of
# 61,706 parameters has much to do when images are never twice the same. Would more epochs help? We
# trained for 15 only, so we cannot tell.
#
# So don't aim for a small gap. Aim for accuracy on new images.

# %% [markdown]
# ## Will it work outside the dataset?
#
# The 93.8 % is for images that were made like those the network learnt from: grey, light on black,
# 28 × 28 pixels, one garment in the middle. A photo is none of this. So first we have to prepare
# it.

# %% [markdown]
# ## Exercise 3: `prepare_photo`
#
# Step 4 resizes an image. Pillow, which we imported above, can do that:
# `Image.fromarray(grey).resize((width, height))`. Here `grey` is a float32 array. Mind the order:
# width comes first.


# %%
prepare_photo = check(...)

# %% [markdown]
# ### Thirteen pictures from another world
#
# They come from an emoji font (Noto Color Emoji). Nobody drew them for Fashion-MNIST.
#
# **Predict:** how many of the 13 does the network name correctly?

# %%
predict("prepared emoji", ...)

# %%
emoji = load_emoji()
prepared = np.array([prepare_photo(picture.rgb) for picture in emoji])
emoji_probabilities = model.predict(prepared[..., np.newaxis], verbose=0)
called = emoji_probabilities.argmax(axis=1)
truth = np.array([picture.label for picture in emoji])
n_right = np.sum(called == truth)
print(f"{n_right} of {len(emoji)} right")
reveal("prepared emoji", n_right)

# %% tags=["card"]
show(*figures.emoji(emoji, prepared, called))

# %%
for column in np.flatnonzero(called != truth):
    print(
        f"{emoji[column].name}: {emoji_probabilities[column].max():.0%} sure that it is "
        f"{CLASS_NAMES[called[column]]}"
    )

# %% [markdown]
# Two are wrong, and for both we can guess why. The thong sandal is seen from above, but all
# sandals of the dataset are seen from the side. The necktie emoji shows a collar and a tie, so only
# a part of a shirt. There the network is far from sure.

# %%
ask("ten-drawings", ...)

# %% [markdown]
# Is 11 of 13 now worse than 93.8 % of 10,000? Thirteen pictures are too few to say:

# %%
interval = binomtest(int(n_right), len(emoji)).proportion_ci()
print(f"{n_right / len(emoji):.0%} right; 95 % interval: {interval.low:.0%} to {interval.high:.0%}")

# %% [markdown]
# **Predict:** how many of the 13 are right if we only make the pictures grey and small, without a
# dark background and without cutting out?

# %%
predict("unprepared emoji", ...)

# %%
unprepared = np.array(
    [keras.ops.image.resize(p.rgb.mean(axis=-1, keepdims=True) / 255, (28, 28)) for p in emoji]
)
unprepared_called = model.predict(unprepared, verbose=0).argmax(axis=1)
print(f"{np.sum(unprepared_called == truth)} of {len(emoji)} right")
names, counts = np.unique([CLASS_NAMES[label] for label in unprepared_called], return_counts=True)
print("called:", dict(zip(names.tolist(), counts.tolist(), strict=True)))
reveal("unprepared emoji", np.sum(unprepared_called == truth))

# %% [markdown]
# To the network, a white picture is bright from edge to edge. Nothing in the dataset is like that.
# The network calls all of them *bag*, and the three that are right happen to be bags. (Why a bag?
# We don't know: the mean images of pullovers and coats are brighter.) Here, simple things decided
# between 3 and 11: brightness, size and place. Other things are harder, and preparation cannot
# repair them: other views, folds, people, backgrounds.

# %% [markdown]
# ### Your own photo
#
# Replace `None` by the path of a picture in quotes, such as `"shirt.jpg"`, and run the cell. One
# garment on a plain background works best.

# %%
my_photo = None
if my_photo:
    image = prepare_photo(load_photo(my_photo))
    answer = model.predict(image[np.newaxis, ..., np.newaxis], verbose=0)[0]
    show(
        image_grid(image[np.newaxis], columns=1, size=2),
        f"Your photo as the network sees it; it says {CLASS_NAMES[answer.argmax()]}.",
    )
    for label in answer.argsort()[::-1][:3]:
        print(f"{CLASS_NAMES[label]}: {answer[label]:.0%}")

# %% [markdown]
# ## A larger teacher: ImageNet
#
# MiniVGGNet has learnt from 60,000 small grey pictures. Other networks have learnt from the 1.3
# million photos of [ImageNet](../docs/glossary.md#imagenet). You can reuse them for other pictures,
# as you saw in the first two minutes of lesson 01. The weights of one come with the course. In
# lesson 08 you give it photos, your own too. There are also rows that show what it is worth.

# %% [markdown]
# ## In your own words
#
# Here is a claim for you to judge. Write first, and open the model answer afterwards.

# %% [markdown]
# [explain: what-the-blog-claims]

# %% [markdown]
# ## Key points
#
# - A convolution multiplies the pixels in a small window by the weights of a filter, and adds. It
#   uses the same weights at every place.
# - Gradient descent moves each weight against its gradient. If the learning rate is too high, the
#   loss grows.
# - VGG: small convolutions, several before each pooling. In MiniVGGNet one dense layer holds 95.7 %
#   of the parameters.
# - Keras raises no error when it ignores an option, or when moving averages are not ready. So look
#   at the learning rate, and train the same network twice before you compare two.
# - Precision asks *can I trust the answer?* Recall asks *are all of them found?* 1.00 may be 0.995.
# - Say how you measured an accuracy: on which images, who chose what on them, with how many seeds.
# - A network learns only from the pictures that it was shown. On other kinds of pictures, measure
#   again.
#
# ## What could fool us here
#
# - In the published recipe, the test set was looked at again and again, by us too. We show its
#   numbers so that you see what that does.
# - We ran the recipes with few seeds; the tables say how many. This gives only a rough idea of the
#   spread.
# - We chose the fast recipe on 5,000 validation images, with one seed for each try. So the choice
#   may be partly luck, but the test results are not affected.
# - Pictures of the inside of a network are easy to over-read. The maps of random filters show the
#   garment as well, and occlusion says where, not why.
# - Thirteen emoji are a demonstration, not a measurement.

# %% [markdown]
# ## How far you are

# %%
progress()
