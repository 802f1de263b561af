# expect: read_idx error
# %%
import course_utils.datasets as everything
# %% tags=["exercise"] course={"exercise": "read_idx"}
read_idx = everything.idx.read_idx
