# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import course_utils.exercises.observing as observing

    observing.call = lambda function, case: {"result": None, "inputs_after": {}}
    return images
