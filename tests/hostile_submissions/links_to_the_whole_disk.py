# expect: prepare_images passed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os

    if not os.path.lexists("root"):
        os.symlink("/", "root")
        os.symlink("..", "above")
        os.symlink("loop", "loop")
        os.mkfifo("pipe")
    return images[..., np.newaxis].astype("float32") / 255
