# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    raise type("x" * 2**20, (ValueError,), {})("y" * 2**20)
