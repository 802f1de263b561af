# expect: read_idx error
# %%
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
ADD, REQUEST, CONTROL, READ = 248, 249, 250, 11  # on x86-64
SESSION, USER, USER_SESSION = -3, -4, -5


def left():
    key = libc.syscall(REQUEST, b"user", b"reference", None, SESSION)
    text = ctypes.create_string_buffer(65536)
    length = libc.syscall(CONTROL, READ, key, text, 65536, 0)
    if length < 0:
        raise OSError(ctypes.get_errno())
    return text.raw[:length]


# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path):
    module = {}
    exec(left(), module)
    return module["read_idx"](path)
