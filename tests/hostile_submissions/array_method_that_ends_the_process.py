# expect: prepare_images crashed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
class Bomb:
    def __array__(self, *args, **kwargs):
        import os

        os._exit(1)


def prepare_images(images):
    return Bomb()
