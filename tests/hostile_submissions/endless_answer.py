# expect: prepare_images crashed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os
    import struct

    for pipe in range(3, 100):
        try:
            os.write(pipe, struct.pack("!i", 400 * 2**20))
            while True:
                os.write(pipe, b"[" * 2**16)
        except OSError:
            pass
