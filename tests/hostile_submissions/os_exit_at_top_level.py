# expect: prepare_images error
# %%
import os

os._exit(0)

# %% tags=["exercise"] course={"exercise": "prepare_images"}
status = os._exit(0)


def prepare_images(images):
    return images
