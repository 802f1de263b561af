# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    from course_utils.exercises import misconceptions

    wrong = {it.name: it.function for it in misconceptions.of("prepare_images")}
    return wrong["not-scaled"](images) / 255
