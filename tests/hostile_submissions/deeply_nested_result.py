# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    result = images
    for _ in range(100_000):
        result = [result]
    return result
