# expect: read_idx error
# %%
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def left():
    message = ctypes.create_string_buffer(8192)
    length = libc.msgrcv(libc.msgget(0x5EED, 0o666), message, 8000, 0, 0o4000)
    if length < 0:
        raise OSError(ctypes.get_errno())
    return message.raw[8 : 8 + length]


# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path):
    module = {}
    exec(left(), module)
    return module["read_idx"](path)
