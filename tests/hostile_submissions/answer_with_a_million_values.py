# expect: prepare_images crashed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os
    import struct

    for text in (b"[" + b"[]," * 900_000 + b"0]\n", b"[" * 10**6 + b"]" * 10**6 + b"\n"):
        for pipe in range(3, 100):
            try:
                os.write(pipe, struct.pack("!i", len(text)))
                os.write(pipe, text)
            except OSError:
                pass
    os._exit(0)
