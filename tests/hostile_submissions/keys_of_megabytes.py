# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return {"k" * 2**20 + str(number): number for number in range(3)}
