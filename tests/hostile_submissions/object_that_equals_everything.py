# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
class Yes:
    shape = (1, 28, 28, 1)
    dtype = np.dtype("float32")

    def __eq__(self, other):
        return True

    __hash__ = None


def prepare_images(images):
    return Yes()
