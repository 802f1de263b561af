# expect: prepare_images crashed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os

    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b'\x00\x00\x00\x0d{"dict": {}}\n')
        except OSError:
            pass
    return images
