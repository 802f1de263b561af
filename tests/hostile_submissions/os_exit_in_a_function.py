# expect: prepare_images crashed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os

    os._exit(0)
