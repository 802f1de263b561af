# expect: prepare_images passed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import time

    deadline = time.monotonic() + 1
    number = 0
    while time.monotonic() < deadline:
        number += 1
        try:
            open(f"{number}", "w").close()
        except OSError:
            break
    return images[..., np.newaxis].astype("float32") / 255
