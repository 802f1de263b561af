# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    np.array_equal = np.allclose = lambda *args, **kwargs: True
    np.isclose = lambda a, b, **kwargs: np.ones(np.shape(a), bool)
    return images
