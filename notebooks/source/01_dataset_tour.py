# %% [markdown]
# # Lesson 01: a tour of the dataset
#
# **The question:** what is in Fashion-MNIST, and how good must a network be before we may call it
# good?
#
# **You will be able to**
#
# - read a file of images byte by byte, and notice when it is damaged,
# - prepare images for a network and hold some of them out,
# - name the faults of a dataset, and the cheap [baselines](../docs/glossary.md#baseline) that a
#   network must beat.
#
# **You need:** Python and NumPy. No TensorFlow yet.
#
# **Time to run:** 13 s for all cells, measured on two CPU cores, of which 4 s in *The first two
# minutes*. Take 60 minutes for the exercises.
#
# **If you have 30 minutes:** run all cells once. Then read *The first two minutes*, *What is wrong
# with the data?* and *Train, validation, test*, and do exercise 3, `train_valid_split`. Leave the
# other exercises empty.
#
# This notebook runs from top to bottom even if you write nothing: where an exercise is empty or
# wrong, it goes on with the course's own solution and says so. Where a cell says `predict` or
# `ask`, put your guess or your answer in place of the three dots, or leave them as they are.
#
# Is this your first lesson? Then begin with the [start notebook](00_start_here.ipynb). It takes ten
# minutes. To run a cell, click on it and press Shift+Enter. Run the cells in their order, beginning
# with the imports in the next one. When you have restarted the kernel, run them again from the top.

# %%
import gzip
import struct
from itertools import combinations

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.neighbors import KNeighborsClassifier

from course_utils import ask, check, hint, predict, progress, reveal, solution
from course_utils.datasets.fashion_mnist import CLASS_NAMES, find_fashion_mnist, load_fashion_mnist
from course_utils.datasets.photos import few_photos, load_photo_features, load_photos
from course_utils.evaluation.baselines import grey_counts, rule_from_counts
from course_utils.experiments.results import read_results
from course_utils.figures import lesson_01 as figures
from course_utils.figures import lesson_01_garments as figures_of_garments
from course_utils.figures.plots import show
from course_utils.live import compare_with_ours

# %% [markdown]
# ## The first two minutes
#
# What is this course for? Let's start with an example. Here are 178 photos of five
# [classes](../docs/glossary.md#class). Imagine that you have [labelled](../docs/glossary.md#label)
# fifty of them by hand, ten of each class. Can the computer name the others? (We leave one photo
# out, because its object is among the fifty.)

# %%
photos = load_photos()
labelled, others = few_photos(photos, n=10, seed=0)
print(f"{len(labelled)} photos to learn from, {len(others)} others to be named")
show(*figures.taught(photos, labelled))

# %% [markdown]
# To a computer, a photo is a list of numbers: red, green and blue for each pixel. We take every
# fourth pixel of every fourth row. That gives 3,072 numbers from 0 to 1. A
# [logistic regression](../docs/glossary.md#logistic-regression) learns from the numbers of the
# fifty photos, and then names the others. We score it by its
# [balanced accuracy](../docs/glossary.md#balanced-accuracy): the accuracy within each class,
# averaged. Guessing gives 20 %.
#
# Before you see the answer, make a guess. In the next cell, put the number that you expect in place
# of the three dots. Or put two numbers there, with a comma between them. Two numbers are a range:
# `predict("pixel accuracy", 10, 90)` says *between 10 and 90 per cent*. Choose it so wide that
# eight of ten of your ranges hold the measurement. (The one from 10 to 90 is so wide that it says
# almost nothing.) Your guess is then shown beside the measurement. If you leave the dots, the
# notebook goes on all the same.
#
# **Predict:** what balanced accuracy does it reach, in per cent?

# %%
predict("pixel accuracy", ...)

# %%
pixels = photos.X[:, ::4, ::4].reshape(len(photos.y), -1) / 255
classifier = LogisticRegression(max_iter=1000)
classifier.fit(pixels[labelled], photos.y[labelled])
from_pixels = classifier.predict(pixels[others])
print(f"from pixels: {balanced_accuracy_score(photos.y[others], from_pixels):.0%}")
reveal("pixel accuracy", 100 * balanced_accuracy_score(photos.y[others], from_pixels))

# %% [markdown]
# This is better than guessing, but not good enough to use.
#
# Now let's run the same code on other numbers: 1,280 for each photo, from a file. You'll soon see
# where they come from.
#
# **Predict:** what balanced accuracy does it reach now, in per cent?

# %%
predict("feature accuracy", ...)

# %%
features = load_photo_features()
classifier = LogisticRegression(max_iter=1000)
classifier.fit(features[labelled], photos.y[labelled])
from_features = classifier.predict(features[others])
print(f"from features: {balanced_accuracy_score(photos.y[others], from_features):.0%}")
reveal("feature accuracy", 100 * balanced_accuracy_score(photos.y[others], from_features))

# %%
show(*figures.answers(photos, others, from_pixels, from_features))

# %% [markdown]
# Compare the two answers for each photo. **Why are the second ones better?** The fifty labels and
# the code were the same. What might those 1,280 numbers contain that is hard to find in the pixels?
# Think for a minute before you read on.
#
# ### What this course is about
#
# The numbers are the *[features](../docs/glossary.md#feature)* of a network that had already learnt
# [ImageNet](../docs/glossary.md#imagenet): 1.3 million photos with labels, of 1,000 classes. Our
# five classes are not among them. But to tell a thousand things apart, the network had to learn
# much that also helps here.
#
# Does the learning really matter? Here is a first question for you. Put the letter of your answer
# in quotes in place of the dots, such as `"a"`, and run the cell.

# %%
ask("missing-control", ...)

# %% [markdown]
# We also tried the same network with random [weights](../docs/glossary.md#weight). Over ten draws
# of fifty photos, its features then reach 45.0 % on average, and the learnt ones reach 96.0 %.
#
# When we use what was learnt in one task for another, we call it
# **[transfer](../docs/glossary.md#transfer) learning**. You have just seen a favourable case,
# because many of the thousand classes are animals, plants and things like ours.
#
# You have also seen it only once. With fifty other photos, the numbers would differ. So the stored
# rows of lesson 08 have ten draws, all tested on the same photos
# (`course experiment photo_transfer`). On average, they reach 96.0 % from the features and
# 37.9 % from the pixels. The best of the cheap methods on pixels, the nearest neighbour, reaches
# 43.3 %.

# %% tags=["readme-picture"]
show(
    *figures.two_curves(
        photos,
        read_results("photo_transfer"),
        "The same few labels are worth far more with what was learnt before",
    ),
    rows="photo_transfer",
)

# %% [markdown]
# The bars are 95 % intervals: they show where the means of other draws and other photos would lie.
# Even at the ends of the bars, the two curves are far apart.
#
# This leaves questions. When does transfer work, and when does it harm? Which part of a network
# should you take? Would something cheaper do as well? And how often must we repeat a training to be
# sure? To answer them, we need trainings that take seconds, so that we can repeat them. So the
# lessons up to 07 use small networks and small pictures of clothes. In lesson 08 you return to
# photos. There you make such features yourself, and try your own pictures.
#
# Today we train no network. We look at the data, and try a few simple methods. Let's begin with the
# clothes.

# %% [markdown]
# ## From bytes to images
#
# The images are in four files. Here are the first bytes of the largest one.

# %%
folder = find_fashion_mnist()
images_file = folder / "train-images-idx3-ubyte.gz"

with gzip.open(images_file) as file:
    start = file.read(24)
print([int(byte) for byte in start])

# %% [markdown]
# This is the **[IDX format](../docs/glossary.md#idx)**. It comes from the MNIST digits of 1998. The
# aim was a file that any program in any language can read, without a library. So the format is very
# simple:
#
# | bytes | meaning | here |
# |---|---|---|
# | 2 | always zero | 0, 0 |
# | 1 | type of the values; 8 is an unsigned byte | 8 |
# | 1 | number of dimensions | 3 |
# | 4 for each dimension | its size, largest byte first | 60000, 28, 28 |
# | the rest | the values, the last index fastest | 0, 0, 0, … |
#
# The bytes 0, 0, 234, 96 mean 60,000, because 234 × 256 + 96 = 60,000.
#
# The file is compressed with gzip. An unsigned byte holds a whole number from 0 to 255. Here it is
# a grey level.

# %% [markdown]
# What stands before the values is called the *header*. "The last index fastest" means: first the
# pixels of the first row, from left to right, then those of the second row, and so on.
#
# ## Exercise 1: `read_idx`
#
# Write the body. Then run the cell and the one below it. This exercise takes some patience. Nothing
# after it depends on your answer, so you can also come back to it later.


# %%
read_idx = check(...)

# %%
images = read_idx(images_file)
labels = read_idx(folder / "train-labels-idx1-ubyte.gz")
print(f"images: {images.dtype}, shape {images.shape}")
print(f"labels: {labels.dtype}, shape {labels.shape}")

# %% [markdown]
# From here on, we load all four files with `load_fashion_mnist`. It compares their content with
# known checksums, so it notices when a file is damaged or was exchanged.

# %%
fashion = load_fashion_mnist()
print("same images as yours:", np.array_equal(images, fashion.X_train))

# %% [markdown]
# ## Ten classes
#
# Each class takes three rows. We draw the grey pictures of this course as on paper: 0 is white, the
# empty background, and 255 is black.

# %%
show(*figures_of_garments.ten_classes(fashion.X_train, fashion.y_train))

# %%
pd.DataFrame(
    {
        "class": CLASS_NAMES,
        "train": np.bincount(fashion.y_train),
        "test": np.bincount(fashion.y_test),
        "mean grey level": [
            fashion.X_train[fashion.y_train == k].mean().round(1) for k in range(10)
        ],
    }
)

# %% [markdown]
# The classes are [exactly balanced](../docs/glossary.md#balanced). Each has 6,000 training images
# and 1,000 [test images](../docs/glossary.md#test-set). So if you always name the same class, you
# are right in 10 % of cases. Real data are rarely so tidy.

# %%
ask("healthy-leaves", ...)

# %% [markdown]
# ## Pixels
#
# **Predict:** what share of all pixels is exactly 0, the empty background? Give it in per cent.

# %%
predict("empty pixels", ...)

# %%
X = fashion.X_train
print(f"mean {X.mean():.1f}, standard deviation {X.std():.1f}")
print(f"exactly 0: {np.mean(X == 0):.1%}, exactly 255: {np.mean(X == 255):.1%}")
print(f"the largest value in an image is never below {X.max(axis=(1, 2)).min()}")
reveal("empty pixels", 100 * np.mean(X == 0))

# %%
show(*figures_of_garments.grey_levels(X))

# %% [markdown]
# Every image uses the full range up to 254 or 255. So when the dataset was made, the contrast of
# each image was stretched. A dark coat and a light one may look alike here.

# %% [markdown]
# ## Exercise 2: `prepare_images`
#
# A network learns best from small numbers of similar size.
# [Convolutions](../docs/glossary.md#convolution) also expect a
# **[channel](../docs/glossary.md#channel) axis**: a colour image has three channels, a grey one has
# one.


# %%
prepare_images = check(...)

# %%
prepared = np.asarray(prepare_images(X[:1000]))  # if you returned a tensor
print(f"{prepared.dtype}, shape {prepared.shape}, from {prepared.min()} to {prepared.max()}")
print(f"memory for 1,000 images: {X[:1000].nbytes:,} bytes before, {prepared.nbytes:,} after")

# %% [markdown]
# The prepared images take four times the memory: a float32 takes four bytes. So we keep the dataset
# in uint8, and prepare only what a network will see next.

# %% [markdown]
# ## What is wrong with the data?
#
# Every dataset has faults. If you know them, they are less likely to mislead you.
#
# ### Suspicious labels
#
# Cover the captions with your hand. What would you call each garment? Then read its label.

# %%
show(*figures_of_garments.hard_to_believe(X, fashion.y_train))

# %% [markdown]
# A network that learns these labels learns mistakes. If it gets such an image *right*, its answer
# is counted as wrong. The publisher asked people to sort 1,000 random test images. They were no
# experts in fashion, and three of them sorted each image. The majority agreed with the labels in
# 83.5 % of cases.

# %%
ask("above-the-experts", ...)

# %% [markdown]
# ### Twins
#
# No two of the 70,000 images are equal in every pixel. But some are almost equal: they show the
# same garment twice. A [split](../docs/glossary.md#split) puts some twins into different sets. The
# fourth pair below shows two different garments. They only look alike, and have different labels.

# %%
everything = np.concatenate([fashion.X_train, fashion.X_test])
print(f"{len({image.tobytes() for image in everything}):,} different images of {len(everything):,}")

# %%
pairs = [
    ("train", 753, "train", 29413),
    ("train", 13360, "test", 4998),
    ("train", 11932, "test", 2605),
    ("train", 202, "train", 17242),
]
for set_1, i, set_2, j in pairs:
    one, two = (getattr(fashion, f"X_{s}")[k] for s, k in ((set_1, i), (set_2, j)))
    names = [CLASS_NAMES[getattr(fashion, f"y_{s}")[k]] for s, k in ((set_1, i), (set_2, j))]
    difference = np.sqrt(np.mean((one.astype(float) - two) ** 2))
    print(
        f"{set_1} {i} and {set_2} {j}: {difference:4.1f} grey levels apart; {' and '.join(names)}"
    )
show(*figures_of_garments.twins(fashion, pairs))

# %%
ask("mugs-and-glasses", ...)

# %% [markdown]
# A twin in the [training set](../docs/glossary.md#training-set) makes a test image too easy,
# because remembering is enough. A garment that looks alike but has another label makes it hard.
#
# ### Sorted labels
#
# The first release of this dataset was sorted by class. If you took its first images for
# validation, you got only one class. The present release is shuffled. Look before you slice:

# %%
print("first 20 labels:", fashion.y_train[:20])
print("first 20 labels if they were sorted:", np.sort(fashion.y_train)[:20])
print("classes among the first 5,000:", np.bincount(fashion.y_train[:5000]))

# %% [markdown]
# ### Shoes face left
#
# If half of a class faced left and half faced right, its mean image would look like its own mirror
# image. How different are they?

# %%
means = [X[fashion.y_train == label].mean(axis=0) for label in range(10)]
by_class = [np.abs(mean - mean[:, ::-1]).mean() for mean in means]
show(*figures_of_garments.mirrored(by_class))

# %%
ask("shoes-facing-right", ...)

# %% [markdown]
# So a network may learn that the toe is on the left. Then it has no reason to recognise a shoe that
# faces right.

# %% [markdown]
# ## Train, validation, test
#
# We **train** a network on one set. On a second, the
# **[validation set](../docs/glossary.md#validation-set)**, we compare settings and choose. On a
# third, the **test** set, we measure once, at the end.

# %%
ask("best-of-twenty", ...)

# %% [markdown]
# Why don't we choose on the test set? The best of many tries is partly the luckiest. So its score
# no longer tells you what to expect on new images. That's why **the test set stays closed**. In
# this lesson we train, choose and score nothing on the test set of Fashion-MNIST.

# %% [markdown]
# ## Exercise 3: `train_valid_split`
#
# Hold out the first `n_valid` examples. As we have just seen, the order is already random, so the
# first ones are as good as any. And this way, everybody holds out the same.


# %%
train_valid_split = check(...)

# %%
(X_train, y_train), (X_valid, y_valid) = train_valid_split(fashion.X_train, fashion.y_train, 5000)
print(f"{len(X_train):,} images to train, {len(X_valid):,} to validate")

# %% [markdown]
# ## What can one pixel do?
#
# Before we use any network, let's try a rule that looks at a single pixel. *If it is above a
# threshold, say pullover, else sneaker.* There are 45 pairs of classes. For each, we try all 784
# pixels, all thresholds and both directions on the training images. Then we score the best rule on
# the validation images.
#
# **Predict:** for how many of the 45 pairs is one pixel right in at least 95 % of cases?

# %%
predict("one-pixel pairs", ...)

# %%
counts = [grey_counts(X_train[y_train == label]) for label in range(10)]
accuracy = np.full((10, 10), np.nan)
for a, b in combinations(range(10), 2):
    rule = rule_from_counts(counts[a], counts[b])
    in_pair = (y_valid == a) | (y_valid == b)
    right = rule.predict(X_valid[in_pair]) == (y_valid[in_pair] == b)
    accuracy[a, b] = accuracy[b, a] = right.mean()

of_pairs = accuracy[np.triu_indices(10, k=1)]
print(f"{np.sum(of_pairs >= 0.95)} of {len(of_pairs)} pairs reach 95 %")
print(f"{np.sum((of_pairs >= 0.945) & (of_pairs < 0.95))} more miss it by less than half a point")
print(f"best pair {of_pairs.max():.1%}, worst pair {of_pairs.min():.1%}")
reveal("one-pixel pairs", np.sum(of_pairs >= 0.95))

# %% tags=["card"]
show(*figures_of_garments.one_pixel(accuracy))

# %% [markdown]
# Read this as *about half of the pairs*. We score each pair on about 1,000 images, so a few images
# more or less move a pair over the line.
#
# Sandal against shirt, the pair of lesson 03, is one of the easy ones. If a network solves it, that
# shows little.

# %% [markdown]
# ## Cheap baselines on ten classes
#
# - **[1-NN](../docs/glossary.md#nearest-neighbour)**: find the most similar training image, and
#   take its label.
# - **Logistic regression**: use one weight for each pixel and class; the largest sum wins.
#
# **Predict:** what accuracy does each of them reach with 1,000 training images, in per cent?

# %%
predict("nearest neighbour accuracy", ...)

# %%
predict("logistic regression accuracy", ...)

# %% tags=["live"]
few = np.random.default_rng(0).choice(len(X_train), 1000, replace=False)
X_small, y_small = X_train[few].reshape(1000, -1) / 255, y_train[few]
X_check = X_valid.reshape(len(X_valid), -1) / 255
live = {}
for name, model in {
    "1-NN": KNeighborsClassifier(1),
    "logistic regression": LogisticRegression(C=0.1, solver="newton-cg", tol=1e-3),
}.items():
    model.fit(X_small, y_small)
    live[name] = np.mean(model.predict(X_check) == y_valid)

# %% tags=["nbval-ignore-output"]
for name, share in live.items():
    print(f"{name}: {share:.1%} right on the validation images")
reveal("nearest neighbour accuracy", 100 * live["1-NN"])
reveal("logistic regression accuracy", 100 * live["logistic regression"])

# %% tags=["live"]
for name, share in live.items():
    compare_with_ours(name, share)

# %% [markdown]
# The lines under your numbers say where ours were. We ran the same cell with other choices of 1,000
# images and on other processors. For these two methods, the processor hardly matters. Lesson 03
# shows a network for which it does.
#
# We also measured this in an [experiment](../docs/glossary.md#experiment) with four numbers of
# training images (`course experiment cheap_baselines`). For each number, we chose images at random
# five times. (With all 55,000, there is nothing to choose.)
#
# The next figure shows the stored results. Its bars are the range over the five choices. *Best
# pixel* looks at one pixel. For each of 16 grey levels, it names the class that is most common
# there. *Majority* always names the most common class of its training images, which here is a
# little rarer in validation.

# %% tags=["draws"]
results = read_results("cheap_baselines")
ladder = results.groupby(["method", "n"])["accuracy"].agg(["mean", "min", "max"])
show(*figures_of_garments.ladder(ladder), rows="cheap_baselines")

# %%
100 * ladder.unstack("n")["mean"].round(4)

# %% [markdown]
# ### Which classes are hard?
#
# The [recall](../docs/glossary.md#recall) of a class is the share of its images that are
# recognised. Here is the recall with all 55,000 training images.

# %% tags=["draws"]
full = results[results["n"] == 55000].set_index("method")
recalls = full[[f"recall_{label}" for label in range(10)]]
recalls.columns = CLASS_NAMES
show(*figures_of_garments.recalls(recalls), rows="cheap_baselines")

# %% [markdown]
# With both methods, T-shirt (0), pullover (2), coat (4) and shirt (6) have the lowest recall.
# Shirts have the lowest of all. These four classes limit every score. To beat the ladder, a network
# must tell these tops apart.

# %% [markdown]
# ## In your own words
#
# Now put what you have learnt into sentences of your own. Write first, and open the model answer
# afterwards.

# %% [markdown]
# [explain: has-it-understood]

# %% [markdown]
# ## Key points
#
# - The same fifty labels are worth far more on the features of a network trained on other photos
#   than on pixels. This course is about when that happens, and how you can find out.
# - An IDX file has a short header and then the values. A good reading function refuses a damaged
#   file.
# - The classes are balanced. Half of all pixels are empty background.
# - Some labels are wrong, some images have twins, and shoes face left.
# - Train on one set, choose on a second, and open the test set once.
# - One pixel is enough for about half of the 45 pairs of classes (21 reach 95 %).
# - With all images, 1-NN and logistic regression are right in about 86 % of cases. A network that
#   reaches 86 % has done nothing special.
#
# ## What could fool us here
#
# - **One draw of fifty photos** is all you tried at the start. Its classes are much like
#   ImageNet's, so this is transfer at its best.
# - **Near-duplicates** across train and test make every score a little too good.
# - **Wrong labels** limit every score, and nobody knows exactly where the limit is.
# - **We chose on the validation set**: we tried three strengths of the logistic regression, and the
#   best one there was C = 0.1. So its score is a little too good, too.
# - **Small, centred, cleaned images** on an empty background are not photographs. Lesson 02 tries
#   pictures from outside the dataset.
#
# **Next:** lesson 02 trains a network that must beat this ladder.

# %% [markdown]
# ## How far you are

# %%
progress()
