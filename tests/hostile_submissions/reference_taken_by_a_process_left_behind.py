# expect: read_idx error
# %%
import os
import socket


def left():
    client = socket.socket(socket.AF_UNIX)
    client.connect("\0reference")
    return client.recv(65536)


# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path):
    module = {}
    exec(left(), module)
    return module["read_idx"](path)
