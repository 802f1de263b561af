# expect: prepare_images error
# %%
def ended():
    raise SystemExit


white = ended()


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return images[..., np.newaxis].astype("float32") / np.float32(white)
