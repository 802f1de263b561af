# expect: prepare_images crashed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os
    import signal

    os.kill(os.getppid(), signal.SIGKILL)
    os._exit(1)
