# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    result = images[..., np.newaxis].astype("float32")
    result[::2], result[1::2] = np.nan, np.inf
    return result
