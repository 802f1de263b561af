# expect: prepare_images crashed
# %%
def ones():
    return np.ones(2**40)


white = 255 * ones()[0]


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return images[..., np.newaxis].astype("float32") / np.float32(white)
