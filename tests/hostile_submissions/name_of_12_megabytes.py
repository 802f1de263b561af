# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    raise NameError("name '" + "x" * 12 * 2**20 + "' is not defined")
