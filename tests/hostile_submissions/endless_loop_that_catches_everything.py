# expect: prepare_images timeout
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
