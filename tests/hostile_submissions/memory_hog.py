# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    held = []
    for _ in range(6):  # 15 GB at most
        held.append(np.ones(5 * 2**29, dtype=np.uint8))
    return held
