# expect: read_idx crashed
# %%
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p


def left():
    return ctypes.string_at(libc.shmat(libc.shmget(0x5EED, 65536, 0o666), None, 0))


# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path):
    module = {}
    exec(left(), module)
    return module["read_idx"](path)
