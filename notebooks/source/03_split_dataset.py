# %% [markdown]
# # Lesson 03: two tasks from one dataset
#
# **The question:** we want to know whether a network that has learnt one task learns another one
# more easily. Which two tasks do we take, and how do we cut one dataset so that the answer can be
# trusted?
#
# **You will be able to**
#
# - split a dataset into two tasks without losing, mixing or changing anything,
# - keep training, validation and test apart in both tasks,
# - repeat a run exactly, and say what one run is worth.
#
# **You need:** NumPy indexing, and lesson 01 for the data.
#
# **Time to run:** 26 s for all cells, measured on two CPU cores, of which 18 s in *What one run is
# worth*. Take 60 minutes for the exercises.
#
# This notebook runs from top to bottom even if you write nothing: where an exercise is empty or
# wrong, it goes on with the course's own solution and says so. To predict honestly, first choose
# *Edit › Clear Outputs of All Cells*.

# %%
from course_utils import check, hint, progress, solution
from course_utils.datasets.fashion_mnist import CLASS_NAMES, load_fashion_mnist
from course_utils.evaluation.baselines import best_pixel_rule
from course_utils.evaluation.statistics import mean_interval
from course_utils.experiments.results import read_results
from course_utils.figures import lesson_03 as figures
from course_utils.figures.plots import show
from course_utils.live import compare_with_ours
from course_utils.training.bars import bar

# %% [markdown]
# TensorFlow takes a few seconds to start, and says so in lines that look alarming. They are not
# errors.

# %% tags=["nbval-ignore-output"]
import random

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

# %% [markdown]
# ## One dataset, two tasks
#
# [Transfer](../docs/glossary.md#transfer) learning is for a common situation: many labelled
# examples of one task, few of another. We make this situation on purpose, so that we know
# everything about it.
#
# - **[Task A](../docs/glossary.md#task-a)**: tell eight classes apart. All but sandals and shirts.
#   Many images.
# - **[Task B](../docs/glossary.md#task-b)**: *is it a shirt?* Only sandals (5) and shirts (6). We
#   pretend that only 200 of its images have labels.
#
# A network has learnt task A. Does that help with task B?
#
# **Predict:** how many of the 55,000 training images belong to task B?

# %%
fashion = load_fashion_mnist()
X_train, y_train = fashion.X_train[5000:], fashion.y_train[5000:]
X_valid, y_valid = fashion.X_train[:5000], fashion.y_train[:5000]
X_test, y_test = fashion.X_test, fashion.y_test

pd.DataFrame(
    {
        "class": CLASS_NAMES,
        "task": ["B" if label in (5, 6) else "A" for label in range(10)],
        "train": np.bincount(y_train),
        "valid": np.bincount(y_valid),
        "test": np.bincount(y_test),
    }
)

# %% [markdown]
# The first 5,000 training images are held out for validation, as in lesson 01.
#
# ### Labels without a gap
#
# A network with eight outputs numbers them 0 to 7. Task A has the labels 0, 1, 2, 3, 4, 7, 8, 9.
# So three labels move:
#
# | class | label in the data | label in task A |
# |---|---|---|
# | T-shirt/top, Trouser, Pullover, Dress, Coat | 0, 1, 2, 3, 4 | 0, 1, 2, 3, 4 |
# | Sneaker | 7 | 5 |
# | Bag | 8 | 6 |
# | Ankle boot | 9 | 7 |
#
# Task B has one output, a number between 0 and 1: how sure the network is that it sees a shirt.
# Its labels are 1.0 for a shirt and 0.0 for a sandal. They are float32, because they are compared
# with a float32 output.

# %% [markdown]
# ## Exercise 1: `split_dataset`
#
# Write the body. Then run the cell and the one below it.


# %%
split_dataset = check(...)

# %% [markdown]
# ### What came out

# %%
(X_A, y_A), (X_B, y_B) = split_dataset(X_train, y_train)
X_A, y_A, X_B, y_B = map(np.asarray, (X_A, y_A, X_B, y_B))  # if you returned tensors
print(f"task A: {len(X_A):,} images, labels {np.unique(y_A)}")
print(f"task B: {len(X_B):,} images, labels {np.unique(y_B)}, dtype {y_B.dtype}")

# %% [markdown]
# About two images in ten belong to task B, because two of ten classes do. Was your prediction
# near?
#
# Numbers can be right and images wrong. So look at both tasks.

# %%
show(*figures.task_a(X_A, y_A))

# %%
show(*figures.task_b(X_B, y_B))

# %% [markdown]
# ## Exercise 2: `task_sets`
#
# A network is trained on one set, its settings are chosen on a second, and it is judged on a third.
# Both tasks need all three.
#
# Only one of the six sets is made small: **B's training set**. If B's validation and test sets were
# cut as well, we would save nothing, and every score would be a rough guess.
#
# **Predict:** of the first 200 training images of task B, how many are shirts?


# %%
task_sets = check(...)

# %%
tasks = task_sets((X_train, y_train), (X_valid, y_valid), (X_test, y_test))
task_A, task_B = [[(np.asarray(X), np.asarray(y)) for X, y in task] for task in tasks]

pd.DataFrame(
    {
        "task A": [len(y) for _, y in task_A],
        "task B": [len(y) for _, y in task_B],
        "shirts in B": [int(y.sum()) for _, y in task_B],
    },
    index=["train", "valid", "test"],
)

# %% [markdown]
# The 200 images are balanced by luck, not by design: nobody chose them. With 200 images a guess
# that always says *sandal* is right about half of the time. Every method must beat that, and the
# next section shows how easily it is beaten.

# %% [markdown]
# ## How hard is task B?
#
# **Predict:** what share of the validation images does the best rule get right that looks at *one
# pixel*?
#
# The rule is found on the 200 training images: it tries every pixel, every threshold and both
# directions, and keeps the one with the fewest errors.

# %%
(X_train_B, y_train_B), (X_valid_B, y_valid_B), (X_test_B, y_test_B) = task_B
rule = best_pixel_rule(X_train_B, y_train_B == 1)
on_train = np.mean(rule.predict(X_train_B) == (y_train_B == 1))
on_valid = np.mean(rule.predict(X_valid_B) == (y_valid_B == 1))
print(f"shirt if the pixel in row {rule.row}, column {rule.column} is above {rule.threshold}")
print(f"right on {on_train:.1%} of the 200 training images")
print(f"right on {on_valid:.1%} of {len(y_valid_B):,} validation images")

# %%
mean_images = {
    "sandal": X_valid_B[y_valid_B == 0].mean(axis=0),
    "shirt": X_valid_B[y_valid_B == 1].mean(axis=0),
}
show(*figures.pixel_of_rule(mean_images, rule))

# %% [markdown]
# We looked at validation images, not at test images. The test set stays closed until a choice is
# final.
#
# Keep this number. A network that reaches 98 % here has done nothing clever. Lesson 04 measures
# what transfer adds on top, on this pair and on harder ones.

# %% [markdown]
# ## What may transfer?
#
# Task A contains T-shirts, pullovers and coats, which look like shirts, and sneakers and boots,
# which look a little like sandals. So a network trained on A has seen collars, sleeves and soles.
#
# A **dense layer** looks at all pixels at once. Each of its units has one weight for each pixel:
# the unit is a *[template](../docs/glossary.md#template)* that fits best when the garment lies
# exactly where the template has it.
#
# A **convolution** slides a small template over the whole image, so its largest answer does not
# depend on the place.
#
# **Predict:** we move a shirt sideways by 1 to 4 pixels. What happens to the answer of a unit
# whose template is the mean shirt minus the mean sandal? And to the largest answer of a small 3 ×
# 3 edge filter?

# %%
shirts = X_train_B[y_train_B == 1][:50] / 255
template = shirts.mean(axis=0) - (X_train_B[y_train_B == 0] / 255).mean(axis=0)
edge = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def moved(image, pixels):
    """Return the image in the middle of a wider empty one, moved to the right."""
    return np.pad(image, ((0, 0), (8 + pixels, 8 - pixels)))


def answer_of_template(image):
    return np.sum(image * np.pad(template, ((0, 0), (8, 8))))


def largest_answer_of_edge(image):
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    return np.einsum("ijkl,kl->ij", windows, edge).max()


# %%
shifts = range(5)
dense = np.array([[answer_of_template(moved(image, s)) for image in shirts] for s in shifts])
conv = np.array([[largest_answer_of_edge(moved(image, s)) for image in shirts] for s in shifts])
show(*figures.moved_shirts(dense, conv))

# %% [markdown]
# This is an argument, not a result: one template and one filter, not a trained network. Trained
# convolutional networks end in dense layers, and [padding](../docs/glossary.md#padding) and
# [pooling](../docs/glossary.md#pooling) depend on the place. Whether convolutions really transfer
# better is a question that **lesson 05 measures**.

# %% [markdown]
# ## Exercise 3: `set_all_seeds`
#
# Training draws random numbers: for the start weights, and for the order of the images. Three
# libraries draw them, each with a generator of its own: Python, NumPy and TensorFlow.
#
# **Predict:** two new layers are made one after the other, without any seed. Do they start with the
# same weights?


# %%
def start_weights():
    """Return the weights with which a new layer starts."""
    layer = keras.layers.Dense(4)
    layer.build((None, 3))
    return layer.get_weights()[0]


print("same start weights without a seed:", np.array_equal(start_weights(), start_weights()))

# %%
set_all_seeds = check(...)

# %%
set_all_seeds(42)
first = start_weights()
set_all_seeds(42)
again = start_weights()
print("same start weights after the same seed:", np.array_equal(first, again))

# %% [markdown]
# A generator made by `np.random.default_rng(seed)` is not touched by any global seed. That is why
# it is the better habit in your own code: whoever holds it knows where the numbers come from.

# %% [markdown]
# ## What one run is worth
#
# A small network learns task B from its 200 images. It does so five times, and only the seed
# differs. We look after 4 epochs, and after 20.
#
# **Predict:** how far apart are the best and the worst of the five?


# %%
def accuracies_on_B(seed):
    """Train a small dense network on the 200 images of task B.

    Returns the validation accuracy after 4 epochs, and after 20.
    """
    set_all_seeds(seed)
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Flatten(),
            keras.layers.Dense(30, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(
        loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.01), metrics=["accuracy"]
    )
    model.fit(X_train_B, y_train_B, epochs=4, verbose=0)
    after_4 = model.evaluate(X_valid_B, y_valid_B, verbose=0)[1]
    model.fit(X_train_B, y_train_B, epochs=16, verbose=0)
    return after_4, model.evaluate(X_valid_B, y_valid_B, verbose=0)[1]


# %% tags=["nbval-ignore-output", "live"]
short, long = np.array([accuracies_on_B(seed) for seed in bar(range(5), "seeds")]).T
print("validation accuracy of five seeds, 4 epochs: ", np.round(short, 3))
print("validation accuracy of five seeds, 20 epochs:", np.round(long, 3))
print(f"the one-pixel rule: {on_valid:.3f}")

# %% [markdown]
# Where did our runs end, with other seeds and on other processors? And what does the first seed
# give if it runs once more?

# %% tags=["live"]
compare_with_ours("4 epochs", short.mean())
compare_with_ours("20 epochs", long)
compare_with_ours("spread, 4 epochs", np.ptp(short))
compare_with_ours("spread, 20 epochs", np.ptp(long))
compare_with_ours("same seed", np.array(accuracies_on_B(0)) - [short[0], long[0]])

# %% [markdown]
# Same data, same network, same code. After 4 epochs the best and the worst run differ by several
# points, and nothing but the seed decides which of them you get. After 20 epochs most of that gap
# is gone, and so is most of the room for any gain: all runs are near the one-pixel rule. The same
# seed gives the same accuracy again, on this machine.
#
# ### A seed does not travel
#
# Lesson 02 trains a network on 200 images, with the momentum 0.99. We ran that cell on four kinds
# of processor: same code, same packages, same data. The kinds differ in their instructions: one of
# SSE4.1 works on four numbers at once, one of AVX2 on eight, one of AVX-512 on sixteen. *Without
# oneDNN* is TensorFlow without the library that takes the newest of them.
#
# **Predict:** the same seed on another kind of processor, does it give the same accuracy?

# %%
ours = read_results("live_ranges")
ours = ours[ours["number"] == "momentum 0.99"]
as_taught = ours[ours["code"] == "as in the lesson"]
by_processor = as_taught.pivot_table("value", "processor", "seed", sort=False)
by_processor[[0, 1, 2]].map("{:.1%}".format)

# %% [markdown]
# Each column is one seed. Going down a column, only the processor changes. (One processor, an Intel
# Xeon with AVX-512 and AMX, stood in for all four: the libraries have switches that make them
# compute as on another one.)
#
# Nothing random is left, and still the rows differ. Each kind of processor adds numbers up in an
# order of its own, so sums differ in their last digit. One update carries that digit into the next,
# and after 140 updates two runs may have gone different ways.
#
# All these runs had one [thread](../docs/glossary.md#thread). Two threads cut a sum in two, so they
# change the order as well. The same seeds again, on the same processor:

# %%
on_avx_512 = ours[ours["processor"] == "AVX-512"].pivot_table("value", "code", "seed")
by_threads = on_avx_512.loc[["as in the lesson", "with two threads"], [0, 1, 2]]
by_threads.index = ["one thread", "two threads"]
by_threads.map("{:.1%}".format)

# %% [markdown]
# This network shows it more than most: it is where lesson 02 found that a run may end anywhere.
# In our runs the five small networks above came out the same on all four kinds of processor. How
# far a last digit gets depends on the network.
#
# Is one kind of processor better than another, on average over its seeds? (We have 20 seeds of
# each; of SSE4.1, which is slow, eight.)

# %%
rows = []
for kind, of_kind in by_processor.iterrows():
    mean, half_width = mean_interval(of_kind.dropna())
    rows.append({"processor": kind, "mean (%)": f"{100 * mean:.0f} ± {100 * half_width:.0f}"})
pd.DataFrame(rows).set_index("processor")

# %% [markdown]
# The intervals overlap. So another processor does not give *better* or *worse* runs that we could
# tell. Is it like another seed, then? Not quite. Take the three kinds with 20 seeds. One seed on
# two of them: half of these pairs of runs are within 6 points. Two seeds on one of them: half are
# within 20. A part of what the seed decides travels, and the rest is drawn again.
#
# What follows for a figure in a paper, and for the figures of this course:
#
# - One run with a stated seed can be repeated on the same kind of machine only, and with as many
#   threads. Say which.
# - On another machine do not ask for the same digits. Ask whether you land in the same *range*.
# - So a range over many seeds is worth stating, and a single run is not. Where this course compares
#   your live number with ours, it shows where our runs lay. It calls yours different only beyond
#   six standard deviations, so that next to nobody is told so by chance.
#
# A seed makes a run *repeatable*. It does not make it *typical*. Whoever reports one run, or the
# best of several, reports luck together with the method. From lesson 04 on, every comparison is
# made over many seeds.

# %% [markdown]
# ## Key points
#
# - Task A has eight classes and many images. Task B asks *is it a shirt?* and has 200 training
#   images.
# - Choose first, then move labels; compare with `==`, since 5 − 6 is 255 in uint8; leave the input
#   as it is.
# - Split every set in the same way. Cut only the training set that should be small.
# - One pixel nearly solves task B. Know the cheap baseline before you praise a network.
# - A seed makes a run repeatable on one kind of machine. It does not make it typical.
#
# ## What could fool us here
#
# - **An easy task.** Where one pixel reaches 98 %, the best network can add less than two points.
# - **A lucky seed.** Five short runs of the same code differed by several points. Comparing an
#   undertrained network with a trained one would look like a discovery.
# - **A test set used twice.** We used validation images for every look and every choice.
# - **An argument in place of a measurement.** The figure with the moved shirt explains a hope. It
#   does not show that transfer works.
#
# **Next:** lesson 04 trains a network on task A and measures what it is worth for task B.

# %% [markdown]
# ## How far you are

# %%
progress()
