# expect: prepare_images timeout
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGSTOP)
    return images
