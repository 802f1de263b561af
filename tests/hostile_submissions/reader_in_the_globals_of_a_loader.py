# expect: read_idx error
# %% tags=["exercise"] course={"exercise": "read_idx"}
from course_utils import load_fashion_mnist


def read_idx(path):
    names = load_fashion_mnist.__globals__
    return names["parse_idx"](names["read_content"](path)[0])
