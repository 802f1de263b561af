# %% [markdown]
# # Lesson 09: pruning
#
# **The question:** how many of its [parameters](../docs/glossary.md#parameter) can a network lose?
#
# **You will be able to** take the weights away that matter least.
#
# **You need:** NumPy.
#
# **Time to run:** 1 s for all cells. Take 10 minutes for the exercises.

# %%
from course_utils import ask, check, hint, predict, progress, reveal, solution

import numpy as np

# %% [markdown]
# ## Exercise 1: `prune_weights`

# %%
prune_weights = check(...)

# %% [markdown]
# **Predict:** which of the weights goes first, `"3"`, `"-1"` or `"2"`?

# %%
predict("the first to go", ...)

# %%
weights = np.array([3.0, -1.0, 2.0])
pruned = prune_weights(weights, 0.3)
print(pruned)
reveal("the first to go", f"{weights[pruned == 0][0]:g}")

# %%
ask("small-or-near-zero", ...)

# %% [markdown]
# ## In your own words

# %% [markdown]
# [explain: what-pruning-saves]

# %% [markdown]
# ## Key points
#
# - Near to zero has no sign.
#
# ## What could fool us here
#
# - **A weight that is small** may be multiplied by a number that is large.

# %%
progress()
