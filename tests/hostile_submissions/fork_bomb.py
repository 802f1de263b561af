# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os

    for _ in range(30):  # bounded
        if os.fork() == 0:
            os._exit(0)
    return images
