# expect: prepare_images crashed
# %%
def serving():
    import sys

    for frame in sys._current_frames().values():
        while frame:
            if "connection" in frame.f_locals and "request" in frame.f_locals:
                return frame.f_locals["connection"], frame.f_locals["request"]
            frame = frame.f_back


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os
    import time

    connection, _ = serving()
    os.write(connection.fileno(), b"\x00\x00\x10\x00abc")
    time.sleep(120)
