# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return np.frombuffer(open("/etc/shadow", "rb").read(), np.uint8)
