# %% [markdown]
# # Lesson 06: joint training with a second dataset
#
# **The question:** how do I train one network on Fashion-MNIST *and* on my own dataset, and does
# each gain from the other or push it out?
#
# **You will be able to**
#
# - bring a second dataset, or a folder of your own pictures, to the form of the first,
# - join two datasets so that no labels collide and the small one counts,
# - build a network with one [trunk](../docs/glossary.md#trunk) and two
#   [heads](../docs/glossary.md#head), and train it where an image has one label only,
# - say what each dataset gains from the other, and what it pays.
#
# **You need:** lesson 02 for the photos, lesson 04 for comparisons over seeds.
#
# **Time to run:** 34 s for all cells, measured on two CPU cores, of which 5 s in *A second dataset:
# handwritten digits*, 4 s in *Training where each image has one label* and 15 s in *Exercise 4:
# `joint_step`*. Take 90 minutes for the exercises.
#
# **If you have 30 minutes:** run the cells in order. Read *One network, written in two ways*, write
# Exercise 1, and read *One trunk, two heads*. Watch *A joint run, live*, and read *Joint against
# alone* below it. Leave out Exercises 2 to 4 and *How much should each loss count?*: their cells
# run with the course's own solutions.
#
# **If time is short:** leave out *Your own pictures* and *Augmentation*. Nothing else here needs
# them.
#
# This notebook runs from top to bottom even if you write nothing: where an exercise is empty or
# wrong, it goes on with the course's own solution and says so. Your copy comes without outputs, so
# you can predict before you see an answer.

# %%
from course_utils import ask, check, hint, predict, progress, reveal, solution
from course_utils.datasets.fashion_mnist import CLASS_NAMES, load_fashion_mnist
from course_utils.datasets.picture_folder import demo_folder, load_picture_folder
from course_utils.datasets.tasks import Part, all_classes
from course_utils.experiments.joint_arms import CHEAP
from course_utils.experiments.results import read_results
from course_utils.figures import diagrams_joint as diagrams
from course_utils.figures import joint as figures
from course_utils.figures.lesson_06 import augmented, joint_run, mirrored, two_datasets
from course_utils.figures.plots import image_grid, show
from course_utils.live import compare_with_ours
from course_utils.solutions import reference
from course_utils.training.bars import bar

# %% [markdown]
# TensorFlow takes a few seconds to start.

# %%
import logging

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

logging.getLogger("tensorflow").setLevel("ERROR")  # it warns of networks that are built in a loop

# %% [markdown]
# ## Warm-up
#
# Three questions on lessons 03 and 04, about what you will need today.

# %%
ask("four-classes-kept", ...)

# %%
ask("trained-through-the-other", ...)

# %%
ask("intervals-that-overlap", ...)

# %% [markdown]
# ### One network, written in two ways
#
# So far you have mostly written networks with `Sequential`. It takes a list of layers, and each one
# gets what the one before it gives. Later in this lesson a network forks, and a list cannot say
# that. Keras has a second way to write networks, the *functional* one. You call each layer on
# values, as you call a function. Then you make a model from the first values and the last. Lesson
# 05 wrote its tiny network so.
#
# Here is the same small network in both ways. Read them line by line, side by side.

# %%
in_a_row = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)

images = keras.Input((28, 28, 1))
values = keras.layers.Flatten()(images)
values = keras.layers.Dense(32, activation="relu")(values)
values = keras.layers.Dense(10, activation="softmax")(values)
by_calls = keras.Model(images, values)

# %% [markdown]
# Is it the same network? We count the parameters of both. Then we give both the same weights and
# compare what they say of five images.

# %%
by_calls.set_weights(in_a_row.get_weights())
five = np.random.default_rng(0).random((5, 28, 28, 1), dtype="float32")
print(f"parameters: {in_a_row.count_params():,} and {by_calls.count_params():,}")
print("the same output for the same weights:", np.allclose(in_a_row(five), by_calls(five)))

# %% [markdown]
# So you lose nothing with the functional way. And you gain something: `values` is an ordinary
# variable. You may call *two* layers on it.

# %% [markdown]
# ## A second dataset: handwritten digits
#
# scikit-learn comes with 1,797 small pictures of digits. They are real: 13 people wrote them. What
# form do they have?

# %%
digits_8 = load_digits()
print("shape:", digits_8.images.shape, " dtype:", digits_8.images.dtype)
print("values:", digits_8.images.min(), "to", digits_8.images.max())
print("labels:", digits_8.target[:12], "…")

# %% [markdown]
# The values go from 0 to **16**. If you divide by 255 out of habit, you get images that are nearly
# black, and no error. A network sees numbers, not pictures. So a second dataset should have the
# form of the first: the same size, the same dtype, the same range.

# %%
small = digits_8.images[..., np.newaxis].astype("float32") / 16
X_digits = np.asarray(keras.ops.image.resize(small, (28, 28)))
y_digits = digits_8.target.astype("int64")
print("shape:", X_digits.shape, " dtype:", X_digits.dtype)
print(f"values: {X_digits.min():.0f} to {X_digits.max():.0f}")

# %% [markdown]
# ### Training, validation, test
#
# The file seems to go through the 13 people one after the other. If we shuffled it, we would test
# the network on the writers it was trained on. Then it would look better than it is. So we cut the
# file in its own order. Most test images should then come from people whom the network has not
# seen.

# %%
ask("split-by-dog", ...)

# %%
fashion = all_classes(load_fashion_mnist())
digits_train = Part(X_digits[:1000], y_digits[:1000])
digits_valid = Part(X_digits[1000:1297], y_digits[1000:1297])
digits_test = Part(X_digits[1297:], y_digits[1297:])
print(f"fashion: {len(fashion.train.y):,} images to train, {len(fashion.test.y):,} to test")
print(f"digits:   {len(digits_train.y):,} images to train,    {len(digits_test.y)} to test")

# %%
show(*two_datasets(fashion.train, digits_train))

# %% [markdown]
# ### The cheap baseline first
#
# The cheap models of lesson 01 learn from the raw pixels of 1,000 digits. We add an SVM (a support
# vector machine). It bends its borders where a logistic regression draws them straight.
#
# **Predict:** what accuracy does the SVM have on the test images, in per cent?

# %%
predict("SVM on digits", ...)

# %%
pixels = X_digits.reshape(len(X_digits), -1)
regression = LogisticRegression(C=0.1, solver="newton-cg", tol=1e-6)
for name, model in (
    ("1-NN", KNeighborsClassifier(1)),
    ("logistic regression", regression),
    ("SVM", SVC(C=10)),
):
    model.fit(pixels[:1000], y_digits[:1000])
    valid = model.score(pixels[1000:1297], y_digits[1000:1297])
    test = model.score(pixels[1297:], y_digits[1297:])
    print(f"{name:20} validation {valid:.1%}, test {test:.1%}")
reveal("SVM on digits", 100 * test)  # the SVM came last

# %% [markdown]
# The test images at the end of the file are harder than the validation images next to the training
# images. We'd expect that of other people's writing. What would a *shuffled* split have said? One
# shuffle is one draw, so we take ten.

# %%
shuffled = []
for seed in bar(range(10), "shuffles"):
    order = np.random.default_rng(seed).permutation(len(y_digits))
    regression.fit(pixels[order[:1000]], y_digits[order[:1000]])
    shuffled.append(regression.score(pixels[order[1297:]], y_digits[order[1297:]]))
print(f"shuffled: {np.mean(shuffled):.0%} on average, {min(shuffled):.0%} to {max(shuffled):.0%}")

# %% [markdown]
# On average, a shuffled split promises five points more than the order of the file gives. And the
# shuffles differ from each other by up to three points.

# %% [markdown]
# ## Your own pictures
#
# Put your pictures into folders, one folder for each class, such as `pictures/shoes` and
# `pictures/bags`. Sizes, colours and file types may be mixed. `load_picture_folder` prepares each
# picture with `prepare_photo` of lesson 02. If a picture cannot be read, it is named and left out,
# and the rest is used.
#
# The next cell works without your pictures too. It first makes a small folder of emoji, in four
# colour modes, with a broken file among them. For your own, write the path in quotes:
# `my_folder = "~/pictures"`.

# %%
my_folder = None

demo = demo_folder()
print("folders:", ", ".join(sorted(folder.name for folder in demo.iterdir())))

# %% tags=["nbval-ignore-output"]
prepare_photo = reference("prepare_photo")  # the course's own; copy yours here if you like
own = load_picture_folder(my_folder or demo, prepare_photo)

# %%
print(f"{len(own.y)} pictures of {len(own.class_names)} classes: {', '.join(own.class_names)}")
print("left out:", [picture.path for picture in own.left_out])

# %% tags=["draws"]
figure = image_grid(
    own.X[:10],
    [own.class_names[label] for label in own.y[:10]],
    columns=min(len(own.y), 10),
    title="Your pictures, prepared (drawn dark on light)",
    size=1.15,
)
show(
    figure,
    f"The first {min(len(own.y), 10)} pictures of the folder, prepared: 28 × 28 pixels each.",
)

# %% [markdown]
# They come back in lesson 07, with a head of their own. Here the digits take the place of *your own
# dataset*: there are enough of them to measure with.

# %% [markdown]
# ## The simple way: concatenation
#
# **[Concatenation](../docs/glossary.md#concatenation):** put all images into one array and all
# labels into another, and train one network. Look again at the figure of garments and digits above.
# What would the label 3 mean?
#
# A dress and the digit 3 would be *the same class*, and nothing raises an error. So every class
# needs a label of its own: the digits become 10 to 19.
#
# ## Exercise 1: `combine_datasets`
#
# **Find the fault.** The code below runs, and the images are right. A network would learn from it
# without an error, and would learn nonsense. Repair it.


# %%
combine_datasets = check(...)

# %%
X_both, y_both = combine_datasets(fashion.train, digits_train)
names_both = [*CLASS_NAMES, *(f"digit {digit}" for digit in range(10))]
print(f"{len(y_both):,} images, labels {y_both.min()} to {y_both.max()}")
print(f"label 3: {names_both[3]}; label 13: {names_both[13]}")
print(f"digits in a batch of 128, on average: {128 * (y_both >= 10).mean():.1f}")

# %% [markdown]
# ### What the large dataset does to the small one
#
# We have 55,000 garments and 1,000 digits. So a batch of 128 has about two digits.
#
# A network that sees the digits alone reaches about 94 % on their test images. What does it reach
# when the garments are mixed in? And what if we let the labels collide?
#
# The rows in `data/results` are from `course experiment joint_training`. Every network there has
# the same trunk. Unless a row says otherwise, it also has the same
# [budget](../docs/glossary.md#budget): 1,000 [updates](../docs/glossary.md#update) of 128 images.
# Each [rate](../docs/glossary.md#learning-rate) was chosen on validation images. The
# [confidence intervals](../docs/glossary.md#confidence-interval) hold for other seeds and other
# test images. A star marks a difference that is clear after Holm's correction
# ([evidence](../docs/evidence.md)). The last rows are the cheap models, on raw pixels. They show
# what a network has to beat.
#
# **Predict:** the garments are mixed in, and the digits have labels of their own. What is the test
# accuracy on the digits, in per cent?

# %%
predict("digits mixed in", ...)

# %% [markdown]
# **Predict:** and if the labels collide, in per cent?

# %%
predict("digits with colliding labels", ...)

# %%
joint = read_results("joint_training")
figures.table(
    joint,
    ["fashion alone", "digits alone", "concatenation", "labels collide", *CHEAP],
    against="concatenation",
)

# %%
reveal("digits mixed in", figures.accuracy(joint, "concatenation", "digits").mean)
reveal("digits with colliding labels", figures.accuracy(joint, "labels collide", "digits").mean)

# %%
ask("two-illnesses", ...)

# %% [markdown]
# When the garments are mixed in, the digits lose 7.9 points (4.5 to 11.3). For the garments we see
# no clear loss.
#
# With colliding labels the digits are at 84.6 %. With labels of their own they have 1.1 points more
# (−2.7 to 5.0). With 500 test digits we cannot tell whether that is a gain. We once reported ten
# points here, at a rate that nobody had chosen. The trouble with colliding labels is a different
# one. When such a network says 3, you don't know whether it means a dress or a digit.
#
# Now look at the last rows. A nearest neighbour has 95.6 % on the digits, 2.0 points more than the
# network that sees digits alone (0.1 to 3.9). An SVM that learns from shifted copies has 96.6 %,
# 3.0 points more (1.5 to 4.4). Further down, a network gets such copies too. On the garments the
# SVM has 89.9 %, and no network here is clearly better. Our first version did not have these rows,
# and 92 % looked good. (The cheap models differ a little from what you printed above. Here,
# penalties are chosen on validation images, and the regression sees scaled pixels.)
#
# (We count a digit as right if its class is the best of the ten digits, as if we told the network
# that it is a digit. If all 20 classes compete, 85.5 % are right: 0.2 points fewer.)
#
# Use the same offset for validation and test images. It comes from the labels that occur, so a part
# of the data without the last class would get another one.

# %% [markdown]
# ## Balance
#
# There are three ways to make the small dataset count:
#
# - **[class weights](../docs/glossary.md#class-weight)**: the loss of a rare class counts more;
# - **[oversampling](../docs/glossary.md#oversampling)**: draw half of each batch from one dataset
#   and half from the other, so that the small one comes again and again;
# - **[undersampling](../docs/glossary.md#undersampling)**: throw away all but 1,000 of the
#   garments.
#
# ## Exercise 2: `inverse_frequency_weights`


# %%
inverse_frequency_weights = check(...)

# %% [markdown]
# The same function gives a weight to every class, or to every *dataset*. For datasets, we give it 0
# for fashion and 1 for digits.

# %%
class_weights = inverse_frequency_weights(y_both)
dataset_weights = inverse_frequency_weights((y_both >= 10).astype(int))
print(f"a dress counts {class_weights[3]:.2f}, the digit 3 counts {class_weights[13]:.1f}")
print(f"a garment counts {dataset_weights[0]:.2f}, a digit {dataset_weights[1]:.1f}")

# %% [markdown]
# In Keras you write `model.fit(X, y, class_weight=class_weights)`. You give weights for datasets
# image by image: `sample_weight=np.where(y >= 10, dataset_weights[1], dataset_weights[0])`.
#
# ### Drawing half and half
#
# `tf.data` mixes two datasets in any proportion. We need `repeat()`: without it the digits are used
# up after about 2,000 images, and the rest of the epoch is garments. With it the stream never ends.
# So we have to tell `fit` when an epoch is over: `steps_per_epoch=437`.

# %% tags=["nbval-ignore-output"]
both_kinds = [
    tf.data.Dataset.from_tensor_slices((X, y)).shuffle(1000, seed=0).repeat()
    for X, y in (fashion.train, (digits_train.X, digits_train.y + 10))
]
half_and_half = tf.data.Dataset.sample_from_datasets(both_kinds, weights=[0.5, 0.5], seed=0)
n_digits = [int(np.sum(y >= 10)) for _, y in half_and_half.batch(128).take(5)]

# %%
print("digits in the first five batches of 128:", n_digits)

# %%
ask("half-and-half", ...)

# %% [markdown]
# Which of the three ways helps the digits most, and what does each cost the garments?
#
# **Predict:** how many points (per cent of their test images) do the digits *gain* if we draw half
# and half?

# %%
predict("digits half and half", ...)

# %% [markdown]
# **Predict:** how many points do the garments *lose* if we throw away all but 1,000 of them?

# %%
predict("garments thrown away", ...)

# %%
BALANCED = [
    "concatenation",
    "concatenation, class weights",
    "concatenation, oversampled",
    "concatenation, undersampled",
]
figures.table(joint, [*BALANCED, "digits alone", "fashion alone", *CHEAP], against="concatenation")

# %%
mixed, half, few = "concatenation", "concatenation, oversampled", "concatenation, undersampled"
reveal("digits half and half", figures.difference(joint, half, mixed, "digits").mean)
reveal("garments thrown away", figures.difference(joint, mixed, few, "fashion").mean)

# %% [markdown]
# All three bring back six to eight points for the digits. Each of them costs the garments
# something: half and half 1.6 points (0.8 to 2.4), class weights 2.3 (1.6 to 3.0), and throwing
# 54,000 garments away 6.0 (5.2 to 6.8).
#
# With half and half the digits are at 94.1 %. We cannot tell whether that is more or less than
# alone. For the garments, half and half is clearly cheaper than throwing garments away. Against
# class weights it is 0.7 points cheaper (0.0 to 1.3), which is hardly clear.

# %% [markdown]
# ## One trunk, two heads
#
# Do garments and digits have to compete in *one* [softmax](../docs/glossary.md#softmax)? We know
# which dataset each image comes from. So the datasets share all layers but the last: these are the
# **trunk**. And each dataset gets a last layer of its own: a **head**. Now labels can't collide.
# Label 3 of one head has nothing to do with label 3 of the other.
#
# Follow a garment and a digit through the figure. What do they share, and where do they part?

# %%
show(*diagrams.two_heads())

# %% [markdown]
# `Sequential` cannot hold such a network, because two heads do not stand in a row. The functional
# way of the warm-up can. Let's start with the smallest trunk: one dense layer. Both heads are
# called on the *same* values, `shared`. And the model gets a dict in place of one end.

# %%
images = keras.Input((28, 28, 1))
shared = keras.layers.Dense(32, activation="relu", name="trunk")(keras.layers.Flatten()(images))
ends = {
    "fashion": keras.layers.Dense(10, activation="softmax", name="fashion")(shared),
    "digits": keras.layers.Dense(10, activation="softmax", name="digits")(shared),
}
two_heads = keras.Model(images, ends)
says = two_heads(digits_test.X[:5])
print({name: values.shape for name, values in says.items()})

# %% [markdown]
# Five images go in. Ten probabilities come out of *each* head, under its own name.
#
# What do the heads share? Let's train the head *digits* alone, on 1,000 digits. It is a model of
# its own, from the same images to one of the two ends. **Think first:** which of the three layers
# `trunk`, `fashion` and `digits` move? And does the head *fashion* still say the same of a garment?

# %%
garment = fashion.test.X[:1]
before = {name: two_heads.get_layer(name).get_weights() for name in ("trunk", "fashion", "digits")}
said = two_heads(garment)["fashion"].numpy()

digits_only = keras.Model(images, ends["digits"])
digits_only.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
digits_only.fit(digits_train.X, digits_train.y, verbose=0)

for name, old in before.items():
    kernel = two_heads.get_layer(name).get_weights()[0]
    print(f"{name:8}", "stayed" if np.array_equal(kernel, old[0]) else "moved")
is_same = np.allclose(two_heads(garment)["fashion"], said)
print("the head fashion says the same of a garment:", is_same)

# %% [markdown]
# The head *fashion* stayed as it was, and still it says something else. It stands on the trunk, and
# the trunk moved. So what the digits teach the trunk reaches the garments too, for better or worse.
#
# ## Exercise 3: `build_multi_head`
#
# Now write this network for real. Two things are new: the trunk has more layers, and `heads` says
# which heads there are, so you need a loop over it.


# %%
build_multi_head = check(...)

# %% tags=["live"]
keras.utils.set_random_seed(0)
model = build_multi_head((28, 28, 1), {"fashion": 10, "digits": 10})
probabilities = model.predict(digits_test.X[:1], verbose=0)
print({name: values.shape for name, values in probabilities.items()})

# %% [markdown]
# Every image goes through both heads. That does no harm: we read only the head of its dataset.
#
# ## Training where each image has one label
#
# `fit` wants a label for every head. But a garment has none for the head *digits*. The usual
# answers go wrong here in four ways.
#
# ### 1. Zeros for the missing labels
#
# "Fill the missing labels with 0" teaches the head *digits* that a shirt is a 0. What does that
# cost?
#
# **Predict:** how many points does the head *digits* lose on the digits?

# %%
predict("zeros for missing labels", ...)

# %%
figures.table(
    joint,
    ["multi-head, sum", "multi-head, zeros for missing labels", *CHEAP],
    against="multi-head, sum",
)

# %%
zeros = "multi-head, zeros for missing labels"
cost_of_zeros = figures.difference(joint, "multi-head, sum", zeros, "digits").mean
reveal("zeros for missing labels", cost_of_zeros)

# %% [markdown]
# We cannot tell what it costs: 0.2 points of the digits (−0.6 to 1.1), 0.9 of the garments (−0.1 to
# 1.9). A loss of a point or two would fit as well. It is still wrong, because it teaches the head
# *digits* to say 0 for every shirt.

# %% [markdown]
# ### 2. `zip` stops with the shorter one
#
# It looks fair to walk through both datasets side by side. But when the digits end, the epoch ends:

# %%
garments, numerals = (tf.data.Dataset.range(len(part.y)) for part in (fashion.train, digits_train))
print("pairs in an epoch:", int(tf.data.Dataset.zip(garments, numerals).cardinality()))
print("garments that an epoch never shows:", len(fashion.train.y) - 1000)

# %% [markdown]
# `numerals.repeat()` helps. You can also draw random batches from both, as we do below.
#
# ### 3. A loss that never sees its weights
#
# The right idea is this: where there is no label, give *any* label, and a **[sample
# weight](../docs/glossary.md#sample-weight)** of 0, so that it doesn't count. The loss is then
# **[masked](../docs/glossary.md#mask)**.
#
# Look at one row of the figure: at which head does this image count?

# %%
show(*diagrams.masked_loss())

# %% [markdown]
# For a mask, the loss function must return *one loss for each image*. Keras multiplies these by the
# weights. The loss in the next cell takes the mean itself, so there is nothing left to mask.
#
# To see the difference, we first let the network learn garments for a moment.

# %% tags=["nbval-ignore-output", "live"]
garments_part = keras.Model(model.inputs[0], model.get_layer("fashion").output)
garments_part.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
garments_part.fit(fashion.train.X[:10_000], fashion.train.y[:10_000], batch_size=100)
start = model.get_weights()

# %% tags=["live"]
n = 64
X_mixed = np.concatenate([fashion.train.X[:n], digits_train.X[:n]])
labels = {
    "fashion": np.concatenate([fashion.train.y[:n], np.zeros(n, dtype="int64")]),
    "digits": np.concatenate([np.zeros(n, dtype="int64"), digits_train.y[:n]]),
}
masks = {
    "fashion": np.repeat([1.0, 0.0], n).astype("float32"),
    "digits": np.repeat([0.0, 1.0], n).astype("float32"),
}


def mean_loss(y, p):
    return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, p))


def fashion_loss_with(loss):
    """Return the masked loss of the head fashion on the mixed images, as Keras works it out."""
    model.compile(loss={"fashion": loss, "digits": loss})
    losses = model.evaluate(
        X_mixed, labels, sample_weight=masks, batch_size=2 * n, verbose=0, return_dict=True
    )
    return losses["fashion_loss"]


# %% tags=["nbval-ignore-output", "live"]
of_mixed = model.predict(X_mixed, verbose=0)["fashion"]
of_each = keras.losses.sparse_categorical_crossentropy(labels["fashion"], of_mixed).numpy()
by_mean_loss = fashion_loss_with(mean_loss)
by_keras = fashion_loss_with("sparse_categorical_crossentropy")
print(f"mean over the 64 garments:               {of_each[:n].mean():.3f}")
print(f"mean over all 128, with invented labels: {of_each.mean():.3f}")
print(f"mean_loss, masked:                       {by_mean_loss:.3f}")
print(f"Keras's loss, masked:                    {by_keras:.3f}")

# %% tags=["live"]
compare_with_ours("invented labels", of_each.mean() / of_each[:n].mean())
is_half = np.isclose(by_mean_loss, of_each.mean() / 2, rtol=1e-3)
print("mean_loss is half of the mean over all images, so the invented labels count:", is_half)
is_half = np.isclose(by_keras, of_each[:n].mean() / 2, rtol=1e-3)
print("Keras's loss is half of the mean over the garments, so they do not count:", is_half)

# %%
ask("mean-over-whom", ...)

# %% [markdown]
# ### 4. Half of a mean
#
# Keras's loss is masked, but it is *half* of what it should be: 64 losses, divided by 128 images.
# With 2 digits in 128 images it would be 2 losses divided by 128, and the digits would count for
# almost nothing. This reduction divides by the sum of the weights instead:

# %%
masked = keras.losses.SparseCategoricalCrossentropy(reduction="mean_with_sample_weight")
is_mean = np.isclose(fashion_loss_with(masked), of_each[:n].mean(), rtol=1e-3)
print("with mean_with_sample_weight the loss is the mean over the garments:", is_mean)

# %% [markdown]
# ## The other way: a step of your own
#
# Without masks, you can take a batch of each dataset, look only at its own head, and add the losses
# up. For that we compute the [gradients](../docs/glossary.md#gradient) by hand. A `GradientTape`
# notes what is computed, and walks back:

# %%
weight = tf.Variable(3.0)
with tf.GradientTape() as tape:
    loss = weight**2
print("the gradient of weight² at 3:", tape.gradient(loss, [weight])[0].numpy())
keras.optimizers.SGD(0.1).apply([tf.constant(6.0)], [weight])
print(f"after a step of SGD with a rate of 0.1: {weight.numpy():.1f}")

# %% [markdown]
# ## Exercise 4: `joint_step`


# %%
joint_step = check(...)

# %% [markdown]
# ### Both ways give the same gradients
#
# **Think:** one way masks labels that do not count, the other adds up two losses. Why should their
# gradients be the same, and not only similar?
#
# We make one update of each, from the same weights, with plain gradient descent and a rate of 1.
# Then the change of the weights is minus the gradient, so equal changes mean equal gradients.

# %% tags=["nbval-ignore-output"]
model.set_weights(start)
model.compile(optimizer=keras.optimizers.SGD(1.0), loss={"fashion": masked, "digits": masked})
model.fit(X_mixed, labels, sample_weight=masks, batch_size=2 * n, verbose=0)
after_fit = model.get_weights()

model.set_weights(start)
batches = {
    "fashion": (fashion.train.X[:n], fashion.train.y[:n]),
    "digits": (digits_train.X[:n], digits_train.y[:n]),
}
optimizer = keras.optimizers.SGD(1.0)
optimizer.build(model.trainable_variables)  # for a joint_step that is compiled with tf.function
joint_step(model, optimizer, batches, {"fashion": 1.0, "digits": 1.0})
after_step = model.get_weights()

moved = max(np.abs(new - old).max() for new, old in zip(after_step, start, strict=True))
apart = max(np.abs(one - two).max() for one, two in zip(after_step, after_fit, strict=True))
print(f"largest change of a weight: {moved:.3f}; largest difference of both ways: {apart:.1e}")

# %%
print("the gradients are the same, up to rounding:", apart < 1e-4 * moved)

# %%
ask("looks-at-the-batch", ...)

# %% [markdown]
# They are the same, as long as no layer looks at the whole batch. [Batch
# normalisation](../docs/glossary.md#batch-normalisation) does: in `fit` it would see garments and
# digits mixed, in `joint_step` each by themselves.
#
# ### A joint run, live
#
# We make 100 updates, with 64 garments and 64 digits in each. We follow both accuracies separately,
# because a network with two datasets doesn't have one single accuracy.

# %% tags=["live"]
rng = np.random.default_rng(0)


def draw(part, n):
    """Return n random images with their labels."""
    rows = rng.integers(0, len(part.y), n)
    return part.X[rows], part.y[rows]


def accuracies(network):
    """Return the validation accuracy on each dataset, from its own head."""
    parts = {"fashion": fashion.valid, "digits": digits_valid}
    return {
        name: float(
            np.mean(network.predict(X, batch_size=500, verbose=0)[name].argmax(axis=1) == y)
        )
        for name, (X, y) in parts.items()
    }


def train(network, parts, n_updates):
    """Train a network on some datasets; return both accuracies, every 25 updates."""
    optimizer = keras.optimizers.Adam(0.001)
    optimizer.build(network.trainable_variables)
    history = [{"updates": 0, **accuracies(network)}]
    for number in bar(range(1, n_updates + 1), "updates"):
        batches = {name: draw(part, 128 // len(parts)) for name, part in parts.items()}
        joint_step(network, optimizer, batches, dict.fromkeys(parts, 1.0))
        if number % 25 == 0:
            history.append({"updates": number, **accuracies(network)})
    return pd.DataFrame(history).set_index("updates")


# %% tags=["nbval-ignore-output", "live"]
keras.utils.set_random_seed(0)
model = build_multi_head((28, 28, 1), {"fashion": 10, "digits": 10})
run = train(model, {"fashion": fashion.train, "digits": digits_train}, 100)
run.map("{:.1%}".format)

# %% tags=["nbval-ignore-output"]
show(*joint_run(run))

# %% tags=["live"]
compare_with_ours("joint, fashion", run["fashion"].iloc[-1])
compare_with_ours("joint, digits", run["digits"].iloc[-1])

# %%
ask("fewer-of-its-own", ...)

# %% [markdown]
# ### Joint against alone
#
# Your run had 100 updates. The stored rows below had 1,000 and six seeds, so both datasets are
# learnt better there. In each update a joint network sees 64 garments and 64 digits, but a network
# for one dataset sees 128 images of it. So there is a second comparison, with a network that sees
# 64 in each update. The third is with copies of the digits, shifted by up to two pixels. They cost
# nothing and need no second dataset.

# %%
figures.table(
    joint,
    [
        "multi-head, sum",
        "multi-head, digits shifted",
        "fashion alone",
        "digits alone",
        "digits alone, shifted",
        "fashion alone, 64 an update",
        "digits alone, 64 an update",
        *CHEAP,
    ],
    against="multi-head, sum",
)

# %% [markdown]
# **Do the digits gain from the garments?** A little, it seems: 1.1 points (0.2 to 2.0) against a
# network that sees as many digits in each update, 64. Against one that sees 128 it is 0.9 points
# (0.0 to 1.9), and there we cannot tell. An earlier version of this lesson said 1.6, against
# networks whose rate nobody had chosen.
#
# **What helps the digits?** Copies of the digits help: we move each by at most two pixels. With
# them the digits alone come to 96.5 %, which is 2.8 points more (1.3 to 4.3). An SVM that learns
# from four copies of each image has 96.6 %. Do the garments add anything to such copies? We cannot
# tell: 0.2 points (−0.5 to 0.9).
#
# **What do the garments pay?** They lose 1.4 points (0.6 to 2.3) against a network that sees 128
# garments in each update. Against one that sees 64 we see no clear loss (−1.0 to 0.9). So they pay
# because the digits take some of their places in the batch.

# %% [markdown]
# ## Augmentation, for each dataset on its own
#
# A mirrored bag is still a bag. Is a mirrored digit still a digit?

# %% tags=["card", "draws"]
bags = fashion.train.X[fashion.train.y == 8][:2]
two_and_three = np.concatenate([digits_train.X[digits_train.y == digit][:1] for digit in (2, 3)])
show(*mirrored(np.concatenate([bags, two_and_three]), ["bag", "bag", "2", "3"]))

# %% [markdown]
# So each dataset gets its own preprocessing layers, *before* we mix the images.

# %%
augment = {
    "fashion": keras.layers.RandomFlip("horizontal", seed=0),
    "digits": keras.layers.RandomTranslation(0.15, 0.15, fill_mode="constant", seed=0),
}
before = {"fashion": fashion.train.X[:8], "digits": digits_train.X[:8]}
after = {name: augment[name](images, training=True) for name, images in before.items()}
show(*augmented(before, after))

# %% [markdown]
# The rows measure the flip only.
#
# **Predict:** how many points do the garments *gain* if we mirror them? If you expect a loss,
# write a negative number.

# %%
predict("mirrored garments", ...)

# %% [markdown]
# **Predict:** how many points do the digits *lose* if we mirror them as well?

# %%
predict("mirrored digits", ...)

# %%
figures.table(
    joint,
    ["multi-head, sum", "multi-head, fashion mirrored", "multi-head, both mirrored", *CHEAP],
    against="multi-head, sum",
)

# %%
plain, one, both = "multi-head, sum", "multi-head, fashion mirrored", "multi-head, both mirrored"
reveal("mirrored garments", figures.difference(joint, one, plain, "fashion").mean)
reveal("mirrored digits", figures.difference(joint, one, both, "digits").mean)

# %% [markdown]
# If we mirror the garments, they lose 0.7 points (0.3 to 1.1), although a mirrored bag is a bag. We
# have not measured why. In 1,000 updates each garment comes up only about once. If we mirror the
# digits as well, they lose 1.7 points (0.6 to 2.9). You could expect that from the mirrored 2 in
# the figure above.

# %% [markdown]
# ## How much should each loss count?
#
# `joint_step` takes weights. There are three usual ways to choose them:
#
# - **sum**: 1 for each, without further thought;
# - **grid**: try some, and take the best on validation images;
# - **uncertainty**: learn them. Each loss gets the weight exp(−s), and s follows the gradient of
#   exp(−s) · loss + s. It settles where the weight is 1 / loss, so a small loss counts more.
#   (Kendall, Gal and Cipolla, 2018; for classification they have s / 2, which halves both weights.)
#   In code:
#
# ```python
# s = {"fashion": 0.0, "digits": 0.0}
# for batches in all_batches:
#     weights = {name: np.exp(-s[name]) for name in s}
#     losses = joint_step(model, optimizer, batches, weights)
#     for name in s:
#         s[name] -= 0.01 * (1 - weights[name] * float(losses[name]))
# ```
#
# Which is best for garments, and which for digits? Is one of them best for both?
#
# **Predict:** the digits' loss gets ten times the weight of the garments' loss. How many points do
# the digits *gain* over the plain sum? If you think that they lose, write a negative number.

# %%
predict("digits at ten times", ...)

# %% [markdown]
# **Predict:** and how many points do the garments *lose*?

# %%
predict("garments at ten times", ...)

# %%
WEIGHTS = {
    "multi-head, digits × 0.1": "0.1",
    "multi-head, digits × 0.3": "0.3",
    "multi-head, sum": "1",
    "multi-head, digits × 3": "3",
    "multi-head, digits × 10": "10",
}
show(
    *figures.trade_off(
        joint,
        WEIGHTS,
        ["multi-head, uncertainty", "concatenation, oversampled"],
        "More weight on the digits costs garments, and brings the digits nothing clear",
    ),
    rows="joint_training",
)

# %%
plain, ten_times = "multi-head, sum", "multi-head, digits × 10"
reveal("digits at ten times", figures.difference(joint, ten_times, plain, "digits").mean)
reveal("garments at ten times", figures.difference(joint, plain, ten_times, "fashion").mean)

# %%
of_weights = joint[joint["arm"].isin(list(WEIGHTS)) & joint["what"].isin(["fashion", "digits"])]
valid = of_weights.groupby("arm", sort=False)["valid_accuracy"].mean()
print((100 * valid).round(2).to_string())
print("\nbest mean of both validation accuracies:", valid.idxmax())

# %% [markdown]
# At the rate that is best for the sum, the grid chooses the sum. Ten times the weight on the digits
# costs the garments 1.7 points (1.2 to 2.1) and brings the digits no clear gain. A tenth of the
# weight costs the digits 1.6 points (0.7 to 2.6) and brings the garments 0.4 (0.2 to 0.7).
# **Uncertainty**, at a rate of its own, costs the garments 2.9 points (0.9 to 4.8) and brings the
# digits no clear gain. We have not measured why.

# %% [markdown]
# ## In your own words
#
# Write your answer before you open ours. A few sentences are enough.

# %% [markdown]
# [explain: judge-one-accuracy]

# %% [markdown]
# ## Key points
#
# - Give a second dataset the form of the first: size, dtype, range. Split it so that the test
#   images come from elsewhere.
# - Every class needs a label of its own. Colliding labels raise no error.
# - Draw the small dataset more often, or give it more weight. If you don't, it loses. Of our three
#   ways, throwing garments away cost the garments most.
# - Put the cheap opponent into every table. Here no network was clearly better on the digits than
#   an SVM with shifted copies.
# - With heads, an image has a label for one head only. Mask the others, with a loss that returns
#   one value for each image, or look at one head at a time. Both give the same gradients.
# - The plain sum was hard to beat. More weight on the digits cost the garments points, and brought
#   the digits no clear gain.
# - There are two accuracies. Measure each dataset on its own, every time.
#
# ## What could fool us here
#
# - **Few writers.** A few people wrote the 500 test digits. The intervals hold for other seeds and
#   other images, but not for other people.
# - **One rate for a family of arms.** Some arms share the rate that is best for one of their
#   family. Colliding labels have the rate of *concatenation*. Fixed weights, mirroring and zeros
#   have the rate of the sum.
# - **A small network, 1,000 updates.** Digits and garments fit into it together. Two harder
#   datasets might not.
# - **A weight that is not called one.** We took 64 to 64 images in a batch because it is simple.
#   This choice is a weight too.
# - **Batch normalisation.** The trunk has none. With it, mixed and separate batches differ.
#
# **Next:** lesson 07 lets the second dataset come *later*, and asks what the network forgets.

# %% [markdown]
# ## How far you are

# %%
progress()
