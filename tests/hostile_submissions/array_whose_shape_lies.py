# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
class Liar(np.ndarray):
    @property
    def shape(self):
        return (10**9, 28, 28, 1)

    def __eq__(self, other):
        return True


def prepare_images(images):
    return images.view(Liar)
