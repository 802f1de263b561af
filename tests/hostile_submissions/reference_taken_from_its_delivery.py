# expect: read_idx failed prepare_images error train_valid_split error
# %%
import builtins


class Hook:
    seen = []
    old = builtins.compile

    def new(source, *args, **options):
        if args and args[0] == "<reference>":
            Hook.seen.append(source)
        return Hook.old(source, *args, **options)

    builtins.compile = new


def delivered(name):
    module = {}
    exec(Hook.seen[0], module)
    return module[name]  # read_idx is named here, so that it is delivered


# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path):
    return 1


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return delivered("prepare_images")(images)


# %% tags=["exercise"] course={"exercise": "train_valid_split"}
def train_valid_split(X, y, n_valid):
    return delivered("train_valid_split")(X, y, n_valid)
