# %% [markdown]
# # Lesson 04: transfer to task B
#
# **The question:** a network has learnt task A. Does that help with task B, and by how much?
#
# **You will be able to**
#
# - reuse the layers of a network for another task, freeze them and fine-tune them,
# - see three mistakes that raise no error,
# - say whether transfer helped, with an interval and with the cheap baselines beside it.
#
# **You need:** lesson 03 for the two tasks; a little of what a mean and a standard deviation are.
#
# **Time to run:** under 3 minutes for all cells on two CPU cores. Take two hours for the exercises.
#
# This notebook runs from top to bottom even if you write nothing: where an exercise is empty or
# wrong, it goes on with the course's own solution and says so. To predict honestly, first choose
# *Edit › Clear Outputs of All Cells*.

# %%
from course_utils import check, hint, solution
from course_utils.data import load_fashion_mnist
from course_utils.experiments.results import read_results
from course_utils.plots import BLUE, GREEN, ORANGE, VERMILION, show
from course_utils.tasks import task_a, task_b

# %% [markdown]
# TensorFlow takes a few seconds to start, and says so in lines that look alarming. They are not
# errors.

# %% tags=["nbval-ignore-output"]
import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy import stats

# %% [markdown]
# ## The tasks, once more
#
# Task A tells eight classes apart, with 43,986 labelled images. Task B asks *is it a shirt?*, of
# sandals and shirts, and we pretend that only 200 images have labels.

# %%
fashion = load_fashion_mnist()
A, B = task_a(fashion, (5, 6)), task_b(fashion, (5, 6))
X_B, y_B = B.train.X[:200], B.train.y[:200]
print(f"A: {len(A.train.y):,} images to train; B: {len(y_B)}, of which {y_B.sum():.0f} are shirts")

# %% [markdown]
# Model A is a dense network, as in the textbook that made this experiment known (A. Géron,
# *Hands-On Machine Learning*): three hidden layers of 100 units.
#
# We train it for three epochs here. That is enough to see what follows.
