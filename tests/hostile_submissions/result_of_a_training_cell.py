# expect: prepare_images error
# %%
largest = np.arange(256).max()
model = np.random.default_rng(0).normal(size=3)


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return images / model.max()
