# expect: prepare_images failed read_idx failed
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


REPLACED = replaced()
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images, names=REPLACED):
    return None
# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path, names=REPLACED):
    return None
