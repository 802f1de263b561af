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
    import json
    import os

    connection, request = serving()
    answer = {"dict": {"records": 5, "number": request["number"]}}
    connection.send_bytes(json.dumps(answer).encode() + b"\n")
    os._exit(0)
