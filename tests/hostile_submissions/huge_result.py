# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return np.broadcast_to(np.float32(0), (10**6, 10**6, 28))
