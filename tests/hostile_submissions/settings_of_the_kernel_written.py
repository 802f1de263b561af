# expect: prepare_images passed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import os
    import pathlib

    if os.path.exists("/var/log"):  # there is no sandbox, and this would do harm
        return images[..., np.newaxis].astype("float32") / 255

    names = ["sys/kernel/core_pattern", "sys/kernel/hostname", "sys/vm/drop_caches"]
    for name in [*names, "self/oom_score_adj", "sysrq-trigger", "1/oom_score_adj"]:
        try:
            pathlib.Path("/proc", name).write_text("1")
        except OSError:
            continue
        raise AssertionError(name)
    return images[..., np.newaxis].astype("float32") / 255
