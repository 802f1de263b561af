# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
class Mute(Exception):
    def __str__(self):
        raise RuntimeError

    __repr__ = __str__


def prepare_images(images):
    raise Mute
