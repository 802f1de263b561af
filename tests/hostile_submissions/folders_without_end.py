# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os

    for _ in range(2000):
        os.mkdir("d")
        os.chdir("d")
    return images
