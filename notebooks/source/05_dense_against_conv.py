# %% [markdown]
# # Lesson 05: dense against conv reuse
#
# **The question:** dense layers reuse only patterns at the same place and convolutions find them
# anywhere, says the textbook of lesson 04: how much of it is true of trained networks?
#
# **You will be able to**
#
# - take the [features](../docs/glossary.md#feature) of any layer of a network and put a new
#   [head](../docs/glossary.md#head) on them,
# - test a claim about networks by moving the images,
# - say where a convolutional network loses what its convolutions promise, and repair it.
#
# **You need:** lesson 04.
#
# **Time to run:** 34 s for all cells, measured on two CPU cores, of which 12 s in *A task with
# room*, 4 s in *Exercise 2: `features_up_to`* and 4 s in *Exercise 3: `accuracy_under_shift`*. Take
# 90 minutes for the exercises.
#
# **If you have 30 minutes:** run the cells in order, and write Exercise 1. Make the predictions of
# *The cut* and the two below Exercise 3, and read *Why conv features lose too*. Leave out
# Exercises 2 to 4, and everything from *Normalisation in fine-tuning* to the key points: those
# cells run with the course's own solutions.
#
# This notebook runs from top to bottom even if you write nothing: where an exercise is empty or
# wrong, it goes on with the course's own solution and says so. Your copy comes without outputs, so
# you can predict before you see an answer.

# %%
from course_utils import ask, check, hint, predict, progress, reveal, solution
from course_utils.datasets.fashion_mnist import load_fashion_mnist
from course_utils.datasets.tasks import few_labels, task_a, task_b
from course_utils.evaluation.statistics import over_seeds_and_images
from course_utils.experiments.results import read_results
from course_utils.experiments.right import of_seeds
from course_utils.figures import feature_maps
from course_utils.figures import diagrams_normalisation, diagrams_reuse
from course_utils.figures import lesson_05 as figures
from course_utils.figures import lesson_05_fine_tuning as fine_tuning_figures
from course_utils.figures.plots import show
from course_utils.live import compare_with_ours
from course_utils.training.bars import bar

# %% [markdown]
# TensorFlow takes a few seconds to start.

# %%
import logging

import keras
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

logging.getLogger("tensorflow").setLevel("ERROR")  # it warns of networks that are built in a loop

# %% [markdown]
# ## Warm-up
#
# Three questions on lessons 02 and 04, about what you will need today.

# %%
ask("freeze-then-fit-again", ...)

# %%
ask("clear-and-not-clear", ...)

# %%
ask("alone-or-in-a-batch", ...)

# %% [markdown]
# ## A task with room
#
# Sandals against shirts is too easy: that task can't tell us which features are good. Pullover (2)
# against shirt (6) is hard. So here [task B](../docs/glossary.md#task-b) asks *is it a shirt?* of
# pullovers and shirts. It has 200 labelled images, half of each. Task A has the other eight
# classes.

# %%
fashion = load_fashion_mnist()
A, B = task_a(fashion, (2, 6)), task_b(fashion, (2, 6))
few = few_labels(B.train, 200, seed=0)
print(f"A: {len(A.train.y):,} labelled images; B: {len(few.y)}, of which {few.y.sum():.0f} shirts")

# %% [markdown]
# ### Two networks for task A
#
# We train one dense and one convolutional network, both small enough to train here. Beside them,
# we'll look at stored results for the full networks: the dense one of lesson 04 and MiniVGGNet.

# %% tags=["live"]
keras.utils.set_random_seed(0)
dense_A = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(100, "relu", name="hidden_1"),
        keras.layers.Dense(100, "relu", name="hidden_2"),
        keras.layers.Dense(8, "softmax", name="output"),
    ]
)
conv_A = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(16, 3, padding="same", activation="relu", name="conv_1"),
        keras.layers.MaxPooling2D(name="pool_1"),
        keras.layers.Conv2D(32, 3, padding="same", activation="relu", name="conv_2"),
        keras.layers.MaxPooling2D(name="pool_2"),
        keras.layers.Flatten(name="flatten"),
        keras.layers.Dense(8, "softmax", name="output"),
    ]
)

# %% tags=["nbval-ignore-output", "live"]
keras.utils.set_random_seed(0)
for name, model in (("dense", dense_A), ("conv", conv_A)):
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    model.fit(A.train.X, A.train.y, batch_size=128, epochs=1)
    accuracy_A = model.evaluate(A.valid.X, A.valid.y, verbose=0)[1]
    print(f"{name}: {accuracy_A:.1%} on task A\n")

# %% [markdown]
# ## Exercise 1: `shift_images`
#
# We move images by a few pixels. What leaves on one side is lost. On the other side zeros come in.


# %%
shift_images = check(...)

# %%
shifts = list(range(7))
shirt = B.test.X[B.test.y == 1][:1]
moved = np.concatenate([shift_images(shirt, dx, 0) for dx in shifts])
show(*figures.shifted_shirt(moved))

# %% [markdown]
# ## Exercise 2: `features_up_to`
#
# The *features* of a layer are the values that it gives for an image. To use them, we need the
# network up to that layer.


# %%
features_up_to = check(...)

# %% [markdown]
# ### A map of features
#
# What do features look like? After `pool_2`, an image is a list of 1,568 numbers. Nobody can draw
# 1,568 directions. So we take the two in which the images differ most
# ([PCA](../docs/glossary.md#pca)), and each image becomes a dot. PCA knows nothing of the classes.
# We colour the dots afterwards.
#
# We draw the same 500 test images of task B three times, each time by another network:
#
# - *random*: a clone of `conv_A`. Lesson 04 showed that a clone has new random weights.
# - *task A*: `conv_A` as it is. It has never seen a pullover or a shirt.
# - *[fine-tuned](../docs/glossary.md#fine-tune)*: a copy of `conv_A` with a new head, of which all
#   layers then learnt from the 200 labelled images.
#
# **Think first:** on which map do pullovers and shirts lie apart? On which are they mixed?

# %% tags=["nbval-ignore-output"]
keras.utils.set_random_seed(0)
random_conv, copy_of_A = keras.models.clone_model(conv_A), keras.models.clone_model(conv_A)
copy_of_A.set_weights(conv_A.get_weights())
parts = {
    "random": features_up_to(random_conv, "pool_2"),
    "task A": features_up_to(conv_A, "pool_2"),
    "fine-tuned": features_up_to(copy_of_A, "pool_2"),
}
head = [keras.layers.Flatten(), keras.layers.Dense(1, activation="sigmoid")]
to_tune = keras.Sequential([keras.Input((28, 28, 1)), parts["fine-tuned"], *head])
to_tune.compile(loss="binary_crossentropy", optimizer="adam")
history = to_tune.fit(few.X, few.y, batch_size=32, epochs=20, verbose=0)

# %% tags=["nbval-ignore-output"]
X_map, kinds = B.test.X[:500], B.test.y[:500].astype(int)
features = {
    name: part.predict(X_map, verbose=0).reshape(len(X_map), -1) for name, part in parts.items()
}
show(*feature_maps.of_networks(features, kinds, ["pullover", "shirt"]))

# %% [markdown]
# Above each map stands a simple count: how many dots have a dot of their own class as the nearest?
# If the classes were mixed at random, it would be about half. Are the three maps as different as
# you thought? Pullovers and shirts look much alike, and what helps to tell them apart need not be
# among the largest differences.
#
# Now read the line *below* each map before you believe it. It says how much of the *variance*, of
# all differences between the images, the two directions hold. The rest is not on the map. So three
# things cannot be seen here:
#
# - Classes that are mixed on the map may lie apart in one of the other 1,566 directions.
# - PCA looks for *large* differences. Light or dark, wide or narrow: such differences can be large
#   and say nothing about the class.
# - Each map has directions of its own, and its own scale. So you can compare how mixed two maps
#   are, but not where a dot lies.
#
# That's why we don't judge features by a map. We train a head on them, which may use all the
# directions, and measure its accuracy on new images. The stored rows below do so for random weights
# and for those from task A, and further down for fine-tuned ones. What transfer brings shows there.

# %% [markdown]
# ## The cut: which layer's features are worth most?
#
# The last hidden layer is closest to the answer of task A, and the first is farthest from it. Which
# of them helps task B most?
#
# The stored results show this for the full networks and six seeds
# (`course experiment transfer_ladder`). A head is trained on 200 images, on the
# [frozen](../docs/glossary.md#freeze) features after each part. *Random* is the same network with
# the weights it started with. Its normalisation uses the statistics of the 200 images, so that it
# isn't worse than it has to be.
#
# Look at the four places in the figure where the network can be cut. Only the head trains.

# %%
show(*diagrams_reuse.cut())

# %% [markdown]
# **Predict:** after which part of MiniVGGNet, trained on task A, is the head best: `"block 1"`,
# `"block 2"`, `"hidden"` or `"output"`?

# %%
predict("best cut", ...)

# %% [markdown]
# **Predict:** what accuracy does a head have on the second block with *random* weights, in per
# cent? (Half of the images are shirts, so guessing is right for every second one.)

# %%
predict("random second block", ...)

# %%
ladder = read_results("transfer_ladder")
here = ladder[(ladder["pair"] == "2-6") & (ladder["n"] == 200)]
CONV_CUTS = ("block 1", "block 2", "hidden", "output")
DENSE_CUTS = ("hidden 1", "hidden 3", "hidden 5", "output")
sources = {
    "conv from A": CONV_CUTS,
    "random conv": CONV_CUTS,
    "dense from A": DENSE_CUTS,
    "random dense": DENSE_CUTS,
}
show(
    *figures.cuts(
        here, sources, "A's second block serves task B best, and random blocks come close"
    ),
    rows="transfer_ladder",
)

# %%
by_arm = here.groupby("arm")["test_accuracy"].mean()
reveal("best cut", max(CONV_CUTS, key=lambda cut: by_arm[f"conv from A, frozen, {cut}"]))
reveal("random second block", 100 * by_arm["random conv, frozen, block 2"])

# %% [markdown]
# **Where to cut.** Follow the solid line, conv from A: the second block is best, with 86.5 %. After
# it, features help task B less and less: 84.0 % after the hidden layer, 67.7 % at the output. In
# the dense network the first hidden layer is best.
#
# **What comes from task A?** The second block with *random* weights has 84.2 % already. Task A adds
# 2.3 points to it (1.2 to 3.5). After the hidden layer it adds 4.7 to what random weights have
# there (2.4 to 7.1). For the first hidden layer of the dense network we see no clear gain: 0.1
# points (−1.2 to 1.4). That layer has 79.6 %, while logistic regression on raw pixels has 80.5 %.

# %%
ask("matching-cuts", ...)

# %% [markdown]
# **Dense against conv.** We once wrote here that conv features lead by ten points and more. But we
# had compared the middle of one network with the end of the other, 3,136 values with 50. If we
# compare matching parts, the lead is 6.0 points after the first part (4.9 to 7.2) and 8.8 after the
# last hidden layer (6.0 to 11.6).

# %%
ask("lead-before-training", ...)

# %% [markdown]
# How much of this comes from the architecture? With random weights on both sides, block 1 leads
# hidden 1 by 4.6 points (3.8 to 5.3). So about three quarters of the lead after the first part, 4.6
# of 6.0, comes from the architecture. It may even be all of it: the rest, 1.5 points, may be chance
# (−0.0 to 3.0).

# %% [markdown]
# ## A head on frozen features
#
# Now we use the small networks of this notebook. The head is a logistic regression, trained on the
# 200 images as they are. We put it into a layer of one unit.


# %%
def with_head(features, X, y):
    """Return a network for task B: frozen features, and a head that was trained on them."""
    flat = features.predict(X, batch_size=500, verbose=0).reshape(len(X), -1)
    scaler = StandardScaler().fit(flat)
    regression = LogisticRegression(C=0.01, max_iter=1000).fit(scaler.transform(flat), y)
    output = keras.layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.Input((28, 28, 1)), features, keras.layers.Flatten(), output])
    # Scaling and regression are both linear, so one layer holds them.
    kernel = regression.coef_.T / scaler.scale_[:, np.newaxis]
    output.set_weights([kernel, regression.intercept_ - scaler.mean_ @ kernel])
    return model


# %% tags=["nbval-ignore-output", "live"]
networks = {
    "dense": with_head(features_up_to(dense_A, "hidden_2"), few.X, few.y),
    "conv": with_head(features_up_to(conv_A, "pool_2"), few.X, few.y),
}

# %% [markdown]
# ## Exercise 3: `accuracy_under_shift`


# %%
accuracy_under_shift = check(...)

# %% [markdown]
# Both heads were trained on images in the middle. Now the test images move by 0 to 6 pixels. Draw
# two curves on paper. Where are they when the images have moved by two pixels?
#
# **Predict:** what accuracy has the *conv* network then, in per cent?

# %%
predict("conv two pixels off", ...)

# %% [markdown]
# **Predict:** and the *dense* network, in per cent?

# %%
predict("dense two pixels off", ...)

# %% tags=["nbval-ignore-output", "live"]
live = {
    name: accuracy_under_shift(network, B.test.X, B.test.y, shifts)
    for name, network in bar(networks.items(), "networks")
}
pd.DataFrame(live, index=pd.Index(shifts, name="shift")).map("{:.1%}".format)

# %%
reveal("conv two pixels off", 100 * live["conv"][2])
reveal("dense two pixels off", 100 * live["dense"][2])

# %% tags=["live"]
compare_with_ours("conv", live["conv"][0])
compare_with_ours("dense", live["dense"][0])
compare_with_ours("conv, 2 pixels", live["conv"][0] - live["conv"][2])
compare_with_ours("dense, 4 pixels", live["dense"][4])

# %% [markdown]
# This was one seed and two small networks. The stored rows have the full networks and six seeds
# (`course experiment shift`). They give other numbers than yours: there two pixels cost conv
# features 17 points, and here nearly twice as many.
#
# Most of this difference is due to the 200 images. You always get the same ones, and they are an
# unlucky draw. We ran your cells with 19 other draws of 200, and two pixels cost 16 points on
# average, 10 with the best draw and 31 with the worst. (Each of these runs also trained its
# networks from other start weights. That alone changes little: with your 200 images our runs have
# 27 to 33 points, 30 on average.) So the draw of the images, which is easy to overlook, moved the
# answer by more than ten points.
#
# *Random conv* is MiniVGGNet with the weights it started with.

# %%
stored = read_results("shift")
CURVES = {
    "conv from A, frozen, block 2": "conv from A, block 2",
    "random conv, frozen, block 2": "random conv, block 2",
    "dense from A, frozen, hidden 1": "dense from A, hidden 1",
    "dense from A, frozen, hidden 5": "dense from A, hidden 5",
    "SVM": "SVM on raw pixels",
    "SVM, shifted copies": "SVM, learns from copies moved by 1 pixel too",
}
show(
    *figures.shifted(
        stored[stored["mode"] == "test"],
        CURVES,
        "Two pixels off all lose much; conv stays ahead of the first dense layer",
    ),
    rows="shift",
)

# %%
ask("who-loses-more", ...)

# %% [markdown]
# The right side shows what is left of the accuracy *above chance*. Don't compare how many points
# each line loses: a line that starts at 75 % has less to lose than one that starts at 86. So we ask
# which line is *ahead* at each shift. As in lesson 04, we take differences of pairs, seed by seed
# and image by image.


# %%
def difference(first, second, shift):
    """Return by how many points the first is ahead of the second at a shift, with its interval."""
    at_shift = stored[(stored["mode"] == "test") & (stored["shift"] == shift)]
    right = [of_seeds(at_shift[at_shift["arm"] == arm]).astype(float) for arm in (first, second)]
    mean, low, high = (100 * value for value in over_seeds_and_images(right[0] - right[1]))
    return f"{mean:+.1f} ({low:+.1f} to {high:+.1f})"


conv = "conv from A, frozen, block 2"
pd.DataFrame(
    {
        f"ahead of {name}": {dx: difference(conv, arm, dx) for dx in (0, 2, 4)}
        for arm, name in CURVES.items()
        if arm != conv
    }
)

# %% [markdown]
# **Conv against dense.** At two pixels, the second block is ahead of the first dense layer by 8.5
# points (3.7 to 13.4), with 69.8 % against 61.3 %. But without a shift it was already ahead by 6.9
# (5.6 to 8.2). Does the shift cost it less? We cannot tell: 1.6 points less (−2.6 to 5.9). With
# *random* weights in both we can tell: 8.7 points less (4.3 to 13.2).
#
# So the textbook's point shows in the architectures. In our trained networks it is too small for us
# to see. At four pixels no line is ahead: all six lines are within 3.4 points of guessing.
#
# **Did the network learn this from task A?** Not that we can tell. Without a shift, A's second
# block was ahead of the *random* one by 2.3 points (1.2 to 3.5). At two pixels the random one has
# 71.3 %, and A's is behind by 1.5, which may be chance (−1.8 to 4.7). So the shift costs A's block
# 3.8 points more (0.6 to 6.9). What helps against the shift is there without task A. What task A
# had added does not survive the shift.
#
# **Is there a cheaper way?** Yes. An SVM on raw pixels falls to 58.1 % at two pixels. But it can
# also learn from copies that are moved by one pixel to each side. Then it has 81.3 % at one pixel,
# where A's block has 81.0 %, and 67.6 % at two.
#
# What if we shift the 200 training images as well? Then the head can learn where to look.

# %%
show(
    *figures.shifted(
        stored[stored["mode"] == "both"],
        CURVES,
        "If the training images move too, nearly all lines stay level",
    ),
    rows="shift",
)

# %% [markdown]
# A's second block has 86.7 % at four pixels, as good as without a shift. For raw pixels, level
# lines are no surprise. All images have moved alike, and a classifier doesn't care about the order
# of its inputs.
#
# One line falls: the last hidden dense layer goes from 75.1 to 70.4 %. We used to show only that
# layer, and wrote that dense features lose if everything moves. The first hidden layer does not
# lose: it has 79.6 % without a shift and 79.4 % at four pixels.
#
# ## Look inside
#
# Move the slider. You see the image, the answer of the most active filter of `conv_2`, and the
# accuracy of both networks at that shift. If widgets don't run for you, look at the figure below
# the slider. It shows four shifts at once.

# %%
maps = features_up_to(conv_A, "conv_2").predict(moved, verbose=0)
most_active = int(maps[0].sum(axis=(0, 1)).argmax())
answers = maps[..., most_active]
inside = figures.Inside(moved, answers, f"filter {most_active} of conv_2", live)


# %% tags=["nbval-ignore-output"]
from ipywidgets import IntSlider, interact


@interact(dx=IntSlider(min=0, max=6, description="shift"))
def look(dx):
    show(*figures.at_shift(inside, dx))


# %% tags=["card", "nbval-ignore-output"]
show(*figures.at_shifts(inside, (0, 2, 4, 6)))

# %% [markdown]
# ### Why conv features lose too
#
# The filter's answer moves with the shirt. So a convolution is
# *[equivariant](../docs/glossary.md#equivariant)*: if the input shifts, the output shifts too. This
# is not *[invariant](../docs/glossary.md#invariant)*, where the output stays the same.

# %%
ask("shifted-collar", ...)

# %% [markdown]
# Three parts of our network depend on the place:
#
# - **[Flatten](../docs/glossary.md#flatten)** gives each place its own input, and the head learns
#   one weight for each input. So the head is a template, as in a dense network.
# - **[Pooling](../docs/glossary.md#pooling)** with a [stride](../docs/glossary.md#stride) of 2
#   keeps every second place. Shifted by one pixel, other maxima fall into a window.
# - **Padding** with zeros gives the edge other answers than the middle.
#
# A shifted shirt also loses pixels, which no network can bring back. We repair the first cause
# only.
#
# ## Repair it: pool over all places
#
# The head should not know *where*. So we take the place away: we use the mean of each filter's
# answers over the whole image (`keras.layers.GlobalAveragePooling2D`).
#
# **Predict:** how many points (per cent of the test images) does this cost at shift 0?

# %%
predict("cost of pooling", ...)

# %% [markdown]
# **Predict:** how many points is the pooled network *ahead* of the flat one at shift 4? If you
# think that it is behind, write a negative number.

# %%
predict("pooling at four pixels", ...)

# %% tags=["nbval-ignore-output", "live"]
up_to_pool_2 = features_up_to(conv_A, "pool_2")
pooled = keras.Sequential(
    [keras.Input((28, 28, 1)), up_to_pool_2, keras.layers.GlobalAveragePooling2D()]
)
networks["conv, pooled"] = with_head(pooled, few.X, few.y)
live["conv, pooled"] = accuracy_under_shift(networks["conv, pooled"], B.test.X, B.test.y, shifts)
pd.DataFrame(live, index=pd.Index(shifts, name="shift")).map("{:.1%}".format)

# %%
reveal("cost of pooling", 100 * (live["conv"][0] - live["conv, pooled"][0]))
reveal("pooling at four pixels", 100 * (live["conv, pooled"][4] - live["conv"][4]))

# %% tags=["live"]
loss = {name: accuracies[0] - accuracies[4] for name, accuracies in live.items()}
compare_with_ours("pooling costs", live["conv"][0] - live["conv, pooled"][0])
compare_with_ours("pooling saves", loss["conv"] - loss["conv, pooled"])

# %%
POOLED = {
    conv: "conv from A, block 2",
    "conv from A, frozen, block 2, pooled": "conv from A, block 2, pooled",
    "dense from A, frozen, hidden 1": "dense from A, hidden 1",
}
show(
    *figures.shifted(
        stored[stored["mode"] == "test"],
        POOLED,
        "Pooling over all places costs at first, and pays from three pixels on",
    ),
    rows="shift",
)

# %% [markdown]
# In the stored rows pooling costs 7.3 points at first (5.0 to 9.6). We lose the place, and also
# 3,072 of 3,136 numbers. We have not measured which of the two costs the points. In return, the
# pooled features have 66.6 % at four pixels, where the flat features have 51.4 %.
#
# The small network of this notebook pays 22 points on average, three times as much. This time the
# 200 images are not the reason: with 19 other draws it pays as much. In the small network, pooling
# leaves 32 numbers for an image, in MiniVGGNet 64. We have not measured whether that is the reason.
#
# With pooling the line is still not level. Pixels leave the picture, and pooling with a stride and
# padding depend on the place as before.

# %% [markdown]
# ## Normalisation in fine-tuning
#
# The small networks above have no [batch normalisation](../docs/glossary.md#batch-normalisation).
# MiniVGGNet has it, like most networks that others have trained for you. Each normalisation brings
# four arrays from task A: scale, offset, moving mean and moving variance. In training it uses the
# mean and variance of the batch instead, and the [moving
# averages](../docs/glossary.md#moving-average) drift to task B.
#
# Compare both halves of the figure: where do the mean and the variance come from, and what
# changes?

# %%
show(*diagrams_normalisation.training_and_use())

# %% [markdown]
# So one way of fine-tuning leaves the normalisation as task A left
# it, and trains all other layers. Whether that is better is another question. Here we ask: how do
# you make sure that it happens?
#
# The usual guides say: call the reused network with `training=False`. Then its normalisation uses
# its moving mean and variance and doesn't change them, even when everything is trained.
#
# **Predict:** we call a tiny base like that, then train the whole network for one epoch. The moving
# mean of its four channels starts at 0. Where is it afterwards: `"still 0"`, or has it `"moved"`?

# %%
predict("moving mean", ...)

# %% tags=["nbval-ignore-output"]
keras.utils.set_random_seed(0)
images = keras.Input((28, 28, 1))
normalisation = keras.layers.BatchNormalization()
base = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(4, 3), normalisation])
values = keras.layers.GlobalAveragePooling2D()(base(images, training=False))
tiny = keras.Model(images, keras.layers.Dense(1, "sigmoid")(values))
tiny.compile(loss="binary_crossentropy", optimizer="sgd")
tiny.fit(few.X, few.y, verbose=0)
print("moving mean after one epoch:", normalisation.moving_mean.numpy().round(3))
reveal("moving mean", "moved" if normalisation.moving_mean.numpy().any() else "still 0")

# %% [markdown]
# It moved. In a functional model of this version of Keras, `fit` sends `training=True` through all
# layers and overrides what the call said ([Keras issue
# 20285](https://github.com/keras-team/keras/issues/20285)). You get no warning: only a look at the
# numbers shows it.
#
# What works is `trainable = False` on every `BatchNormalization`, set before `compile`. On this
# layer it does two things: its four arrays stay, and it uses its moving mean and variance in
# training too.
#
# Two traps are left. First, `model.layers` lists only the top level, and here the normalisation
# lies one level deeper, in `base`. Second, if `model.trainable` is True already, setting it to True
# again does nothing: frozen layers inside stay frozen.
#
# Look at the two frames in the figure. A loop over `tiny.layers` meets `base`, and stops there.

# %%
show(*diagrams_normalisation.model_inside_a_model())

# %%
ask("brighter-batches", ...)

# %% [markdown]
# ## Exercise 4: `fine_tune_normalised`
#
# **Find the fault.** The code below works on a flat network. On a network like the one above, with
# a model inside, it goes wrong without a word. Repair it for models inside models, however deep.


# %%
fine_tune_normalised = check(...)

# %% [markdown]
# **Predict:** the tiny network has eight arrays of weights. How many of them does your function
# move?

# %%
predict("arrays that move", ...)

# %%
before = tiny.get_weights()
fine_tune_normalised(tiny, few.X, few.y)
for weight, old in zip(tiny.weights, before, strict=True):
    print(f"{weight.name:16}", "stayed" if np.array_equal(weight.numpy(), old) else "moved")
pairs = zip(tiny.get_weights(), before, strict=True)
reveal("arrays that move", sum(not np.array_equal(*pair) for pair in pairs))

# %% [markdown]
# The four arrays of the normalisation stayed. Kernels and biases moved. Looking takes three lines,
# and you can do it for any network that you fine-tune.

# %% [markdown]
# ### What it is worth
#
# We fine-tuned MiniVGGNet on 200 labels in all combinations, with ten seeds each
# (`course experiment normalisation`). Here we reuse it up to its *hidden layer*. So a fitted head
# starts at about 84 %, as in the figure of cuts, and not at the 86.5 % of the second block. (The
# fine-tuned network of lesson 04 went up to the second block only.)
#
# We combine three choices:
#
# - The head starts new (*all at once*) or as a logistic regression on frozen features (*head
#   first*).
# - The normalisation moves, as Keras trains it, or stands.
# - Its statistics are A's, or were set to those of the 200 images beforehand.
#
# Each combination has the learning rate that was best for it on held-out images.
#
# The dotted lines, for *head first* only, are the [control](../docs/glossary.md#control): a
# learning rate of 0. At this rate no weight can change. Only the statistics of a normalisation that
# moves can change.
#
# **Predict:** take *head first*, a rate of 0, and A's statistics that move. How many points does
# the accuracy *lose* in 30 [updates](../docs/glossary.md#update)?

# %%
predict("loss without learning", ...)

# %% [markdown]
# **Predict:** after 300 updates at the best rates, how many points lie between the best and the
# worst of the eight combinations?

# %%
predict("spread after 300 updates", ...)

# %%
tuned = read_results("normalisation")
show(
    *fine_tuning_figures.normalisation(
        tuned,
        "A fitted head loses its start when A's statistics move; after 300 updates no way is ahead",
    ),
    rows="normalisation",
)

# %%
dotted = tuned.query("shift == 0 and rate == 0 and head == 'head first'")
dotted = dotted[dotted["normalisation"] == "moves"].groupby("updates")["accuracy"].mean()
reveal("loss without learning", 100 * (dotted[0] - dotted[30]))
ends = tuned.query("shift == 0 and rate > 0 and updates == 300")
ends = ends.groupby(["head", "normalisation"])["accuracy"].mean()
reveal("spread after 300 updates", 100 * (ends.max() - ends.min()))

# %%
ask("statistics-set-too-late", ...)

# %% [markdown]
# **Where the loss comes from.** Look at *head first*, on the right. A head on A's features begins
# at 83.9 %. With a rate of 0 no weight changes, and still 30 updates take it down by 7.1 points
# (3.7 to 10.4). Why? The moving statistics have moved to those of the 200 images, but the head was
# fitted to what they gave before. Now set the statistics to the 200 images first. Then the same
# control loses nothing: it moves by 0.2 points (−0.2 to 0.6).
#
# **What helps early.** One way clearly gains in 30 updates: set the statistics first, then let them
# move. That brings 1.5 points (1.1 to 1.9). If A's statistics move, training does little more than
# repair what they broke: it ends 0.8 points below the start, which may be chance (−0.5 to 2.1). If
# A's statistics stand, it gains 0.2, which may be chance too (−1.0 to 1.4).
#
# Now compare the ways with each other. The one that clearly gains ends 1.8 points above A's
# statistics that move (0.5 to 3.0). Its lead of 0.8 over A's statistics that stand is not clear
# (−0.1 to 1.7).
#
# **And later?** After 300 updates it hardly matters: all eight combinations are between 86.4 and
# 86.8 %. *All at once* starts near chance. After 30 updates it is clearly behind *head first* only
# where the normalisation stands. There, with A's statistics, it is behind by 4.2 points (2.9 to
# 5.5).
#
# **Take home:** if you fine-tune a fitted head for a few updates, and the normalisation moves, set
# the statistics to your images first. We cannot tell whether that beats leaving A's as they are.
# Whatever you choose, say so, and check that it happened.
#
# We once wrote here that fine-tuning, stopped early, is worse than the frozen features it started
# from. But we had compared a head after the hidden layer with one after the second block.
#
# **A trap that we fell into.** At first our *head first* lost many points in its first updates, and
# we blamed fine-tuning. The cause was our head. We had divided each feature by its own standard
# deviation, as is usual. But many hidden units hardly vary over 200 pullovers and shirts, and some
# differ only in the last digit of a float. When we divided by almost nothing, they got enormous
# weights. Then the smallest step of the layers below destroyed the answer. So look at the largest
# weight of a head before you fine-tune. Our head now divides by the median deviation where a unit's
# own is smaller.

# %% [markdown]
# ## Frozen, or fine-tuned? Equal updates, equal seconds
#
# Frozen features need no update of the network. Fine-tuning needs many, and each one costs time. So
# "fine-tuning is better" tells us little without a [budget](../docs/glossary.md#budget) beside it.

# %%
show(
    *fine_tuning_figures.budgets(
        tuned,
        here,
        read_results("transfer_seconds"),
        "300 updates of fine-tuning catch up with the frozen second block, and take far longer",
    ),
    rows=("normalisation", "transfer_ladder", "transfer_seconds"),
)

# %% [markdown]
# The frozen second block has 86.5 % in half a second. After 30 updates all four fine-tuned networks
# are behind it, by 1.6 to 6.2 points, three of them clearly. After 300 they are level with it: 0.1
# to 0.5 points ahead, which may be chance. And that takes 19 to 22 times as long. (These gaps are
# for the six seeds that both experiments have. The figure shows all seeds, so its gaps differ a
# little.)
#
# Remember where these networks start: after the hidden layer, a worse cut. The updates make up for
# that. If we fine-tune the second block itself, as in lesson 04, it ends 0.8 points *below* its
# frozen features (0.1 to 1.5).
#
# ### Does fine-tuning distort?
#
# Fine-tuning fits all layers to 200 images in the middle. Kumar and others (2022) found that this
# can *distort* features: they get better on images like those the network saw, and worse on others.
# This happens less if the head comes first. Shifted images are unlike those in the middle, so we
# can test this here.

# %%
show(
    *fine_tuning_figures.distortion(
        tuned, "Two pixels off, fine-tuned networks gain over their own start"
    ),
    rows="normalisation",
)

# %% [markdown]
# We don't find that here. Without a shift, 300 updates of *head first* bring 2.5 points (1.8 to
# 3.3) where the normalisation moves and 2.6 (2.0 to 3.3) where it stands. At two pixels they bring
# 7.3 (3.0 to 11.6) and 6.8 (4.2 to 9.4). At four pixels we cannot tell.
#
# Is *head first* better than *all at once* on images shifted by two pixels? Not as far as we can
# tell: 1.2 points (−2.5 to 4.9) where the normalisation moves, −1.7 (−4.1 to 0.8) where it stands.
# The networks of Kumar and others had learnt from far more images than ours. We have not measured
# whether that is the reason.
#
# What does fine-tuning change inside? *CKA* (centred kernel alignment) compares what two networks
# make of the same images. It is 1 if their features are the same except for rotation and size, and
# near 0 if they have nothing in common.

# %%
show(
    *fine_tuning_figures.similarity(
        read_results("similarity"), "After the hidden layer three of four ways move away from A"
    ),
    rows="similarity",
)

# %% [markdown]
# After the first block every way of fine-tuning has a CKA of 0.98 and more with its model A.
# Another model A has as much. The hidden layer changes, down to 0.70. Only *head first* with a
# normalisation that stands keeps it, at 0.96, as near to A as another model A is.
#
# But three things differ there at once: the head came first, the normalisation stands, and the rate
# is a third of the others' or less. We cannot say which of them keeps it. Networks that never saw
# task A are far from A's hidden layer: 0.45 from scratch, and 0.39 with random weights.

# %% [markdown]
# ## In your own words
#
# Write your answer before you open ours. A few sentences are enough.

# %% [markdown]
# [explain: judge-finds-anywhere]

# %% [markdown]
# ## Key points
#
# - Features are what a layer gives. It matters where you cut.
# - A convolution is equivariant: its answer moves with the image. Flatten, pooling and padding
#   depend on the place.
# - Pooling over all places gives you a part of the invariance. It costs you something where the
#   place matters.
# - When you fine-tune a normalised network, say whether its normalisation moves or stands, and
#   check it. Moving statistics alone can take away the good start of a fitted head.
# - Is the fear of lesson 04 justified, that a new head spoils the layers below? After 300 updates a
#   new head ends as well as a fitted one. After 30, *head first* is clearly ahead only where the
#   normalisation stands. We have not measured harm to the layers below by itself.
# - Compare at equal budgets. Here 300 updates of fine-tuning caught up with a frozen block, and
#   took twenty times as long.
# - A control with random weights shows what comes from the architecture, and what from task A.
#
# ## What could fool us here
#
# - **A true sentence about one layer.** A convolution finds a pattern anywhere. But a network has
#   other layers too.
# - **Another dataset.** In Fashion-MNIST all garments lie in the middle. In photos they do not, and
#   a dense network trained on photos learns other templates.
# - **More numbers.** An early cut gives more features than a late one: 6,272 after block 1, 512
#   after the hidden layer.
# - **A setting chosen for one arm.** In the stored rows each head has the penalty that is best for
#   it on validation images. The live heads of this notebook share one.
#
# **Next:** lesson 06 trains one network on two datasets at once.

# %% [markdown]
# ## How far you are

# %%
progress()
