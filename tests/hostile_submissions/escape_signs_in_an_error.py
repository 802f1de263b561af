# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    raise type("\x1b[2J", (Exception,), {})("\x1b]0;title\x07\x1b[31mred \u202e \x9b2J")
