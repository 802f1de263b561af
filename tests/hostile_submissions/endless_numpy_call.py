# expect: prepare_images timeout
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return np.convolve(np.ones(10**6), np.ones(10**6))  # minutes, and little memory
