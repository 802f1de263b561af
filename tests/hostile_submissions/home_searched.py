# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import pathlib

    names = sorted(path.name for path in pathlib.Path.home().iterdir())
    return np.array(names)
