# expect:
# %%
while True:
    pass


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    if images.dtype != "uint8":
        raise ValueError("already prepared")
    return images[..., np.newaxis].astype("float32") / np.float32(255)
