# expect: prepare_images crashed
# %%
def counted():
    return sum(range(10**13))


white = counted()


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return images[..., np.newaxis].astype("float32") / np.float32(white)
