# expect:
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import sys
    import warnings

    warnings.warn("a warning")
    print("Traceback (most recent call last): failed")
    print("error", file=sys.stderr)
    if images.dtype != "uint8":
        raise ValueError("already prepared")
    return images[..., np.newaxis].astype("float32") / np.float32(255)
