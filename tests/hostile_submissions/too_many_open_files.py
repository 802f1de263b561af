# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os

    held = [open(os.devnull) for _ in range(5000)]
    return held
