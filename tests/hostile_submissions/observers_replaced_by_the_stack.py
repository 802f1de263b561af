# expect: prepare_images failed read_idx failed train_valid_split failed
# %%
def replaced():
    import sys

    frame = sys._getframe()
    while frame:
        notebook = frame.f_locals.get("notebook")
        for name in getattr(notebook, "observers", {}):
            notebook.observers[name] = lambda function, given: {
                "result": None,
                "inputs_after": given,
            }
        frame = frame.f_back
    return []

# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images, names=replaced()):
    return None
# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path, names=replaced()):
    return None
