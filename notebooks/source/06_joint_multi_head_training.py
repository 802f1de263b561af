# %% [markdown]
# # Lesson 06: joint training with a second dataset
#
# **The question:** how do I train one network on Fashion-MNIST *and* on my own dataset? Does each
# gain from the other, or does one push the other out?
#
# **You will be able to**
#
# - bring a second dataset, or a folder of your own pictures, to the form of the first,
# - join two datasets so that no labels collide and the small one counts,
# - build a network with one trunk and two heads, and train it where an image has one label only,
# - measure what a network forgets, and repair it with a few stored images.
#
# **You need:** lesson 02 for the photos, lesson 04 for comparisons over seeds.
#
# **Time to run:** under 3 minutes for all cells on two CPU cores. Take two hours for the exercises.
#
# This notebook runs from top to bottom even if you write nothing: where an exercise is empty or
# wrong, it goes on with the course's own solution and says so. To predict honestly, first choose
# *Edit › Clear Outputs of All Cells*.

# %%
from course_utils import check, hint, solution
from course_utils.data import CLASS_NAMES, load_fashion_mnist
from course_utils.experiments.results import read_results
from course_utils.picture_folder import load_picture_folder
from course_utils.pictures import load_emoji
from course_utils.plots import BLACK, BLUE, GREEN, ORANGE, PURPLE, SKY_BLUE, image_grid, show
from course_utils.solutions.lesson_02_minivggnet_baseline import prepare_photo
from course_utils.statistics import mean_interval, paired_difference
from course_utils.tasks import Part, all_classes

# %% [markdown]
# TensorFlow takes a few seconds to start, and says so in lines that look alarming. They are not
# errors.

# %% tags=["nbval-ignore-output"]
import logging
import tempfile
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

logging.getLogger("tensorflow").setLevel("ERROR")  # it warns of networks that are built in a loop

# %% [markdown]
# ## A second dataset: handwritten digits
#
# scikit-learn brings 1,797 small pictures of digits. They are real: 13 people wrote them. What
# form do they have?

# %%
digits_8 = load_digits()
print("shape:", digits_8.images.shape, " dtype:", digits_8.images.dtype)
print("values:", digits_8.images.min(), "to", digits_8.images.max())
print("labels:", digits_8.target[:12], "…")

# %% [markdown]
# The values go from 0 to **16**. Whoever divides by 255 from habit gets images that are nearly
# black, and no error. Networks see numbers, not pictures, so a second dataset should come in the
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
# The file seems to go through the 13 people one after the other. If we shuffled, the network would
# be tested on the hands it was trained on, and look better than it is. So we cut in the order of
# the file: then most test images should come from people whom the network has not seen.

# %%
fashion = all_classes(load_fashion_mnist())
digits_train = Part(X_digits[:1000], y_digits[:1000])
digits_valid = Part(X_digits[1000:1297], y_digits[1000:1297])
digits_test = Part(X_digits[1297:], y_digits[1297:])
print(f"fashion: {len(fashion.train.y):,} images to train, {len(fashion.test.y):,} to test")
print(f"digits:   {len(digits_train.y):,} images to train,    {len(digits_test.y)} to test")

# %%
few = [np.flatnonzero(fashion.train.y == label)[0] for label in range(10)]
few_digits = [np.flatnonzero(digits_train.y == label)[0] for label in range(10)]
figure = image_grid(
    np.concatenate([fashion.train.X[few], digits_train.X[few_digits]]),
    [f"{label}: {CLASS_NAMES[label]}" for label in range(10)] + [f"{d}: digit" for d in range(10)],
    title="Two datasets in one form, and the same labels for different things",
    size=1.15,
)
show(
    figure,
    "One image of each class. Above the ten garments, below the ten digits: each label from 0 to 9 "
    "stands for a garment and for a digit.",
)

# %% [markdown]
# ### The cheap baseline first
#
# **Predict:** what does a logistic regression on the raw pixels reach on the digits, trained on
# 1,000 images?

# %%
pixels = X_digits.reshape(len(X_digits), -1)
regression = LogisticRegression(C=0.1, max_iter=1000)
regression.fit(pixels[:1000], y_digits[:1000])
print(f"validation: {regression.score(pixels[1000:1297], y_digits[1000:1297]):.1%}")
print(f"test:       {regression.score(pixels[1297:], y_digits[1297:]):.1%}")

shuffled = np.random.default_rng(0).permutation(len(y_digits))
train_rows, test_rows = shuffled[:1000], shuffled[1297:]
regression.fit(pixels[train_rows], y_digits[train_rows])
print(f"test, had we shuffled: {regression.score(pixels[test_rows], y_digits[test_rows]):.1%}")

# %% [markdown]
# The test images at the end of the file are harder than the validation images next to the training
# images, as other hands would be. A shuffled split hides that, and six points of error with it.

# %% [markdown]
# ## Your own pictures
#
# Put your pictures into folders, one folder a class, such as `pictures/shoes` and `pictures/bags`.
# Sizes, colours and file types may be mixed. `load_picture_folder` prepares each one with
# `prepare_photo` of lesson 02. A picture that cannot be read is named and left out, and the rest
# serves.
#
# So that the cell has something to show without you, it first makes a small folder of emoji, in
# four colour modes, with a broken file among them. For your own, write the path in quotes:
# `my_folder = "~/pictures"`.

# %%
my_folder = None

demo = Path(tempfile.mkdtemp()) / "pictures"
for kind in ("shoes", "bags"):
    (demo / kind).mkdir(parents=True)
kinds = {5: "shoes", 7: "shoes", 9: "shoes", 8: "bags"}
for number, picture in enumerate(load_emoji()):
    if picture.label in kinds:
        mode = ("RGB", "L", "P", "RGBA")[number % 4]
        file = demo / kinds[picture.label] / f"{picture.name}.png"
        Image.fromarray(picture.rgb).convert(mode).save(file)
(demo / "shoes" / "broken.png").write_bytes(b"this is no picture")
print("folders:", ", ".join(sorted(folder.name for folder in demo.iterdir())))

# %% tags=["nbval-ignore-output"]
own = load_picture_folder(my_folder or demo, prepare_photo)

# %%
print(f"{len(own.y)} pictures of {len(own.class_names)} classes: {', '.join(own.class_names)}")
print("left out:", [picture.path for picture in own.left_out])

# %%
figure = image_grid(
    own.X[:10],
    [own.class_names[label] for label in own.y[:10]],
    columns=min(len(own.y), 10),
    title="Your pictures as the network sees them",
    size=1.15,
)
show(
    figure,
    f"The first {min(len(own.y), 10)} pictures of the folder, prepared: light on dark, 28 × 28.",
)

# %% [markdown]
# We use them at the end of the lesson. Until then the digits play *your own dataset*: they are
# enough to measure with.

# %% [markdown]
# ## The simple way: concatenation
#
# Put all images into one array, all labels into another, and train one network. Look at the
# figure above again: what would the label 3 mean?
#
# A dress and the digit 3 would be *the same class*. Nothing raises an error. So every class needs a
# label of its own: the digits become 10 to 19.
#
# ## Exercise 1: `combine_datasets`


# %% tags=["exercise"] course={"exercise": "combine_datasets"}
def combine_datasets(first, second):
    """Put two labelled datasets together, so that every class has a label of its own.

    Parameters
    ----------
    first, second : tuple
        Images, float32, shape (n, height, width, channels), and labels, integers from 0, shape
        (n,). Not every label need occur.

    Returns
    -------
    X : array of float32
        The images of first, then those of second, in their order.
    y : array of int64
        The labels of first as they are; those of second raised by the largest label of first
        plus 1.

    Raises
    ------
    ValueError
        If the images of both differ in height, width or channels, or one of them has not as many
        labels as images.
    """
    raise NotImplementedError


# %%
combine_datasets = check(combine_datasets)

# %% [markdown]
# Stuck? Take the sign # away and run the cell. Each call of `hint` says a little more; `solution`
# shows one way to do it.

# %%
# hint("combine_datasets")
# solution("combine_datasets")

# %%
X_both, y_both = combine_datasets(fashion.train, digits_train)
names_both = [*CLASS_NAMES, *(f"digit {digit}" for digit in range(10))]
print(f"{len(y_both):,} images, labels {y_both.min()} to {y_both.max()}")
print(f"label 3: {names_both[3]}; label 13: {names_both[13]}")
print(f"digits in a batch of 128, on average: {128 * (y_both >= 10).mean():.1f}")

# %% [markdown]
# ### What the large dataset does to the small one
#
# 55,000 garments, 1,000 digits. In a batch of 128 there are two digits.
#
# **Predict:** a network that sees the digits alone reaches about 92 % on their test images. What
# does it reach when the garments are mixed in? And what if we let the labels collide?
#
# The rows in `data/results` are from `course experiment joint_training`. Every network there has
# the same layers and the same budget: 1,000 updates of 128 images, ten seeds.


# %%
joint = read_results("joint_training")


def percent(arm, column):
    """Return the values of a column for an arm in per cent, in the order of seeds."""
    return 100 * joint[joint["arm"] == arm].sort_values("seed")[column].to_numpy()


def with_interval(arm, column):
    """Return mean and 95 % interval as text."""
    mean, half_width = mean_interval(percent(arm, column))
    return f"{mean:.1f} ± {half_width:.1f} %"


def table(arms):
    """Return the test accuracies of some arms on both datasets."""
    columns = {"fashion": "fashion_test", "digits": "digits_test"}
    return pd.DataFrame(
        {
            name: [
                "–" if np.isnan(percent(arm, column)).any() else with_interval(arm, column)
                for arm in arms
            ]
            for name, column in columns.items()
        },
        index=arms,
    )


table(["fashion alone", "digits alone", "concatenation", "labels collide"])

# %% [markdown]
# Mixed in, the digits fall from 92 to 82 %. With two digits in a batch the network has seen 2,300
# of them, counted with repeats; the network for digits alone has seen 128,000. The garments hardly
# notice.
#
# And if labels collide? Then the digits fall further, to 72 %. That is *not* the disaster one
# expects: a dress and the digit 3 look so different that one output can stand for both. This is
# what makes the mistake dangerous. Nothing raises an error, the garments are as good as before, and
# only who measures the digits on their own sees that something is wrong.
#
# (A digit counts as right if its class is the best of the ten digits, as though we told the network
# that it is a digit. Among all 20 classes 81.6 % are right: only few digits are taken for
# garments.)

# %% [markdown]
# ## Balance
#
# Three ways to make the small dataset count:
#
# - **weights**: the loss of a rare class counts more;
# - **oversampling**: draw each batch half from one dataset, half from the other, so that the small
#   one comes again and again;
# - **undersampling**: throw away all but 1,000 of the garments.
#
# ## Exercise 2: `inverse_frequency_weights`


# %% tags=["exercise"] course={"exercise": "inverse_frequency_weights"}
def inverse_frequency_weights(y):
    """Return a weight for each class, so that all classes count the same in a loss.

    The weight of a class is the number of labels divided by the number of classes that occur and
    by the number of labels of that class. So the weights of all labels add up to their number.

    Parameters
    ----------
    y : array of integers, shape (n,)
        Labels. Classes that do not occur get no weight.

    Returns
    -------
    dict of int to float
        As Keras's class_weight takes it.

    Raises
    ------
    ValueError
        If y is empty.
    """
    raise NotImplementedError


# %%
inverse_frequency_weights = check(inverse_frequency_weights)

# %%
# hint("inverse_frequency_weights")
# solution("inverse_frequency_weights")

# %% [markdown]
# The same function gives a weight to every class, or to every *dataset*: ask it about 0 for
# fashion and 1 for digits.

# %%
class_weights = inverse_frequency_weights(y_both)
dataset_weights = inverse_frequency_weights((y_both >= 10).astype(int))
print(f"a dress counts {class_weights[3]:.2f}, the digit 3 counts {class_weights[13]:.1f}")
print(f"a garment counts {dataset_weights[0]:.2f}, a digit {dataset_weights[1]:.1f}")

# %% [markdown]
# In Keras: `model.fit(X, y, class_weight=class_weights)`.
#
# ### Drawing half and half
#
# `tf.data` mixes two datasets in any proportion. `repeat()` is needed: without it the digits are
# used up after 1,000 images, and the rest of the epoch is garments.

# %% tags=["nbval-ignore-output"]
both_kinds = [
    tf.data.Dataset.from_tensor_slices((X, y)).shuffle(1000, seed=0).repeat()
    for X, y in (fashion.train, (digits_train.X, digits_train.y + 10))
]
half_and_half = tf.data.Dataset.sample_from_datasets(both_kinds, weights=[0.5, 0.5], seed=0)
n_digits = [int(np.sum(y >= 10)) for _, y in half_and_half.batch(128).take(5)]
print("digits in the first five batches of 128:", n_digits)

# %%
assert all(40 < n < 90 for n in n_digits)
print("about half of each batch are digits")

# %% [markdown]
# **Predict:** which of the three serves the digits best, and what does each cost the garments?

# %%
BALANCED = [
    "concatenation",
    "concatenation, class weights",
    "concatenation, oversampled",
    "concatenation, undersampled",
]
table([*BALANCED, "digits alone", "fashion alone"])

# %% [markdown]
# All three bring the digits back, and all three cost garments.
#
# - **Oversampling** is best for the digits: 93 %, a point above the digits alone. The garments lose
#   two points, because each batch has half as many of them.
# - **Class weights** promise the same loss on average, and do worse: 90 %. A digit comes rarely and
#   then counts 27 times, so its steps are large and few.
# - **Undersampling** is as good for digits as training on them alone, but the garments lose six
#   points: 54,000 of them were thrown away.

# %% [markdown]
# ## Augmentation, for each dataset on its own
#
# A mirrored bag is a bag. Is a mirrored digit a digit?

# %%
bag = fashion.train.X[fashion.train.y == 8][:2]
two_and_three = np.concatenate([digits_train.X[digits_train.y == digit][:1] for digit in (2, 3)])
pairs = np.concatenate([bag, two_and_three])
figure = image_grid(
    np.concatenate([pairs, pairs[:, :, ::-1]]),
    ["bag", "bag", "2", "3"] + ["mirrored"] * 4,
    columns=4,
    title="A mirrored bag is a bag, a mirrored 2 or 3 is no digit",
    size=1.3,
)
show(figure, "Two bags, a 2 and a 3 above; below the same mirrored. The digits become no digits.")

# %% [markdown]
# So each dataset gets its own preprocessing layers, *before* the images are mixed.

# %%
augment = {
    "fashion": keras.layers.RandomFlip("horizontal", seed=0),
    "digits": keras.layers.RandomTranslation(0.1, 0.1, fill_mode="constant", seed=0),
}
augmented = {
    "fashion": augment["fashion"](fashion.train.X[:64], training=True),
    "digits": augment["digits"](digits_train.X[:64], training=True),
}
print({name: tuple(images.shape) for name, images in augmented.items()})

# %%
table(["multi-head, sum", "multi-head, fashion mirrored", "multi-head, both mirrored"])

# %% [markdown]
# (*Multi-head* is the network that we build next; here it is the same in all three rows.)
#
# A flip for *both* costs the digits two points: mirrored digits are no digits. For garments a flip
# is harmless to the meaning, and still it does not help within 1,000 updates: 0.7 points less. The
# network has to learn more, and gets no more time. (In lesson 02 flips were part of the fast
# recipe: twenty times as long.)

# %% [markdown]
# ## Feature extraction: keep the trunk
#
# Lesson 04's way: train on Fashion-MNIST, freeze everything but the last layer, put a new head on
# it. Nothing can be forgotten, because nothing moves.
#
# **Predict:** are features of clothes good for digits?

# %%
table(["digits alone", "frozen trunk", "frozen trunk, ten times the rate"])

# %% [markdown]
# No. At the rate of all other runs the new head has not even arrived; at ten times the rate it
# reaches 84 %. That is seven points *below* the network for digits alone, and below the logistic
# regression on raw pixels, 91 %. The trunk keeps what garments need and throws away the rest, and
# the strokes of a digit are in the rest. Freezing protects the old. It promises nothing for the
# new.

# %% [markdown]
# ## One trunk, two heads
#
# Do garments and digits have to compete in *one* softmax? Each image comes from a dataset that we
# know. So let the convolutions be shared, the **trunk**, and give each dataset an output of its
# own, a **head**. No labels can collide: label 3 of one head has nothing to do with label 3 of the
# other.
#
# ## Exercise 3: `build_multi_head`


# %% tags=["exercise"] course={"exercise": "build_multi_head"}
def build_multi_head(input_shape, heads):
    """Build a network with one trunk and one head for each dataset, not yet compiled.

    The trunk: convolution with 16 filters, max pooling, convolution with 32 filters, max pooling,
    flatten, a dense layer of 64 with ReLU. Convolutions are 3 × 3 with padding "same" and ReLU,
    pooling is 2 × 2. Each head is one dense layer with softmax on the trunk, and has the name of
    its dataset.

    Parameters
    ----------
    input_shape : tuple of 3 int
        Height, width and channels of an image.
    heads : dict of str to int
        For each dataset its name and how many classes it has.

    Returns
    -------
    keras.Model
        From float images, shape (n, height, width, channels), to a dict: for each name of heads,
        in their order, the probabilities, shape (n, number of its classes).
    """
    raise NotImplementedError


# %%
build_multi_head = check(build_multi_head)

# %%
# hint("build_multi_head")
# solution("build_multi_head")

# %%
keras.utils.set_random_seed(0)
model = build_multi_head((28, 28, 1), {"fashion": 10, "digits": 10})
probabilities = model.predict(digits_test.X[:1], verbose=0)
print({name: values.shape for name, values in probabilities.items()})

# %% [markdown]
# Every image goes through both heads. That is harmless: we read only the head of its dataset.
#
# ## Training where each image has one label
#
# `fit` wants a label for every head. A garment has none for the head *digits*. The usual answers go
# wrong here in four ways.
#
# ### 1. Zeros for the missing labels
#
# "Fill the missing labels with 0" teaches the head *digits* that a shirt is a 0. What does it cost?

# %%
table(["multi-head, sum", "multi-head, zeros for missing labels"])

# %% [markdown]
# It costs both datasets about a point. That is less than one would fear: *a shirt is a 0* is about
# images that this head will never be asked about. But the trunk has to serve that lesson too.

# %% [markdown]
# ### 2. `zip` stops with the shorter one
#
# Walking through both datasets side by side looks fair. But when the digits end, the epoch ends:

# %%
garments, numerals = (tf.data.Dataset.range(len(part.y)) for part in (fashion.train, digits_train))
print("pairs in an epoch:", int(tf.data.Dataset.zip(garments, numerals).cardinality()))
print("garments that an epoch never shows:", len(fashion.train.y) - 1000)

# %% [markdown]
# `numerals.repeat()` helps, or drawing random batches from both, as we do below.
#
# ### 3. A loss that never sees its weights
#
# The right idea: give *any* label where there is none, and a **sample weight** of 0, so that it
# does not count: the loss is **masked**. Keras multiplies each image's loss by its weight, if the
# loss function *returns one loss for each image*. This one does not: it takes the mean itself.

# %%
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
start = model.get_weights()
each = keras.losses.sparse_categorical_crossentropy


def own_loss(y, p):
    return tf.reduce_mean(each(y, p))  # one number: nothing is left to be weighted


def measured(loss):
    """Return the loss of the head fashion on the mixed images, as Keras works it out."""
    model.compile(loss={"fashion": loss, "digits": loss})
    losses = model.evaluate(
        X_mixed, labels, sample_weight=masks, batch_size=2 * n, verbose=0, return_dict=True
    )
    return losses["fashion_loss"]


# %% tags=["nbval-ignore-output"]
garments_only = np.mean(
    each(labels["fashion"][:n], model.predict(X_mixed, verbose=0)["fashion"][:n])
)
all_images = np.mean(each(labels["fashion"], model.predict(X_mixed, verbose=0)["fashion"]))
print(f"mean over the 64 garments:                {garments_only:.3f}")
print(f"mean over all 128, with invented labels:  {all_images:.3f}")
print(f"own loss with sample weights:             {measured(own_loss):.3f}")
print(
    f"Keras's loss with sample weights:         {measured('sparse_categorical_crossentropy'):.3f}"
)

# %%
assert np.isclose(measured(own_loss), all_images / 2, rtol=1e-3)
assert np.isclose(measured("sparse_categorical_crossentropy"), garments_only / 2, rtol=1e-3)
print("the own loss is half of the mean over all images: the invented labels count")
print("Keras's loss is half of the mean over the garments: they do not count")

# %% [markdown]
# ### 4. Half of a mean
#
# Keras's loss is masked, but it is *half* of what it should be: 64 losses, divided by 128 images.
# With 2 digits in 128 images it would be 2 losses divided by 128, and the digits would count for
# next to nothing. This reduction divides by the sum of the weights:

# %%
masked = keras.losses.SparseCategoricalCrossentropy(reduction="mean_with_sample_weight")
assert np.isclose(measured(masked), garments_only, rtol=1e-3)
print("with mean_with_sample_weight the loss is the mean over the garments")

# %% [markdown]
# ## The other way: a step of your own
#
# Instead of masks: take a batch of each dataset, look only at its own head, add the losses up. It
# is shorter than it sounds, and it shows what happens.
#
# ## Exercise 4: `joint_step`


# %% tags=["exercise"] course={"exercise": "joint_step"}
def joint_step(model, optimizer, batches, loss_weights):
    """Update a network once, with one batch of each dataset.

    The loss of a dataset is the mean of sparse_categorical_crossentropy over its batch, from the
    head of its own name. What is minimised is the sum of these losses, each times its weight.

    Parameters
    ----------
    model : keras.Model
        From images to a dict of probabilities, one entry a dataset. It is called with
        training=True.
    optimizer : keras.optimizers.Optimizer
        Applied once, to all trainable variables of the model.
    batches : dict of str to tuple
        For each dataset its name, images and labels: {"fashion": (X, y), "digits": (X, y)}. The
        batches may differ in size.
    loss_weights : dict of str to float
        For each dataset its weight.

    Returns
    -------
    dict of str to scalar tensor
        For each dataset its loss, not weighted, before the update.
    """
    raise NotImplementedError


# %%
joint_step = check(joint_step)

# %%
# hint("joint_step")
# solution("joint_step")

# %% [markdown]
# ### Both ways give the same gradients
#
# **Predict:** is the masked `fit` the same as a `joint_step`, or only similar?
#
# We make one update of each, from the same weights, with plain gradient descent and a rate of 1: so
# the change of the weights *is* the gradient.

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
joint_step(model, keras.optimizers.SGD(1.0), batches, {"fashion": 1.0, "digits": 1.0})
after_step = model.get_weights()

moved = max(np.abs(new - old).max() for new, old in zip(after_step, start, strict=True))
apart = max(np.abs(one - two).max() for one, two in zip(after_step, after_fit, strict=True))
print(f"largest change of a weight: {moved:.3f}; largest difference of both ways: {apart:.1e}")

# %%
assert moved > 0.01
assert apart < 1e-4 * moved + 1e-6
print("the gradients are the same, up to rounding")

# %% [markdown]
# The same, as long as no layer looks at the whole batch. Batch normalisation does: in `fit` it
# would see garments and digits mixed, in `joint_step` each by themselves.
#
# ### A joint run, live
#
# 300 updates, 64 garments and 64 digits in each. Both accuracies are followed on their own:
# *the* accuracy of a network with two datasets does not exist.

# %%
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
    """Train a network on some datasets; return both accuracies, every 50 updates."""
    optimizer = keras.optimizers.Adam(0.001)
    for head in ("fashion", "digits"):
        network.get_layer(head).trainable = head in parts
    history = [{"updates": 0, **accuracies(network)}]
    for number in range(1, n_updates + 1):
        batches = {name: draw(part, 128 // len(parts)) for name, part in parts.items()}
        joint_step(network, optimizer, batches, dict.fromkeys(parts, 1.0))
        if number % 50 == 0:
            history.append({"updates": number, **accuracies(network)})
    return pd.DataFrame(history).set_index("updates")


# %% tags=["nbval-ignore-output"]
keras.utils.set_random_seed(0)
model = build_multi_head((28, 28, 1), {"fashion": 10, "digits": 10})
run = train(model, {"fashion": fashion.train, "digits": digits_train}, 300)
run.map("{:.1%}".format)

# %% tags=["nbval-ignore-output"]
figure, axis = plt.subplots(figsize=(6.4, 3.6))
axis.plot(100 * run["fashion"], color=BLUE, marker="o", label="fashion")
axis.plot(100 * run["digits"], color=ORANGE, ls="--", marker="s", label="digits")
axis.set(
    title="One network learns both datasets at once",
    xlabel="updates, each on 64 garments and 64 digits",
    ylabel="validation accuracy (%)",
)
axis.legend()
show(
    figure,
    "Validation accuracy against updates, one seed. At the end: fashion "
    f"{run['fashion'].iloc[-1]:.0%}, digits {run['digits'].iloc[-1]:.0%}.",
)

# %%
assert run["fashion"].iloc[-1] > 0.7
assert run["digits"].iloc[-1] > 0.9
print("after 300 updates: fashion above 70 %, digits above 90 %")

# %% [markdown]
# ### Joint against alone
#
# Ten seeds, 1,000 updates. A joint network sees 64 garments an update, a network for fashion alone
# 128. *Fashion, half as long* has seen as many garments as the joint one.

# %%
lines = []
for what, first, second in (
    ("digits: joint − alone", ("multi-head, sum", "digits_test"), ("digits alone", "digits_test")),
    (
        "fashion: joint − alone",
        ("multi-head, sum", "fashion_test"),
        ("fashion alone", "fashion_test"),
    ),
    (
        "fashion: joint − alone, half as long",
        ("multi-head, sum", "fashion_test"),
        ("sequential", "fashion_before"),
    ),
):
    gain = paired_difference(percent(*first), percent(*second))
    lines.append(
        {
            "compared": what,
            "points": f"{gain.mean:+.1f} ({gain.low:+.1f} to {gain.high:+.1f})",
            "seeds in which joint is below": f"{gain.lost * 10:.0f} of 10",
        }
    )
pd.DataFrame(lines).set_index("compared")

# %% [markdown]
# The digits **gain** a point and a half from the garments, although the two have nothing in common
# to our eyes. The garments pay a point and a half. But look at the last row: with the same number
# of garments seen there is no difference that we can tell. So the digits do not disturb the
# garments. They take half of the places in each batch, and that is what it costs.

# %% [markdown]
# ## How much should each loss count?
#
# `joint_step` takes weights. There are three usual ways to choose them:
#
# - **sum**: 1 for each, no thought;
# - **grid**: try some, and take the best on validation images;
# - **uncertainty**: learn them. Each loss gets the weight exp(−s), and s follows the gradient of
#   exp(−s) · loss + s. It comes to rest where the weight is 1 / loss: a small loss counts more.
#   (Kendall, Gal and Cipolla, 2018.) In code, after each `joint_step`:
#
# ```python
# s[name] -= 0.01 * (1 - np.exp(-s[name]) * loss)
# ```
#
# **Predict:** which is best for garments, and for digits? Is one of them best for both?

# %%
WEIGHTS = {
    "multi-head, digits × 0.1": "0.1",
    "multi-head, digits × 0.3": "0.3",
    "multi-head, sum": "1",
    "multi-head, digits × 3": "3",
    "multi-head, digits × 10": "10",
}
figure, axis = plt.subplots(figsize=(7, 4.4))


def point(arm, colour, marker, label):
    """Draw both accuracies of an arm as one point, with intervals."""
    (x, dx), (y, dy) = (
        mean_interval(percent(arm, f"{name}_test")) for name in ("fashion", "digits")
    )
    axis.errorbar(x, y, dy, dx, color=colour, marker=marker, ls="", capsize=2, label=label)
    return x, y


path = np.array([point(arm, BLUE, "o", None) for arm in WEIGHTS])
axis.plot(*path.T, color=BLUE, label="multi-head, the digits' loss times …")
for (x, y), label in zip(path, WEIGHTS.values(), strict=True):
    axis.annotate(f"× {label}", (x, y), textcoords="offset points", xytext=(4, -14), color=BLUE)
point("multi-head, uncertainty", PURPLE, "D", "multi-head, uncertainty")
point("concatenation, oversampled", GREEN, "^", "concatenation, oversampled")
axis.axvline(percent("fashion alone", "fashion_test").mean(), color=BLACK, ls=":")
axis.axhline(percent("digits alone", "digits_test").mean(), color=BLACK, ls=":", label="alone")
axis.set(
    title="Loss weights trade one dataset for the other",
    xlabel="test accuracy on fashion (%)",
    ylabel="test accuracy on digits (%)",
)
axis.legend(fontsize=8)
show(
    figure,
    "Test accuracy on digits against that on fashion for five weights of the digits' loss, "
    "uncertainty weighting and concatenation, with 95 % intervals over ten seeds. "
    + "; ".join(
        f"{arm}: fashion {percent(arm, 'fashion_test').mean():.1f} %, "
        f"digits {percent(arm, 'digits_test').mean():.1f} %"
        for arm in (*WEIGHTS, "multi-head, uncertainty", "concatenation, oversampled")
    )
    + ".",
)

# %%
chosen = joint[joint["arm"].isin(list(WEIGHTS))]
valid = chosen.groupby("arm", sort=False)[["fashion_valid", "digits_valid"]].mean()
best = valid.mean(axis=1).idxmax()
print("best mean of both validation accuracies:", best)
for name in ("fashion", "digits"):
    gain = paired_difference(
        percent(best, f"{name}_test"), percent("multi-head, sum", f"{name}_test")
    )
    print(f"{name}: {gain.mean:+.1f} points against the sum ({gain.low:+.1f} to {gain.high:+.1f})")

# %% [markdown]
# More weight on the digits costs the garments, and from 1 on it brings the digits nothing. Less
# weight gives the garments something back. Uncertainty weighting is no neutral choice either: it
# favours the loss that is small already, here the digits'. They gain a point against the sum, and
# the garments lose one.
#
# The grid chose by validation images, and look what it chose: × 0.1. It gives the garments 0.7
# points and takes 2.2 from the digits. The validation digits come from the hands of the training
# digits, so they hardly tell the weights apart; the test digits do. A choice is only as good as the
# images it was made on. The plain sum needs no choice, and none of the others is better on both.

# %% [markdown]
# ## Forgetting
#
# So far both datasets were there from the start. Often they are not: the network is trained, and
# *then* your own data come. The obvious thing is to fine-tune it on them.
#
# A new network learns garments for 200 updates. Then digits come, and only digits.
#
# **Predict:** 100 updates on digits later, what is left of the garments?

# %% tags=["nbval-ignore-output"]
keras.utils.set_random_seed(1)
second = build_multi_head((28, 28, 1), {"fashion": 10, "digits": 10})
train(second, {"fashion": fashion.train}, 200)
learnt = second.get_weights()
forgets = train(second, {"digits": digits_train}, 100)
forgets.map("{:.1%}".format)

# %% [markdown]
# Now the same once more, from the same weights. But 100 garments, ten of each class, were kept, and
# come again in every update: **replay**.

# %% tags=["nbval-ignore-output"]
kept = np.concatenate([np.flatnonzero(fashion.train.y == label)[:10] for label in range(10)])
stored = Part(fashion.train.X[kept], fashion.train.y[kept])
second.set_weights(learnt)
replays = train(second, {"fashion": stored, "digits": digits_train}, 100)
replays.map("{:.1%}".format)

# %%
lost = forgets["fashion"].iloc[0] - forgets["fashion"].iloc[-1]
lost_with_replay = replays["fashion"].iloc[0] - replays["fashion"].iloc[-1]
assert lost > 0.1
assert lost_with_replay < 0.7 * lost
print("without replay more than 10 points are lost, with 100 stored garments clearly fewer")

# %% [markdown]
# The head *fashion* did not change in the first run: no garment came. It is the trunk that moved
# away under it.
#
# ## Exercise 5: `forgetting`


# %% tags=["exercise"] course={"exercise": "forgetting"}
def forgetting(before, after):
    """Return how much a network has forgotten of each dataset that it knew.

    Parameters
    ----------
    before : dict of str to array of float, shape (n_seeds,)
        For each dataset that the network had learnt its accuracies, 0 to 1, one a seed, before
        it learnt something new.
    after : dict of str to array of float, shape (n_seeds,)
        The accuracies afterwards, in the same order of seeds. Datasets that are not in before
        were new: they cannot be forgotten.

    Returns
    -------
    dict of str to float
        For each dataset of before by how many points (percentage points) the accuracy has
        fallen, on average over the seeds. Negative where it has risen.

    Raises
    ------
    ValueError
        If a dataset of before is missing in after, or has not as many accuracies there.
    """
    raise NotImplementedError


# %%
forgetting = check(forgetting)

# %%
# hint("forgetting")
# solution("forgetting")

# %% [markdown]
# ### Over ten seeds
#
# All networks below have learnt garments for 500 updates. Then the digits come, for 500 updates:
#
# - **sequential**: all layers, digits only; once more with a tenth of the rate;
# - **frozen trunk**: only the head *digits*;
# - **replay of n**: half of each batch are digits, half are drawn from n stored garments;
# - **replay of all**: all 55,000 garments are still there, so it is joint training from here on.
#
# **Predict:** how many of the points that are lost come back with 20 stored images, two of each
# class?

# %%
IN_SEQUENCE = [
    "sequential",
    "sequential, a tenth of the rate",
    "frozen trunk, ten times the rate",
    "replay of 20",
    "replay of 100",
    "replay of 500",
    "replay of all",
]
lines = []
for arm in IN_SEQUENCE:
    before = {"fashion": percent(arm, "fashion_before") / 100}
    after = {name: percent(arm, f"{name}_test") / 100 for name in ("fashion", "digits")}
    lost = paired_difference(100 * before["fashion"], 100 * after["fashion"])
    lines.append(
        {
            "after 500 updates on digits": arm,
            "fashion before": with_interval(arm, "fashion_before"),
            "fashion after": with_interval(arm, "fashion_test"),
            "forgotten (points)": f"{forgetting(before, after)['fashion']:.1f}"
            f" ({lost.low:.1f} to {lost.high:.1f})",
            "digits": with_interval(arm, "digits_test"),
        }
    )
pd.DataFrame(lines).set_index("after 500 updates on digits")

# %%
figure, axis = plt.subplots(figsize=(8, 4), layout="constrained")
places = np.arange(len(IN_SEQUENCE))
for shift, name, colour, hatch in ((-0.2, "fashion", BLUE, ""), (0.2, "digits", ORANGE, "//")):
    mean, half_width = np.array(
        [mean_interval(percent(arm, f"{name}_test")) for arm in IN_SEQUENCE]
    ).T
    axis.barh(
        places + shift, mean, 0.4, xerr=half_width, color=colour, hatch=hatch, capsize=2, label=name
    )
axis.axvline(
    percent("sequential", "fashion_before").mean(), color=BLACK, ls=":", label="fashion before"
)
axis.set(
    title="Fine-tuning on digits forgets the garments; a few stored images bring most back",
    xlabel="test accuracy (%)",
    yticks=places,
    yticklabels=IN_SEQUENCE,
)
axis.invert_yaxis()
figure.legend(loc="outside lower center", ncols=3)
show(
    figure,
    "Test accuracy on both datasets after learning digits second, with 95 % intervals over ten "
    "seeds. "
    + "; ".join(
        f"{arm}: fashion {percent(arm, 'fashion_test').mean():.0f} %, "
        f"digits {percent(arm, 'digits_test').mean():.0f} %"
        for arm in IN_SEQUENCE
    )
    + ".",
)

# %% [markdown]
# - **Sequential** training forgets 35 points, and no two seeds forget alike: the interval is 26 to
#   43. The digits reach what they reach alone, so whoever looks at the new task only sees nothing.
# - A **tenth of the rate** forgets less and learns the digits less.
# - The **frozen trunk** forgets nothing and learns the digits badly.
# - **Replay** brings back 23 of the 35 points with 20 stored images, 28 with 100, 32 with 500. The
#   digits lose nothing by it.
# - With **all** garments at hand nothing is forgotten. What is cheapest depends on what you may
#   keep.

# %% [markdown]
# ## Your folder as a second head
#
# Now the pictures from above, in place of the digits. `own` is a dataset like any other: a head
# with as many outputs as it has classes, and batches of both.

# %% tags=["nbval-ignore-output"]
keras.utils.set_random_seed(0)
mine = build_multi_head((28, 28, 1), {"fashion": 10, "own": len(own.class_names)})
optimizer = keras.optimizers.Adam(0.001)
for _ in range(100):
    batches = {"fashion": draw(fashion.train, 64), "own": draw(own, 64)}
    losses = joint_step(mine, optimizer, batches, {"fashion": 1.0, "own": 1.0})
answers = mine.predict(own.X, verbose=0)["own"].argmax(axis=1)
print(f"{np.mean(answers == own.y):.0%} of the {len(own.y)} pictures that it was trained on")

# %% [markdown]
# That figure says nothing: the network has learnt these pictures by heart. Keep a fifth of your
# own pictures for testing, *all* pictures of one object on the same side, and measure there.

# %% [markdown]
# ## Optional: the same garments, seen differently
#
# Another kind of second dataset: the *same* classes in other images, without labels. You have
# labelled pictures as they are, and must recognise shifted or inverted ones. Can unlabelled images
# of the new kind help?
#
# **Domain adaptation** by gradient reversal (Ganin and Lempitsky, 2015): a second head learns to
# tell the two kinds apart. Its gradient is **turned round** before it reaches the trunk, so the
# trunk learns to make them look alike.
#
# ## Exercise 6, optional: `gradient_reversal`


# %% tags=["exercise"] course={"exercise": "gradient_reversal"}
def gradient_reversal(scale):
    """Return a layer that changes nothing on the way forward, and turns gradients round.

    Parameters
    ----------
    scale : float
        How strongly.

    Returns
    -------
    keras.layers.Layer
        It gives its inputs as they are, of any shape. The gradient that comes back through it is
        multiplied by minus scale. It has no weights.
    """
    raise NotImplementedError


# %%
gradient_reversal = check(gradient_reversal)

# %%
# hint("gradient_reversal")
# solution("gradient_reversal")

# %%
values = tf.constant([[1.0, -2.0, 3.0]])
with tf.GradientTape() as tape:
    tape.watch(values)
    total = tf.reduce_sum(gradient_reversal(0.5)(values) ** 2)
print("the gradient of the squares is 2, −4, 6; turned round, times 0.5:")
print(tape.gradient(total, values).numpy())

# %% [markdown]
# **Predict:** a network for images as they are meets images shifted by 3 pixels, and inverted ones
# (1 − X). What does the reversal bring back?
#
# The rows are from `course experiment domain_adaptation`, five seeds. *Source, half of it changed*
# uses no image of the new kind: it shifts or inverts half of its own labelled images. *Target
# labelled* shows what labels would be worth.

# %%
adapted = read_results("domain_adaptation")
figure, axes = plt.subplots(1, 2, figsize=(10, 3.4), sharey=True, layout="constrained")
arms = list(adapted["arm"].unique())
for axis, target in zip(axes, ("shifted", "inverted"), strict=True):
    of_arm = adapted[adapted["target"] == target].groupby("arm", sort=False)["target_test"]
    mean, half_width = np.array([mean_interval(100 * of_arm.get_group(arm)) for arm in arms]).T
    axis.barh(arms, mean, xerr=half_width, color=SKY_BLUE, capsize=2)
    axis.set(title=f"images {target}", xlabel="test accuracy (%)")
axes[0].invert_yaxis()
figure.suptitle(
    "A gentle reversal helps with shifted images; changing your own images helps with both"
)
means = 100 * adapted.groupby(["target", "arm"], sort=False)["target_test"].mean()
show(
    figure,
    "Test accuracy on shifted images, left, and inverted ones, right, with 95 % intervals over "
    "five seeds. "
    + " ".join(
        f"{target.capitalize()}: "
        + ", ".join(f"{arm} {means[target, arm]:.0f} %" for arm in arms)
        + "."
        for target in ("shifted", "inverted")
    ),
)

# %% [markdown]
# For **shifted** images a gentle reversal helps: × 0.1 brings 13 points. Stronger ones do harm. And
# who tells you which scale to take, without labels of the new kind?
#
# For **inverted** images it does not help at all. The two kinds are so different that the second
# head tells them apart whatever the trunk does, and where it fools the head, it has not matched
# dress with dress.
#
# *Source, half of it changed* beats both by far, and comes close to having labels. Whoever *knows*
# what changes should make it in their own images. Adaptation is for changes that nobody can make.

# %% [markdown]
# ## Key points
#
# - A second dataset comes in the form of the first: size, dtype, range. And it is split so that the
#   test images come from elsewhere.
# - Every class needs a label of its own. Colliding labels raise no error.
# - The small dataset has to be drawn more often. Half and half served better than weights.
# - With heads, an image has a label for one head only: mask the others, with a loss that returns
#   one value an image, or look at one head at a time. Both give the same gradients.
# - Loss weights move a network along a trade-off. The plain sum was hard to beat.
# - A network that goes on learning forgets what it no longer sees. A few stored images repair most
#   of it. Measure every dataset, every time.
#
# ## What could fool us here
#
# - **Few other hands.** The 500 test digits were written by a few people. The intervals are over
#   seeds of training, not over people.
# - **One rate for all arms.** Adam at 0.001 everywhere, but where a row says otherwise. Another
#   rate changes how much is forgotten.
# - **A small network, 1,000 updates.** Digits and garments fit into it together; two harder
#   datasets might not.
# - **A choice that is not shown.** We took 64 to 64 images in a batch because it is simple. It is a
#   weight too.
# - **Batch normalisation.** The trunk has none. With it, mixed and separate batches differ.
# - **Domain adaptation with a chosen scale.** Whoever picks the scale by target labels has used the
#   labels that they said they did not have.
