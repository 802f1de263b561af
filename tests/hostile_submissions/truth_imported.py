# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
from course_utils.exercises.lesson_01_dataset_tour.prepare_images import truth


def prepare_images(images):
    return truth(images)
