# expect: prepare_images crashed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import ctypes

    return ctypes.string_at(0)
