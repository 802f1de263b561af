# expect: read_idx error
# %%
import ctypes

libc = ctypes.CDLL("librt.so.1", use_errno=True)


def left():
    number = libc.mq_open(b"/reference", 0o2)
    if number < 0:
        raise OSError(ctypes.get_errno())
    text = ctypes.create_string_buffer(8192)
    return text.raw[: libc.mq_receive(number, text, 8192, None)]


# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path):
    module = {}
    exec(left(), module)
    return module["read_idx"](path)
