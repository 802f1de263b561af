# %% [markdown]
# # Lesson 03: two tasks from one dataset
#
# **The question:** how do we cut two tasks from one dataset, so that we can trust what we find when
# a network goes from the one to the other?
#
# **You will be able to**
#
# - split a dataset into two tasks without losing, mixing or changing anything,
# - keep training, validation and test apart in both tasks,
# - repeat a run exactly, and say what one run is worth.
#
# **You need:** NumPy indexing, and lesson 01 for the data.
#
# **Time to run:** 21 s for all cells, measured on two CPU cores, of which 13 s in *What one run is
# worth*. Take 60 minutes for the exercises.
#
# **If you have 30 minutes:** run all cells, and write Exercise 1 only. Read *One dataset, two
# tasks*, the section on the one pixel, and *What one run is worth* up to *A seed does not travel*.
# Leave out Exercises 2 and 3, whose cells run with the course's own solutions, and the moved shirts
# between them. You then know both tasks, how easy the second one is, and how far one run can be
# from the next.
#
# This notebook runs from top to bottom even if you write nothing: where an exercise is empty or
# wrong, it goes on with the course's own solution and says so. Your copy comes without outputs, so
# you can predict before you see an answer.

# %%
from course_utils import ask, check, hint, predict, progress, reveal, solution
from course_utils.datasets.fashion_mnist import CLASS_NAMES, load_fashion_mnist
from course_utils.evaluation.baselines import best_pixel_rule
from course_utils.evaluation.statistics import mean_interval
from course_utils.experiments.results import read_results
from course_utils.figures import diagrams_reuse as diagrams
from course_utils.figures import lesson_03 as figures
from course_utils.figures.plots import show
from course_utils.live import compare_with_ours
from course_utils.training.bars import bar

# %% [markdown]
# TensorFlow takes a few seconds to start.

# %%
import random

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

# %% [markdown]
# ## Warm-up
#
# Three questions on lessons 01 and 02, about what you will need today.

# %%
ask("best-of-eight-settings", ...)

# %%
ask("good-or-not", ...)

# %%
ask("two-modes", ...)

# %% [markdown]
# ## One dataset, two tasks
#
# [Transfer](../docs/glossary.md#transfer) learning is for a common situation: you have many
# labelled examples of one task, and few of another. We make this situation on purpose, so that we
# know everything about it.
#
# - **[Task A](../docs/glossary.md#task-a)**: tell eight classes apart, all but sandals and shirts.
#   It has many images.
# - **[Task B](../docs/glossary.md#task-b)**: *is it a shirt?* It has only sandals (5) and shirts
#   (6). We pretend that only 200 of its images have labels.
#
# A network has learnt task A. Does that help with task B?
#
# **Predict:** how many of the 55,000 training images belong to task B?

# %%
predict("task B images", ...)

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

# %%
reveal("task B images", np.isin(y_train, (5, 6)).sum())

# %% [markdown]
# As in lesson 01, we hold out the first 5,000 training images for validation.
#
# ### Labels without a gap
#
# A network with eight outputs numbers them 0 to 7. But task A has the labels 0, 1, 2, 3, 4, 7, 8,
# 9. So three labels have to move:
#
# | class | label in the data | label in task A |
# |---|---|---|
# | T-shirt/top, Trouser, Pullover, Dress, Coat | 0, 1, 2, 3, 4 | 0, 1, 2, 3, 4 |
# | Sneaker | 7 | 5 |
# | Bag | 8 | 6 |
# | Ankle boot | 9 | 7 |
#
# Task B has one output, a number between 0 and 1. It says how sure the network is that it sees a
# shirt. The labels are 1.0 for a shirt and 0.0 for a sandal. They are float32, because we compare
# them with a float32 output.

# %%
ask("ten-classes-first", ...)

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
# About two in ten images belong to task B, because two of ten classes do. Was your prediction
# close?
#
# Numbers can be right and images wrong. So let's look at both tasks.

# %%
show(*figures.task_a(X_A, y_A))

# %%
show(*figures.task_b(X_B, y_B))

# %% [markdown]
# ## Exercise 2: `task_sets`
#
# We train a network on one set, choose its settings on a second, and judge it on a third. Both
# tasks need all three.
#
# We make only one of the six sets small: **B's training set**. If we also cut B's validation and
# test sets, we would save nothing, and every score would be a rough guess.
#
# Look at the right side of the figure: which of its sets is smaller than it could be, and which two
# are whole?

# %%
show(*diagrams.two_tasks())

# %% [markdown]
# **Find the fault.** The code below runs, and each part has a sensible shape. Still, a network that
# is judged with it will look better than it is. Find the line, and repair it.


# %%
task_sets = check(...)

# %% [markdown]
# **Predict:** of the first 200 training images of task B, how many are shirts?

# %%
predict("shirts among 200", ...)

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

# %%
reveal("shirts among 200", task_B[0][1].sum())

# %%
ask("twenty-validation-images", ...)

# %% [markdown]
# The 200 images are balanced by luck. Nobody chose them for that. On 200 such images, a guess that
# always says *sandal* is right about half of the time. Every method must beat that. The next
# section shows how easy that is.

# %% [markdown]
# ## How hard is task B?
#
# Take the best rule that looks at only *one pixel*. We find it on the 200 training images. We try
# every pixel, every threshold and both directions, and keep the rule with the fewest errors.
#
# **Predict:** what share of the validation images does it get right, in per cent?

# %%
predict("one pixel on B", ...)

# %%
(X_train_B, y_train_B), (X_valid_B, y_valid_B), (X_test_B, y_test_B) = task_B
rule = best_pixel_rule(X_train_B, y_train_B == 1)
on_train = np.mean(rule.predict(X_train_B) == (y_train_B == 1))
on_valid = np.mean(rule.predict(X_valid_B) == (y_valid_B == 1))
print(f"shirt if the pixel in row {rule.row}, column {rule.column} is above {rule.threshold}")
print(f"right on {on_train:.1%} of the 200 training images")
print(f"right on {on_valid:.1%} of {len(y_valid_B):,} validation images")
reveal("one pixel on B", 100 * on_valid)

# %% tags=["card", "draws"]
mean_images = {
    "sandal": X_valid_B[y_valid_B == 0].mean(axis=0),
    "shirt": X_valid_B[y_valid_B == 1].mean(axis=0),
}
show(*figures.pixel_of_rule(mean_images, rule))

# %%
ask("easy-or-hard-pair", ...)

# %% [markdown]
# We looked at validation images, not at test images. We keep the test set closed until a choice is
# final.
#
# Remember this number. A network that reaches 98 % here has done nothing clever. Lesson 04 measures
# what transfer adds on top, on this pair and on harder ones.

# %% [markdown]
# ## What may transfer?
#
# Task A contains T-shirts, pullovers and coats, which look like shirts. It also contains sneakers
# and boots, which look a little like sandals. So a network trained on A has seen collars, sleeves
# and soles.
#
# A **dense layer** looks at all pixels at once. Each of its units has one weight for each pixel. So
# the unit is a *[template](../docs/glossary.md#template)*: it fits best when the garment lies
# exactly where the template has it.
#
# A **convolution** slides a small template over the whole image. So its largest answer does not
# depend on the place.
#
# How much does the place matter to a dense unit? We move shirts sideways by up to 4 pixels. One
# unit has the mean shirt minus the mean sandal as its template. Beside it stands a small 3 × 3 edge
# filter, of which we take the largest answer.

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


# %% [markdown]
# **Predict:** how large is the answer of the template after a move by 4 pixels, in per cent of its
# answer to the same shirt before the move?

# %%
predict("template after moving", ...)

# %%
shifts = range(5)
dense = np.array([[answer_of_template(moved(image, s)) for image in shirts] for s in shifts])
conv = np.array([[largest_answer_of_edge(moved(image, s)) for image in shirts] for s in shifts])
show(*figures.moved_shirts(dense, conv))
reveal("template after moving", 100 * np.mean(dense[4] / dense[0]))

# %%
ask("missing-behind-the-figure", ...)

# %% [markdown]
# This is an argument, not a result. We used one template and one filter, not a trained network.
# Trained convolutional networks end in dense layers. What [padding](../docs/glossary.md#padding)
# and [pooling](../docs/glossary.md#pooling) do depends on the place. Do convolutions really
# transfer better? **Lesson 05 measures** that.

# %% [markdown]
# ## Exercise 3: `set_all_seeds`
#
# Training draws random numbers for the start weights and for the order of the images. They come
# from three libraries: Python, NumPy and TensorFlow. Each library has its own generator.
#
# **Predict:** we make two new layers, one after the other, without any seed. Do they start with the
# same weights, `"yes"` or `"no"`?

# %%
predict("same start weights", ...)


# %%
def start_weights():
    """Return the weights with which a new layer starts."""
    layer = keras.layers.Dense(4)
    layer.build((None, 3))
    return layer.get_weights()[0]


same_start = np.array_equal(start_weights(), start_weights())
print("same start weights without a seed:", same_start)
reveal("same start weights", "yes" if same_start else "no")

# %%
set_all_seeds = check(...)

# %%
set_all_seeds(42)
first = start_weights()
set_all_seeds(42)
again = start_weights()
print("same start weights after the same seed:", np.array_equal(first, again))

# %% [markdown]
# A global seed does not touch a generator that you make with `np.random.default_rng(seed)`. That is
# why such a generator is the better habit in your own code: you know where your numbers come from.

# %% [markdown]
# ## What one run is worth
#
# We train a small network on the 200 images of task B. We do this five times, and change only the
# seed. We look after 4 epochs, and after 20.


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


# %% [markdown]
# **Predict:** how far apart are the best and the worst of the five, in points (per cent of the
# validation images)? Write one prediction for 4 epochs, and one for 20.

# %%
predict("spread after four epochs", ...)

# %%
predict("spread after twenty epochs", ...)

# %% tags=["nbval-ignore-output", "live"]
short, long = np.array([accuracies_on_B(seed) for seed in bar(range(5), "seeds")]).T
print("validation accuracy of five seeds, 4 epochs: ", np.round(short, 3))
print("validation accuracy of five seeds, 20 epochs:", np.round(long, 3))
print(f"the one-pixel rule: {on_valid:.3f}")
reveal("spread after four epochs", 100 * np.ptp(short))
reveal("spread after twenty epochs", 100 * np.ptp(long))

# %% [markdown]
# Where did our runs end, with other seeds and on other processors? And what happens if we run the
# first seed once more?

# %% tags=["live"]
compare_with_ours("4 epochs", short.mean())
compare_with_ours("20 epochs", long)
compare_with_ours("spread, 4 epochs", np.ptp(short))
compare_with_ours("spread, 20 epochs", np.ptp(long))
compare_with_ours("same seed", np.array(accuracies_on_B(0)) - [short[0], long[0]])

# %% [markdown]
# The data, the network and the code are the same. Still, after 4 epochs the best and the worst run
# differ by several points. Only the seed decides which of them you get. After 20 epochs most of
# that gap is gone. Most of the room for any gain is gone too, because all runs are near the
# one-pixel rule. On this machine, the same seed gives the same accuracy again.

# %%
ask("best-of-five-seeds", ...)

# %% [markdown]
# ### A seed does not travel
#
# Lesson 02 trains a network on 200 images, with the momentum 0.99. We ran that cell on four kinds
# of processor, with the same code, packages and data. The kinds differ in their instructions. An
# SSE4.1 instruction works on four numbers at once, an AVX2 instruction on eight, an AVX-512
# instruction on sixteen. *Without oneDNN* is TensorFlow without the library that uses the newest
# instructions.
#
# **Predict:** one seed now has four accuracies, one for each kind of processor. How many points lie
# between the highest and the lowest of them, on average over the seeds 0, 1 and 2?

# %%
predict("spread over processors", ...)

# %%
ours = read_results("live_ranges")
ours = ours[ours["number"] == "momentum 0.99"]
as_taught = ours[ours["code"] == "as in the lesson"]
by_processor = as_taught.pivot_table("value", "processor", "seed", sort=False)
by_processor[[0, 1, 2]].map("{:.1%}".format)

# %%
reveal("spread over processors", 100 * np.ptp(by_processor[[0, 1, 2]].to_numpy(), axis=0).mean())

# %% [markdown]
# Each column of the table is one seed. Down a column, only the processor changes. (We used one
# processor, an Intel Xeon with AVX-512 and AMX, to act as all four. The libraries have switches
# that make them compute as on another one.)
#
# Nothing random is left, and still the rows differ. Each kind of processor adds numbers in its own
# order, so sums differ in their last digit. Each update passes this difference on to the next.
# After 140 updates, two runs may have gone different ways.
#
# All these runs had one [thread](../docs/glossary.md#thread). Two threads split a sum in two, so
# they also change the order. Here are the same seeds again, on the same processor:

# %%
on_avx_512 = ours[ours["processor"] == "AVX-512"].pivot_table("value", "code", "seed")
by_threads = on_avx_512.loc[["as in the lesson", "with two threads"], [0, 1, 2]]
by_threads.index = ["one thread", "two threads"]
by_threads.map("{:.1%}".format)

# %% [markdown]
# This network shows the effect more than most. In lesson 02 we found that its runs may end
# anywhere. In our runs the five small networks above came out the same on all four kinds of
# processor. How much the last digit matters depends on the network.
#
# Is one kind of processor better than another, on average over its seeds? (We have 20 seeds of each
# kind, but only eight of SSE4.1, which is slow.)

# %%
rows = []
for kind, of_kind in by_processor.iterrows():
    mean, half_width = mean_interval(of_kind.dropna())
    rows.append({"processor": kind, "mean (%)": f"{100 * mean:.0f} ± {100 * half_width:.0f}"})
pd.DataFrame(rows).set_index("processor")

# %% [markdown]
# The intervals overlap. So we cannot tell that another processor gives *better* or *worse* runs. Is
# another processor like another seed, then? Not quite. Take the three kinds with 20 seeds, and
# compare their runs in pairs. With one seed on two kinds, half of the pairs differ by at most 6
# points. With two seeds on one kind, half differ by at most 20. A part of what the seed decides
# stays the same on another processor. The rest is drawn again.

# %%
ask("number-in-a-paper", ...)

# %% [markdown]
# What does this mean for a number in a paper, and for the numbers of this course?
#
# - You can repeat one run with a stated seed only on the same kind of machine, with the same number
#   of threads. Say which machine, and how many threads.
# - On another machine, don't expect the same digits. Ask whether you land in the same *range*.
# - So state a range over many seeds, and not a single run. When this course compares your live
#   number with ours, it shows where our runs lay. It calls yours different only beyond six standard
#   deviations, so that hardly anybody is told so by chance.
#
# A seed makes a run *repeatable*. It does not make it *typical*. If you report one run, or the best
# of several, you report luck together with the method. From lesson 04 on, we make every comparison
# over many seeds.

# %% [markdown]
# ## In your own words
#
# Write your answer before you open ours. A few sentences are enough.

# %% [markdown]
# [explain: seed-and-typical-run]

# %% [markdown]
# ## Key points
#
# - Task A has eight classes and many images. Task B asks *is it a shirt?* and has 200 training
#   images.
# - First choose the images, then move the labels. Compare with `==`, because 5 − 6 is 255 in uint8.
#   Leave the input as it is.
# - Split every set in the same way. Cut only the training set that should be small.
# - One pixel nearly solves task B. Measure the cheap baseline before you praise a network.
# - A seed makes a run repeatable on one kind of machine. It does not make it typical.
#
# ## What could fool us here
#
# - **An easy task.** If one pixel reaches 98 %, the best network can add less than two points.
# - **A lucky seed.** Five short runs of the same code differed by several points. If we compared an
#   undertrained network with a trained one, it would look like a discovery.
# - **A test set used twice.** We used validation images for every look and every choice.
# - **An argument in place of a measurement.** The figure with the moved shirt explains what we hope
#   for. It does not show that transfer works.
#
# **Next:** lesson 04 trains a network on task A and measures what it is worth for task B.

# %% [markdown]
# ## How far you are

# %%
progress()
