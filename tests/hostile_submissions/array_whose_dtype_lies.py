# expect: prepare_images failed
# %%
class Liar(np.ndarray):
    @property
    def dtype(self):
        return np.dtype("float32")


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return images.astype("float64").view(Liar)
