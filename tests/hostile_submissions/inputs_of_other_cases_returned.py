# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import sys

    frame = sys._getframe()
    while frame:
        if "inputs" in frame.f_locals and isinstance(frame.f_locals["inputs"], list):
            return frame.f_locals["inputs"][0]["images"][..., None].astype("float32") / 255
        frame = frame.f_back
