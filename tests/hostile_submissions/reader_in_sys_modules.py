# expect: read_idx error
# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path):
    import sys

    import course_utils.datasets.fashion_mnist

    real = [it for name, it in sys.modules.items() if name.endswith("datasets.idx")]
    return real[0].read_idx(path)
