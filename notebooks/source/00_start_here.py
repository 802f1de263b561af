# %% [markdown]
# # Lesson 00: start here
#
# **The question:** how do you work in this course, and what can a computer learn from five photos?
#
# **You will be able to**
#
# - run the cells of a notebook, and change them,
# - write an answer, have it checked, and ask for a hint,
# - say what you expect before you see what comes out.
#
# **You need:** nothing. If you have never opened a notebook, this page is for you.
#
# **Time to run:** 4 s for all cells, measured on two CPU cores. Take 10 minutes for the exercises.
#
# **If you know notebooks:** press Shift+Enter until you are at *The course checks your answer*, and
# read from there.
#
# Nothing here is marked, and you can break nothing. So try everything.

# %% [markdown]
# ## Run a cell
#
# A notebook is a page of *cells*. Some hold text, like this one. Others hold Python code, like the
# next one. To **run** a cell, click on it, and then press **Shift+Enter**.

# %%
print("This cell has run.")

# %% [markdown]
# What a cell prints stands below it. On its left you see a star `[*]` while it runs, and a number
# when it is done.
#
# Shift+Enter also takes you to the next cell. So you can go through a whole notebook with these two
# keys. To change a cell, click into it, or press Enter. To leave it, press Esc. Then the arrow keys
# go up and down.
#
# Try it: write your name in place of the words between the quotes above, leave the quotes, and run
# the cell again.

# %% [markdown]
# ## Begin at the top
#
# The first cells of each lesson load what the other cells use. This is such a cell. Run it now.
# Nothing appears below it, and that is fine.

# %%
import numpy as np
from sklearn.linear_model import LogisticRegression

from course_utils import ask, check, hint, predict, progress, reveal, solution
from course_utils.datasets.photos import few_photos, load_photo_features, load_photos
from course_utils.figures import lesson_00 as figures
from course_utils.figures.plots import show

# %% [markdown]
# What a cell has loaded is kept by the **kernel**, the Python that runs behind the page. When you
# open the notebook again tomorrow, there is a new kernel, and it knows nothing yet. Then run the
# cells from the top once more. The menu *Run › Run All Above Selected Cell* does it for you.

# %% [markdown]
# ## The course checks your answer
#
# In each lesson you write a few functions. For each of them there is a cell that says what the
# function should do, and a cell that **checks** it.
#
# This one counts how many guesses are right. Say that five photos show the classes 0, 1, 2, 3 and
# 4, and somebody takes them for 0, 1, 2, 2 and 2. Three of the five guesses are right, so the
# function should return 0.6.
#
# ## Exercise 1: `share_right`
#
# Do it in four steps.
#
# 1. Run the next cell as it is, and the one below it. A card says that nothing is written yet.
# 2. Now be wrong on purpose: write `return 0.5` in place of the last line. Python needs the four
#    spaces before it. Run both cells again. The card says what was expected and what came.
# 3. Go to the cell below the check. Take the sign `#` away from the first line, and run it. You see
#    a hint. Run it again for the next one. The last hint is almost the answer.
# 4. Now write your own answer, and run both cells once more.


# %%
share_right = check(...)

# %% [markdown]
# If you leave an exercise empty or wrong, you can go on all the same. Then the course's own
# function does the work, and the card says so. You can always come back.
#
# Your answers are saved with the notebook: press **Ctrl+S** (on a Mac, **⌘S**). The files with
# `course-` in their names are the course's notes on your way. Leave them where they are.

# %% [markdown]
# ## What can a computer learn from five photos?
#
# Now you use your function. Here are five photos, one of each
# **[class](../docs/glossary.md#class)**. They are all that the computer is taught.

# %%
photos = load_photos()
taught, rest = few_photos(photos, n=1, seed=0)
show(*figures.one_of_each(photos, taught))

# %% [markdown]
# The computer then looks at 90 other photos, 18 of each class, and says of each what it shows. How
# often will it be right? If it always said *mammal*, or just guessed, it would be right in 20 %.
#
# **Before you see it, make a guess.** In the next cell, put the number that you expect in place of
# the three dots, and run it. A wrong guess costs nothing, and only you see it. But with a guess in
# mind you will look at the answer with other eyes.
#
# **Predict:** what share of the other photos will it name right, in per cent?

# %%
predict("five photos", ...)

# %%
others = np.concatenate([rest[photos.y[rest] == label][:18] for label in range(5)])

features = load_photo_features()
classifier = LogisticRegression(max_iter=1000)
classifier.fit(features[taught], photos.y[taught])
guesses = classifier.predict(features[others])

right = share_right(photos.y[others], guesses)
print(f"right: {right:.0%} of {len(others)} photos")
reveal("five photos", 100 * right)

# %% [markdown]
# Are photos just easy? Let's ask the same program, with the same five photos, to look at the pixels
# themselves: at how red, green and blue they are. We take every fourth pixel of every fourth row.

# %%
pixels = photos.X[:, ::4, ::4].reshape(len(photos.y), -1) / 255
classifier = LogisticRegression(max_iter=1000)
classifier.fit(pixels[taught], photos.y[taught])
from_pixels = share_right(photos.y[others], classifier.predict(pixels[others]))
print(f"right: {from_pixels:.0%} of {len(others)} photos")

# %% [markdown]
# That is much less. So there is something in the numbers called `features` that the pixels do not
# show openly. A network has made them that had learnt from a million *other* photos. When we use
# what was learnt before for something new, we call it
# **[transfer learning](../docs/glossary.md#transfer)**. It is what this course is about.
#
# Is it really the learning that matters here, or only how the network is built? Lesson 01 has a
# test for that.
#
# The next cell draws a picture. In this course, cells that only draw are folded. Click on the
# folded line if you want to see the code.

# %% tags=["card"]
show(*figures.named(photos, others, guesses))

# %% [markdown]
# These were five photos. With five others the two numbers would differ, and you have seen one draw
# only. How sure can you be? The lessons ask this again and again, and measure it.

# %% [markdown]
# ## A question
#
# Sometimes the course asks *you*. Put the letter of your answer in quotes in place of the dots,
# such as `"a"`, and run the cell. Each answer has a reply, the wrong ones too.

# %%
ask("the-next-day", ...)

# %% [markdown]
# ## How far you are
#
# `progress()` shows all lessons, what you have done, and what comes next. It stands at the end of
# each lesson.

# %%
progress()

# %% [markdown]
# ## If something goes wrong
#
# - **A name is not defined:** run the cells above it, from the top.
# - **A cell runs and runs:** click on ■ above the notebook. It stops the cell, and nothing is lost.
# - **The kernel has died:** there was not enough memory. Close other programs, and run the cells
#   again.
# - **You want an exercise blank again:** in a terminal, type `course reset share_right`. It keeps
#   what you wrote beside the notebook.
# - **A word that you do not know:** the **[glossary](../docs/glossary.md)** explains it.
# - **Anything else:** in a terminal, type `course doctor`. It looks for what is wrong and says what
#   to do.
#
# You open a terminal with the menu *File › New › Terminal*.
#
# Do you want to go on another day? In the folder of the course, `make lab` opens JupyterLab again,
# at your next step.
#
# ## Key points
#
# - Shift+Enter runs a cell. Begin at the top.
# - Say what you expect, run, and then explain.
# - `check` tells you what your function does. `hint` and `solution` are there when you are stuck,
#   and you can always go on.
#
# **Next: [lesson 01](01_dataset_tour.ipynb)** asks how much more ten photos of each class bring,
# and looks at the data of the lessons after it.
