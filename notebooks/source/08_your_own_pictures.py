# %% [markdown]
# # Lesson 08: your own pictures
#
# **The question:** what can a network that has seen a million photos do with fifty of yours?
#
# **You will be able to**
#
# - feed photos to a network trained on [ImageNet](../docs/glossary.md#imagenet) the way it was fed
#   in training,
# - use it for [feature extraction](../docs/glossary.md#feature-extraction), and choose the layer,
# - [fine-tune](../docs/glossary.md#fine-tune) its top without losing what it knew,
# - test it on your own pictures, on *objects it has never seen*, and hand in a report.
#
# **You need:** lesson 02 for networks, lessons 04 and 05 for transfer.
#
# **Time to run:** 46 s for all cells, measured on two CPU cores, of which 4 s in *Exercise 2:
# `feature_extractor`*, 22 s in *Exercise 3: `fine_tune_network`* and 9 s in *Exercise 4:
# `split_by_object`*. Take 120 minutes for the exercises, and an evening for pictures of your own
# and a report.
#
# **If you have 30 minutes:** run all cells, and leave the exercises empty: the course's own
# solutions step in. Read from *The photos, and the network* to the end of *Ten labels of each
# class*. Then go to *Your own pictures*, and read to the end of *Look at the mistakes*. Leave out
# *Wrong input*, *Which layer?*, Exercise 3, *Near or far?* and the report: what you read needs none
# of them.
#
# This notebook runs from top to bottom even if you write nothing: where an exercise is empty or
# wrong, it goes on with the course's own solution and says so. Write each prediction before you run
# the cell that answers it.

# %%
from course_utils import ask, check, hint, predict, progress, reveal, solution
from course_utils.datasets.photos import PHOTOS, few_photos, load_photos
from course_utils.datasets.picture_folder import load_picture_folder
from course_utils.experiments.near_or_far_worth import worth_on_pixels
from course_utils.experiments.photo_fine_tuning import measured_after
from course_utils.experiments.photo_fine_tuning_arms import ARMS, SCRATCH, Arm
from course_utils.experiments.results import read_results
from course_utils.figures import diagrams_reuse as diagrams
from course_utils.figures import lesson_08 as figures
from course_utils.figures import lesson_08_rows as figures_of_rows
from course_utils.figures.near_or_far import near_or_far
from course_utils.figures.plots import image_grid, show
from course_utils.learner.files import new_folder
from course_utils.networks.imagenet import CUTS, load_imagenet_classes, load_imagenet_network
from course_utils.networks.mobilenet import load_mobilenet
from course_utils.own_report import write_report
from course_utils.own_report.over_objects import balanced_accuracy
from course_utils.training.heads import softmax_weights

# %% [markdown]
# TensorFlow takes a few seconds to start.

# %%
import logging
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.neighbors import KNeighborsClassifier

logging.getLogger("tensorflow").setLevel("ERROR")  # it warns of networks that are built one by one

# %% [markdown]
# ## Warm-up
#
# Three questions on lessons 01, 02 and 05, about what you will need today.

# %%
ask("a-rate-of-zero", ...)

# %%
ask("chosen-on-25-photos", ...)

# %%
ask("twins-and-the-nearest-neighbour", ...)

# %% [markdown]
# ## The photos, and the network
#
# The course comes with 178 photos of five classes. Each shows a single thing, cut out, on a white
# background. Six objects appear in two photos, and the others in one. ([Where they are
# from](../data/photos/README.md).)

# %%
photos = load_photos()
counts = pd.DataFrame({"class": np.array(photos.class_names)[photos.y], "object": photos.objects})
counts.groupby("class")["object"].agg(photos="size", objects="nunique")

# %%
first = [np.flatnonzero(photos.y == label)[number] for number in (0, 5) for label in range(5)]

# %% tags=["draws"]
figure = image_grid(
    photos.X[first],
    [photos.descriptions[place].rstrip(".") for place in first],
    columns=5,
    title="Five classes, a few dozen photos of each",
    size=1.6,
)
show(figure, "Two photos of each class: bird, flower, food, household and mammal, all on white.")

# %% [markdown]
# Our network is EfficientNet-Lite0. It has learnt ImageNet: 1.3 million photos of 1,000 classes,
# from *tench* to *toilet tissue*. Its weights are in `data/models`, so nothing is downloaded.
#
# What input does it expect? It expects red, green and blue, with values from about −1 for black to
# 1 for white. It was trained on 224 × 224 pixels. We give it 128 × 128, because that takes a third
# of the computing. Your own pictures may have any size, and values from 0 to 255.
#
# ## Exercise 1: `prepare_for_network`


# %%
prepare_for_network = check(...)

# %% [markdown]
# ### What does it see?
#
# The last layer of the network names what it sees, in one of ImageNet's 1,000 words.
#
# **Predict:** for how many of the ten photos above will its answer share a word with our title of
# the photo?

# %%
predict("names that match", ...)

# %%
X = prepare_for_network(list(photos.X))
namer = load_imagenet_network(has_top=True)
words = load_imagenet_classes()
best = namer.predict(X[first], verbose=0).argmax(axis=1)
pd.DataFrame(
    {
        "it is": [photos.descriptions[place].rstrip(".") for place in first],
        "the network says": [words[number] for number in best],
    }
)

# %%
titles = [photos.descriptions[place].rstrip(".") for place in first]
shared = [
    set(title.lower().split()) & set(words[number].lower().split())
    for title, number in zip(titles, best, strict=True)
]
reveal("names that match", sum(map(bool, shared)))

# %%
ask("right-features-wrong-name", ...)

# %% [markdown]
# Compare the two columns. Some answers are right, others are nonsense. And none is one of our five
# classes: ImageNet has 120 breeds of dogs and few words for vegetables. So these are not the
# answers that we need. But what the network computes on the way to them may help us.
#
# ## Exercise 2: `feature_extractor`
#
# In lesson 05 you took the part of a network up to a layer. This network has branches, with
# [residual additions](../docs/glossary.md#residual-addition). A layer gives a map of values for
# each channel. We want one number per channel: the mean over the map.
#
# Look at the hatched network in the figure: it never changes. Your function makes it and the
# features behind it. The head comes further down.

# %%
show(*diagrams.features_and_head())


# %%
feature_extractor = check(...)

# %% [markdown]
# `CUTS` lists the parts of the network, with the name of the last layer in each.

# %%
network = load_imagenet_network()
print(" ".join(CUTS))
extractor = feature_extractor(network, CUTS["top"])

# %% tags=["nbval-ignore-output"]
features = extractor.predict(X, batch_size=50)

# %% [markdown]
# ### A map of the photos
#
# Each photo is now a row of 1,280 numbers in `features`. Let's draw a map of them.
# [PCA](../docs/glossary.md#pca) finds the two directions in which the photos differ most. We draw
# the map twice: from raw pixels and from features. The map itself uses no labels. The colours only
# help you to read it.
#
# **Predict:** on the map of features, how many of the photos have one of their own class as the
# nearest dot? Give the share in per cent.

# %%
predict("same class nearest", ...)

# %%
pixels = photos.X[:, ::4, ::4].reshape(len(photos.y), -1) / 255
show(*figures.maps({"raw pixels": pixels, "features": features}, photos.y, photos.class_names))

# %%
dots = PCA(2, random_state=0).fit_transform(features)
near = KNeighborsClassifier(n_neighbors=1).fit(dots, photos.y).kneighbors(return_distance=False)
reveal("same class nearest", 100 * np.mean(photos.y[near[:, 0]] == photos.y))

# %% [markdown]
# On the left the classes are mixed. On the right most photos lie with others of their class. Two
# directions out of 1,280 are enough to see this.
#
# Which photos are neighbours? Here are four photos. Beside each one are its three nearest, first by
# pixels and then by features.

# %% tags=["card"]
show(*figures.neighbours(photos, {"pixels": pixels, "features": features}, first[:4]))

# %% [markdown]
# By pixels, the neighbours have about the same outline and brightness. By features, most of them
# show the same kind of *thing*.

# %%
ask("two-directions-of-many", ...)

# %% [markdown]
# ## Ten labels of each class
#
# Now let's measure it. In each class ten photos have labels, each showing a different object. We
# test on all photos of the remaining objects. Some classes have more of them than others, so we
# take the *[balanced accuracy](../docs/glossary.md#balanced-accuracy)*. It is the accuracy within
# each class, averaged over the classes. Guessing among five classes gives 20 %.
#
# **Predict:** what balanced accuracy does a logistic regression reach on raw pixels, in per cent?

# %%
predict("photos by pixels", ...)

# %% [markdown]
# **Predict:** and what does it reach on the features, in per cent?

# %%
predict("photos by features", ...)


# %%
def learn(values, labelled, asked):
    """Return the balanced accuracy of a logistic regression that learns from labelled photos."""
    head = LogisticRegression(max_iter=1000).fit(values[labelled], photos.y[labelled])
    return balanced_accuracy_score(photos.y[asked], head.predict(values[asked]))


labelled, asked = few_photos(photos, n=10, seed=0)
reached = {
    name: learn(values, labelled, asked)
    for name, values in (("raw pixels", pixels), ("features", features))
}
for name, accuracy in reached.items():
    print(f"{name}: {accuracy:.0%}")
reveal("photos by pixels", 100 * reached["raw pixels"])
reveal("photos by features", 100 * reached["features"])

# %% [markdown]
# One draw of fifty photos proves little. So our stored rows (`course experiment photo_transfer`)
# have ten draws each with 2, 5 and 10 labels per class, and one with all the labels. They are also
# stricter than our cell. Every draw has the same 72 test photos, and the penalty was tuned without
# them. So your number will differ a little. The rules are in [evidence](../docs/evidence.md).

# %%
transfer = read_results("photo_transfer")
show(
    *figures_of_rows.by_labels(
        transfer, "Two labels per class on ImageNet's features beat all labels on raw pixels"
    ),
    rows="photo_transfer",
)

# %% [markdown]
# Look at the top line first. ImageNet's features reach 82.2 % with two labels per class, and 96.0 %
# with ten (93.0 to 99.1). On raw pixels the best of four classifiers, the nearest neighbour,
# reaches 43.3 % with ten.
#
# Now look at the second line. Features of MiniVGGNet, which has learnt garments, reach 59.9 % with
# ten. With *random* weights MiniVGGNet reaches 42.4 %. (There its normalisation gets the statistics
# of the labelled photos, as in lesson 04. As it is built, it reaches 38.1 %.) So with ten labels,
# having learnt garments is worth 17.5 points (10.8 to 24.3), although no photo shows one.
#
# Does the architecture of ImageNet's network help? With *random* weights it reaches 45.0 %. We
# cannot tell whether that beats the best on raw pixels. (With the statistics of the labelled photos
# it is 32.8 %.) Starting from 45.0, the other 51.0 points come from what the network has learnt
# (44.7 to 57.3).
#
# ## Wrong input
#
# A network doesn't complain about wrong input. It still returns features. We measure what these
# mistakes cost, with ten labels per class:
#
# - grey levels from 0 to 1
# - grey levels from 0 to 255
# - red and blue swapped
# - photos shrunk to 28 × 28 and enlarged again
# - photos of 64 × 64
#
# **Predict:** how many points does it cost to give levels from 0 to 255?

# %%
predict("cost of 0 to 255", ...)

# %% [markdown]
# **Predict:** which costs more: photos that were shrunk to 28 × 28 and enlarged again (`"28"`), or
# photos of 64 × 64 (`"64"`)?

# %%
predict("costlier photos", ...)

# %%
figures_of_rows.fed(transfer)

# %%
cost = {
    size: figures_of_rows.ahead(transfer, "ImageNet, top", f"ImageNet, top, fed {how}", n=10).mean
    for size, how in (("255", "0 to 255"), ("28", "from 28 × 28"), ("64", "64 × 64"))
}
reveal("cost of 0 to 255", cost["255"])
reveal("costlier photos", "28" if cost["28"] > cost["64"] else "64")

# %%
ask("a-mistake-that-costs-little", ...)

# %% [markdown]
# Levels from 0 to 255 cost 25.5 points (16.0 to 35.1). They are more than a hundred times too
# large.
#
# Photos that were shrunk to 28 × 28 and enlarged again still reach 85.3 %. Photos of 64 × 64 are
# sharper, but they lose more: 17.3 points, against 10.7. So sharpness is not the whole reason. The
# size of the image counts too.
#
# Levels from 0 to 1 cost 2.7 points (0.6 to 4.9). But with 2, 5 and all labels they cost nothing
# that we can tell. Swapping red and blue costs nothing that we can tell either. A mistake that
# costs so little is easy to miss, because the accuracy doesn't show it. So print the smallest and
# the largest value of your input, and look at one image.
#
# ## Which layer?
#
# In lesson 05 the features were best well before the end of the network.
#
# **Predict:** after which layer are they best here, with two labels per class? Choose `"block_2b"`,
# `"block_4c"`, `"block_6d"` or `"top"`.

# %%
predict("best cut for photos", ...)

# %%
show(
    *figures_of_rows.by_cut(
        transfer, "Late layers are best, and with two labels the top is not the best of them"
    ),
    rows="photo_transfer",
)

# %%
with_two = {
    cut: figures_of_rows.accuracy(transfer, f"ImageNet, {cut}", n=2).mean
    for cut in ("block_2b", "block_4c", "block_6d", "top")
}
reveal("best cut for photos", max(with_two, key=with_two.get))

# %% [markdown]
# Look at the right end of the lines: here the late layers are best. One reason may be that many of
# ImageNet's classes are animals, plants and things like ours.
#
# With two labels per class the features after `block_6d` are ahead of the top: 87.0 against 82.2 %.
# (After that block come only `block_7a` and `top`.) The photos on which we tuned say the same. With
# more labels the lead gets smaller, and with ten we cannot tell which is ahead.
#
# ### Another network
#
# Your extractor takes any network of Keras. If you are online, set `is_online` to `True`. Then the
# cell fetches MobileNetV2 (9 MB), which has learnt ImageNet too, and does the same with it.

# %% tags=["nbval-ignore-output"]
is_online = False
if is_online:
    extractor_of_keras = feature_extractor(load_mobilenet(), "out_relu")
    X_of_keras = keras.applications.mobilenet_v2.preprocess_input(photos.X.astype("float32"))
    features_of_keras = extractor_of_keras.predict(X_of_keras, batch_size=50, verbose=0)
    print(f"MobileNetV2's features: {learn(features_of_keras, labelled, asked):.0%}")

# %% [markdown]
# ## Exercise 3: `fine_tune_network`
#
# Often frozen features are enough. If you want to go further, do it in steps: first the head, then
# the last convolutions at a low rate. The normalisation stands, as in lesson 05. Some convolutions
# are [depthwise](../docs/glossary.md#depthwise-convolution): they have one small filter for each
# channel. They count too.
#
# Compare both steps in the figure: which boxes change their colour, and which stay hatched?

# %%
show(*diagrams.last_convolutions())


# %%
fine_tune_network = check(...)

# %% [markdown]
# ### Head first
#
# The head is one dense layer with a softmax. It doesn't have to start from random weights. A
# logistic regression is such a layer, so we copy its numbers.


# %%
def with_head(network, head):
    """Return the network with a softmax layer that answers as a logistic regression does."""
    output = keras.layers.Dense(len(head.classes_), activation="softmax", name="head")
    model = keras.Model(network.inputs, output(network.output))
    output.set_weights(softmax_weights(head))
    return model


# %% [markdown]
# As before, you have ten photos of each class to learn from. Five more help us to decide when to
# stop: the *validation* photos. `few_photos` draws one of each class in turn, so the first fifty
# are ten of each.

# %%
drawn, asked = few_photos(photos, n=15, seed=0)
labelled, valid = drawn[:50], drawn[50:]
head = LogisticRegression(max_iter=1000).fit(features[labelled], photos.y[labelled])
print(f"{len(labelled)} to learn from, {len(valid)} for validation, {len(asked)} to test on")

# %% [markdown]
# ### Which rate?
#
# A *[rate range test](../docs/glossary.md#learning-rate-range-test)* tries many rates in one short
# run: the rate is 1.3 times as large with each batch, and we write down the loss.
#
# **Predict:** at which rate is the loss lowest, before it rises? Give the rate in thousandths: for
# 0.02 write 20.

# %%
predict("rate of lowest loss", ...)

# %% tags=["nbval-ignore-output"]
trial = fine_tune_network(with_head(load_imagenet_network(), head), n_top=2, rate=1e-6)
rng = np.random.default_rng(0)
rates, losses = 1e-6 * 1.3 ** np.arange(45), []
for rate in rates:
    batch = rng.choice(labelled, size=16, replace=False)
    trial.optimizer.learning_rate = rate
    trial.reset_metrics()  # else Keras returns the mean over all batches so far
    losses.append(trial.train_on_batch(X[batch], photos.y[batch], return_dict=True)["loss"])
show(*figures.rate_range(rates, losses))

# %%
reveal("rate of lowest loss", 1000 * rates[np.nanargmin(losses)])

# %% [markdown]
# Read the figure from left to right. While the rate is tiny, nothing happens. Then the loss falls,
# because the network learns these photos. In the end a step is so long that it lands where the loss
# is higher, and further steps make the network jump around. This has ruined `trial`, so we throw it
# away.
#
# A usual choice is a tenth of the rate at which the loss turns upwards, or less. But this is only a
# start. The test looks at the labelled photos only, so it cannot see that a network learns them by
# heart. We take 10⁻⁴.
#
# ### When to stop
#
# When the loss on the validation photos has not fallen for three epochs, training stops, and the
# best weights come back. This is *[early stopping](../docs/glossary.md#early-stopping)*.
#
# **Predict:** we train the last two convolutions and the head on 50 photos. By how many points does
# the balanced accuracy on the test photos change? If you think that it falls, write a negative
# number.

# %%
predict("one run of fine-tuning", ...)

# %% tags=["nbval-ignore-output"]
tuned = fine_tune_network(with_head(load_imagenet_network(), head), n_top=2, rate=1e-4)
before = tuned.predict(X[asked], verbose=0).argmax(axis=1)
history = tuned.fit(
    X[labelled],
    photos.y[labelled],
    validation_data=(X[valid], photos.y[valid]),
    batch_size=16,
    epochs=12,
    callbacks=[keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)],
)
after = tuned.predict(X[asked], verbose=0).argmax(axis=1)
print(f"before: {balanced_accuracy_score(photos.y[asked], before):.1%}")
print(f"after {len(history.epoch)} epochs: {balanced_accuracy_score(photos.y[asked], after):.1%}")

# %%
start = balanced_accuracy_score(photos.y[asked], before)
end = balanced_accuracy_score(photos.y[asked], after)
reveal("one run of fine-tuning", 100 * (end - start))

# %% [markdown]
# If your number went down, or stayed where it was, nothing is broken. One run on fifty photos
# cannot tell.
#
# ### More photos out of few?
#
# Mirror, turn or enlarge a fork a little, and it's still a fork. Keras has layers for this
# ([augmentation](../docs/glossary.md#augmentation)). They work in training only. Turning leaves
# empty corners. Here we fill them with white, which is 1.

# %%
augment = keras.Sequential(
    [
        keras.layers.RandomFlip("horizontal", seed=0),
        keras.layers.RandomRotation(0.06, fill_mode="constant", fill_value=1.0, seed=0),
        keras.layers.RandomZoom(0.15, fill_mode="constant", fill_value=1.0, seed=0),
    ]
)
versions = np.concatenate([augment(X[first[:1]], training=True) for _ in range(5)])
show(*figures.versions(X[first[0]], versions))

# %% [markdown]
# ### What ten draws say
#
# The stored rows are from `course experiment photo_fine_tuning`. They have ten draws of ten labels
# per class. Each way has its own rate, which was tuned on photos outside the test. All ways start
# with the head that was fitted first. Three lines are a control: at **rate 0** nothing can be
# learnt, and only the statistics of the normalisation move.
#
# **Predict:** each way of fine-tuning runs at its tuned rate. How many points does the best of them
# gain over the frozen features?

# %%
predict("best fine-tuning gain", ...)

# %% [markdown]
# **Predict:** at rate 0, the normalisation of the top three blocks moves for 20 epochs. How many
# points does that cost?

# %%
predict("moving statistics cost", ...)

# %%
tuning = read_results("photo_fine_tuning")
show(
    *figures_of_rows.fine_tuning(
        tuning, "No way of fine-tuning is clearly ahead of the frozen features"
    ),
    rows="photo_fine_tuning",
)

# %%
gains = [
    figures_of_rows.gained(tuning, arm, rate=None, epochs=epochs).mean
    for arm in ARMS
    if arm.trained != SCRATCH
    for epochs in measured_after(arm)
]
reveal("best fine-tuning gain", max(gains))
moved = Arm("top 3 blocks", normalisation="moves")
gain = figures_of_rows.gained(tuning, moved, rate=0.0, epochs=20).mean
reveal("moving statistics cost", -gain)

# %%
ask("fine-tuning-on-x-rays", ...)

# %% [markdown]
# In the figure, the line at 0 marks the frozen features, which have 96.0 %. So there are only four
# points to gain. At its tuned rate no way of fine-tuning gains anything that we can tell. The best
# mean is 0.1 points (−0.6 to 0.8). At the usual rate of 10⁻⁴ five epochs on the top three blocks
# gain 0.8 points (0.2 to 1.5). But that is one interval of 16. After Holm's correction the gain is
# not clear.
#
# What does it cost if the normalisation moves? At rate 0 nothing is learnt. With the top three
# blocks the statistics alone cost 4.6 points after 20 epochs (0.4 to 8.9). With learning, most of
# it comes back. At the usual rate, forgetting the one line for the normalisation costs 1.9 points
# after 5 epochs (0.2 to 3.6). The 1.4 points after 20 epochs may be chance (−0.1 to 2.8).
#
# Training *block by block* ([gradual unfreezing](../docs/glossary.md#gradual-unfreezing)) gains
# nothing that we can tell. Training on augmented photos gains nothing that we can tell either. For
# augmented photos with 5 epochs, and for all blocks with a normalisation that stands, the lowest
# rate was the best in tuning. At that rate next to nothing is learnt. (We have not measured
# [discriminative learning rates](../docs/glossary.md#discriminative-learning-rates), which are
# lower for lower blocks.)
#
# The same network *from scratch* reaches 46.6 % after 20 epochs (39.5 to 53.7). We cannot tell
# whether that beats the nearest neighbour on raw pixels. The rate from scratch is Adam's default,
# and was not tuned.
#
# So if you have ten labels per class, of kinds that ImageNet has, stop at frozen features. With
# more labels, or with stranger photos, this may be different. Then compare with the frozen
# features.
#
# ## Near or far?
#
# Is ImageNet always the best source? Let's take Fashion-MNIST again: grey images, 28 pixels wide.
# The network must tell two garments apart. We compare two sources:
#
# - task A of lesson 04 is *near and small*: 44,000 images of the other eight garments,
# - ImageNet is *far and huge*: 1.3 million photos.
#
# For ImageNet's network we invert the garments, so that they are dark on white, and enlarge them to
# 96 × 96.
#
# How many labels on raw pixels would it take for the same accuracy? The figure has all three pairs
# of lesson 04. Task A's network with random weights is a control. For each source we use its best
# layer, chosen on held-out images. (The rows are from `course experiment near_or_far`, with ten
# seeds.)
#
# **Predict:** take pullover against shirt, the hardest pair, with 50 labels. On which features are
# they worth more: on those of the near source (`"near"`), or of the far one (`"far"`)?

# %%
predict("source for shirts", ...)

# %% [markdown]
# **Predict:** how many labels on raw pixels are those 50 labels worth on ImageNet's features?

# %%
predict("pixels for ImageNet", ...)

# %% tags=["draws"]
garments = read_results("near_or_far")
worth = worth_on_pixels(garments)
show(
    *near_or_far(worth, "The far, huge source is nowhere clearly behind the near one"),
    rows="near_or_far",
)

# %%
near, far = (
    worth["2-6"][source][50].n_labels for source in ("task A (near, small)", "ImageNet (far, huge)")
)
reveal("source for shirts", "far" if far > near else "near")
reveal("pixels for ImageNet", far)

# %%
ask("more-than-distance", ...)

# %% [markdown]
# ImageNet, the far source, is nowhere clearly behind task A. For sandals against shirts there is no
# room for a lead: with ten labels both have more than 99 %. On the two harder pairs ImageNet is
# ahead. For pullover against shirt it leads by 4.9 points with 50 labels (3.0 to 6.9), and still by
# 2.9 with 1,000 (2.1 to 3.7). For this pair, 50 labels on ImageNet's features are worth 762 on raw
# pixels (455 to 1,267). On features of task A they are worth 180 (141 to 315).
#
# So is far better than near? We cannot say, because the two sources differ in more than distance.
# ImageNet has thirty times as many images, in colour. Its network is larger, and sees each garment
# at 96 × 96. The architecture alone is not the reason: with random weights the same network is 5.0
# points behind with 1,000 labels, on the held-out images. But for small grey garments too, features
# from a million photos of other things were worth no less than features from the other eight
# garments. On the hard pair they were worth more.
#
# ## Your own pictures
#
# Make one folder for each class, and put these folders into one. In each class you need 5 to 50
# pictures, of five different objects or more. With fewer, the test says very little. Write the path
# of the folder in quotes: `my_folder = "~/pictures"`. If you leave it at `None`, the cell takes the
# photos of the course.
#
# The pictures may be JPEG, PNG, WebP, TIFF, BMP or GIF. If your phone has noted that a photo is
# turned ([EXIF orientation](../docs/glossary.md#exif-orientation)), the cell turns it upright. It
# leaves out what it cannot use, and tells you the reason. It changes nothing in your folder. (The
# folder of the course holds five files that are not photos.)
#
# **Which pictures show the same object?** If you have several of one object, put them into a
# subfolder of its class. Or give them names that differ only in the number at the end: `dog-1.jpg`
# and `dog-2.jpg` count as the same dog. Names from a camera, such as `IMG_1234.jpg`, don't tell us
# the object, so each counts as an object of its own.

# %% tags=["nbval-ignore-output"]
my_folder = None
own = load_picture_folder(my_folder or PHOTOS, lambda picture: prepare_for_network([picture])[0])

# %%
print(f"{len(own.y)} pictures of {len(set(own.objects))} objects")
print("classes:", ", ".join(own.class_names))

# %% [markdown]
# (The loader passes one picture at a time, but your function takes a list. That's why there are
# brackets.)
#
# **Check:** is that the number of *things* in your pictures? If not, sort the folder first.

# %% [markdown]
# ## Exercise 4: `split_by_object`
#
# Why does it matter which pictures show the same object? A network that has seen your red mug from
# the left will know it from the right. That tells you nothing about other mugs. If an object is on
# both sides, labels leak from training into the test. This is called
# *[data leakage](../docs/glossary.md#data-leakage)*. So we
# [split by object](../docs/glossary.md#split-by-object).
#
# **Find the fault.** The code below splits within each class, and nothing is lost or doubled. It
# does what many published splits do. Where does it let an object be on both sides? Repair it.


# %%
split_by_object = check(...)

# %%
ask("dogs-on-grass", ...)

# %% [markdown]
# ### Ask first
#
# Before you see a number, decide: what is your question, and which number would mean yes? Write it
# down, and also where your pictures are from. Both go into your report.

# %%
my_texts = {
    "title": "",  # what is told apart, and by whom
    "question": "",  # one that a number can answer, and which number would be a yes
    "data": "",  # who took the pictures, where and with what
}

# %% [markdown]
# ### Learn, and be tested
#
# A third of your objects is [held out](../docs/glossary.md#held-out-set) for the test. The photos
# of the course are easy, so we hold out four fifths of them. Otherwise there would be no mistakes
# to look at. The features are from the extractor, and the head is a logistic regression.

# %%
share = 0.33 if my_folder else 0.8  # the photos of the course are easy
train, test = split_by_object(own.objects, own.y, share)

# %% tags=["nbval-ignore-output"]
own_features = extractor.predict(own.X, batch_size=50)

# %% [markdown]
# **Predict:** how many test pictures will the head get right, in per cent?

# %%
predict("unseen objects right", ...)

# %%
head = LogisticRegression(max_iter=1000).fit(own_features[train], own.y[train])
predicted = head.predict(own_features[test])
right = predicted == own.y[test]
print(f"{right.sum()} of {len(test)} pictures of unseen objects are right")
print(f"balanced accuracy: {balanced_accuracy_score(own.y[test], predicted):.0%}")
reveal("unseen objects right", 100 * right.mean())

# %% [markdown]
# Now let's compare it with cheap opponents. One always names the most frequent class. The others
# learn from raw pixels: a logistic regression, and the nearest neighbour.
#
# **Predict:** how close do they come? Give the balanced accuracy of the best of them, in per cent.

# %%
predict("best cheap opponent", ...)

# %%
most_frequent = np.bincount(own.y[train]).argmax()
own_pixels = own.X[:, ::4, ::4].reshape(len(own.y), -1)
regression = LogisticRegression(max_iter=1000).fit(own_pixels[train], own.y[train])
nearest = KNeighborsClassifier(n_neighbors=1).fit(own_pixels[train], own.y[train])
opponents = {
    "most frequent class": np.full(len(test), most_frequent),
    "logistic regression on raw pixels": regression.predict(own_pixels[test]),
    "nearest neighbour on raw pixels": nearest.predict(own_pixels[test]),
}
scores = {
    name: balanced_accuracy_score(own.y[test], answers) for name, answers in opponents.items()
}
for name, score in scores.items():
    print(f"{name}: {score:.0%}")
reveal("best cheap opponent", 100 * max(scores.values()))

# %% [markdown]
# If raw pixels come close on your own pictures, the background may be the reason. Perhaps each
# class has its own table.

# %%
show(*figures.confusion(own.y[test], predicted, own.class_names))

# %% [markdown]
# ### Look at the mistakes
#
# The number tells you how many were wrong. To see why, look at the pictures.
#
# **Think:** before you look, name one cause that you expect.

# %% tags=["draws"]
wrong = test[~right]
named = dict(zip(test, predicted, strict=True))
show(*figures.mistakes(own, wrong, named))

# %% [markdown]
# ### Keep it, and use it elsewhere
#
# We join the network and your head into one model, and save it with the class names beside it.
# `my_results` names a folder for this. With `None` the folder is thrown away later. With
# `"my_network"` it lies beside this notebook. The next one is `my_network-2`, so nothing is
# overwritten.

# %%
my_results = None
place = new_folder(my_results)
final = with_head(load_imagenet_network(), head)
final.save(place / "network.keras")
(place / "classes.txt").write_text("\n".join(own.class_names), encoding="utf-8")
print(sorted(path.name for path in place.iterdir()))

# %% [markdown]
# Anybody who has Keras and Pillow can use these two files. Here is a script of ten lines that names
# one new picture. Pillow's `pad` puts the picture on a white square, almost as your function does.

# %%
script = """
import sys
import keras, numpy
from PIL import Image, ImageOps

network = keras.models.load_model("network.keras")
picture = ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("RGB")
square = ImageOps.pad(picture, (128, 128), Image.Resampling.BILINEAR, color="white")
x = (numpy.asarray(square, dtype="float32") - 127) / 128
names = open("classes.txt", encoding="utf-8").read().splitlines()
for name, share in zip(names, network.predict(x[None], verbose=0)[0]):
    print(f"{share:4.0%} {name}")
"""

# %% [markdown]
# Let's run it as a program of its own, on a picture that your head has not learnt from.

# %% tags=["nbval-ignore-output"]
new_picture = (Path(my_folder or PHOTOS) / own.files[test[0]]).expanduser().resolve()
(place / "name_it.py").write_text(script, encoding="utf-8")
command = [sys.executable, "name_it.py", str(new_picture)]
done = subprocess.run(command, cwd=place, capture_output=True, text=True)
print(new_picture.name)
print(done.stdout)

# %% [markdown]
# The shares add up to 100 %, but don't read them as probabilities. Nobody has checked whether nine
# in ten of the pictures with 90 % are right.

# %% [markdown]
# ## Your report
#
# Now write a report that you can hand in: one page with the numbers, the opponents and the
# mistakes. The page does the counting. Its intervals treat each object as one case, not each
# picture. If an object is on both sides, the page says so in red. You write what the page cannot
# know: why some pictures went wrong, what could fool us, and what you would do next.
# [What makes a good report](../docs/report_rubric.md) says what a reader looks for. It doesn't ask
# for a high number.

# %%
my_texts |= {
    "mistakes": "",  # sorted by cause, and counted
    "limits": "",  # two dangers of just these pictures
    "conclusion": "",  # the answer, and the one next step
}

# %% [markdown]
# The page goes into the folder of your network.
#
# **Predict:** how wide is the interval of your balanced accuracy? Give the distance from its lowest
# to its highest value, in points.

# %%
predict("width of the interval", ...)

# %%
report = write_report(
    place / "my_report", own, train, test, predicted, opponents=opponents, texts=my_texts
)
print(report.name)

# %%
interval = balanced_accuracy(right, own.y[test], [own.objects[place] for place in test])
reveal("width of the interval", 100 * (interval.high - interval.low))

# %% [markdown]
# Open it in a browser, and read it as if somebody else had written it. Does any sentence claim more
# than the interval allows?

# %% [markdown]
# ## In your own words

# %% [markdown]
# [explain: mugs-and-bowls]

# %% [markdown]
# ## What could fool us here
#
# - **The same thing twice.** Suppose two photos show one mug, and there is one on each side. Then a
#   part of your test only asks whether the network remembers that mug. (This is reasoned, not
#   measured. The photos of the course have too few pairs for that.)
# - **The background.** If all your dogs stand on grass, the network may learn grass. Look at the
#   mistakes, and take one picture of each class in a new place.
# - **Photos that the network knows.** ImageNet's photos come from the web. Photos from the web may
#   be among them, and then its features look better than they are. Photos that you took yourself
#   are not among them.
# - **Photos that are too easy.** All photos of the course are cut out. Your kitchen has clutter, so
#   your number may well be lower.
# - **Many tries, one test.** If you change the rate until the test photos are right, you have tuned
#   on them. Use validation photos for this, and use the test photos once.
#
# ## Key points
#
# - Feed a network the way it was fed in training. It gives no warning if you don't.
# - Try frozen features and a logistic regression first. They take seconds.
# - If you fine-tune, use validation photos, and compare with the frozen features that you started
#   from.
# - Keep all pictures of an object on one side. Report an interval and the mistakes.
#
# ## How far you are

# %%
progress()

# %% [markdown]
# Well done: this was the last lesson. Now take a folder of your own. Five objects per class are
# enough to begin.
