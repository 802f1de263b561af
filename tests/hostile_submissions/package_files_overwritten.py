# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import course_utils

    # a folder that is not there, so that nothing is lost where a limit fails
    with open(course_utils.__path__[0] + "/nowhere/judging.py", "w") as file:
        file.write("")
    return images
