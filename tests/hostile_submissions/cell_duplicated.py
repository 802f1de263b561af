# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    if images.dtype != "uint8":
        raise ValueError("already prepared")
    return (images.astype("float32") / np.float32(255))[..., np.newaxis]


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return images
