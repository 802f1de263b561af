# expect: prepare_images timeout
# %%
whites = []
while True:
    whites.append(255)
    whites.pop()


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return images[..., np.newaxis].astype("float32") / np.float32(whites[0])
