# expect: prepare_images timeout
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return np.linalg.svd(np.random.default_rng(0).normal(size=(9_000, 9_000)))  # minutes, not hours
