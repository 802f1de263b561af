# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    while True:
        yield images
