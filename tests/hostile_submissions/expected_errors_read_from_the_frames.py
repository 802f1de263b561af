# expect: train_valid_split failed
# %% tags=["exercise"] course={"exercise": "train_valid_split"}
def train_valid_split(X, y, n_valid=5_000):
    import sys

    frame = sys._getframe()
    while frame:
        for value in frame.f_locals.values():
            if getattr(value, "expects_error", False):
                raise ValueError("it is expected")
            if isinstance(value, dict) and value.get("expects_error"):
                raise ValueError("it is expected")
        frame = frame.f_back
    return (X[n_valid:], y[n_valid:]), (X[:n_valid], y[:n_valid])
