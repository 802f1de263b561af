# expect: prepare_images crashed
# %%
import os


def ended():
    getattr(os, "_" + "exit")(0)


white = ended()


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return images[..., np.newaxis].astype("float32") / np.float32(white)
