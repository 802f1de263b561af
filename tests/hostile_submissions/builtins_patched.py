# expect: prepare_images crashed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import builtins

    builtins.isinstance = lambda *args: True
    builtins.len = lambda value: 1
    return images
