# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    images[:] = 0
    return images[..., np.newaxis].astype("float32")
