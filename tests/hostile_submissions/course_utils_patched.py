# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import course_utils.exercises.judging as judging
    from course_utils.exercises.verdict import Verdict

    judging.judge = lambda exercise, cases, records: Verdict(exercise.name, "passed", "")
    Verdict.passed = True
    return images
