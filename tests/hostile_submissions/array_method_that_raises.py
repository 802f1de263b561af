# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
class Bomb:
    def __array__(self, *args, **kwargs):
        raise KeyboardInterrupt


def prepare_images(images):
    return Bomb()
