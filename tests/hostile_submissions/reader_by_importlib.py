# expect: read_idx error
# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path):
    import importlib

    return importlib.import_module("course_utils.datasets.idx").read_idx(path)
