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
from course_utils import check, hint, progress, solution

import numpy as np

# %% [markdown]
# ## Exercise 1: `prune_weights`
#
# **Predict:** which of the weights 3, −1 and 2 goes first?

# %%
prune_weights = check(...)

# %%
prune_weights(np.array([3.0, -1.0, 2.0]), 0.3)

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
