# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import course_utils.observers.observing as observing

    observing.call = lambda function, given: {"result": None, "inputs_after": {}}
    return images
