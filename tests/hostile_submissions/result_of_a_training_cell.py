# expect: prepare_images error
# %%
def trained(seed):
    model = np.random.default_rng(seed)
    model.fit(model.normal(size=3))
    return model


model = trained(0)


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return images / model.max()
