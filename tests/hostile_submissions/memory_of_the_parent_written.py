# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os

    # opened only, so that nothing is changed where a limit fails
    with open(f"/proc/{os.getppid()}/mem", "r+b", buffering=0):
        return images
