# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import pathlib

    return next(pathlib.Path("/var/log").rglob("*")).read_text()
