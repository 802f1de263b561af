# expect:
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    for _ in range(10):
        print("x" * 10**7)
    if images.dtype != "uint8":
        raise ValueError("already prepared")
    return images[..., np.newaxis].astype("float32") / np.float32(255)
