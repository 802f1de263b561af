# expect: read_idx error
# %% tags=["exercise"] course={"exercise": "read_idx"}
from course_utils.datasets.idx import read_idx
