# expect: prepare_images timeout
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return sum(range(10**11))
