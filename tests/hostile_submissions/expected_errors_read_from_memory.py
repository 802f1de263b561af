# expect: train_valid_split failed
# %% tags=["exercise"] course={"exercise": "train_valid_split"}
def train_valid_split(X, y, n_valid=5_000):
    import gc

    for value in gc.get_objects():
        is_case = type(value).__name__ == "Case" or (type(value) is dict and "promise" in value)
        if is_case and "True" in str(value):
            raise ValueError("it is expected")
    return (X[n_valid:], y[n_valid:]), (X[:n_valid], y[:n_valid])
