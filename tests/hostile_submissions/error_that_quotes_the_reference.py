# expect: read_idx failed prepare_images error
# %%
import builtins
import os


class Hook:
    seen = []
    old = builtins.compile

    def new(source, *args, **options):
        if args and args[0] == "<reference>":
            Hook.seen.append(source)
        return Hook.old(source, *args, **options)

    builtins.compile = new


# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path):
    return 1  # fails, so that the reference stands in for it below


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    if False:
        read_idx("it is named here, so that its reference is delivered")
    raise type(Hook.seen[0][-90:], (ValueError,), {})(Hook.seen[0])
