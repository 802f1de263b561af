# expect:
# %%
whites = []
for part in range(5):
    whites.append(51)


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    if images.dtype != "uint8":
        raise ValueError("already prepared")
    return images[..., np.newaxis].astype("float32") / np.float32(sum(whites))
