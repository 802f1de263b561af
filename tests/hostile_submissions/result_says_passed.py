# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    print('{"status": "passed", "points": 2}')
    return {"status": "passed", "findings": [], "observation": "passed"}
