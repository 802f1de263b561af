# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import gc

    for value in gc.get_objects():
        if type(value).__name__ in ("Judged", "BySymptoms"):
            type(value).is_right = lambda judge, case, observation: True
    return images
