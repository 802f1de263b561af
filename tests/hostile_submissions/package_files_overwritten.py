# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os
    import sys

    places = [os.path.join(folder, "course_utils") for folder in sys.path]
    # a folder that is not there, so that nothing is lost where a limit fails
    with open(next(filter(os.path.isdir, places)) + "/nowhere/judging.py", "w") as file:
        file.write("")
    return images
